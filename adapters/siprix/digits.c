/*
 * The SDK does not say what a Call_SendDtmf does to one that is still being sent, nor when it is
 * through. So the next one waits for as long as the digits before it last.
 */
#include "digits.h"

#include <string.h>

/* The length of a tone and of the pause behind it: what common telephones send; Q.24 asks for 40 ms
 * each at least. */
#define TONE_MS 160
#define GAP_MS  80

/* More than that nobody dials; what goes beyond is dropped, and said. */
#define WAITING_MAX 256

static gboolean send_next(gpointer data)
{
    struct leg *leg = data;
    struct engine *engine = leg->engine;
    leg_stop_timer(&leg->digit_timer);
    if (leg->digits->len == 0 || leg->ending)
        return G_SOURCE_REMOVE;

    guint count = (guint)leg->digits->len;
    siprix_error error =
        engine->api.Call_SendDtmf(engine->module, leg->call, leg->digits->str, TONE_MS, GAP_MS,
                                  engine->options.dtmf_info ? SIPRIX_DTMF_INFO : SIPRIX_DTMF_RTP);
    g_string_truncate(leg->digits, 0);
    if (error == SIPRIX_EOK)
        leg_timer(leg, &leg->digit_timer, count * (TONE_MS + GAP_MS), send_next);
    else
        leg_complain(leg, OH_LOG_WARNING, "Call_SendDtmf (the digits were not sent)", error);
    return G_SOURCE_REMOVE;
}

void digits_send(struct leg *leg, const char *digits)
{
    if (!leg->has_call || leg->ending)
        return;
    if (leg->digits->len + strlen(digits) > WAITING_MAX) {
        engine_log(leg->engine, OH_LOG_WARNING,
                   "leg %u: %d digits wait to be sent; the next ones are dropped", leg->id,
                   (int)leg->digits->len);
        return;
    }
    g_string_append(leg->digits, digits);
    if (!leg->digit_timer)
        send_next(leg);
}

/* RFC 4733's event, or the character itself: the interface does not say which one the SDK gives,
 * and no number means both. */
static char digit_of(uint32_t tone)
{
    static const char events[] = "0123456789*#ABCD";
    if (tone < sizeof events - 1)
        return events[tone];
    return tone < 128 && strchr(events, (int)tone) ? (char)tone : '\0';
}

void digits_told(struct leg *leg, uint32_t tone)
{
    char digit = digit_of(tone);
    if (digit == '\0')
        engine_log(leg->engine, OH_LOG_WARNING, "leg %u: a tone with the number %u is no digit",
                   leg->id, tone);
    else
        engine_post(leg->engine,
                    &OH_EVENT(OH_EV_ENGINE_DIGITS_RECEIVED, .leg = leg->id, .digits = {digit}));
}
