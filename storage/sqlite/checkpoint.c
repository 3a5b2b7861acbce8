/* The checkpoint thread.
 *
 * After each commit SQLite tells how many pages the log holds. When enough were written since the
 * last checkpoint, the thread copies them into the file. Behind a steady writer it never catches
 * up, and a log is started afresh only when all of it has been copied. So past a bound the thread
 * copies until little is left and the loop, at its next commit, copies the rest. A thread that gets
 * no time for that is given some: past a second bound the loop waits for it a little each turn.
 *
 * With durability full the loop copies the log itself, as SQLite does by default: it waits for the
 * disk at each commit anyway, and two threads that sync disturb each other. The thread then only
 * shortens the file, which may take half a second. */
#include "storage/sqlite/checkpoint.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "src/base/memory.h"
#include "storage/sqlite/log_file.h"

/* Pages written between two checkpoints; 8 MiB. Fewer would be copied more often each. */
#define PAGES_BETWEEN 2000

/* With durability full, where the loop copies them; 4 MiB. */
#define PAGES_BETWEEN_FULL 1000

/* The log is finished and started afresh from this many pages on; 24 MiB. */
#define PAGES_BOUND 6144

/* Past this the loop waits for the thread; 40 MiB. */
#define PAGES_HARD 10240
#define WAIT_MS    4

/* The thread stops when this little is left, or after so many rounds. */
#define PAGES_LEFT 64
#define ROUNDS     8

/* SQLite shortens the file when all of the log is copied. A gigabyte takes long, so the thread
 * shall be the one that reaches the end: it tries so often when the file shall be shortened. */
#define ROUNDS_TO_SHORTEN 100

/* What the loop copies itself at most, in a few milliseconds. */
#define PAGES_INLINE 400

struct checkpoint {
    sqlite3 *writer; /* the loop's connection */
    sqlite3 *handle; /* the thread's own */
    int file;        /* descriptor of the database */
    pthread_t thread;
    pthread_mutex_t lock; /* guards the rest */
    pthread_cond_t wake;
    bool working;   /* from the request until the thread is done */
    bool requested; /* at the next commit */
    bool again;     /* that commit came while the thread worked: it goes on */
    bool shorten;   /* what the thread does was requested */
    bool stop;
    bool full;        /* durability */
    bool finish;      /* the log is past its bound, and the thread has done what it could */
    int log_pages;    /* in the log at the latest commit */
    int copied_pages; /* of these, copied */
    int done;         /* eventfd: readable when the thread has stopped working */
};

/* Copies what is in the log now, without waiting for anybody; the number of its pages that are
 * copied. After an error 0: the log stays whole, and a later commit tries again. */
static int copy_pages(sqlite3 *handle)
{
    int copied_pages = 0;
    sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, &copied_pages);
    return copied_pages > 0 ? copied_pages : 0;
}

/* One round of the thread, which holds the lock before and after. SQLite syncs the file only when
 * the writer rests; what a round has copied is synced here, so that the loop need not wait for it.
 */
static void copy_round(struct checkpoint *checkpoint)
{
    pthread_mutex_unlock(&checkpoint->lock);
    int copied_pages = copy_pages(checkpoint->handle);
    fdatasync(checkpoint->file);
    pthread_mutex_lock(&checkpoint->lock);
    checkpoint->copied_pages = copied_pages;
}

static int pages_left(const struct checkpoint *checkpoint)
{
    return checkpoint->log_pages - checkpoint->copied_pages;
}

static void copy_most(struct checkpoint *checkpoint)
{
    copy_round(checkpoint);
    if (checkpoint->log_pages < PAGES_BOUND && !checkpoint->shorten)
        return;
    int rounds = checkpoint->shorten ? ROUNDS_TO_SHORTEN : ROUNDS;
    int enough = checkpoint->shorten ? 0 : PAGES_LEFT;
    for (int i = 1; i < rounds && pages_left(checkpoint) > enough; i++)
        copy_round(checkpoint);
    checkpoint->finish = true;
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
        checkpoint->shorten = checkpoint->shorten || checkpoint->again;
        checkpoint->again = false;
        copy_most(checkpoint);
        if (checkpoint->again)
            continue;
        checkpoint->working = checkpoint->shorten = false;
        eventfd_write(checkpoint->done, 1);
    }
    pthread_mutex_unlock(&checkpoint->lock);
    return NULL;
}

/* What the loop has to do after a commit. */
enum duty { DUTY_NONE, DUTY_COPY, DUTY_WAIT };

static enum duty wake_thread(struct checkpoint *checkpoint)
{
    eventfd_t before;
    eventfd_read(checkpoint->done, &before);
    checkpoint->working = true;
    checkpoint->shorten = checkpoint->requested;
    checkpoint->requested = false;
    pthread_cond_signal(&checkpoint->wake);
    return DUTY_NONE;
}

static enum duty checkpoint_plan(struct checkpoint *checkpoint, int log_pages)
{
    bool afresh = log_pages < checkpoint->log_pages;
    checkpoint->log_pages = log_pages;
    if (checkpoint->working) {
        checkpoint->again = checkpoint->again || checkpoint->requested;
        checkpoint->requested = false;
        return log_pages < PAGES_HARD ? DUTY_NONE : DUTY_WAIT;
    }
    if (afresh || checkpoint->copied_pages > log_pages)
        checkpoint->copied_pages = 0;
    int left = pages_left(checkpoint);
    bool finish = checkpoint->full ? left >= PAGES_BETWEEN_FULL
                                   : checkpoint->finish && !afresh && left <= PAGES_INLINE;
    checkpoint->finish = false;
    if (checkpoint->requested)
        return wake_thread(checkpoint);
    if (finish) {
        checkpoint->copied_pages = log_pages;
        return DUTY_COPY;
    }
    if (left >= (log_pages < PAGES_BOUND ? PAGES_BETWEEN : PAGES_INLINE) && !checkpoint->full)
        return wake_thread(checkpoint);
    return DUTY_NONE;
}

static enum duty checkpoint_duty(struct checkpoint *checkpoint, int log_pages)
{
    pthread_mutex_lock(&checkpoint->lock);
    enum duty duty = checkpoint_plan(checkpoint, log_pages);
    pthread_mutex_unlock(&checkpoint->lock);
    return duty;
}

static int after_commit(void *argument, sqlite3 *writer, const char *name, int log_pages)
{
    struct checkpoint *checkpoint = argument;
    (void)name;
    enum duty duty = checkpoint_duty(checkpoint, log_pages);
    if (duty == DUTY_WAIT) {
        poll(&(struct pollfd){.fd = checkpoint->done, .events = POLLIN}, 1, WAIT_MS);
        duty = checkpoint_duty(checkpoint, log_pages);
    }
    if (duty == DUTY_COPY)
        copy_pages(writer);
    return SQLITE_OK;
}

static bool open_handle(struct checkpoint *checkpoint, const char *path)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    return sqlite3_open_v2(path, &checkpoint->handle, flags, log_file_resting()) == SQLITE_OK &&
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
    if (checkpoint->done >= 0)
        close(checkpoint->done);
    pthread_cond_destroy(&checkpoint->wake);
    pthread_mutex_destroy(&checkpoint->lock);
    free(checkpoint);
}

struct checkpoint *checkpoint_start(struct database *database, const char *path, int file,
                                    bool full)
{
    struct checkpoint *checkpoint = memory_zalloc(sizeof(*checkpoint));
    checkpoint->writer = database->handle;
    checkpoint->file = file;
    checkpoint->full = full;
    checkpoint->done = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    pthread_mutex_init(&checkpoint->lock, NULL);
    pthread_cond_init(&checkpoint->wake, NULL);
    if (checkpoint->done < 0 || !open_handle(checkpoint, path) || !start_thread(checkpoint)) {
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
