/* The HTTP server: listens, routes, hands requests to the engine, replies when a turn is committed.
 * This folder is the only one that knows h2o (docs/adr/0002-one-owner-per-library.md). */
#ifndef ROPELINE_API_HTTP_H
#define ROPELINE_API_HTTP_H

#include "src/base/clock.h"
#include "src/engine/engine.h"

struct http_address {
    const char *host; /* numeric or a name */
    uint16_t port;    /* 0: the kernel chooses, once for all addresses */
    bool optional;    /* skipped in silence when the system does not have it (IPv6 by default) */
};

struct http_options {
    const struct http_address *addresses;
    size_t address_count;
    struct slice account; /* of unsigned callers and of keys that are no account */
    struct slice region;  /* where the request does not tell */
    bool test_mode;       /* admin calls that change something are allowed */
    bool noop; /* answers every request alike without looking: the ceiling for benchmarks */
};

struct http_server;

/* Binds and listens; each address is logged. On failure returns NULL and writes one clear line for
 * the user (no newline) into `error`. One server per process. The engine is used, not owned. */
struct http_server *http_server_create(const struct http_options *options, struct engine *engine,
                                       const struct clock *clock, char *error, size_t error_size);

/* Serves until SIGTERM or SIGINT; then answers parked receives, waits for replies to be sent (at
 * most a second) and returns. False: the event loop failed. */
bool http_server_run(struct http_server *server);

#endif
