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
        OH_EV_UI_REPORT_REFUSED,
        OH_EV_AUDIO_PREPARED,
        OH_EV_AUDIO_PREPARE_FAILED,
        OH_EV_ENGINE_FLOWED,
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

/* Told for the trace alone: nothing follows, and nothing is odd about it. */
static void what_is_for_the_trace_is_no_surprise(void **state)
{
    static const enum oh_event_type told[] = {OH_EV_ENGINE_MEDIA_AGREED,
                                              OH_EV_ENGINE_DIGITS_RECEIVED, OH_EV_UI_BEGAN,
                                              OH_EV_AUDIO_RELEASED, OH_EV_AUDIO_ROUTE_CHANGED};
    struct oh_policy policy = oh_policy_system();
    struct rig rig;

    (void)state;
    rig_make(&rig, 2, &policy);
    rig_invite(&rig, 1, 0);
    uint64_t before = oh_core_digest(rig.core);
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
        rig_step(&rig, OH_EVENT(told[i], .leg = 1));
        assert_int_equal(rig.out.count, 0);
        assert_false(rig.out.ignored);
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

/* A desktop's call UI dies while more calls ring than debts are kept at least: each report that is
 * made anew may come to owe its end. */
static void a_reset_does_not_lose_debts(void **state)
{
    struct oh_policy policy = oh_policy_self();
    struct rig *rig = test_malloc(sizeof *rig);
    int ended = 0;

    (void)state;
    rig_make(rig, 12, &policy);
    for (int n = 1; n <= 12; n++) {
        rig_invite(rig, n, 0);
        rig_step(rig, OH_EVENT(OH_EV_UI_REPORTED, .call = rig_call(n)));
    }
    rig_step(rig, OH_EVENT(OH_EV_UI_RESET));
    assert_int_equal(rig_count(rig, OH_CMD_UI_REPORT), 12);
    for (int n = 1; n <= 12; n++)
        rig_step(rig, OH_EVENT(OH_EV_ENGINE_ENDED, .leg = (oh_leg)n, .reason = OH_REASON_REMOTE));
    for (int n = 1; n <= 12; n++) {
        rig_step(rig, OH_EVENT(OH_EV_UI_REPORTED, .call = rig_call(n)));
        ended += rig_count(rig, OH_CMD_UI_REPORT_ENDED);
    }
    assert_int_equal(ended, 12);
    assert_true(oh_idle(rig->core));
    test_free(rig);
}

/* An event from a caller with an older, shorter struct: what lies behind it is not read. */
static void a_shorter_event_is_read_as_far_as_it_goes(void **state)
{
    struct oh_policy policy = oh_policy_system();
    struct oh_event event = OH_EVENT(OH_EV_ENGINE_INVITED, .call = rig_call(1), .match_key = 1,
                                     .leg = 1, .flags = OH_INVITE_MERGED);
    struct rig rig;

    (void)state;
    rig_make(&rig, 1, &policy);
    event.size = offsetof(struct oh_event, flags);
    oh_step(rig.core, &event, &rig.out);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REPORT), 1);
}

static uint32_t below(uint32_t *seed, uint32_t bound)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % bound;
}

/* Any event, often of a leg or call that is, was, or never was. */
static struct oh_event any_event(uint32_t *seed, uint32_t *fresh)
{
    struct oh_event event =
        OH_EVENT((enum oh_event_type)below(seed, OH_EVENT_TYPES), .match_key = below(seed, 4),
                 .action = below(seed, 1000) + 1, .flags = (uint16_t)below(seed, 64),
                 .reason = (uint8_t)below(seed, OH_REASONS), .found = (uint8_t)below(seed, 3),
                 .on = (uint8_t)below(seed, 2));
    bool begins = event.type == OH_EV_ENGINE_INVITED || event.type == OH_EV_PUSHED ||
                  event.type == OH_EV_UI_STARTED || event.type == OH_EV_APP_PLACED;
    uint32_t which = begins ? (*fresh)++ : *fresh - below(seed, *fresh < 4 ? *fresh : 4);

    event.leg = which;
    event.call = rig_call((int)which);
    return event;
}

/* In any state: what is marked as ignored has changed nothing and orders nothing. */
static void ignored_means_nothing_changed(void **state)
{
    (void)state;
    for (uint32_t run = 1; run <= 2000; run++) {
        struct oh_policy policy = run & 1 ? oh_policy_system() : oh_policy_self();
        uint32_t seed = run, fresh = 1;
        struct rig rig;

        policy.accept = run >> 1 & 1;
        policy.ui_reset = run >> 2 & 1;
        rig_make(&rig, (uint8_t)(1 + run % 3), &policy);
        for (int i = 0; i < 200; i++) {
            uint64_t before = oh_core_digest(rig.core);
            rig_step(&rig, any_event(&seed, &fresh));
            if (rig.out.ignored) {
                assert_int_equal(oh_core_digest(rig.core), before);
                assert_int_equal(rig.out.count, 0);
            }
        }
    }
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
        cmocka_unit_test(what_is_for_the_trace_is_no_surprise),
        cmocka_unit_test(an_event_type_of_the_future_is_ignored),
        cmocka_unit_test(actions_are_answered_even_of_unknown_calls),
        cmocka_unit_test(debts_are_bounded),
        cmocka_unit_test(a_reset_does_not_lose_debts),
        cmocka_unit_test(a_shorter_event_is_read_as_far_as_it_goes),
        cmocka_unit_test(ignored_means_nothing_changed),
        cmocka_unit_test(the_largest_step_fits),
        cmocka_unit_test(a_call_is_read_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
