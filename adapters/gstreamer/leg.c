/*
 * A leg lives on the owner's context: media threads only put messages on the pipeline's bus, which
 * is read here.
 */
#include "leg.h"
#include "digits_receive.h"

struct oh_media_leg {
    const struct oh_media_shared *shared;
    oh_leg id;
    struct oh_sockets sockets;
    struct oh_sdp sdp;
    struct oh_pipeline pipeline;
    struct oh_measuring measuring;
    enum oh_direction opened; /* what open() asked for */
    GSource *bus, *each_second;
    gint64 taken_us; /* when frames were counted last */
    bool failed;
};

static void on_error(struct oh_media_leg *leg, GstMessage *message)
{
    GError *error = NULL;
    char *detail = NULL, *why;
    gst_message_parse_error(message, &error, &detail);
    why = g_strdup_printf("%s: %s", GST_MESSAGE_SRC_NAME(message), error->message);
    oh_media_log(&leg->shared->log, OH_LOG_ERROR, "leg %u: %s (%s)", leg->id, why,
                 detail ? detail : "no detail");
    if (!leg->failed && leg->shared->events.failed) {
        leg->failed = true;
        leg->shared->events.failed(leg->shared->events.ctx, leg->id, why);
    }
    g_free(why);
    g_free(detail);
    g_error_free(error);
}

static void on_warning(struct oh_media_leg *leg, GstMessage *message)
{
    GError *error = NULL;
    char *detail = NULL;
    gst_message_parse_warning(message, &error, &detail);
    oh_media_log(&leg->shared->log, OH_LOG_WARNING, "leg %u: %s: %s (%s)", leg->id,
                 GST_MESSAGE_SRC_NAME(message), error->message, detail ? detail : "no detail");
    g_free(detail);
    g_error_free(error);
}

/* The callbacks may end the leg: nothing of it is touched after them. */
static gboolean on_message(GstBus *bus, GstMessage *message, gpointer ctx)
{
    struct oh_media_leg *leg = ctx;
    const struct oh_media_events *events = &leg->shared->events;
    struct oh_media_measure measure;
    char digit[2] = "";
    (void)bus;
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR)
        on_error(leg, message);
    else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_WARNING)
        on_warning(leg, message);
    else if (oh_digits_message(message, &leg->pipeline.receiver.digits_pending, digit)) {
        if (events->digits_received)
            events->digits_received(events->ctx, leg->id, digit);
    } else if (oh_measure_message(&leg->measuring, message, &measure) && events->measured)
        events->measured(events->ctx, leg->id, &measure);
    return G_SOURCE_CONTINUE;
}

static struct oh_frames take_frames(struct oh_media_leg *leg)
{
    leg->taken_us = g_get_monotonic_time();
    return oh_pipeline_take_frames(&leg->pipeline);
}

static void tell_flow(struct oh_media_leg *leg)
{
    gint64 before_us = leg->taken_us;
    const struct oh_media_events *events = &leg->shared->events;
    struct oh_frames frames = take_frames(leg);
    uint32_t span_ms = (uint32_t)((leg->taken_us - before_us) / 1000);
    if (events->flowed)
        events->flowed(events->ctx, leg->id, &frames, MAX(span_ms, 1));
}

static gboolean on_second(gpointer ctx)
{
    tell_flow(ctx);
    return G_SOURCE_CONTINUE;
}

static GSource *attach(GSource *source, GSourceFunc callback, struct oh_media_leg *leg)
{
    g_source_set_callback(source, callback, leg, NULL);
    g_source_attach(source, leg->shared->context);
    return source;
}

static void detach(GSource **source)
{
    if (*source)
        g_source_destroy(*source);
    g_clear_pointer(source, g_source_unref);
}

struct oh_media_leg *oh_leg_new(const struct oh_media_shared *shared, oh_leg id, char *why,
                                size_t why_size)
{
    const struct oh_media_options *options = &shared->options;
    struct oh_media_leg *leg = g_new0(struct oh_media_leg, 1);
    leg->shared = shared;
    leg->id = id;
    if (!oh_sockets_bind(&leg->sockets, options->address, options->port_min, options->port_max, why,
                         why_size)) {
        g_free(leg);
        return NULL;
    }
    struct oh_lines *lines = shared->session ? oh_session_lines(shared->session) : NULL;
    if (!oh_pipeline_begin(&leg->pipeline, options, &shared->pcm, lines, &leg->sockets, why,
                           why_size)) {
        oh_sockets_close(&leg->sockets);
        g_free(leg);
        return NULL;
    }
    oh_sdp_begin(&leg->sdp, options->address, leg->sockets.port, options->codecs,
                 options->codec_count);
    GstBus *bus = gst_element_get_bus(leg->pipeline.element);
    leg->bus = attach(gst_bus_create_watch(bus), (GSourceFunc)(void (*)(void))on_message, leg);
    gst_object_unref(bus);
    return leg;
}

void oh_leg_free(struct oh_media_leg *leg)
{
    detach(&leg->bus);
    detach(&leg->each_second);
    oh_pipeline_end(&leg->pipeline);
    oh_sdp_end(&leg->sdp);
    oh_sockets_close(&leg->sockets);
    g_free(leg);
}

/* A gate is open if its owner opened it and the two descriptions allow it. */
static void set_gates(struct oh_media_leg *leg)
{
    unsigned both = leg->sdp.agreed_once ? leg->opened & leg->sdp.agreed.direction : 0u;
    oh_pipeline_gates(&leg->pipeline, both & OH_DIRECTION_SEND, both & OH_DIRECTION_RECEIVE,
                      leg->opened != OH_DIRECTION_NONE);
}

static void carry_out(struct oh_media_leg *leg)
{
    oh_pipeline_agree(&leg->pipeline, &leg->sdp.agreed);
    set_gates(leg);
}

const char *oh_leg_answer(struct oh_media_leg *leg, const char *offer, bool held,
                          struct oh_sdp_refusal *refusal)
{
    const char *answer = oh_sdp_answer(&leg->sdp, offer, held, refusal);
    if (answer)
        carry_out(leg);
    return answer;
}

const char *oh_leg_offer(struct oh_media_leg *leg, bool held)
{
    return oh_sdp_offer(&leg->sdp, held);
}

bool oh_leg_agree(struct oh_media_leg *leg, const char *answer, struct oh_sdp_refusal *refusal)
{
    if (!oh_sdp_agree(&leg->sdp, answer, refusal))
        return false;
    carry_out(leg);
    return true;
}

void oh_leg_withdraw(struct oh_media_leg *leg)
{
    oh_sdp_withdraw(&leg->sdp);
}

bool oh_leg_remote_holds(const struct oh_media_leg *leg)
{
    return leg->sdp.agreed_once && leg->sdp.agreed.remote_holds;
}

void oh_leg_open(struct oh_media_leg *leg, enum oh_direction direction)
{
    bool closes = leg->each_second && direction == OH_DIRECTION_NONE;
    leg->opened = direction;
    if (closes) {
        detach(&leg->each_second);
    } else if (!leg->each_second && direction != OH_DIRECTION_NONE) {
        (void)take_frames(leg); /* what was before the opening is no news */
        leg->each_second = attach(g_timeout_source_new(1000), on_second, leg);
    }
    set_gates(leg);
    if (closes) /* a call of less than a second would leave no trace of its sound */
        tell_flow(leg);
}

void oh_leg_mute(struct oh_media_leg *leg, bool on)
{
    oh_pipeline_mute(&leg->pipeline, on);
}

bool oh_leg_send_digits(struct oh_media_leg *leg, const char *digits)
{
    size_t taken = 0;
    if (!oh_pipeline_send_digits(&leg->pipeline, digits, &taken))
        return false;
    if (digits[taken])
        oh_media_log(&leg->shared->log, OH_LOG_WARNING,
                     "leg %u: %zu digits dropped: %d wait already", leg->id, strlen(digits) - taken,
                     OH_DIGITS_WAITING_MAX);
    return true;
}
