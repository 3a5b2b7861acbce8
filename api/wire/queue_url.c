/* Queue URLs (protocols.md section 4): the last segments of the path count, the host does not,
 * except that it may tell the region. */
#include "api/wire/form.h"
#include "api/wire/wire.h"

#define SEGMENTS_MAX 5

/* The path of a URL; a path or bare name as it is. */
static struct slice path_of(struct slice url, struct slice *ret_host)
{
    const char *scheme = url.len > 0 ? memmem(url.at, url.len, "://", 3) : NULL;
    *ret_host = SLICE_NONE;
    if (!scheme)
        return url;
    struct slice rest = slice_from(url, (size_t)(scheme - url.at) + 3);
    ptrdiff_t slash = slice_find(rest, '/');
    *ret_host = slash < 0 ? rest : slice_head(rest, (size_t)slash);
    return slash < 0 ? SLICE("") : slice_from(rest, (size_t)slash);
}

static size_t split(struct slice path, struct slice segments[static SEGMENTS_MAX])
{
    size_t count = 0;
    while (path.len > 0) {
        struct slice segment = slice_cut(&path, '/');
        if (segment.len == 0)
            continue;
        if (count == SEGMENTS_MAX)
            return SEGMENTS_MAX + 1;
        segments[count++] = segment;
    }
    return count;
}

struct slice wire_url_host(struct slice url)
{
    struct slice host;
    path_of(url, &host);
    return host;
}

/* sqs.{region}.amazonaws.com, with sqs-fips or names before it, {region}.queue.amazonaws.com and
 * the like of other domains; the old host without a region is us-east-1's. */
struct slice wire_host_region(struct slice host)
{
    if (slice_starts(host, SLICE("queue.amazonaws.com")) ||
        slice_starts(host, SLICE("queue.localhost.localstack.cloud")))
        return SLICE("us-east-1");
    struct slice before = SLICE_NONE;
    while (host.len > 0) {
        ptrdiff_t dot = slice_find(host, '.');
        if (dot <= 0)
            return SLICE_NONE;
        struct slice label = slice_head(host, (size_t)dot);
        if (slice_is(before, "sqs") || slice_is(before, "sqs-fips"))
            return slice_find(label, '-') > 0 ? label : SLICE_NONE;
        if (slice_is(label, "queue") && slice_find(before, '-') > 0)
            return before;
        before = label;
        host = slice_from(host, (size_t)dot + 1);
    }
    return SLICE_NONE;
}

bool wire_parse_queue_url(struct arena *arena, struct slice url, const struct queue_ref *fallback,
                          struct queue_ref *ret)
{
    struct slice host, decoded;
    struct slice segments[SEGMENTS_MAX];
    struct slice path = path_of(url, &host);
    if (!percent_decode(arena, path, false, &decoded))
        return false;
    size_t count = split(decoded, segments);
    if (count == 0 || count > SEGMENTS_MAX)
        return false;
    *ret = *fallback;
    ret->name = segments[count - 1];
    struct slice region = wire_host_region(host);
    if (slice_present(region))
        ret->region = region;
    if (count >= 2 && !slice_is(segments[count - 2], "queue"))
        ret->account = segments[count - 2];
    if (count == 4 && slice_is(segments[0], "queue"))
        ret->region = segments[1];
    return true;
}
