/* The contract's structs, made from shapes.def: `struct send_message_request` with one member per
 * row, and its description `shape_send_message_request`. */
#ifndef ROPELINE_API_MODEL_SHAPES_H
#define ROPELINE_API_MODEL_SHAPES_H

#include "api/model/shape.h"
#include "api/model/shapes.def"

#define MEMBER_TEXT    struct slice
#define MEMBER_INTEGER struct opt_int
#define MEMBER_BOOLEAN struct opt_bool
#define MEMBER_BLOB    struct slice
#define MEMBER_QUEUE   struct queue_ref
#define MEMBER_TEXTS   struct list
#define MEMBER_BLOBS   struct list
#define MEMBER_QUEUES  struct list
#define MEMBER_PAIRS   struct list
#define MEMBER_TAGS    struct list
#define MEMBER_STRUCTS struct list
#define MEMBER_MAP     struct list

#define DECLARE_MEMBER(shape, kind, member, ...) MEMBER_##kind member;
#define DECLARE_STRUCT(UPPER, lower, aws_name)                                                     \
    struct lower {                                                                                 \
        SHAPE_##UPPER(DECLARE_MEMBER, lower)                                                       \
    };                                                                                             \
    extern const struct shape shape_##lower;

ALL_SHAPES(DECLARE_STRUCT)

#undef DECLARE_STRUCT
#undef DECLARE_MEMBER

/* All shapes, for the reference page and the sweep tests. */
extern const struct shape *const shapes_all[];
extern const size_t shapes_count;

#endif
