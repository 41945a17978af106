/*
 * Replay: the trace's events through a core of this build. Equal histories give equal commands and
 * equal digests, so the first difference is a change of behaviour, or a trace that was tampered
 * with.
 */
#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "words.h"

/* A core and room for its commands. */
struct replay {
    struct oh_core *core;
    struct oh_commands commands;
};

static int differs(const struct oh_trace *trace, size_t index, const char *what, char *text,
                   size_t text_size)
{
    char event[WORDS_MAX];
    const struct oh_event *at = &trace->steps[index].event;
    event_words(at, event);
    snprintf(text, text_size, "line %zu, step %zu, at %llu ms, event \"%s\": %s", index + 2,
             index + 1, (unsigned long long)at->now_ms, event, what);
    return 1;
}

static int compare_commands(const struct oh_trace *trace, size_t index,
                            const struct oh_commands *got, char *text, size_t text_size)
{
    const struct oh_trace_step *step = &trace->steps[index];
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
    return 0;
}

static int compare(const struct oh_trace *trace, size_t index, const struct replay *replay,
                   char *text, size_t text_size)
{
    const struct oh_trace_step *step = &trace->steps[index];
    char what[128];

    if (compare_commands(trace, index, &replay->commands, text, text_size))
        return 1;
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
    return 0;
}

int oh_trace_replay(const struct oh_trace *trace, char *text, size_t text_size)
{
    size_t size = oh_core_size(trace->calls_max);
    struct replay replay = {.core = calloc(1, size ? size : 1)};
    replay.commands.max = oh_commands_max(trace->calls_max);
    replay.commands.items = calloc(replay.commands.max + 1u, sizeof(struct oh_command));

    int found = 0;
    if (!replay.core || !replay.commands.items) {
        snprintf(text, text_size, "out of memory");
        found = 1;
    } else {
        enum oh_rule rule = oh_init(replay.core, size, trace->calls_max, &trace->policy);
        if (rule != OH_RULE_NONE) {
            snprintf(text, text_size, "line 1: the policy is refused now: %s", oh_rule_text(rule));
            found = 1;
        }
    }
    for (size_t i = 0; !found && i < trace->step_count; i++) {
        oh_step(replay.core, &trace->steps[i].event, &replay.commands);
        found = compare(trace, i, &replay, text, text_size);
    }
    free(replay.commands.items);
    free(replay.core);
    return found;
}
