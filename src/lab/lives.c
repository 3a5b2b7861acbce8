/* The lives of messages: where each is, and when something of it runs out. */
#include "src/base/memory.h"
#include "src/lab/state.h"

/* What the maps take for a life, about. */
#define INDEX_BYTES 256

#define LIFE_OF_LINK(node) LIST_OF(node, struct life, link)
#define LIFE_OF_DUE(node)  LIST_OF(node, struct life, due)

/* A message is known by its id and its queue: an export that was imported beside its source has the
 * same ids. */
#define KEY_LEN (sizeof(struct uuid) + sizeof(void *))

static struct slice life_key(const struct uuid *id, const struct place *place,
                             char out[static KEY_LEN])
{
    memcpy(out, id->bytes, sizeof id->bytes);
    memcpy(out + sizeof id->bytes, &place, sizeof(void *));
    return slice_make(out, KEY_LEN);
}

static struct life *life_find(struct lab *lab, const struct uuid *id, const struct place *place)
{
    char key[KEY_LEN];
    return map_get(&lab->lives, life_key(id, place, key));
}

static void life_index(struct lab *lab, struct life *life)
{
    char key[KEY_LEN];
    map_put(&lab->lives, life_key(&life->id, life->place, key), life);
}

static void life_unindex(struct lab *lab, struct life *life)
{
    char key[KEY_LEN];
    if (life_find(lab, &life->id, life->place) == life)
        map_remove(&lab->lives, life_key(&life->id, life->place, key));
}

static void row_key(int64_t queue, int64_t message, char out[static 16])
{
    memcpy(out, &queue, 8);
    memcpy(out + 8, &message, 8);
}

static struct life *life_make(struct lab *lab, const struct uuid *id, struct place *place)
{
    struct life *life = memory_zalloc(sizeof *life);
    life->id = *id;
    life->bytes = sizeof *life + INDEX_BYTES;
    lab->bytes += life->bytes;
    life->place = place;
    place->refs++;
    life_index(lab, life);
    return life;
}

/* Bytes of everything that is kept of the content. */
static size_t content_size(const struct staged *staged)
{
    const struct pair *pairs = staged->attributes.items;
    size_t size = staged->message.group.len + staged->message.body.len +
                  staged->attributes.count * sizeof *pairs;
    for (size_t i = 0; i < staged->attributes.count; i++)
        size += pairs[i].name.len + pairs[i].value.len;
    return size;
}

/* One block: arenas have a smallest size, and there are many lives. */
static void life_learn(struct lab *lab, struct life *life, const struct staged *staged)
{
    const struct store_message *message = &staged->message;
    if (life->content || !slice_present(message->body))
        return;
    const struct pair *pairs = staged->attributes.items;
    size_t count = staged->attributes.count;
    size_t size = content_size(staged);
    life->content = memory_alloc(size + 1); /* also of what is empty */
    struct pair *copies = (struct pair *)life->content;
    char *at = (char *)(copies + count);
    for (size_t i = 0; i < count; i++) {
        copies[i].name = keep_text(&at, pairs[i].name);
        copies[i].value = keep_text(&at, pairs[i].value);
    }
    life->attributes = (struct list){true, count, copies};
    life->group = keep_text(&at, message->group);
    life->body = keep_text(&at, message->body);
    life->body_len = staged->body_len;
    memcpy(life->body_md5, message->body_md5, sizeof life->body_md5);
    life->bytes += size;
    lab->bytes += size;
}

/* Where the message was before the event. */
static struct life *life_before(struct lab *lab, const struct uuid *id, struct place *place,
                                const struct staged *staged)
{
    if (staged->what != LAB_EVENT_MOVED && staged->what != LAB_EVENT_REDRIVEN)
        return life_find(lab, id, place);
    struct place *from = place_take(lab, &staged->event.from.ref);
    struct life *life = life_find(lab, id, from);
    place_release(lab, from);
    return life;
}

struct life *life_of(struct lab *lab, struct place *place, const struct staged *staged)
{
    struct life *life = NULL;
    if (!lab_has_history(lab))
        return NULL;
    if (staged->event.message) {
        life = life_before(lab, &staged->message.message_id, place, staged);
        if (!life)
            life = life_make(lab, &staged->message.message_id, place);
        if (staged->what != LAB_EVENT_DEDUPLICATED)
            life_learn(lab, life, staged);
    } else if (staged->event.message_id != 0) {
        char key[16];
        row_key(staged->event.place.id, staged->event.message_id, key);
        life = map_get(&lab->rows, slice_make(key, sizeof key));
    }
    if (life)
        life->refs++;
    return life;
}

static void row_forget(struct lab *lab, struct life *life)
{
    struct slice key = slice_make(life->row, sizeof life->row);
    if (map_get(&lab->rows, key) == life)
        map_remove(&lab->rows, key);
}

static void life_end(struct life *life)
{
    life->alive = false;
    life->in_flight = false;
    list_remove(&life->link);
    heap_remove(&life->place->account->dues, &life->due);
}

void life_release(struct lab *lab, struct life *life)
{
    if (!life || --life->refs > 0)
        return;
    life_end(life);
    row_forget(lab, life);
    life_unindex(lab, life);
    place_release(lab, life->place);
    lab->bytes -= life->bytes;
    free(life->content);
    free(life);
}

bool life_is_before(struct heap_node *a, struct heap_node *b)
{
    return LIFE_OF_DUE(a)->scheduled < LIFE_OF_DUE(b)->scheduled;
}

/* Sets when the next thing of this life runs out. */
static void life_schedule(struct lab *lab, struct life *life)
{
    const struct place *place = life->place;
    int64_t gone_ms = place->retention_ms > 0 ? life->retained_ms + place->retention_ms : INT64_MAX;
    if (!life->alive)
        return;
    life->scheduled = ++lab->schedule_serial;
    heap_set(&life->place->account->dues, &life->due,
             life->in_flight && life->visible_ms < gone_ms ? life->visible_ms : gone_ms);
}

/* The life goes on in this place, with this id of the store. */
static void life_settle(struct lab *lab, struct life *life, struct place *place,
                        const struct staged *staged)
{
    const struct store_message *message = &staged->message;
    if (life->place != place) {
        life_end(life);
        life_unindex(lab, life);
        place_release(lab, life->place);
        life->place = place;
        place->refs++;
        life_index(lab, life);
    }
    if (!life->alive)
        list_append(&place->lives, &life->link);
    life->alive = true;
    life->sequence = message->sequence;
    life->retained_ms = message->retained_ms;
    row_forget(lab, life);
    row_key(staged->event.place.id, message->id, life->row);
    map_put(&lab->rows, slice_make(life->row, sizeof life->row), life);
}

static void former_ends(struct lab *lab, const struct staged *staged)
{
    struct life *former = life_before(lab, &staged->event.former, NULL, staged);
    if (former)
        life_end(former);
}

void life_follow(struct lab *lab, struct life *life, struct place *place,
                 const struct staged *staged)
{
    const struct store_message *message = &staged->message;
    switch (staged->what) {
    case LAB_EVENT_REDRIVEN:
        former_ends(lab, staged);
        /* fall through */
    case LAB_EVENT_SENT:
    case LAB_EVENT_MOVED:
        life_settle(lab, life, place, staged);
        life->receive = message->receive_count;
        life->visible_ms = message->visible_ms;
        /* An imported message may be in flight. */
        life->in_flight = message->receive_count > 0 && staged->what == LAB_EVENT_SENT &&
                          message->visible_ms > staged->event.place.now_ms;
        break;
    case LAB_EVENT_DELIVERED:
        life_settle(lab, life, place, staged);
        life->receive = message->receive_count;
        /* fall through */
    case LAB_EVENT_VISIBILITY_CHANGED:
        life->visible_ms = message->visible_ms;
        life->in_flight = life->alive && message->visible_ms > staged->event.place.now_ms;
        break;
    case LAB_EVENT_DELETED:
        life->deleted_by = staged->event.receive;
        life_end(life);
        break;
    case LAB_EVENT_FAULT:
        life->in_flight = life->in_flight && !staged->kept;
        break;
    default:
        return;
    }
    life_schedule(lab, life);
}

bool lives_end(struct place *place, size_t *left)
{
    while (!list_empty(&place->lives)) {
        if (!spend(left, 1))
            return false;
        life_end(LIFE_OF_LINK(place->lives.next));
    }
    return true;
}

bool lives_reschedule(struct lab *lab, struct place *place, struct list_node **at, size_t *left)
{
    for (; *at != &place->lives; *at = (*at)->next) {
        if (!spend(left, 1))
            return false;
        life_schedule(lab, LIFE_OF_LINK(*at));
    }
    return true;
}

/* One thing of this life has run out. */
static void run_out(struct lab *lab, struct life *life)
{
    bool visibility = life->in_flight && life->visible_ms <= life->due.key;
    struct record record = {.event = visibility ? LAB_EVENT_EXPIRED : LAB_EVENT_RETENTION_EXPIRED,
                            .ms = life->due.key,
                            .clock_ms = clock_now_ms(lab->clock),
                            .receive = life->receive,
                            .place = life->place,
                            .life = life};
    life->place->refs++;
    life->refs++;
    life->in_flight = false;
    if (visibility)
        life_schedule(lab, life);
    else
        life_end(life);
    history_add(lab, &record);
}

bool lives_expire(struct lab *lab, struct lab_account *account, int64_t now_ms, size_t *left)
{
    struct heap_node *node;
    while ((node = heap_first(&account->dues)) && node->key <= now_ms) {
        if (!spend(left, 1))
            return false;
        run_out(lab, LIFE_OF_DUE(node));
    }
    return true;
}
