/* The oracle: what could be talked on follows from the plan alone, and from every part of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "drive.h"
#include "fate.h"

static struct setting setting_of(uint64_t adversaries)
{
    static struct world world;
    struct oh_policy policy = oh_policy_system();

    world_make(&world, clocked_by_name("offhook"), &policy, adversaries);
    return world.setting;
}

/* The next seed's wave of one call that could be talked on, without anything in its way. */
static struct plan good_plan(const struct setting *setting, uint64_t *seed)
{
    struct plan plan;

    do
        plan_make(&plan, setting, (*seed)++, 0, 1);
    while (plan.calls[0].fate != FATE_TALK || plan.trouble_count != 0);
    return plan;
}

static void add_trouble(struct plan *plan, uint64_t from_ms, uint64_t to_ms)
{
    plan->troubles[plan->trouble_count++] = (struct trouble_time){from_ms, to_ms};
}

/* ---- The session ---- */

#define SPAN_MS 400

/* The same, millisecond by millisecond. */
static uint64_t walked_ms(const struct plan *plan, uint64_t from_ms, uint64_t to_ms)
{
    uint64_t longest_ms = 0, here_ms = 0;

    for (uint64_t now_ms = from_ms; now_ms < to_ms; now_ms++) {
        for (unsigned i = 0; i < plan->trouble_count; i++)
            if (now_ms == plan->troubles[i].from_ms) /* an instant parts it, too */
                here_ms = 0;
        bool trouble = false;
        for (unsigned i = 0; i < plan->trouble_count; i++)
            trouble |= now_ms >= plan->troubles[i].from_ms && now_ms < plan->troubles[i].to_ms;
        here_ms = trouble ? 0 : here_ms + 1;
        if (here_ms > longest_ms)
            longest_ms = here_ms;
    }
    return longest_ms;
}

static void free_time_is_what_a_walk_finds(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        struct plan plan = {0};
        uint64_t draw = 0, at_ms = 0;
        for (unsigned i = 0; i < splitmix64_at(seed, 99) % TROUBLES_MAX; i++) {
            at_ms += splitmix64_at(seed, draw++) % 90; /* by their beginning, as in a plan */
            add_trouble(&plan, at_ms, at_ms + splitmix64_at(seed, draw++) % 120);
        }
        uint64_t from_ms = splitmix64_at(seed, draw++) % SPAN_MS;
        uint64_t to_ms = from_ms + splitmix64_at(seed, draw++) % SPAN_MS;
        assert_int_equal(plan_free_ms(&plan, from_ms, to_ms), walked_ms(&plan, from_ms, to_ms));
    }
}

/* Trouble from the beginning on: the longer it lasts the worse, and at the end nothing is left. */
static void without_a_session_nobody_is_heard(void **state)
{
    struct setting setting = setting_of(ADV_INCOMING);
    uint64_t seed = 1;

    (void)state;
    for (unsigned i = 0; i < 200; i++) {
        struct plan plan = good_plan(&setting, &seed);
        bool gone = false;
        add_trouble(&plan, 0, 0);
        for (uint64_t to_ms = 0; to_ms < 120000; to_ms += 250) {
            plan.troubles[0].to_ms = to_ms;
            enum fate fate = fate_of(&plan, &setting, 0);
            assert_true(fate == FATE_SESSION || (fate == FATE_TALK && !gone));
            gone = fate == FATE_SESSION;
        }
        assert_true(gone);
    }
}

/* ---- The user ---- */

/* He places another call: before he answers it is no matter, nor once they could have been heard;
 * between the two, which is as long as the INVITE and that take, he turned away. */
static void he_turns_away_or_could_be_heard(void **state)
{
    struct setting setting = setting_of(ADV_INCOMING | ADV_OUTGOING);
    uint64_t seed = 1;

    (void)state;
    for (unsigned i = 0; i < 200; i++) {
        struct plan plan = good_plan(&setting, &seed);
        uint64_t turned = 0, changes = 0;
        enum fate before = FATE_TALK;
        plan.count = 2;
        for (uint64_t at_ms = 0; at_ms < 120000; at_ms += 50) {
            plan.calls[1].start_ms = at_ms;
            enum fate fate = fate_of(&plan, &setting, 0);
            assert_true(fate == FATE_TALK || fate == FATE_TURNED);
            turned += fate == FATE_TURNED;
            changes += fate != before;
            before = fate;
        }
        assert_int_equal(changes, 2);
        assert_true(turned * 50 + 50 >= CHANCE_MS);
        assert_true(turned * 50 <= setting.policy.deadlines.setup_ms + 5000 +
                                       plan.calls[0].invite_ms - plan.calls[0].first_ms);
    }
}

/* A call that nobody answers is no matter; nor is one that rings anew, until it does: from then on
 * he may answer it. Where a reset ends calls none does. */
static void another_call_may_come_before_it_again(void **state)
{
    struct setting setting = setting_of(ADV_INCOMING);
    uint64_t seed = 1;

    (void)state;
    for (unsigned i = 0; i < 200; i++) {
        struct plan plan = good_plan(&setting, &seed);
        plan.count = 2;
        plan.calls[1] = (struct plan_call){.first_ms = 0,
                                           .invite_ms = NEVER_MS,
                                           .push_ms = NEVER_MS,
                                           .cancel_push_ms = NEVER_MS,
                                           .old_push_ms = NEVER_MS,
                                           .fork_ms = NEVER_MS,
                                           .start_ms = NEVER_MS};
        /* Both are later by one, so that the reset comes before the call's first sign. */
        plan.calls[0].first_ms++;
        plan.calls[0].invite_ms++;
        if (plan.calls[0].push_ms != NEVER_MS)
            plan.calls[0].push_ms++;
        setting.policy.ui_reset = OH_UI_RESET_RESHOW;
        assert_int_equal(fate_of(&plan, &setting, 0), FATE_TALK);
        plan.reset_ms = 0;
        assert_int_equal(fate_of(&plan, &setting, 0), FATE_TURNED);
        plan.calls[1].first_ms = 1;
        assert_int_equal(fate_of(&plan, &setting, 0), FATE_TALK);
        plan.calls[1].first_ms = 0;
        setting.policy.ui_reset = OH_UI_RESET_ENDS_CALLS;
        assert_int_equal(fate_of(&plan, &setting, 0), FATE_TALK);
        /* On a desktop media that comes to need the session has it, whoever it was. */
        plan.calls[1].invite = ACT_INVITE_NO_SESSION;
        plan.calls[1].replaced = true;
        assert_int_equal(fate_of(&plan, &setting, 0), FATE_TALK);
        setting.policy.activation = OH_ACTIVATION_SELF;
        assert_int_equal(fate_of(&plan, &setting, 0), FATE_TURNED);
        setting.policy.activation = OH_ACTIVATION_SYSTEM;
    }
}

static void one_thing_is_enough(void **state)
{
    struct setting setting = setting_of(ADV_INCOMING);
    uint64_t seed = 1;

    (void)state;
    for (unsigned i = 0; i < 200; i++) {
        struct plan good = good_plan(&setting, &seed), plan = good;
        struct plan_call *call = &plan.calls[0];

        call->no_ack = true;
        assert_int_equal(fate_of(&plan, &setting, 0), FATE_NO_ACK);
        call->leg_fails = true;
        assert_int_equal(fate_of(&plan, &setting, 0), FATE_ENGINE);
        call->times_out = true;
        assert_int_equal(fate_of(&plan, &setting, 0), FATE_TIMED_OUT);
        plan.reset_ms = call->first_ms;
        assert_int_equal(fate_of(&plan, &setting, 0), FATE_SERVICE);
        call->cancel_push_ms = call->first_ms;
        assert_int_equal(fate_of(&plan, &setting, 0), FATE_GAVE_UP);
        call->report_refused = true;
        assert_int_equal(fate_of(&plan, &setting, 0), FATE_NOT_SHOWN);
        call->invite_ms = NEVER_MS;
        assert_int_equal(fate_of(&plan, &setting, 0), FATE_NO_INVITE);
        call->start_ms = call->first_ms;
        assert_int_equal(fate_of(&plan, &setting, 0), FATE_PLACED);
    }
}

/* What the oracle says is asked of no run: the very same plan, whatever the strategy makes of it,
 * and of the calls that could be talked on offhook's are, each of them. */
static void what_could_be_talked_on_is(void **state)
{
    static struct world world;
    static struct sim sim;
    static struct sums sums;
    struct oh_policy policy = oh_policy_system();

    (void)state;
    world_make(&world, clocked_by_name("offhook"), &policy, ADV_INCOMING);
    for (uint64_t seed = 1; seed <= 3000; seed++)
        sim_run(&sim, &world, seed, 3, &sums, NULL);
    assert_true(sums.fates[FATE_TALK] > 3000);
    assert_true(sums.fates[FATE_TURNED] > 30);
    assert_int_equal(sums.talked[FATE_TALK], sums.fates[FATE_TALK]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(free_time_is_what_a_walk_finds),
        cmocka_unit_test(without_a_session_nobody_is_heard),
        cmocka_unit_test(he_turns_away_or_could_be_heard),
        cmocka_unit_test(another_call_may_come_before_it_again),
        cmocka_unit_test(one_thing_is_enough),
        cmocka_unit_test(what_could_be_talked_on_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
