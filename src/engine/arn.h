/* Amazon Resource Names of queues: arn:{partition}:sqs:{region}:{account}:{name}
 * (protocols.md section 4). */
#ifndef ROPELINE_ENGINE_ARN_H
#define ROPELINE_ENGINE_ARN_H

#include "api/model/shape.h"

struct slice arn_of(struct arena *arena, const struct queue_ref *ref);

/* Splits an ARN of six parts into the queue that it names; the slices point into it. False when it
 * is not of that form. `ret_service` may be NULL. */
bool arn_parse(struct slice arn, struct queue_ref *ret, struct slice *ret_service);

#endif
