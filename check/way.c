/*
 * The way to a state, made again from the start: the search knows each state on it, but calls may
 * have changed their names from one to the next. So of all moves the one is taken that leads to the
 * next state, whatever its calls are called.
 */
#include <string.h>

#include "search.h"

struct walker {
    struct scene here;
    struct scene next;
    struct scene shown; /* the next one, under the names of the search */
    struct scene spare;
};

/* The states from the start to this one; returns their number, the start not counted. */
static unsigned states_to(const struct search *search, uint32_t state, uint32_t *states,
                          unsigned max)
{
    unsigned count = search_depth(search, state);

    if (count > max)
        count = max;
    for (unsigned i = count; i > 0; i--, state = search->parents[state])
        states[i - 1] = state;
    return count;
}

static void try(struct walker *walker, const struct move *move)
{
    scene_copy(&walker->next, &walker->here);
    move_play(&walker->next, move);
}

/* Go to `state`, by a move that leads to it. */
static uint8_t go(const struct search *search, struct walker *walker, uint32_t state)
{
    uint64_t wanted[WORDS_MAX], record[WORDS_MAX];

    search_open(search, state, wanted);
    for (unsigned i = 0; i < search->moves.count; i++) {
        const struct move *move = &search->moves.all[i];
        if (move->kind != search->moves.all[search->how[state]].kind ||
            move_can(&walker->here, move) == 0)
            continue;
        try(walker, move);
        scene_copy(&walker->shown, &walker->next);
        search_record(search, &walker->shown, &walker->spare, record);
        if (memcmp(record, wanted, search->setting->words * sizeof *record) == 0) {
            scene_copy(&walker->here, &walker->next);
            return (uint8_t)i;
        }
    }
    return NO_MOVE; /* the search made this very move, with calls that are not alike */
}

/* A move of the finding's kind that breaks what it says. */
static uint8_t last_move(const struct search *search, struct walker *walker,
                         const struct finding *finding)
{
    uint64_t broken = UINT64_C(1) << (finding - search->findings);

    for (unsigned i = 0; i < search->moves.count; i++) {
        const struct move *move = &search->moves.all[i];
        if (move->kind != search->moves.all[finding->move].kind ||
            move_can(&walker->here, move) == 0)
            continue;
        try(walker, move);
        if (walker->next.broken & broken)
            return (uint8_t)i;
    }
    return NO_MOVE;
}

unsigned search_way(const struct search *search, const struct finding *finding, uint8_t *moves,
                    unsigned max)
{
    static uint32_t states[LEVELS_MAX]; /* one thread prints */
    static struct walker walker;
    unsigned count = states_to(search, finding->state, states, max - 1);

    scene_init(&walker.here, search->setting);
    scene_init(&walker.next, search->setting);
    scene_init(&walker.shown, search->setting);
    scene_init(&walker.spare, search->setting);
    for (unsigned i = 0; i < count; i++)
        if ((moves[i] = go(search, &walker, states[i])) == NO_MOVE)
            return i + 1;
    if (finding->move != NO_MOVE)
        moves[count++] = last_move(search, &walker, finding);
    return count;
}

bool search_ways_exist(const struct search *search)
{
    for (unsigned i = 0; i < PROPERTIES; i++) {
        uint8_t moves[LEVELS_MAX];
        if (search->findings[i].state == NO_STATE)
            continue;
        unsigned count = search_way(search, &search->findings[i], moves, LEVELS_MAX);
        if (count > 0 && moves[count - 1] == NO_MOVE)
            return false;
    }
    return true;
}
