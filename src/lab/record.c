/* A record of the history as JSON. */
#include "src/base/digest.h"
#include "src/lab/json.h"
#include "src/lab/state.h"

static void write_id(struct buf *reply, const char *name, const struct uuid *id)
{
    char text[UUID_TEXT_LEN];
    uuid_format(id, text);
    put_text(reply, name, slice_make(text, sizeof text));
}

static void write_place(const struct record *record, struct buf *reply)
{
    if (!record->place)
        return;
    put_text(reply, "account", record->place->ref.account);
    put_text(reply, "region", record->place->ref.region);
    put_text(reply, "queue", record->place->ref.name);
    if (record->to)
        put_text(reply, "to", record->to->ref.name);
}

static void write_life(const struct record *record, struct buf *reply)
{
    if (!record->life)
        return;
    write_id(reply, "message_id", &record->life->id);
    if (record->event == LAB_EVENT_REDRIVEN)
        write_id(reply, "former_message_id", &record->former);
    put_text(reply, "group", record->life->group);
    if (record->receive > 0)
        put_number(reply, "receive", record->receive);
}

void record_write(const struct record *record, struct buf *reply)
{
    BUF_LITERAL(reply, "{\"n\":");
    buf_int64(reply, record->n);
    put_number(reply, "ms", record->ms);
    put_text(reply, "event", slice_of(lab_event_names[record->event]));
    write_place(record, reply);
    write_life(record, reply);
    if (record->visible_until_ms > 0)
        put_number(reply, "visible_until_ms", record->visible_until_ms);
    if (record->event == LAB_EVENT_FAULT) {
        put_text(reply, "fault", record->fault);
        put_text(reply, "kind", slice_of(record->fault_kind));
        if (record->action)
            put_text(reply, "action", slice_of(record->action->name));
    }
    put_text(reply, "by", record->by);
    if (record->event == LAB_EVENT_EMPTY_RECEIVE)
        put_flag(reply, "waited", record->flags & RECORD_WAITED);
    if (record->flags & RECORD_REFUSED)
        put_flag(reply, "refused", true);
    if (record->flags & RECORD_GONE)
        put_flag(reply, "gone", true);
    if (record->flags & RECORD_AGAIN)
        put_flag(reply, "again", true);
    buf_byte(reply, '}');
}
