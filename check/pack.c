/* A state as a record of a few words: the environment's record, then the packed mind. */
#include <string.h>

#include "search.h"
#include "strategy.h"

static size_t env_bytes(const struct setting *setting)
{
    return offsetof(struct env, keys) + setting->keys * sizeof(struct env_key);
}

unsigned record_words(const struct setting *setting)
{
    size_t bytes = env_bytes(setting) + setting->strategy->packed_bytes(setting);

    return (unsigned)((bytes + 7) / 8);
}

void record_of(const struct scene *scene, uint64_t *record)
{
    size_t size = env_bytes(scene->setting);

    for (unsigned i = 0, words = record_words(scene->setting); i < words; i++)
        record[i] = 0;
    memcpy(record, &scene->env, size);
    scene->setting->strategy->pack(scene->mind, scene->setting, (uint8_t *)record + size);
}

void record_open(struct scene *scene, const uint64_t *record)
{
    size_t size = env_bytes(scene->setting);

    memcpy(&scene->env, record, size);
    scene->setting->strategy->unpack(scene->mind, scene->setting, (const uint8_t *)record + size);
}
