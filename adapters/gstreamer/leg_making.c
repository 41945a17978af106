/*
 * A leg's WebRTC media is made on another thread (with keys in descriptions it is only what the
 * first such leg needs that is loaded there): its begin, what is asked meanwhile, and its end;
 * and the way to the peer afterwards.
 */
#include "leg_private.h"
#include "webrtc_agent.h"

struct oh_lines *oh_leg_lines_of(const struct oh_media_shared *shared)
{
    return shared->session ? oh_session_lines(shared->session) : NULL;
}

static void made(void *ctx, struct oh_making *making);

void oh_leg_begin_making(struct oh_media_leg *leg, enum oh_step step)
{
    struct oh_making order = {.step = step,
                              .options = &leg->shared->options,
                              .pcm = &leg->shared->pcm,
                              .lines = oh_leg_lines_of(leg->shared),
                              .pipeline = leg->pipeline};
    if (step != OH_LOAD_SRTP) { /* which has no use for copies of keys */
        order.agreed = leg->sdp.agreed;
        oh_sdp_offer_formats(&leg->sdp, &order.formats);
    }
    leg->making = oh_making_begin(&leg->shared->worker, &order, made, leg);
}

void oh_leg_connect_now(struct oh_media_leg *leg)
{
    if (!leg->connect_wanted || leg->connecting || !oh_leg_at_hand(leg) || !leg->sdp.agreed_once ||
        leg->sdp.kind != OH_KIND_WEBRTC)
        return;
    leg->connecting = true;
    oh_webrtc_connect(&leg->pipeline->webrtc, &leg->sdp.agreed.ice);
}

static gboolean on_connect_limit(gpointer ctx)
{
    struct oh_media_leg *leg = ctx;
    char why[120];
    bool reached = oh_leg_at_hand(leg) && oh_webrtc_ice_is_connected(&leg->pipeline->webrtc);
    oh_leg_detach(&leg->connect_limit);
    g_snprintf(why, sizeof why,
               reached ? "the peer does not agree on keys by DTLS within %u s"
                       : "ICE finds no way to the peer within %u s",
               leg->shared->options.connect_s);
    if (reached)
        oh_leg_distrust(leg, why);
    else
        oh_leg_fail(leg, why);
    return G_SOURCE_REMOVE;
}

void oh_leg_limit_connecting(struct oh_media_leg *leg)
{
    if (!oh_leg_has_way(leg) && !leg->connect_limit && leg->opened != OH_DIRECTION_NONE)
        leg->connect_limit = oh_leg_attach(
            g_timeout_source_new(leg->shared->options.connect_s * 1000), on_connect_limit, leg);
}

/* What was asked for in the meantime. */
static void catch_up(struct oh_media_leg *leg)
{
    size_t taken;
    oh_pipeline_mute(leg->pipeline, leg->muted);
    if (leg->kept_digits->len && leg->sdp.agreed_once) {
        oh_pipeline_send_digits(leg->pipeline, leg->kept_digits->str, &taken);
        g_string_truncate(leg->kept_digits, 0);
    }
    oh_leg_connect_now(leg);
    oh_pipeline_ring(leg->pipeline, leg->ring_back);
    oh_leg_set_gates(leg);
}

bool oh_leg_keep_request(struct oh_media_leg *leg, const char *offer, bool held)
{
    if (!leg->making)
        return false;
    oh_crypto_free_text(leg->kept.offer);
    leg->kept = (struct kept_request){.open = true, .held = held, .offer = g_strdup(offer)};
    return true;
}

static void answer_kept_request(struct oh_media_leg *leg)
{
    struct kept_request kept = leg->kept;
    leg->kept = (struct kept_request){0};
    if (!kept.open)
        return;
    if (kept.offer)
        oh_leg_answer(leg, kept.offer, kept.held);
    else
        oh_leg_offer(leg, kept.held);
    oh_crypto_free_text(kept.offer);
}

void oh_leg_note_stretch(struct oh_media_leg *leg, gint64 since_us)
{
    leg->stretch_us = MAX(leg->stretch_us, g_get_monotonic_time() - since_us);
}

static void describe_made(struct oh_media_leg *leg, const struct oh_making *making, gint64 since_us)
{
    const char *sdp = making->step == OH_MAKE_ANSWER ? oh_sdp_say(&leg->sdp)
                                                     : oh_sdp_offer(&leg->sdp, leg->making_held);
    oh_leg_note_stretch(leg, since_us);
    leg->made_us = making->took_us;
    oh_media_log(&leg->shared->log, OH_LOG_INFO,
                 "leg %u: WebRTC made in %.1f ms beside the signalling, which it kept for %.2f ms",
                 leg->id, (double)making->took_us / 1000, (double)leg->stretch_us / 1000);
    oh_leg_tell_description(leg->shared, leg->id, sdp, NULL);
}

static void failed(struct oh_media_leg *leg, const struct oh_making *making)
{
    struct oh_sdp_refusal refusal = {.code = 500};
    oh_leg_detach(&leg->bus);
    g_strlcpy(refusal.why, making->why, sizeof refusal.why);
    if (making->step == OH_MAKE_AGREED)
        oh_leg_fail(leg, making->why);
    else
        oh_leg_tell_description(leg->shared, leg->id, NULL, &refusal);
}

/* Nothing of the leg is touched after its owner was told something. */
static void made(void *ctx, struct oh_making *making)
{
    struct oh_media_leg *leg = ctx;
    gint64 since_us = g_get_monotonic_time();
    leg->making = NULL;
    leg->pipeline = g_steal_pointer(&making->pipeline);
    if (!making->good) {
        failed(leg, making);
        return;
    }
    if (leg->pipeline && !leg->bus)
        oh_leg_watch_bus(leg);
    switch (making->step) {
    case OH_MAKE_ANSWER:
    case OH_MAKE_OFFER:
        oh_ice_clear(&leg->sdp.ice);
        leg->sdp.ice = making->ours;
        making->ours = (struct oh_ice){0};
        catch_up(leg);
        describe_made(leg, making, since_us);
        return;
    case OH_LOAD_SRTP:
        leg->shared->has_srtp = true;
        oh_leg_describe_with_keys(leg);
        return;
    case OH_MAKE_AGREED: break;
    }
    catch_up(leg);
    oh_leg_note_stretch(leg, since_us);
    answer_kept_request(leg);
}
