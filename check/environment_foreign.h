/* Foreign calls, as other files ask for them. */
#ifndef CHECK_ENVIRONMENT_FOREIGN_H
#define CHECK_ENVIRONMENT_FOREIGN_H

#include "world.h"

/* As far as the core was told. */
static inline bool foreign_is_in_the_way(const struct env *env)
{
    return env->extra.foreign_told >= OH_FOREIGN_RINGING;
}

/* A call's deadline: T_LOST holds it while a foreign call is in the way. */
void fire_call(struct scene *scene, unsigned slot, unsigned sub);

#endif
