/* The order of calls in the record decides; where it does not, the least record. See symmetry.h. */
#include "symmetry.h"

#include <string.h>

#include "search.h"
#include "strategy.h"

/* Of these it was shown; any other must be added here, and so come into the test. */
#define WITHOUT_ORDER                                                                           \
    (ADV_ALL | ADV_CANCEL_PUSH | ADV_APP | ADV_SILENCE | ADV_FORK | ADV_RETRY | ADV_ELSEWHERE | \
     ADV_PREPARING | ADV_NO_SESSION | ADV_OUTGOING | ADV_MUTE | ADV_DIGITS | ADV_TRANSFER |     \
     ADV_WISHES | ADV_MUTE_WISHES | ADV_DIGIT_WISHES | ADV_BOUNCE | ADV_FOREIGN | ADV_AWAY |    \
     ADV_NO_RUNGS | ADV_GROUPS | ADV_GROUP_WISHES)

bool symmetric(const struct setting *setting)
{
    if (setting->keys < 2 || setting->exact || setting->strategy->rename == NULL)
        return false;
    if ((setting->adversaries & ~WITHOUT_ORDER) != 0)
        return false;
    if (setting->keys * __builtin_popcount(setting->ids) > 8)
        return false; /* of so many dead calls the oldest is forgotten */
    if (setting->adversaries & (ADV_GROUPS | ADV_GROUP_WISHES) && setting->keys > 2)
        return false; /* to whom one is joined is counted from him */
    if (setting->adversaries & ADV_TRANSFER && setting->keys > 2)
        return false; /* the first call that is up asks for the transfer */
    return setting->policy.auto_answer == OH_AUTO_ANSWER_NEVER; /* it answers the first slot's */
}

static bool same_names(const uint8_t *to, unsigned count)
{
    for (unsigned key = 0; key < count; key++)
        if (to[key] != key)
            return false;
    return true;
}

void scene_rename(struct scene *scene, const uint8_t *to)
{
    struct env_key keys[KEYS_MAX];
    struct env_more more[KEYS_MAX];

    if (same_names(to, scene->setting->keys)) {
        scene->setting->strategy->rename(scene->mind, scene->setting, NULL);
        return;
    }
    memcpy(keys, scene->env.keys, sizeof keys);
    memcpy(more, scene->env.more, sizeof more);
    for (unsigned key = 0; key < scene->setting->keys; key++) {
        scene->env.keys[to[key]] = keys[key];
        scene->env.more[to[key]] = more[key];
    }
    scene->setting->strategy->rename(scene->mind, scene->setting, to);
}

static int compare_keys(const struct scene *scene, unsigned a, unsigned b)
{
    const struct env *env = &scene->env;
    int order = memcmp(&env->keys[a], &env->keys[b], sizeof env->keys[a]);

    if (order == 0 && scene->setting->more_bytes != 0)
        order = memcmp(&env->more[a], &env->more[b], sizeof env->more[a]);
    return order;
}

/* Into to[], the place of each key in their order. Returns whether two are alike. */
static bool order_keys(const struct scene *scene, uint8_t *to)
{
    const unsigned count = scene->setting->keys;
    bool alike = false;

    for (unsigned key = 0; key < count; key++) {
        to[key] = 0;
        for (unsigned other = 0; other < count; other++) {
            int order = other == key ? 0 : compare_keys(scene, other, key);
            alike |= other != key && order == 0;
            to[key] = (uint8_t)(to[key] + (order < 0 || (order == 0 && other < key)));
        }
    }
    return alike;
}

/* Which of the calls that the record shows alike comes first, only the mind knows. */
static void break_ties(struct scene *scene, struct scene *spare, uint64_t *record)
{
    const size_t size = scene->setting->words * sizeof *record;

    for (unsigned a = 0; a + 1u < scene->setting->keys; a++) {
        for (unsigned b = a + 1; b < scene->setting->keys; b++) {
            uint8_t to[KEYS_MAX] = {0, 1, 2};
            uint64_t other[WORDS_MAX];
            if (compare_keys(scene, a, b) != 0)
                continue;
            to[a] = (uint8_t)b;
            to[b] = (uint8_t)a;
            scene_copy(spare, scene);
            scene_rename(spare, to);
            record_of(spare, other);
            if (memcmp(other, record, size) >= 0)
                continue;
            scene_copy(scene, spare);
            memcpy(record, other, size);
            a = b = 0; /* until no exchange makes it less */
        }
    }
}

void make_canonical(struct scene *scene, struct scene *spare, uint64_t *record)
{
    uint8_t to[KEYS_MAX] = {0};
    bool alike = order_keys(scene, to);

    scene_rename(scene, to);
    record_of(scene, record);
    if (alike)
        break_ties(scene, spare, record);
}
