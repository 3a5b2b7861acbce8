/* ARNs of queues, built and split: see arn.h. */
#include "src/engine/arn.h"

#include "api/model/partitions.h"

struct slice arn_of(struct arena *arena, const struct queue_ref *ref)
{
    return arena_printf(arena, "arn:%.*s:sqs:%.*s:%.*s:%.*s",
                        SLICE_ARG(partition_of_region(ref->region)), SLICE_ARG(ref->region),
                        SLICE_ARG(ref->account), SLICE_ARG(ref->name));
}

bool arn_parse(struct slice arn, struct queue_ref *ret, struct slice *ret_service)
{
    struct slice parts[6];
    struct slice rest = arn;
    for (size_t i = 0; i < 5; i++) {
        ptrdiff_t colon = slice_find(rest, ':');
        if (colon < 0)
            return false;
        parts[i] = slice_head(rest, (size_t)colon);
        rest = slice_from(rest, (size_t)colon + 1);
    }
    parts[5] = rest;
    if (!slice_is(parts[0], "arn") || parts[1].len == 0 || parts[2].len == 0 || rest.len == 0)
        return false;
    *ret = (struct queue_ref){parts[3], parts[4], parts[5]};
    if (ret_service)
        *ret_service = parts[2];
    return true;
}
