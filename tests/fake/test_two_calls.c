/*
 * Two calls on one session, on the fake iOS platform: the system holds the one that talks before
 * another may (Hold & Accept, swap), and never do both talk at once (S8).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "world.h"

struct two {
    struct world *world;
    struct oh_call_id first, second;
};

static void assert_talking(struct world *world, oh_leg leg)
{
    const struct fake_leg *seen = fake_engine_leg(world->engine, leg);
    if (!seen->connected || seen->held || seen->open != OH_DIRECTION_BOTH ||
        !fake_ios_enabled(world->ios))
        fail_msg("no talk on leg %u:\n%s", leg, fake_record_text(world->record));
}

static void assert_held(struct world *world, oh_leg leg)
{
    const struct fake_leg *seen = fake_engine_leg(world->engine, leg);
    if (seen->ended || !seen->held || seen->open != OH_DIRECTION_NONE)
        fail_msg("leg %u is not held:\n%s", leg, fake_record_text(world->record));
}

static unsigned open_after(unsigned open, const struct oh_command *command)
{
    unsigned bit = 1u << command->leg;
    switch ((unsigned)command->type) {
    case OH_CMD_ENGINE_OPEN:
        return command->direction == OH_DIRECTION_NONE ? open & ~bit : open | bit;
    case OH_CMD_ENGINE_CLOSE:
    case OH_CMD_ENGINE_REJECT:
    case OH_CMD_ENGINE_END: return open & ~bit;
    }
    return open;
}

/* After each single command of the whole history at most one leg is open. */
static void assert_never_two_open(const struct world *world)
{
    struct oh_trace *trace = world_trace(world);
    unsigned open = 0; /* a bit for each leg */
    for (size_t i = 0; i < trace->step_count; i++) {
        const struct oh_trace_step *step = &trace->steps[i];
        if (step->event.type == OH_EV_ENGINE_ENDED)
            open &= ~(1u << step->event.leg);
        for (uint16_t j = 0; j < step->command_count; j++) {
            open = open_after(open, &step->commands[j]);
            if (open & (open - 1))
                fail_msg("two legs are open after step %zu:\n%s", i,
                         fake_record_text(world->record));
        }
    }
    oh_trace_free(trace);
}

static struct oh_call_id ringing_call(struct world *world, oh_match_key key)
{
    fake_engine_invited(world->engine, key, OH_INVITE_HAS_OFFER);
    world_run(world, 100);
    return fake_ios_last(world->ios);
}

/* The first call talks, a second one rings. */
static struct two one_talks_another_rings(void)
{
    struct two two = {.world = world_ios()};
    two.first = ringing_call(two.world, 7);
    assert_int_equal(fake_ios_answer(two.world->ios, two.first), 1);
    world_run(two.world, 5000);
    assert_talking(two.world, 1);
    two.second = ringing_call(two.world, 8);
    return two;
}

static struct two held_and_accepted(void)
{
    struct two two = one_talks_another_rings();
    assert_int_equal(fake_ios_answer(two.world->ios, two.second), 3); /* 2: the first's hold */
    world_run(two.world, 5000);
    assert_never_two_open(two.world);
    return two;
}

static void all_over(struct two *two)
{
    fake_engine_hung_up(two->world->engine, 1);
    fake_engine_hung_up(two->world->engine, 2);
    world_run(two->world, 5000);
    assert_never_two_open(two->world);
    assert_int_equal(fake_ios_violations(two->world->ios), 0);
    assert_int_equal(fake_ios_call_count(two->world->ios), 0);
    assert_int_equal(fake_ios_session(two->world->ios), FAKE_SESSION_INACTIVE);
    assert_true(oh_idle(oh_host_core(two->world->host)));
    world_free(two->world);
}

static void second_is_answered_first_is_held(void **state)
{
    (void)state;
    struct two two = held_and_accepted();
    ASSERT_ORDER(two.world, "ios action 2: call 1 held", "ios action 3: call 2 answered",
                 "ui fulfil 2", "engine close 1", "engine hold 1", "ui fulfil 3", "engine accept 2",
                 "engine open 2 both");
    assert_held(two.world, 1);
    assert_talking(two.world, 2);
    all_over(&two);
}

static void first_is_resumed_after_the_second_ended(void **state)
{
    (void)state;
    struct two two = held_and_accepted();
    fake_engine_hung_up(two.world->engine, 2);
    world_run(two.world, 5000);
    assert_held(two.world, 1); /* the user decides when to be heard again */
    assert_int_equal(fake_ios_hold(two.world->ios, two.first, false), 4);
    world_run(two.world, 5000);
    assert_talking(two.world, 1);
    all_over(&two);
}

static void swapped_and_back(void **state)
{
    (void)state;
    struct two two = held_and_accepted();
    assert_int_equal(fake_ios_hold(two.world->ios, two.first, false), 5);
    world_run(two.world, 5000);
    ASSERT_ORDER(two.world, "ios action 4: call 2 held", "ios action 5: call 1 un-held",
                 "ui fulfil 4", "engine hold 2", "ui fulfil 5", "engine open 1 both",
                 "engine resume 1");
    assert_held(two.world, 2);
    assert_talking(two.world, 1);
    fake_ios_hold(two.world->ios, two.second, false);
    world_run(two.world, 5000);
    assert_held(two.world, 1);
    assert_talking(two.world, 2);
    all_over(&two);
}

/* The first has been answered, but neither its activation nor its ACK came yet. */
static void second_is_answered_before_the_first_is_up(void **state)
{
    (void)state;
    struct two two = {.world = world_ios()};
    two.first = ringing_call(two.world, 7);
    two.second = ringing_call(two.world, 8);
    assert_int_equal(fake_ios_answer(two.world->ios, two.first), 1);
    assert_int_equal(fake_ios_answer(two.world->ios, two.second), 3);
    world_run(two.world, 5000);
    assert_held(two.world, 1);
    assert_talking(two.world, 2);
    fake_ios_hold(two.world->ios, two.first, false);
    world_run(two.world, 5000);
    assert_held(two.world, 2);
    assert_talking(two.world, 1);
    all_over(&two);
}

/* CK-65 */
static void placed_call_holds_the_first(void **state)
{
    (void)state;
    struct two two = {.world = world_ios()};
    two.first = ringing_call(two.world, 7);
    fake_ios_answer(two.world->ios, two.first);
    world_run(two.world, 5000);
    oh_leg leg = fake_engine_fresh_leg(two.world->engine);
    assert_int_equal(fake_ios_start(two.world->ios, oh_call_id_fresh(), leg, 0), 3);
    world_run(two.world, 5000);
    ASSERT_ORDER(two.world, "ui fulfil 2", "engine hold 1", "ui fulfil 3", "engine invite 2");
    assert_held(two.world, 1);
    assert_talking(two.world, 2);
    all_over(&two);
}

/* CK-103: with two calls the system may take the session away at each hold and end. */
static void session_is_lost_at_each_hold(void **state)
{
    (void)state;
    struct two two = one_talks_another_rings();
    fake_ios_faults(two.world->ios)->deactivates_with_any_end = true;
    fake_ios_answer(two.world->ios, two.second);
    world_run(two.world, 20000);
    assert_held(two.world, 1);
    assert_talking(two.world, 2);
    fake_ios_hold(two.world->ios, two.first, false);
    world_run(two.world, 20000);
    assert_held(two.world, 2);
    assert_talking(two.world, 1);
    all_over(&two);
}

/* A call that only rings, or is held already, is left alone. */
static void nobody_else_is_held(void **state)
{
    (void)state;
    struct two two = {.world = world_ios()};
    two.first = ringing_call(two.world, 7);
    two.second = ringing_call(two.world, 8);
    assert_int_equal(fake_ios_answer(two.world->ios, two.second), 1);
    world_run(two.world, 5000);
    assert_int_equal(fake_ios_hold(two.world->ios, two.second, true), 2);
    world_run(two.world, 1000);
    assert_int_equal(fake_ios_answer(two.world->ios, two.first), 3);
    world_run(two.world, 5000);
    assert_null(fake_ios_action(two.world->ios, 4));
    assert_talking(two.world, 1);
    all_over(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(second_is_answered_first_is_held),
        cmocka_unit_test(first_is_resumed_after_the_second_ended),
        cmocka_unit_test(swapped_and_back),
        cmocka_unit_test(second_is_answered_before_the_first_is_up),
        cmocka_unit_test(placed_call_holds_the_first),
        cmocka_unit_test(session_is_lost_at_each_hold),
        cmocka_unit_test(nobody_else_is_held),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
