/*
 * Sorts what the SDK said to the files whose business it is.
 */
#include "engine.h"

#include <stdarg.h>

#include "account.h"
#include "call.h"
#include "digits.h"
#include "end.h"
#include "error.h"
#include "gate.h"
#include "hold.h"
#include "leg.h"
#include "text.h"
#include "transfer.h"

void engine_post(struct engine *engine, const struct oh_event *event)
{
    if (!engine->closing)
        engine->post.post(engine->post.ctx, event);
}

void engine_log(const struct engine *engine, enum oh_log_level level, const char *format, ...)
{
    if (!engine->log.log)
        return;
    va_list arguments;
    va_start(arguments, format);
    char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    engine->log.log(engine->log.ctx, level, "siprix", text);
    g_free(text);
}

char *engine_error(const struct engine *engine, siprix_error error)
{
    const char *known = error_text(error);
    if (known)
        return g_strdup_printf("%s (%s)", known, error_name(error));
    char *theirs = text_clean(engine->api.GetErrorText(error));
    char *sentence = g_strdup_printf("error %d, which this adapter does not know%s%s", (int)error,
                                     *theirs ? ": " : "", theirs);
    g_free(theirs);
    return sentence;
}

static void about_leg(struct engine *engine, const struct notice *notice)
{
    struct leg *leg = leg_of_call(engine, notice->call);
    if (!leg) { /* over already, or never ours */
        engine_log(engine, OH_LOG_DEBUG, "the SDK speaks of call %u, which is not there",
                   notice->call);
        return;
    }
    switch (notice->kind) {
    case NOTICE_PROCEEDING: call_proceeding(leg, notice->text); break;
    case NOTICE_CONNECTED: call_connected(leg, notice); break;
    case NOTICE_TERMINATED: end_told(leg, notice->number); break;
    case NOTICE_HELD: hold_told(leg, (siprix_hold_state)notice->number); break;
    case NOTICE_TRANSFERRED: transfer_told(leg, notice->number); break;
    case NOTICE_REDIRECTED: transfer_redirected(leg, notice->related, notice->text); break;
    case NOTICE_DTMF: digits_told(leg, notice->number); break;
    case NOTICE_TRIAL:
    case NOTICE_ACCOUNT:
    case NOTICE_INCOMING: break;
    }
    gate_settle(leg);
}

void engine_take(void *ctx, const struct notice *notice)
{
    struct engine *engine = ctx;
    leg_sweep(engine);
    switch (notice->kind) {
    case NOTICE_TRIAL:
        engine_log(
            engine, OH_LOG_WARNING,
            "the SDK runs as a trial: it ends each call after a minute; a licence mends that "
            "(license=FILE)");
        break;
    case NOTICE_ACCOUNT: account_told(engine, notice); break;
    case NOTICE_INCOMING:
        if (!engine->closing)
            call_incoming(engine, notice);
        break;
    case NOTICE_PROCEEDING:
    case NOTICE_CONNECTED:
    case NOTICE_TERMINATED:
    case NOTICE_HELD:
    case NOTICE_TRANSFERRED:
    case NOTICE_REDIRECTED:
    case NOTICE_DTMF: about_leg(engine, notice); break;
    }
}
