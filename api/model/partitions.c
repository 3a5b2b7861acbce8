/* The rows of partitions.def, looked up. */
#include "api/model/partitions.h"

#include "api/model/partitions.def"

static const struct {
    struct slice prefix;
    struct slice partition;
} partitions[] = {
#define PARTITION_ROW(prefix_text, partition_text)                                                 \
    {SLICE_INIT(prefix_text), SLICE_INIT(partition_text)},
    ALL_PARTITIONS(PARTITION_ROW)
#undef PARTITION_ROW
};

struct slice partition_of_region(struct slice region)
{
    size_t i = 0;
    while (!slice_starts(region, partitions[i].prefix))
        i++; /* the last row fits every region */
    return partitions[i].partition;
}
