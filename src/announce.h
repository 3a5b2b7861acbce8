/* The first lines of the log: what somebody must know who reads it. */
#ifndef ROPELINE_ANNOUNCE_H
#define ROPELINE_ANNOUNCE_H

#include "api/http/http.h"
#include "src/access/keys.h"
#include "src/config.h"

/* Logs what is kept where, the addresses, how callers are checked, and whether the laboratory is
 * open; "Ready." is the last line. `keys` is NULL when there is no list. */
void announce(const struct config *config, const struct keys *keys,
              const struct http_server *server);

#endif
