/*
 * What can happen among few adversaries can happen among more, to the letter: each move is there,
 * in the same worlds, with the same outcome; and what else is there helps nobody to rest. So every
 * state of the smaller world is one of the larger world's, breaks what it breaks there, and rests
 * where it rests there: a world that was exhausted without a violation stands for all its smaller
 * ones. Asked of the eleven that `all` means.
 */
#include "walk.h"

#define WALKS 3000
#define STEPS 60

static bool same_move(const struct move *one, const struct move *other)
{
    return one->kind == other->kind && one->key == other->key && one->sub == other->sub;
}

static const struct move *find(const struct moves *moves, const struct move *wanted)
{
    for (unsigned i = 0; i < moves->count; i++)
        if (same_move(&moves->all[i], wanted))
            return &moves->all[i];
    return NULL;
}

/* The same mind and record, in another setting. */
static void put_into(struct scene *scene, const struct setting *setting, const struct scene *from)
{
    scene_init(scene, setting);
    scene_copy(scene, from);
}

static void assert_same_outcome(const struct setting *more, const struct scene *few,
                                const struct move *move)
{
    static struct scene next_few, next_more;

    put_into(&next_few, few->setting, few);
    put_into(&next_more, more, few);
    move_play(&next_few, move);
    move_play(&next_more, move);
    assert_int_equal(next_few.broken, next_more.broken);
    assert_memory_equal(&next_few.env, &next_more.env, sizeof next_few.env);
    assert_memory_equal(next_few.mind, next_more.mind, sizeof next_few.mind);
}

static void look(const struct scene *few, const struct moves *moves_of_few,
                 const struct setting *more, const struct moves *moves_of_more)
{
    static struct scene there;

    put_into(&there, more, few);
    assert_int_equal(broken_by_state(&there), broken_by_state(few));
    for (unsigned i = 0; i < moves_of_few->count; i++) {
        const struct move *move = &moves_of_few->all[i];
        uint8_t can = move_can(few, move);
        if (can == 0)
            continue;
        assert_non_null(find(moves_of_more, move));
        assert_int_equal(move_can(&there, move), can);
        assert_same_outcome(more, few, move);
    }
    for (unsigned i = 0; i < moves_of_more->count; i++) {
        const struct move *move = &moves_of_more->all[i];
        const struct move *also = find(moves_of_few, move);
        if (also == NULL || move_can(few, also) == 0)
            assert_int_equal(move_can(&there, move) & ~OPEN, 0);
    }
}

static void walk(unsigned keys, struct oh_policy policy, uint64_t seed)
{
    static struct scene scene;
    struct setting more = walk_setting(keys, "none");
    struct moves moves_of_few, moves_of_more;
    const struct move *move;

    more.policy = policy;
    for (unsigned walks = 0; walks < WALKS; walks++) {
        more.adversaries = walk_random(&seed) & ADV_ALL;
        setting_complete(&more);
        struct setting few = more;
        few.adversaries &= walk_random(&seed);
        setting_complete(&few);
        moves_of(&more, &moves_of_more);
        moves_of(&few, &moves_of_few);
        scene_init(&scene, &few);
        for (unsigned i = 0;
             i < STEPS && (move = walk_choose(&scene, &moves_of_few, &seed)) != NULL; i++) {
            move_play(&scene, move);
            if (walk_random(&seed) % 3 == 0)
                look(&scene, &moves_of_few, &more, &moves_of_more);
        }
    }
}

static void of_the_system(void **state)
{
    (void)state;
    walk(1, oh_policy_system(), 1);
    walk(2, oh_policy_system(), 2);
}

static void of_a_desktop(void **state)
{
    (void)state;
    walk(1, oh_policy_self(), 3);
    walk(2, oh_policy_self(), 4);
}

static void of_gates(void **state)
{
    struct oh_policy policy = oh_policy_system();

    (void)state;
    policy.accept = OH_ACCEPT_GATED;
    walk(2, policy, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_the_system),
        cmocka_unit_test(of_a_desktop),
        cmocka_unit_test(of_gates),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
