/* A small HTTP/1.1 client, for the verbs of the command line: one request, one connection. */
#ifndef ROPELINE_CLI_CLIENT_H
#define ROPELINE_CLI_CLIENT_H

#include <stdio.h>

#include "src/base/buf.h"

struct client_address {
    char host[256];
    char port[8];
};

/* The address in ROPELINE_ENDPOINT; when that is not set, the one given. False: it is no http URL,
 * which one line on stderr tells. */
bool client_find(const char *host, const char *port, struct client_address *ret);

struct client_request {
    const char *method;
    struct slice path; /* with the query string */
    struct slice body; /* JSON, or JSON lines */
    FILE *out;         /* the body of a reply 200 goes here, whatever its length; NULL: as below */
    int timeout_seconds; /* without a byte from the server; 0: ten minutes */
};

struct client_reply {
    int status;
    struct buf body; /* the caller releases it */
};

/* False: no server, or no whole reply; nothing is printed. */
bool client_ask(const struct client_address *address, const struct client_request *request,
                struct client_reply *ret);

#endif
