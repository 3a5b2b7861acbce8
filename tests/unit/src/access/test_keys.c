/* The list of access keys, good and bad. */
#include "src/access/keys.h"
#include "tests/unit/unit.h"

static char error[256];

static bool read_keys(struct keys *keys, const char *text)
{
    error[0] = '\0';
    return keys_read(keys, slice_of(text), SLICE("000000000000"), error, sizeof error);
}

static void test_all_options(void **state)
{
    (void)state;
    struct keys keys;
    assert_true(read_keys(&keys, "# keys\n\nAKID s3cr/et+=#x   # of nobody\r\n"
                                 "111122223333\tother\n"
                                 "ASIA x account=444455556666 user=al.ice token=t/+= "
                                 "expires=2026-01-02T03:04:05Z allow=sqs:Get*,sqs:SendMessage"));
    const struct access_key *key = keys_find(&keys, SLICE("AKID"));
    assert_non_null(key);
    assert_slice(key->secret, "s3cr/et+=#x");
    assert_slice(key->identity.account, "000000000000");
    assert_false(slice_present(key->identity.user) || slice_present(key->token));
    assert_int_equal(key->expires_ms, INT64_MAX);
    key = keys_find(&keys, SLICE("111122223333"));
    assert_slice(key->identity.account, "111122223333");
    key = keys_find(&keys, SLICE("ASIA"));
    assert_slice(key->identity.account, "444455556666");
    assert_slice(key->identity.user, "al.ice");
    assert_slice(key->identity.allow, "sqs:Get*,sqs:SendMessage");
    assert_slice(key->token, "t/+=");
    assert_int_equal(key->expires_ms, INT64_C(1767323045000));
    assert_null(keys_find(&keys, SLICE("AKI")));
    keys_release(&keys);
}

static void test_semicolons(void **state)
{
    (void)state;
    struct keys keys;
    assert_true(read_keys(&keys, "A a;B b account=111122223333; ;"));
    assert_slice(keys_find(&keys, SLICE("B"))->secret, "b");
    keys_release(&keys);
}

static void test_bad_lines(void **state)
{
    (void)state;
    static const struct {
        const char *text, *said;
    } rows[] = {
        {"", "no access key"},
        {"# nothing\n", "no access key"},
        {"A a\nB", "line 2: a key has no secret"},
        {"A TOP account=1", "account="},
        {"A TOP user=a:b", "user="},
        {"A TOP user=", "no value"},
        {"A TOP allow=sqs:*", "allow= needs user="},
        {"A TOP expires=tomorrow", "expires="},
        {"A TOP rights=all", "after the secret"},
        {"A TOP word", "after the secret"},
        {"TOP/ A", "slash"},
        {"A TOP\nA TOP2", "line 2: a key's id stands here twice"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct keys keys;
        assert_false(read_keys(&keys, rows[i].text));
        if (!strstr(error, rows[i].said))
            fail_msg("row %zu: '%s' does not say '%s'", i, error, rows[i].said);
        assert_null(strstr(error, "TOP"));
        keys_release(&keys);
    }
}

TEST_MAIN(UNIT(test_all_options), UNIT(test_semicolons), UNIT(test_bad_lines))
