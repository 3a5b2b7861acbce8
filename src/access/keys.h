/* Access keys: who may call when signatures are verified. Secrets stay in here and are never
 * logged.
 *
 * A key is a line of words, as docs/access.md tells its users:
 *
 *   ID SECRET [account=123456789012] [user=NAME] [token=TEXT] [expires=TIME] [allow=ACTION,...]
 */
#ifndef ROPELINE_ACCESS_KEYS_H
#define ROPELINE_ACCESS_KEYS_H

#include "src/access/identity.h"
#include "src/base/map.h"

struct access_key {
    struct slice secret;
    struct slice token; /* the session's; absent: a key for good, used without a token */
    int64_t expires_ms; /* of the session; INT64_MAX: never */
    struct identity identity;
};

struct keys {
    struct map by_id; /* id -> struct access_key */
    struct arena arena;
};

/* Reads keys, one a line (or between semicolons); `#` opens a comment. A key without account is of
 * the account that it is itself (12 digits), else of `default_account`. False: `error` tells the
 * line and what is wrong there, and no secret. */
bool keys_read(struct keys *keys, struct slice text, struct slice default_account, char *error,
               size_t error_size);
void keys_release(struct keys *keys);

/* NULL: there is no such key. */
const struct access_key *keys_find(const struct keys *keys, struct slice id);

#endif
