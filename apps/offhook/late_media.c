/*
 * Passes everything on to the media stack. Nobody needs it before a call begins, and a call begins
 * with an answer or an offer: these open it. Opening takes some milliseconds, for the media stack
 * loads its own libraries on a thread of its own.
 */
#include "late_media.h"

static const struct oh_media_port *opened(void *ctx)
{
    return &((struct stack *)ctx)->media_port;
}

/* Without a media stack there is no call. */
static bool open_for(struct stack *stack, oh_leg leg)
{
    char why[500] = "";
    if (stack_open_media(stack, why, sizeof(why)))
        return true;
    const struct oh_media_events *events = &stack->engine_events;
    events->described(events->ctx, leg, NULL, 500, why);
    return false;
}

static void answer(void *ctx, oh_leg leg, const char *offer_sdp, bool held)
{
    if (open_for(ctx, leg))
        opened(ctx)->answer(opened(ctx)->ctx, leg, offer_sdp, held);
}

static void offer(void *ctx, oh_leg leg, bool held)
{
    if (open_for(ctx, leg))
        opened(ctx)->offer(opened(ctx)->ctx, leg, held);
}

/* ---- Of a leg that began, or could not ---- */

#define PASS_ON(ctx, function, ...)                     \
    do {                                                \
        const struct oh_media_port *port = opened(ctx); \
        if (port->function)                             \
            port->function(port->ctx, __VA_ARGS__);     \
    } while (0)

static bool agree(void *ctx, oh_leg leg, const char *answer_sdp, char *why, size_t why_size)
{
    const struct oh_media_port *port = opened(ctx);
    return port->agree && port->agree(port->ctx, leg, answer_sdp, why, why_size);
}

static void withdraw(void *ctx, oh_leg leg)
{
    PASS_ON(ctx, withdraw, leg);
}

static bool remote_holds(void *ctx, oh_leg leg)
{
    const struct oh_media_port *port = opened(ctx);
    return port->remote_holds && port->remote_holds(port->ctx, leg);
}

static void open_gates(void *ctx, oh_leg leg, enum oh_direction direction)
{
    PASS_ON(ctx, open, leg, direction);
}

static void close_gates(void *ctx, oh_leg leg)
{
    PASS_ON(ctx, close, leg);
}

static void mute(void *ctx, oh_leg leg, bool on)
{
    PASS_ON(ctx, mute, leg, on);
}

static bool send_digits(void *ctx, oh_leg leg, const char *digits)
{
    const struct oh_media_port *port = opened(ctx);
    return port->send_digits && port->send_digits(port->ctx, leg, digits);
}

static void end(void *ctx, oh_leg leg)
{
    PASS_ON(ctx, end, leg);
}

/* Said before the first request: it opens the media, too; what is wrong with it that request tells.
 */
static void signalled(void *ctx, oh_leg leg, bool in_private)
{
    char why[500] = "";
    if (stack_open_media(ctx, why, sizeof(why)))
        PASS_ON(ctx, signalled, leg, in_private);
}

static void connect_leg(void *ctx, oh_leg leg)
{
    PASS_ON(ctx, connect, leg);
}

static void restart(void *ctx, oh_leg leg)
{
    PASS_ON(ctx, restart, leg);
}

static void ring_back(void *ctx, oh_leg leg)
{
    PASS_ON(ctx, ring_back, leg);
}

struct oh_media_port late_media_port(struct stack *stack)
{
    return (struct oh_media_port){
        .size = sizeof(struct oh_media_port),
        .ctx = stack,
        .uses_session = phone_options_use_session(stack->options),
        .answer = answer,
        .offer = offer,
        .agree = agree,
        .withdraw = withdraw,
        .remote_holds = remote_holds,
        .open = open_gates,
        .close = close_gates,
        .mute = mute,
        .send_digits = send_digits,
        .end = end,
        .signalled = signalled,
        .connect = connect_leg,
        .restart = restart,
        .ring_back = ring_back,
    };
}

/* ---- The audio session of the media, which nobody needs before a call began ---- */

static const struct oh_audio_port *session(void *ctx)
{
    return &((struct stack *)ctx)->audio;
}

static void prepare(void *ctx, enum oh_prepare how)
{
    if (session(ctx)->prepare)
        session(ctx)->prepare(session(ctx)->ctx, how);
}

static void release(void *ctx)
{
    if (session(ctx)->release)
        session(ctx)->release(session(ctx)->ctx);
}

static void enable(void *ctx)
{
    if (session(ctx)->enable)
        session(ctx)->enable(session(ctx)->ctx);
}

static void disable(void *ctx)
{
    if (session(ctx)->disable)
        session(ctx)->disable(session(ctx)->ctx);
}

struct oh_audio_port late_audio_port(struct stack *stack)
{
    return (struct oh_audio_port){
        .size = sizeof(struct oh_audio_port),
        .ctx = stack,
        .prepare = prepare,
        .release = release,
        .enable = enable,
        .disable = disable,
    };
}
