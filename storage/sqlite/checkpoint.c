/* The checkpoint thread.
 *
 * After each commit SQLite tells how many pages the log holds. When enough were written since the
 * last checkpoint, the thread copies them into the file. Behind a steady writer it never catches
 * up, and a log is started afresh only when all of it has been copied. So past a bound the thread
 * copies until little is left and the loop, at its next commit, copies the rest. */
#include "storage/sqlite/checkpoint.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "src/base/memory.h"

/* Pages written between two checkpoints; 4 MiB. */
#define PAGES_BETWEEN 1000

/* The log is finished and started afresh from this many pages on; 16 MiB. */
#define PAGES_BOUND 4096

/* So little is copied by the loop, in less than a millisecond or two. */
#define PAGES_LEFT 128

/* How often the thread tries to get there. */
#define PASSES 6

struct checkpoint {
    sqlite3 *writer; /* the loop's connection */
    sqlite3 *handle; /* the thread's own */
    pthread_t thread;
    pthread_mutex_t lock; /* guards the rest */
    pthread_cond_t wake;
    bool working; /* from the request until the thread is done */
    bool requested;
    bool stop;
    bool finish;      /* the log is past its bound, and little of it is left to copy */
    int log_pages;    /* in the log at the latest commit */
    int copied_pages; /* of these, copied */
};

struct progress {
    int log_pages;
    int copied_pages;
};

/* Copies what it can without waiting for anybody. An error is nobody's loss, since the log stays
 * whole: it counts as if nothing were left to do, so that a later commit tries again. */
static struct progress copy_pages(sqlite3 *handle)
{
    struct progress progress = {0};
    sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &progress.log_pages,
                              &progress.copied_pages);
    return progress;
}

static struct progress copy_most(sqlite3 *handle, int log_pages)
{
    struct progress progress = copy_pages(handle);
    for (int i = 1; i < PASSES && log_pages >= PAGES_BOUND; i++) {
        if (progress.log_pages - progress.copied_pages <= PAGES_LEFT)
            break;
        progress = copy_pages(handle);
    }
    return progress;
}

static void *checkpoint_run(void *argument)
{
    struct checkpoint *checkpoint = argument;
    pthread_mutex_lock(&checkpoint->lock);
    while (!checkpoint->stop) {
        if (!checkpoint->working) {
            pthread_cond_wait(&checkpoint->wake, &checkpoint->lock);
            continue;
        }
        int log_pages = checkpoint->log_pages;
        pthread_mutex_unlock(&checkpoint->lock);
        struct progress progress = copy_most(checkpoint->handle, log_pages);
        pthread_mutex_lock(&checkpoint->lock);
        checkpoint->copied_pages = progress.copied_pages;
        checkpoint->finish = progress.log_pages >= PAGES_BOUND;
        checkpoint->working = false;
    }
    pthread_mutex_unlock(&checkpoint->lock);
    return NULL;
}

/* Wakes the thread if there is enough to do; true when the loop should finish the log itself. */
static bool checkpoint_plan(struct checkpoint *checkpoint, int log_pages)
{
    bool afresh = log_pages < checkpoint->log_pages;
    checkpoint->log_pages = log_pages;
    if (checkpoint->working)
        return false;
    if (afresh || checkpoint->copied_pages > log_pages)
        checkpoint->copied_pages = 0;
    bool finish = checkpoint->finish && !afresh;
    checkpoint->finish = false;
    if (finish) {
        checkpoint->copied_pages = log_pages;
    } else if (log_pages - checkpoint->copied_pages >= PAGES_BETWEEN || checkpoint->requested) {
        checkpoint->working = true;
        checkpoint->requested = false;
        pthread_cond_signal(&checkpoint->wake);
    }
    return finish;
}

static int after_commit(void *argument, sqlite3 *writer, const char *name, int log_pages)
{
    struct checkpoint *checkpoint = argument;
    (void)name;
    pthread_mutex_lock(&checkpoint->lock);
    bool finish = checkpoint_plan(checkpoint, log_pages);
    pthread_mutex_unlock(&checkpoint->lock);
    if (finish)
        copy_pages(writer);
    return SQLITE_OK;
}

static bool open_handle(struct checkpoint *checkpoint, const char *path)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    return sqlite3_open_v2(path, &checkpoint->handle, flags, NULL) == SQLITE_OK &&
           sqlite3_busy_timeout(checkpoint->handle, 5000) == SQLITE_OK &&
           sqlite3_exec(checkpoint->handle, "PRAGMA synchronous = NORMAL", NULL, NULL, NULL) ==
               SQLITE_OK;
}

/* Signals are the loop's business: the thread blocks them all. */
static bool start_thread(struct checkpoint *checkpoint)
{
    sigset_t all;
    sigset_t old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    bool started = pthread_create(&checkpoint->thread, NULL, checkpoint_run, checkpoint) == 0;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return started;
}

static void checkpoint_free(struct checkpoint *checkpoint)
{
    sqlite3_close(checkpoint->handle);
    pthread_cond_destroy(&checkpoint->wake);
    pthread_mutex_destroy(&checkpoint->lock);
    free(checkpoint);
}

struct checkpoint *checkpoint_start(struct database *database, const char *path)
{
    struct checkpoint *checkpoint = memory_zalloc(sizeof(*checkpoint));
    checkpoint->writer = database->handle;
    pthread_mutex_init(&checkpoint->lock, NULL);
    pthread_cond_init(&checkpoint->wake, NULL);
    if (!open_handle(checkpoint, path) || !start_thread(checkpoint)) {
        checkpoint_free(checkpoint);
        return NULL;
    }
    sqlite3_wal_hook(database->handle, after_commit, checkpoint);
    return checkpoint;
}

void checkpoint_request(struct checkpoint *checkpoint)
{
    pthread_mutex_lock(&checkpoint->lock);
    checkpoint->requested = true;
    pthread_mutex_unlock(&checkpoint->lock);
}

void checkpoint_stop(struct checkpoint *checkpoint)
{
    if (!checkpoint)
        return;
    sqlite3_wal_hook(checkpoint->writer, NULL, NULL);
    pthread_mutex_lock(&checkpoint->lock);
    checkpoint->stop = true;
    pthread_cond_signal(&checkpoint->wake);
    pthread_mutex_unlock(&checkpoint->lock);
    pthread_join(checkpoint->thread, NULL);
    checkpoint_free(checkpoint);
}
