/* Message attributes (attributes.md section 4): checking, size, MD5, the record that is stored, and
 * the choice that a receive makes among them. */
#ifndef ROPELINE_ENGINE_MESSAGE_ATTRIBUTES_H
#define ROPELINE_ENGINE_MESSAGE_ATTRIBUTES_H

#include "src/engine/state.h"

/* Checks the attributes that a client sends (list of struct message_attribute). */
bool message_attributes_check(struct arena *arena, const struct list *attributes,
                              struct api_error *error);

/* As above for MessageSystemAttributes, of which only AWSTraceHeader exists; its value goes to
 * `ret_trace_header` (absent when not given). */
bool system_attributes_check(const struct list *attributes, struct slice *ret_trace_header,
                             struct api_error *error);

/* What they add to the message's size: bytes of names, types and values. */
size_t message_attributes_size(const struct list *attributes);

/* The digest of protocols.md section 6 as hex; absent for none. Sorts the items by name. */
struct slice message_attributes_md5(struct arena *arena, struct list *attributes);

/* The record to store; absent for none. Items are sorted by name. */
struct slice message_attributes_record(struct arena *arena, const struct list *attributes);

/* Reads those of a record that `names` (list of slices: All, .*, *, exact, prefix.*) chooses, as a
 * list of struct message_attribute; texts point into the record. */
struct list message_attributes_choose(struct arena *arena, struct slice record,
                                      const struct list *names);

#endif
