/*
 * Breadth first. Successors are gathered in batches: all their places in the table are prefetched
 * before the first is looked at. Threads share the array and the table; a place is claimed with one
 * compare-and-swap, and the table grows only between rounds.
 */
#define _GNU_SOURCE
#include "search.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "strategy.h"

#define BATCH       128
#define FIRST_BITS  16
#define ROUND       4096 /* states a round at least */
#define BUSY        UINT32_MAX
#define THREADS_MAX 64

double now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* ---- Memory ---- */

static void *reserve(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (memory == MAP_FAILED)
        return NULL;
    madvise(memory, size, MADV_HUGEPAGE);
    return memory;
}

static size_t table_size(const struct search *search)
{
    return sizeof(uint64_t) << search->bits;
}

static uint64_t mix(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_of(const uint64_t *record, unsigned words)
{
    uint64_t hash = 0x9e3779b97f4a7c15u;

    for (unsigned i = 0; i < words; i++)
        hash = mix(hash ^ record[i], 0xd6e8feb86659fd93u ^ (uint64_t)i << 32);
    return hash ^ hash >> 29;
}

static bool same_record(const uint64_t *a, const uint64_t *b, unsigned words)
{
    uint64_t difference = 0;

    for (unsigned i = 0; i < words; i++)
        difference |= a[i] ^ b[i];
    return difference == 0;
}

static uint64_t *record_at(const struct search *search, uint32_t index)
{
    return search->records + (size_t)index * search->words;
}

/* ---- The table: hash fragment in the upper half, index + 1 in the lower ---- */

static bool grow_table(struct search *search)
{
    _Atomic uint64_t *old = search->table;
    size_t old_size = table_size(search);
    uint32_t count = atomic_load_explicit(&search->count, memory_order_relaxed);
    uint64_t mask;

    search->bits += search->bits < 24 ? 2 : 1;
    search->table = reserve(table_size(search));
    if (search->table == NULL)
        return false;
    mask = (1ull << search->bits) - 1;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t hash = hash_of(record_at(search, i), search->words);
        uint64_t place = hash & mask;
        while (atomic_load_explicit(&search->table[place], memory_order_relaxed) != 0)
            place = (place + 1) & mask;
        atomic_store_explicit(&search->table[place], (hash >> 32) << 32 | (i + 1ull),
                              memory_order_relaxed);
    }
    munmap((void *)old, old_size);
    return true;
}

uint32_t search_find(const struct search *search, const uint64_t *record)
{
    uint64_t hash = hash_of(record, search->words);
    uint64_t mask = (1ull << search->bits) - 1;

    for (uint64_t place = hash & mask;; place = (place + 1) & mask) {
        uint64_t entry = atomic_load_explicit(&search->table[place], memory_order_relaxed);
        if (entry == 0)
            return NO_STATE;
        if (entry >> 32 == hash >> 32 &&
            same_record(record_at(search, (uint32_t)entry - 1), record, search->words))
            return (uint32_t)entry - 1;
    }
}

/* Add it, unless it is there. Returns false if there is no room. */
static bool put(struct search *search, const uint64_t *record, uint64_t hash, uint32_t parent,
                uint8_t move)
{
    uint64_t mask = (1ull << search->bits) - 1;
    uint64_t fragment = (hash >> 32) << 32;
    uint64_t place = hash & mask;

    for (;;) {
        uint64_t entry = atomic_load_explicit(&search->table[place], memory_order_acquire);
        if (entry == 0) {
            if (!atomic_compare_exchange_strong_explicit(&search->table[place], &entry,
                                                         fragment | BUSY, memory_order_acquire,
                                                         memory_order_acquire))
                continue;
            uint32_t index = atomic_fetch_add_explicit(&search->count, 1, memory_order_relaxed);
            if (index >= search->max) {
                atomic_fetch_sub_explicit(&search->count, 1, memory_order_relaxed);
                atomic_store_explicit(&search->table[place], 0, memory_order_release);
                return false;
            }
            memcpy(record_at(search, index), record, search->words * sizeof *record);
            search->parents[index] = parent;
            search->how[index] = move;
            atomic_store_explicit(&search->table[place], fragment | (index + 1ull),
                                  memory_order_release);
            return true;
        }
        if ((entry >> 32) << 32 == fragment) {
            if ((uint32_t)entry == BUSY)
                continue; /* another thread is about to write it */
            if (same_record(record_at(search, (uint32_t)entry - 1), record, search->words))
                return true;
        }
        place = (place + 1) & mask;
    }
}

/* ---- Expanding ---- */

struct successor {
    uint64_t record[WORDS_MAX];
    uint64_t hash;
    uint32_t parent;
    uint8_t move;
};

struct worker {
    struct search *search;
    pthread_t thread;
    struct scene here;
    struct scene next;
    struct finding findings[PROPERTIES];
    struct finding talk;
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
    uint16_t level;
    bool last_level; /* look at the states, but go no further */
};

static void flush(struct worker *worker)
{
    struct search *search = worker->search;
    uint64_t mask = (1ull << search->bits) - 1;

    for (unsigned i = 0; i < worker->batched; i++) {
        const struct successor *one = &worker->batch[i];
        uint64_t entry =
            atomic_load_explicit(&search->table[one->hash & mask], memory_order_relaxed);
        if (entry >> 32 == one->hash >> 32 && (uint32_t)entry != BUSY)
            __builtin_prefetch(record_at(search, (uint32_t)entry - 1));
    }
    for (unsigned i = 0; i < worker->batched; i++) {
        const struct successor *one = &worker->batch[i];
        if (!put(search, one->record, one->hash, one->parent, one->move))
            worker->full = true;
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

    record_of(&worker->next, one->record);
    one->hash = hash_of(one->record, search->words);
    one->parent = parent;
    one->move = move;
    __builtin_prefetch((const void *)&search->table[one->hash & ((1ull << search->bits) - 1)]);
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

    record_open(&worker->here, record_at(search, state));
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
        add_successor(worker, state, (uint8_t)i);
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
    uint32_t count = atomic_load(&search->count);

    if (now - last < 0.3)
        return;
    last = now;
    fprintf(stderr, "\r%u states, %u events deep, %.0f states/s ", count, search->levels,
            count / (now - started + 1e-9));
}

static bool begin(struct search *search, const struct setting *setting,
                  const struct search_options *options)
{
    memset(search, 0, sizeof *search);
    search->setting = setting;
    search->words = setting->words;
    search->max = options->max_states;
    search->bits = FIRST_BITS;
    search->talk.state = NO_STATE;
    for (unsigned i = 0; i < PROPERTIES; i++)
        search->findings[i].state = NO_STATE;
    moves_of(setting, &search->moves);
    search->records = reserve((size_t)search->max * search->words * sizeof(uint64_t));
    search->parents = reserve((size_t)search->max * sizeof(uint32_t));
    search->how = reserve(search->max);
    search->table = reserve(table_size(search));
    return search->records != NULL && search->parents != NULL && search->how != NULL &&
           search->table != NULL;
}

static bool search_all(struct search *search, struct worker *workers, unsigned threads,
                       const struct search_options *options)
{
    double started = now_s();
    uint32_t from = 0;

    for (uint16_t level = 0;; level++) {
        uint32_t end = atomic_load(&search->count);
        if (from == end || search->cut)
            break;
        search->levels = level;
        while (from < end && !search->cut) {
            uint32_t size = (uint32_t)(1u << search->bits) / 256;
            struct round round = {.level = level};
            round.last_level = options->depth != 0 && level >= options->depth;
            round.next = from;
            round.end = size < ROUND ? ROUND : size;
            round.end = end - from < round.end ? end : from + round.end;
            /* Room for whatever this round may add. */
            while ((uint64_t)atomic_load(&search->count) + (uint64_t)(round.end - from) * 48 >
                   (1ull << search->bits) * 6 / 10)
                if (!grow_table(search))
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
    return true;
}

bool search_run(struct search *search, const struct setting *setting,
                const struct search_options *options)
{
    unsigned threads = options->threads > THREADS_MAX ? THREADS_MAX : options->threads;
    struct worker *workers = calloc(threads, sizeof *workers);
    uint64_t record[WORDS_MAX];
    bool done;

    if (workers == NULL || !begin(search, setting, options))
        return free(workers), false;
    for (unsigned i = 0; i < threads; i++) {
        struct worker *worker = &workers[i];
        worker->search = search;
        scene_init(&worker->here, setting);
        scene_init(&worker->next, setting);
        worker->talk.state = NO_STATE;
        worker->unranked = setting->strategy->calls_rank == NULL || options->search_cycles;
        for (unsigned p = 0; p < PROPERTIES; p++)
            worker->findings[p].state = NO_STATE;
    }
    record_of(&workers[0].here, record);
    put(search, record, hash_of(record, search->words), NO_STATE, NO_MOVE);
    done = search_all(search, workers, threads, options);
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
    munmap(search->records, (size_t)search->max * search->words * sizeof(uint64_t));
    munmap(search->parents, (size_t)search->max * sizeof(uint32_t));
    munmap(search->how, search->max);
    munmap((void *)search->table, table_size(search));
}

unsigned search_path(const struct search *search, uint32_t state, uint8_t *moves, unsigned max)
{
    unsigned count = 0;

    for (uint32_t at = state; search->parents[at] != NO_STATE && count < max;
         at = search->parents[at])
        moves[count++] = search->how[at];
    for (unsigned i = 0; i < count / 2; i++) {
        uint8_t move = moves[i];
        moves[i] = moves[count - 1 - i];
        moves[count - 1 - i] = move;
    }
    return count;
}

unsigned search_violations(const struct search *search)
{
    unsigned count = 0;

    for (unsigned i = 0; i < PROPERTIES; i++)
        count += search->findings[i].state != NO_STATE;
    return count;
}
