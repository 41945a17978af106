/*
 * Offers and answers of a leg. Media on sockets is made here, at once, but for the first with keys:
 * what that needs is loaded elsewhere first.
 */
#include "leg_private.h"
#include "webrtc_agent.h"

void oh_leg_tell_description(const struct oh_media_shared *shared, oh_leg id, const char *sdp,
                             const struct oh_sdp_refusal *refusal)
{
    const struct oh_media_events *events = &shared->events;
    if (!sdp)
        oh_media_log(&shared->log, OH_LOG_WARNING, "leg %u: %s", id, refusal->why);
    if (events->described)
        events->described(events->ctx, id, sdp, sdp ? 0 : refusal->code, sdp ? NULL : refusal->why);
}

static bool begin_sockets(struct oh_media_leg *leg, struct oh_sdp_refusal *refusal)
{
    const struct oh_media_options *options = &leg->shared->options;
    refusal->code = 500;
    if (leg->pipeline)
        return true;
    if (!oh_sockets_bind(&leg->sockets, options->address, options->port_min, options->port_max,
                         refusal->why, sizeof refusal->why))
        return false;
    leg->pipeline = g_new0(struct oh_pipeline, 1);
    const struct oh_wire wire = {
        .kind = leg->sdp.kind, .sockets = &leg->sockets, .ours = &leg->sdp.crypto};
    if (!oh_pipeline_begin(leg->pipeline, &wire, options, &leg->shared->pcm,
                           oh_leg_lines_of(leg->shared), refusal->why, sizeof refusal->why)) {
        g_clear_pointer(&leg->pipeline, g_free);
        oh_sockets_close(&leg->sockets);
        return false;
    }
    leg->sdp.port = leg->sockets.port;
    oh_pipeline_mute(leg->pipeline, leg->muted);
    oh_leg_watch_bus(leg);
    return true;
}

static void carry_out(struct oh_media_leg *leg)
{
    oh_pipeline_agree(leg->pipeline, &leg->sdp.agreed);
    oh_pipeline_ring(leg->pipeline, leg->ring_back);
    oh_leg_set_gates(leg);
}

/* The peer's last description began a new session of ICE, and ours has followed. */
static void restart_ice(struct oh_media_leg *leg)
{
    char why[200];
    if (!leg->sdp.ice_restarted)
        return;
    leg->sdp.ice_restarted = false;
    if (!oh_webrtc_restart(&leg->pipeline->webrtc, &leg->sdp.ice, &leg->sdp.agreed.ice, why,
                           sizeof why))
        oh_media_log(&leg->shared->log, OH_LOG_WARNING, "leg %u: %s", leg->id, why);
}

static void tell_answer(struct oh_media_leg *leg)
{
    struct oh_sdp_refusal refusal;
    const char *answer = NULL;
    if (begin_sockets(leg, &refusal)) {
        carry_out(leg);
        answer = oh_sdp_say(&leg->sdp);
        restart_ice(leg);
    }
    oh_leg_tell_description(leg->shared, leg->id, answer, &refusal);
}

static void tell_offer(struct oh_media_leg *leg, bool held)
{
    struct oh_sdp_refusal refusal;
    const char *offer = NULL;
    if ((leg->sdp.kind != OH_KIND_SDES || oh_sdp_make_key(&leg->sdp, &refusal)) &&
        begin_sockets(leg, &refusal))
        offer = oh_sdp_offer(&leg->sdp, held);
    oh_leg_tell_description(leg->shared, leg->id, offer, &refusal);
}

static bool lacks_srtp(const struct oh_media_leg *leg)
{
    return leg->sdp.kind == OH_KIND_SDES && !leg->pipeline && !leg->shared->has_srtp;
}

void oh_leg_describe_with_keys(struct oh_media_leg *leg)
{
    if (leg->sdp.agreed_once)
        tell_answer(leg);
    else
        tell_offer(leg, leg->making_held);
}

void oh_leg_answer(struct oh_media_leg *leg, const char *offer, bool held)
{
    gint64 since_us = g_get_monotonic_time();
    struct oh_sdp_refusal refusal;
    if (oh_leg_keep_request(leg, offer, held))
        return;
    if (!oh_sdp_take(&leg->sdp, offer, held, &refusal)) {
        oh_leg_tell_description(leg->shared, leg->id, NULL, &refusal);
    } else if (leg->sdp.kind == OH_KIND_WEBRTC && !leg->pipeline) {
        oh_leg_begin_making(leg, OH_MAKE_ANSWER);
        oh_leg_note_stretch(leg, since_us);
    } else if (lacks_srtp(leg)) {
        oh_leg_begin_making(leg, OH_LOAD_SRTP);
    } else {
        tell_answer(leg);
    }
}

/* Which kind it is, once and for the whole call. */
static bool choose_kind(struct oh_media_leg *leg, struct oh_sdp_refusal *refusal)
{
    const struct oh_media_options *options = &leg->shared->options;
    refusal->code = 488;
    return leg->pipeline || oh_kind_to_offer(options->offer, options->security, leg->sdp.is_private,
                                             &leg->sdp.kind, refusal->why, sizeof refusal->why);
}

void oh_leg_offer(struct oh_media_leg *leg, bool held)
{
    gint64 since_us = g_get_monotonic_time();
    struct oh_sdp_refusal refusal;
    if (oh_leg_keep_request(leg, NULL, held))
        return;
    if (!choose_kind(leg, &refusal)) {
        oh_leg_tell_description(leg->shared, leg->id, NULL, &refusal);
        return;
    }
    leg->making_held = held;
    if (leg->sdp.kind == OH_KIND_WEBRTC && !leg->pipeline) {
        leg->connect_wanted = true; /* as soon as the peer has answered */
        oh_leg_begin_making(leg, OH_MAKE_OFFER);
        oh_leg_note_stretch(leg, since_us);
    } else if (lacks_srtp(leg)) {
        oh_leg_begin_making(leg, OH_LOAD_SRTP);
    } else {
        tell_offer(leg, held);
    }
}

bool oh_leg_agree(struct oh_media_leg *leg, const char *answer, struct oh_sdp_refusal *refusal)
{
    gint64 since_us = g_get_monotonic_time();
    bool first = !leg->sdp.agreed_once;
    if (leg->making)
        return oh_sdp_refuse(refusal, 500,
                             "an answer came before the one before it was carried out");
    if (!oh_sdp_agree(&leg->sdp, answer, refusal))
        return false;
    if (leg->sdp.kind == OH_KIND_WEBRTC && first) {
        oh_leg_begin_making(leg, OH_MAKE_AGREED);
        oh_leg_note_stretch(leg, since_us);
        return true;
    }
    carry_out(leg);
    restart_ice(leg);
    return true;
}

void oh_leg_restart(struct oh_media_leg *leg)
{
    if (!oh_sdp_restart_ice(&leg->sdp))
        oh_media_log(&leg->shared->log, OH_LOG_WARNING,
                     "leg %u: ICE is not restarted: the system gives no random numbers", leg->id);
}

void oh_leg_withdraw(struct oh_media_leg *leg)
{
    oh_sdp_withdraw(&leg->sdp);
}

bool oh_leg_remote_holds(const struct oh_media_leg *leg)
{
    return leg->sdp.agreed_once && leg->sdp.agreed.remote_holds;
}
