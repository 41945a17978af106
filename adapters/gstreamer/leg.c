/*
 * A leg lives on the owner's context: media threads only put messages on the pipeline's bus
 * (leg_bus.c). With WebRTC, and with the first keys in a description, a making may be under way on
 * another thread; what is asked meanwhile is kept until it is done, and nothing here touches the
 * pipeline.
 */
#include "leg_private.h"

GSource *oh_leg_attach(GSource *source, GSourceFunc callback, struct oh_media_leg *leg)
{
    g_source_set_callback(source, callback, leg, NULL);
    g_source_attach(source, leg->shared->context);
    return source;
}

void oh_leg_detach(GSource **source)
{
    if (*source)
        g_source_destroy(*source);
    g_clear_pointer(source, g_source_unref);
}

bool oh_leg_has_way(const struct oh_media_leg *leg)
{
    return leg->sdp.kind != OH_KIND_WEBRTC || leg->connected;
}

struct oh_pipeline *oh_leg_at_hand(const struct oh_media_leg *leg)
{
    return leg->making ? NULL : leg->pipeline;
}

/* A gate is open if its owner opened it and the two descriptions allow it. */
void oh_leg_set_gates(struct oh_media_leg *leg)
{
    unsigned both = leg->sdp.agreed_once ? leg->opened & leg->sdp.agreed.direction : 0u;
    if (!oh_leg_at_hand(leg))
        return;
    if (leg->ring_back && leg->sdp.agreed_once)
        both |= leg->sdp.agreed.direction & OH_DIRECTION_SEND;
    oh_pipeline_gates(leg->pipeline, both & OH_DIRECTION_SEND, both & OH_DIRECTION_RECEIVE,
                      leg->opened != OH_DIRECTION_NONE);
}

struct oh_media_leg *oh_leg_new(struct oh_media_shared *shared, oh_leg id, bool is_private)
{
    const struct oh_media_options *options = &shared->options;
    struct oh_media_leg *leg = g_new0(struct oh_media_leg, 1);
    leg->shared = shared;
    leg->id = id;
    leg->kept_digits = g_string_new(NULL);
    oh_sdp_begin(&leg->sdp, options->address, options->codecs, options->codec_count);
    leg->sdp.security = options->security;
    leg->sdp.is_private = is_private;
    return leg;
}

void oh_leg_free(struct oh_media_leg *leg)
{
    oh_leg_detach(&leg->bus);
    oh_leg_detach(&leg->each_second);
    oh_leg_detach(&leg->connect_limit);
    if (leg->making) {
        oh_making_abandon(leg->making); /* with the pipeline */
        leg->pipeline = NULL;
    }
    if (leg->pipeline && leg->pipeline->kind == OH_KIND_WEBRTC) {
        oh_pipeline_gates(leg->pipeline, false, false, false);
        oh_making_unmake(&leg->shared->worker, g_steal_pointer(&leg->pipeline));
    } else if (leg->pipeline) {
        oh_pipeline_end(leg->pipeline);
        g_free(leg->pipeline);
    }
    oh_sdp_end(&leg->sdp);
    oh_sockets_close(&leg->sockets);
    g_string_free(leg->kept_digits, TRUE);
    oh_crypto_free_text(leg->kept.offer);
    g_free(leg);
}

void oh_leg_connect(struct oh_media_leg *leg)
{
    leg->connect_wanted = true;
    oh_leg_connect_now(leg);
}

void oh_leg_ring_back(struct oh_media_leg *leg, bool on)
{
    if (leg->ring_back == on)
        return;
    leg->ring_back = on;
    if (!oh_leg_at_hand(leg))
        return;
    oh_pipeline_ring(leg->pipeline, on);
    oh_leg_set_gates(leg);
}

void oh_leg_open(struct oh_media_leg *leg, enum oh_direction direction)
{
    bool closes = leg->each_second && direction == OH_DIRECTION_NONE;
    leg->opened = direction;
    if (closes) {
        oh_leg_detach(&leg->each_second);
    } else if (!leg->each_second && direction != OH_DIRECTION_NONE) {
        oh_leg_watch_flow(leg);
    }
    oh_leg_ring_back(leg, false);
    if (direction != OH_DIRECTION_NONE)
        oh_leg_connect(leg);
    oh_leg_limit_connecting(leg);
    oh_leg_set_gates(leg);
    if (closes) { /* a call of less than a second would leave no trace of its sound */
        oh_leg_tell_stats(leg);
        oh_leg_tell_flow(leg);
    }
}

void oh_leg_mute(struct oh_media_leg *leg, bool on)
{
    leg->muted = on;
    if (oh_leg_at_hand(leg))
        oh_pipeline_mute(leg->pipeline, on);
}

bool oh_leg_send_digits(struct oh_media_leg *leg, const char *digits)
{
    size_t taken = strlen(digits);
    if (leg->making && leg->sdp.kind == OH_KIND_WEBRTC && leg->sdp.agreed_once &&
        leg->sdp.agreed.event.codec)
        g_string_append(leg->kept_digits, digits);
    else if (!oh_leg_at_hand(leg) || !oh_pipeline_send_digits(leg->pipeline, digits, &taken))
        return false;
    if (digits[taken])
        oh_media_log(&leg->shared->log, OH_LOG_WARNING,
                     "leg %u: %zu digits dropped: %d wait already", leg->id, strlen(digits) - taken,
                     OH_DIGITS_WAITING_MAX);
    return true;
}
