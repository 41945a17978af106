/*
 * Corners of the application's wishes that no scenario is needed for: what there is no call, no
 * place, no sense for; three wishes at once; calls that all may talk.
 */
#include "rig.h"

static struct rig rig;

static void tell(enum oh_event_type type, int n, uint8_t on)
{
    rig_step(&rig, OH_EVENT(type, .call = rig_call(n), .action = 9, .on = on));
}

static void talk(int n, uint16_t flags)
{
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_INVITED, .call = rig_call(n), .match_key = (uint64_t)n,
                            .leg = (oh_leg)n, .flags = flags));
    tell(OH_EV_UI_REPORTED, n, 0);
    tell(OH_EV_UI_ANSWERED, n, 0);
}

static void ring(int n)
{
    rig_invite(&rig, n, 0);
    tell(OH_EV_UI_REPORTED, n, 0);
}

static bool asked(enum oh_request request, bool on)
{
    for (uint16_t i = 0; i < rig.out.count; i++)
        if (rig.out.items[i].type == OH_CMD_UI_REQUEST && rig.out.items[i].request == request &&
            rig.out.items[i].on == on)
            return true;
    return false;
}

static void begin(uint8_t calls_max)
{
    struct oh_policy policy = oh_policy_system();

    policy.groups = OH_GROUPS_ON;
    rig_make(&rig, calls_max, &policy);
}

static void wishes_for_no_call_mean_nothing(void **state)
{
    static const enum oh_event_type wishes[] = {
        OH_EV_APP_ANSWERED, OH_EV_APP_ENDED,   OH_EV_APP_HELD,    OH_EV_APP_MUTED,
        OH_EV_APP_DIGITS,   OH_EV_APP_GROUPED, OH_EV_APP_SWAPPED,
    };

    (void)state;
    begin(2);
    for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++) {
        rig_step(&rig, OH_EVENT(wishes[i], .call = rig_call(1), .on = 1, .digits = "1"));
        assert_true(rig.out.ignored);
    }
    ring(1);
    tell(OH_EV_APP_HELD, 1, 1); /* nobody talks on it */
    assert_true(rig.out.ignored);
    tell(OH_EV_APP_DIGITS, 1, 0); /* none */
    assert_true(rig.out.ignored);
    rig_step(&rig, OH_EVENT(OH_EV_UI_REQUEST_REFUSED, .call = rig_call(1))); /* of no kind */
    assert_true(rig.out.ignored);
}

static void a_call_is_placed_on_a_leg_under_an_id_of_its_own(void **state)
{
    (void)state;
    begin(2);
    rig_step(&rig, OH_EVENT(OH_EV_APP_PLACED, .call = rig_call(1)));
    assert_int_equal(rig_count(&rig, OH_CMD_APP_TELL), 1);
    assert_int_equal(rig_count(&rig, OH_CMD_ENGINE_END),
                     0); /* of no leg there is nothing to forget */
    ring(2);
    tell(OH_EV_UI_ENDED, 2, 0);
    rig_step(&rig, OH_EVENT(OH_EV_APP_PLACED, .call = rig_call(2), .leg = 3));
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REQUEST), 0);
    assert_int_equal(rig_count(&rig, OH_CMD_ENGINE_END), 1);
    ring(4);
    rig_step(&rig, OH_EVENT(OH_EV_UI_STARTED, .call = rig_call(4), .action = 1, .leg = 5));
    assert_int_equal(rig_count(&rig, OH_CMD_UI_FAIL), 1);
}

/* Placed once more: the call goes on, on the leg that it has. */
static void what_is_placed_already_goes_on(void **state)
{
    (void)state;
    begin(3);
    rig_step(&rig, OH_EVENT(OH_EV_APP_PLACED, .call = rig_call(1), .leg = 1));
    assert_true(asked(OH_REQUEST_START, false));
    rig_step(&rig, OH_EVENT(OH_EV_APP_PLACED, .call = rig_call(1), .leg = 1));
    assert_true(rig.out.ignored);
    rig_step(&rig, OH_EVENT(OH_EV_APP_PLACED, .call = rig_call(1), .leg = 2));
    assert_int_equal(rig.out.count, 1); /* the engine need not keep that one */
    assert_int_equal(rig.out.items[0].type, OH_CMD_ENGINE_END);
    assert_int_equal(rig.out.items[0].leg, 2);
    rig_step(&rig, OH_EVENT(OH_EV_APP_PLACED, .call = rig_call(3), .leg = 1));
    assert_int_equal(rig.out.count, 1); /* nor does another call get a leg that is not free */
    assert_int_equal(rig.out.items[0].type, OH_CMD_APP_TELL);
    rig_step(&rig, OH_EVENT(OH_EV_UI_STARTED, .call = rig_call(3), .action = 1, .leg = 1));
    assert_int_equal(rig_count(&rig, OH_CMD_UI_FAIL), 1);
    rig_step(&rig, OH_EVENT(OH_EV_UI_STARTED, .call = rig_call(1), .action = 2, .leg = 1));
    assert_int_equal(rig_count(&rig, OH_CMD_ENGINE_INVITE), 1);
}

/* Nor is a call placed for a peer under the id of one that is there. */
static void a_peer_cannot_have_a_call_placed_twice(void **state)
{
    struct oh_policy policy = oh_policy_self();

    (void)state;
    rig_make(&rig, 3, &policy);
    talk(1, OH_INVITE_NO_SESSION);
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_CONNECTED, .leg = 1));
    for (int i = 0; i < 2; i++) {
        rig_step(&rig, OH_EVENT(OH_EV_ENGINE_TRANSFER_ASKED, .leg = 1, .other_leg = 2,
                                .call = rig_call(2)));
        assert_int_equal(rig.out.items[0].on, i == 0);
        assert_int_equal(rig_count(&rig, OH_CMD_UI_REQUEST), i == 0);
    }
}

static void sixteen_digits_are_three_requests(void **state)
{
    (void)state;
    begin(1);
    talk(1, 0);
    rig_step(&rig, OH_EVENT(OH_EV_APP_DIGITS, .call = rig_call(1), .digits = "1234567890123456"));
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REQUEST), 3);
    assert_memory_equal(rig.out.items[2].digits, "3456\0", 6);
    rig_step(&rig, OH_EVENT(OH_EV_UI_DIGITS, .call = rig_call(1), .action = 1, .digits = "no"));
    assert_int_equal(rig_count(&rig, OH_CMD_UI_FAIL), 1);
    assert_int_equal(rig_count(&rig, OH_CMD_APP_TELL), 1);
}

static void a_group_is_asked_for_where_there_are_groups(void **state)
{
    struct oh_call_id other = rig_call(2);

    (void)state;
    begin(2);
    talk(1, 0);
    rig_step(&rig, OH_EVENT(OH_EV_APP_GROUPED, .call = rig_call(1), .other_call = rig_call(2)));
    assert_true(asked(OH_REQUEST_GROUP, false));
    assert_memory_equal(&rig.out.items[0].other_call, other.bytes, sizeof other);
    rig_step(&rig, OH_EVENT(OH_EV_APP_GROUPED, .call = rig_call(1), .other_call = rig_call(2)));
    assert_true(rig.out.ignored);
    rig_step(&rig,
             OH_EVENT(OH_EV_UI_REQUEST_REFUSED, .call = rig_call(1), .request = OH_REQUEST_GROUP));
    assert_int_equal(rig_count(&rig, OH_CMD_APP_TELL), 1);
}

static void a_refusal_of_nothing_means_nothing(void **state)
{
    static const uint8_t kinds[] = {OH_REQUEST_NONE, OH_REQUEST_GROUP + 1, UINT8_MAX};

    (void)state;
    begin(1);
    talk(1, 0);
    tell(OH_EV_APP_HELD, 1, 1);
    for (size_t i = 0; i < sizeof kinds; i++) {
        rig_step(&rig,
                 OH_EVENT(OH_EV_UI_REQUEST_REFUSED, .call = rig_call(1), .request = kinds[i]));
        assert_true(rig.out.ignored);
    }
}

static void what_was_lost_is_told_and_only_that(void **state)
{
    static const uint8_t kinds[] = {OH_REQUEST_MUTE, OH_REQUEST_GROUP};

    (void)state;
    begin(1);
    talk(1, 0);
    for (size_t i = 0; i < sizeof kinds; i++) {
        rig_step(&rig,
                 OH_EVENT(OH_EV_UI_ACTION_TIMED_OUT, .call = rig_call(1), .request = kinds[i]));
        assert_int_equal(rig.out.count, 0);
    }
    tell(OH_EV_APP_MUTED, 1, 1);
    rig_step(&rig, OH_EVENT(OH_EV_UI_REQUEST_REFUSED, .call = rig_call(1), .on = 0,
                            .request = OH_REQUEST_MUTE));
    assert_true(rig.out.ignored); /* that it is not unmuted */
    rig_step(&rig, OH_EVENT(OH_EV_UI_REQUEST_REFUSED, .call = rig_call(1), .on = 1,
                            .request = OH_REQUEST_MUTE));
    assert_int_equal(rig_count(&rig, OH_CMD_APP_TELL), 1);
    rig_step(&rig,
             OH_EVENT(OH_EV_UI_ACTION_TIMED_OUT, .call = rig_call(1), .request = OH_REQUEST_START));
    assert_int_equal(oh_call_count(rig.core), 0);
}

/* Held; resume, hold, resume again, before any of it came. */
static void the_third_wish_is_asked_for_when_the_second_came(void **state)
{
    (void)state;
    begin(1);
    talk(1, 0);
    tell(OH_EV_UI_HELD, 1, 1);
    tell(OH_EV_APP_HELD, 1, 0);
    assert_true(asked(OH_REQUEST_HOLD, false));
    tell(OH_EV_APP_HELD, 1, 1);
    assert_true(asked(OH_REQUEST_HOLD, true));
    tell(OH_EV_APP_HELD, 1, 0);
    assert_int_equal(rig.out.count, 0);
    tell(OH_EV_UI_HELD, 1, 1); /* the hold, and the first resume still comes */
    assert_false(asked(OH_REQUEST_HOLD, false));
    tell(OH_EV_UI_HELD, 1, 0);
    tell(OH_EV_APP_HELD, 1, 0);
    assert_true(rig.out.ignored);
}

/* He is held, and resume and hold are open: the hold is refused, the resume comes. */
static void a_refused_hold_leaves_the_resume_open(void **state)
{
    (void)state;
    begin(1);
    talk(1, 0);
    tell(OH_EV_UI_HELD, 1, 1);
    tell(OH_EV_APP_HELD, 1, 0);
    tell(OH_EV_APP_HELD, 1, 1);
    tell(OH_EV_APP_HELD, 1, 0);
    rig_step(&rig, OH_EVENT(OH_EV_UI_REQUEST_REFUSED, .call = rig_call(1), .on = 1,
                            .request = OH_REQUEST_HOLD));
    assert_int_equal(rig_count(&rig, OH_CMD_APP_TELL), 1);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REQUEST), 0);
    rig_step(&rig, OH_EVENT(OH_EV_UI_REQUEST_REFUSED, .call = rig_call(1), .on = 0,
                            .request = OH_REQUEST_HOLD));
    assert_int_equal(rig_count(&rig, OH_CMD_APP_TELL), 1);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REQUEST), 0);
}

/* The other way round: to resume is given up with the first of its requests. */
static void a_refused_resume_gives_up_the_third_wish(void **state)
{
    (void)state;
    begin(1);
    talk(1, 0);
    tell(OH_EV_UI_HELD, 1, 1);
    tell(OH_EV_APP_HELD, 1, 0);
    tell(OH_EV_APP_HELD, 1, 1);
    tell(OH_EV_APP_HELD, 1, 0);
    rig_step(&rig, OH_EVENT(OH_EV_UI_REQUEST_REFUSED, .call = rig_call(1), .on = 0,
                            .request = OH_REQUEST_HOLD));
    tell(OH_EV_UI_HELD, 1, 1);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REQUEST), 0);
}

/* Who does not use the session, or where all may talk, need not wait for anybody. */
static void nobody_makes_way_for_who_needs_none(void **state)
{
    struct oh_policy policy = oh_policy_self();

    (void)state;
    begin(3);
    talk(1, 0);
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_INVITED, .call = rig_call(2), .match_key = 2, .leg = 2,
                            .flags = OH_INVITE_NO_SESSION));
    tell(OH_EV_UI_REPORTED, 2, 0);
    tell(OH_EV_APP_ANSWERED, 2, 0);
    assert_true(asked(OH_REQUEST_ANSWER, false));
    tell(OH_EV_UI_ANSWERED, 2, 0);
    ring(3);
    tell(OH_EV_APP_ANSWERED, 3, 0);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REQUEST),
                     1); /* the first holds, the tone does not */
    assert_true(asked(OH_REQUEST_HOLD, true));

    policy.focus = OH_FOCUS_ALL;
    rig_make(&rig, 2, &policy);
    talk(1, 0);
    ring(2);
    tell(OH_EV_APP_ANSWERED, 2, 0);
    assert_true(asked(OH_REQUEST_ANSWER, false));
}

/* A clock that has run for months: both of a call's go on where its lower half begins anew. */
static void clocks_go_past_their_lower_half(void **state)
{
    const uint64_t turn_ms = UINT64_C(5) << 32;
    struct oh_policy policy = oh_policy_self(); /* a system's rings are short */

    (void)state;
    policy.deadlines.ring_ms = UINT32_MAX;
    rig_make(&rig, 1, &policy);
    rig_invite(&rig, 1, turn_ms - 500);
    assert_int_equal(oh_deadline_ms(rig.core), turn_ms - 500 + UINT32_MAX);
    rig_step(&rig, OH_EVENT(OH_EV_UI_REPORTED, .call = rig_call(1), .now_ms = turn_ms - 400));
    rig_step(&rig, OH_EVENT(OH_EV_APP_ANSWERED, .call = rig_call(1), .now_ms = turn_ms - 300));
    const uint64_t given_up_ms = turn_ms - 300 + policy.deadlines.request_ms;
    assert_int_equal(oh_deadline_ms(rig.core), given_up_ms);
    rig_step(&rig, OH_EVENT(OH_EV_TIME, .now_ms = given_up_ms - 1));
    assert_int_equal(rig.out.count, 0);
    rig_step(&rig, OH_EVENT(OH_EV_TIME, .now_ms = given_up_ms));
    assert_int_equal(rig_count(&rig, OH_CMD_APP_TELL), 1);
    rig_step(&rig, OH_EVENT(OH_EV_TIME, .now_ms = turn_ms - 501 + UINT32_MAX));
    assert_int_equal(rig.out.count, 0);
    rig_step(&rig, OH_EVENT(OH_EV_TIME, .now_ms = turn_ms + (UINT64_C(1) << 33)));
    assert_int_equal(rig_count(&rig, OH_CMD_ENGINE_REJECT), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wishes_for_no_call_mean_nothing),
        cmocka_unit_test(a_call_is_placed_on_a_leg_under_an_id_of_its_own),
        cmocka_unit_test(what_is_placed_already_goes_on),
        cmocka_unit_test(a_peer_cannot_have_a_call_placed_twice),
        cmocka_unit_test(sixteen_digits_are_three_requests),
        cmocka_unit_test(a_group_is_asked_for_where_there_are_groups),
        cmocka_unit_test(a_refusal_of_nothing_means_nothing),
        cmocka_unit_test(what_was_lost_is_told_and_only_that),
        cmocka_unit_test(the_third_wish_is_asked_for_when_the_second_came),
        cmocka_unit_test(a_refused_hold_leaves_the_resume_open),
        cmocka_unit_test(a_refused_resume_gives_up_the_third_wish),
        cmocka_unit_test(nobody_makes_way_for_who_needs_none),
        cmocka_unit_test(clocks_go_past_their_lower_half),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
