/*
 * The roll of calls. It holds as many entries as the core holds calls: a few, so a search is a
 * walk.
 */
#include "roll.h"

#include <string.h>

struct roll {
    GPtrArray *calls;
    unsigned last_number;
};

static void free_call(gpointer data)
{
    struct roll_call *call = data;
    g_free(call->remote);
    g_free(call);
}

struct roll *roll_new(void)
{
    struct roll *roll = g_new0(struct roll, 1);
    roll->calls = g_ptr_array_new_with_free_func(free_call);
    return roll;
}

void roll_free(struct roll *roll)
{
    if (!roll)
        return;
    g_ptr_array_unref(roll->calls);
    g_free(roll);
}

struct roll_call *roll_at(struct roll *roll, unsigned index)
{
    return index < roll->calls->len ? g_ptr_array_index(roll->calls, index) : NULL;
}

struct roll_call *roll_by_id(struct roll *roll, struct oh_call_id id)
{
    struct roll_call *call;
    for (unsigned i = 0; (call = roll_at(roll, i)); i++)
        if (memcmp(&call->id, &id, sizeof(id)) == 0)
            return call;
    return NULL;
}

struct roll_call *roll_by_leg(struct roll *roll, oh_leg leg)
{
    struct roll_call *call;
    for (unsigned i = 0; (call = roll_at(roll, i)); i++)
        if (leg != 0 && call->leg == leg)
            return call;
    return NULL;
}

struct roll_call *roll_by_number(struct roll *roll, unsigned number)
{
    struct roll_call *call;
    for (unsigned i = 0; (call = roll_at(roll, i)); i++)
        if (call->number == number)
            return call;
    return NULL;
}

struct roll_call *roll_enter(struct roll *roll, struct oh_call_id id)
{
    struct roll_call *call = roll_by_id(roll, id);
    if (call)
        return call;
    call = g_new0(struct roll_call, 1);
    call->id = id;
    call->number = ++roll->last_number;
    g_ptr_array_add(roll->calls, call);
    return call;
}

void roll_drop(struct roll *roll, struct roll_call *call)
{
    g_ptr_array_remove(roll->calls, call);
}

bool roll_info(const struct oh_core *core, struct oh_call_id id, struct oh_call_info *info)
{
    for (uint8_t i = 0; oh_call_at(core, i, info); i++)
        if (memcmp(&info->call, &id, sizeof(id)) == 0)
            return true;
    return false;
}
