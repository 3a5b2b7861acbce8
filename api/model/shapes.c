/* The rows of shapes.def as tables. */
#include "api/model/shapes.h"

#define FLAG_OPTIONAL FIELD_OPTIONAL
#define FLAG_REQUIRED FIELD_REQUIRED

#define ELEMENT_NONE                                  NULL
#define ELEMENT_MESSAGE_ATTRIBUTE                     &shape_message_attribute
#define ELEMENT_SEND_MESSAGE_BATCH_ENTRY              &shape_send_message_batch_entry
#define ELEMENT_SEND_MESSAGE_BATCH_RESULT_ENTRY       &shape_send_message_batch_result_entry
#define ELEMENT_BATCH_RESULT_ERROR_ENTRY              &shape_batch_result_error_entry
#define ELEMENT_BATCH_RESULT_ENTRY                    &shape_batch_result_entry
#define ELEMENT_MESSAGE                               &shape_message
#define ELEMENT_DELETE_MESSAGE_BATCH_ENTRY            &shape_delete_message_batch_entry
#define ELEMENT_CHANGE_MESSAGE_VISIBILITY_BATCH_ENTRY &shape_change_message_visibility_batch_entry
#define ELEMENT_LIST_MESSAGE_MOVE_TASKS_RESULT_ENTRY  &shape_list_message_move_tasks_result_entry

#define DESCRIBE(shape, kind, member, json, query, alias, flags, check, element)                   \
    {FIELD_##kind, json,          SLICE_INIT("\"" json "\":"),                                     \
     query,        alias,         offsetof(struct shape, member),                                  \
     FLAG_##flags, CHECK_##check, ELEMENT_##element},

/* The last row is not a field: it keeps the table of a shape without fields from being empty. */
#define DEFINE_SHAPE(UPPER, lower, aws_name)                                                       \
    static const struct field lower##_fields[] = {                                                 \
        SHAPE_##UPPER(DESCRIBE, lower){.json_name = ""}};                                          \
    const struct shape shape_##lower = {aws_name, sizeof(struct lower), lower##_fields,            \
                                        sizeof lower##_fields / sizeof *lower##_fields - 1};

ALL_SHAPES(DEFINE_SHAPE)

const struct shape *const shapes_all[] = {
#define SHAPE_POINTER(UPPER, lower, aws_name) &shape_##lower,
    ALL_SHAPES(SHAPE_POINTER)
#undef SHAPE_POINTER
};

const size_t shapes_count = sizeof shapes_all / sizeof *shapes_all;
