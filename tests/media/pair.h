/*
 * For tests: two media stacks that call each other.
 */
#ifndef TESTS_MEDIA_PAIR_H
#define TESTS_MEDIA_PAIR_H

#include "stack.h"

enum { CALLER = 1, CALLEE = 2 };

#define TONE_400  "audio=tone:400 measure=1 codecs=pcma"
#define TONE_1000 "audio=tone:1000 measure=1 codecs=pcma"

/* `a` calls `b`. */
struct pair {
    struct stack a, b;
};

void pair_make(struct pair *pair, const char *options_a, const char *options_b);
/* Neither failed meanwhile. */
void pair_end(struct pair *pair);
void pair_connect_and_open(struct pair *pair);
/* A pair with these options, and `more` for both, whose ends hear each other: 400 and 1000 Hz. */
void pair_talk(const char *options_400, const char *options_1000, const char *more);
void pair_wait_until_both_hear(struct pair *pair, double hz_a, double hz_b);

/* Both gates of a leg. */
void stack_open(struct stack *stack, oh_leg leg);
/* Whether the leg hears `hz` now, as loud (within 3 dB) as the other one sends it. */
bool stack_hears(const struct stack *stack, oh_leg leg, const struct stack *other, oh_leg other_leg,
                 double hz);

#endif
