/*
 * What is said once, in the very step that it belongs to (S39): that a call rings, to the caller;
 * that one is connecting, to the call UI; and that the call UI's service is to be made anew. The
 * step's commands are all that is looked at.
 */
#include "obey.h"

#include "strategy.h"

static bool is_about(const struct oh_command *command, enum oh_command_type type, unsigned key)
{
    uint8_t its, number;

    if (command->type != type)
        return false;
    if (type == OH_CMD_ENGINE_RING || type == OH_CMD_ENGINE_INVITE)
        return leg_back(command->leg, &its, &number) && its == key;
    return id_back(&command->call, &its, &number) && its == key;
}

static unsigned count(const struct scene *scene, enum oh_command_type type, unsigned key)
{
    unsigned times = 0;

    for (uint16_t i = 0; i < scene->out.count; i++)
        times += is_about(&scene->items[i], type, key);
    return times;
}

/* An INVITE that was taken, and is not accepted at once. */
static bool begins_to_ring(const struct scene *scene, oh_leg offered, unsigned key)
{
    uint8_t its, leg;

    return leg_back(offered, &its, &leg) && its == key &&
           scene->env.keys[key].legs[leg].sip == LEG_OFFERED;
}

/* The first INVITE of a call that is started, not one to where it was redirected. */
static bool begins_to_connect(const struct scene *scene, unsigned key)
{
    for (uint16_t i = 0; i < scene->out.count; i++)
        if (scene->items[i].type == OH_CMD_ENGINE_INVITE && scene->items[i].leg == leg_of(key, 0))
            return true;
    return false;
}

void expect_once(struct scene *scene, const struct oh_event *event)
{
    oh_leg offered = event->type == OH_EV_ENGINE_INVITED    ? event->leg
                     : event->type == OH_EV_ENGINE_REPLACED ? event->other_leg
                                                            : 0;
    unsigned rebuilds = 0;

    if (!scene->setting->strategy->gates)
        return;
    for (unsigned key = 0; key < scene->setting->keys; key++)
        if (count(scene, OH_CMD_ENGINE_RING, key) != begins_to_ring(scene, offered, key) ||
            count(scene, OH_CMD_UI_REPORT_CONNECTING, key) != begins_to_connect(scene, key))
            breaks(scene, P_S39);
    for (uint16_t i = 0; i < scene->out.count; i++)
        rebuilds += scene->items[i].type == OH_CMD_UI_REBUILD;
    if (rebuilds != (event->type == OH_EV_UI_RESET))
        breaks(scene, P_S39);
}
