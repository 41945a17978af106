/*
 * webrtcbin 1.22 negotiates a first time well, and hardly a second time (directions cannot change,
 * credentials are never new). So it sees exactly one negotiation, of one stream that goes both
 * ways for good.
 *
 * Its threads: promises are answered on one of its own, states change on several, the certificate
 * is shown on the one that reads from the network.
 */
#include "webrtc.h"
#include "elements.h"
#include "packet.h"
#include "webrtc_agent.h"

#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>

#define MESSAGE "offhook-webrtc"

enum { JITTER_MS = 50, SOURCES_MAX = 32 }; /* as pipeline.c has them, with the reasons */

/* ---- What is told on the bus ---- */

static void tell(struct oh_webrtc *webrtc, enum oh_webrtc_fact fact)
{
    GstStructure *structure = gst_structure_new(MESSAGE, "fact", G_TYPE_INT, (gint)fact, NULL);
    gst_element_post_message(webrtc->bin,
                             gst_message_new_element(GST_OBJECT(webrtc->bin), structure));
}

enum oh_webrtc_fact oh_webrtc_message(GstMessage *message)
{
    const GstStructure *structure = gst_message_get_structure(message);
    gint fact = OH_WEBRTC_NOTHING;
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ELEMENT && structure &&
        gst_structure_has_name(structure, MESSAGE))
        gst_structure_get_int(structure, "fact", &fact);
    return (enum oh_webrtc_fact)fact;
}

static void on_connection(GObject *bin, GParamSpec *property, gpointer ctx)
{
    struct oh_webrtc *webrtc = ctx;
    GstWebRTCPeerConnectionState state;
    (void)property;
    g_object_get(bin, "connection-state", &state, NULL);
    if (state == GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED && g_atomic_int_get(&webrtc->trusted))
        tell(webrtc, OH_WEBRTC_CONNECTED);
}

static void on_ice_connection(GObject *bin, GParamSpec *property, gpointer ctx)
{
    struct oh_webrtc *webrtc = ctx;
    GstWebRTCICEConnectionState state;
    (void)property;
    g_object_get(bin, "ice-connection-state", &state, NULL);
    g_atomic_int_set(&webrtc->ice_connected,
                     state == GST_WEBRTC_ICE_CONNECTION_STATE_CONNECTED ||
                         state == GST_WEBRTC_ICE_CONNECTION_STATE_COMPLETED);
}

/* The peer has shown its certificate; no key was agreed on yet. Whose it is is what the whole
 * encryption hangs on, and webrtcbin does not look. */
static void on_certificate(GObject *element, GParamSpec *property, gpointer ctx)
{
    struct oh_webrtc *webrtc = ctx;
    char *pem = NULL;
    (void)property;
    g_object_get(element, "peer-pem", &pem, NULL);
    g_mutex_lock(&webrtc->lock);
    bool matches = oh_fingerprint_matches(webrtc->fingerprint, pem);
    g_mutex_unlock(&webrtc->lock);
    g_atomic_int_set(&webrtc->trusted, matches);
    if (!matches)
        tell(webrtc, OH_WEBRTC_DISTRUSTED);
    g_free(pem);
}

/* webrtcbin lets packets through from now on, as its own handler was called before this one. */
static void on_keys(GstElement *element, gpointer ctx)
{
    struct oh_webrtc *webrtc = ctx;
    (void)element;
    if (g_atomic_int_get(&webrtc->trusted))
        oh_newest_pass(webrtc->newest);
}

/* ---- Packets ---- */

/* The number that webrtcbin has for what is expected under this one; false: it is not expected. */
static bool find_known(struct oh_webrtc *webrtc, uint8_t payload, uint8_t *known)
{
    bool found = false;
    g_mutex_lock(&webrtc->lock);
    const struct oh_format *expected = oh_formats_find(&webrtc->expected, payload);
    for (size_t i = 0; expected && !found && i < webrtc->known.count; i++) {
        found = webrtc->known.item[i].codec == expected->codec;
        *known = webrtc->known.item[i].payload;
    }
    g_mutex_unlock(&webrtc->lock);
    return found;
}

static GstPadProbeReturn on_rtp_in(GstPad *pad, GstPadProbeInfo *info, gpointer ctx)
{
    struct oh_webrtc *webrtc = ctx;
    uint8_t payload = 0, known = 0;
    enum oh_codec_kind carries;
    (void)pad;
    if (!g_atomic_int_get(&webrtc->trusted) ||
        oh_packet_kind(GST_PAD_PROBE_INFO_BUFFER(info), &payload) != OH_PACKET_RTP ||
        !find_known(webrtc, payload, &known) ||
        !oh_receiver_expects(webrtc->receiver, known, &carries))
        return GST_PAD_PROBE_DROP;
    if (known != payload)
        GST_PAD_PROBE_INFO_DATA(info) = oh_packet_renumber(GST_PAD_PROBE_INFO_BUFFER(info), known);
    GST_PAD_PROBE_INFO_DATA(info) =
        oh_receiver_arrived(webrtc->receiver, GST_PAD_PROBE_INFO_BUFFER(info));
    g_atomic_int_inc(carries == OH_CODEC_AUDIO ? &webrtc->counts->received
                                               : &webrtc->counts->alive);
    if (carries == OH_CODEC_AUDIO)
        g_atomic_int_inc(&webrtc->counts->received_in_all);
    return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn on_rtcp_in(GstPad *pad, GstPadProbeInfo *info, gpointer ctx)
{
    struct oh_webrtc *webrtc = ctx;
    (void)pad;
    (void)info;
    if (!g_atomic_int_get(&webrtc->trusted))
        return GST_PAD_PROBE_DROP;
    g_atomic_int_inc(&webrtc->counts->alive);
    return GST_PAD_PROBE_OK;
}

/* The one that prepares the way ends here, too. */
static GstPadProbeReturn on_rtp_out(GstPad *pad, GstPadProbeInfo *info, gpointer ctx)
{
    struct oh_webrtc *webrtc = ctx;
    (void)pad;
    (void)info;
    if (!g_atomic_int_get(&webrtc->trusted) || !g_atomic_int_get(&webrtc->rtp_open))
        return GST_PAD_PROBE_DROP;
    g_atomic_int_inc(&webrtc->counts->sent);
    g_atomic_int_inc(&webrtc->counts->sent_in_all);
    return GST_PAD_PROBE_OK;
}

/* A report would wait here, in a thread of rtpbin's, until there are keys. */
static GstPadProbeReturn on_rtcp_out(GstPad *pad, GstPadProbeInfo *info, gpointer ctx)
{
    struct oh_webrtc *webrtc = ctx;
    (void)pad;
    (void)info;
    return g_atomic_int_get(&webrtc->trusted) && g_atomic_int_get(&webrtc->rtcp_open)
               ? GST_PAD_PROBE_OK
               : GST_PAD_PROBE_DROP;
}

static void on_rtpbin_pad(GstElement *rtpbin, GstPad *pad, gpointer ctx)
{
    static const struct {
        const char *prefix;
        GstPadProbeCallback watch;
    } pads[] = {{"recv_rtp_sink_", on_rtp_in},
                {"recv_rtcp_sink_", on_rtcp_in},
                {"send_rtp_src_", on_rtp_out},
                {"send_rtcp_src_", on_rtcp_out}};
    (void)rtpbin;
    for (size_t i = 0; i < G_N_ELEMENTS(pads); i++)
        if (g_str_has_prefix(GST_PAD_NAME(pad), pads[i].prefix))
            gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, pads[i].watch, ctx, NULL);
}

/* ---- The elements inside ---- */

static bool is_made_by(GstElement *element, const char *factory)
{
    GstElementFactory *made_by = gst_element_get_factory(element);
    return made_by && strcmp(GST_OBJECT_NAME(made_by), factory) == 0;
}

static void on_element(GstBin *outer, GstBin *inner, GstElement *element, gpointer ctx)
{
    struct oh_webrtc *webrtc = ctx;
    (void)outer;
    (void)inner;
    if (is_made_by(element, "dtlssrtpdec"))
        g_signal_connect(element, "notify::peer-pem", G_CALLBACK(on_certificate), webrtc);
    else if (is_made_by(element, "dtlssrtpenc"))
        g_signal_connect_after(element, "on-key-set", G_CALLBACK(on_keys), webrtc);
    else if (is_made_by(element, "clocksync")) /* it would hold back what a live source made */
        g_object_set(element, "sync", FALSE, NULL);
}

static void use_servers(GstElement *bin, const struct oh_media_options *options)
{
    if (options->stun)
        g_object_set(bin, "stun-server", options->stun, NULL);
    if (options->turn)
        g_object_set(bin, "turn-server", options->turn, NULL);
}

/* ---- Gathering ---- */

static void on_candidate(GstElement *bin, guint line, const char *candidate, gpointer ctx)
{
    struct oh_webrtc *webrtc = ctx;
    const char *value = g_str_has_prefix(candidate, "a=") ? candidate + 2 : candidate;
    (void)bin;
    (void)line;
    if (g_str_has_prefix(value, "candidate:"))
        value += strlen("candidate:");
    g_mutex_lock(&webrtc->lock);
    if (oh_candidate_is_usable(value, strlen(value)))
        g_ptr_array_add(webrtc->candidates, g_strdup(value));
    g_mutex_unlock(&webrtc->lock);
}

static void on_gathering(GObject *bin, GParamSpec *property, gpointer ctx)
{
    struct oh_webrtc *webrtc = ctx;
    GstWebRTCICEGatheringState state;
    (void)property;
    g_object_get(bin, "ice-gathering-state", &state, NULL);
    g_mutex_lock(&webrtc->lock);
    webrtc->gathering_over = state == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE;
    g_cond_broadcast(&webrtc->gathered);
    g_mutex_unlock(&webrtc->lock);
}

/* ---- Life ---- */

void oh_webrtc_begin(struct oh_webrtc *webrtc, GstBin *bin, const struct oh_media_options *options,
                     struct oh_receiver *receiver, struct oh_counts *counts,
                     struct oh_newest *newest)
{
    *webrtc = (struct oh_webrtc){.receiver = receiver,
                                 .counts = counts,
                                 .newest = newest,
                                 .asks_servers = options->stun || options->turn,
                                 .has_relay = options->turn != NULL,
                                 .candidates = g_ptr_array_new_with_free_func(g_free)};
    g_mutex_init(&webrtc->lock);
    g_cond_init(&webrtc->gathered);
    webrtc->bin = oh_element_add(bin, "webrtcbin");
    g_object_set(webrtc->bin, "latency", JITTER_MS, NULL);
    use_servers(webrtc->bin, options);
    oh_webrtc_set_agent(webrtc->bin, options);
    g_signal_connect(webrtc->bin, "deep-element-added", G_CALLBACK(on_element), webrtc);
    g_signal_connect(webrtc->bin, "on-ice-candidate", G_CALLBACK(on_candidate), webrtc);
    g_signal_connect(webrtc->bin, "notify::ice-gathering-state", G_CALLBACK(on_gathering), webrtc);
    g_signal_connect(webrtc->bin, "notify::ice-connection-state", G_CALLBACK(on_ice_connection),
                     webrtc);
    g_signal_connect(webrtc->bin, "notify::connection-state", G_CALLBACK(on_connection), webrtc);
    webrtc->rtpbin = gst_bin_get_by_name(GST_BIN(webrtc->bin), "rtpbin");
    g_object_set(webrtc->rtpbin, "max-streams", SOURCES_MAX, "do-lost", TRUE, NULL);
    g_signal_connect(webrtc->rtpbin, "pad-added", G_CALLBACK(on_rtpbin_pad), webrtc);
}

void oh_webrtc_end(struct oh_webrtc *webrtc)
{
    g_signal_handlers_disconnect_by_data(webrtc->bin, webrtc);
    g_signal_handlers_disconnect_by_data(webrtc->rtpbin, webrtc);
    gst_clear_object(&webrtc->rtpbin);
    g_ptr_array_unref(webrtc->candidates);
    g_free(webrtc->fingerprint);
    g_cond_clear(&webrtc->gathered);
    g_mutex_clear(&webrtc->lock);
}

bool oh_webrtc_ice_is_connected(const struct oh_webrtc *webrtc)
{
    return g_atomic_int_get(&webrtc->ice_connected);
}

void oh_webrtc_expect(struct oh_webrtc *webrtc, const struct oh_formats *formats)
{
    g_mutex_lock(&webrtc->lock);
    bool first = webrtc->known.count == 0;
    if (first)
        webrtc->known = *formats;
    webrtc->expected = *formats;
    g_mutex_unlock(&webrtc->lock);
    if (first)
        oh_receiver_expect(webrtc->receiver, formats);
}

void oh_webrtc_open(struct oh_webrtc *webrtc, bool rtp, bool rtcp)
{
    g_atomic_int_set(&webrtc->rtp_open, rtp);
    g_atomic_int_set(&webrtc->rtcp_open, rtcp);
}
