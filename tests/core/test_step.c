/*
 * Promises of oh_step that hold for any event in any state: surprises are marked, nothing is
 * remembered of them, actions are answered, dead calls are bounded.
 */
#include "rig.h"

static void surprises_change_nothing_and_are_marked(void **state)
{
    static const enum oh_event_type surprises[] = {
        OH_EV_NONE,
        OH_EV_ENGINE_ENDED,
        OH_EV_ENGINE_CONNECTED,
        OH_EV_ENGINE_HELD,
        OH_EV_UI_REPORTED,
        OH_EV_UI_REPORT_REFUSED,
        OH_EV_UI_BEGAN,
        OH_EV_AUDIO_PREPARED,
        OH_EV_AUDIO_PREPARE_FAILED,
        OH_EV_ENGINE_FLOWED,
        OH_EV_AUDIO_RELEASED,
        OH_EV_UI_ACTION_TIMED_OUT,
        OH_EV_ENGINE_PREPARED,
        OH_EV_AUDIO_INTERRUPTION_ENDED,
    };
    struct oh_policy policy = oh_policy_system();
    struct rig rig;

    (void)state;
    rig_make(&rig, 2, &policy);
    rig_invite(&rig, 1, 0);
    uint64_t before = oh_core_digest(rig.core);
    for (size_t i = 0; i < sizeof surprises / sizeof surprises[0]; i++) {
        rig_step(&rig, OH_EVENT(surprises[i], .leg = 77, .call = rig_call(77), .action = 9));
        assert_int_equal(rig.out.count, 0);
        assert_true(rig.out.ignored);
        assert_int_equal(oh_core_digest(rig.core), before);
    }
}

static void an_event_type_of_the_future_is_ignored(void **state)
{
    struct oh_policy policy = oh_policy_self();
    struct rig rig;

    (void)state;
    rig_make(&rig, 1, &policy);
    rig_step(&rig, OH_EVENT((enum oh_event_type)(OH_EVENT_TYPES + 5)));
    assert_true(rig.out.ignored);
}

static void actions_are_answered_even_of_unknown_calls(void **state)
{
    static const enum oh_event_type actions[] = {
        OH_EV_UI_ANSWERED, OH_EV_UI_ENDED,   OH_EV_UI_HELD,   OH_EV_UI_MUTED,
        OH_EV_UI_DIGITS,   OH_EV_UI_GROUPED, OH_EV_UI_STARTED};
    struct oh_policy policy = oh_policy_system();
    struct rig rig;

    (void)state;
    rig_make(&rig, 1, &policy);
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        rig_step(&rig, OH_EVENT(actions[i], .call = rig_call(5), .action = (oh_action)(i + 1)));
        assert_int_equal(rig_count(&rig, OH_CMD_UI_FULFIL) + rig_count(&rig, OH_CMD_UI_FAIL), 1);
        assert_int_equal(rig.out.items[rig.out.count - 1].action, i + 1);
    }
}

/* Reports that never complete: the debts are bounded, the ninth call is refused in its own step, a
 * push is still answered by a report. */
static void debts_are_bounded(void **state)
{
    struct oh_policy policy = oh_policy_system();
    struct rig rig;

    (void)state;
    rig_make(&rig, 1, &policy);
    for (int n = 1; n <= 8; n++) {
        rig_invite(&rig, n, 0);
        assert_int_equal(rig_count(&rig, OH_CMD_UI_REPORT), 1);
        rig_step(&rig, OH_EVENT(OH_EV_ENGINE_ENDED, .leg = (oh_leg)n, .reason = OH_REASON_REMOTE));
    }
    rig_invite(&rig, 9, 0);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REPORT), 0);
    assert_int_equal(rig_count(&rig, OH_CMD_ENGINE_REJECT), 1);
    rig_step(&rig, OH_EVENT(OH_EV_PUSHED, .call = rig_call(10), .match_key = 10,
                            .flags = OH_PUSH_MUST_REPORT));
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REPORT_AGAIN), 1);
    for (int n = 1; n <= 8; n++) {
        rig_step(&rig, OH_EVENT(OH_EV_UI_REPORTED, .call = rig_call(n)));
        assert_int_equal(rig_count(&rig, OH_CMD_UI_REPORT_ENDED), 1);
    }
    assert_true(oh_idle(rig.core));
    rig_invite(&rig, 11, 0);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REPORT), 1);
}

/* 255 connected calls, all ended by one provider reset: the commands fit. */
static void the_largest_step_fits(void **state)
{
    struct oh_policy policy = oh_policy_system();
    struct rig *rig = test_malloc(sizeof *rig);

    (void)state;
    rig_make(rig, 255, &policy);
    for (int n = 1; n <= 255; n++) {
        rig_step(rig, OH_EVENT(OH_EV_ENGINE_INVITED, .call = rig_call(n), .match_key = (uint64_t)n,
                               .leg = (oh_leg)n, .flags = OH_INVITE_NO_SESSION));
        rig_step(rig, OH_EVENT(OH_EV_UI_REPORTED, .call = rig_call(n)));
        rig_step(rig, OH_EVENT(OH_EV_UI_ANSWERED, .call = rig_call(n), .action = (oh_action)n));
        assert_int_equal(rig_count(rig, OH_CMD_ENGINE_ACCEPT), 1);
    }
    assert_int_equal(oh_call_count(rig->core), 255);
    rig_step(rig, OH_EVENT(OH_EV_UI_RESET));
    assert_int_equal(rig_count(rig, OH_CMD_ENGINE_END), 255);
    assert_true(oh_idle(rig->core));
    test_free(rig);
}

static void a_call_is_read_back(void **state)
{
    struct oh_policy policy = oh_policy_self();
    struct oh_call_info info;
    struct rig rig;

    (void)state;
    rig_make(&rig, 2, &policy);
    assert_false(oh_call_at(rig.core, 0, &info));
    rig_invite(&rig, 3, 0);
    assert_true(oh_call_at(rig.core, 0, &info));
    assert_int_equal(info.leg, 3);
    assert_int_equal(info.match_key, 3);
    assert_int_equal(info.sip, OH_SIP_RINGING);
    assert_true(info.uses_session);
    assert_false(info.wanted || info.shown || info.held || info.outgoing);
    assert_false(oh_call_at(rig.core, 1, &info));
    assert_false(oh_idle(rig.core));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(surprises_change_nothing_and_are_marked),
        cmocka_unit_test(an_event_type_of_the_future_is_ignored),
        cmocka_unit_test(actions_are_answered_even_of_unknown_calls),
        cmocka_unit_test(debts_are_bounded),
        cmocka_unit_test(the_largest_step_fits),
        cmocka_unit_test(a_call_is_read_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
