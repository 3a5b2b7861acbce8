/* Who calls: an account, a user of it, or nobody known. */
#ifndef ROPELINE_ACCESS_IDENTITY_H
#define ROPELINE_ACCESS_IDENTITY_H

#include "src/base/arena.h"

struct identity {
    struct slice account; /* 12 digits */
    struct slice user;    /* absent: the account's root */
    struct slice
        allow;      /* actions that the user may call, "sqs:Get*,sqs:SendMessage"; absent: all */
    bool anonymous; /* unsigned: nothing else is known */
};

/* "arn:aws:iam::123456789012:user/alice" or "...:root"; "anonymous". */
struct slice identity_arn(struct arena *arena, const struct identity *who);

/* What AWS calls the unique id: the account for root, "AIDA..." for users, always the same. It is
 * the SenderId of messages too. */
struct slice identity_user_id(struct arena *arena, const struct identity *who);

#endif
