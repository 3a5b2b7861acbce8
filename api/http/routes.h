/* Whose path is it: one of ours, or SQS's. */
#ifndef ROPELINE_API_HTTP_ROUTES_H
#define ROPELINE_API_HTTP_ROUTES_H

#include "src/base/slice.h"

#define ROUTE_STARS_MAX 2

struct admin;

enum route_takes { TAKES_QUERY, TAKES_JSON, TAKES_LINES };

/* A row of admin/routes.def. */
struct route {
    const char *method;
    const char *path;
    enum route_takes takes;
    bool changes; /* state: needs the test mode and a header */
    bool large;   /* the reply may be: it waits while there is no memory for it */
    void (*handler)(struct admin *admin);
};

enum route_outcome {
    ROUTE_SQS,
    ROUTE_FOUND,
    ROUTE_NO_METHOD, /* the path is ours, the method is not */
    ROUTE_NOWHERE,   /* below /_ropeline/, but there is nothing */
};

/* `query` is absent when there is none. ROUTE_FOUND: *ret is the row, and `stars` are the segments
 * that stand for its `*`, as they were sent. */
enum route_outcome route_find(struct slice method, struct slice path, struct slice query,
                              const struct route **ret, struct slice stars[static ROUTE_STARS_MAX]);

/* Longest text that route_methods writes, with its NUL. */
#define ROUTE_METHODS_SIZE 64

/* The methods of a path for the header Allow: "GET, HEAD, POST". */
void route_methods(struct slice path, char out[static ROUTE_METHODS_SIZE]);

#endif
