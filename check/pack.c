/* A state as a record of a few words: the environment's record, then the packed mind. */
#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "search.h"
#include "strategy.h"

void record_layout(struct setting *setting)
{
    bool more =
        setting->adversaries & ADV_MORE || setting->policy.auto_answer != OH_AUTO_ANSWER_NEVER;

    setting->env_bytes =
        (uint8_t)(offsetof(struct env, keys) + setting->keys * sizeof(struct env_key));
    setting->more_bytes =
        (uint8_t)(more ? sizeof(struct env_extra) + setting->keys * sizeof(struct env_more) : 0);
    setting->mind_bytes = (uint8_t)setting->strategy->packed_bytes(setting);
    setting->mind_head_bytes = setting->slot_bytes = 0;
    if (setting->strategy->slot_bytes != NULL) {
        setting->mind_head_bytes = setting->strategy->head_bytes(setting);
        setting->slot_bytes = setting->strategy->slot_bytes(setting);
    }
    setting->words =
        (uint8_t)((setting->env_bytes + setting->more_bytes + setting->mind_bytes + 7) / 8);
    assert(setting->words <= WORDS_MAX);
}

void record_of(const struct scene *scene, uint64_t *record)
{
    const struct setting *setting = scene->setting;

    for (unsigned i = 0; i < setting->words; i++)
        record[i] = 0;
    memcpy(record, &scene->env, offsetof(struct env, keys) + sizeof(struct env_key));
    if (setting->keys > 1)
        memcpy(record, &scene->env, setting->env_bytes);
    uint8_t *after = (uint8_t *)record + setting->env_bytes;
    if (setting->more_bytes != 0)
        memcpy(after, &scene->env.extra, setting->more_bytes);
    setting->strategy->pack(scene->mind, setting, after + setting->more_bytes);
}

void record_open(struct scene *scene, const uint64_t *record)
{
    const struct setting *setting = scene->setting;

    const uint8_t *after = (const uint8_t *)record + setting->env_bytes;

    memcpy(&scene->env, record, setting->env_bytes);
    if (setting->more_bytes != 0)
        memcpy(&scene->env.extra, after, setting->more_bytes);
    setting->strategy->unpack(scene->mind, setting, after + setting->more_bytes);
}
