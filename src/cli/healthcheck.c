/* Asks /health: see healthcheck.h. */
#include "src/cli/healthcheck.h"

#include <stdio.h>
#include <string.h>

#include "src/cli/client.h"

#define TIMEOUT_SECONDS 3

/* Where the server answers that listens on `host`. */
static const char *reachable(const char *host)
{
    static const char *const everywhere[] = {"*", "0.0.0.0", "::", "[::]"};
    for (size_t i = 0; i < sizeof everywhere / sizeof *everywhere; i++)
        if (!host || strcmp(host, everywhere[i]) == 0)
            return "localhost";
    return host;
}

int healthcheck(const char *host, uint16_t port)
{
    static const struct client_request request = {
        .method = "GET", .path = SLICE_INIT("/health"), .timeout_seconds = TIMEOUT_SECONDS};
    char number[8];
    struct client_address address;
    struct client_reply reply;
    snprintf(number, sizeof number, "%u", port);
    if (!client_find(reachable(host), number, &address))
        return 1;
    bool well = client_ask(&address, &request, &reply) && reply.status == 200;
    buf_release(&reply.body);
    if (!well)
        fprintf(stderr, "ropeline: no healthy server at http://%s:%s\n", address.host,
                address.port);
    return well ? 0 : 1;
}
