/*
 * Two media stacks talk over loopback, each with a tone of its own, and hear each other's in the
 * decoded stream.
 */
#include "stack.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

enum { CALLER = 1, CALLEE = 2 };

static void open_both(struct stack *stack, oh_leg leg)
{
    stack->port.open(stack->port.ctx, leg, OH_DIRECTION_BOTH);
}

/* Whether the leg hears `hz` now, as loud as the other one sends it. */
static bool hears(const struct stack *stack, oh_leg leg, const struct stack *other,
                  oh_leg other_leg, double hz)
{
    const struct oh_media_measure *in = &stack->legs[leg].measured[1];
    const struct oh_media_measure *out = &other->legs[other_leg].measured[0];
    return fabs(in->hz - hz) <= 5 && fabs(out->hz - hz) <= 5 &&
           fabs(in->level_db - out->level_db) <= 3 && out->level_db > -20;
}

static void talk_with(const char *codec)
{
    struct stack a, b;
    char options[200];
    g_snprintf(options, sizeof options, "audio=tone:400 measure=1 codecs=%s", codec);
    assert_true(stack_make(&a, options));
    g_snprintf(options, sizeof options, "audio=tone:1000 measure=1 codecs=%s", codec);
    assert_true(stack_make(&b, options));
    stack_connect(&a, CALLER, &b, CALLEE);
    open_both(&a, CALLER);
    open_both(&b, CALLEE);
    WAIT_FOR(hears(&a, CALLER, &b, CALLEE, 1000) && hears(&b, CALLEE, &a, CALLER, 400), 5);
    assert_int_equal(a.legs[CALLER].failed_count + b.legs[CALLEE].failed_count, 0);
    stack_destroy(&a);
    stack_destroy(&b);
}

static void two_ends_hear_each_other_in_pcma(void **state)
{
    (void)state;
    talk_with("pcma");
}

static void two_ends_hear_each_other_in_pcmu(void **state)
{
    (void)state;
    talk_with("pcmu");
}

static void two_ends_hear_each_other_in_opus(void **state)
{
    (void)state;
    talk_with("opus");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_ends_hear_each_other_in_pcma),
        cmocka_unit_test(two_ends_hear_each_other_in_pcmu),
        cmocka_unit_test(two_ends_hear_each_other_in_opus),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
