/* The HTTP server: listens, routes, hands requests to the engine, replies when a turn is committed.
 * This folder is the only one that knows h2o (docs/adr/0002-one-owner-per-library.md). */
#ifndef ROPELINE_API_HTTP_H
#define ROPELINE_API_HTTP_H

#include "api/http/browsers.h"
#include "src/base/clock.h"
#include "src/engine/engine.h"
#include "src/lab/lab.h"

struct http_address {
    const char *host; /* numeric, a name (each of its addresses), or "*": everything */
    uint16_t port;    /* 0: the kernel chooses, once for all addresses */
    bool optional;    /* skipped in silence when the system does not have it (IPv6 by default) */
};

/* How queue URLs are written; in the order of the words of --endpoint-strategy. */
enum http_url_strategy {
    HTTP_URL_DYNAMIC,  /* by the host that was called, unless url_host pins it */
    HTTP_URL_OFF,      /* by url_host, else localhost */
    HTTP_URL_PATH,     /* as DYNAMIC, with the region in the path */
    HTTP_URL_STANDARD, /* with the region in front of url_host, else of localhost.localstack.cloud
                        */
    HTTP_URL_DOMAIN,   /* the same in the old form */
};

struct http_options {
    const struct http_address *addresses;
    size_t address_count;
    struct slice account;  /* of unsigned callers and of keys that are no account */
    struct slice region;   /* where the request does not tell */
    struct slice url_host; /* host, with or without port, of queue URLs; absent: by url_strategy */
    enum http_url_strategy url_strategy;
    bool verify;                   /* signatures must be good; needs keys */
    bool enforce_policies;         /* as in the engine's options: unsigned callers are anonymous */
    const struct keys *keys;       /* who owns which access key; NULL: there is no list */
    bool strict_hosts;             /* a QueueUrl of another host is refused */
    bool trust_forwarded;          /* X-Forwarded-Proto and -Host tell how the client sees us */
    struct browser_lists browsers; /* whose web pages are served */
    bool test_mode;                /* admin calls that change something are allowed */
    size_t max_request_memory;     /* of requests and replies together, in bytes; 0: no ceiling */
    int64_t request_timeout_ms;    /* idle keep-alive, and the whole of a slow request */
    struct lab *lab;               /* NULL: there is none */
    bool noop; /* answers every request alike without looking: the ceiling for benchmarks */
};

struct http_server;
struct keys;

/* Binds and listens. From here on SIGTERM and SIGINT are taken (block them
 * before any thread starts: http_block_signals). On failure returns NULL and writes one clear line
 * for the user (no newline) into `error`. The engine is used, not owned. */
struct http_server *http_server_create(const struct http_options *options, struct engine *engine,
                                       const struct clock *clock, char *error, size_t error_size);

/* Blocks the signals that stop the server, for this thread and those that it will start. */
void http_block_signals(void);

/* Logs the addresses that it listens on. */
void http_server_announce(const struct http_server *server);

/* Does it listen on an address that other machines may reach? */
bool http_server_is_exposed(const struct http_server *server);

/* Serves until SIGTERM or SIGINT; then answers parked receives with an empty result, sees the
 * replies out (within a second) and returns. False: the event loop failed. */
bool http_server_run(struct http_server *server);

/* Before the engine's end: no call of this server is known to the engine after that. NULL is fine.
 * What h2o cannot take down while clients are connected stays with the process. */
void http_server_destroy(struct http_server *server);

#endif
