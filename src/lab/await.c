/* Waiting for what happens, without asking again and again: records wake those who wait. */
#include "src/base/memory.h"
#include "src/lab/json.h"
#include "src/lab/state.h"

#define WAITS_MAX    1000
#define EVENTS_MAX   1000 /* that a reply shows; all are counted */
#define EVENTS_BYTES ((size_t)1 << 20)

struct lab_wait {
    struct lab *lab;
    struct list_node link; /* in lab->waits, or in lab->met when it is decided */
    struct arena arena;
    struct lab_await_spec spec;
    int64_t count; /* of events that matched */
    size_t shown;
    struct buf events;
    int64_t next; /* where the history goes on for the client */
    bool met;
    bool recheck;                /* is the queue empty now? */
    struct heap_node end;        /* of "none within", in the account's ends until it is decided */
    struct lab_account *account; /* NULL: not before the look back */
    void (*callback)(void *owner);
    void *owner;
};

#define WAIT_OF(node) LIST_OF(node, struct lab_wait, link)
#define WAIT_OF_END(node)                                                                          \
    ((struct lab_wait *)(void *)((char *)(node)-offsetof(struct lab_wait, end)))

static void write_reply(const struct lab_wait *wait, struct buf *reply)
{
    buf_append(reply, wait->met ? SLICE("{\"met\":true") : SLICE("{\"met\":false"));
    put_number(reply, "count", wait->count);
    BUF_LITERAL(reply, ",\"events\":[");
    buf_append(reply, buf_slice(&wait->events));
    BUF_LITERAL(reply, "]");
    put_number(reply, "next", wait->next > 0 ? wait->next : wait->lab->next);
    BUF_LITERAL(reply, "}");
}

/* Takes it out of where it waits. */
static void wait_leave(struct lab_wait *wait)
{
    list_remove(&wait->link);
    if (wait->account)
        heap_remove(&wait->account->ends, &wait->end);
}

static void wait_free(struct lab_wait *wait)
{
    wait_leave(wait);
    lab_account_release(wait->lab, wait->account);
    wait->lab->wait_count--;
    buf_release(&wait->events);
    arena_release(&wait->arena);
    free(wait);
}

void lab_await_end(struct lab_wait *wait, struct buf *reply)
{
    if (!wait->met)
        steps_finish(wait->lab);
    write_reply(wait, reply);
    wait_free(wait);
}

void lab_await_cancel(struct lab_wait *wait)
{
    wait_free(wait);
}

static void decide(struct lab_wait *wait, bool met)
{
    wait->met = met;
    wait_leave(wait);
    list_append(&wait->lab->met, &wait->link);
}

/* The clock may have been moved further than "none within" looks. */
static bool is_over(const struct lab_wait *wait, const struct record *record)
{
    return wait->account && record->place && record->place->account == wait->account &&
           record->ms > wait->end.key;
}

/* True when the wait is decided by this record. */
static bool wait_sees(struct lab_wait *wait, const struct record *record)
{
    if (wait->spec.empty) {
        wait->recheck = true;
        return false;
    }
    if (is_over(wait, record) || !filter_matches(&wait->spec.filter, record))
        return false;
    size_t before = wait->events.len;
    if (wait->shown < EVENTS_MAX) {
        if (wait->shown > 0)
            buf_byte(&wait->events, ',');
        record_write(record, &wait->events);
        if (wait->events.overflow)
            wait->events.len = before;
        else
            wait->shown++;
    }
    if (++wait->count < wait->spec.count)
        return false;
    wait->next = record->n + 1;
    return true;
}

void awaits_see(struct lab *lab, const struct record *record)
{
    struct list_node *node = lab->waits.next;
    while (node != &lab->waits) {
        struct lab_wait *wait = WAIT_OF(node);
        node = node->next;
        if (wait_sees(wait, record))
            decide(wait, !wait->spec.none);
    }
}

/* Looks at what has happened already; true when that is enough. */
static bool look_back(struct lab_wait *wait)
{
    struct list_node *end = &wait->lab->records;
    for (struct list_node *node = history_from(wait->lab, wait->spec.filter.since); node != end;
         node = node->next)
        if (wait_sees(wait, LIST_OF(node, struct record, link)))
            return true;
    return false;
}

static const struct json *copy_json(struct arena *arena, const struct json *value)
{
    struct buf text;
    if (!value)
        return NULL;
    buf_init(&text, SIZE_MAX);
    json_write(&text, value);
    const struct json *copy = json_parse(arena, arena_copy(arena, buf_slice(&text)));
    buf_release(&text);
    return copy;
}

static void copy_filter(struct arena *arena, struct lab_filter *filter)
{
    struct slice *texts[] = {&filter->account,      &filter->region,  &filter->queue,
                             &filter->group,        &filter->message, &filter->body,
                             &filter->body_contains};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = arena_copy(arena, *texts[i]);
    filter->attribute = copy_json(arena, filter->attribute);
}

static struct lab_wait *wait_make(struct lab *lab, const struct lab_await_spec *spec)
{
    struct lab_wait *wait = memory_zalloc(sizeof *wait);
    wait->lab = lab;
    wait->spec = *spec;
    copy_filter(&wait->arena, &wait->spec.filter);
    buf_init(&wait->events, EVENTS_BYTES);
    list_append(&lab->waits, &wait->link);
    lab->wait_count++;
    return wait;
}

struct lab_wait *lab_await(struct lab *lab, const struct lab_await_spec *spec, struct buf *reply,
                           void (*met)(void *owner), void *owner, const char **problem)
{
    *problem = NULL;
    if (!lab_has_history(lab))
        *problem = "the history is off: run the server with --test-mode or --history EVENTS";
    else if (lab->wait_count >= WAITS_MAX)
        *problem = "too many awaits are waiting already";
    if (*problem)
        return NULL;
    steps_finish(lab); /* who waits would see it twice */
    struct lab_wait *wait = wait_make(lab, spec);
    wait->callback = met;
    wait->owner = owner;
    wait->recheck = spec->empty;
    if (!spec->empty && look_back(wait)) {
        wait->met = !spec->none;
        lab_await_end(wait, reply);
        return NULL;
    }
    if (spec->none) {
        wait->account =
            lab_account_take(lab, slice_present(spec->filter.account) ? spec->filter.account
                                                                      : spec->default_account);
        heap_set(&wait->account->ends, &wait->end,
                 engine_account_now(lab->engine, wait->account->id) + spec->within_ms);
    }
    return wait;
}

static bool is_empty(struct lab_wait *wait)
{
    const struct lab_filter *filter = &wait->spec.filter;
    const struct queue_ref ref = {filter->region, filter->account, filter->queue};
    struct engine_queue_view view;
    return engine_queue_view(wait->lab->engine, &ref, &view) &&
           view.counts.visible + view.counts.not_visible + view.counts.delayed == 0;
}

/* Looks at the queues of those that wait for an empty one; true when a turn was opened for it. */
static bool recheck(struct lab *lab)
{
    bool looked = false;
    struct list_node *node = lab->waits.next;
    while (node != &lab->waits) {
        struct lab_wait *wait = WAIT_OF(node);
        node = node->next;
        if (!wait->recheck)
            continue;
        wait->recheck = false;
        looked = true;
        if (is_empty(wait))
            decide(wait, true);
    }
    return looked;
}

void awaits_recheck(struct lab *lab)
{
    for (struct list_node *node = lab->waits.next; node != &lab->waits; node = node->next)
        WAIT_OF(node)->recheck = WAIT_OF(node)->spec.empty;
}

/* Ends the waits in which nothing happened for long enough. */
static int64_t run_ends(struct lab *lab)
{
    int64_t next = INT64_MAX;
    for (struct list_node *at = lab->accounts.next; at != &lab->accounts; at = at->next) {
        struct lab_account *account = ACCOUNT_OF(at);
        struct heap_node *node;
        while ((node = heap_first(&account->ends)) && node->key <= account->now_ms)
            decide(WAIT_OF_END(node), true);
        int64_t ms =
            node ? engine_account_clock_ms(lab->engine, account->id, node->key) : INT64_MAX;
        next = ms < next ? ms : next;
    }
    return next;
}

void awaits_release(struct lab *lab)
{
    while (!list_empty(&lab->waits))
        wait_free(WAIT_OF(lab->waits.next));
    while (!list_empty(&lab->met))
        wait_free(WAIT_OF(lab->met.next));
}

int64_t awaits_turn(struct lab *lab)
{
    int64_t next = run_ends(lab);
    if (recheck(lab))
        engine_flush(lab->engine);
    while (!list_empty(&lab->met)) {
        struct lab_wait *wait = WAIT_OF(lab->met.next);
        list_remove(&wait->link);
        wait->callback(wait->owner);
    }
    for (struct list_node *node = lab->waits.next; node != &lab->waits; node = node->next)
        if (WAIT_OF(node)->recheck)
            return 0;
    return next;
}
