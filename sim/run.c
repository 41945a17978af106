/*
 * Schedules are handed out in chunks, from the first seed on; what comes of them is added up, and
 * a sum does not ask in which order. Of each thread's bad schedules the first are kept: among them
 * are the first of all.
 */
#include "run.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHUNK       64
#define PROGRESS_NS 100000000L

struct work {
    const struct world *world;
    const struct run_options *options;
    _Atomic uint64_t next, done; /* schedules */
    atomic_bool failed;
    atomic_uint running;
};

struct worker {
    pthread_t thread;
    struct work *work;
    struct sim sim;
    struct sums sums;
    struct bad_schedule *list;
    size_t listed, room;
    double cpu_seconds;
};

static double seconds_of(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static bool keep(struct worker *worker, const struct outcome *outcome)
{
    struct bad_schedule one = {.seed = outcome->seed, .broken = outcome->broken != 0};
    bool bad = false;

    for (unsigned i = 0; i < BADS; i++) {
        one.bad[i] = (uint8_t)(outcome->bad[i] > 255 ? 255 : outcome->bad[i]);
        bad |= outcome->bad[i] != 0;
    }
    if ((!bad && !(one.broken && worker->work->world->setting.strategy->gates)) ||
        (!worker->work->options->keep_all && worker->listed == LISTED_MAX))
        return true;
    if (worker->listed == worker->room) {
        size_t room = worker->room * 2 + 64;
        struct bad_schedule *list = realloc(worker->list, room * sizeof *list);
        if (list == NULL)
            return false;
        worker->list = list;
        worker->room = room;
    }
    worker->list[worker->listed++] = one;
    return true;
}

static void *labour(void *ctx)
{
    struct worker *worker = ctx;
    struct work *work = worker->work;
    const struct run_options *options = work->options;

    for (;;) {
        uint64_t from = atomic_fetch_add(&work->next, CHUNK);
        if (from >= options->schedules || atomic_load(&work->failed))
            break;
        uint64_t to = from + CHUNK < options->schedules ? from + CHUNK : options->schedules;
        for (uint64_t i = from; i < to; i++) {
            struct outcome outcome = sim_run(&worker->sim, work->world, options->seed + i,
                                             options->calls, &worker->sums, NULL);
            if (!keep(worker, &outcome))
                atomic_store(&work->failed, true);
        }
        atomic_fetch_add(&work->done, to - from);
    }
    worker->cpu_seconds = seconds_of(CLOCK_THREAD_CPUTIME_ID);
    atomic_fetch_sub(&work->running, 1);
    return NULL;
}

/* ---- The bar ---- */

static void draw_bar(const struct work *work, double began_s)
{
    enum { WIDTH = 30 };
    uint64_t done = atomic_load(&work->done), all = work->options->schedules;
    unsigned full = (unsigned)(done * WIDTH / all);
    double gone_s = seconds_of(CLOCK_MONOTONIC) - began_s;

    fprintf(stderr, "\r\033[K%-8s [%.*s%.*s] %3u %%", work->world->setting.strategy->name,
            (int)full, "##############################", (int)(WIDTH - full),
            "..............................", (unsigned)(done * 100 / all));
    if (done > 0 && gone_s > 1)
        fprintf(stderr, ", %.0f s to go", gone_s * (double)(all - done) / (double)done);
    fflush(stderr);
}

static void watch(struct work *work, double began_s)
{
    const struct timespec pause = {0, PROGRESS_NS};

    while (atomic_load(&work->running) > 0) {
        draw_bar(work, began_s);
        nanosleep(&pause, NULL);
    }
    fputs("\r\033[K", stderr);
}

/* ---- The whole ---- */

static int by_seed(const void *a, const void *b)
{
    uint64_t one = ((const struct bad_schedule *)a)->seed;
    uint64_t other = ((const struct bad_schedule *)b)->seed;

    return (one > other) - (one < other);
}

static bool gather(struct run_result *result, struct worker *workers, unsigned count, bool all)
{
    size_t listed = 0;

    for (unsigned i = 0; i < count; i++) {
        sums_add(&result->sums, &workers[i].sums);
        result->cpu_seconds += workers[i].cpu_seconds;
        listed += workers[i].listed;
    }
    result->list = calloc(listed + 1, sizeof *result->list);
    if (result->list == NULL)
        return false;
    for (unsigned i = 0; i < count; i++) {
        if (workers[i].listed != 0)
            memcpy(result->list + result->listed, workers[i].list,
                   workers[i].listed * sizeof *result->list);
        result->listed += workers[i].listed;
    }
    qsort(result->list, result->listed, sizeof *result->list, by_seed);
    if (!all && result->listed > LISTED_MAX)
        result->listed = LISTED_MAX;
    return true;
}

bool run(struct run_result *result, const struct world *world, const struct run_options *options)
{
    struct work work = {.world = world, .options = options, .running = options->jobs};
    struct worker *workers = calloc(options->jobs, sizeof *workers);
    double began_s = seconds_of(CLOCK_MONOTONIC);
    unsigned started = 0;

    *result = (struct run_result){.world = world};
    if (workers == NULL)
        return false;
    for (; started < options->jobs; started++) {
        workers[started].work = &work;
        if (pthread_create(&workers[started].thread, NULL, labour, &workers[started]) != 0)
            break;
    }
    if (started < options->jobs)
        atomic_store(&work.failed, true);
    else if (options->progress)
        watch(&work, began_s);
    for (unsigned i = 0; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    result->seconds = seconds_of(CLOCK_MONOTONIC) - began_s;
    bool done = !atomic_load(&work.failed) && gather(result, workers, started, options->keep_all);
    for (unsigned i = 0; i < started; i++)
        free(workers[i].list);
    free(workers);
    return done;
}

void run_free(struct run_result *result)
{
    free(result->list);
}
