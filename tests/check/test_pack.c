/*
 * A packed state is the state: what was packed and opened packs the same again, and goes on with
 * the same commands as the world that was never packed. The reasons that are told for calls that
 * died apart: of those only what they forbid is kept.
 */
#include "walk.h"

#include "../../src/core/core.h"

#define WALKS 4000
#define STEPS 60

static void assert_same_commands(const struct oh_commands *a, const struct oh_commands *b)
{
    assert_int_equal(a->count, b->count);
    for (uint16_t i = 0; i < a->count; i++) {
        struct oh_command left = a->items[i];
        struct oh_command right = b->items[i];
        left.reason = right.reason = 0;
        left.code = right.code = 0;
        assert_memory_equal(&left, &right, sizeof left);
    }
}

static void walk_in(struct setting setting, uint64_t seed)
{
    static struct scene raw, opened;
    struct moves moves;
    const struct move *move;

    moves_of(&setting, &moves);
    scene_init(&raw, &setting);
    scene_init(&opened, &setting);
    for (unsigned i = 0; i < STEPS && (move = walk_choose(&raw, &moves, &seed)) != NULL; i++) {
        uint64_t before[WORDS_MAX];
        uint64_t again[WORDS_MAX];
        record_of(&raw, before);
        record_open(&opened, before);
        record_of(&opened, again);
        assert_memory_equal(before, again, setting.words * sizeof *before);
        assert_true(move_can(&opened, move) != 0);
        move_play(&raw, move);
        move_play(&opened, move);
        assert_same_commands(&raw.out, &opened.out);
        assert_int_equal(raw.broken, 0);
        record_of(&raw, before);
        record_of(&opened, again);
        assert_memory_equal(before, again, setting.words * sizeof *before);
    }
}

static void walk(unsigned keys, const char *adversaries, uint64_t seed)
{
    walk_in(walk_setting(keys, adversaries), seed);
}

static void one_call(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= WALKS; seed++)
        walk(1, "all,away,fork,retry,elsewhere,cancel-push,preparing,no-session,app", seed);
}

static void two_calls(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= WALKS; seed++)
        walk(2,
             "all,outgoing,app,mute,digits,transfer,silence,wishes,mute-wishes,digit-wishes,bounce,"
             "foreign",
             seed);
}

static void three_calls(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= WALKS / 4; seed++)
        walk(3, "all,retry,no-session", seed);
}

static void calls_that_are_joined(void **state)
{
    struct setting two = walk_setting(2, "groups,group-wishes,replace,outgoing,hold");
    struct setting three = walk_setting(3, "groups,group-wishes,outgoing,app");

    (void)state;
    two.policy.groups = OH_GROUPS_ON;
    three.policy = oh_policy_self();
    three.policy.groups = OH_GROUPS_ON;
    for (uint64_t seed = 1; seed <= WALKS; seed++) {
        walk_in(two, seed);
        walk_in(three, seed);
    }
}

static void calls_that_answer_themselves(void **state)
{
    struct setting setting = walk_setting(2, "auto,report,reset,push");

    (void)state;
    setting.policy = oh_policy_self();
    setting.policy.auto_answer = OH_AUTO_ANSWER_WHEN_ASKED;
    for (uint64_t seed = 1; seed <= WALKS; seed++)
        walk_in(setting, seed);
}

/* An opened core is the core itself, field by field, but for what it will not read again. */
static void opened_core_is_the_core(void **state)
{
    static struct scene raw, opened;
    struct setting setting = walk_setting(2, "all,retry,mute,digits");
    struct moves moves;
    uint64_t seed = 7;
    const struct move *move;

    (void)state;
    setting.exact = true;
    moves_of(&setting, &moves);
    for (unsigned round = 0; round < WALKS / 4; round++) {
        scene_init(&raw, &setting);
        scene_init(&opened, &setting);
        for (unsigned i = 0; i < STEPS && (move = walk_choose(&raw, &moves, &seed)) != NULL; i++) {
            uint64_t record[WORDS_MAX];
            move_play(&raw, move);
            record_of(&raw, record);
            record_open(&opened, record);
            struct oh_core *core = (void *)raw.mind;
            struct oh_core *copy = (void *)opened.mind;
            copy->audio.rung = core->audio.rung;
            copy->audio.how = core->audio.how;
            copy->audio.dirty = core->audio.dirty;
            assert_int_equal(oh_core_digest(core), oh_core_digest(copy));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_call),
        cmocka_unit_test(two_calls),
        cmocka_unit_test(three_calls),
        cmocka_unit_test(calls_that_are_joined),
        cmocka_unit_test(calls_that_answer_themselves),
        cmocka_unit_test(opened_core_is_the_core),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
