/* What commands do to the environment's record, and the properties of single commands. */
#ifndef CHECK_OBEY_H
#define CHECK_OBEY_H

#include "world.h"

void obey(struct scene *scene);

#endif
