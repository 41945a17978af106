/*
 * Two seconds that take turns, so that nothing need be remembered for each frame.
 */
#include "level.h"

#include <math.h>

/* Under the lock. */
static void turn(struct oh_level *level)
{
    gint64 now = g_get_monotonic_time() / G_USEC_PER_SEC;
    if (now == level->second)
        return;
    level->loudest[1] = now == level->second + 1 ? level->loudest[0] : 0;
    level->loudest[0] = 0;
    level->second = now;
}

void oh_level_begin(struct oh_level *level)
{
    *level = (struct oh_level){0};
    g_mutex_init(&level->lock);
}

void oh_level_end(struct oh_level *level)
{
    g_mutex_clear(&level->lock);
}

void oh_level_add(struct oh_level *level, const int16_t *samples, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (double)samples[i] * samples[i];
    g_mutex_lock(&level->lock);
    turn(level);
    if (count > 0)
        level->loudest[0] = MAX(level->loudest[0], sum / (double)count);
    g_mutex_unlock(&level->lock);
}

double oh_level_db(struct oh_level *level)
{
    static const double full_scale = 32768.0 * 32768.0;
    g_mutex_lock(&level->lock);
    turn(level);
    double loudest = MAX(level->loudest[0], level->loudest[1]);
    g_mutex_unlock(&level->lock);
    double db = loudest > 0 ? 10 * log10(loudest / full_scale) : OH_LEVEL_SILENCE_DB;
    return MAX(db, OH_LEVEL_SILENCE_DB);
}
