/*
 * Judging frames: sums of spans and nothing else, whatever the clock says and however long a report
 * is; each call for itself, and only while it is up and its leg open.
 */
#include "rig.h"

static struct oh_policy policy;
static struct rig rig;

/* Call 1 is talked on. */
static void talk_under(struct oh_policy its)
{
    policy = its;
    rig_make(&rig, 2, &policy);
    rig_invite(&rig, 1, 0);
    rig_step(&rig, OH_EVENT(OH_EV_UI_REPORTED, .call = rig_call(1)));
    rig_step(&rig, OH_EVENT(OH_EV_UI_ANSWERED, .call = rig_call(1), .action = 1));
    rig_step(&rig, OH_EVENT(OH_EV_AUDIO_PREPARED));
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_CONNECTED, .leg = 1));
}

static int talk(void **state)
{
    (void)state;
    talk_under(oh_policy_self());
    return 0;
}

static void flowed(struct oh_frames frames, uint32_t span_ms)
{
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_FLOWED, .leg = 1, .frames = frames, .span_ms = span_ms));
}

static const struct oh_frames good = {50, 50, 50, 50, 1};
static const struct oh_frames dead = {.received = 50, .played = 50};
static const struct oh_frames lost = {.sent = 50, .captured = 50};

static bool cured(void)
{
    return rig_count(&rig, OH_CMD_AUDIO_PREPARE) == 1;
}

static void spans_are_summed_up(void **state)
{
    (void)state;
    for (uint32_t ms = 100; ms < policy.deadlines.silent_ms; ms += 100) {
        flowed(dead, 100);
        assert_false(cured());
    }
    flowed(dead, 100);
    assert_true(cured());
}

static void a_report_of_no_time_tells_nothing(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++) {
        flowed(dead, 0);
        flowed(lost, 0);
        assert_int_equal(rig.out.count, 0);
    }
}

static void the_clock_tells_nothing(void **state)
{
    (void)state;
    flowed(dead, 100);
    rig_step(&rig, OH_EVENT(OH_EV_TIME, .now_ms = 1000000));
    assert_int_equal(rig.out.count, 0);
    assert_true(oh_deadline_ms(rig.core) == OH_NEVER);
}

static void a_very_long_report_is_no_overflow(void **state)
{
    (void)state;
    flowed(dead, 100);
    flowed(dead, UINT32_MAX);
    assert_true(cured());
}

static void a_long_deadline_is_no_overflow(void **state)
{
    struct oh_policy patient = oh_policy_self();

    (void)state;
    patient.deadlines.deaf_ms = UINT32_MAX;
    talk_under(patient);
    flowed(lost, UINT32_MAX - 1);
    assert_int_equal(rig.out.count, 0);
    flowed(lost, UINT32_MAX);
    assert_int_equal(rig_count(&rig, OH_CMD_APP_TELL), 1);
}

static void a_good_report_begins_anew(void **state)
{
    (void)state;
    flowed(dead, policy.deadlines.silent_ms - 1);
    flowed(good, 1);
    flowed(dead, policy.deadlines.silent_ms - 1);
    assert_int_equal(rig.out.count, 0);
    flowed(dead, 1);
    assert_true(cured());
}

/* The 200 has left, the ACK not come: what we are to send to, the peer may have yet to say. */
static void a_call_that_is_not_up_is_not_judged(void **state)
{
    (void)state;
    policy = oh_policy_self();
    rig_make(&rig, 1, &policy);
    rig_invite(&rig, 1, 0);
    rig_step(&rig, OH_EVENT(OH_EV_UI_ANSWERED, .call = rig_call(1), .action = 1));
    rig_step(&rig, OH_EVENT(OH_EV_AUDIO_PREPARED));
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_ACCEPTED, .leg = 1));
    flowed(dead, 60000);
    flowed(lost, 60000);
    assert_int_equal(rig.out.count, 0);
}

static void reports_of_closed_and_unknown_legs_are_ignored(void **state)
{
    (void)state;
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_FLOWED, .leg = 7, .frames = dead, .span_ms = 60000));
    assert_true(rig.out.ignored);
    rig_step(&rig, OH_EVENT(OH_EV_UI_HELD, .call = rig_call(1), .action = 2, .on = 1));
    flowed(dead, 60000);
    assert_true(rig.out.ignored);
    assert_int_equal(rig.out.count, 0);
}

/* Another call of the same slot has its three cures. */
static void a_new_call_is_judged_anew(void **state)
{
    for (int i = 0; i < 3; i++) {
        flowed(dead, 60000);
        assert_true(cured());
        rig_step(&rig, OH_EVENT(OH_EV_AUDIO_PREPARED));
    }
    flowed(dead, 60000);
    assert_int_equal(rig_count(&rig, OH_CMD_APP_TELL), 1);
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_ENDED, .leg = 1, .reason = OH_REASON_REMOTE));
    talk(state);
    flowed(dead, 60000);
    assert_true(cured());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(spans_are_summed_up, talk),
        cmocka_unit_test_setup(a_report_of_no_time_tells_nothing, talk),
        cmocka_unit_test_setup(the_clock_tells_nothing, talk),
        cmocka_unit_test_setup(a_very_long_report_is_no_overflow, talk),
        cmocka_unit_test(a_long_deadline_is_no_overflow),
        cmocka_unit_test_setup(a_good_report_begins_anew, talk),
        cmocka_unit_test(a_call_that_is_not_up_is_not_judged),
        cmocka_unit_test_setup(reports_of_closed_and_unknown_legs_are_ignored, talk),
        cmocka_unit_test_setup(a_new_call_is_judged_anew, talk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
