/*
 * A REFER is answered at once; what came of it the peer tells in NOTIFYs that carry the status line
 * of the call it places. Some peers tell nothing, and hang up when the other call is there: that is
 * an end like any other.
 */
#include "transfer_out.h"

#include <stdio.h>
#include <string.h>

#include "log.h"
#include "message.h"
#include "outgoing.h"

/* From the peer's 2xx to its last NOTIFY: longer than any telephone rings (RFC 3261's timer C is
 * 180 s). */
#define LIMIT_S 200

/* Octets of a body that may hold a status line; more is none. */

bool transfer_describe(struct leg *leg, const char *uri, char *text, size_t text_size)
{
    su_home_t home[1] = {SU_HOME_INIT(home)};
    su_home_init(home);
    sip_to_t *to = outgoing_parse(home, uri, text, text_size);
    if (to) {
        g_free(leg->refer_to);
        leg->refer_to = g_strdup_printf("<%s>", url_as_string(home, to->a_url));
    }
    su_home_deinit(home);
    return to != NULL;
}

static void over(struct leg *leg)
{
    leg->referring = false;
    if (leg->refer_limit)
        g_source_destroy(leg->refer_limit);
    leg->refer_limit = NULL;
}

static void failed(struct leg *leg, int status)
{
    over(leg);
    engine_post(leg->engine,
                &OH_EVENT(OH_EV_ENGINE_TRANSFER_FAILED, .leg = leg->id, .code = (uint16_t)status));
}

static gboolean said_nothing(gpointer data)
{
    struct leg *leg = data;
    leg->refer_limit = NULL;
    log_line(leg->engine, OH_LOG_WARNING, "leg %u: the peer never said what came of our REFER",
             leg->id);
    failed(leg, 408);
    return G_SOURCE_REMOVE;
}

void transfer_send(struct leg *leg)
{
    if (leg->referring) /* the answer to the first is the answer to both */
        return;
    leg->referring = true;
    if (!leg->connected || leg->ending || !leg->refer_to) {
        failed(leg, 481);
        return;
    }
    leg_request_began(leg);
    nua_refer(leg->handle, SIPTAG_REFER_TO_STR(leg->refer_to), TAG_END());
}

void transfer_response(struct leg *leg, int status)
{
    if (status < 200 || !leg->referring || leg->refer_limit)
        return;
    if (status >= 300) {
        log_line(leg->engine, OH_LOG_INFO, "leg %u: the peer answered our REFER with %d", leg->id,
                 status);
        failed(leg, status);
        return;
    }
    leg->refer_limit = g_timeout_source_new_seconds(LIMIT_S);
    g_source_set_callback(leg->refer_limit, said_nothing, leg, NULL);
    g_source_attach(leg->refer_limit, leg->engine->context);
    g_source_unref(leg->refer_limit);
}

static bool is_last(sip_t const *sip)
{
    const sip_subscription_state_t *state = sip->sip_subscription_state;
    return state && g_ascii_strcasecmp(state->ss_substate, "terminated") == 0;
}

void transfer_notified(struct leg *leg, sip_t const *sip)
{
    if (!sip || !leg->referring)
        return;
    int status = message_fragment_status(sip);
    if (!status)
        log_line(leg->engine, OH_LOG_WARNING, "leg %u: a NOTIFY without a status line", leg->id);
    if (status >= 300) {
        failed(leg, status);
    } else if (status >= 200) {
        over(leg);
        leg_post(leg, OH_EV_ENGINE_TRANSFERRED);
    } else if (is_last(sip)) { /* it will tell no more, and has told nothing */
        log_line(leg->engine, OH_LOG_WARNING,
                 "leg %u: the peer's last word on our REFER is no result", leg->id);
        failed(leg, status);
    }
}

void transfer_forget(struct leg *leg)
{
    over(leg);
}
