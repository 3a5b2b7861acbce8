/* Names of events: see events.h. */
#include "src/lab/events.h"

const char *const lab_event_names[LAB_EVENT_COUNT] = {
#define NAME_ROW(ID, name) name,
    ALL_LAB_EVENTS(NAME_ROW)
#undef NAME_ROW
};

int lab_event_find(struct slice name)
{
    if (slice_is(name, "dead_lettered"))
        return LAB_EVENT_MOVED;
    for (int i = 0; i < LAB_EVENT_COUNT; i++)
        if (slice_is(name, lab_event_names[i]) && i != LAB_EVENT_QUEUE_CHANGED)
            return i;
    return -1;
}
