/*
 * A leg lives on the owner's context: media threads only put messages on the pipeline's bus, which
 * is read here. With WebRTC a making may be under way on another thread; what is asked meanwhile is
 * kept until it is done, and nothing here touches the pipeline.
 */
#include "leg.h"
#include "digits_receive.h"

/* A request for a description that came in the middle of a making. */
struct kept_request {
    bool open, held;
    char *offer; /* NULL: we are to offer */
};

struct oh_media_leg {
    struct oh_media_shared *shared;
    oh_leg id;
    struct oh_sockets sockets; /* not with OH_KIND_WEBRTC */
    struct oh_sdp sdp;
    struct oh_pipeline *pipeline; /* NULL: not made yet; in the hands of `making` if there is one */
    struct oh_making *making;     /* OH_KIND_WEBRTC; NULL: none is under way */
    bool making_held;             /* of the offer that it is for */
    struct kept_request kept;
    GString *kept_digits;
    struct oh_measuring measuring;
    enum oh_direction opened; /* what open() asked for */
    bool muted;
    bool ring_back;                             /* the peer is to hear that it rings */
    bool connect_wanted, connecting, connected; /* OH_KIND_WEBRTC */
    GSource *bus, *each_second, *connect_limit;
    gint64 taken_us; /* when frames were counted last */
    gint64 made_us;
    gint64 stretch_us; /* the longest time that a making kept this context from others */
    bool failed;
};

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

/* There is one to the peer by which frames can go. */
static bool has_way(const struct oh_media_leg *leg)
{
    return leg->sdp.kind != OH_KIND_WEBRTC || leg->connected;
}

/* The pipeline, if it is there and nobody works on it. */
static struct oh_pipeline *at_hand(const struct oh_media_leg *leg)
{
    return leg->making ? NULL : leg->pipeline;
}

/* A gate is open if its owner opened it and the two descriptions allow it. */
static void set_gates(struct oh_media_leg *leg)
{
    unsigned both = leg->sdp.agreed_once ? leg->opened & leg->sdp.agreed.direction : 0u;
    if (!at_hand(leg))
        return;
    if (leg->ring_back && leg->sdp.agreed_once)
        both |= leg->sdp.agreed.direction & OH_DIRECTION_SEND;
    oh_pipeline_gates(leg->pipeline, both & OH_DIRECTION_SEND, both & OH_DIRECTION_RECEIVE,
                      leg->opened != OH_DIRECTION_NONE);
}

/* Whoever hears it may end the leg. */
static void fail(struct oh_media_leg *leg, const char *why)
{
    const struct oh_media_events *events = &leg->shared->events;
    bool first = !leg->failed;
    leg->failed = true;
    if (first && events->failed)
        events->failed(events->ctx, leg->id, why);
}

static void distrust(struct oh_media_leg *leg, const char *why)
{
    const struct oh_media_events *events = &leg->shared->events;
    oh_media_log(&leg->shared->log, OH_LOG_ERROR, "leg %u: %s", leg->id, why);
    if (!events->insecure) {
        fail(leg, why);
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
    fail(leg, why);
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

static struct oh_frames take_frames(struct oh_media_leg *leg)
{
    leg->taken_us = g_get_monotonic_time();
    return at_hand(leg) ? oh_pipeline_take_frames(leg->pipeline) : (struct oh_frames){0};
}

static void on_fact(struct oh_media_leg *leg, enum oh_webrtc_fact fact)
{
    switch (fact) {
    case OH_WEBRTC_NOTHING: break;
    case OH_WEBRTC_CONNECTED:
        leg->connected = true;
        detach(&leg->connect_limit);
        (void)take_frames(leg); /* what was captured meanwhile had nowhere to go */
        break;
    case OH_WEBRTC_DISTRUSTED:
        distrust(leg, "the peer's certificate is not the one that its description has the "
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

/* Frames that cannot leave yet would look like audio that is dead. */
static void tell_flow(struct oh_media_leg *leg)
{
    gint64 before_us = leg->taken_us;
    const struct oh_media_events *events = &leg->shared->events;
    struct oh_frames frames = take_frames(leg);
    uint32_t span_ms = (uint32_t)((leg->taken_us - before_us) / 1000);
    if (events->flowed && has_way(leg))
        events->flowed(events->ctx, leg->id, &frames, MAX(span_ms, 1));
}

static gboolean on_second(gpointer ctx)
{
    tell_flow(ctx);
    return G_SOURCE_CONTINUE;
}

static void watch_bus(struct oh_media_leg *leg)
{
    GstBus *bus = gst_element_get_bus(leg->pipeline->element);
    leg->bus = attach(gst_bus_create_watch(bus), (GSourceFunc)(void (*)(void))on_message, leg);
    gst_object_unref(bus);
}

struct oh_media_leg *oh_leg_new(struct oh_media_shared *shared, oh_leg id, bool is_private)
{
    const struct oh_media_options *options = &shared->options;
    struct oh_media_leg *leg = g_new0(struct oh_media_leg, 1);
    leg->shared = shared;
    leg->id = id;
    leg->kept_digits = g_string_new(NULL);
    oh_sdp_begin(&leg->sdp, options->address, options->codecs, options->codec_count);
    leg->sdp.security = options->security;
    leg->sdp.is_private = is_private;
    return leg;
}

void oh_leg_free(struct oh_media_leg *leg)
{
    detach(&leg->bus);
    detach(&leg->each_second);
    detach(&leg->connect_limit);
    if (leg->making) {
        oh_making_abandon(leg->making); /* with the pipeline */
        leg->pipeline = NULL;
    }
    if (leg->pipeline && leg->pipeline->kind == OH_KIND_WEBRTC) {
        oh_pipeline_gates(leg->pipeline, false, false, false);
        oh_making_unmake(&leg->shared->worker, g_steal_pointer(&leg->pipeline));
    } else if (leg->pipeline) {
        oh_pipeline_end(leg->pipeline);
        g_free(leg->pipeline);
    }
    oh_sdp_end(&leg->sdp);
    oh_sockets_close(&leg->sockets);
    g_string_free(leg->kept_digits, TRUE);
    oh_crypto_free_text(leg->kept.offer);
    g_free(leg);
}

/* ---- Media on sockets, made at once ---- */

static struct oh_lines *lines_of(const struct oh_media_shared *shared)
{
    return shared->session ? oh_session_lines(shared->session) : NULL;
}

static bool begin_sockets(struct oh_media_leg *leg, struct oh_sdp_refusal *refusal)
{
    const struct oh_media_options *options = &leg->shared->options;
    refusal->code = 500;
    if (leg->pipeline)
        return true;
    if (!oh_sockets_bind(&leg->sockets, options->address, options->port_min, options->port_max,
                         refusal->why, sizeof refusal->why))
        return false;
    leg->pipeline = g_new0(struct oh_pipeline, 1);
    const struct oh_wire wire = {
        .kind = leg->sdp.kind, .sockets = &leg->sockets, .ours = &leg->sdp.crypto};
    if (!oh_pipeline_begin(leg->pipeline, &wire, options, &leg->shared->pcm, lines_of(leg->shared),
                           refusal->why, sizeof refusal->why)) {
        g_clear_pointer(&leg->pipeline, g_free);
        oh_sockets_close(&leg->sockets);
        return false;
    }
    leg->sdp.port = leg->sockets.port;
    oh_pipeline_mute(leg->pipeline, leg->muted);
    watch_bus(leg);
    return true;
}

static void carry_out(struct oh_media_leg *leg)
{
    oh_pipeline_agree(leg->pipeline, &leg->sdp.agreed);
    set_gates(leg);
}

/* The peer's last description began a new session of ICE, and ours has followed. */
static void restart_ice(struct oh_media_leg *leg)
{
    char why[200];
    if (!leg->sdp.ice_restarted)
        return;
    leg->sdp.ice_restarted = false;
    if (!oh_webrtc_restart(&leg->pipeline->webrtc, &leg->sdp.ice, &leg->sdp.agreed.ice, why,
                           sizeof why))
        oh_media_log(&leg->shared->log, OH_LOG_WARNING, "leg %u: %s", leg->id, why);
}

/* ---- WebRTC, made elsewhere ---- */

static void made(void *ctx, struct oh_making *making);

static void begin_making(struct oh_media_leg *leg, enum oh_step step)
{
    struct oh_making order = {.step = step,
                              .options = &leg->shared->options,
                              .pcm = &leg->shared->pcm,
                              .lines = lines_of(leg->shared),
                              .agreed = leg->sdp.agreed,
                              .pipeline = leg->pipeline};
    oh_sdp_offer_formats(&leg->sdp, &order.formats);
    leg->making = oh_making_begin(&leg->shared->worker, &order, made, leg);
}

static void connect_now(struct oh_media_leg *leg)
{
    if (!leg->connect_wanted || leg->connecting || !at_hand(leg) || !leg->sdp.agreed_once ||
        leg->sdp.kind != OH_KIND_WEBRTC)
        return;
    leg->connecting = true;
    oh_webrtc_connect(&leg->pipeline->webrtc, &leg->sdp.agreed.ice);
}

static gboolean on_connect_limit(gpointer ctx)
{
    struct oh_media_leg *leg = ctx;
    char why[120];
    bool reached = at_hand(leg) && oh_webrtc_ice_is_connected(&leg->pipeline->webrtc);
    detach(&leg->connect_limit);
    g_snprintf(why, sizeof why,
               reached ? "the peer does not agree on keys by DTLS within %u s"
                       : "ICE finds no way to the peer within %u s",
               leg->shared->options.connect_s);
    if (reached)
        distrust(leg, why);
    else
        fail(leg, why);
    return G_SOURCE_REMOVE;
}

/* From the first opening on somebody waits to talk. */
static void limit_connecting(struct oh_media_leg *leg)
{
    if (!has_way(leg) && !leg->connect_limit && leg->opened != OH_DIRECTION_NONE)
        leg->connect_limit = attach(g_timeout_source_new(leg->shared->options.connect_s * 1000),
                                    on_connect_limit, leg);
}

/* What was asked for in the meantime. */
static void catch_up(struct oh_media_leg *leg)
{
    size_t taken;
    oh_pipeline_mute(leg->pipeline, leg->muted);
    if (leg->kept_digits->len && leg->sdp.agreed_once) {
        oh_pipeline_send_digits(leg->pipeline, leg->kept_digits->str, &taken);
        g_string_truncate(leg->kept_digits, 0);
    }
    connect_now(leg);
    oh_pipeline_ring(leg->pipeline, leg->ring_back);
    set_gates(leg);
}

static void answer_kept_request(struct oh_media_leg *leg)
{
    struct kept_request kept = leg->kept;
    leg->kept = (struct kept_request){0};
    if (!kept.open)
        return;
    if (kept.offer)
        oh_leg_answer(leg, kept.offer, kept.held);
    else
        oh_leg_offer(leg, kept.held);
    oh_crypto_free_text(kept.offer);
}

static void note_stretch(struct oh_media_leg *leg, gint64 since_us)
{
    leg->stretch_us = MAX(leg->stretch_us, g_get_monotonic_time() - since_us);
}

static void describe_made(struct oh_media_leg *leg, const struct oh_making *making, gint64 since_us)
{
    const char *sdp = making->step == OH_MAKE_ANSWER ? oh_sdp_say(&leg->sdp)
                                                     : oh_sdp_offer(&leg->sdp, leg->making_held);
    note_stretch(leg, since_us);
    leg->made_us = making->took_us;
    oh_media_log(&leg->shared->log, OH_LOG_INFO,
                 "leg %u: WebRTC made in %.1f ms beside the signalling, which it kept for %.2f ms",
                 leg->id, (double)making->took_us / 1000, (double)leg->stretch_us / 1000);
    oh_leg_tell_description(leg->shared, leg->id, sdp, NULL);
}

/* Nothing of the leg is touched after its owner was told something. */
static void made(void *ctx, struct oh_making *making)
{
    struct oh_media_leg *leg = ctx;
    gint64 since_us = g_get_monotonic_time();
    struct oh_sdp_refusal refusal = {.code = 500};
    leg->making = NULL;
    leg->pipeline = g_steal_pointer(&making->pipeline);
    if (!leg->pipeline) {
        detach(&leg->bus);
        g_strlcpy(refusal.why, making->why, sizeof refusal.why);
        if (making->step == OH_MAKE_AGREED)
            fail(leg, making->why);
        else
            oh_leg_tell_description(leg->shared, leg->id, NULL, &refusal);
        return;
    }
    if (!leg->bus)
        watch_bus(leg);
    switch (making->step) {
    case OH_MAKE_ANSWER:
    case OH_MAKE_OFFER:
        oh_ice_clear(&leg->sdp.ice);
        leg->sdp.ice = making->ours;
        making->ours = (struct oh_ice){0};
        catch_up(leg);
        describe_made(leg, making, since_us);
        return;
    case OH_MAKE_AGREED: break;
    }
    catch_up(leg);
    answer_kept_request(leg);
}

/* ---- Descriptions ---- */

void oh_leg_tell_description(const struct oh_media_shared *shared, oh_leg id, const char *sdp,
                             const struct oh_sdp_refusal *refusal)
{
    const struct oh_media_events *events = &shared->events;
    if (!sdp)
        oh_media_log(&shared->log, OH_LOG_WARNING, "leg %u: %s", id, refusal->why);
    if (events->described)
        events->described(events->ctx, id, sdp, sdp ? 0 : refusal->code, sdp ? NULL : refusal->why);
}

static bool keep_request(struct oh_media_leg *leg, const char *offer, bool held)
{
    if (!leg->making)
        return false;
    oh_crypto_free_text(leg->kept.offer);
    leg->kept = (struct kept_request){.open = true, .held = held, .offer = g_strdup(offer)};
    return true;
}

void oh_leg_answer(struct oh_media_leg *leg, const char *offer, bool held)
{
    gint64 since_us = g_get_monotonic_time();
    struct oh_sdp_refusal refusal;
    const char *answer = NULL;
    if (keep_request(leg, offer, held))
        return;
    if (oh_sdp_take(&leg->sdp, offer, held, &refusal)) {
        if (leg->sdp.kind == OH_KIND_WEBRTC && !leg->pipeline) {
            begin_making(leg, OH_MAKE_ANSWER);
            note_stretch(leg, since_us);
            return;
        }
        if (leg->sdp.kind == OH_KIND_WEBRTC || begin_sockets(leg, &refusal)) {
            carry_out(leg);
            answer = oh_sdp_say(&leg->sdp);
            restart_ice(leg);
        }
    }
    oh_leg_tell_description(leg->shared, leg->id, answer, &refusal);
}

/* What our first offer is to be; which keys may go in it depends on who can read the signalling. */
static enum oh_kind kind_to_offer(const struct oh_media_leg *leg)
{
    const struct oh_media_options *options = &leg->shared->options;
    switch (options->offer) {
    case OH_OFFER_AUTO: break;
    case OH_OFFER_RTP: return OH_KIND_RTP;
    case OH_OFFER_SDES: return OH_KIND_SDES;
    case OH_OFFER_WEBRTC: return OH_KIND_WEBRTC;
    }
    if (options->security != OH_SECURITY_REQUIRE)
        return OH_KIND_RTP;
    return leg->sdp.is_private ? OH_KIND_SDES : OH_KIND_WEBRTC;
}

void oh_leg_offer(struct oh_media_leg *leg, bool held)
{
    struct oh_sdp_refusal refusal;
    const char *offer = NULL;
    if (keep_request(leg, NULL, held))
        return;
    if (!leg->pipeline)
        leg->sdp.kind = kind_to_offer(leg);
    if (leg->sdp.kind == OH_KIND_WEBRTC && !leg->pipeline) {
        leg->making_held = held;
        leg->connect_wanted = true; /* as soon as the peer has answered */
        begin_making(leg, OH_MAKE_OFFER);
        return;
    }
    if ((leg->sdp.kind != OH_KIND_SDES || oh_sdp_make_key(&leg->sdp, &refusal)) &&
        (leg->pipeline || begin_sockets(leg, &refusal)))
        offer = oh_sdp_offer(&leg->sdp, held);
    oh_leg_tell_description(leg->shared, leg->id, offer, &refusal);
}

bool oh_leg_agree(struct oh_media_leg *leg, const char *answer, struct oh_sdp_refusal *refusal)
{
    bool first = !leg->sdp.agreed_once;
    if (leg->making)
        return oh_sdp_refuse(refusal, 500,
                             "an answer came before the one before it was carried out");
    if (!oh_sdp_agree(&leg->sdp, answer, refusal))
        return false;
    if (leg->sdp.kind == OH_KIND_WEBRTC && first) {
        begin_making(leg, OH_MAKE_AGREED);
        return true;
    }
    carry_out(leg);
    restart_ice(leg);
    return true;
}

void oh_leg_restart(struct oh_media_leg *leg)
{
    if (!oh_sdp_restart_ice(&leg->sdp))
        oh_media_log(&leg->shared->log, OH_LOG_WARNING,
                     "leg %u: ICE is not restarted: the system gives no random numbers", leg->id);
}

void oh_leg_connect(struct oh_media_leg *leg)
{
    leg->connect_wanted = true;
    connect_now(leg);
}

void oh_leg_ring_back(struct oh_media_leg *leg, bool on)
{
    if (leg->ring_back == on)
        return;
    leg->ring_back = on;
    if (!at_hand(leg))
        return;
    oh_pipeline_ring(leg->pipeline, on);
    set_gates(leg);
}

void oh_leg_withdraw(struct oh_media_leg *leg)
{
    oh_sdp_withdraw(&leg->sdp);
}

bool oh_leg_remote_holds(const struct oh_media_leg *leg)
{
    return leg->sdp.agreed_once && leg->sdp.agreed.remote_holds;
}

void oh_leg_stats(const struct oh_media_leg *leg, struct oh_media_stats *stats)
{
    const struct oh_codec *codec = leg->sdp.agreed_once ? leg->sdp.agreed.send.codec : NULL;
    *stats = (struct oh_media_stats){.size = sizeof *stats,
                                     .codec = codec ? codec->name : "",
                                     .clock_hz = codec ? codec->clock_hz : 0,
                                     .security = "",
                                     .cipher = "",
                                     .sent_db = OH_LEVEL_SILENCE_DB,
                                     .received_db = OH_LEVEL_SILENCE_DB,
                                     .made_ms = (double)leg->made_us / 1000,
                                     .stretch_ms = (double)leg->stretch_us / 1000};
    if (at_hand(leg))
        oh_pipeline_stats(leg->pipeline, stats);
}

static void tell_stats(const struct oh_media_leg *leg)
{
    const struct oh_media_events *events = &leg->shared->events;
    struct oh_media_stats stats;
    if (!events->closed)
        return;
    oh_leg_stats(leg, &stats);
    events->closed(events->ctx, leg->id, &stats);
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
    oh_leg_ring_back(leg, false);
    if (direction != OH_DIRECTION_NONE)
        oh_leg_connect(leg);
    limit_connecting(leg);
    set_gates(leg);
    if (closes) { /* a call of less than a second would leave no trace of its sound */
        tell_stats(leg);
        tell_flow(leg);
    }
}

void oh_leg_mute(struct oh_media_leg *leg, bool on)
{
    leg->muted = on;
    if (at_hand(leg))
        oh_pipeline_mute(leg->pipeline, on);
}

bool oh_leg_send_digits(struct oh_media_leg *leg, const char *digits)
{
    size_t taken = strlen(digits);
    if (leg->making && leg->sdp.agreed_once && leg->sdp.agreed.event.codec)
        g_string_append(leg->kept_digits, digits);
    else if (!at_hand(leg) || !oh_pipeline_send_digits(leg->pipeline, digits, &taken))
        return false;
    if (digits[taken])
        oh_media_log(&leg->shared->log, OH_LOG_WARNING,
                     "leg %u: %zu digits dropped: %d wait already", leg->id, strlen(digits) - taken,
                     OH_DIGITS_WAITING_MAX);
    return true;
}
