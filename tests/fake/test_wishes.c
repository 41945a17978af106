/*
 * What the application wishes, through the call UI: on iOS the system has the last word, on a
 * desktop nobody has; and what becomes of it if the call UI says no, or nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "world.h"

static void wish(struct world *world, struct oh_event event)
{
    assert_int_equal(oh_host_post(world->host, &event), OH_OK);
    world_run(world, 3000);
}

static struct oh_call_id rung(struct world *world, oh_match_key key, oh_leg *leg)
{
    *leg = fake_engine_invited(world->engine, key, 0);
    world_run(world, 1000);
    return world->ios ? fake_ios_last(world->ios) : fake_ui_last(world->ui);
}

/* Hold & Accept from the application's own screen, then back again. */
static void answered_and_swapped(struct world *world)
{
    oh_leg first, second;
    struct oh_call_id a = rung(world, 1, &first);
    wish(world, OH_EVENT(OH_EV_APP_ANSWERED, .call = a));
    assert_int_equal(fake_engine_leg(world->engine, first)->open, OH_DIRECTION_BOTH);
    struct oh_call_id b = rung(world, 2, &second);
    wish(world, OH_EVENT(OH_EV_APP_ANSWERED, .call = b));
    assert_true(fake_engine_leg(world->engine, first)->held);
    assert_int_equal(fake_engine_leg(world->engine, second)->open, OH_DIRECTION_BOTH);
    wish(world, OH_EVENT(OH_EV_APP_SWAPPED, .call = a));
    assert_int_equal(fake_engine_leg(world->engine, first)->open, OH_DIRECTION_BOTH);
    assert_true(fake_engine_leg(world->engine, second)->held);
    ASSERT_ORDER(world, "ui request answer off", "ui request hold on", "ui request answer off",
                 "ui request hold on", "ui request hold off");
    wish(world, OH_EVENT(OH_EV_APP_ENDED, .call = a));
    wish(world, OH_EVENT(OH_EV_APP_ENDED, .call = b));
    assert_true(oh_idle(oh_host_core(world->host)));
    world_free(world);
}

static void answered_and_swapped_on_ios(void **state)
{
    (void)state;
    answered_and_swapped(world_ios());
}

static void answered_and_swapped_on_a_desktop(void **state)
{
    (void)state;
    answered_and_swapped(world_desktop());
}

static void placed_muted_and_dialled(void **state)
{
    (void)state;
    struct world *world = world_ios();
    oh_leg leg = fake_engine_fresh_leg(world->engine);
    struct oh_call_id call = oh_call_id_fresh();
    wish(world, OH_EVENT(OH_EV_APP_PLACED, .call = call, .leg = leg));
    wish(world, OH_EVENT(OH_EV_APP_MUTED, .call = call, .on = 1));
    wish(world, OH_EVENT(OH_EV_APP_MUTED, .call = call, .on = 1)); /* it is so */
    wish(world, OH_EVENT(OH_EV_APP_DIGITS, .call = call, .digits = "12345678"));
    assert_int_equal(fake_engine_leg(world->engine, leg)->open, OH_DIRECTION_BOTH);
    ASSERT_ORDER(world, "ui request start off", "engine invite 1", "ui request mute on",
                 "engine mute 1 on", "ui request digits off", "ui request digits off",
                 "engine send digits 1 123456", "engine send digits 1 78");
    world_free(world);
}

/* The system says no to everything: the call is hung up all the same, the rest is told. */
static void refused(void **state)
{
    (void)state;
    struct world *world = world_ios();
    oh_leg leg;
    struct oh_call_id call = rung(world, 1, &leg);
    wish(world, OH_EVENT(OH_EV_APP_ANSWERED, .call = call));
    fake_ios_faults(world->ios)->refuses_requests = true;
    wish(world, OH_EVENT(OH_EV_APP_HELD, .call = call, .on = 1));
    assert_false(fake_engine_leg(world->engine, leg)->held);
    wish(world, OH_EVENT(OH_EV_APP_ENDED, .call = call));
    assert_true(fake_engine_leg(world->engine, leg)->ended);
    ASSERT_ORDER(world, "app tell refused", "engine end 1", "ui report ended user");
    assert_true(oh_idle(oh_host_core(world->host)));
    world_free(world);
}

/* It says nothing, and does it when nobody waits any more. */
static void not_heard_of(void **state)
{
    (void)state;
    struct world *world = world_ios();
    oh_leg leg = fake_engine_fresh_leg(world->engine);
    struct oh_call_id call = oh_call_id_fresh();
    fake_ios_faults(world->ios)->ignores_requests = true;
    wish(world, OH_EVENT(OH_EV_APP_PLACED, .call = call, .leg = leg));
    ASSERT_ORDER(world, "ui request start off", "app tell refused", "engine end 1");
    fake_ios_start(world->ios, call, leg, 0);
    world_run(world, 1000);
    ASSERT_ORDER(world, "engine end 1", "ui fail 1");
    assert_true(oh_idle(oh_host_core(world->host)));
    world_free(world);
}

/* An alarm rang in the call. The system refuses the session to everybody, and activates it for a
 * call that is resumed (CK-109). */
static void held_and_resumed_for_the_session(void **state)
{
    (void)state;
    struct world *world = world_ios();
    oh_leg leg;
    struct oh_call_id call = rung(world, 1, &leg);
    wish(world, OH_EVENT(OH_EV_APP_ANSWERED, .call = call));
    fake_ios_faults(world->ios)->forces_refused = UINT32_MAX;
    fake_ios_faults(world->ios)->no_activation_by_release = true;
    fake_ios_interrupt(world->ios);
    fake_ios_interruption_over(world->ios, false);
    world_run(world, 8000);
    assert_int_equal(fake_engine_leg(world->engine, leg)->open, OH_DIRECTION_BOTH);
    assert_false(fake_engine_leg(world->engine, leg)->held);
    ASSERT_ORDER(world, "ui refresh", "ui request hold on", "ui request hold off", "engine hold 1",
                 "engine resume 1");
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answered_and_swapped_on_ios),
        cmocka_unit_test(answered_and_swapped_on_a_desktop),
        cmocka_unit_test(placed_muted_and_dialled),
        cmocka_unit_test(refused),
        cmocka_unit_test(not_heard_of),
        cmocka_unit_test(held_and_resumed_for_the_session),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
