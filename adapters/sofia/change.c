/*
 * Re-INVITE and UPDATE, both ways. One description is asked for at a time, and one re-INVITE of
 * ours is in flight; what meets it is refused with 491 or 500 as RFC 3261 14 and RFC 3311 5.2 say,
 * and tried again after a while if it was ours.
 */
#include "change.h"

#include "log.h"
#include "message.h"
#include "warning.h"

/* 491 in a row after which we give a change up: with waits of up to 4 s, about 10 s. */
#define GLARE_TRIES 5

/* ---- The peer's ---- */

static void take(struct leg *leg)
{
    nua_respond(leg->handle, SIP_200_OK, NUTAG_WITH_SAVED(leg->change),
                SIPTAG_CONTENT_TYPE_STR("application/sdp"), SIPTAG_PAYLOAD_STR(leg->sdp),
                TAG_END());
}

static void refuse(struct leg *leg, int status, const char *why)
{
    char *warning = warning_new(status, why);
    nua_respond(leg->handle, status, sip_status_phrase(status), NUTAG_WITH_SAVED(leg->change),
                TAG_IF(warning, SIPTAG_WARNING_STR(warning)), TAG_END());
    g_free(warning);
}

static void forget_request(struct leg *leg)
{
    nua_destroy_event(leg->change);
    leg->change_pending = false;
}

/* A request that meets another one, and is not to be looked at. */
static void refuse_now(struct leg *leg, nua_t *nua, int status, const char *retry_after)
{
    nua_respond(leg->handle, status, sip_status_phrase(status), NUTAG_WITH_THIS(nua),
                TAG_IF(status == 415, SIPTAG_ACCEPT_STR("application/sdp")),
                TAG_IF(status == 415, SIPTAG_ACCEPT_ENCODING_STR("identity")),
                TAG_IF(retry_after, SIPTAG_RETRY_AFTER_STR(retry_after)), TAG_END());
}

void change_asked(struct leg *leg, nua_t *nua, sip_t const *sip)
{
    const struct oh_media_port *media = &leg->engine->media;
    bool update = sip->sip_request->rq_method == sip_method_update;
    char *offer = NULL;
    enum body body = message_sdp(sip, &offer);
    /* Before the 200 a new offer needs the first answer to be out for good. */
    bool early = leg->outgoing ? !leg->agreed_sdp : !leg->answer_settled && !leg->accepted;

    if (update && body == BODY_NONE)
        refuse_now(leg, nua, 200, NULL); /* a session refresh (RFC 4028), or a new contact */
    else if (body == BODY_OTHER)
        refuse_now(leg, nua, 415, NULL);
    else if (leg->ending)
        refuse_now(leg, nua, 481, NULL);
    else if (leg->changing || leg->asked == ASKED_OWN_CHANGE || leg->answer_awaited)
        refuse_now(leg, nua, 491, NULL);
    else if (early || leg->change_pending || leg->asked)
        refuse_now(leg, nua, 500, "3");
    else {
        nua_save_event(nua, leg->change);
        leg->change_pending = true;
        leg->change_has_offer = offer != NULL;
        leg->asked = ASKED_PEER_CHANGE;
        if (offer)
            media->answer(media->ctx, leg->id, offer, leg->hold_wanted);
        else
            media->offer(media->ctx, leg->id, leg->hold_wanted);
    }
    message_free_sdp(offer);
}

void change_peer_described(struct leg *leg, uint16_t code, const char *why)
{
    bool update = false;
    if (!leg->change_pending) { /* taken back meanwhile */
        change_settle(leg);
        return;
    }
    msg_t *request = nua_saved_event_request(leg->change);
    if (request)
        update = sip_object(request)->sip_request->rq_method == sip_method_update;
    if (!leg->sdp) {
        int status = code >= 400 && code < 700 ? code : 488;
        log_line(leg->engine, OH_LOG_WARNING, "leg %u: change refused: %d %s", leg->id, status,
                 why);
        if (request)
            log_expect(leg->engine, sip_object(request)->sip_cseq->cs_seq, status);
        refuse(leg, status, why);
        forget_request(leg);
        change_settle(leg);
        return;
    }
    take(leg);
    leg->answer_awaited = !leg->change_has_offer;
    if (update)
        forget_request(leg);
    if (leg->change_has_offer)
        change_tell_peer_hold(leg);
    if (update)
        change_settle(leg);
}

void change_acknowledged(struct leg *leg, sip_t const *sip)
{
    const struct oh_media_port *media = &leg->engine->media;
    if (!leg->change_pending)
        return;
    forget_request(leg);
    if (leg->answer_awaited) {
        char why[200] = "there is no answer to our offer";
        char *answer = NULL;
        leg->answer_awaited = false;
        if (message_sdp(sip, &answer) != BODY_SDP)
            media->withdraw(media->ctx, leg->id);
        if (!answer || !media->agree(media->ctx, leg->id, answer, why, sizeof why))
            log_line(leg->engine, OH_LOG_WARNING, "leg %u: change given up: %s", leg->id, why);
        message_free_sdp(answer);
        change_tell_peer_hold(leg);
    }
    change_settle(leg);
}

void change_cancelled(struct leg *leg)
{
    if (!leg->change_pending)
        return;
    forget_request(leg); /* what the media stack still says to it is dropped */
    leg->answer_awaited = false;
    change_settle(leg);
}

void change_tell_peer_hold(struct leg *leg)
{
    const struct oh_media_port *media = &leg->engine->media;
    bool holds = media->remote_holds(media->ctx, leg->id);
    if (holds == leg->peer_holds || leg->ending)
        return;
    leg->peer_holds = holds;
    leg_post(leg, holds ? OH_EV_ENGINE_REMOTE_HELD : OH_EV_ENGINE_REMOTE_RESUMED);
}

/* ---- Ours ---- */

void change_hold(struct leg *leg, bool held)
{
    if (leg->ending)
        return;
    leg->hold_wanted = held;
    leg->change_owed = true;
    change_settle(leg);
}

void change_restart(struct leg *leg)
{
    if (leg->ending)
        return;
    leg->restart_wanted = true;
    change_settle(leg);
}

void change_settle(struct leg *leg)
{
    const struct oh_media_port *media = &leg->engine->media;
    if ((!leg->change_owed && !leg->restart_wanted) || !leg->connected || leg->ending ||
        leg->changing || leg->retry || leg->asked || leg->change_pending)
        return;
    if (leg->hold_wanted == leg->held && !leg->restart_wanted) {
        leg->change_owed = false;
        leg_post(leg, leg->held ? OH_EV_ENGINE_HELD : OH_EV_ENGINE_RESUMED);
        return;
    }
    leg->restarting = leg->restart_wanted;
    leg->restart_wanted = false;
    if (leg->restarting && media->restart)
        media->restart(media->ctx, leg->id);
    leg->asked = ASKED_OWN_CHANGE;
    leg->changing_to = leg->hold_wanted;
    media->offer(media->ctx, leg->id, leg->changing_to);
}

/* It will not be so: what was agreed before holds. */
static void change_failed(struct leg *leg)
{
    leg->change_tries = 0;
    leg->hold_wanted = leg->held;
    if (leg->change_owed) /* else it was a restart, of which nobody is told */
        leg_post(leg, OH_EV_ENGINE_CHANGE_FAILED);
    leg->change_owed = false;
}

void change_own_described(struct leg *leg, uint16_t code, const char *why)
{
    if (leg->ending)
        return;
    if (!leg->sdp) {
        log_line(leg->engine, OH_LOG_WARNING, "leg %u: no offer to change it: %u %s", leg->id, code,
                 why);
        change_failed(leg);
        return;
    }
    leg->changing = leg->invite_waits = true;
    if (leg->requests == 0)
        change_send(leg);
}

/* nua puts an INVITE behind any other request of ours, and forgets it there. */
void change_send(struct leg *leg)
{
    if (!leg->invite_waits || leg->ending)
        return;
    leg->invite_waits = false;
    nua_invite(leg->handle, SIPTAG_CONTENT_TYPE_STR("application/sdp"),
               SIPTAG_PAYLOAD_STR(leg->sdp), TAG_END());
}

static gboolean try_again(gpointer data)
{
    struct leg *leg = data;
    leg->retry = NULL;
    change_settle(leg);
    return G_SOURCE_REMOVE;
}

/* RFC 3261 14.1: who made the Call-ID waits 2.1 to 4 s, the other one 0 to 2 s, in steps of 10 ms.
 */
static void wait_and_try_again(struct leg *leg)
{
    guint ms = leg->outgoing ? (guint)g_random_int_range(210, 401) * 10
                             : (guint)g_random_int_range(0, 201) * 10;
    leg->retry = g_timeout_source_new(ms);
    g_source_set_callback(leg->retry, try_again, leg, NULL);
    g_source_attach(leg->retry, leg->engine->context);
    g_source_unref(leg->retry);
}

void change_response(struct leg *leg, int status, sip_t const *sip)
{
    const struct oh_media_port *media = &leg->engine->media;
    char why[200] = "the peer's 200 has no answer";
    char *answer = NULL;
    if (status < 200 || !leg->changing)
        return;
    leg->changing = false;
    if (leg->ending)
        return;
    if (status >= 300) {
        media->withdraw(media->ctx, leg->id);
        if (status == 491 && ++leg->change_tries < GLARE_TRIES) {
            leg->restart_wanted |= leg->restarting;
            wait_and_try_again(leg);
            return;
        }
        log_line(leg->engine, OH_LOG_WARNING, "leg %u: the peer refused our change with %d",
                 leg->id, status);
        change_failed(leg);
        return;
    }
    if (message_sdp(sip, &answer) != BODY_SDP)
        media->withdraw(media->ctx, leg->id);
    bool usable = answer && media->agree(media->ctx, leg->id, answer, why, sizeof why);
    message_free_sdp(answer);
    if (!usable) {
        log_line(leg->engine, OH_LOG_WARNING, "leg %u: change: %s", leg->id, why);
        change_failed(leg);
        return;
    }
    leg->change_tries = 0;
    bool moved = leg->held != leg->changing_to;
    leg->held = leg->changing_to;
    change_tell_peer_hold(leg);
    if (leg->hold_wanted == leg->held && leg->change_owed) {
        leg->change_owed = false;
        leg_post(leg, leg->held ? OH_EV_ENGINE_HELD : OH_EV_ENGINE_RESUMED);
    } else if (moved) { /* and it is to be otherwise by now */
        leg_post(leg, leg->held ? OH_EV_ENGINE_HELD : OH_EV_ENGINE_RESUMED);
    }
    change_settle(leg);
}
