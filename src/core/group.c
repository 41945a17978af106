/* Who is in a group with whom, and what the engine was told of it. */
#include "group.h"
#include "emit.h"
#include "ui.h"
#include "wish.h"

bool group_is_shared(const struct call *one, const struct call *other)
{
    return one == other || (one->group != 0 && one->group == other->group);
}

static bool is_nobody(const struct oh_call_id *id)
{
    static const struct oh_call_id nobody;

    return same_id(id, &nobody);
}

/* Who rings can be joined to nobody. */
static bool may_join(const struct call *call, const struct call *to)
{
    return to != NULL && to != call && call->wanted && to->wanted;
}

bool group_is_so(struct oh_core *core, const struct call *call, const struct oh_call_id *to)
{
    const struct call *other = core_call_by_id(core, to);

    return is_nobody(to) ? call->group == 0 : other != NULL && group_is_shared(call, other);
}

static void part(struct call *call, struct oh_commands *out)
{
    call->group = 0;
    if (call->mixed)
        emit_leg(out, OH_CMD_ENGINE_GROUP, call->leg);
    call->mixed = false;
}

/* A group's number is one more than its lowest slot, so that it does not matter how it came about;
 * and one who is alone is in none. */
static void renumber(struct oh_core *core, uint8_t group, struct oh_commands *out)
{
    uint8_t lowest = 0;
    uint8_t count = 0;

    for (uint8_t slot = core->calls_max; slot > 0; slot--) {
        if (core->calls[slot - 1].group != group)
            continue;
        lowest = slot;
        count++;
    }
    for (struct call *call = core->calls; call < core_calls_end(core); call++) {
        if (call->group != group)
            continue;
        if (count == 1)
            part(call, out);
        else
            call->group = lowest;
    }
}

void group_lost(struct oh_core *core, uint8_t group, struct oh_commands *out)
{
    if (group != 0)
        renumber(core, group, out);
}

static void leave(struct oh_core *core, struct call *call, struct oh_commands *out)
{
    uint8_t group = call->group;

    part(call, out);
    group_lost(core, group, out);
}

/* Without the other's a group of its own, until they are numbered. */
static void join(struct oh_core *core, struct call *call, struct call *to, struct oh_commands *out)
{
    leave(core, call, out);
    if (to->group == 0)
        to->group = (uint8_t)(to - core->calls + 1);
    call->group = to->group;
    renumber(core, call->group, out);
}

bool group_change(struct oh_core *core, struct call *call, const struct oh_call_id *to,
                  struct oh_commands *out)
{
    struct call *other = core_call_by_id(core, to);

    if (core->policy.groups == OH_GROUPS_OFF || !(is_nobody(to) || may_join(call, other)))
        return false;
    if (group_is_so(core, call, to))
        return true;
    if (other == NULL)
        leave(core, call, out);
    else
        join(core, call, other, out);
    return true;
}

/* One of its group whom the user talks to through the session. */
static struct call *talked_to_beside(struct oh_core *core, const struct call *call)
{
    for (struct call *other = core->calls; other < core_calls_end(core); other++)
        if (other != call && group_is_shared(other, call) && other->uses_session && !other->held)
            return other;
    return NULL;
}

/* Whom the others do not hear is not to hear the user beside them: they go on, and it is held. The
 * call UI is to show it as it is. */
bool group_failed(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = core_call_by_leg(core, event->leg);
    struct call *rest;

    if (call == NULL || !call->mixed)
        return false;
    rest = talked_to_beside(core, call);
    call->mixed = false; /* as the engine said */
    leave(core, call, out);
    emit_told(out, call->id, OH_TOLD_GROUP_FAILED);
    if (rest != NULL) {
        ui_take_focus(core, rest);
        wish_make_way(core, rest, out);
    }
    wish_to_part(core, call, out);
    return true;
}

static struct call *up_beside(struct oh_core *core, const struct call *call)
{
    for (struct call *other = core->calls; other < core_calls_end(core); other++)
        if (other != call && group_is_shared(other, call) && other->sip == OH_SIP_UP)
            return other;
    return NULL;
}

/* One at a time comes up, or joins: whoever of the group is up already is mixed, if two are. */
void group_settle(struct oh_core *core, struct oh_commands *out)
{
    for (struct call *call = core->calls; call < core_calls_end(core); call++) {
        if (call->group == 0 || call->mixed || call->sip != OH_SIP_UP)
            continue;
        struct call *other = up_beside(core, call);
        if (other == NULL)
            continue;
        emit_leg(out, OH_CMD_ENGINE_GROUP, call->leg)->other_leg = other->leg;
        call->mixed = other->mixed = true;
    }
}
