/* Conditions of a statement: {"Operator": {"key": value or [values]}}.
 *
 * All operators and all keys must hold; of several values one is enough, and for the negated
 * operators none may match. A key that is not known of the request satisfies only the negated ones
 * and those with IfExists. */
#include <arpa/inet.h>
#include <stdio.h>

#include "src/access/pattern.h"
#include "src/access/policy.h"
#include "src/base/clock.h"

/* Compares the fact with one value of the policy. */
typedef enum match comparison(struct slice fact, struct slice value);

static enum match yes_if(bool condition)
{
    return condition ? MATCH_YES : MATCH_NO;
}

static enum match equals(struct slice fact, struct slice value)
{
    return yes_if(slice_equal(fact, value));
}

static enum match equals_nocase(struct slice fact, struct slice value)
{
    return yes_if(slice_equal_nocase(fact, value));
}

static enum match like(struct slice fact, struct slice value)
{
    return yes_if(pattern_matches(value, fact, false));
}

/* Numbers and times; both sides must be one. */
typedef bool reader(struct slice text, int64_t *ret);

static bool read_time(struct slice text, int64_t *ret)
{
    char whole[32];
    if (slice_to_int64(text, ret) && *ret < INT64_MAX / 1000 && *ret > INT64_MIN / 1000) {
        *ret *= 1000; /* seconds since 1970 */
        return true;
    }
    if (text.len != strlen("2026-01-02"))
        return clock_parse(text, ret);
    snprintf(whole, sizeof whole, "%.*sT00:00:00Z", SLICE_ARG(text));
    return clock_parse(slice_of(whole), ret);
}

static enum match compare(reader *read, struct slice fact, struct slice value, int wanted_low,
                          int wanted_high)
{
    int64_t left, right;
    if (!read(fact, &left) || !read(value, &right))
        return MATCH_UNKNOWN;
    int order = left < right ? -1 : left > right;
    return yes_if(order >= wanted_low && order <= wanted_high);
}

#define COMPARISONS(name, read)                                                                    \
    static enum match name##_equals(struct slice fact, struct slice value)                         \
    {                                                                                              \
        return compare(read, fact, value, 0, 0);                                                   \
    }                                                                                              \
    static enum match name##_less(struct slice fact, struct slice value)                           \
    {                                                                                              \
        return compare(read, fact, value, -1, -1);                                                 \
    }                                                                                              \
    static enum match name##_at_most(struct slice fact, struct slice value)                        \
    {                                                                                              \
        return compare(read, fact, value, -1, 0);                                                  \
    }                                                                                              \
    static enum match name##_greater(struct slice fact, struct slice value)                        \
    {                                                                                              \
        return compare(read, fact, value, 1, 1);                                                   \
    }                                                                                              \
    static enum match name##_at_least(struct slice fact, struct slice value)                       \
    {                                                                                              \
        return compare(read, fact, value, 0, 1);                                                   \
    }
COMPARISONS(number, slice_to_int64)
COMPARISONS(date, read_time)

struct address {
    uint8_t bytes[16];
    int family;
    unsigned bits;
};

/* An address of either family; IPv4 inside IPv6 is IPv4. */
static bool read_address(struct slice text, struct address *ret)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    char copy[INET6_ADDRSTRLEN];
    *ret = (struct address){.family = AF_INET, .bits = 32};
    if (text.len == 0 || text.len >= sizeof copy)
        return false;
    memcpy(copy, text.at, text.len);
    copy[text.len] = '\0';
    if (inet_pton(AF_INET, copy, ret->bytes) == 1)
        return true;
    *ret = (struct address){.family = AF_INET6, .bits = 128};
    if (inet_pton(AF_INET6, copy, ret->bytes) != 1)
        return false;
    if (memcmp(ret->bytes, mapped, sizeof mapped) == 0) {
        memmove(ret->bytes, ret->bytes + sizeof mapped, 4);
        ret->family = AF_INET;
        ret->bits = 32;
    }
    return true;
}

static bool same_network(const struct address *a, const struct address *b, unsigned bits)
{
    size_t whole = bits / 8;
    uint8_t mask = (uint8_t)(0xff00 >> bits % 8);
    return memcmp(a->bytes, b->bytes, whole) == 0 &&
           (bits % 8 == 0 || ((a->bytes[whole] ^ b->bytes[whole]) & mask) == 0);
}

/* "203.0.113.0/24", or one address. */
static enum match in_network(struct slice fact, struct slice value)
{
    struct address address, network;
    ptrdiff_t slash = slice_find(value, '/');
    int64_t bits;
    if (!read_address(slash < 0 ? value : slice_head(value, (size_t)slash), &network) ||
        !read_address(fact, &address))
        return MATCH_UNKNOWN;
    bits = network.bits;
    if (slash >= 0 && (!slice_to_int64(slice_from(value, (size_t)slash + 1), &bits) || bits < 0 ||
                       bits > network.bits))
        return MATCH_UNKNOWN;
    return yes_if(address.family == network.family &&
                  same_network(&address, &network, (unsigned)bits));
}

static const struct operation {
    const char *name;
    comparison *compares;
    bool negated;
} operations[] = {
    {"StringEquals", equals, false},
    {"StringNotEquals", equals, true},
    {"StringEqualsIgnoreCase", equals_nocase, false},
    {"StringNotEqualsIgnoreCase", equals_nocase, true},
    {"StringLike", like, false},
    {"StringNotLike", like, true},
    {"ArnEquals", like, false},
    {"ArnNotEquals", like, true},
    {"ArnLike", like, false},
    {"ArnNotLike", like, true},
    {"Bool", equals_nocase, false},
    {"IpAddress", in_network, false},
    {"NotIpAddress", in_network, true},
    {"NumericEquals", number_equals, false},
    {"NumericNotEquals", number_equals, true},
    {"NumericLessThan", number_less, false},
    {"NumericLessThanEquals", number_at_most, false},
    {"NumericGreaterThan", number_greater, false},
    {"NumericGreaterThanEquals", number_at_least, false},
    {"DateEquals", date_equals, false},
    {"DateNotEquals", date_equals, true},
    {"DateLessThan", date_less, false},
    {"DateLessThanEquals", date_at_most, false},
    {"DateGreaterThan", date_greater, false},
    {"DateGreaterThanEquals", date_at_least, false},
};

static const struct operation *find_operation(struct slice name)
{
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        if (slice_is(name, operations[i].name))
            return &operations[i];
    return NULL;
}

/* Names of keys know no case. */
static struct slice find_fact(const struct access_request *request, struct slice key)
{
    for (size_t i = 0; i < request->fact_count; i++)
        if (slice_equal_nocase(key, slice_of(request->facts[i].key)))
            return request->facts[i].value;
    return SLICE_NONE;
}

/* Booleans and numbers of JSON are good for the texts that they are. */
static struct slice text_of(struct arena *arena, const struct json *value)
{
    switch (value->kind) {
    case JSON_STRING:
    case JSON_NUMBER:
        return value->text;
    case JSON_TRUE:
        return SLICE("true");
    case JSON_FALSE:
        return SLICE("false");
    case JSON_INTEGER:
        return arena_int64(arena, value->integer);
    default:
        return SLICE_NONE;
    }
}

/* Does the fact match any of the values? */
static enum match any_value(struct arena *arena, const struct json *values, struct slice fact,
                            comparison *compares)
{
    bool list = values->kind == JSON_ARRAY;
    enum match result = MATCH_NO;
    for (size_t i = 0; i < (list ? values->count : 1); i++) {
        struct slice value = text_of(arena, list ? &values->items[i] : values);
        enum match one = slice_present(value) ? compares(fact, value) : MATCH_UNKNOWN;
        if (one == MATCH_YES)
            return MATCH_YES;
        if (one == MATCH_UNKNOWN)
            result = MATCH_UNKNOWN;
    }
    return result;
}

/* {"Null": {"key": "true"}}: the key is not there. */
static enum match null_matches(struct arena *arena, const struct json *values, struct slice fact)
{
    return any_value(arena, values, slice_present(fact) ? SLICE("false") : SLICE("true"),
                     equals_nocase);
}

static bool take_suffix(struct slice *name, struct slice suffix)
{
    bool there = slice_ends(*name, suffix);
    if (there)
        name->len -= suffix.len;
    return there;
}

static bool take_prefix(struct slice *name, struct slice prefix)
{
    bool there = slice_starts(*name, prefix);
    if (there)
        *name = slice_from(*name, prefix.len);
    return there;
}

/* One operator with one key. All our keys have one value: the prefixes for sets matter only where
 * the key is missing. */
static enum match condition_matches(struct arena *arena, struct slice name,
                                    const struct json_member *member,
                                    const struct access_request *request)
{
    struct slice fact = find_fact(request, member->name);
    bool any = take_prefix(&name, SLICE("ForAnyValue:"));
    bool all = take_prefix(&name, SLICE("ForAllValues:"));
    if (slice_is(name, "Null"))
        return null_matches(arena, &member->value, fact);
    bool if_exists = take_suffix(&name, SLICE("IfExists"));
    const struct operation *operation = find_operation(name);
    if (!operation)
        return MATCH_UNKNOWN;
    if (!slice_present(fact))
        return yes_if(if_exists || all || (operation->negated && !any));
    enum match match = any_value(arena, &member->value, fact, operation->compares);
    if (match == MATCH_UNKNOWN || !operation->negated)
        return match;
    return yes_if(match == MATCH_NO);
}

enum match conditions_match(struct arena *arena, const struct json *condition,
                            const struct access_request *request)
{
    enum match result = MATCH_YES;
    if (!condition)
        return MATCH_YES;
    if (condition->kind != JSON_OBJECT)
        return MATCH_UNKNOWN;
    for (size_t i = 0; i < condition->count; i++) {
        const struct json *keys = &condition->members[i].value;
        if (keys->kind != JSON_OBJECT)
            return MATCH_UNKNOWN;
        for (size_t k = 0; k < keys->count; k++) {
            enum match one =
                condition_matches(arena, condition->members[i].name, &keys->members[k], request);
            if (one == MATCH_NO)
                return MATCH_NO;
            if (one == MATCH_UNKNOWN)
                result = MATCH_UNKNOWN;
        }
    }
    return result;
}
