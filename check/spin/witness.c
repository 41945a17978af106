/*
 * The moves of check/ for Spin. Depth first, a state is looked at once for each of its moves: which
 * can be made is remembered for each depth. A property that is broken is printed and counted, so
 * that the counts stay comparable.
 */
#include "witness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "search.h"

extern long depth; /* pan's */

struct level {
    struct record at;
    uint8_t can[WITNESS_MOVES];
};

static struct options options;
static struct moves moves;
static struct level *levels; /* by depth */
static long level_count;
static struct scene here, next;
static struct record opened; /* what `here` is */
static unsigned long played, broken_count;
static unsigned left_out =
    NO_MOVE; /* OFFHOOK_WITHOUT: a move that is kept from Spin, to see that it is missed */

static void give_up(const char *what)
{
    fprintf(stderr, "witness: %s\n", what);
    exit(2);
}

static void read_world(void)
{
    static char text[1000];
    static char *words[50] = {"check"};
    int count = 1;
    char wrong_text[200];
    const char *world = getenv("OFFHOOK_WORLD");
    const char *without = getenv("OFFHOOK_WITHOUT");

    snprintf(text, sizeof text, "%s", world != NULL ? world : "");
    for (char *word = strtok(text, " "); word != NULL && count < 49; word = strtok(NULL, " "))
        words[count++] = word;
    const char *wrong = options_read(count, words, &options, wrong_text, sizeof wrong_text);
    if (wrong != NULL)
        give_up(wrong);
    if (options.setting.words != WITNESS_WORDS)
        give_up("it was compiled for records of another length");
    moves_of(&options.setting, &moves);
    if (moves.count > WITNESS_MOVES)
        give_up("the world has more moves than world.pml has options");
    if (without != NULL)
        left_out = (unsigned)atoi(without);
}

static void print_counts(void)
{
    printf("moves made: %lu\nbroken: %lu\n", played, broken_count);
}

static void note(uint64_t broken)
{
    if (broken != 0 && broken_count++ == 0)
        for (unsigned p = 0; p < PROPERTIES; p++)
            if (broken >> p & 1)
                printf("witness: %s is broken\n", property_name((enum property)p));
}

void witness_start(struct record *at)
{
    read_world();
    scene_init(&here, &options.setting);
    scene_init(&next, &options.setting);
    record_of(&here, at->words);
    opened = *at;
    atexit(print_counts);
}

static bool same(const struct record *a, const struct record *b)
{
    uint64_t difference = 0;

    for (unsigned i = 0; i < WITNESS_WORDS; i++)
        difference |= a->words[i] ^ b->words[i];
    return difference == 0;
}

static void open_record(const struct record *at)
{
    if (same(&opened, at))
        return;
    record_open(&here, at->words);
    opened = *at;
}

static struct level *level_at(long number)
{
    while (number >= level_count) {
        long more = level_count == 0 ? 1024 : level_count;
        levels = realloc(levels, (size_t)(level_count + more) * sizeof *levels);
        if (levels == NULL)
            give_up("not enough memory");
        memset(levels + level_count, 0xff, (size_t)more * sizeof *levels); /* no record is that */
        level_count += more;
    }
    return &levels[number];
}

/* Which moves this state has, and what must hold in it. */
static void look(struct level *level, const struct record *at)
{
    uint8_t worlds = 0, helps = 0, comes = 0;

    open_record(at);
    level->at = *at;
    memset(level->can, 0, sizeof level->can);
    for (unsigned i = 0; i < moves.count; i++) {
        uint8_t can = move_can(&here, &moves.all[i]);
        if (can == 0)
            continue;
        level->can[i] = 1;
        worlds |= can;
        if (!(can & LAST_RESORT))
            helps |= can;
        if (!(can & CLOCK))
            comes |= can;
    }
    if (left_out < moves.count)
        level->can[left_out] = 0;
    note(broken_by_state(&here) | broken_at_rest(&here, worlds, helps, comes));
}

const uint8_t *witness_moves(const struct record *at)
{
    struct level *level = level_at(depth);

    if (!same(&level->at, at))
        look(level, at);
    return level->can;
}

void witness_play(struct record *at, unsigned move)
{
    open_record(at);
    scene_copy(&next, &here);
    move_play(&next, &moves.all[move]);
    played++;
    note(next.broken);
    record_of(&next, at->words);
}
