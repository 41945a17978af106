/*
 * Breadth first. Successors are gathered in batches: all their places in the table are prefetched
 * before the first is looked at. Threads share what was found (set.h); its tables grow only between
 * rounds. What is looked at, and counted, does not depend on which thread was first: a state that
 * was added before one of its own level that covers it is passed over.
 */
#define _GNU_SOURCE
#include "search.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "strategy.h"
#include "symmetry.h"

#define BATCH       128
#define ROUND_MIN   4096 /* states a round; their successors must have room in the tables */
#define ROUND_MAX   65536
#define THREADS_MAX 64

double now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* ---- Expanding ---- */

struct successor {
    uint8_t state[STATE_MAX];
    uint64_t hash;
    uint32_t parent;
    uint8_t move;
};

struct worker {
    struct search *search;
    pthread_t thread;
    struct scene here;
    struct scene next;
    struct scene spare;
    struct finding findings[PROPERTIES];
    struct finding talk;
    uint32_t states;
    uint64_t transitions;
    unsigned commands_max;
    bool full;
    bool unranked; /* a rank did not fall */
    unsigned batched;
    struct successor batch[BATCH];
};

struct round {
    _Atomic uint32_t next;
    uint32_t end;
    uint32_t level_end; /* the first state of the next level */
    uint16_t level;
    bool last_level; /* look at the states, but go no further */
};

static void flush(struct worker *worker)
{
    struct search *search = worker->search;
    struct set *states = &search->store.states;

    for (unsigned i = 0; i < worker->batched; i++)
        set_prefetch_item(states, worker->batch[i].hash);
    for (unsigned i = 0; i < worker->batched; i++) {
        const struct successor *one = &worker->batch[i];
        bool added;
        uint32_t state = set_put(states, one->state, one->hash, &added);
        if (state == NO_STATE)
            worker->full = true;
        if (!added)
            continue;
        search->parents[state] = one->parent;
        search->how[state] = one->move;
    }
    worker->batched = 0;
}

static void note(struct finding *findings, uint64_t broken, uint32_t state, uint8_t move,
                 uint16_t events)
{
    for (; broken != 0; broken &= broken - 1) {
        struct finding *finding = &findings[__builtin_ctzll(broken)];
        if (finding->state == NO_STATE || events < finding->events)
            *finding = (struct finding){state, move, events};
    }
}

static void add_successor(struct worker *worker, uint32_t parent, uint8_t move)
{
    struct search *search = worker->search;
    struct successor *one = &worker->batch[worker->batched++];
    uint64_t record[WORDS_MAX];

    search_record(search, &worker->next, &worker->spare, record);
    if (!store_pack(&search->store, record, one->state)) {
        worker->full = true;
        worker->batched--;
        return;
    }
    one->hash = set_hash(&search->store.states, one->state);
    one->parent = parent;
    one->move = move;
    set_prefetch_place(&search->store.states, one->hash);
    if (worker->batched == BATCH)
        flush(worker);
}

static void check_ranks(struct worker *worker, uint8_t can, const uint32_t *ranks)
{
    if ((can & QUIET && rank_of(&worker->next, QUIET) >= ranks[0]) ||
        (can & HOSTILE && rank_of(&worker->next, HOSTILE) >= ranks[1]))
        worker->unranked = true;
}

static void expand(struct worker *worker, uint32_t state, const struct round *round)
{
    const struct search *search = worker->search;
    const struct moves *moves = &search->moves;
    uint8_t worlds = 0;
    uint8_t helps = 0;
    uint8_t comes = 0;
    uint32_t ranks[2] = {0, 0};
    uint64_t record[WORDS_MAX];

    if (set_covered(&search->store.states, state, round->level_end))
        return;
    worker->states++;
    search_open(search, state, record);
    record_open(&worker->here, record);
    if (!worker->unranked) {
        ranks[0] = rank_of(&worker->here, QUIET);
        ranks[1] = rank_of(&worker->here, HOSTILE);
    }
    for (unsigned i = 0; i < moves->count; i++) {
        uint8_t can = move_can(&worker->here, &moves->all[i]);
        if (can == 0)
            continue;
        worlds |= can;
        if (!(can & LAST_RESORT))
            helps |= can;
        if (!(can & CLOCK))
            comes |= can;
        if (round->last_level)
            continue;
        worker->transitions++;
        scene_copy(&worker->next, &worker->here);
        move_play(&worker->next, &moves->all[i]);
        if (worker->next.out.count > worker->commands_max)
            worker->commands_max = worker->next.out.count;
        if (worker->next.broken != 0)
            note(worker->findings, worker->next.broken, state, (uint8_t)i,
                 (uint16_t)(round->level + 1));
        if (can & (QUIET | HOSTILE) && !worker->unranked)
            check_ranks(worker, can, ranks);
        add_successor(worker, state, (uint8_t)i); /* which renames the next scene's calls */
    }

    uint64_t broken =
        broken_by_state(&worker->here) | broken_at_rest(&worker->here, worlds, helps, comes);
    if (broken != 0)
        note(worker->findings, broken, state, NO_MOVE, round->level);
    if (worker->talk.state == NO_STATE && somebody_talks(&worker->here))
        worker->talk = (struct finding){state, NO_MOVE, round->level};
}

struct task {
    struct worker *worker;
    struct round *round;
};

static void *work(void *argument)
{
    struct task *task = argument;
    struct round *round = task->round;

    for (;;) {
        uint32_t from = atomic_fetch_add_explicit(&round->next, 64, memory_order_relaxed);
        if (from >= round->end)
            break;
        for (uint32_t i = from; i < from + 64 && i < round->end && !task->worker->full; i++)
            expand(task->worker, i, round);
    }
    flush(task->worker);
    return NULL;
}

static void run_round(struct worker *workers, unsigned threads, struct round *round)
{
    struct task tasks[THREADS_MAX];
    unsigned started = 0;

    for (unsigned i = 0; i < threads; i++)
        tasks[i] = (struct task){&workers[i], round};
    if (round->end - round->next >= 256)
        for (unsigned i = 1; i < threads; i++, started++)
            if (pthread_create(&workers[i].thread, NULL, work, &tasks[i]) != 0)
                break;
    work(&tasks[0]);
    for (unsigned i = 1; i <= started; i++)
        pthread_join(workers[i].thread, NULL);
}

/* ---- The whole ---- */

static void gather(struct search *search, struct worker *workers, unsigned threads)
{
    search->states = 0;
    search->transitions = 0;
    search->ranked = true;
    for (unsigned i = 0; i < threads; i++) {
        const struct worker *worker = &workers[i];
        for (unsigned p = 0; p < PROPERTIES; p++)
            if (worker->findings[p].state != NO_STATE)
                note(search->findings, UINT64_C(1) << p, worker->findings[p].state,
                     worker->findings[p].move, worker->findings[p].events);
        if (worker->talk.state < search->talk.state)
            search->talk = worker->talk;
        search->states += worker->states;
        search->transitions += worker->transitions;
        if (worker->commands_max > search->commands_max)
            search->commands_max = worker->commands_max;
        search->cut |= worker->full;
        search->ranked &= !worker->unranked;
    }
}

static void show(const struct search *search, double started)
{
    static double last;
    double now = now_s();

    if (now - last < 0.3)
        return;
    last = now;
    fprintf(stderr, "\r%u states, %u events deep, %.0f states/s ", search->states, search->levels,
            search->states / (now - started + 1e-9));
}

/* For runs of hours: what can be said if it is cut off here. */
static void show_level(const struct search *search, double started, uint32_t frontier)
{
    double seconds = now_s() - started;

    fprintf(stderr, "level %u: %u looked at, %u to look at, %.0f s, %.0f states/s, %.2f GB\n",
            search->levels, search->states, frontier, seconds, search->states / (seconds + 1e-9),
            (double)search_memory(search) * 1e-9);
}

static bool begin(struct search *search, const struct setting *setting,
                  const struct search_options *options)
{
    memset(search, 0, sizeof *search);
    search->setting = setting;
    search->canonical = !options->no_symmetry && symmetric(setting);
    search->talk.state = NO_STATE;
    for (unsigned i = 0; i < PROPERTIES; i++)
        search->findings[i].state = NO_STATE;
    moves_of(setting, &search->moves);
    search->parents = memory_reserve((size_t)options->max_states * sizeof(uint32_t));
    search->how = memory_reserve(options->max_states);
    return store_begin(&search->store, setting, options->max_states, !options->no_covering) &&
           search->parents != NULL && search->how != NULL;
}

/* The next states of a level, and room for all that they may lead to. */
static bool begin_round(struct search *search, struct round *round, uint32_t from)
{
    uint64_t size = (1ull << search->store.states.bits) / 256;

    size = size < ROUND_MIN ? ROUND_MIN : size > ROUND_MAX ? ROUND_MAX : size;
    round->next = from;
    round->end = round->level_end - from < size ? round->level_end : from + (uint32_t)size;
    return store_make_room(&search->store, (uint64_t)(round->end - from) * search->moves.count);
}

static bool search_all(struct search *search, struct worker *workers, unsigned threads,
                       const struct search_options *options)
{
    double started = now_s();
    uint32_t from = 0;

    for (uint16_t level = 0;; level++) {
        struct round round = {.level = level, .level_end = search_count(search)};
        if (from == round.level_end || search->cut)
            break;
        search->levels = level;
        round.last_level = options->depth != 0 && level >= options->depth;
        if (options->show_levels)
            show_level(search, started, round.level_end - from);
        while (from < round.level_end && !search->cut) {
            if (!begin_round(search, &round, from))
                return false;
            run_round(workers, threads, &round);
            gather(search, workers, threads);
            from = round.end;
            if (options->show_progress)
                show(search, started);
        }
        if (options->until_talk && search->talk.state != NO_STATE)
            break;
    }
    search->search_s = now_s() - started;
    if (options->show_levels)
        show_level(search, started, search_count(search) - from);
    return true;
}

/* The start is the only state without a parent. */
static bool add_start(struct search *search, struct worker *worker)
{
    struct set *states = &search->store.states;
    uint64_t record[WORDS_MAX];
    uint8_t state[STATE_MAX];
    bool added;

    search_record(search, &worker->here, &worker->spare, record);
    if (!store_pack(&search->store, record, state) ||
        set_put(states, state, set_hash(states, state), &added) == NO_STATE)
        return false;
    search->parents[0] = NO_STATE;
    search->how[0] = NO_MOVE;
    return true;
}

bool search_run(struct search *search, const struct setting *setting,
                const struct search_options *options)
{
    unsigned threads = options->threads > THREADS_MAX ? THREADS_MAX : options->threads;
    struct worker *workers = calloc(threads, sizeof *workers);
    bool done;

    if (workers == NULL || !begin(search, setting, options))
        return free(workers), false;
    for (unsigned i = 0; i < threads; i++) {
        struct worker *worker = &workers[i];
        worker->search = search;
        scene_init(&worker->here, setting);
        scene_init(&worker->next, setting);
        scene_init(&worker->spare, setting);
        worker->talk.state = NO_STATE;
        worker->unranked = setting->strategy->calls_rank == NULL || options->search_cycles;
        for (unsigned p = 0; p < PROPERTIES; p++)
            worker->findings[p].state = NO_STATE;
    }
    done = add_start(search, &workers[0]) && search_all(search, workers, threads, options);
    free(workers);
    if (done && !search->ranked && !options->no_progress_check && !search->cut && !options->depth) {
        double started = now_s();
        done = search_check_progress(search);
        search->progress_s = now_s() - started;
    }
    return done;
}

void search_free(struct search *search)
{
    memory_release(search->parents, search->store.states.max * sizeof(uint32_t));
    memory_release(search->how, search->store.states.max);
    store_free(&search->store);
}

/* ---- Looking at it ---- */

uint32_t search_count(const struct search *search)
{
    return atomic_load(&search->store.states.count);
}

void search_open(const struct search *search, uint32_t state, uint64_t *record)
{
    store_open(&search->store, state, record);
}

void search_record(const struct search *search, struct scene *scene, struct scene *spare,
                   uint64_t *record)
{
    if (search->canonical)
        make_canonical(scene, spare, record);
    else
        record_of(scene, record);
}

uint32_t search_find(const struct search *search, const uint64_t *record)
{
    uint8_t state[STATE_MAX];

    if (!store_pack_known(&search->store, record, state))
        return NO_STATE;
    return set_find(&search->store.states, state);
}

size_t search_memory(const struct search *search)
{
    return store_memory(&search->store) +
           search_count(search) * (sizeof *search->parents + sizeof *search->how);
}

unsigned search_depth(const struct search *search, uint32_t state)
{
    unsigned depth = 0;

    for (uint32_t at = state; search->parents[at] != NO_STATE; at = search->parents[at])
        depth++;
    return depth;
}

unsigned search_violations(const struct search *search)
{
    unsigned count = 0;

    for (unsigned i = 0; i < PROPERTIES; i++)
        count += search->findings[i].state != NO_STATE;
    return count;
}
