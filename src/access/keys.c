/* The list of access keys: see keys.h. */
#include "src/access/keys.h"

#include <stdio.h>

#include "src/base/clock.h"
#include "src/base/text.h"

#define WORD_STOPS " \t\r"

struct reading {
    struct keys *keys;
    struct slice default_account;
    size_t line;
    char *error;
    size_t error_size;
};

static bool bad(struct reading *reading, const char *problem)
{
    snprintf(reading->error, reading->error_size, "line %zu: %s", reading->line, problem);
    return false;
}

/* A word that opens with # is a comment up to the end of the line. */
static struct slice next_word(struct slice *rest)
{
    size_t start = 0;
    while (start < rest->len && strchr(WORD_STOPS, rest->at[start]))
        start++;
    size_t end = start;
    while (end < rest->len && !strchr(WORD_STOPS, rest->at[end]))
        end++;
    struct slice word = slice_head(slice_from(*rest, start), end - start);
    bool comment = slice_starts(word, SLICE("#"));
    *rest = comment ? SLICE("") : slice_from(*rest, end);
    return comment ? SLICE("") : word;
}

static bool is_account(struct slice text)
{
    return text_is_digits(text, 12);
}

/* IAM's rule for names of users. */
static bool is_user(struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!char_is_alnum(text.at[i]) && !memchr("+=,.@-_/", text.at[i], 8))
            return false;
    return text.len > 0 && text.len <= 64;
}

static bool read_option(struct reading *reading, struct slice word, struct access_key *key)
{
    ptrdiff_t equals = slice_find(word, '=');
    struct slice name = equals < 0 ? word : slice_head(word, (size_t)equals);
    struct slice value = equals < 0 ? SLICE("") : slice_from(word, (size_t)equals + 1);
    if (slice_is(name, "account"))
        key->identity.account = value;
    else if (slice_is(name, "user"))
        key->identity.user = value;
    else if (slice_is(name, "token"))
        key->token = value;
    else if (slice_is(name, "allow"))
        key->identity.allow = value;
    else if (!slice_is(name, "expires"))
        return bad(reading, "after the secret come account=, user=, token=, expires= and allow=");
    else if (!clock_parse(value, &key->expires_ms))
        return bad(reading, "expires= must be a time such as 2026-01-02T03:04:05Z");
    return value.len > 0 || bad(reading, "an option has no value");
}

static bool check(struct reading *reading, struct slice id, struct access_key *key)
{
    struct identity *who = &key->identity;
    if (key->secret.len == 0)
        return bad(reading, "a key has no secret");
    if (slice_find(id, '/') >= 0)
        return bad(reading, "a key's id has no slash (is the secret first?)");
    if (!slice_present(who->account))
        who->account = is_account(id) ? id : reading->default_account;
    if (!is_account(who->account))
        return bad(reading, "account= must be 12 digits");
    if (slice_present(who->user) && !is_user(who->user))
        return bad(reading, "user= must be a user's name");
    if (slice_present(who->allow) && !slice_present(who->user))
        return bad(reading, "allow= needs user=: an account's root may do everything");
    return !keys_find(reading->keys, id) || bad(reading, "a key's id stands here twice");
}

static bool read_line(struct reading *reading, struct slice line)
{
    struct slice rest = line;
    struct slice id = next_word(&rest);
    if (id.len == 0)
        return true;
    struct access_key *key = arena_zalloc(&reading->keys->arena, sizeof *key);
    key->expires_ms = INT64_MAX;
    key->secret = next_word(&rest);
    for (struct slice word = next_word(&rest); word.len > 0; word = next_word(&rest))
        if (!read_option(reading, word, key))
            return false;
    if (!check(reading, id, key))
        return false;
    map_put(&reading->keys->by_id, id, key);
    return true;
}

bool keys_read(struct keys *keys, struct slice text, struct slice default_account, char *error,
               size_t error_size)
{
    *keys = (struct keys){0};
    map_init(&keys->by_id);
    struct reading reading = {keys, arena_copy(&keys->arena, default_account), 0, error,
                              error_size};
    struct slice rest = arena_copy(&keys->arena, text);
    while (rest.len > 0) {
        size_t end = 0;
        while (end < rest.len && rest.at[end] != '\n' && rest.at[end] != ';')
            end++;
        reading.line++;
        if (!read_line(&reading, slice_head(rest, end)))
            return false;
        rest = slice_from(rest, end + 1);
    }
    return keys->by_id.count > 0 || bad(&reading, "there is no access key");
}

void keys_release(struct keys *keys)
{
    map_release(&keys->by_id);
    arena_release(&keys->arena);
}

const struct access_key *keys_find(const struct keys *keys, struct slice id)
{
    return map_get(&keys->by_id, id);
}
