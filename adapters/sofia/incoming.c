/*
 * Incoming calls: the INVITE is classified and reported, the answer is prepared while it rings, 180
 * and 200 leave when told. The core decides; what it may decide from is in INVITED.
 */
#include "incoming.h"

#include "gate.h"
#include "listen.h"
#include "log.h"
#include "message.h"
#include "origin.h"
#include "replaces.h"
#include "warning.h"

/* Refuse without a leg: nobody hears of it. `why` is for the caller, or NULL. */
static void refuse_because(const struct engine *engine, nua_handle_t *handle, sip_t const *sip,
                           int status, const char *why)
{
    char *warning = warning_new(status, why);
    log_expect(engine, sip->sip_cseq->cs_seq, status);
    nua_respond(handle, status, sip_status_phrase(status),
                TAG_IF(warning, SIPTAG_WARNING_STR(warning)),
                TAG_IF(status == 415, SIPTAG_ACCEPT_STR("application/sdp")),
                TAG_IF(status == 415, SIPTAG_ACCEPT_ENCODING_STR("identity")), TAG_END());
    nua_handle_destroy(handle);
    g_free(warning);
}

static void refuse(const struct engine *engine, nua_handle_t *handle, sip_t const *sip, int status)
{
    refuse_because(engine, handle, sip, status, NULL);
}

/* nta answers 482 to a merged request that comes to the same address (RFC 3261 8.2.2.2); here are
 * those that come to another one of ours. */
static bool is_merged(struct engine *engine, sip_t const *sip)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, engine->legs);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct leg *leg = value;
        if (!leg->outgoing && leg->cseq == sip->sip_cseq->cs_seq &&
            g_strcmp0(leg->call_id, sip->sip_call_id->i_id) == 0 &&
            g_strcmp0(leg->remote_tag, sip->sip_from->a_tag) == 0)
            return true;
    }
    return false;
}

static struct leg *begin(struct listener *listener, nua_handle_t *handle, sip_t const *sip)
{
    struct leg *leg = leg_new(listener->engine, listener, handle);
    leg->remote = message_address(sip->sip_from);
    leg->call_id = g_strdup(sip->sip_call_id->i_id);
    leg->remote_tag = g_strdup(sip->sip_from->a_tag);
    leg->branch = g_strdup(sip->sip_via->v_branch);
    leg->cseq = sip->sip_cseq->cs_seq;
    log_line(leg->engine, OH_LOG_INFO, "leg %u: INVITE from %s on %s", leg->id, leg->remote,
             listener->address);
    leg->requires_100rel = sip_has_feature(sip->sip_require, "100rel");
    leg->supports_100rel = leg->requires_100rel || sip_has_feature(sip->sip_supported, "100rel");
    return leg;
}

/* Ask the media stack for our answer, or for our offer if the INVITE brought none. */
static void ask_media(struct leg *leg, const char *offer)
{
    const struct oh_media_port *media = &leg->engine->media;
    leg->offered = offer != NULL;
    leg->asked = ASKED_FIRST;
    leg_signalled(leg);
    if (offer)
        media->answer(media->ctx, leg->id, offer, false);
    else
        media->offer(media->ctx, leg->id, false);
}

/* No call without media: nobody need hear of it. */
static void refuse_silently(struct leg *leg)
{
    leg->ended = true;
    leg->engine->media.end(leg->engine->media.ctx, leg->id);
    leg_refuse(leg, leg->refusal);
}

/* Tell the core. What takes another's place waits until its media is judged: an INVITE that we
 * cannot take must leave that dialog as it is (RFC 3891 3). */
static void announce(struct leg *leg, oh_match_key key)
{
    uint16_t flags = (uint16_t)(leg->flags | (leg->sdp ? 0 : OH_INVITE_PREPARING));
    leg->untold = leg->replaces && !leg->sdp;
    if (leg->untold)
        return;
    leg->invited = true;
    if (leg->replaces)
        engine_post(leg->engine, &OH_EVENT(OH_EV_ENGINE_REPLACED, .leg = leg->replaces,
                                           .other_leg = leg->id, .flags = flags));
    else
        engine_post(leg->engine, &OH_EVENT(OH_EV_ENGINE_INVITED, .leg = leg->id, .flags = flags,
                                           .match_key = key));
}

/* Whose place it takes, 0 for nobody's; false if it was refused for that. */
static bool find_replaced(struct engine *engine, nua_handle_t *handle, sip_t const *sip,
                          oh_leg *replaced)
{
    const struct leg *leg = NULL;
    const char *why = NULL;
    int status = replaces_find(engine, sip, &leg, &why);
    *replaced = leg ? leg->id : 0;
    if (!status)
        return true;
    log_line(engine, OH_LOG_WARNING, "INVITE refused with %d: %s", status, why);
    refuse_because(engine, handle, sip, status, why);
    return false;
}

void incoming_invite(struct listener *listener, nua_handle_t *handle, sip_t const *sip)
{
    struct engine *engine = listener->engine;
    if (engine->closing) {
        refuse(engine, handle, sip, 480);
        return;
    }
    if (!origin_accepts(engine, msg_addr(nua_current_request(listener->nua)))) {
        refuse(engine, handle, sip, 403); /* stranger.c has said so */
        return;
    }
    if (gate_saw_late_branch(sip)) {
        log_line(engine, OH_LOG_WARNING,
                 "INVITE (CSeq %u) refused: another branch of a call that is up",
                 sip->sip_cseq->cs_seq);
        refuse(engine, handle, sip, 482);
        return;
    }
    if (g_hash_table_size(engine->legs) >= engine->legs_max) {
        log_line(engine, OH_LOG_WARNING, "INVITE refused: %u legs are open, which is the limit",
                 g_hash_table_size(engine->legs));
        refuse(engine, handle, sip, 486);
        return;
    }
    char *offer = NULL;
    if (message_sdp(sip, &offer) == BODY_OTHER) {
        log_line(engine, OH_LOG_WARNING, "INVITE refused: its body is %s%s, not SDP",
                 sip->sip_content_type ? sip->sip_content_type->c_type : "of no type",
                 message_is_encoded(sip) ? " in a Content-Encoding" : "");
        refuse(engine, handle, sip, 415);
        return;
    }
    oh_leg replaced = 0;
    if (!find_replaced(engine, handle, sip, &replaced)) {
        message_free_sdp(offer);
        return;
    }
    uint16_t flags = message_flags(sip, offer);
    if (is_merged(engine, sip)) {
        flags |= OH_INVITE_MERGED;
        replaced = 0; /* by its first branch, if at all */
    }
    if (offer)
        flags |= OH_INVITE_HAS_OFFER;
    if (!engine->media.uses_session)
        flags |= OH_INVITE_NO_SESSION;
    struct leg *leg = begin(listener, handle, sip);
    leg->replaces = replaced;
    leg->flags = flags;
    ask_media(leg, offer);
    message_free_sdp(offer);
    if (leg->refusal)
        refuse_silently(leg);
    else
        announce(leg, message_match_key(sip, false));
}

static void send_180(struct leg *leg)
{
    /* RFC 3262 5: the first reliable response to an INVITE without offer carries ours. */
    if (leg->requires_100rel && !leg->offered) {
        leg->answer_awaited = true;
        nua_respond(leg->handle, SIP_180_RINGING, SIPTAG_CONTENT_TYPE_STR("application/sdp"),
                    SIPTAG_PAYLOAD_STR(leg->sdp), TAG_END());
    } else {
        nua_respond(leg->handle, SIP_180_RINGING, TAG_END());
    }
}

void incoming_connect(const struct leg *leg)
{
    const struct oh_media_port *media = &leg->engine->media;
    if (media->connect)
        media->connect(media->ctx, leg->id);
}

/* Our answer early: reliable if the caller can do it, and then it is the only one. RFC 5009
 * tells a caller that knows it whether media comes with it, or it goes on with its own ring-back.
 */
static void send_183(struct leg *leg)
{
    if (!leg->offered && !leg->supports_100rel) { /* an offer may not go out unreliably */
        nua_respond(leg->handle, SIP_180_RINGING, TAG_END());
        return;
    }
    const struct oh_media_port *media = &leg->engine->media;
    bool rings = leg->engine->ring_back && leg->offered && media->ring_back;
    leg->answer_settled = leg->offered && leg->supports_100rel;
    leg->answer_awaited = !leg->offered;
    nua_respond(leg->handle, SIP_183_SESSION_PROGRESS, SIPTAG_CONTENT_TYPE_STR("application/sdp"),
                SIPTAG_PAYLOAD_STR(leg->sdp),
                SIPTAG_HEADER_STR(rings ? "P-Early-Media: sendonly" : "P-Early-Media: inactive"),
                TAG_END());
    incoming_connect(leg);
    if (rings)
        media->ring_back(media->ctx, leg->id);
}

/* 200, with our description unless a reliable 18x has carried it. */
static void send_200(struct leg *leg)
{
    leg->final_given = true;
    if (leg->answer_settled || leg->answer_awaited) {
        nua_respond(leg->handle, SIP_200_OK, TAG_END());
    } else {
        leg->answer_awaited = !leg->offered;
        nua_respond(leg->handle, SIP_200_OK, SIPTAG_CONTENT_TYPE_STR("application/sdp"),
                    SIPTAG_PAYLOAD_STR(leg->sdp), TAG_END());
    }
}

void incoming_ring(struct leg *leg)
{
    bool needs_sdp = leg->engine->early_183 || (leg->requires_100rel && !leg->offered);
    if (leg->final_given || leg->ending)
        return;
    leg->ring_wanted = needs_sdp && !leg->sdp;
    if (leg->ring_wanted)
        return;
    if (leg->engine->early_183)
        send_183(leg);
    else
        send_180(leg);
}

void incoming_accept(struct leg *leg)
{
    if (leg->final_given || leg->ending)
        return;
    leg->accept_wanted = true;
    if (leg->sdp)
        send_200(leg);
}

void incoming_described(struct leg *leg, uint16_t code, const char *why)
{
    if (!leg->sdp) {
        log_line(leg->engine, OH_LOG_WARNING, "leg %u: no media: %u %s", leg->id, code, why);
        leg->refusal = code >= 400 && code < 700 ? code : 488;
        g_free(leg->warning);
        leg->warning = warning_new(leg->refusal, why);
        if (leg->invited)
            engine_post(leg->engine, &OH_EVENT(OH_EV_ENGINE_PREPARE_FAILED, .leg = leg->id,
                                               .reason = OH_REASON_MEDIA, .code = code));
        else if (leg->untold)
            refuse_silently(leg);
        return;
    }
    if (leg->invited)
        leg_post(leg, OH_EV_ENGINE_PREPARED);
    else if (leg->untold)
        announce(leg, 0);
    if (leg->ring_wanted)
        incoming_ring(leg);
    if (leg->accept_wanted)
        incoming_accept(leg);
}

void incoming_answer_came(struct leg *leg, sip_t const *sip)
{
    const struct oh_media_port *media = &leg->engine->media;
    char why[200] = "there is no answer to our offer";
    char *answer = NULL;
    if (!leg->answer_awaited)
        return;
    leg->answer_awaited = false;
    leg->answer_settled = true;
    bool usable = message_sdp(sip, &answer) == BODY_SDP &&
                  media->agree(media->ctx, leg->id, answer, why, sizeof why);
    message_free_sdp(answer);
    if (usable || leg->ending)
        return;
    log_line(leg->engine, OH_LOG_WARNING, "leg %u: %s", leg->id, why);
    leg_end(leg, OH_REASON_MEDIA);
}
