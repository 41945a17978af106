/*
 * What is said to webrtcbin and asked of it, in its own form: descriptions of one stream.
 */
#include "webrtc_words.h"

#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>

/* Host candidates are there within a millisecond. A server that does not answer in this time is
 * done without: a caller waits for the answer. */
enum { GATHER_HOST_MS = 1000, GATHER_SERVER_MS = 3000 };

static bool fail(char *why, size_t why_size, const char *what, const GError *error)
{
    g_snprintf(why, why_size, "WebRTC: %s: %s", what, error ? error->message : "no reason given");
    return false;
}

static bool take_candidates(struct oh_webrtc *webrtc, struct oh_ice *ours, char *why,
                            size_t why_size)
{
    gint64 until =
        g_get_monotonic_time() + (webrtc->asks_servers ? GATHER_SERVER_MS : GATHER_HOST_MS) * 1000;
    g_mutex_lock(&webrtc->lock);
    while (!webrtc->gathering_over && g_cond_wait_until(&webrtc->gathered, &webrtc->lock, until))
        ;
    for (guint i = 0; i < webrtc->candidates->len && i < OH_CANDIDATES_MAX; i++)
        ours->candidates[ours->candidate_count++] = g_strdup(webrtc->candidates->pdata[i]);
    g_mutex_unlock(&webrtc->lock);
    if (ours->candidate_count == 0)
        g_snprintf(why, why_size,
                   "WebRTC: no ICE candidate on any address of ours (address, ice, rtp_ports)");
    return ours->candidate_count > 0;
}

static void add_formats(GstSDPMedia *media, const struct oh_formats *formats)
{
    for (size_t i = 0; i < formats->count; i++) {
        const struct oh_codec *codec = formats->item[i].codec;
        char *number = g_strdup_printf("%u", formats->item[i].payload);
        char *map =
            g_strdup_printf("%s %s/%u%s%s", number, codec->name, codec->clock_hz,
                            codec->channels ? "/" : "", codec->channels ? codec->channels : "");
        gst_sdp_media_add_format(media, number);
        gst_sdp_media_add_attribute(media, "rtpmap", map);
        g_free(map);
        g_free(number);
    }
}

/* Candidates stay out: `connect` brings them. */
static GstWebRTCSessionDescription *
make_description(GstWebRTCSDPType type, const struct oh_formats *formats, const struct oh_ice *ice)
{
    GstSDPMessage *message;
    GstSDPMedia *media;
    struct oh_ice words = *ice;
    words.candidate_count = 0;
    gst_sdp_message_new(&message);
    gst_sdp_message_set_version(message, "0");
    gst_sdp_message_set_origin(message, "-", "1", "1", "IN", "IP4", "0.0.0.0");
    gst_sdp_message_set_session_name(message, "-");
    gst_sdp_message_add_time(message, "0", "0", NULL);
    if (ice->lite)
        gst_sdp_message_add_attribute(message, "ice-lite", "");
    gst_sdp_media_new(&media);
    gst_sdp_media_set_media(media, "audio");
    gst_sdp_media_set_port_info(media, 9, 1);
    gst_sdp_media_set_proto(media, "UDP/TLS/RTP/SAVPF");
    gst_sdp_media_add_connection(media, "IN", "IP4", "0.0.0.0", 0, 0);
    add_formats(media, formats);
    gst_sdp_media_add_attribute(media, "mid", "0");
    gst_sdp_media_add_attribute(media, "rtcp-mux", ""); /* NULL is a crash in GstSDP */
    gst_sdp_media_add_attribute(media, "sendrecv", "");
    oh_ice_write(&words, media);
    gst_sdp_message_add_media(message, media);
    gst_sdp_media_free(media);
    return gst_webrtc_session_description_new(type, message);
}

/* Wait for what webrtcbin says to a request; NULL if it refused. */
static const GstStructure *reply(GstPromise *promise, const char *what, char *why, size_t why_size)
{
    GError *error = NULL;
    bool replied = gst_promise_wait(promise) == GST_PROMISE_RESULT_REPLIED;
    const GstStructure *structure = gst_promise_get_reply(promise);
    if (structure && gst_structure_get(structure, "error", G_TYPE_ERROR, &error, NULL))
        replied = false;
    if (!replied)
        fail(why, why_size, what, error);
    g_clear_error(&error);
    return replied && structure ? structure : NULL;
}

static bool set_description(struct oh_webrtc *webrtc, const char *signal,
                            GstWebRTCSessionDescription *description, char *why, size_t why_size)
{
    GstPromise *promise = gst_promise_new();
    why[0] = '\0';
    g_signal_emit_by_name(webrtc->bin, signal, description, promise);
    reply(promise, signal, why, why_size); /* good: nothing in it */
    gst_promise_unref(promise);
    gst_webrtc_session_description_free(description);
    return why[0] == '\0';
}

/* What webrtcbin's own description says of its end. */
static bool create(struct oh_webrtc *webrtc, const char *signal, const char *field,
                   struct oh_ice *ours, char *why, size_t why_size)
{
    GstPromise *promise = gst_promise_new();
    GstWebRTCSessionDescription *made = NULL;
    g_signal_emit_by_name(webrtc->bin, signal, NULL, promise);
    const GstStructure *structure = reply(promise, signal, why, why_size);
    if (structure)
        gst_structure_get(structure, field, GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &made, NULL);
    if (made && gst_sdp_message_medias_len(made->sdp) == 1)
        oh_ice_read(ours, made->sdp, gst_sdp_message_get_media(made->sdp, 0));
    bool whole = ours->ufrag && ours->fingerprint;
    if (structure && !whole)
        fail(why, why_size, signal, NULL);
    if (made)
        gst_webrtc_session_description_free(made);
    gst_promise_unref(promise);
    return whole;
}

static void expect_certificate(struct oh_webrtc *webrtc, const char *fingerprint)
{
    g_mutex_lock(&webrtc->lock);
    g_free(webrtc->fingerprint);
    webrtc->fingerprint = g_strdup(fingerprint);
    g_mutex_unlock(&webrtc->lock);
}

bool oh_webrtc_answer(struct oh_webrtc *webrtc, const struct oh_agreed *agreed, struct oh_ice *ours,
                      char *why, size_t why_size)
{
    *ours = (struct oh_ice){0};
    expect_certificate(webrtc, agreed->ice.fingerprint);
    if (!set_description(
            webrtc, "set-remote-description",
            make_description(GST_WEBRTC_SDP_TYPE_OFFER, &agreed->receive, &agreed->ice), why,
            why_size) ||
        !create(webrtc, "create-answer", "answer", ours, why, why_size))
        return false;
    ours->setup = agreed->ice.setup == OH_SETUP_ACTIVE ? OH_SETUP_PASSIVE : OH_SETUP_ACTIVE;
    return set_description(webrtc, "set-local-description",
                           make_description(GST_WEBRTC_SDP_TYPE_ANSWER, &agreed->receive, ours),
                           why, why_size) &&
           take_candidates(webrtc, ours, why, why_size);
}

static GstCaps *caps_of(const struct oh_format *format)
{
    char *name = g_ascii_strup(format->codec->name, -1);
    GstCaps *caps = gst_caps_new_simple("application/x-rtp", "media", G_TYPE_STRING, "audio",
                                        "payload", G_TYPE_INT, (gint)format->payload, "clock-rate",
                                        G_TYPE_INT, (gint)format->codec->clock_hz, "encoding-name",
                                        G_TYPE_STRING, name, NULL);
    g_free(name);
    return caps;
}

bool oh_webrtc_offer(struct oh_webrtc *webrtc, const struct oh_formats *formats,
                     struct oh_ice *ours, char *why, size_t why_size)
{
    GstWebRTCRTPTransceiver *transceiver = NULL;
    GstCaps *caps = gst_caps_new_empty();
    for (size_t i = 0; i < formats->count; i++)
        gst_caps_append(caps, caps_of(&formats->item[i]));
    *ours = (struct oh_ice){0};
    g_signal_emit_by_name(webrtc->bin, "add-transceiver",
                          GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDRECV, caps, &transceiver);
    gst_caps_unref(caps);
    gst_clear_object(&transceiver);
    if (!create(webrtc, "create-offer", "offer", ours, why, why_size))
        return false;
    ours->setup = OH_SETUP_ACTPASS;
    return set_description(webrtc, "set-local-description",
                           make_description(GST_WEBRTC_SDP_TYPE_OFFER, formats, ours), why,
                           why_size) &&
           take_candidates(webrtc, ours, why, why_size);
}

bool oh_webrtc_agree(struct oh_webrtc *webrtc, const struct oh_agreed *agreed, char *why,
                     size_t why_size)
{
    struct oh_ice theirs = agreed->ice;
    expect_certificate(webrtc, theirs.fingerprint);
    if (theirs.setup ==
        OH_SETUP_ACTPASS) /* no answer (RFC 8842, 5.3), but meant as the usual one */
        theirs.setup = OH_SETUP_ACTIVE;
    return set_description(webrtc, "set-remote-description",
                           make_description(GST_WEBRTC_SDP_TYPE_ANSWER, &agreed->receive, &theirs),
                           why, why_size);
}

static gboolean take_pad(GstElement *bin, GstPad *pad, gpointer found)
{
    (void)bin;
    *(GstPad **)found = gst_object_ref(pad);
    return FALSE; /* there is one stream */
}

GstPad *oh_webrtc_input(struct oh_webrtc *webrtc, const struct oh_format *format)
{
    GstWebRTCRTPTransceiver *transceiver = NULL;
    GstCaps *caps = caps_of(format);
    GstPad *pad = NULL;
    gst_element_foreach_sink_pad(webrtc->bin, take_pad, &pad);
    if (!pad)
        pad = gst_element_request_pad_simple(webrtc->bin, "sink_0");
    g_object_get(pad, "transceiver", &transceiver, NULL);
    g_object_set(transceiver, "codec-preferences", caps, NULL);
    gst_object_unref(transceiver);
    gst_caps_unref(caps);
    return pad;
}
