/*
 * The engine's ear: what nua and the media stack tell, handed to the file whose business it is, and
 * the few facts of a call's life that belong to both directions.
 */
#include "engine.h"

#include <sofia-sip/nua_tag.h>

#include "account.h"
#include "challenge.h"
#include "change.h"
#include "incoming.h"
#include "info.h"
#include "leg.h"
#include "listen.h"
#include "log.h"
#include "message.h"
#include "outgoing.h"
#include "transfer_in.h"
#include "transfer_out.h"

void engine_post(struct engine *engine, const struct oh_event *event)
{
    if (!engine->closing)
        engine->post.post(engine->post.ctx, event);
}

/* ---- The media stack ---- */

void engine_described(void *ctx, oh_leg id, const char *sdp, uint16_t code, const char *why)
{
    struct engine *engine = ctx;
    struct leg *leg = leg_find(engine, id);
    if (!leg || leg->asked == ASKED_NOTHING)
        return; /* the call ended before its description was ready */
    enum asked asked = leg->asked;
    leg->asked = ASKED_NOTHING;
    message_free_sdp(leg->sdp);
    leg->sdp = g_strdup(sdp);
    if (!why)
        why = "";
    switch (asked) {
    case ASKED_NOTHING: break;
    case ASKED_FIRST: incoming_described(leg, code, why); break;
    case ASKED_OFFER: outgoing_described(leg, code, why); break;
    case ASKED_PEER_CHANGE: change_peer_described(leg, code, why); break;
    case ASKED_OWN_CHANGE: change_own_described(leg, code, why); break;
    }
}

void engine_flowed(void *ctx, oh_leg id, const struct oh_frames *frames, uint32_t span_ms)
{
    engine_post(ctx,
                &OH_EVENT(OH_EV_ENGINE_FLOWED, .leg = id, .frames = *frames, .span_ms = span_ms));
}

void engine_digits_received(void *ctx, oh_leg id, const char *digits)
{
    struct oh_event event = OH_EVENT(OH_EV_ENGINE_DIGITS_RECEIVED, .leg = id);
    g_strlcpy(event.digits, digits, sizeof event.digits);
    engine_post(ctx, &event);
}

static void end_for_media(struct engine *engine, oh_leg id, const char *why, enum oh_reason reason)
{
    struct leg *leg = leg_find(engine, id);
    if (!leg)
        return;
    log_line(engine, OH_LOG_ERROR, "leg %u: media failed: %s", id, why ? why : "");
    leg_end(leg, reason);
}

void engine_media_failed(void *ctx, oh_leg id, const char *why)
{
    end_for_media(ctx, id, why, OH_REASON_MEDIA);
}

void engine_media_insecure(void *ctx, oh_leg id, const char *why)
{
    end_for_media(ctx, id, why, OH_REASON_INSECURE);
}

/* ---- nua ---- */

/* The 200 is acknowledged, or our ACK left. */
static void ready(struct leg *leg)
{
    bool first = !leg->connected;
    leg->connected = true;
    if (leg->ending) {
        enum oh_reason reason = leg->reason;
        leg_end(leg, reason); /* what could not be sent before the ACK */
        return;
    }
    if (!first)
        return;
    leg_post(leg, OH_EV_ENGINE_CONNECTED);
    if (leg_find(leg->engine, leg->id) == leg && !leg->ending)
        change_tell_peer_hold(leg);
    change_settle(leg);
}

/* OPEN came with ACCEPT in one step of the core; now the 200 is out, and media may follow it. */
static void open_late(struct leg *leg)
{
    const struct oh_media_port *media = &leg->engine->media;
    if (leg->open_wanted != OH_DIRECTION_NONE)
        media->open(media->ctx, leg->id, leg->open_wanted);
    leg->open_wanted = OH_DIRECTION_NONE;
}

static void state_changed(struct leg *leg, int status, tagi_t tags[])
{
    int state = nua_callstate_init;
    tl_gets(tags, NUTAG_CALLSTATE_REF(state), TAG_END());
    switch (state) {
    case nua_callstate_completed: /* our 200 left; also that of a re-INVITE */
        if (!leg->outgoing && !leg->accepted) {
            leg->accepted = true;
            if (!leg->ending) {
                incoming_connect(leg);
                open_late(leg);
                leg_post(leg, OH_EV_ENGINE_ACCEPTED);
            }
        }
        break;
    case nua_callstate_ready:
        if (leg->accepted)
            ready(leg);
        break;
    case nua_callstate_terminated:
        leg_because(leg, status == 408 ? OH_REASON_UNANSWERED : OH_REASON_FAILED);
        leg_gone(leg);
        break;
    default: break;
    }
}

/* nua gives up on something by itself: above all on an ACK or PRACK that never came. */
static void error_said(struct leg *leg, int status, const char *phrase)
{
    log_line(leg->engine, OH_LOG_WARNING, "leg %u: %d %s", leg->id, status, phrase);
    if (status != 408)
        return;
    leg_because(leg, leg->accepted ? OH_REASON_NO_ACK : OH_REASON_FAILED);
    if (leg->accepted) { /* nua sends the BYE, and may wait for its answer for long */
        leg->ending = leg->bye_given = true;
        leg_ended(leg);
    }
}

/* CANCEL of the first INVITE ends the call, that of a re-INVITE only the change. */
static void cancelled(struct leg *leg, sip_t const *sip)
{
    if (leg->connected)
        change_cancelled(leg);
    else
        leg_because(leg, message_cancel_reason(sip));
}

static void acknowledged(struct leg *leg, sip_t const *sip)
{
    if (leg->connected)
        change_acknowledged(leg, sip);
    else
        incoming_answer_came(leg, sip);
}

/* nua's events of this kind tell of a response to a request of ours. */
static bool is_response(nua_event_t event)
{
    return event >= nua_r_set_params && event != nua_r_authenticate;
}

/* A proxy or registrar asks who we are. True if nua goes on with the request. */
static bool challenged(struct leg *leg, int status, sip_t const *sip)
{
    if (!challenge_answered(leg->engine->account, leg->handle, &leg->tried, status, sip)) {
        if (status >= 200 && status < 300)
            g_clear_pointer(&leg->tried, g_free);
        if (status == CHALLENGE_REFUSED) {
            log_line(leg->engine, OH_LOG_WARNING, "leg %u: the account's credentials were refused",
                     leg->id);
            if (!leg->connected)
                leg_because(leg, OH_REASON_UNREACHABLE); /* as reason.c has 401 and 407 */
        }
        return false;
    }
    return true;
}

void engine_nua_event(nua_event_t event, int status, char const *phrase, nua_t *nua,
                      struct listener *listener, nua_handle_t *handle, struct leg *leg,
                      sip_t const *sip, tagi_t tags[])
{
    if (event == nua_r_shutdown) {
        if (status >= 200 && !listen_retired_is_down(listener->engine, nua))
            listener->down = true;
        return;
    }
    if (account_nua_event(listener->engine, event, status, phrase, nua, handle, sip))
        return;
    if (!leg && nua != listener->nua) { /* its addresses are gone: only its calls are still ours */
        if (handle && event < nua_r_set_params && event != nua_i_error && event != nua_i_state &&
            event != nua_i_terminated)
            nua_handle_destroy(handle);
        return;
    }
    if (!leg) {
        if (event == nua_i_invite && status < 200)
            incoming_invite(listener, handle, sip);
        else if (event == nua_i_refer && status < 200)
            transfer_stranger(listener->engine, handle, nua, sip);
        else if (event == nua_i_info && status < 200)
            info_stranger(handle, nua);
        else if (handle && event < nua_r_set_params && event != nua_i_error &&
                 event != nua_i_state && event != nua_i_terminated)
            nua_handle_destroy(handle); /* OPTIONS and the like, which nua has answered */
        return;
    }
    if (is_response(event) && challenged(leg, status, sip))
        return;
    if ((event == nua_r_info || event == nua_r_refer || event == nua_r_notify) && status >= 200)
        leg_request_over(leg);
    switch ((int)event) {
    case nua_i_invite:
    case nua_i_update:
        if (status < 200)
            change_asked(leg, nua, sip);
        break;
    case nua_i_info:
        if (status < 200)
            info_came(leg, nua, sip);
        break;
    case nua_r_info: info_response(leg, status); break;
    case nua_i_refer:
        if (status < 200)
            transfer_asked(leg, nua, sip, tags);
        break;
    case nua_r_refer: transfer_response(leg, status); break;
    case nua_i_notify: transfer_notified(leg, sip); break;
    case nua_i_cancel: cancelled(leg, sip); break;
    case nua_i_bye: leg_because(leg, message_bye_reason(sip)); break;
    case nua_i_ack: acknowledged(leg, sip); break;
    case nua_i_prack: incoming_answer_came(leg, sip); break;
    case nua_i_state: state_changed(leg, status, tags); break;
    case nua_i_error: error_said(leg, status, phrase); break;
    case nua_r_invite:
        if (leg->connected)
            change_response(leg, status, sip);
        else
            outgoing_response(leg, status, sip);
        break;
    default: break; /* nua has dozens more; none of them tells the core anything */
    }
}
