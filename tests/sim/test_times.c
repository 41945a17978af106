/* Every move of the simulator's worlds has a name, a time, and a source for it; and is made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "drive.h"

static void make(struct world *world, uint64_t adversaries)
{
    struct oh_policy policy = oh_policy_system();

    policy.auto_answer = OH_AUTO_ANSWER_WHEN_ASKED;
    policy.transfer = OH_TRANSFER_FOLLOW;
    policy.redirect = OH_REDIRECT_FOLLOW;
    world_make(world, clocked_by_name("offhook"), &policy, adversaries);
}

static bool one_of_theirs(const struct move_kind *kind)
{
    return kind->adversary == 0 || kind->adversary & ADV_EVERYTHING;
}

static void every_move_is_known(void **state)
{
    const struct move_kind *tables[] = {engine_moves, flow_moves, ui_moves, push_moves,
                                        audio_moves};

    (void)state;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        for (const struct move_kind *kind = tables[i]; kind->words != NULL; kind++)
            if (one_of_theirs(kind) && act_of(kind->words) == ACT_NONE)
                fail_msg("\"%s\" has no time: give it a line in sim/acts.c, sim/times.c and "
                         "sim/when.c",
                         kind->words);
}

static void every_row_is_whole(void **state)
{
    (void)state;
    for (unsigned row = ROW_NONE + 1; row < ROWS; row++) {
        const struct times *its = &times[row];
        if (its->source == NULL || its->source[0] == '\0' || its->after == NULL)
            fail_msg("row %u of sim/times.c says no source", row);
        assert_in_range(its->of_10000, 1, 10000);
        for (unsigned i = 1; i < QUANTILES; i++)
            assert_true(its->spread.ms[i] >= its->spread.ms[i - 1]);
    }
}

/* The acts that were made. */
static void note(void *ctx, const struct sim *sim, const struct entry *entry)
{
    (void)sim;
    ((unsigned *)ctx)[entry->act]++;
}

static void every_move_is_made(void **state)
{
    static struct world world;
    static struct sim sim;
    static struct sums sums;
    unsigned made[ACTS] = {0};

    (void)state;
    make(&world, ADV_EVERYTHING);
    sim.watch = note;
    sim.ctx = made;
    for (uint64_t seed = 1; seed <= 6000; seed++)
        sim_run(&sim, &world, seed, 3, &sums, NULL);
    for (unsigned act = ACT_NONE + 1; act < ACTS; act++)
        if (made[act] == 0)
            fail_msg("in 6000 schedules never: %s", act_words((enum act)act));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_move_is_known),
        cmocka_unit_test(every_row_is_whole),
        cmocka_unit_test(every_move_is_made),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
