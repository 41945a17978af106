/*
 * Offer and answer after RFC 3264: what we agree to, given what the peer says, and how our own
 * description reads. sdp_read.c reads the peer's, sdp_write.c writes ours.
 */
#include "sdp_read.h"
#include "sdp_write.h"

const struct oh_format *oh_formats_find(const struct oh_formats *formats, uint8_t payload)
{
    for (size_t i = 0; i < formats->count; i++)
        if (formats->item[i].payload == payload)
            return &formats->item[i];
    return NULL;
}

static const struct oh_format *find_codec(const struct oh_formats *formats,
                                          const struct oh_codec *codec)
{
    for (size_t i = 0; codec && i < formats->count; i++)
        if (formats->item[i].codec == codec)
            return &formats->item[i];
    return NULL;
}

static void add_format(struct oh_formats *formats, const struct oh_codec *codec, uint8_t payload)
{
    if (formats->count < OH_SDP_FORMATS_MAX)
        formats->item[formats->count++] = (struct oh_format){.codec = codec, .payload = payload};
}

/* With WebRTC the first codec stays: webrtcbin gives away one stream, of one kind. */
static bool we_speak(const struct oh_sdp *sdp, const struct oh_codec *codec)
{
    if (sdp->kind == OH_KIND_WEBRTC && sdp->agreed_once && codec != sdp->agreed.send.codec)
        return false;
    for (size_t i = 0; i < sdp->codec_count; i++)
        if (sdp->codecs[i] == codec)
            return true;
    return false;
}

/* The peer's first codec that we speak: its order is its wish (RFC 3264, 6.1). */
static const struct oh_format *first_common(const struct oh_sdp *sdp,
                                            const struct oh_formats *formats)
{
    for (size_t i = 0; i < formats->count; i++)
        if (formats->item[i].codec->kind == OH_CODEC_AUDIO && we_speak(sdp, formats->item[i].codec))
            return &formats->item[i];
    return NULL;
}

static enum oh_direction mirrored(enum oh_direction direction)
{
    unsigned send = direction & OH_DIRECTION_SEND ? OH_DIRECTION_RECEIVE : 0;
    unsigned receive = direction & OH_DIRECTION_RECEIVE ? OH_DIRECTION_SEND : 0;
    return (enum oh_direction)(send | receive);
}

/* Holding takes the receiving away: sendrecv becomes sendonly, recvonly inactive. */
static enum oh_direction with_hold(enum oh_direction direction, bool held)
{
    return held ? (enum oh_direction)(direction & OH_DIRECTION_SEND) : direction;
}

/* Comfort noise comes from peers that never said so; knowing its number does no harm. */
static void expect_noise(struct oh_formats *formats)
{
    const struct oh_codec *noise = oh_codec_noise();
    if (!oh_formats_find(formats, noise->payload))
        add_format(formats, noise, noise->payload);
}

/* The stream that described the way of our audio goes on to do so, though nothing else of it is
 * taken: browsers cannot bear that another one takes its place. */
static void set_way(struct oh_sdp *sdp, const struct oh_remote *remote)
{
    const GstSDPMedia *media = gst_sdp_message_get_media(remote->message, (guint)remote->way);
    struct oh_stream *stream = &sdp->streams[remote->way];
    sdp->way = remote->way;
    if (remote->way == remote->audio)
        return;
    g_free(stream->map);
    g_free(stream->mid);
    stream->map = g_strdup(gst_sdp_media_get_attribute_val(media, "rtpmap"));
    stream->mid = g_strdup(gst_sdp_media_get_attribute_val(media, "mid"));
}

static void set_streams(struct oh_sdp *sdp, const struct oh_remote *remote)
{
    const GstSDPMessage *message = remote->message;
    size_t audio = remote->audio;
    for (guint i = (guint)sdp->stream_count; i < gst_sdp_message_medias_len(message); i++) {
        const GstSDPMedia *media = gst_sdp_message_get_media(message, i);
        const char *format =
            gst_sdp_media_formats_len(media) ? gst_sdp_media_get_format(media, 0) : "0";
        sdp->streams[sdp->stream_count++] =
            (struct oh_stream){.media = g_strdup(gst_sdp_media_get_media(media)),
                               .protocol = g_strdup(gst_sdp_media_get_proto(media)),
                               .format = g_strdup(format)};
    }
    set_way(sdp, remote);
    sdp->audio = audio;
    g_free(sdp->mid);
    sdp->mid = g_strdup(
        gst_sdp_media_get_attribute_val(gst_sdp_message_get_media(message, (guint)audio), "mid"));
    struct oh_stream *stream = &sdp->streams[audio];
    g_free(stream->protocol);
    stream->protocol =
        g_strdup(gst_sdp_media_get_proto(gst_sdp_message_get_media(message, (guint)audio)));
}

/* Our key may be in it. */
static void drop_text(char **text)
{
    oh_crypto_free_text(*text);
    *text = NULL;
}

/* The version in the o= line grows when anything else changes (RFC 3264, 8). */
static const char *describe(struct oh_sdp *sdp, const struct oh_formats *formats,
                            enum oh_direction direction, unsigned ptime_ms, bool rtcp_mux)
{
    char *text = oh_sdp_write(sdp, formats, direction, ptime_ms, rtcp_mux);
    if (sdp->last && strcmp(sdp->last, text) != 0) {
        drop_text(&text);
        sdp->version++;
        text = oh_sdp_write(sdp, formats, direction, ptime_ms, rtcp_mux);
    }
    drop_text(&sdp->last);
    sdp->last = text;
    return text;
}

static void set_agreed(struct oh_sdp *sdp, struct oh_remote *remote, const struct oh_format *send,
                       const struct oh_formats *receive, enum oh_direction direction)
{
    struct oh_agreed *agreed = &sdp->agreed;
    sdp->ice_restarted = sdp->agreed_once && remote->kind == OH_KIND_WEBRTC &&
                         !oh_ice_same_session(&agreed->ice, &remote->ice);
    g_clear_object(&agreed->rtp);
    g_clear_object(&agreed->rtcp);
    oh_ice_clear(&agreed->ice);
    *agreed = (struct oh_agreed){
        .send = *send,
        .receive = *receive,
        .rtp = g_steal_pointer(&remote->rtp),
        .rtcp = g_steal_pointer(&remote->rtcp),
        .ours = sdp->crypto,
        .theirs = remote->crypto,
        .ice = remote->ice,
        .rtcp_mux = remote->rtcp_mux,
        .ptime_ms = remote->ptime_ms,
        .direction = direction,
        .remote_holds = !(remote->direction & OH_DIRECTION_RECEIVE),
    };
    remote->ice = (struct oh_ice){0};
    sdp->kind = remote->kind;
    /* With another clock than the audio's it would need a source of its own. */
    const struct oh_format *event =
        find_codec(&remote->formats, oh_codec_event(send->codec->clock_hz));
    if (event)
        agreed->event = *event;
    expect_noise(&agreed->receive);
    sdp->agreed_once = true;
}

void oh_sdp_begin(struct oh_sdp *sdp, GInetAddress *address, const struct oh_codec *const *codecs,
                  size_t codec_count)
{
    *sdp = (struct oh_sdp){.address = address,
                           .codecs = codecs,
                           .codec_count = codec_count,
                           .id = (uint64_t)g_random_int() + 1,
                           .version = 1};
}

static bool lost_streams(const struct oh_sdp *sdp, const struct oh_remote *remote,
                         struct oh_sdp_refusal *refusal)
{
    if (gst_sdp_message_medias_len(remote->message) >= sdp->stream_count)
        return false;
    oh_sdp_refuse(refusal, 488, "the description has fewer streams than the one before");
    return true;
}

/* What was private stays so, and sockets become no ICE agent. */
static bool changes_kind(const struct oh_sdp *sdp, const struct oh_remote *remote,
                         struct oh_sdp_refusal *refusal)
{
    if (!sdp->agreed_once || sdp->kind == remote->kind)
        return false;
    oh_sdp_refuse(refusal, 488, "a call cannot change from %s to %s", oh_kind_name(sdp->kind),
                  oh_kind_name(remote->kind));
    return true;
}

/* Our key is good for the whole call: a new one would need the other end to begin anew. It must
 * only be of the suite, and under the tag, that the peer chose. */
static bool make_key(struct oh_sdp *sdp, const struct oh_crypto *theirs,
                     struct oh_sdp_refusal *refusal)
{
    if (sdp->crypto.suite && (!theirs || sdp->crypto.suite == theirs->suite)) {
        if (theirs)
            sdp->crypto.tag = theirs->tag;
        return true;
    }
    static const struct oh_crypto any;
    return oh_crypto_make(&sdp->crypto, theirs ? theirs : &any) ||
           oh_sdp_refuse(refusal, 500, "the system has no random numbers for a key");
}

/* The keys are those of the first certificate; another one would need another association. */
static bool changes_certificate(const struct oh_sdp *sdp, const struct oh_remote *remote,
                                struct oh_sdp_refusal *refusal)
{
    if (!sdp->agreed_once || remote->kind != OH_KIND_WEBRTC ||
        g_ascii_strcasecmp(sdp->agreed.ice.fingerprint, remote->ice.fingerprint) == 0)
        return false;
    oh_sdp_refuse(refusal, 488, "a call cannot change its certificate");
    return true;
}

static bool read_remote(const struct oh_sdp *sdp, struct oh_remote *remote, const char *text,
                        struct oh_sdp_refusal *refusal)
{
    return oh_remote_read(remote, text, g_inet_address_get_family(sdp->address), sdp->security,
                          sdp->is_private, refusal) &&
           !lost_streams(sdp, remote, refusal) && !changes_kind(sdp, remote, refusal) &&
           !changes_certificate(sdp, remote, refusal);
}

bool oh_sdp_take(struct oh_sdp *sdp, const char *offer, bool held, struct oh_sdp_refusal *refusal)
{
    struct oh_remote remote;
    const struct oh_format *chosen = NULL;
    if (read_remote(sdp, &remote, offer, refusal)) {
        chosen = first_common(sdp, &remote.formats);
        if (!chosen)
            oh_sdp_refuse(refusal, 488, "the offer has no codec that we speak");
    }
    if (chosen && remote.kind == OH_KIND_SDES && !make_key(sdp, &remote.crypto, refusal))
        chosen = NULL;
    if (chosen) {
        struct oh_formats *formats = &sdp->answered;
        *formats = (struct oh_formats){.item = {*chosen}, .count = 1};
        const struct oh_format *event =
            find_codec(&remote.formats, oh_codec_event(chosen->codec->clock_hz));
        if (event)
            add_format(formats, event->codec, event->payload);
        enum oh_direction direction = with_hold(mirrored(remote.direction), held);
        set_streams(sdp, &remote);
        sdp->bundled = remote.bundled;
        sdp->offer_open = false;
        set_agreed(sdp, &remote, &formats->item[0], formats, direction);
    }
    oh_remote_clear(&remote);
    return chosen != NULL;
}

/* A new session of the peer's asks for one of ours; we may have offered that already. */
static void follow_restart(struct oh_sdp *sdp)
{
    if (sdp->ice_restarted && sdp->next_ice.ufrag)
        oh_ice_take_credentials(&sdp->ice, &sdp->next_ice);
    else if (sdp->ice_restarted)
        sdp->ice_restarted = oh_ice_renew(&sdp->ice);
    oh_ice_clear(&sdp->next_ice);
}

/* Who calls whom. A peer that leaves it to us is called, because the answerer's call is there
 * first (RFC 5763, 5); but the parts that were taken once stay (RFC 8842, 5.5). */
static void take_part(struct oh_sdp *sdp)
{
    switch (sdp->agreed.ice.setup) {
    case OH_SETUP_ACTIVE: sdp->ice.setup = OH_SETUP_PASSIVE; break;
    case OH_SETUP_PASSIVE: sdp->ice.setup = OH_SETUP_ACTIVE; break;
    case OH_SETUP_ACTPASS:
        if (sdp->ice.setup == OH_SETUP_ACTPASS)
            sdp->ice.setup = OH_SETUP_ACTIVE;
        break;
    }
}

const char *oh_sdp_say(struct oh_sdp *sdp)
{
    take_part(sdp);
    follow_restart(sdp);
    return describe(sdp, &sdp->answered, sdp->agreed.direction, sdp->agreed.ptime_ms,
                    sdp->agreed.rtcp_mux);
}

const char *oh_sdp_answer(struct oh_sdp *sdp, const char *offer, bool held,
                          struct oh_sdp_refusal *refusal)
{
    return oh_sdp_take(sdp, offer, held, refusal) ? oh_sdp_say(sdp) : NULL;
}

/* At first all that we speak; later what was agreed, so that no codec changes by a hold. */
void oh_sdp_offer_formats(const struct oh_sdp *sdp, struct oh_formats *formats)
{
    *formats = (struct oh_formats){0};
    if (sdp->agreed_once) {
        *formats = sdp->agreed.receive;
        return;
    }
    bool narrow = false, wide = false;
    for (size_t i = 0; i < sdp->codec_count; i++) {
        const struct oh_codec *codec = sdp->codecs[i];
        add_format(formats, codec, codec->payload);
        narrow |= codec->clock_hz == 8000;
        wide |= codec->clock_hz == 48000;
    }
    if (narrow)
        add_format(formats, oh_codec_event(8000), oh_codec_event(8000)->payload);
    if (wide)
        add_format(formats, oh_codec_event(48000), oh_codec_event(48000)->payload);
}

bool oh_sdp_make_key(struct oh_sdp *sdp, struct oh_sdp_refusal *refusal)
{
    return make_key(sdp, NULL, refusal);
}

static const char *protocol_of(enum oh_kind kind)
{
    static const char *const protocols[] = {[OH_KIND_RTP] = "RTP/AVP",
                                            [OH_KIND_SDES] = "RTP/SAVP",
                                            [OH_KIND_WEBRTC] = "UDP/TLS/RTP/SAVPF"};
    return protocols[kind];
}

const char *oh_sdp_offer(struct oh_sdp *sdp, bool held)
{
    if (sdp->stream_count == 0) {
        sdp->streams[sdp->stream_count++] =
            (struct oh_stream){.media = g_strdup("audio"),
                               .protocol = g_strdup(protocol_of(sdp->kind)),
                               .format = g_strdup("0")};
        if (sdp->kind == OH_KIND_WEBRTC)
            sdp->mid = g_strdup("0");
        sdp->bundled = sdp->kind == OH_KIND_WEBRTC;
    }
    oh_sdp_offer_formats(sdp, &sdp->offered);
    sdp->offer_says = with_hold(OH_DIRECTION_BOTH, held);
    sdp->offer_open = true;
    return describe(sdp, &sdp->offered, sdp->offer_says,
                    sdp->agreed_once ? sdp->agreed.ptime_ms : 20,
                    sdp->agreed_once ? sdp->agreed.rtcp_mux : sdp->kind == OH_KIND_WEBRTC);
}

/* An answer takes what was offered or refuses it (RFC 3264, 6). */
static bool keeps_kind(const struct oh_sdp *sdp, const struct oh_remote *remote,
                       struct oh_sdp_refusal *refusal)
{
    bool same_suite = sdp->kind != OH_KIND_SDES || remote->crypto.suite == sdp->crypto.suite;
    if (remote->kind == sdp->kind && same_suite)
        return true;
    if (remote->kind == sdp->kind)
        return oh_sdp_refuse(refusal, 488, "the answer has an SRTP suite that we did not offer");
    return oh_sdp_refuse(refusal, 488, "we offered %s, and the answer has %s",
                         oh_kind_name(sdp->kind), oh_kind_name(remote->kind));
}

bool oh_sdp_agree(struct oh_sdp *sdp, const char *answer, struct oh_sdp_refusal *refusal)
{
    struct oh_remote remote;
    const struct oh_format *send = NULL;
    if (!sdp->offer_open)
        return oh_sdp_refuse(refusal, 500, "an answer came, but we have no open offer");
    sdp->offer_open = false;
    if (read_remote(sdp, &remote, answer, refusal) && keeps_kind(sdp, &remote, refusal)) {
        send = first_common(sdp, &remote.formats);
        if (remote.audio != sdp->audio || !send || !find_codec(&sdp->offered, send->codec)) {
            oh_sdp_refuse(refusal, 488, "the answer has no codec that we offered");
            send = NULL;
        }
    }
    if (send) {
        enum oh_direction direction =
            (enum oh_direction)(sdp->offer_says & mirrored(remote.direction));
        set_agreed(sdp, &remote, send, &sdp->offered, direction);
        take_part(sdp);
        follow_restart(sdp);
    }
    oh_remote_clear(&remote);
    return send != NULL;
}

bool oh_sdp_restart_ice(struct oh_sdp *sdp)
{
    return sdp->kind != OH_KIND_WEBRTC || !sdp->agreed_once || oh_ice_renew(&sdp->next_ice);
}

void oh_sdp_withdraw(struct oh_sdp *sdp)
{
    sdp->offer_open = false;
    oh_ice_clear(&sdp->next_ice);
}

void oh_sdp_end(struct oh_sdp *sdp)
{
    for (size_t i = 0; i < sdp->stream_count; i++) {
        g_free(sdp->streams[i].media);
        g_free(sdp->streams[i].protocol);
        g_free(sdp->streams[i].format);
        g_free(sdp->streams[i].map);
        g_free(sdp->streams[i].mid);
    }
    g_clear_object(&sdp->agreed.rtp);
    g_clear_object(&sdp->agreed.rtcp);
    oh_ice_clear(&sdp->agreed.ice);
    oh_ice_clear(&sdp->ice);
    oh_ice_clear(&sdp->next_ice);
    oh_crypto_clear(&sdp->agreed.ours);
    oh_crypto_clear(&sdp->agreed.theirs);
    oh_crypto_clear(&sdp->crypto);
    g_clear_pointer(&sdp->mid, g_free);
    drop_text(&sdp->last);
}
