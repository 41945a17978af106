/*
 * What the media threads put on a leg's bus, read on the owner's context; and how a leg fails.
 */
#include "leg_private.h"
#include "digits_receive.h"

/* Whoever hears it may end the leg. */
void oh_leg_fail(struct oh_media_leg *leg, const char *why)
{
    const struct oh_media_events *events = &leg->shared->events;
    bool first = !leg->failed;
    leg->failed = true;
    if (first && events->failed)
        events->failed(events->ctx, leg->id, why);
}

void oh_leg_distrust(struct oh_media_leg *leg, const char *why)
{
    const struct oh_media_events *events = &leg->shared->events;
    oh_media_log(&leg->shared->log, OH_LOG_ERROR, "leg %u: %s", leg->id, why);
    if (!events->insecure) {
        oh_leg_fail(leg, why);
        return;
    }
    bool first = !leg->failed;
    leg->failed = true;
    if (first)
        events->insecure(events->ctx, leg->id, why);
}

static void on_error(struct oh_media_leg *leg, GstMessage *message)
{
    GError *error = NULL;
    char *detail = NULL, *why;
    gst_message_parse_error(message, &error, &detail);
    why = g_strdup_printf("%s: %s", GST_MESSAGE_SRC_NAME(message), error->message);
    oh_media_log(&leg->shared->log, OH_LOG_ERROR, "leg %u: %s (%s)", leg->id, why,
                 detail ? detail : "no detail");
    oh_leg_fail(leg, why);
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

static void on_fact(struct oh_media_leg *leg, enum oh_webrtc_fact fact)
{
    switch (fact) {
    case OH_WEBRTC_NOTHING: break;
    case OH_WEBRTC_CONNECTED:
        leg->connected = true;
        oh_leg_detach(&leg->connect_limit);
        (void)oh_leg_take_frames(leg); /* what was captured meanwhile had nowhere to go */
        break;
    case OH_WEBRTC_DISTRUSTED:
        oh_leg_distrust(leg, "the peer's certificate is not the one that its description has the "
                             "fingerprint of: somebody may be in between");
        break;
    }
}

/* The callbacks may end the leg: nothing of it is touched after them. */
static gboolean on_message(GstBus *bus, GstMessage *message, gpointer ctx)
{
    struct oh_media_leg *leg = ctx;
    const struct oh_media_events *events = &leg->shared->events;
    struct oh_media_measure measure;
    char digit[2] = "";
    enum oh_webrtc_fact fact = oh_webrtc_message(message);
    (void)bus;
    if (fact != OH_WEBRTC_NOTHING)
        on_fact(leg, fact);
    else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR)
        on_error(leg, message);
    else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_WARNING)
        on_warning(leg, message);
    else if (oh_digits_message(message, &leg->pipeline->receiver.digits_pending, digit)) {
        if (events->digits_received)
            events->digits_received(events->ctx, leg->id, digit);
    } else if (oh_measure_message(&leg->measuring, message, &measure) && events->measured)
        events->measured(events->ctx, leg->id, &measure);
    return G_SOURCE_CONTINUE;
}

void oh_leg_watch_bus(struct oh_media_leg *leg)
{
    GstBus *bus = gst_element_get_bus(leg->pipeline->element);
    leg->bus =
        oh_leg_attach(gst_bus_create_watch(bus), (GSourceFunc)(void (*)(void))on_message, leg);
    gst_object_unref(bus);
}
