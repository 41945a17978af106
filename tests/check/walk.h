/* Random walks through a world, for tests. The seed is fixed: a failure repeats itself. */
#ifndef TESTS_CHECK_WALK_H
#define TESTS_CHECK_WALK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "moves.h"
#include "options.h"
#include "search.h"
#include "strategy.h"

static inline uint32_t walk_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33);
}

static inline struct setting walk_setting(unsigned keys, const char *adversaries)
{
    struct options options;

    options_default(&options);
    options.setting.keys = (uint8_t)keys;
    assert_true(adversaries_from(adversaries, &options.setting.adversaries));
    setting_complete(&options.setting);
    return options.setting;
}

/* One of the possible moves, or NULL if there is none. */
static inline const struct move *walk_choose(const struct scene *scene, const struct moves *moves,
                                             uint64_t *seed)
{
    const struct move *possible[MOVES_MAX];
    unsigned count = 0;

    for (unsigned i = 0; i < moves->count; i++)
        if (move_can(scene, &moves->all[i]) != 0)
            possible[count++] = &moves->all[i];
    return count == 0 ? NULL : possible[walk_random(seed) % count];
}

#endif
