/* AWS's partitions: partitions.def. */
#ifndef ROPELINE_API_MODEL_PARTITIONS_H
#define ROPELINE_API_MODEL_PARTITIONS_H

#include "src/base/slice.h"

/* "aws", "aws-cn" and the like: what stands in the ARNs of a region. */
struct slice partition_of_region(struct slice region);

#endif
