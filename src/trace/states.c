/*
 * States by replay. Digests are not compared: a version that writes its state in other bytes still
 * knows what it knows. Commands are: once they differ, the replayed call is another one.
 */
#include "states.h"

#include <stdlib.h>
#include <string.h>

#include "replay.h"

struct states {
    const struct ladder *ladder;
    struct replay replay;
    size_t next; /* step to be taken */
    size_t end;  /* the first step that differs */
    char why[600];
    struct state state;
    struct call_state *before; /* the calls of the state asked for last */
    unsigned before_count;
    bool asked;
};

/* Find the first difference, with a core of its own. */
static void find_end(struct states *states, const struct oh_trace *trace)
{
    struct replay replay;
    size_t i = 0;
    if (replay_begin(&replay, trace, states->why, sizeof(states->why)))
        for (; i < trace->step_count; i++) {
            replay_step(&replay, i);
            if (replay_commands_differ(&replay, i, states->why, sizeof(states->why)))
                break;
        }
    states->end = i;
    replay_free(&replay);
}

struct states *states_new(const struct oh_trace *trace, const struct ladder *ladder)
{
    struct states *states = calloc(1, sizeof(*states));
    if (!states)
        return NULL;
    states->ladder = ladder;
    find_end(states, trace);
    replay_begin(&states->replay, trace, NULL, 0);
    states->state.calls = calloc(trace->calls_max, sizeof(struct call_state));
    states->before = calloc(trace->calls_max, sizeof(struct call_state));
    if (states->state.calls && states->before && states->replay.core &&
        states->replay.commands.items)
        return states;
    states_free(states);
    return NULL;
}

void states_free(struct states *states)
{
    if (!states)
        return;
    replay_free(&states->replay);
    free(states->state.calls);
    free(states->before);
    free(states);
}

static const struct call_state *find_before(const struct states *states, struct oh_call_id id)
{
    for (unsigned i = 0; i < states->before_count; i++)
        if (!memcmp(&states->before[i].info.call, &id, sizeof(id)))
            return &states->before[i];
    return NULL;
}

static bool call_changed(const struct call_state *before, const struct oh_call_info *now)
{
    const struct oh_call_info *was = &before->info;
    return was->leg != now->leg || was->sip != now->sip || was->direction != now->direction ||
           was->shown != now->shown || was->wanted != now->wanted || was->held != now->held ||
           was->muted != now->muted || was->remote_held != now->remote_held;
}

static void read_calls(struct states *states)
{
    struct state *state = &states->state;
    state->call_count = oh_call_count(states->replay.core);
    for (unsigned i = 0; i < state->call_count; i++) {
        struct call_state *call = &state->calls[i];
        oh_call_at(states->replay.core, (uint8_t)i, &call->info);
        const struct call_state *before = find_before(states, call->info.call);
        call->call = before ? before->call : ladder_call_of(states->ladder, call->info.call);
        call->changed = !before || call_changed(before, &call->info);
    }
}

static bool is_there(const struct state *state, struct oh_call_id id)
{
    for (unsigned i = 0; i < state->call_count; i++)
        if (!memcmp(&state->calls[i].info.call, &id, sizeof(id)))
            return true;
    return false;
}

static void find_ended(struct states *states)
{
    struct state *state = &states->state;
    unsigned count = 0;
    memset(state->ended, 0, sizeof(state->ended));
    for (unsigned i = 0; i < states->before_count && count < 4; i++)
        if (!is_there(state, states->before[i].info.call))
            state->ended[count++] = states->before[i].call;
}

const struct state *states_after(struct states *states, const struct oh_trace_step *step)
{
    struct state *state = &states->state;
    const struct oh_trace *trace = states->replay.trace;
    size_t index = (size_t)(step - trace->steps);
    if (index >= states->end)
        return NULL;

    struct call_state *calls = states->before;
    states->before = state->calls;
    states->before_count = state->call_count;
    state->calls = calls;
    for (; states->next <= index; states->next++)
        replay_step(&states->replay, states->next);

    enum oh_audio_state audio = oh_audio_state(states->replay.core);
    uint64_t deadline_ms = oh_deadline_ms(states->replay.core);
    uint64_t now_ms = step->event.now_ms;
    state->audio_changed = !states->asked || audio != state->audio;
    state->audio = audio;
    state->deadline_ms = deadline_ms == OH_NEVER ? OH_NEVER
                         : deadline_ms < now_ms  ? 0
                                                 : deadline_ms - now_ms;
    states->asked = true;
    read_calls(states);
    find_ended(states);
    return state;
}

size_t states_end(const struct states *states, const char **text)
{
    *text = states->why;
    return states->end;
}

void call_state_words(const struct call_state *state, char text[WORDS_MAX])
{
    const struct oh_call_info *info = &state->info;
    const char *sip = oh_sip_state_name((enum oh_sip_state)info->sip);
    const char *direction = oh_direction_name((enum oh_direction)info->direction);
    bool open = info->direction != OH_DIRECTION_NONE;
    bool waits = info->sip < OH_SIP_ACCEPTING;

    snprintf(text, WORDS_MAX, "%s%s%s%s%s%s%s%s", sip ? sip : "unknown",
             waits && info->wanted ? ", answered" : "", info->shown ? "" : ", not shown",
             open ? ", open " : "", open ? (direction ? direction : "unknown") : "",
             info->held ? ", held" : "", info->remote_held ? ", held by peer" : "",
             info->muted ? ", muted" : "");
}
