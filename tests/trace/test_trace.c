/*
 * Writing and reading: what goes in comes out, for each type of event and command.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>

#include "recording.h"

/* ---- Every type ---- */

/* Every field has a value of its own, so that two that are mixed up show. */
static struct oh_event full_event(enum oh_event_type type)
{
    return OH_EVENT(type, .now_ms = 123456789, .call = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
                    .match_key = UINT64_C(0x8000000000000001), .leg = 4294967295u, .other_leg = 12,
                    .action = 13, .flags = 1, .code = 14, .reason = OH_REASON_BUSY,
                    .found = OH_FOUND_OTHER_AUDIO, .request = OH_REQUEST_HOLD, .on = 1,
                    .age_ms = 15, .frames = {16, 17, 18, 4294967295u, 19}, .span_ms = 20,
                    .digits = "12*#AD");
}

static struct oh_command full_command(uint16_t type)
{
    return (struct oh_command){.type = type,
                               .code = 486,
                               .leg = 21,
                               .action = 22,
                               .reason = OH_REASON_REMOTE,
                               .how = OH_PREPARE_FORCE,
                               .direction = OH_DIRECTION_SEND,
                               .request = OH_REQUEST_MUTE,
                               .call = {{31, 32, 33}},
                               .on = 1,
                               .what = OH_TOLD_SILENT,
                               .digits = "123456",
                               .flags = OH_START_NO_SESSION};
}

/* The trace of these steps, as text. */
static char *written(const struct oh_trace_step *steps, size_t count)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    struct oh_policy policy = oh_policy_system();
    struct recording *core = recording_new(&policy);
    struct oh_trace_writer *writer = oh_trace_writer_new(file, &policy, 2, NULL);
    for (size_t i = 0; i < count; i++)
        oh_trace_write(writer, core->core, &steps[i].event,
                       &(struct oh_commands){.items = steps[i].commands,
                                             .count = steps[i].command_count,
                                             .ignored = steps[i].ignored});
    assert_int_equal(oh_trace_writer_free(writer), 0);
    fclose(file);
    recording_free(core);
    return text;
}

/* Written, read and written again, it must be the same; returns what was read. */
static struct oh_trace *round_trip(const struct oh_trace_step *steps, size_t count)
{
    char *text = written(steps, count);
    struct oh_trace *trace = read_good(text, strlen(text));
    assert_int_equal(trace->step_count, count);
    char *again = written(trace->steps, count);
    assert_string_equal(text, again);
    free(text);
    free(again);
    return trace;
}

static void each_event_comes_back(void **state)
{
    (void)state;
    struct oh_trace_step steps[OH_EVENT_TYPES] = {0};
    for (int type = 0; type < OH_EVENT_TYPES; type++) {
        steps[type].event = full_event((enum oh_event_type)type);
        steps[type].ignored = type % 2;
    }
    struct oh_trace *trace = round_trip(steps, OH_EVENT_TYPES);
    for (int type = 0; type < OH_EVENT_TYPES; type++) {
        assert_int_equal(trace->steps[type].event.type, type);
        assert_int_equal(trace->steps[type].event.now_ms, 123456789);
        assert_int_equal(trace->steps[type].ignored, type % 2);
    }
    oh_trace_free(trace);
}

/* What offhook.h names behind a type, it must carry. */
static void named_fields_come_back(void **state)
{
    (void)state;
    enum {
        INVITED,
        ENDED,
        FLOWED,
        STARTED,
        HELD,
        REFUSED,
        ACTIVATED,
        PUSHED,
        REPLACED,
        ASKED,
        DIGITS,
        COUNT
    };
    static const enum oh_event_type types[COUNT] = {
        [INVITED] = OH_EV_ENGINE_INVITED,
        [ENDED] = OH_EV_ENGINE_ENDED,
        [FLOWED] = OH_EV_ENGINE_FLOWED,
        [STARTED] = OH_EV_UI_STARTED,
        [HELD] = OH_EV_UI_HELD,
        [REFUSED] = OH_EV_UI_REPORT_REFUSED,
        [ACTIVATED] = OH_EV_AUDIO_ACTIVATED,
        [PUSHED] = OH_EV_PUSHED,
        [REPLACED] = OH_EV_ENGINE_REPLACED,
        [ASKED] = OH_EV_ENGINE_TRANSFER_ASKED,
        [DIGITS] = OH_EV_UI_DIGITS,
    };
    struct oh_trace_step steps[COUNT] = {0};
    for (int i = 0; i < COUNT; i++)
        steps[i].event = full_event(types[i]);
    steps[INVITED].event.flags = OH_INVITE_VIDEO | OH_INVITE_PREPARING | 1 << 15;
    struct oh_trace *trace = round_trip(steps, COUNT);
    const struct oh_event full = full_event(OH_EV_NONE);

    const struct oh_event *event = &trace->steps[INVITED].event;
    assert_int_equal(event->flags, OH_INVITE_VIDEO | OH_INVITE_PREPARING | 1 << 15);
    assert_int_equal(event->leg, full.leg);
    assert_true(event->match_key == full.match_key);
    assert_memory_equal(&event->call, &full.call, sizeof(full.call));
    assert_int_equal(event->action, 0); /* not named: not carried */
    assert_int_equal(trace->steps[ENDED].event.reason, full.reason);
    assert_memory_equal(&trace->steps[FLOWED].event.frames, &full.frames, sizeof(full.frames));
    assert_int_equal(trace->steps[FLOWED].event.span_ms, full.span_ms);
    assert_int_equal(trace->steps[ASKED].event.other_leg, full.other_leg);
    assert_memory_equal(&trace->steps[ASKED].event.call, &full.call, sizeof(full.call));
    assert_int_equal(trace->steps[ASKED].event.flags, full.flags);
    assert_string_equal(trace->steps[DIGITS].event.digits, "######"); /* how many, not which */
    assert_int_equal(trace->steps[STARTED].event.action, full.action);
    assert_int_equal(trace->steps[STARTED].event.leg, full.leg);
    assert_int_equal(trace->steps[STARTED].event.flags, full.flags);
    assert_int_equal(trace->steps[HELD].event.on, 1);
    assert_int_equal(trace->steps[REFUSED].event.code, full.code);
    assert_int_equal(trace->steps[ACTIVATED].event.found, full.found);
    assert_int_equal(trace->steps[PUSHED].event.age_ms, full.age_ms);
    assert_int_equal(trace->steps[REPLACED].event.other_leg, full.other_leg);
    oh_trace_free(trace);
}

static void each_command_comes_back(void **state)
{
    (void)state;
    struct oh_command commands[OH_COMMAND_TYPES];
    for (uint16_t type = 0; type < OH_COMMAND_TYPES; type++)
        commands[type] = full_command(type);
    struct oh_trace_step step = {
        .event = full_event(OH_EV_TIME), .commands = commands, .command_count = OH_COMMAND_TYPES};
    struct oh_trace *trace = round_trip(&step, 1);
    const struct oh_command *read = trace->steps[0].commands;
    assert_int_equal(trace->steps[0].command_count, OH_COMMAND_TYPES);
    for (uint16_t type = 0; type < OH_COMMAND_TYPES; type++)
        assert_int_equal(read[type].type, type);
    assert_int_equal(read[OH_CMD_ENGINE_REJECT].code, 486);
    assert_int_equal(read[OH_CMD_ENGINE_REJECT].reason, OH_REASON_REMOTE);
    assert_int_equal(read[OH_CMD_ENGINE_OPEN].direction, OH_DIRECTION_SEND);
    assert_int_equal(read[OH_CMD_AUDIO_PREPARE].how, OH_PREPARE_FORCE);
    assert_int_equal(read[OH_CMD_UI_REQUEST].request, OH_REQUEST_MUTE);
    assert_int_equal(read[OH_CMD_UI_REQUEST].on, 1);
    assert_int_equal(read[OH_CMD_UI_REQUEST].leg, 21);
    assert_int_equal(read[OH_CMD_UI_REQUEST].flags, OH_START_NO_SESSION);
    assert_int_equal(read[OH_CMD_APP_TELL].what, OH_TOLD_SILENT);
    assert_memory_equal(read[OH_CMD_ENGINE_SEND_DIGITS].digits, "######", OH_COMMAND_DIGITS_MAX);
    assert_int_equal(read[OH_CMD_UI_FULFIL].action, 22);
    assert_int_equal(read[OH_CMD_UI_FULFIL].call.bytes[2], 33);
    oh_trace_free(trace);
}

/* An adapter's mistake is to be seen in the trace, not to break it. */
static void values_without_a_name_come_back(void **state)
{
    (void)state;
    struct oh_trace_step steps[] = {
        {.event = OH_EVENT((enum oh_event_type)200, .now_ms = 1)},
        {.event = OH_EVENT(OH_EV_ENGINE_ENDED, .now_ms = 2, .leg = 1, .reason = 250)},
        {.event = OH_EVENT(OH_EV_AUDIO_ACTIVATED, .now_ms = 3, .found = 99)},
    };
    struct oh_trace *trace = round_trip(steps, 3);
    assert_int_equal(trace->steps[0].event.type, 200);
    assert_int_equal(trace->steps[1].event.reason, 250);
    assert_int_equal(trace->steps[2].event.found, 99);
    oh_trace_free(trace);
}

/* ---- The head ---- */

static void the_policy_comes_back(void **state)
{
    (void)state;
    struct oh_policy policies[] = {oh_policy_system(), oh_policy_self(), oh_policy_self()};
    struct oh_policy *odd = &policies[2];
    odd->accept = OH_ACCEPT_GATED;
    odd->fulfil = OH_FULFIL_WHEN_CONNECTED;
    odd->focus = OH_FOCUS_ALL;
    odd->ui_reset = OH_UI_RESET_RESHOW;
    odd->decline_code = 486;
    odd->deadlines =
        (struct oh_deadlines){1001, 1002, 90003, 1004, 1005, 1006, 4294967295u, 1008, 1009, 1010};

    for (size_t i = 0; i < 3; i++) {
        struct recording *recording = recording_new(&policies[i]);
        struct oh_trace *trace = read_good(recording->text, recording->size);
        struct recording *again = recording_new(&trace->policy);
        assert_string_equal(again->text, recording->text);
        recording_free(again);
        assert_int_equal(trace->policy.activation, policies[i].activation);
        assert_int_equal(trace->policy.accept, policies[i].accept);
        assert_int_equal(trace->policy.fulfil, policies[i].fulfil);
        assert_int_equal(trace->policy.focus, policies[i].focus);
        assert_int_equal(trace->policy.ui_reset, policies[i].ui_reset);
        assert_int_equal(trace->policy.decline_code, policies[i].decline_code);
        assert_memory_equal(&trace->policy.deadlines, &policies[i].deadlines,
                            sizeof(struct oh_deadlines));
        assert_string_equal(trace->version, oh_version());
        assert_int_equal(trace->calls_max, 2);
        assert_true(strlen(trace->commit) > 0);
        oh_trace_free(trace);
        recording_free(recording);
    }
}

/* ---- Writing ---- */

static void the_sink_writes_and_flushes_each_step(void **state)
{
    (void)state;
    struct oh_policy policy = oh_policy_system();
    struct recording *recording = recording_new(&policy);
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    struct oh_trace_sink sink;
    struct oh_trace_writer *writer = oh_trace_writer_new(file, &policy, 2, &sink);
    size_t head = size;
    assert_true(head > 0);
    struct oh_event event = OH_EVENT(OH_EV_TIME, .now_ms = 5);
    sink.step(sink.ctx, recording->core, &event, &recording->commands);
    assert_true(size > head);
    assert_int_equal(text[size - 1], '\n');
    oh_trace_writer_free(writer);
    fclose(file);
    free(text);
    recording_free(recording);
}

static void a_write_that_fails_is_remembered(void **state)
{
    (void)state;
    struct oh_policy policy = oh_policy_system();
    FILE *full = fopen("/dev/full", "w");
    assert_non_null(full);
    struct oh_trace_writer *writer = oh_trace_writer_new(full, &policy, 2, NULL);
    assert_int_equal(oh_trace_writer_free(writer), ENOSPC);
    fclose(full);
}

static void the_last_line_needs_no_end(void **state)
{
    (void)state;
    struct oh_policy policy = oh_policy_system();
    struct recording *recording = recording_new(&policy);
    record_answered_call(recording);
    struct oh_trace *whole = read_good(recording->text, recording->size);
    struct oh_trace *trace = read_good(recording->text, recording->size - 1);
    assert_int_equal(trace->step_count, whole->step_count);
    oh_trace_free(whole);
    oh_trace_free(trace);
    recording_free(recording);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_event_comes_back),
        cmocka_unit_test(named_fields_come_back),
        cmocka_unit_test(each_command_comes_back),
        cmocka_unit_test(values_without_a_name_come_back),
        cmocka_unit_test(the_policy_comes_back),
        cmocka_unit_test(the_sink_writes_and_flushes_each_step),
        cmocka_unit_test(a_write_that_fails_is_remembered),
        cmocka_unit_test(the_last_line_needs_no_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
