/*
 * The search itself: what it counts with calls exchanged and covered states left out, against a
 * search that looks at every state. And the same whatever the number of threads.
 */
#include "walk.h"

#include "symmetry.h"

#define STATES_MAX 2000000

static struct search every, some;
static struct scene scene, spare;

static void run(struct search *search, const struct setting *setting, bool canonical, bool covering,
                unsigned threads)
{
    struct search_options options = {.threads = threads,
                                     .max_states = STATES_MAX,
                                     .no_symmetry = !canonical,
                                     .no_covering = !covering};

    assert_true(search_run(search, setting, &options));
    assert_false(search->cut);
    assert_int_equal(search->canonical, canonical && symmetric(setting));
}

static void open_as(const struct search *search, uint32_t state, bool canonical, uint64_t *record)
{
    search_open(search, state, record);
    record_open(&scene, record);
    if (canonical)
        make_canonical(&scene, &spare, record);
}

static void begin(const struct setting *setting)
{
    scene_init(&scene, setting);
    scene_init(&spare, setting);
}

/* What every state becomes, by any name that it has, is what the other search found, as soon. */
static void with_calls_exchanged(const struct setting *setting)
{
    uint32_t distinct = 0;
    uint32_t *least;

    begin(setting);
    run(&every, setting, false, false, 1);
    run(&some, setting, true, false, 1);
    least = malloc(search_count(&some) * sizeof *least);
    memset(least, 0xff, search_count(&some) * sizeof *least);
    for (uint32_t i = 0; i < search_count(&every); i++) {
        uint64_t record[WORDS_MAX];
        open_as(&every, i, true, record);
        uint32_t found = search_find(&some, record);
        assert_true(found != NO_STATE);
        distinct += least[found] == UINT32_MAX;
        if (search_depth(&every, i) < least[found])
            least[found] = search_depth(&every, i);
    }
    assert_int_equal(distinct, some.states);
    assert_int_equal(distinct, search_count(&some));
    assert_true(some.states < every.states);
    for (uint32_t i = 0; i < search_count(&some); i++)
        assert_int_equal(least[i], search_depth(&some, i));
    free(least);
    search_free(&every);
    search_free(&some);
}

static void exchanged(void **state)
{
    struct setting setting = walk_setting(2, "grab,hold");

    (void)state;
    with_calls_exchanged(&setting);
    setting = walk_setting(3, "none");
    with_calls_exchanged(&setting);
    setting = walk_setting(2, "push,stale");
    setting.slots = 1;
    setting_complete(&setting);
    with_calls_exchanged(&setting);
}

static bool used_up_less(const uint64_t *a, const uint64_t *b, const struct setting *setting)
{
    static struct scene one, other;
    uint64_t record[WORDS_MAX];

    scene_init(&one, setting);
    scene_init(&other, setting);
    record_open(&one, a);
    record_open(&other, b);
    if (one.env.used == other.env.used || one.env.used & ~other.env.used)
        return false;
    one.env.used = other.env.used;
    record_of(&one, record);
    return memcmp(record, b, setting->words * sizeof *record) == 0;
}

/* Of every state one that covers it was found no later; and those looked at are the states that
 * none covers which comes no later, to the number. */
static void with_covered_left_out(const struct setting *setting)
{
    uint32_t bare = 0;

    begin(setting);
    run(&every, setting, true, false, 1);
    run(&some, setting, true, true, 1);
    for (uint32_t i = 0; i < search_count(&every); i++) {
        uint64_t record[WORDS_MAX], covering[WORDS_MAX];
        bool covered = false;
        search_open(&every, i, record);
        uint32_t found = search_find(&some, record);
        assert_true(found != NO_STATE);
        assert_true(search_depth(&some, found) <= search_depth(&every, i));
        search_open(&some, found, covering);
        assert_true(memcmp(covering, record, setting->words * sizeof *record) == 0 ||
                    used_up_less(covering, record, setting));

        /* By definition: with any part of what was used up not used up. */
        record_open(&scene, record);
        uint32_t used = scene.env.used;
        for (uint32_t less = (used - 1) & used; used != 0 && !covered; less = (less - 1) & used) {
            scene.env.used = less;
            record_of(&scene, covering);
            uint32_t other = search_find(&every, covering);
            covered = other != NO_STATE && search_depth(&every, other) <= search_depth(&every, i);
            if (less == 0)
                break;
        }
        bare += !covered;
    }
    assert_int_equal(bare, some.states);
    assert_true(some.states < every.states);
    search_free(&every);
    search_free(&some);
}

static void covered(void **state)
{
    struct setting setting = walk_setting(1, "grab,early,hold,stale,push");

    (void)state;
    with_covered_left_out(&setting);
    setting = walk_setting(2, "interrupt,hold,report");
    with_covered_left_out(&setting);
}

/* Counts, depths and violations are the same with any number of threads. */
static void threads(void **state)
{
    struct setting setting = walk_setting(2, "grab,interrupt,hold,lose");

    (void)state;
    run(&every, &setting, true, true, 1);
    for (unsigned count = 2; count <= 4; count += 2) {
        run(&some, &setting, true, true, count);
        assert_int_equal(every.states, some.states);
        assert_int_equal(every.transitions, some.transitions);
        assert_int_equal(every.levels, some.levels);
        assert_int_equal(every.commands_max, some.commands_max);
        assert_int_equal(search_violations(&some), 0);
        assert_true(some.ranked);
        search_free(&some);
    }
    search_free(&every);
}

static void violations_do_not_depend_on_threads(void **state)
{
    static const char *const worlds[] = {"hold", "push,stale", "interrupt"};

    (void)state;
    for (unsigned i = 0; i < sizeof worlds / sizeof *worlds; i++) {
        struct setting setting = walk_setting(2, worlds[i]);
        setting.strategy = strategy_by_name("pr61");
        setting_complete(&setting);
        run(&every, &setting, false, false, 1);
        run(&some, &setting, true, true, 4);
        assert_true(search_violations(&every) > 0);
        for (unsigned p = 0; p < PROPERTIES; p++) {
            assert_int_equal(every.findings[p].state == NO_STATE,
                             some.findings[p].state == NO_STATE);
            if (every.findings[p].state != NO_STATE && p != P_Q9)
                assert_int_equal(every.findings[p].events, some.findings[p].events);
        }
        search_free(&every);
        search_free(&some);
    }
}

/* A way is told with the names that calls have in it: each move can be made, and leads there. */
static void ways_are_real(void **state)
{
    struct setting setting = walk_setting(2, "hold,report");
    uint64_t seed = 3;

    (void)state;
    begin(&setting);
    run(&some, &setting, true, true, 1);
    for (unsigned n = 0; n < 300; n++) {
        struct finding finding = {walk_random(&seed) % search_count(&some), NO_MOVE, 0};
        uint8_t moves[LEVELS_MAX];
        uint64_t record[WORDS_MAX], wanted[WORDS_MAX];
        unsigned count = search_way(&some, &finding, moves, LEVELS_MAX);
        assert_int_equal(count, search_depth(&some, finding.state));
        scene_init(&scene, &setting);
        for (unsigned i = 0; i < count; i++) {
            assert_true(moves[i] < some.moves.count);
            assert_true(move_can(&scene, &some.moves.all[moves[i]]) != 0);
            move_play(&scene, &some.moves.all[moves[i]]);
        }
        make_canonical(&scene, &spare, record);
        search_open(&some, finding.state, wanted);
        assert_memory_equal(record, wanted, setting.words * sizeof *record);
    }
    search_free(&some);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exchanged),     cmocka_unit_test(covered),
        cmocka_unit_test(threads),       cmocka_unit_test(violations_do_not_depend_on_threads),
        cmocka_unit_test(ways_are_real),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
