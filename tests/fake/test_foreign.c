/*
 * A cellular call beside ours, on iOS: held for it and resumed after it by the system, by the user,
 * or by nobody; and a system that holds nobody.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "world.h"

static oh_leg answered_call(struct world *world)
{
    oh_leg leg = fake_engine_invited(world->engine, 1, 0);
    world_run(world, 100);
    fake_ios_answer(world->ios, fake_ios_last(world->ios));
    world_run(world, 5000);
    return leg;
}

static bool talks(const struct world *world, oh_leg leg)
{
    const struct fake_leg *its = fake_engine_leg(world->engine, leg);
    return its->open == OH_DIRECTION_BOTH && !its->held && fake_ios_enabled(world->ios);
}

static oh_leg answered_and_held_for_another(struct world *world)
{
    oh_leg leg = answered_call(world);
    assert_true(talks(world, leg));
    fake_ios_foreign_rings(world->ios);
    world_run(world, 2000);
    assert_true(talks(world, leg)); /* a ring is no reason to hold */
    fake_ios_foreign_answered(world->ios);
    world_run(world, 60000);
    assert_true(fake_engine_leg(world->engine, leg)->held);
    assert_false(fake_engine_leg(world->engine, leg)->ended);
    return leg;
}

static void the_user_ended_it(void **state)
{
    (void)state;
    struct world *world = world_ios();
    oh_leg leg = answered_and_held_for_another(world);
    fake_ios_foreign_over(world->ios, true);
    world_run(world, 5000);
    assert_true(talks(world, leg)); /* the system resumed it */
    assert_false(fake_record_has(world->record, "app tell still held"));
    world_free(world);
}

/* Nobody resumes it but the user (F33); and the activation does not come (CK-108). */
static void its_peer_ended_it(void **state)
{
    (void)state;
    struct world *world = world_ios();
    oh_leg leg = answered_and_held_for_another(world);
    fake_ios_foreign_over(world->ios, false);
    world_run(world, 60000);
    assert_true(fake_engine_leg(world->engine, leg)->held);
    assert_true(fake_record_has(world->record, "app tell still held"));
    fake_ios_faults(world->ios)->activations_lost = UINT32_MAX;
    fake_ios_hold(world->ios, fake_ios_last(world->ios), false);
    world_run(world, 10000);
    assert_true(talks(world, leg));
    world_free(world);
}

static void swapped_and_back(void **state)
{
    (void)state;
    struct world *world = world_ios();
    oh_leg leg = answered_and_held_for_another(world);
    fake_ios_hold(world->ios, fake_ios_last(world->ios), false);
    world_run(world, 5000);
    assert_true(talks(world, leg));
    fake_ios_foreign_answered(world->ios);
    world_run(world, 5000);
    assert_true(fake_engine_leg(world->engine, leg)->held);
    fake_ios_foreign_over(world->ios, true);
    world_run(world, 5000);
    assert_true(talks(world, leg));
    ASSERT_ORDER(world, "ios foreign call active", "ios foreign call held",
                 "ios foreign call active", "ios foreign call none");
    world_free(world);
}

/* The session is gone, the call is not: it is held after T_LOST, and the call UI shows it. */
static void nobody_held_ours(void **state)
{
    (void)state;
    struct world *world = world_ios();
    oh_leg leg = answered_call(world);
    fake_ios_faults(world->ios)->foreign_holds_nobody = true;
    fake_ios_foreign_answered(world->ios);
    world_run(world, 60000);
    assert_false(fake_engine_leg(world->engine, leg)->ended);
    assert_true(fake_engine_leg(world->engine, leg)->held);
    ASSERT_ORDER(world, "ios foreign call active", "ui request hold on");
    fake_ios_foreign_over(world->ios, false);
    world_run(world, 1000);
    assert_true(fake_record_has(world->record, "app tell still held"));
    fake_ios_hold(world->ios, fake_ios_last(world->ios), false);
    world_run(world, 5000);
    assert_true(talks(world, leg));
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_user_ended_it),
        cmocka_unit_test(its_peer_ended_it),
        cmocka_unit_test(swapped_and_back),
        cmocka_unit_test(nobody_held_ours),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
