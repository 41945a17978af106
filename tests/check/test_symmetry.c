/*
 * Calls have no order: a world and the one that stands for it go on alike, under whatever names and
 * in whatever slots their calls are. And whoever stands for a world stands for itself.
 */
#include "walk.h"

#include "../../src/core/core.h"
#include "symmetry.h"

#define WALKS 1500
#define STEPS 50

static struct scene spare;

/* What a move led to, whatever its calls are called. */
struct outcome {
    const struct move_kind *kind;
    uint8_t can;
    uint64_t broken;
    uint64_t record[WORDS_MAX];
};

struct outcomes {
    unsigned count;
    struct outcome all[MOVES_MAX];
};

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct outcome));
}

static void play_all(const struct scene *scene, const struct moves *moves, struct outcomes *out)
{
    static struct scene next;

    memset(out, 0, sizeof *out);
    scene_init(&next, scene->setting);
    for (unsigned i = 0; i < moves->count; i++) {
        uint8_t can = move_can(scene, &moves->all[i]);
        struct outcome *one = &out->all[out->count];
        if (can == 0)
            continue;
        scene_copy(&next, scene);
        move_play(&next, &moves->all[i]);
        one->kind = moves->all[i].kind;
        one->can = can;
        one->broken = next.broken;
        make_canonical(&next, &spare, one->record);
        out->count++;
    }
    qsort(out->all, out->count, sizeof *out->all, by_bytes);
}

static void assert_go_on_alike(const struct scene *a, const struct scene *b,
                               const struct moves *moves)
{
    static struct outcomes from_a, from_b;

    play_all(a, moves, &from_a);
    play_all(b, moves, &from_b);
    assert_int_equal(from_a.count, from_b.count);
    assert_memory_equal(from_a.all, from_b.all, from_a.count * sizeof *from_a.all);
    assert_int_equal(broken_by_state(a), broken_by_state(b));
    assert_int_equal(rank_of(a, QUIET), rank_of(b, QUIET));
    assert_int_equal(rank_of(a, HOSTILE), rank_of(b, HOSTILE));
}

/* Any names, and the core's slots in any order. */
static void shuffle(struct scene *scene, uint64_t *seed)
{
    struct oh_core *core = (void *)scene->mind;
    uint8_t to[KEYS_MAX] = {0, 1, 2};

    for (unsigned i = scene->setting->keys; i > 1; i--) {
        unsigned other = walk_random(seed) % i;
        uint8_t name = to[i - 1];
        to[i - 1] = to[other];
        to[other] = name;
    }
    scene_rename(scene, to);
    for (unsigned i = core->calls_max; i > 1; i--) {
        unsigned other = walk_random(seed) % i;
        struct call call = core->calls[i - 1];
        core->calls[i - 1] = core->calls[other];
        core->calls[other] = call;
    }
}

static void look(const struct scene *scene, const struct moves *moves, uint64_t *seed)
{
    static struct scene canonical, shuffled;
    uint64_t record[WORDS_MAX], again[WORDS_MAX];
    const size_t size = scene->setting->words * sizeof *record;

    scene_init(&canonical, scene->setting);
    scene_init(&shuffled, scene->setting);
    scene_copy(&canonical, scene);
    make_canonical(&canonical, &spare, record);
    record_of(&canonical, again);
    assert_memory_equal(record, again, size);
    make_canonical(&canonical, &spare, again); /* it stands for itself */
    assert_memory_equal(record, again, size);

    scene_copy(&shuffled, scene);
    shuffle(&shuffled, seed);
    assert_go_on_alike(scene, &canonical, moves);
    assert_go_on_alike(scene, &shuffled, moves);
    make_canonical(&shuffled, &spare, again);
    assert_memory_equal(record, again, size);
}

static void walk(unsigned keys, unsigned slots, const char *adversaries, const char *profile)
{
    static struct scene scene;
    struct setting setting = walk_setting(keys, adversaries);
    struct moves moves;
    const struct move *move;

    if (strcmp(profile, "self") == 0)
        setting.policy = oh_policy_self();
    setting.policy.groups = OH_GROUPS_ON;
    setting.slots = (uint8_t)slots;
    setting_complete(&setting);
    assert_true(symmetric(&setting));
    moves_of(&setting, &moves);
    scene_init(&spare, &setting);
    for (uint64_t seed = 1, walks = 0; walks < WALKS; walks++) {
        scene_init(&scene, &setting);
        for (unsigned i = 0; i < STEPS && (move = walk_choose(&scene, &moves, &seed)) != NULL;
             i++) {
            move_play(&scene, move);
            if (walk_random(&seed) % 4 == 0)
                look(&scene, &moves, &seed);
        }
    }
}

static void two_calls(void **state)
{
    (void)state;
    walk(2, 2, "all,away", "system");
    walk(2, 2,
         "all,away,cancel-push,app,fork,retry,elsewhere,preparing,no-session,outgoing,mute,digits,"
         "silence,transfer",
         "system");
    walk(2, 2, "wishes,mute-wishes,digit-wishes,hold,report,reset,stale,outgoing", "system");
    walk(2, 2, "bounce,wishes,hold,interrupt,lose,deactivate,stale", "system");
    walk(2, 2, "foreign,wishes,hold,interrupt,reset,outgoing,no-session", "system");
    walk(2, 2, "groups,group-wishes,hold,stale", "system");
}

static void two_calls_of_a_desktop(void **state)
{
    (void)state;
    walk(2, 2,
         "all,cancel-push,app,fork,retry,elsewhere,preparing,no-session,outgoing,mute,digits,"
         "silence,transfer",
         "self");
    walk(2, 2, "wishes,mute-wishes,digit-wishes,reset,transfer,no-session", "self");
    walk(2, 2, "foreign,wishes,hold,reset,outgoing,no-session", "self");
    walk(2, 2, "groups,group-wishes,wishes,reset,outgoing", "self");
}

static void three_calls(void **state)
{
    (void)state;
    walk(3, 3, "all,outgoing,app,no-session", "system");
    walk(3, 3, "grab,lose,hold,report,retry,silence,mute", "self");
}

static void fewer_slots_than_calls(void **state)
{
    (void)state;
    walk(2, 1, "all", "system");
    walk(3, 2, "all", "system");
}

static void not_where_calls_are_taken_in_turn(void **state)
{
    struct setting setting = walk_setting(2, "auto");

    (void)state;
    assert_false(symmetric(&setting));
    setting = walk_setting(2, "hold");
    assert_true(symmetric(&setting));
    setting.policy.auto_answer = OH_AUTO_ANSWER_ALWAYS;
    assert_false(symmetric(&setting));
    setting = walk_setting(3, "transfer");
    assert_false(symmetric(&setting));
    setting = walk_setting(3, "groups");
    assert_false(symmetric(&setting));
    setting = walk_setting(3, "push,retry"); /* more may die than are remembered */
    assert_false(symmetric(&setting));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_calls),
        cmocka_unit_test(two_calls_of_a_desktop),
        cmocka_unit_test(three_calls),
        cmocka_unit_test(fewer_slots_than_calls),
        cmocka_unit_test(not_where_calls_are_taken_in_turn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
