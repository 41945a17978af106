/*
 * Replay: the trace's events through a core of this build. Equal histories give equal commands and
 * equal digests, so the first difference is a change of behaviour, or a trace that was tampered
 * with.
 */
#include "replay.h"

#include <stdlib.h>
#include <string.h>

#include "words.h"

static bool differs(const struct oh_trace *trace, size_t index, const char *what, char *text,
                    size_t text_size)
{
    char event[WORDS_MAX];
    const struct oh_event *at = &trace->steps[index].event;
    event_words(at, event);
    snprintf(text, text_size, "line %zu, step %zu, at %llu ms, event \"%s\": %s", index + 2,
             index + 1, (unsigned long long)at->now_ms, event, what);
    return true;
}

bool replay_commands_differ(const struct replay *replay, size_t index, char *text, size_t text_size)
{
    const struct oh_trace *trace = replay->trace;
    const struct oh_trace_step *step = &trace->steps[index];
    const struct oh_commands *got = &replay->commands;
    uint16_t longer = step->command_count > got->count ? step->command_count : got->count;

    for (uint16_t i = 0; i < longer; i++) {
        char expected[WORDS_MAX] = "nothing", given[WORDS_MAX] = "nothing";
        if (i < step->command_count)
            command_words(&step->commands[i], expected);
        if (i < got->count)
            command_words(&got->items[i], given);
        if (strcmp(expected, given)) {
            char what[3 * WORDS_MAX];
            snprintf(what, sizeof(what), "command %u was \"%s\" and is now \"%s\"", i + 1u,
                     expected, given);
            return differs(trace, index, what, text, text_size);
        }
    }
    return false;
}

static bool step_differs(const struct replay *replay, size_t index, char *text, size_t text_size)
{
    const struct oh_trace *trace = replay->trace;
    const struct oh_trace_step *step = &trace->steps[index];
    char what[128];

    if (replay_commands_differ(replay, index, text, text_size))
        return true;
    if (step->ignored != replay->commands.ignored)
        return differs(trace, index,
                       step->ignored ? "it was ignored, and now means something"
                                     : "it meant something, and is now ignored",
                       text, text_size);
    uint64_t digest = oh_core_digest(replay->core);
    if (step->digest != digest) {
        snprintf(what, sizeof(what), "the state's digest was %016llx and is now %016llx",
                 (unsigned long long)step->digest, (unsigned long long)digest);
        return differs(trace, index, what, text, text_size);
    }
    return false;
}

bool replay_begin(struct replay *replay, const struct oh_trace *trace, char *text, size_t text_size)
{
    size_t size = oh_core_size(trace->calls_max);
    *replay = (struct replay){.trace = trace, .core = calloc(1, size ? size : 1)};
    replay->commands.max = oh_commands_max(trace->calls_max);
    replay->commands.items = calloc(replay->commands.max + 1u, sizeof(struct oh_command));
    if (!replay->core || !replay->commands.items) {
        snprintf(text, text_size, "out of memory");
        return false;
    }
    enum oh_rule rule = oh_init(replay->core, size, trace->calls_max, &trace->policy);
    if (rule != OH_RULE_NONE)
        snprintf(text, text_size, "line 1: the policy is refused now: %s", oh_rule_text(rule));
    return rule == OH_RULE_NONE;
}

void replay_free(struct replay *replay)
{
    free(replay->commands.items);
    free(replay->core);
}

void replay_step(struct replay *replay, size_t index)
{
    oh_step(replay->core, &replay->trace->steps[index].event, &replay->commands);
}

int oh_trace_replay(const struct oh_trace *trace, char *text, size_t text_size)
{
    struct replay replay;
    bool found = !replay_begin(&replay, trace, text, text_size);
    for (size_t i = 0; !found && i < trace->step_count; i++) {
        replay_step(&replay, i);
        found = step_differs(&replay, i, text, text_size);
    }
    replay_free(&replay);
    return found;
}
