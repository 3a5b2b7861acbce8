/* Names of callers: see identity.h. */
#include "src/access/identity.h"

#include "src/base/digest.h"

#define UNIQUE_ID_LEN 17 /* after AIDA */

struct slice identity_arn(struct arena *arena, const struct identity *who)
{
    if (who->anonymous)
        return SLICE("anonymous");
    if (!slice_present(who->user))
        return arena_printf(arena, "arn:aws:iam::%.*s:root", SLICE_ARG(who->account));
    return arena_printf(arena, "arn:aws:iam::%.*s:user/%.*s", SLICE_ARG(who->account),
                        SLICE_ARG(who->user));
}

/* Made from the ARN, so that a restart does not change it. */
struct slice identity_user_id(struct arena *arena, const struct identity *who)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint8_t digest[SHA256_LEN];
    char id[UNIQUE_ID_LEN];
    if (who->anonymous)
        return SLICE("anonymous");
    if (!slice_present(who->user))
        return who->account;
    digest_sha256(identity_arn(arena, who), digest);
    for (size_t i = 0; i < sizeof id; i++)
        id[i] = letters[digest[i] % 32];
    return arena_printf(arena, "AIDA%.*s", (int)sizeof id, id);
}
