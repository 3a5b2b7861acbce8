/* Who signed a request (auth.md section 1). Nothing is verified here, and nothing fails. */
#include "api/wire/decode.h"
#include "api/wire/form.h"

static struct slice until(struct slice text, char stop)
{
    ptrdiff_t at = slice_find(text, stop);
    return at < 0 ? text : slice_head(text, (size_t)at);
}

/* AKID/YYYYMMDD/region/service/aws4_request */
static void read_credential(struct slice credential, struct slice *ret_key,
                            struct slice *ret_region)
{
    struct slice whole = until(until(until(credential, ','), ' '), '\0');
    struct slice key = until(whole, '/');
    struct slice date = until(slice_from(whole, key.len + 1), '/');
    struct slice region = until(slice_from(whole, key.len + date.len + 2), '/');
    if (key.len > 0)
        *ret_key = key;
    if (region.len > 0)
        *ret_region = region;
}

void signature_read(struct slice authorization, const struct form *form, struct slice *ret_key,
                    struct slice *ret_region)
{
    static const char name[] = "Credential=";
    *ret_key = SLICE_NONE;
    *ret_region = SLICE_NONE;
    const char *found = authorization.len > 0
                            ? memmem(authorization.at, authorization.len, name, strlen(name))
                            : NULL;
    if (found) {
        read_credential(
            slice_from(authorization, (size_t)(found - authorization.at) + strlen(name)), ret_key,
            ret_region);
        return;
    }
    struct slice credential = form_get(form, SLICE("X-Amz-Credential"));
    if (slice_present(credential))
        read_credential(credential, ret_key, ret_region);
    else
        *ret_key = form_get(form, SLICE("AWSAccessKeyId")); /* signature version 2 */
}
