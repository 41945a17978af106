/*
 * Corners of groups that no scenario is needed for: who can be joined to nobody, what the call list
 * says, members that are held or use no session, and requests that are open already.
 */
#include "rig.h"

static struct rig rig;

static void tell(enum oh_event_type type, int n, uint8_t on)
{
    rig_step(&rig, OH_EVENT(type, .call = rig_call(n), .action = 9, .on = on));
}

static void group(int n, int other)
{
    struct oh_call_id nobody = {0};

    rig_step(&rig, OH_EVENT(OH_EV_UI_GROUPED, .call = rig_call(n), .action = 9,
                            .other_call = other != 0 ? rig_call(other) : nobody));
}

static void ring(int n, uint16_t flags)
{
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_INVITED, .call = rig_call(n), .match_key = (uint64_t)n,
                            .leg = (oh_leg)n, .flags = flags));
    tell(OH_EV_UI_REPORTED, n, 0);
}

static void talk(int n, uint16_t flags)
{
    ring(n, flags);
    tell(OH_EV_UI_ANSWERED, n, 0);
    rig_step(&rig, OH_EVENT(OH_EV_AUDIO_PREPARED));
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_ACCEPTED, .leg = (oh_leg)n));
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_CONNECTED, .leg = (oh_leg)n));
}

static void fail_to_mix(int n)
{
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_GROUP_FAILED, .leg = (oh_leg)n));
}

static struct oh_call_info info(int n)
{
    struct oh_call_id id = rig_call(n);
    struct oh_call_info found;

    for (uint8_t i = 0; oh_call_at(rig.core, i, &found); i++)
        if (memcmp(&found.call, &id, sizeof id) == 0)
            return found;
    fail_msg("there is no call %d", n);
    return found;
}

static void begin(struct oh_policy policy, enum oh_groups groups)
{
    policy.groups = (uint8_t)groups;
    rig_make(&rig, 5, &policy);
}

static void who_cannot_be_joined(void **state)
{
    (void)state;
    begin(oh_policy_self(), OH_GROUPS_ON);
    talk(1, 0);
    ring(2, 0);
    const int pairs[][2] = {{1, 1}, {1, 2}, {2, 1}, {1, 9}, {9, 1}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        group(pairs[i][0], pairs[i][1]);
        assert_int_equal(rig_count(&rig, OH_CMD_UI_FAIL), 1);
        assert_int_equal(rig.out.count, 1);
    }
    assert_int_equal(info(1).group, 0);
}

static void without_the_policy_nobody_is(void **state)
{
    (void)state;
    begin(oh_policy_self(), OH_GROUPS_OFF);
    talk(1, 0);
    talk(2, 0);
    group(1, 2);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_FAIL), 1);
    group(1, 0);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_FAIL), 1);
    rig_step(&rig, OH_EVENT(OH_EV_APP_GROUPED, .call = rig_call(1), .other_call = rig_call(2)));
    assert_int_equal(rig_count(&rig, OH_CMD_APP_TELL), 1);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REQUEST), 0);
}

/* The number is one more than the lowest slot, whoever joined whom, and whoever leaves. */
static void the_call_list_shows_who_is_joined(void **state)
{
    (void)state;
    begin(oh_policy_self(), OH_GROUPS_ON);
    for (int n = 1; n <= 5; n++)
        talk(n, 0);
    group(3, 2);
    group(4, 3);
    group(5, 1);
    const uint8_t joined[] = {1, 2, 2, 2, 1};
    for (int n = 1; n <= 5; n++)
        assert_int_equal(info(n).group, joined[n - 1]);
    group(2, 1);
    const uint8_t moved[] = {1, 1, 3, 3, 1};
    for (int n = 1; n <= 5; n++)
        assert_int_equal(info(n).group, moved[n - 1]);
    tell(OH_EV_UI_ENDED, 1, 0);
    assert_int_equal(info(2).group, 2);
    assert_int_equal(info(5).group, 2);
    group(4, 0);
    assert_int_equal(info(3).group, 0);
}

/* Equal groups give equal bytes. */
static void it_does_not_matter_how_it_came_about(void **state)
{
    uint64_t digest;

    (void)state;
    for (int way = 0; way < 2; way++) {
        begin(oh_policy_self(), OH_GROUPS_ON);
        for (int n = 1; n <= 3; n++)
            talk(n, 0);
        if (way == 0) {
            group(1, 2);
            group(3, 1);
            digest = oh_core_digest(rig.core);
        } else {
            group(2, 3);
            group(1, 3);
            assert_true(oh_core_digest(rig.core) == digest);
        }
    }
    group(1, 0);
    assert_true(oh_core_digest(rig.core) != digest);
}

static void what_a_failure_means_and_when_it_means_nothing(void **state)
{
    (void)state;
    begin(oh_policy_self(), OH_GROUPS_ON);
    talk(1, 0);
    fail_to_mix(1);
    assert_true(rig.out.ignored);
    fail_to_mix(7);
    assert_true(rig.out.ignored);

    talk(2, OH_INVITE_NO_SESSION);
    group(1, 2);
    fail_to_mix(1); /* the other one uses no session: nobody is to be held */
    assert_int_equal(rig_count(&rig, OH_CMD_APP_TELL), 1);
    assert_false(info(1).held);

    talk(3, 0);
    group(3, 1); /* who is held */
    fail_to_mix(3);
    assert_int_equal(rig_count(&rig, OH_CMD_APP_TELL), 1);
    assert_false(info(3).held);
    assert_int_equal(info(1).group, 0);
}

/* The call UI was asked to join it to another one just now. */
static void what_is_open_is_not_asked_for_again(void **state)
{
    (void)state;
    begin(oh_policy_self(), OH_GROUPS_ON);
    for (int n = 1; n <= 3; n++)
        talk(n, 0);
    group(1, 2);
    rig_step(&rig, OH_EVENT(OH_EV_APP_GROUPED, .call = rig_call(1), .other_call = rig_call(3)));
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REQUEST), 1);
    fail_to_mix(1);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REQUEST), 0);
}

/* Who cannot be held does not keep those from the word that talk with him. */
static void a_refused_hold_is_no_matter_to_its_group(void **state)
{
    (void)state;
    begin(oh_policy_system(), OH_GROUPS_ON);
    rig_step(&rig, OH_EVENT(OH_EV_AUDIO_ACTIVATED));
    for (int n = 1; n <= 3; n++) {
        talk(n, 0);
        tell(OH_EV_UI_HELD, n, 1);
    }
    group(1, 2);
    tell(OH_EV_UI_HELD, 3, 0);
    tell(OH_EV_UI_HELD, 1, 0); /* by a system that lets both be talked to */
    rig_step(&rig, OH_EVENT(OH_EV_APP_HELD, .call = rig_call(2), .on = 0));
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REQUEST), 1); /* that the third is held */
    rig_step(&rig, OH_EVENT(OH_EV_APP_HELD, .call = rig_call(1), .on = 1));
    rig_step(&rig, OH_EVENT(OH_EV_UI_REQUEST_REFUSED, .call = rig_call(1),
                            .request = OH_REQUEST_HOLD, .on = 1));
    assert_int_equal(rig_count(&rig, OH_CMD_APP_TELL), 1); /* of this wish alone */
    tell(OH_EV_UI_HELD, 3, 1);
    assert_int_equal(rig_count(&rig, OH_CMD_UI_REQUEST), 1); /* that the second is resumed */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_cannot_be_joined),
        cmocka_unit_test(without_the_policy_nobody_is),
        cmocka_unit_test(the_call_list_shows_who_is_joined),
        cmocka_unit_test(it_does_not_matter_how_it_came_about),
        cmocka_unit_test(what_a_failure_means_and_when_it_means_nothing),
        cmocka_unit_test(what_is_open_is_not_asked_for_again),
        cmocka_unit_test(a_refused_hold_is_no_matter_to_its_group),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
