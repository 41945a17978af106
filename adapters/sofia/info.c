/*
 * There is no standard for it, only what gateways do: one INFO a key, the next one when the first
 * was answered and its tone has been played.
 */
#include "info.h"

#include <stdio.h>

#include "log.h"
#include "message.h"

/* What we call a press, and how far apart they are. */
#define PRESS_MS  100
#define PERIOD_MS 200

/* Keys that may wait. */
#define WAITING_MAX 512

#define READABLE "application/dtmf-relay, application/dtmf"

/* ---- The peer's ---- */

void info_came(struct leg *leg, nua_t *nua, sip_t const *sip)
{
    char digit[2] = "";
    int status = 200;
    enum digit what = message_digit(sip, digit);
    switch (what) {
    case DIGIT_NONE: break; /* asks whether we are there */
    case DIGIT_PRESSED: break;
    case DIGIT_BAD: status = 400; break;
    case DIGIT_OTHER: status = 415; break;
    }
    nua_respond(leg->handle, status, sip_status_phrase(status), NUTAG_WITH_THIS(nua),
                TAG_IF(status == 415, SIPTAG_ACCEPT_STR(READABLE)), TAG_END());
    if (what == DIGIT_PRESSED && !leg->ending)
        engine_digits_received(leg->engine, leg->id, digit);
}

void info_stranger(nua_handle_t *handle, nua_t *nua)
{
    nua_respond(handle, SIP_481_NO_CALL, NUTAG_WITH_THIS(nua), TAG_END());
    nua_handle_destroy(handle);
}

/* ---- Ours ---- */

static void send_first(struct leg *leg)
{
    char body[40];
    if (leg->info_open || leg->info_next || leg->ending || !leg->digits || !leg->digits->len)
        return;
    char key = leg->digits->str[0];
    if (leg->info_plain)
        snprintf(body, sizeof body, "%c\r\n", key);
    else
        snprintf(body, sizeof body, "Signal=%c\r\nDuration=%d\r\n", key, PRESS_MS);
    leg->info_open = true;
    leg_request_began(leg);
    nua_info(
        leg->handle,
        SIPTAG_CONTENT_TYPE_STR(leg->info_plain ? "application/dtmf" : "application/dtmf-relay"),
        SIPTAG_PAYLOAD_STR(body), TAG_END());
}

void info_send(struct leg *leg, const char *digits)
{
    if (!leg->digits)
        leg->digits = g_string_new(NULL);
    for (; *digits && leg->digits->len < WAITING_MAX; digits++)
        g_string_append_c(leg->digits, g_ascii_toupper(*digits));
    if (*digits)
        log_line(leg->engine, OH_LOG_WARNING, "leg %u: digits dropped: %d wait already", leg->id,
                 WAITING_MAX);
    send_first(leg);
}

static gboolean next(gpointer data)
{
    struct leg *leg = data;
    leg->info_next = NULL;
    send_first(leg);
    return G_SOURCE_REMOVE;
}

void info_response(struct leg *leg, int status)
{
    if (status < 200 || !leg->info_open)
        return;
    leg->info_open = false;
    if (status == 415 && !leg->info_plain) { /* perhaps it knows the older form */
        leg->info_plain = true;
        send_first(leg);
        return;
    }
    if (status >= 300) {
        log_line(leg->engine, OH_LOG_WARNING,
                 "leg %u: the peer takes no digits: it answered INFO with %d", leg->id, status);
        g_string_truncate(leg->digits, 0);
        return;
    }
    g_string_erase(leg->digits, 0, 1);
    leg->info_next = g_timeout_source_new(PERIOD_MS);
    g_source_set_callback(leg->info_next, next, leg, NULL);
    g_source_attach(leg->info_next, leg->engine->context);
    g_source_unref(leg->info_next);
}

void info_forget(struct leg *leg)
{
    if (leg->info_next)
        g_source_destroy(leg->info_next);
    leg->info_next = NULL;
    leg->info_open = false;
    if (leg->digits)
        g_string_free(g_steal_pointer(&leg->digits), TRUE);
}
