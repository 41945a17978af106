/*
 * What neither a scenario nor the explorer comes across, because no adapter does it or no world is
 * that full: each line and branch of the core is taken by some test (scripts/coverage).
 */
#include "rig.h"

static struct rig rig;

static void make(uint8_t calls_max, struct oh_policy policy)
{
    rig_make(&rig, calls_max, &policy);
}

/* A push that must be reported, and tells that its call is over: its end is owed from now on. */
static void push_cancelled(int n)
{
    rig_step(&rig, OH_EVENT(OH_EV_PUSHED, .call = rig_call(n), .match_key = (uint64_t)n,
                            .flags = OH_PUSH_MUST_REPORT | OH_PUSH_CANCEL));
}

static void push(int n)
{
    rig_step(&rig, OH_EVENT(OH_EV_PUSHED, .call = rig_call(n), .match_key = (uint64_t)n,
                            .flags = OH_PUSH_MUST_REPORT));
}

static void tell_leg(enum oh_event_type type, int n)
{
    rig_step(&rig, OH_EVENT(type, .leg = (oh_leg)n));
}

static void tell_ui(enum oh_event_type type, int n, oh_action action)
{
    rig_step(&rig, OH_EVENT(type, .call = rig_call(n), .action = action));
}

/* Invited, shown, answered, talked on; on a desktop. */
static void talk(int n)
{
    rig_invite(&rig, n, 0);
    tell_ui(OH_EV_UI_REPORTED, n, 0);
    tell_ui(OH_EV_UI_ANSWERED, n, 1);
    rig_step(&rig, OH_EVENT(OH_EV_AUDIO_PREPARED));
    tell_leg(OH_EV_ENGINE_ACCEPTED, n);
    tell_leg(OH_EV_ENGINE_CONNECTED, n);
}

/* ---- Choices, deadlines, names ---- */

static enum oh_rule init(const struct oh_policy *policy)
{
    static uint64_t memory[512];

    return oh_init(memory, sizeof memory, 2, policy);
}

static void each_choice_is_checked(void **state)
{
    struct oh_policy policy;
    uint8_t *const choices[] = {&policy.activation,   &policy.accept,   &policy.fulfil,
                                &policy.focus,        &policy.ui_reset, &policy.auto_answer,
                                &policy.call_waiting, &policy.transfer, &policy.redirect,
                                &policy.groups};

    (void)state;
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        policy = oh_policy_self();
        *choices[i] = 100;
        assert_int_equal(init(&policy), OH_RULE_ENUM);
    }
    policy = oh_policy_self();
    policy.decline_code = 486;
    assert_int_equal(init(&policy), OH_RULE_NONE);
}

static void each_deadline_is_checked(void **state)
{
    struct oh_policy policy = oh_policy_self();
    uint32_t *const deadlines = &policy.deadlines.invite_ms;

    (void)state;
    for (size_t i = 0; i < offsetof(struct oh_deadlines, request_ms) / sizeof(uint32_t); i++) {
        policy = oh_policy_self();
        deadlines[i] = 0;
        assert_int_equal(init(&policy), OH_RULE_DEADLINE_ZERO);
    }
}

static void a_rung_of_the_future_is_refused(void **state)
{
    struct oh_policy policy = oh_policy_system();

    (void)state;
    policy.ladder.rungs[0].kind = OH_RUNG_KINDS;
    assert_int_equal(init(&policy), OH_RULE_LADDER_KIND);
    assert_string_equal(oh_rule_text(OH_RULES), "unknown rule");
    assert_string_equal(oh_rule_text((enum oh_rule)99), "unknown rule");
}

static void an_own_session_may_be_reopened_last(void **state)
{
    struct oh_policy policy = oh_policy_self();

    (void)state;
    policy.ladder = (struct oh_ladder){{{OH_RUNG_PREPARE, 100}, {OH_RUNG_GIVE_UP, 0}}};
    assert_int_equal(init(&policy), OH_RULE_NONE);
}

static void what_has_no_name_has_none(void **state)
{
    (void)state;
    assert_null(oh_sip_state_name((enum oh_sip_state)99));
    assert_null(oh_audio_state_name((enum oh_audio_state)99));
}

/* ---- Reports that are owed ---- */

/* All calls that there is a place for ring, none of their reports has completed, and one more push
 * comes: there is no memory for another debt, and a call that is reported already is reported
 * again. */
static void a_push_to_a_full_house_is_reported(void **state)
{
    (void)state;
    make(8, oh_policy_system());
    for (int n = 1; n <= 8; n++)
        push(n);
    assert_int_equal(oh_call_count(rig.core), 8);
    push(9);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REPORT), 0);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REPORT_AGAIN), 1);
    /* And so with calls that are over and owe nothing, whose places do not help. */
    make(8, oh_policy_system());
    rig_invite(&rig, 1, 0);
    tell_ui(OH_EV_UI_REPORTED, 1, 0);
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_ENDED, .leg = 1, .reason = OH_REASON_REMOTE));
    for (int n = 2; n <= 9; n++)
        push(n);
    push(10);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REPORT_AGAIN), 1);
}

/* Every place for dead calls owes an end when a call ends that owes none: it is not remembered. */
static void a_call_that_ends_among_debts_is_forgotten(void **state)
{
    (void)state;
    make(1, oh_policy_system());
    rig_invite(&rig, 1, 0);
    tell_ui(OH_EV_UI_REPORTED, 1, 0);
    for (int n = 2; n <= 9; n++)
        push_cancelled(n);
    push_cancelled(10);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REPORT), 0);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REPORT_AGAIN), 1);
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_ENDED, .leg = 1, .reason = OH_REASON_REMOTE));
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REPORT_ENDED), 1);
    assert_int_equal(oh_call_count(rig.core), 0);
    /* Its INVITE would have been refused; now it is a new call. */
    tell_ui(OH_EV_UI_REPORTED, 2, 0);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REPORT_ENDED), 1);
    rig_invite(&rig, 1, 0);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REPORT), 1);
}

/* A debt makes way for nobody; the oldest that owes nothing does. */
static void the_oldest_debt_stays(void **state)
{
    (void)state;
    make(1, oh_policy_system());
    push_cancelled(1);
    for (int n = 2; n <= 12; n++) {
        push_cancelled(n);
        tell_ui(OH_EV_UI_REPORTED, n, 0);
    }
    tell_ui(OH_EV_UI_REPORTED, 1, 0);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REPORT_ENDED), 1);
}

static void a_debt_does_not_expire(void **state)
{
    (void)state;
    make(1, oh_policy_system());
    push_cancelled(1);
    rig_step(&rig, OH_EVENT(OH_EV_TIME, .now_ms = 10000000));
    assert_false(oh_idle(rig.core));
    tell_ui(OH_EV_UI_REPORTED, 1, 0);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REPORT_ENDED), 1);
    assert_true(oh_idle(rig.core));
}

/* ---- The session ---- */

/* The system activated it, and it is of no use: to let go of it is not ours (S11), so that this
 * rung only waits. */
static void what_the_system_owns_is_not_released(void **state)
{
    struct oh_policy policy = oh_policy_system();

    (void)state;
    policy.unusable =
        (struct oh_ladder){{{OH_RUNG_RELEASE, 100}, {OH_RUNG_FORCE, 100}, {OH_RUNG_GIVE_UP, 0}}};
    make(1, policy);
    rig_invite(&rig, 1, 0);
    tell_ui(OH_EV_UI_REPORTED, 1, 0);
    tell_ui(OH_EV_UI_ANSWERED, 1, 1);
    rig_step(&rig, OH_EVENT(OH_EV_AUDIO_ACTIVATED, .found = OH_FOUND_NO_INPUT));
    assert_int_equal(rig.out.count, 0);
    rig_step(&rig, OH_EVENT(OH_EV_TIME, .now_ms = 100));
    assert_int_equal(rig_count(&rig, OH_CMD_AUDIO_PREPARE), 1);
    assert_int_equal(rig.out.items[0].how, OH_PREPARE_FORCE);
}

static void a_session_of_ours_is_not_idle(void **state)
{
    (void)state;
    make(1, oh_policy_self());
    assert_true(oh_idle(rig.core));
    rig_invite(&rig, 1, 0);
    assert_false(oh_idle(rig.core));
    tell_ui(OH_EV_UI_ANSWERED, 1, 1);
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_ENDED, .leg = 1, .reason = OH_REASON_REMOTE));
    tell_ui(OH_EV_UI_REPORTED, 1, 0);
    assert_int_equal(oh_call_count(rig.core), 0);
    assert_false(oh_idle(rig.core)); /* the preparation is in flight */
    rig_step(&rig, OH_EVENT(OH_EV_AUDIO_PREPARED));
    assert_int_equal(rig_count(&rig, OH_CMD_AUDIO_RELEASE), 1);
    assert_true(oh_idle(rig.core));
}

/* ---- What an adapter would not say ---- */

static void no_leg_is_nobodys(void **state)
{
    (void)state;
    make(1, oh_policy_system());
    push(1); /* a call without a leg */
    tell_leg(OH_EV_ENGINE_CONNECTED, 0);
    assert_true(rig.out.ignored);
    rig_step(&rig, OH_EVENT((enum oh_event_type)OH_EVENT_TYPES));
    assert_true(rig.out.ignored);
}

/* Whatever an application gives for a reason, the caller gets a status. */
static void a_reason_of_the_future_is_a_plain_refusal(void **state)
{
    static const uint8_t reasons[] = {OH_REASONS, OH_REASONS + 1, 255};

    (void)state;
    for (size_t i = 0; i < sizeof reasons; i++) {
        make(1, oh_policy_system());
        rig_invite(&rig, 1, 0);
        rig_step(&rig, OH_EVENT(OH_EV_APP_ENDED, .call = rig_call(1), .reason = reasons[i]));
        assert_int_equal(rig_count(&rig, OH_CMD_ENGINE_REJECT), 1);
        assert_int_equal(rig.out.items[0].code, 480);
    }
}

static void the_end_of_time_is_a_time(void **state)
{
    (void)state;
    make(1, oh_policy_system());
    rig_step(&rig, OH_EVENT(OH_EV_TIME, .now_ms = OH_NEVER));
    assert_int_equal(rig.out.count, 0);
    assert_true(oh_deadline_ms(rig.core) == OH_NEVER);
}

static void a_refer_to_no_leg_is_refused(void **state)
{
    (void)state;
    make(2, oh_policy_self());
    talk(1);
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_TRANSFER_ASKED, .leg = 1, .call = rig_call(2)));
    assert_int_equal(rig_count(&rig, OH_CMD_ENGINE_ANSWER_TRANSFER), 1);
    assert_int_equal(rig.out.items[0].on, 0);
}

/* The peer whom a REFER of ours told to call somebody else sends somebody in its place: who asked
 * for the transfer is told that it is off. */
static void a_transfer_ends_with_its_leg(void **state)
{
    (void)state;
    make(1, oh_policy_self());
    talk(1);
    rig_step(&rig, OH_EVENT(OH_EV_APP_TRANSFERRED, .call = rig_call(1)));
    assert_int_equal(rig_count(&rig, OH_CMD_ENGINE_TRANSFER), 1);
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_REPLACED, .leg = 1, .other_leg = 2));
    assert_int_equal(rig_count(&rig, OH_CMD_APP_TELL), 1);
    assert_int_equal(rig.out.items[1].what, OH_TOLD_TRANSFER_FAILED);
    tell_leg(OH_EV_ENGINE_TRANSFERRED, 1);
    assert_true(rig.out.ignored);
}

/* A push without a key belongs to the one call that rings and has had none; not to one that is
 * answered. */
static void a_push_is_not_of_an_answered_call(void **state)
{
    (void)state;
    make(2, oh_policy_system());
    rig_invite(&rig, 1, 0);
    tell_ui(OH_EV_UI_REPORTED, 1, 0);
    tell_ui(OH_EV_UI_ANSWERED, 1, 1);
    rig_step(&rig, OH_EVENT(OH_EV_PUSHED, .call = rig_call(2), .flags = OH_PUSH_MUST_REPORT));
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REPORT), 1);
    assert_int_equal(oh_call_count(rig.core), 2);
}

static void a_kept_answer_is_kept_once(void **state)
{
    struct oh_policy policy = oh_policy_self();

    (void)state;
    policy.fulfil = OH_FULFIL_WHEN_CONNECTED;
    make(1, policy);
    rig_invite(&rig, 1, 0);
    tell_ui(OH_EV_UI_REPORTED, 1, 0);
    tell_ui(OH_EV_UI_ANSWERED, 1, 1);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_FULFIL), 0);
    tell_ui(OH_EV_UI_ANSWERED, 1, 2); /* the other one is kept */
    assert_int_equal(rig_count(&rig, OH_CMD_UI_FULFIL), 1);
    rig_step(&rig, OH_EVENT(OH_EV_AUDIO_PREPARED));
    tell_leg(OH_EV_ENGINE_ACCEPTED, 1);
    tell_leg(OH_EV_ENGINE_CONNECTED, 1);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_FULFIL), 1);
    tell_ui(OH_EV_UI_ANSWERED, 1, 3); /* it is up */
    assert_int_equal(rig_count(&rig, OH_CMD_UI_FULFIL), 1);
}

static void a_refusal_of_what_was_not_asked_for(void **state)
{
    (void)state;
    make(1, oh_policy_self());
    rig_invite(&rig, 1, 0);
    rig_step(&rig,
             OH_EVENT(OH_EV_UI_REQUEST_REFUSED, .call = rig_call(1), .request = OH_REQUEST_ANSWER));
    assert_true(rig.out.ignored);
}

static void an_answered_call_waits_for_its_description(void **state)
{
    (void)state;
    make(1, oh_policy_self());
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_INVITED, .call = rig_call(1), .match_key = 1, .leg = 1,
                            .flags = OH_INVITE_PREPARING | OH_INVITE_NO_SESSION));
    tell_ui(OH_EV_UI_REPORTED, 1, 0);
    tell_ui(OH_EV_UI_ANSWERED, 1, 1);
    assert_int_equal(rig_count(&rig, OH_CMD_ENGINE_ACCEPT), 0);
    tell_leg(OH_EV_ENGINE_PREPARED, 1);
    assert_int_equal(rig_count(&rig, OH_CMD_ENGINE_ACCEPT), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_choice_is_checked),
        cmocka_unit_test(each_deadline_is_checked),
        cmocka_unit_test(a_rung_of_the_future_is_refused),
        cmocka_unit_test(an_own_session_may_be_reopened_last),
        cmocka_unit_test(what_has_no_name_has_none),
        cmocka_unit_test(a_push_to_a_full_house_is_reported),
        cmocka_unit_test(a_call_that_ends_among_debts_is_forgotten),
        cmocka_unit_test(the_oldest_debt_stays),
        cmocka_unit_test(a_debt_does_not_expire),
        cmocka_unit_test(what_the_system_owns_is_not_released),
        cmocka_unit_test(a_session_of_ours_is_not_idle),
        cmocka_unit_test(no_leg_is_nobodys),
        cmocka_unit_test(a_reason_of_the_future_is_a_plain_refusal),
        cmocka_unit_test(the_end_of_time_is_a_time),
        cmocka_unit_test(a_refer_to_no_leg_is_refused),
        cmocka_unit_test(a_transfer_ends_with_its_leg),
        cmocka_unit_test(a_push_is_not_of_an_answered_call),
        cmocka_unit_test(a_kept_answer_is_kept_once),
        cmocka_unit_test(a_refusal_of_what_was_not_asked_for),
        cmocka_unit_test(an_answered_call_waits_for_its_description),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
