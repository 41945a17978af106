/*
 * What flowed, once a second and at the end, and how the leg is doing.
 */
#include "leg_private.h"

struct oh_frames oh_leg_take_frames(struct oh_media_leg *leg)
{
    leg->taken_us = g_get_monotonic_time();
    return oh_leg_at_hand(leg) ? oh_pipeline_take_frames(leg->pipeline) : (struct oh_frames){0};
}

/* Frames that cannot leave yet would look like audio that is dead. */
void oh_leg_tell_flow(struct oh_media_leg *leg)
{
    gint64 before_us = leg->taken_us;
    const struct oh_media_events *events = &leg->shared->events;
    struct oh_frames frames = oh_leg_take_frames(leg);
    uint32_t span_ms = (uint32_t)((leg->taken_us - before_us) / 1000);
    if (events->flowed && oh_leg_has_way(leg))
        events->flowed(events->ctx, leg->id, &frames, MAX(span_ms, 1));
}

static gboolean on_second(gpointer ctx)
{
    oh_leg_tell_flow(ctx);
    return G_SOURCE_CONTINUE;
}

void oh_leg_watch_flow(struct oh_media_leg *leg)
{
    (void)oh_leg_take_frames(leg); /* what was before the opening is no news */
    leg->each_second = oh_leg_attach(g_timeout_source_new(1000), on_second, leg);
}

void oh_leg_stats(const struct oh_media_leg *leg, struct oh_media_stats *stats)
{
    const struct oh_codec *codec = leg->sdp.agreed_once ? leg->sdp.agreed.send.codec : NULL;
    *stats = (struct oh_media_stats){.size = sizeof *stats,
                                     .codec = codec ? codec->name : "",
                                     .clock_hz = codec ? codec->clock_hz : 0,
                                     .security = "",
                                     .cipher = "",
                                     .sent_db = OH_LEVEL_SILENCE_DB,
                                     .received_db = OH_LEVEL_SILENCE_DB,
                                     .made_ms = (double)leg->made_us / 1000,
                                     .stretch_ms = (double)leg->stretch_us / 1000};
    if (oh_leg_at_hand(leg))
        oh_pipeline_stats(leg->pipeline, stats);
}

void oh_leg_tell_stats(const struct oh_media_leg *leg)
{
    const struct oh_media_events *events = &leg->shared->events;
    struct oh_media_stats stats;
    if (!events->closed)
        return;
    oh_leg_stats(leg, &stats);
    events->closed(events->ctx, leg->id, &stats);
}
