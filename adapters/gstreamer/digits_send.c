/*
 * A packet of audio that comes by while a key is down is replaced by an event: same sequence
 * number, same source, the time of the press's begin (RFC 4733, 2.5.1). So nothing of the audio is
 * renumbered or delayed, and no other clock is needed; packets come while the user is muted, too.
 * While the sending gate is closed none come: digits wait for it, and a press in the middle ends
 * with the first packets after it.
 */
#include "digits_send.h"

#include <gst/rtp/gstrtpbuffer.h>

/* Both at least 40 ms for a peer that makes tones of them; 100 ms is what every exchange takes. */
enum { PRESS_MS = 100, PAUSE_MS = 100 };
/* RFC 4733, 2.5.1.4: the end is said three times, lest it be lost. */
enum { ENDS = 3 };
/* -10 dBm0; nobody listens, but 0 would be louder than any telephone. */
enum { VOLUME = 10 };

static int event_of(char digit)
{
    static const char events[] = "0123456789*#ABCD";
    const char *found = strchr(events, g_ascii_toupper(digit));
    return digit && found ? (int)(found - events) : -1;
}

static uint32_t ticks_of(const struct oh_digits_sender *digits, unsigned ms)
{
    return digits->clock_hz / 1000 * ms;
}

/* The next key goes down with the packet of this time. */
static void press_next(struct oh_digits_sender *digits, uint32_t time, GstClockTime pts)
{
    digits->event = (uint8_t)event_of(digits->waiting->str[0]);
    g_string_erase(digits->waiting, 0, 1);
    digits->press = OH_PRESS_DOWN;
    digits->begin = time;
    digits->begin_pts = pts;
    digits->ticks = 0;
}

/* What the press has come to at the packet of this time. */
static void advance(struct oh_digits_sender *digits, uint32_t time, GstClockTime pts)
{
    uint32_t whole = ticks_of(digits, PRESS_MS);
    uint32_t passed = time - digits->begin;

    if (digits->press == OH_PRESS_ENDING && digits->ends_left == 0)
        digits->press = OH_PRESS_PAUSE;
    if (digits->press == OH_PRESS_PAUSE && passed >= whole + ticks_of(digits, PAUSE_MS))
        digits->press = OH_PRESS_NONE;
    if (digits->press == OH_PRESS_NONE && digits->agreed && digits->waiting->len) {
        press_next(digits, time, pts);
        passed = 0;
    }
    if (digits->press != OH_PRESS_DOWN)
        return;
    digits->ticks = MIN(passed + digits->packet_ticks, whole);
    if (digits->ticks == whole) {
        digits->press = OH_PRESS_ENDING;
        digits->ends_left = ENDS;
    }
}

/* The event that takes the place of this packet of audio. */
static GstBuffer *make_event(const struct oh_digits_sender *digits, GstBuffer *audio, bool first)
{
    GstBuffer *buffer = gst_rtp_buffer_new_allocate(4, 0, 0);
    GstRTPBuffer from = GST_RTP_BUFFER_INIT, to = GST_RTP_BUFFER_INIT;
    gst_rtp_buffer_map(audio, GST_MAP_READ, &from);
    gst_rtp_buffer_map(buffer, GST_MAP_WRITE, &to);
    gst_rtp_buffer_set_ssrc(&to, gst_rtp_buffer_get_ssrc(&from));
    gst_rtp_buffer_set_seq(&to, gst_rtp_buffer_get_seq(&from));
    gst_rtp_buffer_set_timestamp(&to, digits->begin);
    gst_rtp_buffer_set_payload_type(&to, digits->payload);
    gst_rtp_buffer_set_marker(&to, first);
    bool over = digits->press == OH_PRESS_ENDING;
    const guint8 event[4] = {digits->event, (guint8)((over ? 0x80 : 0) | VOLUME),
                             (guint8)(digits->ticks >> 8), (guint8)digits->ticks};
    memcpy(gst_rtp_buffer_get_payload(&to), event, sizeof event);
    gst_rtp_buffer_unmap(&to);
    gst_rtp_buffer_unmap(&from);
    /* RTP time and real time stay a pair: the sender reports are made from it. */
    GST_BUFFER_PTS(buffer) = digits->begin_pts;
    return buffer;
}

static GstPadProbeReturn on_audio(GstPad *pad, GstPadProbeInfo *info, gpointer ctx)
{
    struct oh_digits_sender *digits = ctx;
    GstBuffer *audio = GST_PAD_PROBE_INFO_BUFFER(info);
    GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
    (void)pad;
    g_mutex_lock(&digits->lock);
    if ((digits->press != OH_PRESS_NONE || digits->waiting->len) &&
        gst_rtp_buffer_map(audio, GST_MAP_READ, &rtp)) {
        uint32_t time = gst_rtp_buffer_get_timestamp(&rtp);
        gst_rtp_buffer_unmap(&rtp);
        advance(digits, time, GST_BUFFER_PTS(audio));
        if (digits->press == OH_PRESS_DOWN || digits->press == OH_PRESS_ENDING) {
            GST_PAD_PROBE_INFO_DATA(info) = make_event(digits, audio, time == digits->begin);
            gst_buffer_unref(audio);
            if (digits->press == OH_PRESS_ENDING)
                digits->ends_left--;
        }
    }
    g_mutex_unlock(&digits->lock);
    return GST_PAD_PROBE_OK;
}

void oh_digits_begin(struct oh_digits_sender *digits)
{
    *digits = (struct oh_digits_sender){.waiting = g_string_new(NULL)};
    g_mutex_init(&digits->lock);
}

void oh_digits_end(struct oh_digits_sender *digits)
{
    g_string_free(g_steal_pointer(&digits->waiting), TRUE);
    g_mutex_clear(&digits->lock);
}

void oh_digits_agree(struct oh_digits_sender *digits, const struct oh_format *event,
                     unsigned ptime_ms)
{
    g_mutex_lock(&digits->lock);
    digits->agreed = event->codec != NULL;
    if (digits->agreed) {
        digits->payload = event->payload;
        digits->clock_hz = event->codec->clock_hz;
        digits->packet_ticks = ticks_of(digits, ptime_ms);
    }
    g_mutex_unlock(&digits->lock);
}

void oh_digits_carry(struct oh_digits_sender *digits, GstPad *pad)
{
    g_mutex_lock(&digits->lock);
    digits->press = OH_PRESS_NONE;
    g_mutex_unlock(&digits->lock);
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, on_audio, digits, NULL);
}

size_t oh_digits_add(struct oh_digits_sender *digits, const char *text)
{
    size_t taken = 0;
    g_mutex_lock(&digits->lock);
    for (; text[taken] && digits->waiting->len < OH_DIGITS_WAITING_MAX; taken++)
        if (event_of(text[taken]) >= 0)
            g_string_append_c(digits->waiting, text[taken]);
    g_mutex_unlock(&digits->lock);
    return taken;
}
