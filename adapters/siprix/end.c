/*
 * Ending a leg, and why it ended. OnCallTerminated has a status and no word on who ended the call:
 * if we did, our reason stands.
 */
#include "end.h"

#include "gate.h"
#include "reason.h"
#include "text.h"

/* How long a call that the SDK denies may still bring its OnCallTerminated. */
#define VANISHED_MS 1000

/* An end that the SDK refuses is asked for again so often: the user has hung up, and the microphone
 * must not stay live. */
#define AGAIN_MS 1000

static siprix_error reject(struct leg *leg)
{
    struct engine *engine = leg->engine;
    return engine->api.Call_Reject(engine->module, leg->call, leg->end_status);
}

static siprix_error bye(struct leg *leg)
{
    struct engine *engine = leg->engine;
    return engine->api.Call_Bye(engine->module, leg->call);
}

/* The state that the SDK has the call in is another one than we know. */
static bool wrong_state(siprix_error error)
{
    return error == SIPRIX_ECallNotIncoming || error == SIPRIX_ECallAlreadyAnswered ||
           error == SIPRIX_ECallNotConnected;
}

static gboolean give_up(gpointer data)
{
    struct leg *leg = data;
    if (leg->end_taken || leg->end_complained)
        engine_log(leg->engine, OH_LOG_ERROR,
                   "leg %u: the SDK never said that the call is over; taken as over", leg->id);
    leg_ended(leg);
    return G_SOURCE_REMOVE;
}

static void ask(struct leg *leg);

static gboolean ask_again(gpointer data)
{
    struct leg *leg = data;
    if (g_get_monotonic_time() >= leg->end_until_us)
        return give_up(leg);
    ask(leg);
    return G_SOURCE_REMOVE;
}

static guint left_ms(const struct leg *leg)
{
    gint64 left_us = leg->end_until_us - g_get_monotonic_time();
    return left_us > 0 ? (guint)(left_us / 1000) : 0;
}

static void ask(struct leg *leg)
{
    bool refuse = !leg->outgoing && !leg->accepted && !leg->connected;
    siprix_error error = refuse ? reject(leg) : bye(leg);
    if (wrong_state(error))
        error = refuse ? bye(leg) : reject(leg);

    if (error == SIPRIX_EOK) {
        leg->end_taken = true;
        leg_timer(leg, &leg->end_timer, left_ms(leg), give_up);
    } else if (error == SIPRIX_ECallNotFound) {
        end_vanished(leg);
    } else {
        if (!leg->end_complained)
            leg_complain(leg, OH_LOG_WARNING, refuse ? "Call_Reject" : "Call_Bye", error);
        leg->end_complained = true;
        leg_timer(leg, &leg->end_timer, MIN(AGAIN_MS, left_ms(leg)), ask_again);
    }
}

void end_leg(struct leg *leg, uint16_t status, enum oh_reason reason)
{
    if (leg->over || leg->ending)
        return;
    leg_because(leg, reason);
    leg->ending = true;
    leg->end_status = status;
    leg->end_until_us = g_get_monotonic_time() + (gint64)leg->engine->options.patience_ms * 1000;
    gate_close(leg);
    if (leg->has_call)
        ask(leg);
    else
        leg_ended(leg); /* nothing left for the peer yet */
}

void end_again(struct leg *leg)
{
    ask(leg);
}

void end_vanished(struct leg *leg)
{
    leg_timer(leg, &leg->end_timer, MIN(VANISHED_MS, leg->engine->options.patience_ms), give_up);
}

/* ---- Why ---- */

/* RFC 3326: the caller's CANCEL says if another device answered. Whether the SDK still has the
 * header when the call is over is not known; without it the status must do. */
static int cause_of(const struct leg *leg)
{
    struct engine *engine = leg->engine;
    char value[TEXT_MAX] = "";
    uint32_t size = sizeof value - 1;
    if (engine->api.Call_GetSipHeader(engine->module, leg->call, "Reason", value, &size) !=
        SIPRIX_EOK)
        return 0;
    char *reason = text_clean(value);
    int cause =
        g_ascii_strncasecmp(reason, "SIP", 3) == 0 ? text_number_after(reason, "cause=") : 0;
    g_free(reason);
    return cause;
}

static enum oh_reason reason_of(const struct leg *leg, uint32_t status)
{
    int code = status <= 699 ? (int)status : 0;
    if (leg->connected)
        return code < 300 ? OH_REASON_REMOTE : reason_from_bye("SIP", code);
    if (leg->outgoing)
        return reason_from_status(code);
    int cause = cause_of(leg);
    return reason_from_cancel("SIP", cause != 0 ? cause : code);
}

void end_told(struct leg *leg, uint32_t status)
{
    leg_because(leg, reason_of(leg, status));
    leg_ended(leg);
}
