/* Which web pages are served: own ones, listed ones, no others. */
#include "api/http/browsers.h"
#include "tests/unit/unit.h"

static const char *const hosts[] = {"queue.test", "box.test:9324"};
static const char *const origins[] = {"http://app.test:3000"};
static const struct browser_lists lists = {hosts, 2, origins, 1};
static const struct browser_lists nobody = {0};

#define LOCAL      .host = SLICE_INIT("localhost:9324")
#define ORIGIN(s)  .origin = SLICE_INIT(s)
#define SITE(s)    .fetch_site = SLICE_INIT(s)
#define MARKS(...) (&(struct browser_marks){__VA_ARGS__})

#define assert_verdict(verdict, marks)                                                             \
    assert_int_equal(browser_judge(&lists, marks, false), verdict)

static void test_no_browser(void **state)
{
    (void)state;
    assert_verdict(BROWSER_NO, MARKS(LOCAL));
    assert_verdict(BROWSER_NO, MARKS(0)); /* not even a Host */
    assert_verdict(BROWSER_NO, MARKS(.host = SLICE_INIT("ropeline:9324"),
                                     .user_agent = SLICE_INIT("aws-sdk-go-v2/1.0")));
    /* fetch of Node.js, from another container */
    assert_verdict(BROWSER_NO,
                   MARKS(.host = SLICE_INIT("ropeline:9324"), .user_agent = SLICE_INIT("node"),
                         .accept_language = SLICE_INIT("*"), .fetch_mode = SLICE_INIT("cors")));
}

static void test_own_pages(void **state)
{
    (void)state;
    assert_verdict(BROWSER_OWN, MARKS(LOCAL, ORIGIN("http://localhost:9324")));
    assert_verdict(BROWSER_OWN, MARKS(LOCAL, ORIGIN("https://LOCALHOST:9324")));
    assert_verdict(BROWSER_OWN, MARKS(LOCAL, SITE("same-origin")));
    assert_verdict(BROWSER_OWN, MARKS(LOCAL, SITE("none")));
    assert_verdict(BROWSER_OWN, MARKS(LOCAL, .user_agent = SLICE_INIT("Mozilla/5.0")));
    assert_verdict(BROWSER_OWN, MARKS(LOCAL, .fetch_mode = SLICE_INIT("cors")));
    assert_verdict(BROWSER_OWN,
                   MARKS(.host = SLICE_INIT("queue.test"), ORIGIN("http://queue.test")));
}

static void test_other_origins(void **state)
{
    (void)state;
    assert_verdict(BROWSER_FOREIGN_ORIGIN, MARKS(LOCAL, ORIGIN("http://evil.test")));
    assert_verdict(BROWSER_FOREIGN_ORIGIN, MARKS(LOCAL, ORIGIN("http://localhost:3000")));
    assert_verdict(BROWSER_FOREIGN_ORIGIN, MARKS(LOCAL, ORIGIN("http://localhost:93240")));
    assert_verdict(BROWSER_FOREIGN_ORIGIN, MARKS(LOCAL, ORIGIN("http://127.0.0.1:9324")));
    assert_verdict(BROWSER_FOREIGN_ORIGIN, MARKS(LOCAL, ORIGIN("null")));
    assert_verdict(BROWSER_FOREIGN_ORIGIN, MARKS(LOCAL, ORIGIN("")));
    assert_verdict(BROWSER_FOREIGN_ORIGIN, MARKS(LOCAL, ORIGIN("localhost:9324")));
    assert_verdict(BROWSER_FOREIGN_ORIGIN, MARKS(LOCAL, SITE("cross-site")));
    assert_verdict(BROWSER_FOREIGN_ORIGIN, MARKS(LOCAL, SITE("same-site")));
    assert_verdict(BROWSER_FOREIGN_ORIGIN, MARKS(LOCAL, SITE("")));
    assert_verdict(BROWSER_FOREIGN_ORIGIN,
                   MARKS(LOCAL, ORIGIN("http://localhost:9324"), SITE("cross-site")));
}

static void test_listed_origins(void **state)
{
    (void)state;
    static const char *const all[] = {"*"};
    const struct browser_lists everybody = {.origins = all, .origin_count = 1};
    assert_verdict(BROWSER_ALLOWED, MARKS(LOCAL, ORIGIN("http://app.test:3000")));
    assert_verdict(BROWSER_ALLOWED,
                   MARKS(LOCAL, ORIGIN("http://app.test:3000"), SITE("cross-site")));
    assert_verdict(BROWSER_FOREIGN_ORIGIN, MARKS(LOCAL, ORIGIN("https://app.test:3000")));
    assert_verdict(BROWSER_FOREIGN_ORIGIN, MARKS(LOCAL, ORIGIN("http://app.test:30001")));
    assert_int_equal(browser_judge(&everybody, MARKS(LOCAL, ORIGIN("null")), false),
                     BROWSER_ALLOWED);
    assert_int_equal(browser_judge(&nobody, MARKS(LOCAL, ORIGIN("http://app.test:3000")), false),
                     BROWSER_FOREIGN_ORIGIN);
}

static void test_names_that_are_not_ours(void **state)
{
    (void)state;
    static const struct slice evil = SLICE_INIT("evil.test:9324");
    assert_verdict(BROWSER_FOREIGN_HOST, MARKS(.host = evil, ORIGIN("http://evil.test:9324")));
    assert_verdict(BROWSER_FOREIGN_HOST, MARKS(.host = evil, SITE("same-origin")));
    assert_verdict(BROWSER_FOREIGN_HOST, MARKS(.host = evil, SITE("none")));
    assert_verdict(BROWSER_FOREIGN_HOST, MARKS(.host = evil, .fetch_mode = SLICE_INIT("cors")));
    /* A rebound name: of the same origin, and over plain HTTP without Sec-Fetch-*. */
    assert_verdict(BROWSER_FOREIGN_HOST,
                   MARKS(.host = evil, .user_agent = SLICE_INIT("Mozilla/5.0 (X11)")));
    assert_verdict(BROWSER_FOREIGN_HOST,
                   MARKS(.host = evil, .accept_language = SLICE_INIT("en-US")));
    assert_verdict(BROWSER_FOREIGN_HOST,
                   MARKS(.host = evil, .referer = SLICE_INIT("http://evil.test:9324/")));
    /* A listed origin does not open other names. */
    assert_verdict(BROWSER_FOREIGN_HOST, MARKS(.host = evil, ORIGIN("http://app.test:3000")));
    assert_verdict(BROWSER_FOREIGN_HOST,
                   MARKS(.host = SLICE_INIT("box.test:80"), ORIGIN("http://box.test:80")));
    assert_verdict(BROWSER_OWN,
                   MARKS(.host = SLICE_INIT("box.test:9324"), ORIGIN("http://box.test:9324")));
}

static void test_loopback(void **state)
{
    (void)state;
    static const char *const good[] = {"localhost",         "LocalHost:1", "127.0.0.1",
                                       "127.8.9.10:80",     "[::1]:9324",  "[::1]",
                                       "sqs.localhost:4566"};
    static const char *const bad[] = {
        "",         "localhost.evil.test", "evillocalhost", ".localhost", "127.0.0.1.evil.test",
        "127.evil", "128.0.0.1",           "0.0.0.0",       "[::2]",      "10.0.0.1"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(host_is_loopback(slice_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(host_is_loopback(slice_of(bad[i])));
}

static void test_links_to_views(void **state)
{
    (void)state;
    const struct browser_marks link = {LOCAL, SITE("cross-site"),
                                       .fetch_mode = SLICE_INIT("navigate"),
                                       .fetch_dest = SLICE_INIT("document")};
    struct browser_marks frame = link;
    frame.fetch_dest = SLICE("iframe");
    assert_int_equal(browser_judge(&lists, &link, true), BROWSER_OWN);
    assert_int_equal(browser_judge(&lists, &link, false), BROWSER_FOREIGN_ORIGIN);
    assert_int_equal(browser_judge(&lists, &frame, true), BROWSER_FOREIGN_ORIGIN);
}

TEST_MAIN(UNIT(test_no_browser), UNIT(test_own_pages), UNIT(test_other_origins),
          UNIT(test_listed_origins), UNIT(test_names_that_are_not_ours), UNIT(test_loopback),
          UNIT(test_links_to_views))
