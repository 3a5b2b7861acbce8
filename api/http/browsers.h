/* Browsers are strangers: which of their requests are served (docs/adr/0006-browsers.md).
 *
 * A web page can make its visitor's browser send a Query GET or a form to any address, this server
 * included, without asking first. Only what the browser itself adds to the request tells such a
 * page from an SDK. Pure functions. */
#ifndef ROPELINE_API_HTTP_BROWSERS_H
#define ROPELINE_API_HTTP_BROWSERS_H

#include "src/base/slice.h"

/* What tells a browser, and whose page it shows. Header values; absent = not sent. */
struct browser_marks {
    struct slice host; /* Host, with its port */
    struct slice origin;
    struct slice fetch_site; /* Sec-Fetch-Site, and so on */
    struct slice fetch_mode;
    struct slice fetch_dest;
    struct slice fetch_user;
    struct slice user_agent;
    struct slice accept_language;
    struct slice referer;
};

/* Whom the operator trusts. */
struct browser_lists {
    const char *const *hosts; /* "queue.test" (any port) or "queue.test:9324" */
    size_t host_count;
    const char *const *origins; /* "http://app.test:3000", or "*": every page */
    size_t origin_count;
};

enum browser_verdict {
    BROWSER_NO,             /* not from a browser */
    BROWSER_OWN,            /* from a page of this server, or typed by the user */
    BROWSER_ALLOWED,        /* from a page of an origin that is listed */
    BROWSER_FOREIGN_HOST,   /* refused: the page reached us by a name that is not ours */
    BROWSER_FOREIGN_ORIGIN, /* refused: the page is of another origin */
};

/* `view`: the request can only look, and its answer is a page or a number, not SQS's; a link from
 * another site may lead there. */
enum browser_verdict browser_judge(const struct browser_lists *lists,
                                   const struct browser_marks *marks, bool view);

/* Is this host, with or without a port, one that always means the own machine? */
bool host_is_loopback(struct slice host);

#endif
