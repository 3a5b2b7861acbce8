/* From an HTTP request to a typed call: which protocol, which action, whose, which queue
 * (protocols.md sections 1 to 5). */
#include "api/wire/decode.h"

#include "api/wire/form.h"
#include "src/base/text.h"

#define TARGET_PREFIX "AmazonSQS."

bool wire_fail(struct api_error *ret, enum text_id text, struct slice a, struct slice b)
{
    *ret = (struct api_error){.text = text, .args = {a, b}};
    return false;
}

static bool is_json(const struct wire_request *request)
{
    return slice_present(request->target) ||
           slice_starts_nocase(request->content_type, SLICE("application/x-amz-json-1."));
}

static bool wants_json(const struct wire_request *request)
{
    return slice_starts_nocase(request->accept, SLICE("application/json"));
}

static bool is_account(struct slice key)
{
    for (size_t i = 0; i < key.len; i++)
        if (!char_is_digit(key.at[i]))
            return false;
    return key.len == 12;
}

static void identify(const struct wire_request *request, const struct wire_defaults *defaults,
                     const struct form *form, struct wire_call *ret)
{
    struct slice region;
    signature_read(request->authorization, form, &ret->access_key, &region);
    ret->account = slice_present(defaults->caller) ? defaults->caller
                   : is_account(ret->access_key)   ? ret->access_key
                                                   : defaults->account;
    if (!slice_present(region))
        region = wire_host_region(wire_url_host(request->base_url));
    ret->region = slice_present(region) ? region : defaults->region;
}

/* The member `queue_url` of a request that names a queue; it is the first of its shape. */
static struct slice *queue_url_of(const struct wire_call *call)
{
    return field_of(&call->action->request->fields[0], call->request);
}

/* Does a QueueUrl lead here? By the host that was called, or one that Ropeline gives away. */
static bool is_ours(const struct wire_request *request, struct slice host)
{
    return !slice_present(host) || slice_equal_nocase(host, wire_url_host(request->base_url)) ||
           slice_equal_nocase(host, request->url_host) ||
           (host.len > request->url_host.len && request->url_host.len > 0 &&
            host.at[host.len - request->url_host.len - 1] == '.' &&
            slice_ends(host, request->url_host));
}

static bool at_queue_path(const struct wire_request *request)
{
    return request->path.len > 1;
}

/* The queue that the request names: QueueUrl wins over the path. A request at a queue's path need
 * not repeat it. */
static bool resolve(const struct wire_request *request, const struct wire_defaults *defaults,
                    struct arena *arena, struct wire_call *ret, struct api_error *error)
{
    struct queue_ref fallback = {ret->region, ret->account, SLICE_NONE};
    ret->queue = fallback;
    if (ret->action->scope != SCOPE_QUEUE)
        return true;
    struct slice *url = queue_url_of(ret);
    if (url->len == 0 && at_queue_path(request))
        *url = request->path;
    if (url->len > 0 && !wire_parse_queue_url(arena, *url, &fallback, &ret->queue))
        ret->queue.name = SLICE(""); /* named, but there is no such queue */
    if (defaults->strict_hosts && !is_ours(request, wire_url_host(*url)))
        return wire_fail(error, TEXT_INVALID_ADDRESS,
                         arena_printf(arena, "%.*s/", SLICE_ARG(request->base_url)), SLICE_NONE);
    return true;
}

static bool decode_json(const struct wire_request *request, struct arena *arena,
                        struct wire_call *ret, struct api_error *error)
{
    if (slice_starts(request->target, SLICE(TARGET_PREFIX)))
        ret->action = action_find(slice_from(request->target, strlen(TARGET_PREFIX)));
    if (!ret->action || !slice_is(request->method, "POST"))
        return wire_fail(error, TEXT_UNKNOWN_OPERATION, SLICE_NONE, SLICE_NONE);
    ret->request = arena_zalloc(arena, ret->action->request->size);
    return json_decode(arena, request->body, ret->action->request, ret->request, error);
}

static bool decode_query(const struct wire_request *request, struct arena *arena,
                         const struct form *form, struct wire_call *ret, struct api_error *error)
{
    struct slice action = form_get(form, SLICE("Action"));
    bool known_method = slice_is(request->method, "POST") || slice_is(request->method, "GET");
    if (action.len == 0 || !known_method) {
        ret->protocol = WIRE_QUERY; /* recorded: XML whatever is accepted */
        return wire_fail(error, TEXT_UNKNOWN_OPERATION, SLICE_NONE, SLICE_NONE);
    }
    ret->action = action_find(action);
    if (!ret->action || (ret->action->scope == SCOPE_ACCOUNT && at_queue_path(request)))
        return wire_fail(error, TEXT_INVALID_ACTION, action, SLICE_NONE);
    ret->request = arena_zalloc(arena, ret->action->request->size);
    return query_decode(arena, form, ret->action->request, ret->request, error);
}

struct slice wire_access_key(const struct wire_request *request, struct arena *arena)
{
    struct form form = {0};
    struct slice key, region;
    bool json = wire_protocol_of(request) == WIRE_JSON;
    form_parse(arena, request->query, json ? SLICE_NONE : request->body, &form);
    signature_read(request->authorization, &form, &key, &region);
    return key;
}

enum wire_protocol wire_protocol_of(const struct wire_request *request)
{
    return is_json(request) ? WIRE_JSON : wants_json(request) ? WIRE_QUERY_JSON : WIRE_QUERY;
}

bool wire_decode(const struct wire_request *request, const struct wire_defaults *defaults,
                 struct arena *arena, struct wire_call *ret, struct api_error *error)
{
    struct form form = {0};
    *ret = (struct wire_call){.protocol = wire_protocol_of(request)};
    bool json = ret->protocol == WIRE_JSON;
    bool parsed = form_parse(arena, request->query, json ? SLICE_NONE : request->body, &form);
    identify(request, defaults, &form, ret);
    if (!json && !parsed)
        return wire_fail(error, TEXT_MALFORMED, SLICE_NONE, SLICE_NONE);
    if (json ? !decode_json(request, arena, ret, error)
             : !decode_query(request, arena, &form, ret, error))
        return false;
    return resolve(request, defaults, arena, ret, error);
}
