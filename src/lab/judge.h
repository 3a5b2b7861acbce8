/* What the history says about a run: facts per message, queue and group, gathered in one walk. The
 * report and the lints are made from them; they live in the arena of the walk. */
#ifndef ROPELINE_LAB_JUDGE_H
#define ROPELINE_LAB_JUDGE_H

#include "src/lab/state.h"

/* Receives that acknowledged one message, as far as they are told apart. */
#define JUDGED_ACKS_MAX 8

/* A message. It is acknowledged when a consumer deletes it, also when the answer is an error or the
 * message is kept all the same: the consumer has done its work. */
struct judged_life {
    struct list_node link;
    struct life *life;
    struct judged_place *place; /* where it was sent or first seen */
    int32_t receive;            /* the latest delivery */
    int64_t delivered_ms;
    int64_t delivered_clock_ms;
    int64_t visible_until_ms;
    int64_t former_until_ms;       /* of the delivery before, when its visibility had ended */
    int32_t acks[JUDGED_ACKS_MAX]; /* receives, each once */
    size_t ack_count;
    int64_t late_acks;
    int64_t latest_ms; /* how long after the end of visibility, at most */
    bool dead_lettered;
};

/* A message group of a FIFO queue, or of a standard queue that has groups. */
struct judged_group {
    struct list_node link;
    struct judged_place *place;
    struct slice name;
    int64_t sent;
    uint32_t call;      /* the call that acknowledged last */
    int64_t call_max;   /* highest sequence number that it acknowledged */
    int64_t before_max; /* ... that calls before it did */
    int64_t violations;
    struct life *violator; /* the first */
};

struct judged_place {
    struct list_node link;
    struct place *place;
    int64_t sent;
    int64_t receives; /* calls that got something */
    uint32_t call;    /* the last of them */
    int64_t empty_short;
    int64_t empty_long;
    int64_t acks;
    int64_t early_acks;
    int64_t outlasted; /* acknowledgements after the end of their own delivery's visibility */
    int64_t longest_ms;
    int64_t window_ms; /* what visibility the longest of them had */
    int64_t violations;
    const struct judged_group *disordered; /* the first group with violations */
    int64_t duplicates;                    /* messages that two deliveries acknowledged */
    const struct judged_life *duplicate;   /* the first of them */
};

struct judgement {
    struct arena arena;
    struct list_node lives;
    struct list_node groups;
    struct list_node places;
    struct map life_index;
    struct map group_index;
    struct map place_index;
};

/* Walks what the filter lets through. */
void judge(struct lab *lab, const struct lab_filter *filter, struct judgement *ret);
void judgement_release(struct judgement *judgement);

/* ---- lints.c ---- */

/* Something that looks wrong, though SQS allows it. */
struct finding {
    struct list_node link;
    const char *lint;
    const struct place *place;
    const struct life *life; /* NULL: about the queue or a group */
    struct slice group;
    int64_t count;
    struct slice text; /* a sentence without its full stop */
};

#define FINDING_OF(node) LIST_OF(node, struct finding, link)

/* Appends struct finding to the list; they live in the judgement's arena. */
void lints_find(struct judgement *judgement, struct list_node *findings);

void findings_write(const struct list_node *findings, struct buf *reply);

/* ---- report_text.c ---- */

/* A check of the report and how it came out. */
struct verdict {
    struct list_node link;
    const char *check;
    struct slice queue; /* absent: there was none to check */
    bool passed;
    struct slice text;
};

#define VERDICT_OF(node) LIST_OF(node, struct verdict, link)

void report_write(enum lab_format format, const struct list_node *verdicts,
                  const struct list_node *findings, struct buf *reply);

#endif
