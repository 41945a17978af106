/*
 * Puts the parts of a leg together and takes them apart.
 */
#include "pipeline.h"
#include "elements.h"
#include "stats.h"
#include "webrtc_words.h"

/* Three packets of 20 ms late or out of order are borne; more would be heard as delay. */
enum { JITTER_MS = 50 };
/* Sources that one peer may have at once: it gets a new one when it changes its codec or restarts,
 * and rtpbin forgets the old ones only at the next reports, some seconds later. Each costs a jitter
 * buffer with its threads. */
enum { SOURCES_MAX = 32 };

static void begin_sockets(struct oh_pipeline *pipeline, GstBin *bin, const struct oh_wire *wire,
                          struct oh_playout *playout)
{
    pipeline->rtpbin = oh_element_add(bin, "rtpbin");
    g_object_set(pipeline->rtpbin, "latency", JITTER_MS, "autoremove", TRUE, "do-lost", TRUE,
                 "max-streams", SOURCES_MAX, NULL);
    oh_receiver_begin(&pipeline->receiver, bin, pipeline->rtpbin, pipeline->options, playout);
    oh_transport_begin(&pipeline->transport, bin, pipeline->rtpbin, &pipeline->receiver,
                       &pipeline->counts, wire->sockets,
                       wire->kind == OH_KIND_SDES ? wire->ours : NULL);
    if (pipeline->options->audio != OH_AUDIO_NONE) {
        gst_object_unref(gst_element_request_pad_simple(pipeline->rtpbin, "send_rtp_sink_0"));
        oh_transport_link_sender(&pipeline->transport, pipeline->rtpbin);
    }
}

static void begin_webrtc(struct oh_pipeline *pipeline, GstBin *bin, struct oh_playout *playout)
{
    oh_webrtc_begin(&pipeline->webrtc, bin, pipeline->options, &pipeline->receiver,
                    &pipeline->counts, &pipeline->newest);
    oh_receiver_begin(&pipeline->receiver, bin, pipeline->webrtc.bin, pipeline->options, playout);
}

bool oh_pipeline_begin(struct oh_pipeline *pipeline, const struct oh_wire *wire,
                       const struct oh_media_options *options, const struct oh_pcm *pcm,
                       struct oh_lines *lines, char *why, size_t why_size)
{
    struct oh_playout *playout = options->audio == OH_AUDIO_DEVICE ? &pipeline->playout : NULL;
    GstClock *clock = gst_system_clock_obtain();
    *pipeline = (struct oh_pipeline){.element = gst_pipeline_new(NULL),
                                     .kind = wire->kind,
                                     .options = options,
                                     .pcm = pcm,
                                     .lines = lines,
                                     .sequence = -1};
    GstBin *bin = GST_BIN(pipeline->element);
    gst_pipeline_use_clock(GST_PIPELINE(pipeline->element), clock);
    gst_object_unref(clock);
    oh_digits_begin(&pipeline->digits);
    oh_playout_begin(&pipeline->playout);
    oh_level_begin(&pipeline->sent_level);
    oh_newest_begin(&pipeline->newest);
    if (wire->kind == OH_KIND_WEBRTC)
        begin_webrtc(pipeline, bin, playout);
    else
        begin_sockets(pipeline, bin, wire, playout);
    pipeline->line.playout = &pipeline->playout;
    if (lines)
        oh_lines_add(lines, &pipeline->line);
    if (gst_element_set_state(pipeline->element, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE)
        return true;
    g_snprintf(why, why_size, "the media pipeline does not start");
    oh_pipeline_end(pipeline);
    return false;
}

static void remove_sender(struct oh_pipeline *pipeline)
{
    if (!pipeline->sender.bin)
        return;
    oh_sender_open(&pipeline->sender, false);
    if (pipeline->lines)
        oh_lines_set_feed(pipeline->lines, &pipeline->line, NULL);
    oh_receiver_echo_to(&pipeline->receiver, NULL);
    guint last = 0;
    g_object_get(pipeline->sender.payloader, "seqnum", &last, NULL);
    pipeline->sequence = (int)((last + 1) & 0xffff);
    gst_element_set_state(pipeline->sender.bin, GST_STATE_NULL);
    oh_newest_leave(&pipeline->newest);
    gst_bin_remove(GST_BIN(pipeline->element), pipeline->sender.bin);
    oh_sender_end(&pipeline->sender);
}

void oh_pipeline_end(struct oh_pipeline *pipeline)
{
    oh_pipeline_gates(pipeline, false, false, false);
    if (pipeline->lines)
        oh_lines_remove(pipeline->lines, &pipeline->line);
    gst_element_set_state(pipeline->element, GST_STATE_NULL);
    remove_sender(pipeline);
    oh_receiver_end(&pipeline->receiver);
    oh_playout_end(&pipeline->playout);
    oh_level_end(&pipeline->sent_level);
    if (pipeline->kind == OH_KIND_WEBRTC)
        oh_webrtc_end(&pipeline->webrtc);
    else
        oh_transport_end(&pipeline->transport);
    oh_newest_end(&pipeline->newest);
    oh_digits_end(&pipeline->digits);
    gst_clear_object(&pipeline->element);
}

static void link_wire(struct oh_pipeline *pipeline, GstPad *from, const struct oh_format *format)
{
    GstPad *into = pipeline->kind == OH_KIND_WEBRTC
                       ? oh_webrtc_input(&pipeline->webrtc, format)
                       : gst_element_get_static_pad(pipeline->rtpbin, "send_rtp_sink_0");
    gst_pad_link(from, into);
    gst_object_unref(into);
}

static void watch_packets(struct oh_pipeline *pipeline)
{
    GstPad *pad = gst_element_get_static_pad(pipeline->sender.payloader, "src");
    oh_newest_watch(&pipeline->newest, pad);
    gst_object_unref(pad);
}

/* Of what was agreed last. */
static void add_sender(struct oh_pipeline *pipeline)
{
    struct oh_sender *sender = &pipeline->sender;
    enum oh_audio_kind audio = pipeline->rings ? OH_AUDIO_RING : pipeline->options->audio;
    oh_sender_begin(sender, audio, pipeline->options, pipeline->pcm, &pipeline->sends,
                    pipeline->ptime_ms, pipeline->muted && !pipeline->rings, &pipeline->sent_level);
    /* It may go on under the name (SSRC) of the one before, and SRTP takes no number twice. */
    g_object_set(sender->payloader, "seqnum-offset", pipeline->sequence, NULL);
    gst_bin_add(GST_BIN(pipeline->element), sender->bin);
    if (pipeline->kind ==
        OH_KIND_WEBRTC) /* ahead of the digits, which wait for packets that leave */
        watch_packets(pipeline);
    GstPad *pad = gst_element_get_static_pad(sender->bin, "src");
    oh_digits_carry(&pipeline->digits, pad);
    link_wire(pipeline, pad, &pipeline->sends);
    gst_object_unref(pad);
    gst_element_sync_state_with_parent(sender->bin);
    oh_sender_start(sender, &pipeline->sends, pipeline->ptime_ms,
                    gst_element_get_base_time(pipeline->element));
    if (pipeline->lines && sender->fed)
        oh_lines_set_feed(pipeline->lines, &pipeline->line, &sender->feed);
    oh_receiver_echo_to(&pipeline->receiver, sender->echo);
}

void oh_pipeline_agree(struct oh_pipeline *pipeline, const struct oh_agreed *agreed)
{
    if (pipeline->kind == OH_KIND_WEBRTC) {
        oh_webrtc_expect(&pipeline->webrtc, &agreed->receive);
    } else {
        oh_receiver_expect(&pipeline->receiver, &agreed->receive);
        oh_transport_agree(&pipeline->transport, agreed);
    }
    oh_digits_agree(&pipeline->digits, &agreed->event, agreed->ptime_ms);
    if (pipeline->options->audio == OH_AUDIO_NONE)
        return;
    if (pipeline->sender.bin && pipeline->sends.codec == agreed->send.codec &&
        pipeline->sends.payload == agreed->send.payload &&
        pipeline->sends.fec == agreed->send.fec && pipeline->sends.dtx == agreed->send.dtx &&
        pipeline->ptime_ms == agreed->ptime_ms)
        return;
    remove_sender(pipeline);
    pipeline->sends = agreed->send;
    pipeline->ptime_ms = agreed->ptime_ms;
    add_sender(pipeline);
}

void oh_pipeline_ring(struct oh_pipeline *pipeline, bool on)
{
    if (pipeline->rings == on || !pipeline->sender.bin)
        return;
    remove_sender(pipeline);
    pipeline->rings = on;
    add_sender(pipeline);
}

void oh_pipeline_prepare(struct oh_pipeline *pipeline)
{
    if (!pipeline->sender.bin)
        return;
    oh_newest_let_one(&pipeline->newest);
    oh_sender_prepare(&pipeline->sender);
}

void oh_pipeline_gates(struct oh_pipeline *pipeline, bool send, bool receive, bool rtcp)
{
    oh_receiver_set(&pipeline->receiver, receive);
    if (pipeline->kind == OH_KIND_WEBRTC)
        oh_webrtc_open(&pipeline->webrtc, send, rtcp);
    else
        oh_transport_open_rtcp(&pipeline->transport, rtcp);
    if (pipeline->sender.bin)
        oh_sender_open(&pipeline->sender, send);
    if (!send)
        oh_newest_forget(&pipeline->newest);
}

void oh_pipeline_mute(struct oh_pipeline *pipeline, bool on)
{
    pipeline->muted = on;
    if (pipeline->sender.bin)
        oh_sender_mute(&pipeline->sender, on);
}

bool oh_pipeline_send_digits(struct oh_pipeline *pipeline, const char *digits, size_t *taken)
{
    if (!pipeline->sender.bin || !pipeline->digits.agreed)
        return false;
    *taken = oh_digits_add(&pipeline->digits, digits);
    return true;
}

void oh_pipeline_stats(struct oh_pipeline *pipeline, struct oh_media_stats *stats)
{
    stats->security = oh_kind_name(pipeline->kind);
    stats->cipher = oh_stats_cipher(GST_BIN(pipeline->element));
    stats->sent = (uint32_t)g_atomic_int_get(&pipeline->counts.sent_in_all);
    stats->received = (uint32_t)g_atomic_int_get(&pipeline->counts.received_in_all);
    stats->sent_db = oh_level_db(&pipeline->sent_level);
    stats->received_db = oh_level_db(&pipeline->receiver.level);
    oh_stats_of_session(stats, pipeline->kind == OH_KIND_WEBRTC ? pipeline->webrtc.rtpbin
                                                                : pipeline->rtpbin);
}

static uint32_t take(gint *count)
{
    return (uint32_t)g_atomic_int_and((guint *)count, 0);
}

struct oh_frames oh_pipeline_take_frames(struct oh_pipeline *pipeline)
{
    return (struct oh_frames){
        .sent = take(&pipeline->counts.sent),
        .received = take(&pipeline->counts.received),
        .alive = take(&pipeline->counts.alive),
        .captured = pipeline->sender.bin ? oh_sender_take_frames(&pipeline->sender) : 0,
        .played = oh_receiver_take_frames(&pipeline->receiver),
    };
}
