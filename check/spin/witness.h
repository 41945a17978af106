/* What world.pml calls: the explorer's environment and the real core, a record at a time. */
#ifndef CHECK_WITNESS_H
#define CHECK_WITNESS_H

#include <stdint.h>

/* By -D, from layout.c: WITNESS_WORDS, 8-byte words a record, and WITNESS_MOVES: 60, 100, 200 or
 * 260, at least as many as the world has. */

struct record {
    uint64_t words[WITNESS_WORDS];
};

/* The first state of the world that OFFHOOK_WORLD (options of `offhook check`) describes. */
void witness_start(struct record *at);

/* Which moves can be made, by number, for those that Spin has options for; and make one. */
const uint8_t *witness_moves(const struct record *at);
void witness_play(struct record *at, unsigned move);

/* Spin takes no call of a function for an expression. */
#define START   witness_start(&now.at)
#define CAN     witness_moves(&now.at)
#define PLAY(n) witness_play(&now.at, n)

#endif
