/*
 * Bytes choose among the moves that are possible in a world of check/, with every property on:
 * safety at each step, in each state, and at rest. What the explorer cannot exhaust: all
 * adversaries at once, each as often as it likes, up to three calls, any policy, and a state that
 * is never packed.
 */
#include <string.h>

#include "bytes.h"
#include "moves.h"
#include "options.h"
#include "print.h"
#include "strategy.h"

#define STEPS_MAX 400
#define AGAIN     255 /* the adversaries may act once more */

/* But not these: there is no fresh id for another push, and devices that died beside a lost peer
 * are told apart by nobody. */
#define ONCE (ADV_PUSH | ADV_CANCEL_PUSH | ADV_SILENCE)

static struct setting setting_from(struct bytes *bytes)
{
    struct options options;
    struct setting *setting = &options.setting;

    options_default(&options);
    uint8_t profile = take(bytes);
    if (profile & 1)
        setting->policy = profile & 2 ? oh_policy_telecom() : oh_policy_self();
    setting->policy.groups = profile >> 2 & 1;
    setting->policy.redirect = profile >> 3 & 1;
    uint8_t choices = take(bytes);
    setting->policy.accept = choices & 1;
    setting->policy.fulfil = choices >> 1 & 1;
    setting->policy.focus = (choices >> 2 & 7) == 7 ? OH_FOCUS_ALL : OH_FOCUS_ONE;
    setting->policy.call_waiting = choices >> 5 & 1;
    setting->policy.transfer = choices >> 6 & 1;
    setting->policy.auto_answer = take_of(bytes, 3);
    setting->keys = (uint8_t)(1 + take_of(bytes, KEYS_MAX));
    setting->slots = (uint8_t)(1 + take_of(bytes, setting->keys));
    setting->adversaries = take32(bytes);
    setting->adversaries = (setting->adversaries << 32 | take32(bytes)) & ~ADV_NO_RUNGS;
    for (setting_complete(setting); !moves_fit(setting); setting_complete(setting))
        setting->adversaries &= setting->adversaries - 1; /* one less */
    return *setting;
}

static void must_hold(uint64_t broken)
{
    for (unsigned p = 0; p < PROPERTIES; p++)
        if (broken >> p & 1)
            insist(false, property_text((enum property)p));
}

/* The possible moves, and what must hold where such are left. */
static unsigned look(const struct scene *scene, const struct moves *moves,
                     const struct move **possible)
{
    uint8_t worlds = 0, helps = 0, comes = 0;
    unsigned count = 0;

    for (unsigned i = 0; i < moves->count; i++) {
        uint8_t can = move_can(scene, &moves->all[i]);
        if (can == 0)
            continue;
        possible[count++] = &moves->all[i];
        worlds |= can;
        if (!(can & LAST_RESORT))
            helps |= can;
        if (!(can & CLOCK))
            comes |= can;
    }
    must_hold(broken_by_state(scene) | broken_at_rest(scene, worlds, helps, comes));
    return count;
}

/* As `offhook check` is to be told, but for what it cannot: here adversaries act again. */
static void show_setting(const struct setting *setting)
{
    const struct oh_policy *policy = &setting->policy;

    setvbuf(stdout, NULL, _IOLBF, BUFSIZ); /* to the last line before it breaks */
    printf("--calls %u --slots %u; accept %d, fulfil %d, focus %d, call waiting %d, transfer %d, "
           "answers itself %d, activation %d, reset %d, groups %d, redirect %d; --adversaries ",
           setting->keys, setting->slots, policy->accept, policy->fulfil, policy->focus,
           policy->call_waiting, policy->transfer, policy->auto_answer, policy->activation,
           policy->ui_reset, policy->groups, policy->redirect);
    uint64_t one = 0, left = setting->adversaries;
    for (unsigned i = 0; adversary_name(i) != NULL; i++, left &= ~one)
        if (adversaries_from(adversary_name(i), &one) && one & left)
            printf("%s,", adversary_name(i));
    printf("\n");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct scene scene;
    struct bytes bytes = {data, size};
    struct setting setting = setting_from(&bytes);
    struct moves moves;
    const struct move *possible[MOVES_MAX];

    _Alignas(uint64_t) uint8_t memory[MIND_MAX];
    if (oh_init(memory, sizeof memory, setting.slots, &setting.policy) != OH_RULE_NONE)
        return 0;
    moves_of(&setting, &moves);
    scene_init(&scene, &setting);
    if (shows())
        show_setting(&setting);
    for (unsigned step = 0; step < STEPS_MAX && bytes.left > 0; step++) {
        unsigned count = look(&scene, &moves, possible);
        uint8_t choice = take(&bytes);
        if (choice == AGAIN)
            scene.env.used &= ONCE;
        if (count == 0 || choice == AGAIN)
            continue;
        if (shows())
            print_move(&scene, possible[choice % count], step, stdout);
        else
            move_play(&scene, possible[choice % count]);
        insist(scene.out.count <= oh_commands_max(setting.slots),
               "a step gives no more commands than it may");
        must_hold(scene.broken);
    }
    look(&scene, &moves, possible);
    return 0;
}
