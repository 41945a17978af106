/*
 * nua would answer a REFER with 202 by itself, and tell nothing after it. So the answer is ours (it
 * waits for the core's), and each response to the new call's INVITE goes to the peer in a NOTIFY.
 */
#include "transfer_in.h"

#include <sofia-sip/nua_tag.h>
#include <sofia-sip/sip_extra.h>
#include <stdio.h>
#include <string.h>

#include "log.h"
#include "outgoing.h"
#include "replaces.h"
#include "uri.h"

/* 488 with a phrase of its own: what the REFER asks for is more than a call. */
#define NOT_PLAIN "Only INVITEs With No Header But Replaces"

static void refuse_now(const struct leg *leg, nua_t *nua, sip_t const *sip, int status,
                       const char *phrase)
{
    log_line(leg->engine, OH_LOG_WARNING, "leg %u: REFER refused: %d %s", leg->id, status, phrase);
    log_expect(leg->engine, sip->sip_cseq->cs_seq, status);
    nua_respond(leg->handle, status, phrase, NUTAG_WITH_THIS(nua), TAG_END());
}

void transfer_stranger(struct engine *engine, nua_handle_t *handle, nua_t *nua, sip_t const *sip)
{
    log_line(engine, OH_LOG_WARNING, "REFER refused: it belongs to no call");
    log_expect(engine, sip->sip_cseq->cs_seq, 403);
    nua_respond(handle, SIP_403_FORBIDDEN, NUTAG_WITH_THIS(nua), TAG_END());
    nua_handle_destroy(handle);
}

static bool is_address(sip_refer_to_t const *to)
{
    int type = to ? to->r_url->url_type : url_invalid;
    bool needs_host = type == url_sip || type == url_sips;
    return type > url_unknown && (!needs_host || to->r_url->url_host);
}

static url_t without_headers(url_t const *url)
{
    url_t bare = *url;
    bare.url_headers = NULL;
    return bare;
}

/* The new leg, not yet invited; NULL with the sentence why. */
static struct leg *describe(struct leg *leg, sip_t const *sip, char *why, size_t why_size)
{
    su_home_t home[1] = {SU_HOME_INIT(home)};
    su_home_init(home);
    url_t bare = without_headers(sip->sip_refer_to->r_url);
    char *uri = url_as_string(home, &bare);
    struct leg *carrying = uri ? outgoing_describe(leg->engine, uri, why, why_size) : NULL;
    if (carrying) {
        const sip_referred_by_t *by = sip_referred_by(sip);
        char *text = by ? sip_header_as_string(home, (sip_header_t const *)by) : NULL;
        carrying->referred_by = g_strdup(text);
        carrying->referrer = leg->id;
    }
    su_home_deinit(home);
    return carrying;
}

/* A plain INVITE, or one that takes a dialog's place (an attended transfer); then `replacing` is
 * its Replaces. */
static bool is_followed(url_t const *url, char **replacing)
{
    url_t bare = without_headers(url);
    *replacing = url->url_headers ? replaces_of_uri(url->url_headers) : NULL;
    return uri_is_plain_invite(&bare) && (!url->url_headers || *replacing);
}

static void remember_event(struct leg *leg, tagi_t tags[])
{
    sip_event_t const *event = NULL;
    tl_gets(tags, NUTAG_REFER_EVENT_REF(event), TAG_END());
    g_free(leg->refer_event);
    leg->refer_event =
        event && event->o_id ? g_strdup_printf("refer;id=%s", event->o_id) : g_strdup("refer");
}

void transfer_asked(struct leg *leg, nua_t *nua, sip_t const *sip, tagi_t tags[])
{
    char why[200] = "";
    if (!is_address(sip->sip_refer_to)) {
        refuse_now(leg, nua, sip, 400, "Bad Refer-To");
        return;
    }
    if (leg->ending || !leg->connected) {
        refuse_now(leg, nua, sip, SIP_481_NO_CALL);
        return;
    }
    if (leg->refer_open) {
        refuse_now(leg, nua, sip, SIP_491_REQUEST_PENDING);
        return;
    }
    char *replacing = NULL;
    if (!is_followed(sip->sip_refer_to->r_url, &replacing)) {
        g_free(replacing);
        refuse_now(leg, nua, sip, 488, NOT_PLAIN);
        return;
    }
    struct leg *carrying = describe(leg, sip, why, sizeof why);
    if (!carrying) {
        g_free(replacing);
        log_line(leg->engine, OH_LOG_WARNING, "leg %u: Refer-To: %s", leg->id, why);
        refuse_now(leg, nua, sip, 488, "Refer-To Cannot Be Called");
        return;
    }
    carrying->replacing = replacing;
    nua_save_event(nua, leg->refer);
    leg->refer_asked = true;
    remember_event(leg, tags);
    leg->refer_open = true;
    leg->refer_leg = carrying->id;
    leg->told_status = 0;
    log_line(leg->engine, OH_LOG_INFO, "leg %u: the peer asks us to call %s", leg->id,
             carrying->remote);
    uint16_t flags = leg->engine->media.uses_session ? 0 : OH_START_NO_SESSION;
    engine_post(leg->engine, &OH_EVENT(OH_EV_ENGINE_TRANSFER_ASKED, .leg = leg->id,
                                       .other_leg = carrying->id, .flags = flags));
}

/* The peer's REFER is done with; the leg that carries it out goes on by itself. */
static void close_refer(struct leg *leg)
{
    struct leg *carrying = leg_find(leg->engine, leg->refer_leg);
    if (carrying)
        carrying->referrer = 0;
    leg->refer_open = false;
    leg->refer_leg = 0;
}

static void notify(struct leg *leg, int status)
{
    bool last = status >= 200;
    char line[80];
    if (status == leg->told_status)
        return;
    leg->told_status = status;
    snprintf(line, sizeof line, "SIP/2.0 %03d %s\r\n", status, sip_status_phrase(status));
    leg_request_began(leg);
    nua_notify(leg->handle, SIPTAG_EVENT_STR(leg->refer_event),
               NUTAG_SUBSTATE(last ? nua_substate_terminated : nua_substate_active),
               SIPTAG_CONTENT_TYPE_STR("message/sipfrag;version=2.0"), SIPTAG_PAYLOAD_STR(line),
               TAG_END());
    if (last)
        close_refer(leg);
}

/* Of a leg that nobody was told of. */
static void drop_silently(struct leg *leg)
{
    leg->referrer = 0;
    leg->ended = true;
    leg_gone(leg);
}

/* What waits for the core's word gets this one. */
static void respond(struct leg *leg, int status)
{
    msg_t *request = nua_saved_event_request(leg->refer);
    leg->refer_asked = false;
    if (request && status >= 300)
        log_expect(leg->engine, sip_object(request)->sip_cseq->cs_seq, status);
    nua_respond(leg->handle, status, sip_status_phrase(status), NUTAG_WITH_SAVED(leg->refer),
                TAG_END());
    nua_destroy_event(leg->refer);
}

void transfer_answer(struct leg *leg, bool on)
{
    if (!leg->refer_asked)
        return;
    struct leg *carrying = leg_find(leg->engine, leg->refer_leg);
    bool follow = on && carrying && !leg->ending;
    respond(leg, follow ? 202 : 603);
    if (follow) {
        notify(leg, 100);
        return;
    }
    close_refer(leg);
    if (carrying)
        drop_silently(carrying);
}

void transfer_tell(struct leg *carrying, int status)
{
    struct leg *leg = carrying->referrer ? leg_find(carrying->engine, carrying->referrer) : NULL;
    if (leg && leg->refer_leg == carrying->id && leg->told_status)
        notify(leg, status);
}

void transfer_moved(struct leg *carrying, struct leg *other)
{
    struct leg *leg = carrying->referrer ? leg_find(carrying->engine, carrying->referrer) : NULL;
    other->referrer = carrying->referrer;
    other->referred_by = g_steal_pointer(&carrying->referred_by);
    other->replacing = g_steal_pointer(&carrying->replacing);
    carrying->referrer = 0;
    if (leg && leg->refer_leg == carrying->id)
        leg->refer_leg = other->id;
}

/* What a peer is told of a leg that ends without a response. */
static int last_word(const struct leg *carrying)
{
    if (carrying->invited)
        return 487;
    return carrying->redirected_by ? carrying->redirected_by : 603;
}

void transfer_cut(struct leg *leg)
{
    transfer_tell(leg, last_word(leg)); /* unless something final was told already */
    leg->referrer = 0;
    struct leg *carrying = leg->refer_leg ? leg_find(leg->engine, leg->refer_leg) : NULL;
    bool unanswered = leg->refer_asked;
    if (unanswered)
        respond(leg, 481);
    close_refer(leg);
    if (carrying && unanswered) /* the core was asked, and has not said a word */
        drop_silently(carrying);
}
