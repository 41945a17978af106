/*
 * A set of legs: as many as there are calls, so an array is looked through.
 */
#include "legs.h"

#include <stdlib.h>

static size_t find(const struct legs *legs, oh_leg leg)
{
    size_t at = 0;
    while (at < legs->count && legs->items[at] != leg)
        at++;
    return at;
}

void legs_add(struct legs *legs, oh_leg leg)
{
    if (find(legs, leg) < legs->count)
        return;
    if (legs->count == legs->room) {
        size_t room = legs->room ? 2 * legs->room : 8;
        oh_leg *items = realloc(legs->items, room * sizeof(*items));
        if (!items)
            return;
        legs->items = items;
        legs->room = room;
    }
    legs->items[legs->count++] = leg;
}

void legs_remove(struct legs *legs, oh_leg leg)
{
    size_t at = find(legs, leg);
    if (at < legs->count)
        legs->items[at] = legs->items[--legs->count];
}

void legs_clear(struct legs *legs)
{
    free(legs->items);
    *legs = (struct legs){0};
}
