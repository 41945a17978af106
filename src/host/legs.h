/*
 * A set of legs. Private to src/host.
 */
#ifndef OFFHOOK_HOST_LEGS_H
#define OFFHOOK_HOST_LEGS_H

#include <stddef.h>

#include "offhook/offhook.h"

struct legs {
    oh_leg *items;
    size_t count;
    size_t room;
};

/* Out of memory, the leg is not remembered: nobody will wait for it. */
void legs_add(struct legs *legs, oh_leg leg);
void legs_remove(struct legs *legs, oh_leg leg);
void legs_clear(struct legs *legs);

#endif
