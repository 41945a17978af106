/*
 * The recording of recording.h.
 */
#include "recording.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CALLS_MAX 2

struct recording *recording_new(const struct oh_policy *policy)
{
    struct recording *recording = calloc(1, sizeof(*recording));
    size_t size = oh_core_size(CALLS_MAX);
    recording->core = calloc(1, size);
    recording->commands.max = oh_commands_max(CALLS_MAX);
    recording->commands.items = calloc(recording->commands.max, sizeof(struct oh_command));
    assert_int_equal(oh_init(recording->core, size, CALLS_MAX, policy), OH_RULE_NONE);
    recording->file = open_memstream(&recording->text, &recording->size);
    recording->writer = oh_trace_writer_new(recording->file, policy, CALLS_MAX, NULL);
    return recording;
}

void recording_free(struct recording *recording)
{
    assert_int_equal(oh_trace_writer_free(recording->writer), 0);
    fclose(recording->file);
    free(recording->text);
    free(recording->commands.items);
    free(recording->core);
    free(recording);
}

void record(struct recording *recording, struct oh_event event)
{
    oh_step(recording->core, &event, &recording->commands);
    oh_trace_write(recording->writer, recording->core, &event, &recording->commands);
}

void record_answered_call(struct recording *recording)
{
    record_answered_call_until(recording, OH_EVENT_TYPES);
}

void record_answered_call_until(struct recording *recording, enum oh_event_type last)
{
    struct oh_call_id call = {{0xa1, 0xb2, 0xc3, 0xd4}};
    const struct oh_event events[] = {
        OH_EVENT(OH_EV_ENGINE_INVITED, .now_ms = 50000, .leg = 1, .call = call,
                 .match_key = UINT64_C(0xfedcba9876543210), .flags = OH_INVITE_HAS_OFFER),
        OH_EVENT(OH_EV_UI_REPORTED, .now_ms = 50030, .call = call),
        OH_EVENT(OH_EV_UI_ANSWERED, .now_ms = 52500, .call = call, .action = 1),
        OH_EVENT(OH_EV_AUDIO_PREPARED, .now_ms = 52502),
        OH_EVENT(OH_EV_AUDIO_ACTIVATED, .now_ms = 52560),
        OH_EVENT(OH_EV_AUDIO_PREPARED, .now_ms = 52570),
        OH_EVENT(OH_EV_ENGINE_ACCEPTED, .now_ms = 52571, .leg = 1),
        OH_EVENT(OH_EV_ENGINE_CONNECTED, .now_ms = 52590, .leg = 1),
        OH_EVENT(OH_EV_ENGINE_FLOWED, .now_ms = 53571, .leg = 1, .frames = {50, 50, 50, 50, 0}),
        OH_EVENT(OH_EV_ENGINE_FLOWED, .now_ms = 54571, .leg = 1, .frames = {50, 50, 50, 50, 0}),
        OH_EVENT(OH_EV_ENGINE_FLOWED, .now_ms = 55571, .leg = 1, .frames = {50, 50, 50, 50, 0}),
        OH_EVENT(OH_EV_TIME, .now_ms = 57000), /* nothing is due */
        OH_EVENT(OH_EV_UI_ENDED, .now_ms = 58000, .call = call, .action = 2),
        OH_EVENT(OH_EV_ENGINE_ENDED, .now_ms = 58020, .leg = 1, .reason = OH_REASON_USER),
        OH_EVENT(OH_EV_AUDIO_DEACTIVATED, .now_ms = 58060),
    };
    for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
        record(recording, events[i]);
        if (events[i].type == last)
            return;
    }
}

struct oh_trace *read_text(const char *text, size_t size, char *why, size_t why_size)
{
    FILE *file = size ? fmemopen((void *)(uintptr_t)text, size, "r") : fopen("/dev/null", "r");
    struct oh_trace *trace = oh_trace_read(file, why, why_size);
    fclose(file);
    return trace;
}

struct oh_trace *read_good(const char *text, size_t size)
{
    char why[300] = "";
    struct oh_trace *trace = read_text(text, size, why, sizeof(why));
    if (!trace)
        fail_msg("cannot be read: %s", why);
    return trace;
}

char *replaced(const char *text, int line, const char *from, const char *to)
{
    const char *start = text;
    for (int i = 1; i < line; i++)
        start = strchr(start, '\n') + 1;
    const char *at = strstr(start, from);
    if (!at)
        fail_msg("no \"%s\" from line %d on in:\n%s", from, line, text);
    size_t room = strlen(text) + strlen(to) + 1;
    char *copy = malloc(room);
    snprintf(copy, room, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    return copy;
}
