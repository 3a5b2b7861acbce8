/* `ropeline healthcheck`: is the server well? For the HEALTHCHECK of a container image. */
#ifndef ROPELINE_CLI_HEALTHCHECK_H
#define ROPELINE_CLI_HEALTHCHECK_H

#include <stdint.h>

/* GET /health at ROPELINE_ENDPOINT, else at this address; NULL or a wildcard as host means the
 * loopback. Returns the exit code; a failure is told in one line on stderr. */
int healthcheck(const char *host, uint16_t port);

#endif
