/* The one call of another service that tools make first: who am I? (auth.md section 5) */
#ifndef ROPELINE_API_WIRE_STS_H
#define ROPELINE_API_WIRE_STS_H

#include "api/wire/wire.h"

/* Was it STS's GetCallerIdentity that wire_decode refused? */
bool sts_is_caller_identity(const struct api_error *error);

/* Its answer, in STS's own XML. The texts must need no escaping in XML. */
void sts_encode(struct slice account, struct slice arn, struct slice user_id,
                struct slice request_id, struct buf *body, struct wire_head *head);

#endif
