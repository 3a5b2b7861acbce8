/* The ceiling on memory of requests and replies: see pressure.h.
 *
 * h2o does not tell when it reads, so the buffers of all connections are added up now and then: the
 * sooner, the less is left, since there is only so much that can arrive in a millisecond. */
#include "api/http/pressure.h"

#include "api/http/connection.h"
#include "src/base/log.h"

/* What a connection may hold without being looked at. */
#define LIGHT_BYTES ((size_t)64 << 10)

/* The most that one connection can hold of a request: its buffer doubles. */
#define REQUEST_MAX_BYTES (2 * (BODY_MAX_BYTES + H2O_MAX_REQLEN))

/* No machine reads more into memory than this. */
#define ARRIVING_PER_MS ((size_t)4 << 20)
#define LOOK_MAX_MS     250

/* While requests wait, a reply that has been on its way for so long is stuck. */
#define STUCK_MS 500

static size_t held_by(const struct connection *connection)
{
    const h2o_buffer_t *input = connection->socket->input;
    return (input->bytes ? input->capacity : 0) + connection->charged;
}

bool pressure_is_high(const struct http_server *server)
{
    size_t ceiling = server->options.max_request_memory;
    return ceiling > 0 && server->charged >= ceiling / 2 && !server->stopping;
}

bool pressure_is_felt(const struct http_server *server)
{
    return !list_empty(&server->waiting) || !list_empty(&server->hungry);
}

bool pressure_wants_look(const struct http_server *server, int64_t now)
{
    size_t ceiling = server->options.max_request_memory;
    if (ceiling == 0 || now < server->look_ms)
        return false;
    return pressure_is_felt(server) ||
           server->connections * REQUEST_MAX_BYTES + server->charged > ceiling;
}

/* Adds up what the connections of the list hold, and notes since when it is much. */
static size_t add_up(struct list_node *list, int64_t now, int64_t *oldest_ms)
{
    size_t sum = 0;
    for (struct list_node *node = list->next; node != list; node = node->next) {
        struct connection *connection = LIST_OF(node, struct connection, link);
        size_t held = held_by(connection);
        sum += held;
        if (held <= LIGHT_BYTES)
            connection->heavy_ms = 0;
        else if (connection->heavy_ms == 0)
            connection->heavy_ms = now;
        if (connection->heavy_ms != 0 && connection->heavy_ms < *oldest_ms)
            *oldest_ms = connection->heavy_ms;
    }
    return sum;
}

/* Hangs up on those of the list who have held much since `until_ms`, until `excess` is freed.
 * Returns how many they were. */
static size_t hang_up_on_heavy(struct list_node *list, int64_t until_ms, size_t *excess)
{
    size_t count = 0;
    struct list_node *next;
    for (struct list_node *node = list->next; node != list && *excess > 0; node = next) {
        struct connection *connection = LIST_OF(node, struct connection, link);
        size_t held = held_by(connection);
        next = node->next;
        if (connection->heavy_ms == 0 || connection->heavy_ms > until_ms)
            continue;
        *excess = held < *excess ? *excess - held : 0;
        connection_hang_up(connection);
        count++;
    }
    return count;
}

static void relieve(struct http_server *server, int64_t until_ms, size_t *excess)
{
    size_t count = hang_up_on_heavy(&server->busy, until_ms, excess);
    count += hang_up_on_heavy(&server->idle, until_ms, excess);
    if (count > 0)
        log_printf(LOG_WARN,
                   "requests and replies take too much memory: hung up on %zu clients "
                   "(see --max-request-memory)",
                   count);
}

void pressure_look(struct http_server *server, int64_t now)
{
    size_t ceiling = server->options.max_request_memory;
    int64_t oldest_ms = now;
    size_t sum = add_up(&server->busy, now, &oldest_ms) + add_up(&server->idle, now, &oldest_ms);
    if (sum > ceiling) {
        size_t excess = sum - ceiling / 4 * 3;
        relieve(server, oldest_ms + (now - oldest_ms) / 2, &excess);
        relieve(server, now, &excess);
    } else if (pressure_is_felt(server)) {
        size_t excess = server->charged;
        relieve(server, now - STUCK_MS, &excess);
    }
    int64_t left_ms = sum < ceiling ? (int64_t)((ceiling - sum) / ARRIVING_PER_MS) : 0;
    server->look_ms = now + (left_ms < LOOK_MAX_MS ? left_ms : LOOK_MAX_MS) + 1;
}
