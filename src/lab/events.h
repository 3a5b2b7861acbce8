/* The kinds of events in the history: what the engine tells, and what the laboratory adds. */
#ifndef ROPELINE_LAB_EVENTS_H
#define ROPELINE_LAB_EVENTS_H

#include "src/engine/observer.h"

#define ALL_LAB_EVENTS(E)                                                                          \
    ALL_ENGINE_EVENTS(E)                                                                           \
    E(EXPIRED, "expired")                     /* visibility ran out */                             \
    E(RETENTION_EXPIRED, "retention_expired") /* kept for as long as the queue keeps messages */   \
    E(FAULT, "fault")

/* The first ones have the engine's numbers. */
enum lab_event_id {
#define DECLARE_EVENT(ID, name) LAB_EVENT_##ID,
    ALL_LAB_EVENTS(DECLARE_EVENT)
#undef DECLARE_EVENT
        LAB_EVENT_COUNT
};

extern const char *const lab_event_names[LAB_EVENT_COUNT];

/* -1 when there is no such event; "dead_lettered" is another word for "moved". */
int lab_event_find(struct slice name);

#endif
