/* What the decoders of api/wire share. */
#ifndef ROPELINE_API_WIRE_DECODE_H
#define ROPELINE_API_WIRE_DECODE_H

#include "api/wire/wire.h"

/* Sets `ret`; always false, so that a decoder can `return wire_fail(...)`. */
bool wire_fail(struct api_error *ret, enum text_id text, struct slice a, struct slice b);

/* Fills a struct of the shape from a JSON object. */
bool json_decode(struct arena *arena, struct slice body, const struct shape *shape, void *object,
                 struct api_error *error);

struct form;

/* Fills a struct of the shape from form parameters. */
bool query_decode(struct arena *arena, const struct form *form, const struct shape *shape,
                  void *object, struct api_error *error);

/* Who signed: access key and region of the signature's scope; absent when not found. */
void signature_read(struct slice authorization, const struct form *form, struct slice *ret_key,
                    struct slice *ret_region);

#endif
