/*
 * Two stacks, a call between them, and what each hears.
 */
#include "pair.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

void stack_open(struct stack *stack, oh_leg leg)
{
    stack->port.open(stack->port.ctx, leg, OH_DIRECTION_BOTH);
}

bool stack_hears(const struct stack *stack, oh_leg leg, const struct stack *other, oh_leg other_leg,
                 double hz)
{
    const struct oh_media_measure *in = &stack->legs[leg].measured[1];
    const struct oh_media_measure *out = &other->legs[other_leg].measured[0];
    return fabs(in->hz - hz) <= 5 && fabs(out->hz - hz) <= 5 &&
           fabs(in->level_db - out->level_db) <= 3 && out->level_db > -20;
}

void pair_make(struct pair *pair, const char *options_a, const char *options_b)
{
    if (!stack_make(&pair->a, options_a))
        fail_msg("%s", pair->a.why);
    if (!stack_make(&pair->b, options_b))
        fail_msg("%s", pair->b.why);
}

void pair_end(struct pair *pair)
{
    assert_int_equal(pair->a.legs[CALLER].failed_count + pair->b.legs[CALLEE].failed_count, 0);
    stack_destroy(&pair->a);
    stack_destroy(&pair->b);
}

void pair_wait_until_both_hear(struct pair *pair, double hz_a, double hz_b)
{
    WAIT_FOR(stack_hears(&pair->a, CALLER, &pair->b, CALLEE, hz_b) &&
                 stack_hears(&pair->b, CALLEE, &pair->a, CALLER, hz_a),
             20); /* with sanitizers and all of GStreamer's log, on a busy machine */
}

void pair_talk(const char *options_400, const char *options_1000, const char *more)
{
    struct pair pair;
    char *options_a = g_strconcat(options_400, " ", more, NULL);
    char *options_b = g_strconcat(options_1000, " ", more, NULL);

    pair_make(&pair, options_a, options_b);
    pair_connect_and_open(&pair);
    pair_wait_until_both_hear(&pair, 400, 1000);
    pair_end(&pair);
    g_free(options_a);
    g_free(options_b);
}

void pair_connect_and_open(struct pair *pair)
{
    stack_connect(&pair->a, CALLER, &pair->b, CALLEE);
    stack_open(&pair->a, CALLER);
    stack_open(&pair->b, CALLEE);
}
