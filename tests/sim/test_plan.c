/* What a seed decides is the same everywhere, and asks no strategy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "drive.h"

static struct setting setting_of(const char *strategy)
{
    static struct world world;
    struct oh_policy policy = oh_policy_system();

    world_make(&world, clocked_by_name(strategy), &policy, ADV_INCOMING);
    return world.setting;
}

static uint64_t mix(uint64_t digest, uint64_t value)
{
    return (digest ^ value) * UINT64_C(0x100000001b3);
}

static uint64_t digest_of(const struct setting *setting, uint64_t *fates)
{
    uint64_t digest = 0;

    for (uint64_t seed = 1; seed <= 20000; seed++) {
        struct plan plan;
        plan_make(&plan, setting, seed, 0, 3);
        digest = mix(digest, plan.stream);
        digest = mix(digest, plan.interrupt_ms);
        digest = mix(digest, plan.reset_ms);
        for (unsigned key = 0; key < plan.count; key++) {
            const struct plan_call *call = &plan.calls[key];
            digest = mix(digest, call->invite_ms);
            digest = mix(digest, call->push_ms);
            digest = mix(digest, call->fate);
            fates[call->fate]++;
        }
    }
    return digest;
}

static void the_same_on_every_machine(void **state)
{
    struct setting setting = setting_of("offhook");
    uint64_t fates[FATES] = {0};

    (void)state;
    assert_true(digest_of(&setting, fates) == UINT64_C(134646963580110828));
    for (unsigned fate = 0; fate < FATES; fate++)
        if (fate != FATE_PLACED && fate != FATE_BY_ITSELF) /* not in this world */
            assert_true(fates[fate] > 0);
}

static void no_strategy_has_a_say(void **state)
{
    struct setting ours = setting_of("offhook");
    uint64_t fates[FATES] = {0}, others[FATES] = {0};
    uint64_t digest = digest_of(&ours, fates);
    struct setting theirs = setting_of("pr61");

    (void)state;
    assert_true(digest == digest_of(&theirs, others));
    assert_memory_equal(fates, others, sizeof fates);
}

static void free_time_is_between_troubles(void **state)
{
    struct plan plan = {.trouble_count = 3, .troubles = {{1000, 3000}, {2000, 2500}, {9000, 9000}}};

    (void)state;
    assert_int_equal(plan_free_ms(&plan, 0, 500), 500);
    assert_int_equal(plan_free_ms(&plan, 0, 2000), 1000);
    assert_int_equal(plan_free_ms(&plan, 1500, 2900), 0);
    assert_int_equal(plan_free_ms(&plan, 1500, 8000), 5000);  /* the longer one hides the shorter */
    assert_int_equal(plan_free_ms(&plan, 3000, 16000), 7000); /* an instant parts it */
    assert_int_equal(plan_free_ms(&plan, 20000, 21000), 1000);
}

/* More calls than places: in waves, each counted once. */
static void any_number_of_calls(void **state)
{
    static struct world world;
    static struct sim sim;
    struct oh_policy policy = oh_policy_system();
    struct sums sums = {0};

    (void)state;
    world_make(&world, clocked_by_name("offhook"), &policy, ADV_INCOMING);
    sim_run(&sim, &world, 5, 500, &sums, NULL);
    assert_int_equal(sums.calls, 500);
    assert_int_equal(sums.bad_calls, 0);
    assert_true(sums.broken == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_on_every_machine),
        cmocka_unit_test(no_strategy_has_a_say),
        cmocka_unit_test(free_time_is_between_troubles),
        cmocka_unit_test(any_number_of_calls),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
