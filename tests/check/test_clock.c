/*
 * The explorer lets any running deadline fire next; the real clock only those whose time has come,
 * in their order. So what oh_step does as time passes is what some of the explorer's moves do, one
 * after another. A real core lives through random worlds and random waits; beside it, deadlines are
 * fired one at a time.
 */
#include "walk.h"

#include "../../src/core/core.h"

#define WALKS 3000
#define STEPS 50

struct both {
    _Alignas(uint64_t) uint8_t real[MIND_MAX];
    _Alignas(uint64_t) uint8_t fired[MIND_MAX];
    struct oh_command real_items[COMMANDS_MAX];
    struct oh_command fired_items[COMMANDS_MAX];
};

/* Whose time has come by then and was first; or NULL in `found`. */
static bool first_due(const struct oh_core *core, uint64_t until_ms, unsigned *who,
                      uint64_t *due_ms)
{
    *due_ms = OH_NEVER;
    for (unsigned one = 0; one <= AUDIO_CLOCK; one++) {
        if (one != AUDIO_CLOCK && one % REQUEST_CLOCK >= core->calls_max)
            continue;
        uint64_t due = core_due_ms(core, one);
        if (due <= until_ms && due < *due_ms) {
            *due_ms = due;
            *who = one;
        }
    }
    return *due_ms != OH_NEVER;
}

/* Let time pass on both; the second one by core_fire alone. Returns how many fired. */
static unsigned pass(struct both *both, uint64_t until_ms)
{
    struct oh_core *real = (void *)both->real;
    struct oh_core *fired = (void *)both->fired;
    struct oh_commands out = {.items = both->real_items, .max = oh_commands_max(2)};
    struct oh_commands all = {.items = both->fired_items, .max = COMMANDS_MAX};
    struct oh_event event = OH_EVENT(OH_EV_TIME, .now_ms = until_ms);
    unsigned count = 0;
    unsigned who = 0;
    uint64_t due_ms;

    memcpy(both->fired, both->real, MIND_MAX);
    oh_step(real, &event, &out);
    for (; first_due(fired, until_ms, &who, &due_ms); count++) {
        fired->now_ms = due_ms; /* only since_ms shows it */
        core_fire(fired, who, &all);
    }
    assert_int_equal(out.count, all.count);
    assert_memory_equal(both->real_items, both->fired_items, out.count * sizeof *out.items);
    assert_int_equal(oh_core_digest(real), oh_core_digest(fired));
    return count;
}

/* The environment makes its moves on the real core; between them, time passes. */
static unsigned walk(uint64_t seed)
{
    static struct scene scene;
    static struct both both;
    struct setting setting = walk_setting(2, "all,no-session,wishes");
    struct moves moves;
    const struct move *move;
    uint64_t now_ms = 0;
    unsigned fired = 0;

    setting.policy.deadlines.dead_ms = UINT32_MAX;
    moves_of(&setting, &moves);
    scene_init(&scene, &setting);
    for (unsigned i = 0; i < STEPS && (move = walk_choose(&scene, &moves, &seed)) != NULL; i++) {
        if (move->kind->per != PER_SLOT && *move->kind->words != '\0')
            move_play(&scene, move);
        now_ms +=
            walk_random(&seed) % 4 == 0 ? walk_random(&seed) % 70000 : walk_random(&seed) % 900;
        memcpy(both.real, scene.mind, MIND_MAX);
        fired += pass(&both, now_ms);
        memcpy(scene.mind, both.real, MIND_MAX);
    }
    return fired;
}

static void the_clock_fires_what_the_explorer_may(void **state)
{
    unsigned fired = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= WALKS; seed++)
        fired += walk(seed);
    assert_true(fired > WALKS); /* it did fire */
}

/* Two deadlines in one wait come in the order of their times, and each sees the state that the one
 * before left. */
static void a_late_wake_up_fires_all_in_order(void **state)
{
    struct both both;
    struct oh_policy policy = oh_policy_system();
    struct oh_core *core = (void *)both.real;
    struct oh_commands out = {.items = both.real_items, .max = COMMANDS_MAX};
    struct oh_event first = OH_EVENT(OH_EV_ENGINE_INVITED, .leg = 1, .call = id_of(0, 0),
                                     .match_key = 1, .now_ms = 1000);
    struct oh_event second =
        OH_EVENT(OH_EV_PUSHED, .call = id_of(1, 0), .match_key = 2, .now_ms = 2000);

    (void)state;
    assert_int_equal(oh_init(both.real, MIND_MAX, 2, &policy), OH_RULE_NONE);
    oh_step(core, &first, &out);
    oh_step(core, &second, &out);
    assert_int_equal(pass(&both, 2000 + policy.deadlines.invite_ms - 1), 0);
    assert_int_equal(pass(&both, 1000000), 2);
    assert_int_equal(oh_call_count(core), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_clock_fires_what_the_explorer_may),
        cmocka_unit_test(a_late_wake_up_fires_all_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
