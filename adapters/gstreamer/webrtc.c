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

#include <gmodule.h>

#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>

#define MESSAGE "offhook-webrtc"
#define LIBNICE "libnice.so.10"

/* Host candidates are there within a millisecond. A server that does not answer in this time is
 * done without: a caller waits for the answer. */
enum { GATHER_HOST_MS = 1000, GATHER_SERVER_MS = 3000 };
/* Between two checks of ICE: the least that RFC 8445 (14) allows. Of few candidates there are few
 * checks, and the first waits for it, too. */
enum { CHECKS_EVERY_MS = 5 };
enum { JITTER_MS = 50, SOURCES_MAX = 32 }; /* as pipeline.c has them, with the reasons */

static bool fail(char *why, size_t why_size, const char *what, const GError *error)
{
    g_snprintf(why, why_size, "WebRTC: %s: %s", what, error ? error->message : "no reason given");
    return false;
}

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

static GstPadProbeReturn on_rtp_in(GstPad *pad, GstPadProbeInfo *info, gpointer ctx)
{
    struct oh_webrtc *webrtc = ctx;
    uint8_t payload = 0;
    enum oh_codec_kind carries;
    (void)pad;
    if (!g_atomic_int_get(&webrtc->trusted) ||
        oh_packet_kind(GST_PAD_PROBE_INFO_BUFFER(info), &payload) != OH_PACKET_RTP ||
        !oh_receiver_expects(webrtc->receiver, payload, &carries))
        return GST_PAD_PROBE_DROP;
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

/* Nothing that nobody asked for: no port mapping by multicast (UPnP), no TCP, no other interface.
 */
static void set_agent(GstElement *bin, const struct oh_media_options *options)
{
    GObject *ice = NULL, *agent = NULL;
    gboolean added;
    g_object_get(bin, "ice-agent", &ice, NULL);
    g_object_set(ice, "ice-tcp", FALSE, NULL);
    if (options->port_max)
        g_object_set(ice, "max-rtp-port", (guint)options->port_max, "min-rtp-port",
                     (guint)options->port_min, NULL);
    for (size_t i = 0; i < MAX(options->ice_address_count, 1); i++) {
        char *host = g_inet_address_to_string(options->ice_address_count ? options->ice_addresses[i]
                                                                         : options->address);
        g_signal_emit_by_name(ice, "add-local-ip-address", host, &added);
        g_free(host);
    }
    g_object_get(ice, "agent", &agent, NULL);
    g_object_set(agent, "upnp", FALSE, "stun-pacing-timer", (guint)CHECKS_EVERY_MS, NULL);
    g_object_unref(agent);
    g_object_unref(ice);
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

/* ---- Descriptions, as webrtcbin sees them ---- */

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

/* ---- Relays ---- */

/* A server that does not answer forgets us by itself, in some minutes. */
enum { RELEASE_MS = 1000 };

static void on_agent_closed(GObject *agent, GAsyncResult *result, gpointer waiting)
{
    (void)agent;
    (void)result;
    *(bool *)waiting = false;
}

static gboolean on_release_limit(gpointer waiting)
{
    *(bool *)waiting = false;
    return G_SOURCE_REMOVE;
}

/* The agent answers on the context of who asks. */
static void close_agent(gpointer agent,
                        void (*close_async)(gpointer agent, GAsyncReadyCallback closed,
                                            gpointer ctx))
{
    GMainContext *context = g_main_context_new();
    GSource *limit = g_timeout_source_new(RELEASE_MS);
    bool waiting = true;
    g_main_context_push_thread_default(context);
    g_source_set_callback(limit, on_release_limit, &waiting, NULL);
    g_source_attach(limit, context);
    close_async(agent, on_agent_closed, &waiting);
    while (waiting)
        g_main_context_iteration(context, TRUE);
    g_source_destroy(limit);
    g_source_unref(limit);
    g_main_context_pop_thread_default(context);
    g_main_context_unref(context); /* with the answer, if that comes too late */
}

void oh_webrtc_release_relays(struct oh_webrtc *webrtc)
{
    void (*close_async)(gpointer agent, GAsyncReadyCallback closed, gpointer ctx) = NULL;
    if (!webrtc->has_relay)
        return;
    GModule *libnice = g_module_open(LIBNICE, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);
    GObject *ice = NULL, *agent = NULL;
    g_object_get(webrtc->bin, "ice-agent", &ice, NULL);
    g_object_get(ice, "agent", &agent, NULL);
    if (libnice && g_module_symbol(libnice, "nice_agent_close_async", (gpointer *)&close_async))
        close_agent(agent, close_async);
    g_clear_object(&agent);
    g_clear_object(&ice);
    if (libnice)
        g_module_close(libnice);
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
    set_agent(webrtc->bin, options);
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

void oh_webrtc_connect(struct oh_webrtc *webrtc, const struct oh_ice *theirs)
{
    for (size_t i = 0; i < theirs->candidate_count; i++) {
        char *line = g_strconcat("candidate:", theirs->candidates[i], NULL);
        g_signal_emit_by_name(webrtc->bin, "add-ice-candidate", 0u, line);
        g_free(line);
    }
}

/* What webrtcbin has no words for is asked of its agent. libnice is in the process since the first
 * webrtcbin is; our module does not link it, as plain RTP needs neither. */
static bool restart_agent(GModule *libnice, gpointer agent, const struct oh_ice *ours,
                          const struct oh_ice *theirs)
{
    enum { STREAM = 1 }; /* the only one */
    gboolean (*restart)(gpointer agent, guint stream) = NULL;
    gboolean (*set_ours)(gpointer agent, guint stream, const char *ufrag, const char *pwd) = NULL;
    gboolean (*set_theirs)(gpointer agent, guint stream, const char *ufrag, const char *pwd) = NULL;
    return g_module_symbol(libnice, "nice_agent_restart_stream", (gpointer *)&restart) &&
           g_module_symbol(libnice, "nice_agent_set_local_credentials", (gpointer *)&set_ours) &&
           g_module_symbol(libnice, "nice_agent_set_remote_credentials", (gpointer *)&set_theirs) &&
           restart(agent, STREAM) && set_ours(agent, STREAM, ours->ufrag, ours->pwd) &&
           set_theirs(agent, STREAM, theirs->ufrag, theirs->pwd);
}

bool oh_webrtc_restart(struct oh_webrtc *webrtc, const struct oh_ice *ours,
                       const struct oh_ice *theirs, char *why, size_t why_size)
{
    GModule *libnice = g_module_open(LIBNICE, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);
    GObject *ice = NULL, *agent = NULL;
    g_object_get(webrtc->bin, "ice-agent", &ice, NULL);
    g_object_get(ice, "agent", &agent, NULL);
    bool good = libnice && restart_agent(libnice, agent, ours, theirs);
    if (good)
        oh_webrtc_connect(webrtc, theirs);
    else
        g_snprintf(why, why_size, "WebRTC: ICE cannot be restarted: %s",
                   libnice ? "libnice does not do it" : g_module_error());
    g_clear_object(&agent);
    g_clear_object(&ice);
    if (libnice)
        g_module_close(libnice);
    return good;
}

bool oh_webrtc_ice_is_connected(const struct oh_webrtc *webrtc)
{
    return g_atomic_int_get(&webrtc->ice_connected);
}

void oh_webrtc_open(struct oh_webrtc *webrtc, bool rtp, bool rtcp)
{
    g_atomic_int_set(&webrtc->rtp_open, rtp);
    g_atomic_int_set(&webrtc->rtcp_open, rtcp);
}
