/* The oracle: the same random verbs with a moving clock on several stores; every answer must be the
 * same text. A store's ids stay its own: they are mapped to slots, which number messages in the
 * order of arrival.
 *
 *   storage_oracle_test [STEPS [SEED]]     by default some thousand steps with each of a few seeds
 *
 * The first contestant, the plain store, is the measure. What a verb answers is written into a text
 * with everything a caller can see, so that a difference can be read. Not compared: whether a
 * message that is gone can still be found, which the contract leaves open. */
#include "tests/storage/oracle.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "src/base/memory.h"

#define QUEUES        6
#define START_MS      INT64_C(1700000000000)
#define DEFAULT_STEPS 4000
#define DEFAULT_SEEDS 3

/* A queue under test. */
struct subject {
    bool fifo;
    int64_t ids[ORACLE_CONTESTANTS];
    int64_t retention_ms;
    int64_t oldest_ms; /* never goes back, since stores may have removed what was older */
};

/* A message under test. */
struct slot {
    size_t queue;
    int64_t retained_ms;
    int64_t ids[ORACLE_CONTESTANTS];
};

/* What the contestants keep a copy of, and whose ids the queues had then. */
struct kept {
    struct store_snapshot *snapshots[ORACLE_CONTESTANTS];
    struct subject queues[QUEUES];
};

struct oracle {
    struct contestant *contestants;
    size_t count;
    struct random_stream random;
    int64_t now;
    struct subject queues[QUEUES];
    struct kept kept;
    struct slot *slots;
    size_t slot_count;
    struct arena arena;
    uint64_t seed;
    size_t step;
    const char *verb;
    struct slice answers[ORACLE_CONTESTANTS];
};

/* A verb's run on one contestant: with the same choices on each. */
typedef void (*play_verb)(struct oracle *oracle, size_t who, const int64_t *choices);

static int64_t below(struct oracle *oracle, uint64_t bound)
{
    return (int64_t)random_stream_below(&oracle->random, bound);
}

static struct store *store_at(const struct oracle *oracle, size_t who)
{
    return oracle->contestants[who].store;
}

static void say(struct oracle *oracle, size_t who, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void say(struct oracle *oracle, size_t who, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    oracle->answers[who] =
        arena_printf(&oracle->arena, "%.*s%s", SLICE_ARG(oracle->answers[who]), text);
}

static struct store_time time_of(struct oracle *oracle, size_t queue)
{
    struct subject *subject = &oracle->queues[queue];
    int64_t oldest_ms = oracle->now - subject->retention_ms;
    if (oldest_ms > subject->oldest_ms)
        subject->oldest_ms = oldest_ms;
    return (struct store_time){oracle->now, subject->oldest_ms};
}

/* The slot of this id. */
static int64_t slot_of(const struct oracle *oracle, size_t who, int64_t id)
{
    for (size_t i = oracle->slot_count; i-- > 0;)
        if (oracle->slots[i].ids[who] == id)
            return (int64_t)i;
    return -1;
}

static void say_message(struct oracle *oracle, size_t who, const struct store_message *m)
{
    say(oracle, who, " [#%" PRId64 " v%" PRId64 " c%d r%" PRId64 " f%" PRId64,
        slot_of(oracle, who, m->id), m->visible_ms - START_MS, m->receive_count,
        m->received_ms ? m->received_ms - START_MS : -1,
        m->first_received_ms ? m->first_received_ms - START_MS : -1);
    say(oracle, who, " s%" PRId64 " t%" PRId64, m->sent_ms - START_MS, m->retained_ms - START_MS);
    if (slice_present(m->body))
        say(oracle, who, " %.*s %.*s/%.*s/%.*s", SLICE_ARG(m->body), SLICE_ARG(m->group),
            SLICE_ARG(m->deduplication_id), SLICE_ARG(m->source_arn));
    say(oracle, who, "]");
}

/* ---- queues ---- */

static void play_create(struct oracle *oracle, size_t who, const int64_t *choices)
{
    struct store_queue row = {
        .account = SLICE("0"), .region = SLICE("r"), .fifo = oracle->queues[choices[0]].fifo};
    row.name = arena_printf(&oracle->arena, "queue-%d", (int)choices[0]);
    if (choices[1] < QUEUES)
        row.dead_letter_queue = arena_printf(&oracle->arena, "queue-%d", (int)choices[1]);
    struct store *store = store_at(oracle, who);
    enum store_status status = store->ops->queue_create(store, &row);
    if (status == STORE_OK)
        oracle->queues[choices[0]].ids[who] = row.id;
    say(oracle, who, "%d", status);
}

static void play_delete_queue(struct oracle *oracle, size_t who, const int64_t *choices)
{
    struct store *store = store_at(oracle, who);
    int64_t deleted_ms = 0;
    struct slice name = arena_printf(&oracle->arena, "queue-%d", (int)choices[0]);
    say(oracle, who, "%d",
        store->ops->queue_delete(store, oracle->queues[choices[0]].ids[who], oracle->now));
    say(oracle, who, " %d",
        store->ops->queue_deleted_ms(store, SLICE("0"), SLICE("r"), name, &deleted_ms));
    say(oracle, who, " %" PRId64, deleted_ms);
}

static void play_purge(struct oracle *oracle, size_t who, const int64_t *choices)
{
    struct store *store = store_at(oracle, who);
    say(oracle, who, "%d", store->ops->queue_purge(store, oracle->queues[choices[0]].ids[who]));
}

static void play_lists(struct oracle *oracle, size_t who, const int64_t *choices)
{
    struct store *store = store_at(oracle, who);
    struct slice *names;
    size_t count;
    struct slice name = arena_printf(&oracle->arena, "queue-%d", (int)choices[0]);
    store->ops->queue_list(store, SLICE("0"), SLICE("r"), SLICE("queue"), name, (size_t)choices[1],
                           &oracle->arena, &names, &count);
    for (size_t i = 0; i < count; i++)
        say(oracle, who, " %.*s", SLICE_ARG(names[i]));
    store->ops->queue_sources(store, SLICE("0"), SLICE("r"), name, SLICE(""), (size_t)choices[1],
                              &oracle->arena, &names, &count);
    say(oracle, who, " |");
    for (size_t i = 0; i < count; i++)
        say(oracle, who, " %.*s", SLICE_ARG(names[i]));
}

static void play_counts(struct oracle *oracle, size_t who, const int64_t *choices)
{
    struct store *store = store_at(oracle, who);
    struct store_counts counts = {0};
    say(oracle, who, "%d",
        store->ops->queue_counts(store, oracle->queues[choices[0]].ids[who],
                                 time_of(oracle, (size_t)choices[0]), &counts));
    say(oracle, who, " %" PRId64 "/%" PRId64 "/%" PRId64, counts.visible, counts.not_visible,
        counts.delayed);
}

/* ---- messages ---- */

static void play_put(struct oracle *oracle, size_t who, const int64_t *choices)
{
    struct store *store = store_at(oracle, who);
    struct slot *slot = &oracle->slots[oracle->slot_count - 1];
    struct store_message message = {
        .sent_ms = oracle->now,
        .retained_ms = slot->retained_ms,
        .visible_ms = oracle->now + choices[2],
        .body = arena_printf(&oracle->arena, "m%zu", oracle->slot_count - 1),
    };
    if (choices[1] > 0)
        message.group = arena_printf(&oracle->arena, "g%d", (int)choices[1]);
    if (oracle->queues[choices[0]].fifo)
        message.deduplication_id = message.body;
    memcpy(message.message_id.bytes, &oracle->slot_count, sizeof oracle->slot_count);
    enum store_status status =
        store->ops->message_put(store, oracle->queues[choices[0]].ids[who], &message);
    slot->ids[who] = status == STORE_OK ? message.id : -1;
    say(oracle, who, "%d", status);
}

static void play_ready(struct oracle *oracle, size_t who, const int64_t *choices)
{
    struct store *store = store_at(oracle, who);
    struct store_message *messages = NULL;
    size_t count = 0;
    int64_t queue = oracle->queues[choices[0]].ids[who];
    enum store_status status =
        store->ops->ready(store, queue, time_of(oracle, (size_t)choices[0]), (size_t)choices[1],
                          &oracle->arena, &messages, &count);
    say(oracle, who, "%d", status);
    if (status != STORE_OK)
        return;
    for (size_t i = 0; i < count; i++)
        say_message(oracle, who, &messages[i]);
    size_t takes = choices[2] < (int64_t)count ? (size_t)choices[2] : count;
    say(oracle, who, " take %d",
        store->ops->take(store, queue, messages, takes, oracle->now, oracle->now + choices[3]));
    for (size_t i = 0; i < takes; i++)
        say_message(oracle, who, &messages[i]);
    for (size_t i = takes; i < count && choices[4]; i++)
        say(oracle, who, " delete %d", store->ops->message_delete(store, queue, &messages[i]));
}

static void play_next_visible(struct oracle *oracle, size_t who, const int64_t *choices)
{
    struct store *store = store_at(oracle, who);
    int64_t ms = START_MS;
    say(oracle, who, "%d",
        store->ops->next_visible(store, oracle->queues[choices[0]].ids[who],
                                 time_of(oracle, (size_t)choices[0]), &ms));
    say(oracle, who, " %" PRId64, ms - START_MS);
}

static void play_deadlines(struct oracle *oracle, size_t who, const int64_t *choices)
{
    struct store *store = store_at(oracle, who);
    struct store_deadlines next;
    enum store_status status = store->ops->deadlines(store, oracle->queues[choices[0]].ids[who],
                                                     time_of(oracle, (size_t)choices[0]), &next);
    say(oracle, who, "%d", status);
    if (status == STORE_OK)
        say(oracle, who, " v%" PRId64 " t%" PRId64 " w%" PRId64, next.visible_ms, next.retained_ms,
            next.window_ms);
}

/* A page of messages, and a page of queues. */
static void play_scans(struct oracle *oracle, size_t who, const int64_t *choices)
{
    struct store *store = store_at(oracle, who);
    struct store_message *messages = NULL;
    struct store_queue *queues = NULL;
    size_t count = 0;
    int64_t after = choices[1] < 0 ? 0 : oracle->slots[choices[1]].ids[who];
    enum store_status status = store->ops->message_scan(
        store, oracle->queues[choices[0]].ids[who], time_of(oracle, (size_t)choices[0]), after,
        (size_t)choices[2], &oracle->arena, &messages, &count);
    say(oracle, who, "%d", status);
    for (size_t i = 0; status == STORE_OK && i < count; i++)
        say_message(oracle, who, &messages[i]);
    count = 0;
    store->ops->queue_scan(store, choices[2] % 2 ? SLICE("0") : SLICE_NONE,
                           oracle->queues[choices[0]].ids[who], (size_t)choices[2], &oracle->arena,
                           &queues, &count);
    for (size_t i = 0; i < count; i++)
        say(oracle, who, " %.*s<%.*s", SLICE_ARG(queues[i].name),
            SLICE_ARG(queues[i].dead_letter_queue));
}

/* Finds a message, then leaves it, changes its visibility, or deletes it. */
static void play_find(struct oracle *oracle, size_t who, const int64_t *choices)
{
    struct store *store = store_at(oracle, who);
    const struct slot *slot = &oracle->slots[choices[0]];
    int64_t queue = oracle->queues[slot->queue].ids[who];
    struct store_message message = {0};
    enum store_status status =
        store->ops->message_find(store, queue, slot->ids[who], choices[3], &message);
    say(oracle, who, "%d", status);
    if (status != STORE_OK)
        return;
    say_message(oracle, who, &message);
    if (choices[1] == 0) {
        store->ops->message_load(store, queue, slot->ids[who], &oracle->arena, &message);
        say_message(oracle, who, &message);
    } else if (choices[1] == 1) {
        say(oracle, who, " delete %d", store->ops->message_delete(store, queue, &message));
    } else {
        say(oracle, who, " set %d",
            store->ops->message_set_visible(store, queue, &message, oracle->now + choices[2]));
        say_message(oracle, who, &message);
    }
}

/* The message takes the next slot. */
static void play_move(struct oracle *oracle, size_t who, const int64_t *choices)
{
    struct store *store = store_at(oracle, who);
    struct slot *slot = &oracle->slots[oracle->slot_count - 1];
    struct store_message *messages = NULL;
    size_t count = 0;
    int64_t from = oracle->queues[choices[0]].ids[who], to = oracle->queues[choices[1]].ids[who];
    slot->ids[who] = -1;
    if (store->ops->ready(store, from, time_of(oracle, (size_t)choices[0]), 1, &oracle->arena,
                          &messages, &count) != STORE_OK ||
        count == 0) {
        say(oracle, who, "nothing");
        return;
    }
    struct store_message changed = messages[0];
    changed.visible_ms = oracle->now + choices[2];
    changed.source_arn = SLICE("source");
    slot->retained_ms = messages[0].retained_ms;
    say_message(oracle, who, &messages[0]);
    enum store_status status = store->ops->message_move(store, from, &messages[0], to, &changed);
    if (status == STORE_OK)
        slot->ids[who] = changed.id;
    say(oracle, who, " %d", status);
}

/* ---- windows and idle work ---- */

static void play_windows(struct oracle *oracle, size_t who, const int64_t *choices)
{
    struct store *store = store_at(oracle, who);
    int64_t queue = oracle->queues[choices[0]].ids[who];
    struct slice key = arena_printf(&oracle->arena, "k%d", (int)choices[1]), record;
    struct store_deduplication entry = {.sequence = choices[3]};
    if (choices[2] == 0) {
        store->ops->deduplication_put(store, queue, key, oracle->now + choices[3], &entry);
        store->ops->attempt_put(store, queue, key, oracle->now + choices[3] / 2, key);
        return;
    }
    bool found = store->ops->deduplication_find(store, queue, key, oracle->now, &entry) == STORE_OK;
    say(oracle, who, "%d %" PRId64, found, found ? entry.sequence : 0);
    say(oracle, who, " %d",
        store->ops->attempt_find(store, queue, key, oracle->now, &oracle->arena, &record) ==
            STORE_OK);
}

static void play_idle(struct oracle *oracle, size_t who, const int64_t *choices)
{
    struct store *store = store_at(oracle, who);
    struct store_time time = time_of(oracle, (size_t)choices[0]);
    int64_t queue = oracle->queues[choices[0]].ids[who];
    bool more;
    say(oracle, who, "%d", store->ops->expire(store, queue, time, (size_t)choices[1], &more));
    say(oracle, who, " %d", store->ops->collect(store, oracle->now, (size_t)choices[1], &more));
}

/* ---- steps ---- */

static void compare(struct oracle *oracle)
{
    for (size_t who = 1; who < oracle->count; who++) {
        if (slice_equal(oracle->answers[0], oracle->answers[who]))
            continue;
        printf("seed %" PRIu64 ", step %zu, %s: answers differ\n  %s: %.*s\n  %s: %.*s\n",
               oracle->seed, oracle->step, oracle->verb, oracle->contestants[0].name,
               SLICE_ARG(oracle->answers[0]), oracle->contestants[who].name,
               SLICE_ARG(oracle->answers[who]));
        fflush(stdout);
        abort();
    }
}

static void run(struct oracle *oracle, const char *verb, play_verb play, const int64_t *choices)
{
    oracle->verb = verb;
    for (size_t who = 0; who < oracle->count; who++) {
        oracle->answers[who] = SLICE("");
        play(oracle, who, choices);
    }
    compare(oracle);
    arena_reset(&oracle->arena);
}

#define RUN(oracle, play, ...) run((oracle), #play, (play), (const int64_t[]){__VA_ARGS__})

static void add_slot(struct oracle *oracle, size_t queue, int64_t retained_ms)
{
    oracle->slots = memory_array(oracle->slots, oracle->slot_count + 1, sizeof *oracle->slots);
    oracle->slots[oracle->slot_count++] = (struct slot){.queue = queue, .retained_ms = retained_ms};
}

/* Mostly the present, sometimes soon, seldom long: times collide and spread. */
static int64_t some_delay(struct oracle *oracle)
{
    switch (below(oracle, 4)) {
    case 0:
        return below(oracle, 20);
    case 1:
        return below(oracle, 3000);
    default:
        return 0;
    }
}

/* Choices are made one after another, so that a seed means the same with every compiler. */

static void step_put(struct oracle *oracle, int64_t queue)
{
    int64_t age = below(oracle, 8) == 0 ? below(oracle, 4000) - 1000 : 0;
    int64_t few = 1 + below(oracle, 5), many = 1 + below(oracle, 40);
    const int64_t groups[] = {0, 1, 1, 1, few, many};
    int64_t group = groups[below(oracle, 6)];
    int64_t delay = some_delay(oracle);
    if (oracle->queues[queue].fifo && group == 0)
        group = 1;
    add_slot(oracle, (size_t)queue, oracle->now - age);
    RUN(oracle, play_put, queue, group, delay);
}

/* A message that arrived lately, unless it is gone. */
static void step_find(struct oracle *oracle)
{
    if (oracle->slot_count == 0)
        return;
    size_t recent = oracle->slot_count < 300 ? oracle->slot_count : 300;
    size_t slot = oracle->slot_count - 1 - (size_t)below(oracle, recent);
    int64_t action = below(oracle, 3), delay = some_delay(oracle);
    int64_t back = below(oracle, 3), hint = oracle->now + below(oracle, 3);
    struct slot *chosen = &oracle->slots[slot];
    if (chosen->retained_ms > time_of(oracle, chosen->queue).oldest_ms)
        RUN(oracle, play_find, (int64_t)slot, action, delay - back, hint);
}

static void step_move(struct oracle *oracle, int64_t queue)
{
    int64_t to = below(oracle, QUEUES);
    int64_t delay = below(oracle, 4) ? 0 : some_delay(oracle);
    if (oracle->queues[to].fifo != oracle->queues[queue].fifo)
        return;
    add_slot(oracle, (size_t)to, 0);
    RUN(oracle, play_move, queue, to, delay);
}

static void step_ready(struct oracle *oracle, int64_t queue)
{
    int64_t limit = below(oracle, 12), take = below(oracle, 12);
    int64_t visibility = some_delay(oracle), deletes = below(oracle, 8) == 0;
    RUN(oracle, play_ready, queue, limit, take, visibility, deletes);
}

static void step_windows(struct oracle *oracle, int64_t queue)
{
    int64_t key = below(oracle, 10), find = below(oracle, 2), length = below(oracle, 500);
    RUN(oracle, play_windows, queue, key, find, length);
}

/* From the beginning, or after a message of that queue. */
static void step_scans(struct oracle *oracle, int64_t queue)
{
    int64_t limit = 1 + below(oracle, 12), after = -1;
    if (oracle->slot_count > 0) {
        after = below(oracle, oracle->slot_count);
        if (oracle->slots[after].queue != (size_t)queue)
            after = -1;
    }
    RUN(oracle, play_scans, queue, after, limit);
}

/* Seldom things; many of them would leave nothing to compare. */
static void step_seldom(struct oracle *oracle, int64_t queue)
{
    switch (below(oracle, 40)) {
    case 0:
        RUN(oracle, play_purge, queue);
        break;
    case 1:
        RUN(oracle, play_delete_queue, queue);
        break;
    case 2:
        oracle->queues[queue].retention_ms = 500 + below(oracle, 20000);
        break;
    case 3:
        oracle->now += below(oracle, 30000);
        break;
    default:
        RUN(oracle, play_create, queue, below(oracle, 2 * QUEUES));
    }
}

static void step(struct oracle *oracle)
{
    int64_t queue = below(oracle, QUEUES), kind = below(oracle, 100);
    if (kind < 34)
        step_put(oracle, queue);
    else if (kind < 52)
        step_ready(oracle, queue);
    else if (kind < 70)
        step_find(oracle);
    else if (kind < 75)
        step_move(oracle, queue);
    else if (kind < 80)
        RUN(oracle, play_counts, queue);
    else if (kind < 82)
        RUN(oracle, play_next_visible, queue);
    else if (kind < 83)
        RUN(oracle, play_deadlines, queue);
    else if (kind < 84)
        step_scans(oracle, queue);
    else if (kind < 88)
        step_windows(oracle, queue);
    else if (kind < 90)
        RUN(oracle, play_idle, queue, 1 + below(oracle, 20));
    else if (kind < 92)
        RUN(oracle, play_lists, queue, below(oracle, QUEUES + 1));
    else if (kind < 95)
        step_seldom(oracle, queue);
    else
        oracle->now += below(oracle, below(oracle, 2) ? 5 : 400);
}

/* ---- snapshots: between turns ---- */

static void take_all(struct oracle *oracle)
{
    size_t limit = 1 + (size_t)below(oracle, 100);
    for (size_t who = 0; who < oracle->count; who++) {
        struct store *store = store_at(oracle, who);
        struct store_snapshot **snapshot = &oracle->kept.snapshots[who];
        bool more = true;
        store->ops->snapshot_free(store, *snapshot);
        *snapshot = NULL;
        while (more)
            if (store->ops->snapshot_take(store, limit, SIZE_MAX, snapshot, &more) != STORE_OK)
                abort();
        if ((*snapshot)->queues != oracle->kept.snapshots[0]->queues)
            abort();
    }
    memcpy(oracle->kept.queues, oracle->queues, sizeof oracle->queues);
}

static void restore_all(struct oracle *oracle)
{
    size_t limit = 1 + (size_t)below(oracle, 100);
    if (!oracle->kept.snapshots[0])
        return;
    for (size_t who = 0; who < oracle->count; who++) {
        struct store *store = store_at(oracle, who);
        bool more = true;
        while (more)
            if (store->ops->snapshot_restore(store, limit, oracle->kept.snapshots[who], &more) !=
                STORE_OK)
                abort();
    }
    for (size_t i = 0; i < QUEUES; i++) {
        memcpy(oracle->queues[i].ids, oracle->kept.queues[i].ids, sizeof oracle->queues[i].ids);
        oracle->queues[i].retention_ms = oracle->kept.queues[i].retention_ms;
    }
}

/* A snapshot belongs to its store and ends with it. */
static void drop_snapshot(struct oracle *oracle, size_t who)
{
    struct store *store = store_at(oracle, who);
    store->ops->snapshot_free(store, oracle->kept.snapshots[who]);
    oracle->kept.snapshots[who] = NULL;
}

/* ---- the whole ---- */

static void commit_all(struct oracle *oracle)
{
    for (size_t who = 0; who < oracle->count; who++) {
        struct store *store = store_at(oracle, who);
        if (store->ops->turn_commit(store) != STORE_OK)
            abort();
    }
}

static void next_turn(struct oracle *oracle)
{
    commit_all(oracle);
    int64_t kind = below(oracle, 200);
    if (kind < 2)
        take_all(oracle);
    else if (kind < 5)
        restore_all(oracle);
    for (size_t who = 0; who < oracle->count; who++) {
        struct contestant *contestant = &oracle->contestants[who];
        if (contestant->reopen && below(oracle, 50) == 0) {
            for (size_t i = 0; i < oracle->count; i++)
                drop_snapshot(oracle, i);
            contestant->store = contestant->reopen(contestant->store);
        }
        if (contestant->store->ops->turn_begin(contestant->store) != STORE_OK)
            abort();
    }
}

static void oracle_run(struct oracle *oracle, size_t steps)
{
    printf("oracle: seed %" PRIu64 ", %zu steps\n", oracle->seed, steps);
    random_stream_seed(&oracle->random, oracle->seed);
    oracle->now = START_MS;
    for (size_t who = 0; who < oracle->count; who++) {
        struct contestant *contestant = &oracle->contestants[who];
        contestant->store = contestant->open();
        if (!contestant->store || contestant->store->ops->turn_begin(contestant->store) != STORE_OK)
            abort();
    }
    for (int64_t i = 0; i < QUEUES; i++) {
        oracle->queues[i].fifo = i % 2;
        oracle->queues[i].retention_ms = 20000;
        RUN(oracle, play_create, i, QUEUES);
    }
    for (oracle->step = 0; oracle->step < steps; oracle->step++) {
        step(oracle);
        if (below(oracle, 3) == 0)
            next_turn(oracle);
    }
    for (size_t who = 0; who < oracle->count; who++) {
        struct contestant *contestant = &oracle->contestants[who];
        contestant->store->ops->turn_commit(contestant->store);
        drop_snapshot(oracle, who);
        store_close(contestant->store);
        if (contestant->cleanup)
            contestant->cleanup();
    }
    arena_release(&oracle->arena);
    free(oracle->slots);
}

int oracle_main(struct contestant *contestants, size_t count, int argc, char **argv)
{
    size_t steps = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : DEFAULT_STEPS;
    uint64_t first = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    uint64_t seeds = argc > 2 ? 1 : DEFAULT_SEEDS;
    for (uint64_t seed = first; seed < first + seeds; seed++) {
        struct oracle oracle = {.contestants = contestants, .count = count, .seed = seed};
        oracle_run(&oracle, steps);
    }
    return 0;
}
