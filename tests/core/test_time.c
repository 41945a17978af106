/*
 * Time: deadlines fire in their order, late wake-ups do no harm, a clock that goes back stands
 * still.
 */
#include "rig.h"

static struct oh_policy policy;
static struct rig rig;

static int make(void **state)
{
    (void)state;
    policy = oh_policy_system();
    rig_make(&rig, 2, &policy);
    return 0;
}

static void nothing_runs_at_first(void **state)
{
    (void)state;
    assert_true(oh_deadline_ms(rig.core) == OH_NEVER);
}

static void the_earliest_deadline_is_asked_for(void **state)
{
    (void)state;
    rig_invite(&rig, 1, 1000);
    assert_int_equal(oh_deadline_ms(rig.core), 1000 + policy.deadlines.ring_ms);
    rig_step(&rig, OH_EVENT(OH_EV_PUSHED, .call = rig_call(2), .match_key = 2, .now_ms = 2000,
                            .flags = OH_PUSH_MUST_REPORT));
    assert_int_equal(oh_deadline_ms(rig.core), 2000 + policy.deadlines.invite_ms);
}

static void a_deadline_fires_before_the_event_is_learned(void **state)
{
    (void)state;
    rig_invite(&rig, 1, 0);
    rig_step(&rig, OH_EVENT(OH_EV_UI_REPORTED, .call = rig_call(1)));
    /* The answer comes a second after T_RING: the call is over, the action is failed. */
    rig_step(&rig, OH_EVENT(OH_EV_UI_ANSWERED, .call = rig_call(1), .action = 1,
                            .now_ms = policy.deadlines.ring_ms + 1000));
    assert_int_equal(rig.out.items[0].type, OH_CMD_ENGINE_REJECT);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_FAIL), 1);
    assert_int_equal(oh_call_count(rig.core), 0);
}

/* Suspended for an hour: the whole ladder and the call's own end, in the order of their times. */
static void a_late_wake_up_catches_up(void **state)
{
    struct rig on_time;
    uint64_t digest;

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct rig *r = i == 0 ? &rig : &on_time;
        rig_make(r, 2, &policy);
        rig_invite(r, 1, 0);
        rig_step(r, OH_EVENT(OH_EV_UI_REPORTED, .call = rig_call(1)));
        rig_step(r, OH_EVENT(OH_EV_UI_ANSWERED, .call = rig_call(1), .action = 1, .now_ms = 100));
    }
    rig_step(&rig, OH_EVENT(OH_EV_TIME, .now_ms = 3600000));
    assert_int_equal(rig_count(&rig, OH_CMD_AUDIO_PREPARE), 1); /* forced, and never answered */
    assert_int_equal(rig_count(&rig, OH_CMD_ENGINE_REJECT), 1);
    digest = oh_core_digest(rig.core);

    while (oh_deadline_ms(on_time.core) != OH_NEVER)
        rig_step(&on_time, OH_EVENT(OH_EV_TIME, .now_ms = oh_deadline_ms(on_time.core)));
    rig_step(&on_time, OH_EVENT(OH_EV_TIME, .now_ms = 3600000));
    assert_int_equal(oh_core_digest(on_time.core), digest);
}

static void a_clock_that_goes_back_stands_still(void **state)
{
    (void)state;
    rig_invite(&rig, 1, 5000);
    rig_step(&rig, OH_EVENT(OH_EV_TIME, .now_ms = 10));
    assert_int_equal(oh_deadline_ms(rig.core), 5000 + policy.deadlines.ring_ms);
    rig_step(&rig, OH_EVENT(OH_EV_PUSHED, .call = rig_call(2), .match_key = 2, .now_ms = 20,
                            .flags = OH_PUSH_MUST_REPORT));
    assert_int_equal(oh_deadline_ms(rig.core), 5000 + policy.deadlines.invite_ms);
}

static void the_ack_has_its_own_deadline(void **state)
{
    (void)state;
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_INVITED, .call = rig_call(1), .match_key = 1, .leg = 1,
                            .flags = OH_INVITE_NO_SESSION));
    rig_step(&rig, OH_EVENT(OH_EV_UI_ANSWERED, .call = rig_call(1), .action = 1, .now_ms = 50));
    assert_int_equal(oh_deadline_ms(rig.core), 50 + policy.deadlines.setup_ms);
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_ACCEPTED, .leg = 1, .now_ms = 60));
    assert_int_equal(oh_deadline_ms(rig.core), 60 + policy.deadlines.ack_ms);
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_CONNECTED, .leg = 1, .now_ms = 70));
    assert_true(oh_deadline_ms(rig.core) == OH_NEVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(nothing_runs_at_first, make),
        cmocka_unit_test_setup(the_earliest_deadline_is_asked_for, make),
        cmocka_unit_test_setup(a_deadline_fires_before_the_event_is_learned, make),
        cmocka_unit_test_setup(a_late_wake_up_catches_up, make),
        cmocka_unit_test_setup(a_clock_that_goes_back_stands_still, make),
        cmocka_unit_test_setup(the_ack_has_its_own_deadline, make),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
