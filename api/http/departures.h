/* Parked clients that leave before their answer.
 *
 * While a request is handled h2o does not look at its connection, and an end of the stream would go
 * unnoticed until the reply. So parked connections are watched for nothing but their end, through
 * an epoll of our own that the loop watches as a whole: h2o's buffers and its reading stay
 * untouched. */
#ifndef ROPELINE_API_HTTP_DEPARTURES_H
#define ROPELINE_API_HTTP_DEPARTURES_H

#include "api/http/server.h"

/* Part of whoever is parked. */
struct departure {
    void (*left)(struct departure *departure);
};

bool departures_init(struct http_server *server);

/* Calls departure->left when the client of this request leaves, or ends its own sending: the two
 * look alike. */
void departures_watch(struct http_server *server, h2o_req_t *req, struct departure *departure);
void departures_unwatch(struct http_server *server, h2o_req_t *req);

#endif
