/*
 * Who is not held and resumed for the session, because something of the kind is under way already.
 */
#include "rig.h"

static struct rig rig;

static void tell(enum oh_event_type type, uint8_t on)
{
    rig_step(&rig, OH_EVENT(type, .call = rig_call(1), .action = 9, .leg = 1, .on = on));
}

/* Up, and its session lost: the ladder has come to the rung before the hold-bounce. */
static void lose_the_session(bool shown)
{
    struct oh_policy policy = oh_policy_system();

    policy.accept = OH_ACCEPT_GATED;
    policy.ladder = (struct oh_ladder){{{OH_RUNG_WAIT, 1000},
                                        {OH_RUNG_HOLD_BOUNCE, 1000},
                                        {OH_RUNG_FORCE, 1000},
                                        {OH_RUNG_GIVE_UP, 0}}};
    rig_make(&rig, 1, &policy);
    rig_invite(&rig, 1, 0);
    if (shown)
        tell(OH_EV_UI_REPORTED, 0);
    tell(OH_EV_UI_ANSWERED, 0);
    tell(OH_EV_ENGINE_CONNECTED, 0);
}

static int held_at_the_rung(void)
{
    rig_step(&rig, OH_EVENT(OH_EV_TIME, .now_ms = 1000));
    return rig_count(&rig, OH_CMD_UI_REQUEST);
}

static void only_who_is_shown(void **state)
{
    (void)state;
    lose_the_session(true);
    assert_int_equal(held_at_the_rung(), 1);
    lose_the_session(false);
    assert_int_equal(held_at_the_rung(), 0);
    assert_int_equal(rig_count(&rig, OH_CMD_AUDIO_PREPARE), 1);
}

static void not_who_is_to_be_held_or_ended(void **state)
{
    (void)state;
    lose_the_session(true);
    tell(OH_EV_APP_HELD, 1);
    assert_int_equal(held_at_the_rung(), 0);
    lose_the_session(true);
    tell(OH_EV_APP_ENDED, 0);
    assert_int_equal(held_at_the_rung(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_who_is_shown),
        cmocka_unit_test(not_who_is_to_be_held_or_ended),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
