/* Faults: what they are, when they strike. */
#ifndef ROPELINE_LAB_FAULTS_H
#define ROPELINE_LAB_FAULTS_H

#include "src/lab/faults.def"
#include "src/lab/state.h"

enum fault_kind {
#define DECLARE_FAULT(ID, ...) FAULT_##ID,
    ALL_FAULTS(DECLARE_FAULT)
#undef DECLARE_FAULT
        FAULT_KIND_COUNT
};

/* What one match of a fault is. */
enum fault_about { ABOUT_SENT, ABOUT_TAKEN, ABOUT_CHOICE, ABOUT_CALL, ABOUT_ENTRY };

enum fault_when { WHEN_ALWAYS, WHEN_PROBABILITY, WHEN_NEXT, WHEN_AT };

struct fault {
    struct list_node link; /* in lab->faults */
    struct arena arena;
    enum fault_kind kind;
    char id[24];
    struct slice account, region, queue, group; /* absent: all */
    const struct action *action;                /* NULL: all */

    enum fault_when when;
    struct slice probability; /* as given */
    double chance;
    int64_t next;
    int64_t *at; /* positions among what matched */
    size_t at_count;
    int64_t seed;
    struct random_stream random;
    int64_t matched;
    int64_t applied;

    int64_t for_ms;
    int64_t after_ms;
    bool after_delete;
    bool break_fifo;
    enum text_id error; /* FAIL */
    struct slice code;
    bool sender_fault;
    struct slice *ids; /* FAIL_ENTRIES; none: all */
    size_t id_count;
    struct map seen; /* DUPLICATE: ids of messages that came twice already */
};

#define FAULT_OF(node) LIST_OF(node, struct fault, link)

static inline struct slice fault_id(const struct fault *fault)
{
    return slice_of(fault->id);
}

extern const char *const fault_names[FAULT_KIND_COUNT];
extern const enum fault_about fault_abouts[FAULT_KIND_COUNT];

/* ---- faults.c ---- */

/* Is the queue one of the fault's? `queue` NULL or nameless: a call that names none. */
bool fault_covers(const struct fault *fault, const struct queue_ref *queue);

/* Something matches the fault: counts it, and says whether the fault strikes. */
bool fault_strikes(struct fault *fault);

void fault_free(struct lab *lab, struct fault *fault);

/* ---- fault_spec.c ---- */

/* NULL, or what is wrong. The fault is zeroed but for its arena, where texts go. */
const char *fault_read(struct fault *fault, const struct lab_fault_spec *spec);

void fault_write(const struct fault *fault, struct buf *reply);

#endif
