/*
 * The fake iOS platform, made and read here. CallKit's part is ios_calls.c, the audio session's is
 * ios_session.c.
 */
#include "ios_private.h"

#include <stdarg.h>

struct fake_ios *fake_ios_new(const struct fake_setup *setup)
{
    struct fake_ios *ios = g_new0(struct fake_ios, 1);
    agenda_init(&ios->agenda, setup);
    ios->up = true;
    ios->calls = g_array_new(FALSE, TRUE, sizeof(struct ios_call));
    ios->actions = g_array_new(FALSE, TRUE, sizeof(struct ios_action));
    ios->delays = (struct fake_ios_delays){.report_ms = 30,
                                           .deliver_ms = 5,
                                           .activate_ms = 60,
                                           .deactivate_ms = 60,
                                           .prepare_ms = 10,
                                           .release_ms = 2,
                                           .rebuild_ms = 100,
                                           .ring_ms = 60000,
                                           .start_limit_ms = 600000,
                                           .answer_limit_ms = 60000,
                                           .action_limit_ms = 5000};
    return ios;
}

void fake_ios_free(struct fake_ios *ios)
{
    if (!ios)
        return;
    agenda_clear(&ios->agenda);
    g_array_free(ios->calls, TRUE);
    g_array_free(ios->actions, TRUE);
    g_free(ios);
}

struct fake_ios_faults *fake_ios_faults(struct fake_ios *ios)
{
    return &ios->faults;
}

struct fake_ios_delays *fake_ios_delays(struct fake_ios *ios)
{
    return &ios->delays;
}

void fake_ios_show(struct fake_ios *ios,
                   void (*screen)(void *ctx, struct oh_call_id call, enum fake_screen what,
                                  enum oh_reason reason),
                   void *ctx)
{
    ios->screen = screen;
    ios->screen_ctx = ctx;
}

struct oh_call_id fake_ios_last(const struct fake_ios *ios)
{
    return ios->last_call;
}

enum fake_session fake_ios_session(const struct fake_ios *ios)
{
    return ios->session;
}

bool fake_ios_enabled(const struct fake_ios *ios)
{
    return ios->enabled;
}

uint32_t fake_ios_call_count(const struct fake_ios *ios)
{
    return ios->calls->len;
}

const struct fake_action *fake_ios_action(const struct fake_ios *ios, oh_action action)
{
    if (action < 1 || action > ios->actions->len)
        return NULL;
    return &g_array_index(ios->actions, struct ios_action, action - 1).seen;
}

uint32_t fake_ios_violations(const struct fake_ios *ios)
{
    return ios->violations;
}

void ios_violation(struct fake_ios *ios, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    ios->violations++;
    RECORD(ios, "violation: %s", text);
    g_free(text);
}

void ios_later(struct fake_ios *ios, uint32_t delay_ms,
               void (*run)(void *ctx, const struct task *task), struct oh_call_id call,
               uint32_t number)
{
    agenda_after(&ios->agenda, delay_ms,
                 (struct task){.run = run, .ctx = ios, .call = call, .number = number});
}
