/* Whose page sent this request: see browsers.h. */
#include "api/http/browsers.h"

#include "src/base/text.h"

/* "name:port" or "[address]:port" without the port. */
static struct slice without_port(struct slice host)
{
    ptrdiff_t colon = slice_find_last(host, ':');
    ptrdiff_t bracket = slice_find_last(host, ']');
    return colon > bracket ? slice_head(host, (size_t)colon) : host;
}

/* 127.0.0.0/8, and nothing that only starts like it ("127.0.0.1.example.com"). */
static bool is_loopback_address(struct slice name)
{
    size_t dots = 0;
    for (size_t i = 0; i < name.len; i++) {
        dots += name.at[i] == '.';
        if (name.at[i] != '.' && !char_is_digit(name.at[i]))
            return false;
    }
    return dots == 3 && slice_starts(name, SLICE("127."));
}

/* Browsers resolve every name below .localhost to the own machine. */
bool host_is_loopback(struct slice host)
{
    static const struct slice below = SLICE_INIT(".localhost");
    struct slice name = without_port(host);
    return slice_equal_nocase(name, SLICE("localhost")) || slice_is(name, "[::1]") ||
           is_loopback_address(name) ||
           (name.len > below.len &&
            slice_equal_nocase(slice_from(name, name.len - below.len), below));
}

static bool host_is_ours(const struct browser_lists *lists, struct slice host)
{
    for (size_t i = 0; i < lists->host_count; i++) {
        struct slice listed = slice_of(lists->hosts[i]);
        if (slice_equal_nocase(host, listed) || slice_equal_nocase(without_port(host), listed))
            return true;
    }
    return host_is_loopback(host);
}

static bool origin_is_listed(const struct browser_lists *lists, struct slice origin)
{
    for (size_t i = 0; i < lists->origin_count; i++)
        if (slice_is(SLICE("*"), lists->origins[i]) ||
            slice_equal_nocase(origin, slice_of(lists->origins[i])))
            return true;
    return false;
}

/* The scheme does not matter: nobody else serves the other one at our host and port. */
static bool origin_is_host(struct slice origin, struct slice host)
{
    static const struct slice schemes[] = {SLICE_INIT("http://"), SLICE_INIT("https://")};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (slice_starts_nocase(origin, schemes[i]))
            return slice_equal_nocase(slice_from(origin, schemes[i].len), host);
    return false;
}

/* The fetch of Node.js, which is no browser, sends Sec-Fetch-Mode; browsers send it only together
 * with Sec-Fetch-Site. */
static bool is_node(const struct browser_marks *marks)
{
    return slice_is(marks->user_agent, "node") || slice_is(marks->user_agent, "undici");
}

static bool has_fetch_marks(const struct browser_marks *marks)
{
    return slice_present(marks->fetch_site) || slice_present(marks->fetch_dest) ||
           slice_present(marks->fetch_user) ||
           (slice_present(marks->fetch_mode) && !is_node(marks));
}

/* A page that had its own name point to this machine ("DNS rebinding") is of the same origin as its
 * target, and over plain HTTP to such a name browsers leave out Sec-Fetch-*: other habits of theirs
 * must do. */
static bool acts_like_browser(const struct browser_marks *marks)
{
    return slice_present(marks->referer) || slice_starts(marks->user_agent, SLICE("Mozilla/")) ||
           (slice_present(marks->accept_language) && !slice_is(marks->accept_language, "*"));
}

static bool is_own_site(struct slice fetch_site)
{
    return !slice_present(fetch_site) || slice_is(fetch_site, "same-origin") ||
           slice_is(fetch_site, "none");
}

/* The user followed a link to a page of ours; the other site sees nothing of it. */
static bool follows_link(const struct browser_marks *marks)
{
    return slice_is(marks->fetch_mode, "navigate") && slice_is(marks->fetch_dest, "document");
}

enum browser_verdict browser_judge(const struct browser_lists *lists,
                                   const struct browser_marks *marks, bool view)
{
    bool marked = slice_present(marks->origin) || has_fetch_marks(marks);
    if (!marked && !acts_like_browser(marks))
        return BROWSER_NO;
    if (!host_is_ours(lists, marks->host))
        return BROWSER_FOREIGN_HOST;
    if (!marked)
        return BROWSER_OWN;
    if (slice_present(marks->origin) && origin_is_listed(lists, marks->origin))
        return BROWSER_ALLOWED;
    if (slice_present(marks->origin) && !origin_is_host(marks->origin, marks->host))
        return BROWSER_FOREIGN_ORIGIN;
    if (is_own_site(marks->fetch_site) || (view && follows_link(marks)))
        return BROWSER_OWN;
    return BROWSER_FOREIGN_ORIGIN;
}
