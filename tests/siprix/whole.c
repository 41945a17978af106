/*
 * The world of whole.h.
 */
#include "whole.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CALLS_MAX 3

static int post(void *ctx, const struct oh_event *event)
{
    return oh_host_post(((struct whole *)ctx)->host, event);
}

/* S1, seen where the SDK is about to be told. */
static void accept(void *ctx, oh_leg leg)
{
    struct whole *whole = ctx;
    whole->accepted_too_early += !fake_ios_enabled(whole->ios);
    whole->rig->port.accept(whole->rig->port.ctx, leg);
}

#define PASS_ON(name, parameters, ...)                                         \
    static void name parameters                                                \
    {                                                                          \
        const struct oh_engine_port *port = &((struct whole *)ctx)->rig->port; \
        port->name(port->ctx, __VA_ARGS__);                                    \
    }
PASS_ON(reject, (void *ctx, oh_leg leg, uint16_t code, enum oh_reason reason), leg, code, reason)
PASS_ON(end, (void *ctx, oh_leg leg, enum oh_reason reason), leg, reason)
PASS_ON(invite, (void *ctx, oh_leg leg, struct oh_call_id call), leg, call)
PASS_ON(hold, (void *ctx, oh_leg leg), leg)
PASS_ON(resume, (void *ctx, oh_leg leg), leg)
PASS_ON(open, (void *ctx, oh_leg leg, enum oh_direction direction), leg, direction)
PASS_ON(close, (void *ctx, oh_leg leg), leg)
PASS_ON(mute, (void *ctx, oh_leg leg, bool on), leg, on)
PASS_ON(send_digits, (void *ctx, oh_leg leg, const char *digits), leg, digits)

struct whole *whole_new(void)
{
    struct whole *whole = g_new0(struct whole, 1);
    struct oh_post to_host = {whole, post};
    whole->rig = rig_new_with(&to_host);
    whole->sdk = whole->rig->sdk;
    whole->clock = fake_clock_new(1000000);
    whole->record = fake_record_new();
    whole->ios = fake_ios_new(&(struct fake_setup){
        .scheduler = fake_clock_scheduler(whole->clock), .post = to_host, .record = whole->record});
    struct oh_host_config config = {
        .size = sizeof config,
        .calls_max = CALLS_MAX,
        .policy = oh_policy_system(),
        .engine = {.size = sizeof(struct oh_engine_port),
                   .ctx = whole,
                   .accept = accept,
                   .reject = reject,
                   .end = end,
                   .invite = invite,
                   .hold = hold,
                   .resume = resume,
                   .open = open,
                   .close = close,
                   .mute = mute,
                   .send_digits = send_digits},
        .ui = fake_ios_ui_port(whole->ios),
        .audio = fake_ios_audio_port(whole->ios),
        .clock = fake_clock_port(whole->clock, &whole->host),
    };
    whole->trace_file = open_memstream(&whole->trace_text, &whole->trace_size);
    whole->writer =
        oh_trace_writer_new(whole->trace_file, &config.policy, config.calls_max, &config.trace);
    char text[300] = "";
    whole->host = oh_host_new(&config, NULL, text, sizeof text);
    if (!whole->host)
        fail_msg("%s", text);
    return whole;
}

/* cmocka cuts a message short; the end of the story is what matters. */
static void tell_story(const struct whole *whole)
{
    fprintf(stderr, "%s\n%s\n%s\n%s", whole->sdk->record(), whole->rig->events->str,
            whole->rig->log->str, fake_record_text(whole->record));
}

static void assert_replays(const struct whole *whole)
{
    char text[1000] = "";
    FILE *file = fmemopen(whole->trace_text, whole->trace_size, "r");
    struct oh_trace *trace = oh_trace_read(file, text, sizeof text);
    fclose(file);
    if (!trace || oh_trace_replay(trace, text, sizeof text))
        fail_msg("the trace: %s", text);
    oh_trace_free(trace);
}

void whole_free(struct whole *whole)
{
    struct oh_call_info info;
    while (whole_call(whole, 0, &info)) { /* whatever is left, the application ends */
        oh_host_post(whole->host, &OH_EVENT(OH_EV_APP_ENDED, .call = info.call));
        whole_run(whole, 5000);
    }
    whole_run(whole, 5000);
    assert_int_equal(whole->sdk->living(), 0);
    if (!oh_idle(oh_host_core(whole->host))) {
        tell_story(whole);
        fail_msg("the core is not idle");
    }
    oh_host_free(whole->host);
    assert_int_equal(oh_trace_writer_free(whole->writer), 0);
    fclose(whole->trace_file);
    assert_replays(whole);
    free(whole->trace_text);
    fake_clock_free(whole->clock);
    fake_ios_free(whole->ios);
    fake_record_free(whole->record);
    whole->rig->post.post = NULL;
    rig_free(whole->rig);
    g_free(whole);
}

bool whole_call(const struct whole *whole, unsigned index, struct oh_call_info *info)
{
    return oh_call_at(oh_host_core(whole->host), (uint8_t)index, info);
}

static void assert_same(struct whole *whole, const char *what, unsigned sdk, unsigned core)
{
    if (sdk == core)
        return;
    tell_story(whole);
    fail_msg("%s: %u for the SDK, %u for the core", what, sdk, core);
}

void whole_check(struct whole *whole)
{
    unsigned heard = 0, held = 0, sends = 0, holds = 0, legs = 0;
    for (uint32_t call = 1; call <= whole->sdk->last(); call++) {
        heard += whole->sdk->up(call) && whole->sdk->mic(call);
        held += whole->sdk->up(call) && whole->sdk->hold_state(call) & 1;
    }
    struct oh_call_info info;
    for (unsigned i = 0; whole_call(whole, i, &info); i++) {
        sends += info.sip == OH_SIP_UP && info.direction & OH_DIRECTION_SEND && !info.muted;
        holds += info.sip == OH_SIP_UP && info.held;
        legs += info.leg != 0;
    }
    assert_same(whole, "calls in which the peer hears us", heard, sends);
    assert_same(whole, "calls that live", whole->sdk->living(), legs);
    /* A resume waits until the audio is on. */
    bool settled = oh_audio_state(oh_host_core(whole->host)) == OH_AUDIO_ON;
    if (settled && !whole->hold_was_refused)
        assert_same(whole, "calls that we hold", held, holds);
    assert_same(whole, "accepted before the audio was on", 0, whole->accepted_too_early);
    /* A release on its way when the system activates: neither side can know of the other. */
    unsigned crossed = 0;
    const char *line = "violation: the system's session is released";
    for (const char *at = fake_record_text(whole->record); (at = strstr(at, line)); at++)
        crossed++;
    assert_same(whole, "violations of the platform", crossed, fake_ios_violations(whole->ios));
}

void whole_run(struct whole *whole, uint32_t ms)
{
    rig_settle(whole->rig);
    for (uint32_t passed = 0; passed < ms; passed += 10) {
        fake_clock_run(whole->clock, 10);
        rig_settle(whole->rig);
    }
    whole_check(whole);
}

uint32_t whole_ringing(struct whole *whole)
{
    uint32_t call = whole->sdk->incoming("<sip:alice@there>", false);
    whole_run(whole, 100);
    return call;
}

void whole_answer(struct whole *whole)
{
    fake_ios_answer(whole->ios, fake_ios_last(whole->ios));
}

void whole_end(struct whole *whole)
{
    fake_ios_end(whole->ios, fake_ios_last(whole->ios));
}

uint32_t whole_talking(struct whole *whole)
{
    uint32_t call = whole_ringing(whole);
    whole_answer(whole);
    whole_run(whole, 1000);
    struct oh_call_info info;
    assert_true(whole_call(whole, 0, &info));
    assert_int_equal(info.direction, OH_DIRECTION_BOTH);
    return call;
}

oh_match_key whole_key(const char *call_id)
{
    oh_match_key key = 0xcbf29ce484222325u;
    for (const char *at = call_id; *at; at++)
        key = (key ^ (uint8_t)*at) * 0x100000001b3u;
    return (key ^ 'i') * 0x100000001b3u;
}

void whole_push(struct whole *whole, const char *call_id)
{
    oh_host_post(whole->host, &OH_EVENT(OH_EV_PUSHED, .match_key = whole_key(call_id),
                                        .flags = OH_PUSH_MUST_REPORT));
}
