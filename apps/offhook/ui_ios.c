/*
 * The fake iOS platform as a call UI of the phone: adapters/fake plays it, here it gets real time
 * and its screen a voice.
 */
#include "ui.h"

#include "fake.h"

struct ios {
    struct fake_loop *loop;
    struct fake_ios *fake;
    void (*screen)(void *ctx, struct oh_call_id call, const char *shows);
    void *screen_ctx;
};

static oh_action answer(void *ctx, struct oh_call_id call)
{
    struct ios *ios = ctx;
    return fake_ios_answer(ios->fake, call);
}

static oh_action end(void *ctx, struct oh_call_id call)
{
    struct ios *ios = ctx;
    return fake_ios_end(ios->fake, call);
}

static oh_action hold(void *ctx, struct oh_call_id call, bool on)
{
    struct ios *ios = ctx;
    return fake_ios_hold(ios->fake, call, on);
}

static oh_action mute(void *ctx, struct oh_call_id call, bool on)
{
    struct ios *ios = ctx;
    return fake_ios_mute(ios->fake, call, on);
}

static oh_action dial(void *ctx, struct oh_call_id call, const char *digits)
{
    struct ios *ios = ctx;
    return fake_ios_dial(ios->fake, call, digits);
}

static oh_action start(void *ctx, struct oh_call_id call, oh_leg leg, uint16_t flags)
{
    struct ios *ios = ctx;
    return fake_ios_start(ios->fake, call, leg, flags);
}

static void grab(void *ctx, bool notified)
{
    struct ios *ios = ctx;
    fake_ios_engine_grabs(ios->fake, notified);
}

static const char *shown(enum fake_screen what)
{
    switch (what) {
    case FAKE_SCREEN_RINGING: return "ringing";
    case FAKE_SCREEN_CONNECTING: return "connecting";
    case FAKE_SCREEN_CONNECTED: return "connected";
    case FAKE_SCREEN_HELD: return "held";
    case FAKE_SCREEN_ENDED: return "ended";
    }
    return "nothing";
}

static void screen(void *ctx, struct oh_call_id call, enum fake_screen what, enum oh_reason reason)
{
    (void)reason;
    struct ios *ios = ctx;
    ios->screen(ios->screen_ctx, call, shown(what));
}

static void free_ios(void *ctx)
{
    struct ios *ios = ctx;
    fake_loop_free(ios->loop);
    fake_ios_free(ios->fake);
    g_free(ios);
}

struct app_ui ui_ios_new(GMainContext *context, struct oh_post post, uint32_t activation_ms,
                         void (*tell)(void *ctx, struct oh_call_id call, const char *shows),
                         void *tell_ctx)
{
    struct ios *ios = g_new0(struct ios, 1);
    ios->loop = fake_loop_new(context);
    ios->fake = fake_ios_new(
        &(struct fake_setup){.scheduler = fake_loop_scheduler(ios->loop), .post = post});
    if (activation_ms)
        fake_ios_delays(ios->fake)->activate_ms = activation_ms;
    ios->screen = tell;
    ios->screen_ctx = tell_ctx;
    fake_ios_show(ios->fake, screen, ios);
    return (struct app_ui){
        .ctx = ios,
        .port = fake_ios_ui_port(ios->fake),
        .audio = fake_ios_audio_port(ios->fake),
        .answer = answer,
        .end = end,
        .hold = hold,
        .mute = mute,
        .dial = dial,
        .start = start,
        .grab = grab,
        .free = free_ios,
    };
}
