/*
 * Both streams are made corked: the microphone is not read before somebody answers. They run once
 * the server has acknowledged both.
 */
#include "pair.h"
#include "drop.h"
#include "log.h"

#include <string.h>

enum {
    FRAGMENT_BYTES = OH_BLOCK_BYTES,
    /* What the server holds of our sound: a thread that comes 20 ms late is not heard. */
    PLAYBACK_BYTES = 4 * OH_BLOCK_BYTES,
};

static const pa_sample_spec format = {PA_SAMPLE_S16LE, OH_BLOCK_RATE_HZ, 1};

void oh_pair_begin(struct oh_pair *pair, const struct oh_media_options *options,
                   const struct oh_pulse_owner *owner)
{
    *pair = (struct oh_pair){.options = options, .owner = owner};
}

static void say(const struct oh_pair *pair, enum oh_pulse_fact fact)
{
    pair->owner->fact(pair->owner->ctx, fact, pair->number);
}

static bool is_capture(const struct oh_pair *pair, const pa_stream *stream)
{
    return stream == pair->capture;
}

/* ---- What the server says ---- */

static void fail(struct oh_pair *pair, pa_stream *stream, const char *why)
{
    const char *device = is_capture(pair, stream) ? pair->options->source : pair->options->sink;
    if (pair->over)
        return;
    pair->over = true;
    pair->flowing = false;
    oh_media_log(&pair->owner->log, OH_LOG_WARNING,
                 "the %s%s%s cannot be used: %s; `pactl list short %s` shows what there is",
                 is_capture(pair, stream) ? "microphone" : "loudspeaker", device ? " " : "",
                 device ? device : "", why, is_capture(pair, stream) ? "sources" : "sinks");
    say(pair, pair->ready ? OH_PAIR_TAKEN : OH_PAIR_FAILED);
}

static void fail_by_server(struct oh_pair *pair, pa_stream *stream)
{
    fail(pair, stream, pa_strerror(pa_context_errno(pa_stream_get_context(stream))));
}

static bool both_ready(const struct oh_pair *pair)
{
    return pa_stream_get_state(pair->capture) == PA_STREAM_READY &&
           pa_stream_get_state(pair->playback) == PA_STREAM_READY;
}

static void on_state(pa_stream *stream, void *ctx)
{
    struct oh_pair *pair = ctx;
    switch (pa_stream_get_state(stream)) {
    case PA_STREAM_READY:
        if (!pair->ready && both_ready(pair)) {
            pair->ready = true;
            say(pair, OH_PAIR_CORKED);
        }
        break;
    case PA_STREAM_FAILED:
    case PA_STREAM_TERMINATED:
        /* A server that died says so itself. */
        if (PA_CONTEXT_IS_GOOD(pa_context_get_state(pa_stream_get_context(stream))))
            fail_by_server(pair, stream);
        break;
    case PA_STREAM_UNCONNECTED:
    case PA_STREAM_CREATING: break;
    }
}

static void on_moved(pa_stream *stream, void *ctx)
{
    struct oh_pair *pair = ctx;
    oh_media_log(&pair->owner->log, OH_LOG_INFO, "the %s is now %s",
                 is_capture(pair, stream) ? "microphone" : "loudspeaker",
                 pa_stream_get_device_name(stream));
    say(pair, OH_PAIR_MOVED);
}

static void claim(struct oh_pair *pair, bool claimed)
{
    if (pair->claimed == claimed)
        return;
    pair->claimed = claimed;
    say(pair, claimed ? OH_PAIR_CLAIMED : OH_PAIR_RETURNED);
}

static void on_event(pa_stream *stream, const char *name, pa_proplist *properties, void *ctx)
{
    (void)stream, (void)properties;
    if (strcmp(name, PA_STREAM_EVENT_REQUEST_CORK) == 0)
        claim(ctx, true);
    else if (strcmp(name, PA_STREAM_EVENT_REQUEST_UNCORK) == 0)
        claim(ctx, false);
}

/* A device also rests while nobody runs; that is no claim. */
static void on_suspended(pa_stream *stream, void *ctx)
{
    struct oh_pair *pair = ctx;
    (void)stream;
    bool suspended =
        pa_stream_is_suspended(pair->capture) == 1 || pa_stream_is_suspended(pair->playback) == 1;
    if (pair->flowing || !suspended)
        claim(pair, suspended);
}

/* ---- Sound ---- */

static void take(struct oh_pair *pair, const int16_t *samples, size_t count)
{
    while (count > 0) {
        size_t part = MIN(count, OH_BLOCK_SAMPLES - pair->filled);
        if (samples)
            memcpy(pair->block + pair->filled, samples, part * sizeof *samples);
        else /* a hole: the server lost them */
            memset(pair->block + pair->filled, 0, part * sizeof *samples);
        pair->filled += part;
        count -= part;
        if (samples)
            samples += part;
        if (pair->filled < OH_BLOCK_SAMPLES)
            return;
        pair->filled = 0;
        if (oh_backlog_is_live(&pair->backlog, g_get_monotonic_time()))
            pair->owner->captured(pair->owner->ctx, pair->block);
    }
}

static void on_captured(pa_stream *stream, size_t bytes, void *ctx)
{
    struct oh_pair *pair = ctx;
    const void *data;
    while (pa_stream_readable_size(stream) > 0) {
        if (pa_stream_peek(stream, &data, &bytes) < 0 || bytes == 0)
            return;
        if (pair->flowing)
            take(pair, data, bytes / sizeof *pair->block);
        pa_stream_drop(stream);
    }
}

/* While it is corked, it is filled with silence: then there is nothing to hurry with at the answer.
 */
static void on_wanted(pa_stream *stream, size_t bytes, void *ctx)
{
    struct oh_pair *pair = ctx;
    int16_t block[OH_BLOCK_SAMPLES] = {0};
    (void)bytes;
    for (size_t room = pa_stream_writable_size(stream);
         room != (size_t)-1 && room >= OH_BLOCK_BYTES; room -= OH_BLOCK_BYTES) {
        if (pair->flowing)
            pair->owner->mix(pair->owner->ctx, block);
        if (pa_stream_write(stream, block, sizeof block, NULL, 0, PA_SEEK_RELATIVE) < 0)
            return;
    }
}

/* ---- Orders ---- */

static pa_stream *make(struct oh_pair *pair, pa_context *context, const char *name)
{
    pa_proplist *properties = pa_proplist_new();
    pa_proplist_sets(properties, PA_PROP_MEDIA_ROLE, "phone");
    pa_stream *stream = pa_stream_new_with_proplist(context, name, &format, NULL, properties);
    pa_proplist_free(properties);
    pa_stream_set_state_callback(stream, on_state, pair);
    pa_stream_set_moved_callback(stream, on_moved, pair);
    pa_stream_set_event_callback(stream, on_event, pair);
    pa_stream_set_suspended_callback(stream, on_suspended, pair);
    return stream;
}

void oh_pair_open(struct oh_pair *pair, pa_context *context, unsigned number)
{
    static const pa_stream_flags_t flags = PA_STREAM_START_CORKED | PA_STREAM_ADJUST_LATENCY;
    static const pa_buffer_attr in = {(uint32_t)-1, (uint32_t)-1, (uint32_t)-1, (uint32_t)-1,
                                      FRAGMENT_BYTES};
    static const pa_buffer_attr out = {(uint32_t)-1, PLAYBACK_BYTES, OH_BLOCK_BYTES, OH_BLOCK_BYTES,
                                       (uint32_t)-1};
    oh_pair_close(pair);
    pair->number = number;
    pair->ready = pair->over = pair->claimed = false;
    pair->capture = make(pair, context, "call, microphone");
    pair->playback = make(pair, context, "call");
    pa_stream_set_read_callback(pair->capture, on_captured, pair);
    pa_stream_set_write_callback(pair->playback, on_wanted, pair);
    if (pa_stream_connect_record(pair->capture, pair->options->source, &in, flags) < 0)
        fail_by_server(pair, pair->capture);
    else if (pa_stream_connect_playback(pair->playback, pair->options->sink, &out, flags, NULL,
                                        NULL) < 0)
        fail_by_server(pair, pair->playback);
}

static void on_running(pa_stream *stream, int success, void *ctx)
{
    struct oh_pair *pair = ctx;
    if (!success) {
        fail_by_server(pair, stream);
        return;
    }
    if (pair->acks_open == 0 || --pair->acks_open > 0)
        return;
    if (pa_stream_is_suspended(pair->capture) == 1 || pa_stream_is_suspended(pair->playback) == 1) {
        fail(pair, stream, "another program has it");
        return;
    }
    pair->flowing = true;
    say(pair, OH_PAIR_RUNNING);
}

static void run(struct oh_pair *pair, pa_stream *stream)
{
    pa_operation *operation = pa_stream_cork(stream, 0, on_running, pair);
    if (operation)
        pa_operation_unref(operation);
    else
        fail_by_server(pair, stream);
}

static void order(pa_operation *operation)
{
    if (operation)
        pa_operation_unref(operation);
}

void oh_pair_start(struct oh_pair *pair)
{
    if (!pair->capture || pair->over)
        return;
    pair->acks_open = 2;
    pair->filled = 0;
    oh_backlog_begin(&pair->backlog);
    run(pair, pair->playback);
    run(pair, pair->capture);
}

void oh_pair_stop(struct oh_pair *pair)
{
    pair->flowing = false;
    pair->acks_open = 0;
    if (!pair->capture || pair->over)
        return;
    order(pa_stream_cork(pair->capture, 1, NULL, NULL));
    order(pa_stream_cork(pair->playback, 1, NULL, NULL));
    order(pa_stream_flush(pair->playback, NULL, NULL));
}

void oh_pair_close(struct oh_pair *pair)
{
    pair->flowing = false;
    pair->acks_open = 0;
    oh_stream_drop(&pair->capture);
    oh_stream_drop(&pair->playback);
}
