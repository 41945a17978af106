/*
 * Q9: in the quiet and in the hostile world rest is always reached, because their moves have no
 * cycle; so no fairness need be assumed. (The mute world's moves are among the hostile one's.)
 * Depth first over all states, each opened once; its rank is the longest way to rest.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "search.h"
#include "strategy.h"

#define WHITE 0
#define GREY  UINT8_MAX
#define FAR   (UINT8_MAX - 1) /* ranks are counted up to here */

struct frame {
    uint32_t state;
    uint32_t first; /* its successors begin here */
    uint8_t rank;
};

struct walk {
    struct search *search;
    uint8_t world;
    uint8_t *ranks; /* 1 + the longest way to rest, or WHITE, GREY */
    struct frame *frames;
    size_t frame_count, frame_max;
    uint32_t *successors;
    size_t successor_count, successor_max;
    struct scene here, next, spare;
    uint32_t cycle; /* a state on a cycle, or NO_STATE */
};

static bool make_room(void **memory, size_t *max, size_t needed, size_t size)
{
    size_t bigger = *max * 2 < needed ? needed : *max * 2;
    void *more;

    if (needed <= *max)
        return true;
    more = realloc(*memory, bigger * size);
    if (more == NULL)
        return false;
    *memory = more;
    *max = bigger;
    return true;
}

static bool enter(struct walk *walk, uint32_t state)
{
    const struct search *search = walk->search;
    uint64_t record[WORDS_MAX];

    if (!make_room((void **)&walk->frames, &walk->frame_max, walk->frame_count + 1,
                   sizeof *walk->frames) ||
        !make_room((void **)&walk->successors, &walk->successor_max,
                   walk->successor_count + MOVES_MAX, sizeof *walk->successors))
        return false;
    walk->ranks[state] = GREY;
    walk->frames[walk->frame_count++] =
        (struct frame){.state = state, .first = (uint32_t)walk->successor_count};
    search_open(search, state, record);
    record_open(&walk->here, record);
    for (unsigned i = 0; i < search->moves.count; i++) {
        if (!(move_can(&walk->here, &search->moves.all[i]) & walk->world))
            continue;
        scene_copy(&walk->next, &walk->here);
        move_play(&walk->next, &search->moves.all[i]);
        search_record(search, &walk->next, &walk->spare, record);
        uint32_t next = search_find(search, record);
        if (next == state)
            walk->cycle = state;
        else if (next != NO_STATE)
            walk->successors[walk->successor_count++] = next;
    }
    return true;
}

static bool visit(struct walk *walk, uint32_t root)
{
    if (!enter(walk, root))
        return false;
    while (walk->frame_count > 0) {
        struct frame *top = &walk->frames[walk->frame_count - 1];
        if (walk->successor_count > top->first) {
            uint32_t next = walk->successors[walk->successor_count - 1];
            uint8_t rank = walk->ranks[next];
            if (rank == WHITE) {
                if (!enter(walk, next))
                    return false;
                continue;
            }
            walk->successor_count--;
            if (rank == GREY)
                walk->cycle = next;
            else if (rank > top->rank)
                top->rank = rank;
        } else {
            walk->ranks[top->state] = top->rank < FAR ? (uint8_t)(top->rank + 1) : FAR;
            walk->frame_count--;
        }
    }
    return true;
}

static bool check_world(struct walk *walk, uint8_t world)
{
    struct search *search = walk->search;
    uint32_t count = search_count(search);

    walk->world = world;
    walk->cycle = NO_STATE;
    memset(walk->ranks, 0, count);
    for (uint32_t state = 0; state < count; state++)
        if (walk->ranks[state] == WHITE && !visit(walk, state))
            return false;
    if (walk->cycle != NO_STATE && search->findings[P_Q9].state == NO_STATE)
        search->findings[P_Q9] =
            (struct finding){walk->cycle, NO_MOVE, (uint16_t)search_depth(search, walk->cycle)};
    for (uint32_t state = 0; world == QUIET && state < count; state++)
        if (walk->ranks[state] - 1u > search->quiet_max)
            search->quiet_max = walk->ranks[state] - 1u;
    return true;
}

bool search_check_progress(struct search *search)
{
    struct walk *walk = calloc(1, sizeof *walk);
    bool done;

    if (walk == NULL)
        return false;
    walk->search = search;
    walk->ranks = malloc(search_count(search));
    scene_init(&walk->here, search->setting);
    scene_init(&walk->next, search->setting);
    scene_init(&walk->spare, search->setting);
    done = walk->ranks != NULL && check_world(walk, QUIET) &&
           (!search->setting->strategy->last_ends || check_world(walk, HOSTILE));
    free(walk->ranks);
    free(walk->frames);
    free(walk->successors);
    free(walk);
    return done;
}
