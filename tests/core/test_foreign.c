/*
 * Corners of foreign calls: what means nothing, what is left of one after a reset, and the hold
 * that nobody sees.
 */
#include "rig.h"

static struct rig rig;

static void tell(enum oh_event_type type, uint8_t on)
{
    rig_step(&rig, OH_EVENT(type, .call = rig_call(1), .leg = 1, .action = 9, .on = on));
}

static void foreign(enum oh_foreign level, enum oh_reason reason)
{
    rig_step(&rig,
             OH_EVENT(OH_EV_UI_FOREIGN_CALL, .foreign = (uint8_t)level, .reason = (uint8_t)reason));
}

static void talk(void)
{
    rig_invite(&rig, 1, 0);
    tell(OH_EV_UI_REPORTED, 0);
    tell(OH_EV_UI_ANSWERED, 0);
    tell(OH_EV_AUDIO_ACTIVATED, 0);
    tell(OH_EV_AUDIO_PREPARED, 0);
    tell(OH_EV_ENGINE_CONNECTED, 0);
}

static bool is_held(void)
{
    struct oh_call_info info;

    return oh_call_at(rig.core, 0, &info) && info.held;
}

/* T_LOST is over, and the call UI does not hold it. */
static void park(void)
{
    struct oh_policy policy = oh_policy_system();

    rig_make(&rig, 2, &policy);
    talk();
    foreign(OH_FOREIGN_ACTIVE, OH_REASON_NONE);
    tell(OH_EV_AUDIO_INTERRUPTED, 0);
    rig_step(&rig, OH_EVENT(OH_EV_TIME, .now_ms = policy.deadlines.lost_ms));
    assert_true(is_held());
    rig_step(&rig, OH_EVENT(OH_EV_UI_REQUEST_REFUSED, .call = rig_call(1),
                            .request = OH_REQUEST_HOLD, .on = 1));
    assert_int_equal(rig_count(&rig, OH_CMD_APP_TELL), 1);
    assert_true(is_held());
}

static void what_comes_twice_or_does_not_exist_means_nothing(void **state)
{
    struct oh_policy policy = oh_policy_system();

    (void)state;
    rig_make(&rig, 1, &policy);
    foreign(OH_FOREIGN_NONE, OH_REASON_REMOTE);
    assert_true(rig.out.ignored);
    foreign(OH_FOREIGN_RINGING, OH_REASON_NONE);
    assert_false(rig.out.ignored);
    foreign(OH_FOREIGN_RINGING, OH_REASON_NONE);
    assert_true(rig.out.ignored);
    foreign(OH_FOREIGN_ACTIVE + 1, OH_REASON_NONE);
    assert_true(rig.out.ignored);
    assert_true(oh_idle(rig.core)); /* it is not ours to wait for */
}

static void a_hold_that_nobody_sees_ends_with_its_cause(void **state)
{
    (void)state;
    park();
    foreign(OH_FOREIGN_HELD, OH_REASON_NONE);
    assert_false(is_held());
    assert_int_equal(rig_count(&rig, OH_CMD_APP_TELL), 0);
}

static void it_ends_with_the_call_service_as_well(void **state)
{
    struct oh_policy policy = oh_policy_self();

    (void)state;
    rig_make(&rig, 1, &policy);
    talk();
    foreign(OH_FOREIGN_ACTIVE, OH_REASON_NONE);
    tell(OH_EV_AUDIO_DEACTIVATED, 0);
    tell(OH_EV_AUDIO_PREPARE_FAILED, 0);
    rig_step(&rig, OH_EVENT(OH_EV_TIME, .now_ms = policy.deadlines.lost_ms));
    assert_true(is_held());
    tell(OH_EV_UI_RESET, 0);
    assert_false(is_held());
}

static void the_users_own_hold_does_not(void **state)
{
    (void)state;
    park();
    tell(OH_EV_UI_HELD, 1);
    foreign(OH_FOREIGN_NONE, OH_REASON_REMOTE);
    assert_true(is_held());
    assert_int_equal(rig_count(&rig, OH_CMD_APP_TELL), 1);
}

/* Whoever is turned to next waits until the call UI holds this one: it shows it as talked on. */
static void it_makes_way_like_any_other(void **state)
{
    (void)state;
    park();
    rig_invite(&rig, 2, 0);
    rig_step(&rig, OH_EVENT(OH_EV_UI_REPORTED, .call = rig_call(2)));
    rig_step(&rig, OH_EVENT(OH_EV_APP_ANSWERED, .call = rig_call(2)));
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REQUEST), 1);
    assert_int_equal(rig.out.items[0].request, OH_REQUEST_HOLD);
    assert_int_equal(rig.out.items[0].call.bytes[1], 1);
}

/* Auto-answer is for whoever may talk at once, foreign calls or not. */
static void all_may_talk(void **state)
{
    struct oh_policy policy = oh_policy_self();

    (void)state;
    policy.focus = OH_FOCUS_ALL;
    policy.auto_answer = OH_AUTO_ANSWER_ALWAYS;
    rig_make(&rig, 1, &policy);
    foreign(OH_FOREIGN_ACTIVE, OH_REASON_NONE);
    rig_invite(&rig, 1, 0);
    tell(OH_EV_UI_REPORTED, 0);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REQUEST), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_comes_twice_or_does_not_exist_means_nothing),
        cmocka_unit_test(a_hold_that_nobody_sees_ends_with_its_cause),
        cmocka_unit_test(it_ends_with_the_call_service_as_well),
        cmocka_unit_test(the_users_own_hold_does_not),
        cmocka_unit_test(it_makes_way_like_any_other),
        cmocka_unit_test(all_may_talk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
