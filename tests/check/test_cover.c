/*
 * A world in which fewer adversaries have been used up covers one that is equal but for that:
 * whatever move can be made here can be made there, in the same worlds, with the same outcome, and
 * the outcome there covers the one here. What else can be made there is nobody's duty. So nothing
 * is lost by looking only at worlds that are not covered, and no violation comes later.
 */
#include "walk.h"

#define WALKS 2000
#define STEPS 60

static void assert_covers(const struct scene *there, const struct scene *here,
                          const struct move *move)
{
    static struct scene next_there, next_here;
    uint8_t can_there = move_can(there, move);
    uint8_t can_here = move_can(here, move);
    uint64_t record_there[WORDS_MAX], record_here[WORDS_MAX];

    if (can_here == 0) {
        assert_true((can_there & ~OPEN) == 0);
        return;
    }
    assert_int_equal(can_here, can_there);
    scene_init(&next_there, there->setting);
    scene_init(&next_here, here->setting);
    scene_copy(&next_there, there);
    scene_copy(&next_here, here);
    move_play(&next_there, move);
    move_play(&next_here, move);
    assert_int_equal(next_there.broken, next_here.broken);
    assert_int_equal(next_there.env.used & ~next_here.env.used, 0);
    next_there.env.used = next_here.env.used;
    record_of(&next_there, record_there);
    record_of(&next_here, record_here);
    assert_memory_equal(record_there, record_here, here->setting->words * sizeof *record_here);
}

static void look(const struct scene *here, const struct moves *moves, uint64_t *seed)
{
    static struct scene there;

    scene_init(&there, here->setting);
    scene_copy(&there, here);
    there.env.used &= walk_random(seed) & ((1u << TURNS) - 1);
    for (unsigned i = 0; i < moves->count; i++)
        assert_covers(&there, here, &moves->all[i]);
    assert_int_equal(broken_by_state(&there), broken_by_state(here));
    assert_int_equal(rank_of(&there, QUIET), rank_of(here, QUIET));
    assert_int_equal(rank_of(&there, HOSTILE), rank_of(here, HOSTILE));
}

/* Half of all the adversaries that there are, others each time. */
static uint64_t some(const char *but, uint64_t *seed)
{
    uint64_t adversaries = 0;

    for (unsigned i = 0; adversary_name(i) != NULL; i++) {
        uint64_t one;
        assert_true(adversaries_from(adversary_name(i), &one));
        if (walk_random(seed) % 2 == 0 && strcmp(but, adversary_name(i)) != 0)
            adversaries |= one;
    }
    return adversaries;
}

static void walk(unsigned keys, struct oh_policy policy, const char *but, uint64_t seed)
{
    static struct scene scene;
    struct setting setting = walk_setting(keys, "none");
    struct moves moves;
    const struct move *move;

    setting.policy = policy;
    setting.policy.groups = OH_GROUPS_ON;
    for (unsigned walks = 0; walks < WALKS; walks++) {
        do {
            setting.adversaries = some(but, &seed);
            setting_complete(&setting);
        } while (!moves_fit(&setting));
        moves_of(&setting, &moves);
        scene_init(&scene, &setting);
        for (unsigned i = 0; i < STEPS && (move = walk_choose(&scene, &moves, &seed)) != NULL;
             i++) {
            move_play(&scene, move);
            if (walk_random(&seed) % 3 == 0)
                look(&scene, &moves, &seed);
        }
    }
}

static void of_the_system(void **state)
{
    (void)state;
    walk(1, oh_policy_system(), "none", 1);
    walk(2, oh_policy_system(), "no-rungs", 2);
}

static void of_a_desktop(void **state)
{
    (void)state;
    walk(1, oh_policy_self(), "none", 3);
    walk(2, oh_policy_self(), "no-rungs", 4);
}

static void of_calls_that_answer_themselves(void **state)
{
    struct oh_policy policy = oh_policy_self();

    (void)state;
    policy.auto_answer = OH_AUTO_ANSWER_WHEN_ASKED;
    walk(2, policy, "none", 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_the_system),
        cmocka_unit_test(of_a_desktop),
        cmocka_unit_test(of_calls_that_answer_themselves),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
