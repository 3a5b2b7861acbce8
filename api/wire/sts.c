/* STS's GetCallerIdentity: see sts.h. */
#include "api/wire/sts.h"

bool sts_is_caller_identity(const struct api_error *error)
{
    return error->text == TEXT_INVALID_ACTION && slice_is(error->args[0], "GetCallerIdentity");
}

void sts_encode(struct slice account, struct slice arn, struct slice user_id,
                struct slice request_id, struct buf *body, struct wire_head *head)
{
    *head = (struct wire_head){.status = 200, .content_type = SLICE("text/xml")};
    buf_printf(body,
               "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
               "<GetCallerIdentityResult><Arn>%.*s</Arn><UserId>%.*s</UserId>"
               "<Account>%.*s</Account></GetCallerIdentityResult>"
               "<ResponseMetadata><RequestId>%.*s</RequestId></ResponseMetadata>"
               "</GetCallerIdentityResponse>",
               SLICE_ARG(arn), SLICE_ARG(user_id), SLICE_ARG(account), SLICE_ARG(request_id));
}
