/*
 * oh_init: both profiles are sound, and each rule is found broken by a policy that breaks just it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "offhook/offhook.h"

static uint64_t memory[512];

static enum oh_rule init(const struct oh_policy *policy)
{
    return oh_init(memory, sizeof memory, 2, policy);
}

static void the_profiles_are_sound(void **state)
{
    struct oh_policy system = oh_policy_system(), self = oh_policy_self();
    struct oh_policy telecom = oh_policy_telecom();

    (void)state;
    assert_int_equal(init(&system), OH_RULE_NONE);
    assert_int_equal(init(&telecom), OH_RULE_NONE);
    assert_int_equal(init(&self), OH_RULE_NONE);
    assert_int_equal(oh_calls_max((struct oh_core *)memory), 2);
    assert_int_equal(oh_core_policy((struct oh_core *)memory)->activation, OH_ACTIVATION_SELF);
}

static void memory_and_calls_are_checked(void **state)
{
    struct oh_policy policy = oh_policy_system();

    (void)state;
    assert_int_equal(oh_core_size(0), 0);
    assert_int_equal(oh_init(memory, sizeof memory, 0, &policy), OH_RULE_CALLS_MAX);
    assert_int_equal(oh_init(memory, oh_core_size(2) - 1, 2, &policy), OH_RULE_SIZE);
    assert_int_equal(oh_init(memory, oh_core_size(2), 2, &policy), OH_RULE_NONE);
    policy.size--;
    assert_int_equal(init(&policy), OH_RULE_SIZE);
}

static void eight_calls_fit_a_kibibyte(void **state)
{
    (void)state;
    /* Without policy and dead keys: 64 bytes a call. */
    assert_true(oh_core_size(8) - oh_core_size(7) <= 64);
    assert_true(oh_core_size(8) - sizeof(struct oh_policy) - 8 * 40 <= 1024);
}

static void choices_must_exist(void **state)
{
    struct oh_policy policy = oh_policy_system();

    (void)state;
    policy.accept = OH_ACCEPT_GATED + 1;
    assert_int_equal(init(&policy), OH_RULE_ENUM);
    policy = oh_policy_self();
    policy.auto_answer = OH_AUTO_ANSWER_ALWAYS + 1;
    assert_int_equal(init(&policy), OH_RULE_ENUM);
    policy = oh_policy_self();
    policy.call_waiting = OH_CALL_WAITING_OFF + 1;
    assert_int_equal(init(&policy), OH_RULE_ENUM);
    policy = oh_policy_self();
    policy.transfer = OH_TRANSFER_FOLLOW + 1;
    assert_int_equal(init(&policy), OH_RULE_ENUM);
    policy = oh_policy_system();
    policy.decline_code = 200;
    assert_int_equal(init(&policy), OH_RULE_DECLINE_CODE);
    policy = oh_policy_system();
    policy.deadlines.lost_ms = 0;
    assert_int_equal(init(&policy), OH_RULE_DEADLINE_ZERO);
    policy = oh_policy_system();
    policy.deadlines.silent_ms = 0;
    assert_int_equal(init(&policy), OH_RULE_DEADLINE_ZERO);
    policy = oh_policy_system();
    policy.deadlines.request_ms = 0;
    assert_int_equal(init(&policy), OH_RULE_DEADLINE_ZERO);
    policy = oh_policy_system();
    policy.deadlines.deaf_ms = 0;
    assert_int_equal(init(&policy), OH_RULE_DEADLINE_ZERO);
}

static void fulfilling_late_must_not_deadlock(void **state)
{
    struct oh_policy policy = oh_policy_system();

    (void)state;
    policy.fulfil = OH_FULFIL_WHEN_CONNECTED;
    assert_int_equal(init(&policy), OH_RULE_FULFIL_DEADLOCK);
    policy.accept = OH_ACCEPT_GATED;
    assert_int_equal(init(&policy), OH_RULE_NONE);
    policy = oh_policy_self();
    policy.fulfil = OH_FULFIL_WHEN_CONNECTED;
    assert_int_equal(init(&policy), OH_RULE_NONE);
}

static void deadlines_must_come_before_the_systems_own(void **state)
{
    struct oh_policy policy = oh_policy_system();

    (void)state;
    policy.deadlines.ring_ms = 59999;
    assert_int_equal(init(&policy), OH_RULE_NONE);
    policy.deadlines.ring_ms = 60000;
    assert_int_equal(init(&policy), OH_RULE_SYSTEM_LIMIT);

    policy = oh_policy_system();
    policy.deadlines.ack_ms = 60000; /* of no matter: the answer is fulfilled at once */
    assert_int_equal(init(&policy), OH_RULE_NONE);
    policy.accept = OH_ACCEPT_GATED;
    policy.fulfil = OH_FULFIL_WHEN_CONNECTED;
    policy.deadlines.ack_ms = 60000 - policy.deadlines.invite_ms - policy.deadlines.setup_ms;
    assert_int_equal(init(&policy), OH_RULE_SYSTEM_LIMIT);
    policy.deadlines.ack_ms--;
    assert_int_equal(init(&policy), OH_RULE_NONE);
    policy.deadlines.ack_ms = UINT32_MAX; /* the sum has more than 32 bits */
    assert_int_equal(init(&policy), OH_RULE_SYSTEM_LIMIT);

    policy = oh_policy_self(); /* nobody but us ends anything */
    policy.deadlines.ring_ms = policy.deadlines.ack_ms = UINT32_MAX;
    policy.fulfil = OH_FULFIL_WHEN_CONNECTED;
    assert_int_equal(init(&policy), OH_RULE_NONE);
}

static void ladders_must_end_and_fit(void **state)
{
    struct oh_policy policy = oh_policy_system();

    (void)state;
    policy.ladder = (struct oh_ladder){{{OH_RUNG_GIVE_UP, 0}}};
    assert_int_equal(init(&policy), OH_RULE_LADDER_OPEN);
    policy.ladder = (struct oh_ladder){{{OH_RUNG_WAIT, 100}, {OH_RUNG_GIVE_UP, 0}}};
    assert_int_equal(init(&policy), OH_RULE_LADDER_OPEN);
    for (int i = 0; i < OH_RUNGS_MAX; i++)
        policy.ladder.rungs[i] = (struct oh_rung){OH_RUNG_FORCE, 100};
    assert_int_equal(init(&policy), OH_RULE_LADDER_OPEN);
    policy.ladder = (struct oh_ladder){{{OH_RUNG_FORCE, 0}, {OH_RUNG_GIVE_UP, 0}}};
    assert_int_equal(init(&policy), OH_RULE_DEADLINE_ZERO);
    policy.ladder = (struct oh_ladder){{{OH_RUNG_FORCE, 10001}, {OH_RUNG_GIVE_UP, 0}}};
    assert_int_equal(init(&policy), OH_RULE_LADDER_LONG);
    policy.ladder = (struct oh_ladder){{{OH_RUNG_REOPEN, 100}, {OH_RUNG_GIVE_UP, 0}}};
    assert_int_equal(init(&policy), OH_RULE_LADDER_KIND);
    policy = oh_policy_system(); /* to configure what nobody activated would accept in silence */
    policy.ladder =
        (struct oh_ladder){{{OH_RUNG_WAIT, 1}, {OH_RUNG_PREPARE, 1}, {OH_RUNG_GIVE_UP, 0}}};
    assert_int_equal(init(&policy), OH_RULE_LADDER_KIND);
    policy = oh_policy_self();
    policy.ladder =
        (struct oh_ladder){{{OH_RUNG_WAIT, 1}, {OH_RUNG_PREPARE, 1}, {OH_RUNG_GIVE_UP, 0}}};
    assert_int_equal(init(&policy), OH_RULE_LADDER_KIND);
}

static void every_rule_has_a_sentence(void **state)
{
    (void)state;
    for (int rule = 0; rule < OH_RULES; rule++)
        assert_string_not_equal(oh_rule_text((enum oh_rule)rule), "unknown rule");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_profiles_are_sound),
        cmocka_unit_test(memory_and_calls_are_checked),
        cmocka_unit_test(eight_calls_fit_a_kibibyte),
        cmocka_unit_test(choices_must_exist),
        cmocka_unit_test(fulfilling_late_must_not_deadlock),
        cmocka_unit_test(deadlines_must_come_before_the_systems_own),
        cmocka_unit_test(ladders_must_end_and_fit),
        cmocka_unit_test(every_rule_has_a_sentence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
