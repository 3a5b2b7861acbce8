/* The wire protocols: bytes to typed requests and back. Pure functions: no socket, no clock, no
 * log.
 *
 * AWS JSON 1.0 and Query (form in, XML out; JSON out when the client accepts only that). What both
 * have in common is the contract of api/model; nothing here knows what an action does. */
#ifndef ROPELINE_API_WIRE_H
#define ROPELINE_API_WIRE_H

#include "api/model/actions.h"
#include "api/model/errors.h"
#include "src/base/buf.h"

enum wire_protocol {
    WIRE_JSON,
    WIRE_QUERY,
    WIRE_QUERY_JSON, /* Query with Accept: application/json (protocols.md section 3.4) */
};

struct wire_header {
    struct slice name;
    struct slice value;
};

/* An HTTP request as the protocols see it. Header values are absent when not sent. Nothing is
 * copied: it must all outlive the call (the body may be pointed into). */
struct wire_request {
    struct slice method;
    struct slice path;  /* still percent-encoded, without the query string */
    struct slice query; /* still encoded, without '?'; absent = none */
    struct slice body;
    struct slice content_type;
    struct slice target;        /* X-Amz-Target */
    struct slice authorization; /* Authorization */
    struct slice accept;
    struct slice base_url; /* how the client sees this server: "http://localhost:9324" */
    struct slice url_host; /* as in struct wire_reply */

    /* Everything that a signature may cover, with Host and Content-Length; only for sigv4.h. */
    const struct wire_header *headers;
    size_t header_count;
};

struct wire_defaults {
    struct slice account;
    struct slice region;
    struct slice caller; /* account of the caller; absent: the access key tells it */
    bool strict_hosts;   /* a QueueUrl of another host is an InvalidAddress */
};

/* A decoded request. */
struct wire_call {
    enum wire_protocol protocol;
    const struct action *action; /* NULL when it could not be told */
    void *request;               /* struct of action->request, in the arena */
    struct slice access_key;     /* of the signature; absent = unsigned */
    struct slice account;        /* of the caller: the key when it is 12 digits, else the default */
    struct slice region;         /* of the signature's scope, the host called, or the default */
    struct queue_ref queue;      /* SCOPE_QUEUE actions; name absent when the request names none */
};

/* The protocol that the caller speaks, for those who answer without decoding. */
enum wire_protocol wire_protocol_of(const struct wire_request *request);

/* The access key that a request names, whatever its signature is worth; absent = unsigned. */
struct slice wire_access_key(const struct wire_request *request, struct arena *arena);

/* Decodes. False: `error` says why (the protocol in `ret` is always set, so the error can be
 * encoded). Sources: protocols.md sections 1 to 5; queue URLs: section 4. */
bool wire_decode(const struct wire_request *request, const struct wire_defaults *defaults,
                 struct arena *arena, struct wire_call *ret, struct api_error *error);

/* What becomes of a queue reference on the way out. */
enum wire_url_style {
    WIRE_URL_ACCOUNT,  /* http://host/account/name */
    WIRE_URL_PATH,     /* http://host/queue/region/account/name */
    WIRE_URL_STANDARD, /* http://sqs.region.host/account/name */
    WIRE_URL_DOMAIN,   /* http://region.queue.host/account/name; in us-east-1 without the region */
};

struct wire_reply {
    enum wire_protocol protocol;
    const struct action *action;   /* NULL only with an error */
    const void *result;            /* used when there is no error */
    const struct api_error *error; /* NULL or without text: success */
    struct slice request_id;
    struct slice base_url; /* "http://localhost:9324" */
    struct slice url_host; /* host and port of queue URLs; absent: that of base_url */
    enum wire_url_style url_style;
};

/* Status line and headers that belong to the body. */
struct wire_head {
    int status;
    struct slice content_type;
    struct slice query_error; /* value of x-amzn-query-error; absent = do not send */
};

/* Encodes into `body` (check body->overflow). Scratch memory comes from the arena. */
void wire_encode(const struct wire_reply *reply, struct arena *arena, struct buf *body,
                 struct wire_head *head);

/* Reads a queue URL, a path of one, or a bare name (protocols.md section 4): the last segments
 * count, the host does not, except that a region may be read from it. False: it names no queue.
 * Parts that it does not name are taken from `fallback`. */
bool wire_parse_queue_url(struct arena *arena, struct slice url, const struct queue_ref *fallback,
                          struct queue_ref *ret);

/* Host and port of a URL; absent when it names none. */
struct slice wire_url_host(struct slice url);

/* The region that a host names, such as sqs.eu-west-1.amazonaws.com; else absent. */
struct slice wire_host_region(struct slice host);

#endif
