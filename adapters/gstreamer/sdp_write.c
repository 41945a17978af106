/*
 * Writes our description. Which codecs and which direction it has is decided in sdp.c.
 */
#include "sdp_write.h"

#include <gst/sdp/gstsdpmessage.h>

static const char *direction_word(enum oh_direction direction)
{
    static const char *const words[] = {"inactive", "recvonly", "sendonly", "sendrecv"};
    return words[direction];
}

static void write_format(GstSDPMedia *media, const struct oh_format *format)
{
    const struct oh_codec *codec = format->codec;
    char *number = g_strdup_printf("%u", format->payload);
    char *map = g_strdup_printf("%u %s/%u%s%s", format->payload, codec->name, codec->clock_hz,
                                codec->channels ? "/" : "", codec->channels ? codec->channels : "");
    gst_sdp_media_add_format(media, number);
    gst_sdp_media_add_attribute(media, "rtpmap", map);
    const char *parameters = codec->kind == OH_CODEC_EVENT ? "0-15" : codec->parameters;
    if (parameters) {
        char *line = g_strdup_printf("%u %s", format->payload, parameters);
        gst_sdp_media_add_attribute(media, "fmtp", line);
        g_free(line);
    }
    g_free(map);
    g_free(number);
}

/* Where we are: our socket, or what ICE would begin with (RFC 8839, 4.2.1.2). */
static void write_way(const struct oh_sdp *sdp, GstSDPMedia *media)
{
    char *host = NULL;
    guint port = 9; /* RFC 8840, 4.1.1: none is known yet */
    if (sdp->kind != OH_KIND_WEBRTC) {
        gst_sdp_media_set_port_info(media, sdp->port, 1);
        return;
    }
    if (sdp->ice.candidate_count > 0 && oh_candidate_address(sdp->ice.candidates[0], &host, &port))
        gst_sdp_media_add_connection(media, "IN", strchr(host, ':') ? "IP6" : "IP4", host, 0, 0);
    gst_sdp_media_set_port_info(media, port, 1);
    g_free(host);
}

static void write_ice(const struct oh_sdp *sdp, GstSDPMedia *media)
{
    struct oh_ice words = sdp->ice;
    if (sdp->next_ice.ufrag) {
        words.ufrag = sdp->next_ice.ufrag;
        words.pwd = sdp->next_ice.pwd;
    }
    oh_ice_write(&words, media);
}

/* A stream of which nothing is taken but the way that it describes for the audio. */
static void write_bearer(const struct oh_sdp *sdp, GstSDPMedia *media,
                         const struct oh_stream *stream)
{
    write_way(sdp, media);
    gst_sdp_media_add_format(media, stream->format);
    if (stream->map)
        gst_sdp_media_add_attribute(media, "rtpmap", stream->map);
    gst_sdp_media_add_attribute(media, "rtcp-mux", NULL);
    gst_sdp_media_add_attribute(media, direction_word(OH_DIRECTION_NONE), NULL);
    gst_sdp_media_add_attribute(media, "mid", stream->mid);
    write_ice(sdp, media);
}

static void write_audio(const struct oh_sdp *sdp, GstSDPMedia *media,
                        const struct oh_formats *formats, enum oh_direction direction,
                        unsigned ptime_ms, bool rtcp_mux)
{
    char *ptime = g_strdup_printf("%u", ptime_ms);
    write_way(sdp, media);
    for (size_t i = 0; i < formats->count; i++)
        if (formats->item[i].codec->kind != OH_CODEC_NOISE)
            write_format(media, &formats->item[i]);
    gst_sdp_media_add_attribute(media, "ptime", ptime);
    if (rtcp_mux)
        gst_sdp_media_add_attribute(media, "rtcp-mux", NULL);
    gst_sdp_media_add_attribute(media, direction_word(direction), NULL);
    if (sdp->mid)
        gst_sdp_media_add_attribute(media, "mid", sdp->mid);
    if (sdp->kind == OH_KIND_SDES) {
        /* Without the key, for GstSDP does not zero what it frees. */
        struct oh_crypto blank = {.suite = sdp->crypto.suite, .tag = sdp->crypto.tag};
        char *text = oh_crypto_text(&blank);
        gst_sdp_media_add_attribute(media, "crypto", text);
        oh_crypto_free_text(text);
    }
    if (sdp->kind == OH_KIND_WEBRTC) {
        gst_sdp_media_add_attribute(media, "msid", "offhook audio");
        if (sdp->way == sdp->audio)
            write_ice(sdp, media);
    }
    g_free(ptime);
}

char *oh_sdp_write(const struct oh_sdp *sdp, const struct oh_formats *formats,
                   enum oh_direction direction, unsigned ptime_ms, bool rtcp_mux)
{
    GstSDPMessage *message;
    char *host = g_inet_address_to_string(sdp->address);
    const char *family =
        g_inet_address_get_family(sdp->address) == G_SOCKET_FAMILY_IPV4 ? "IP4" : "IP6";
    char *id = g_strdup_printf("%" G_GUINT64_FORMAT, sdp->id);
    char *version = g_strdup_printf("%" G_GUINT64_FORMAT, sdp->version);

    gst_sdp_message_new(&message);
    gst_sdp_message_set_version(message, "0");
    gst_sdp_message_set_origin(message, "-", id, version, "IN", family, host);
    gst_sdp_message_set_session_name(message, "-");
    gst_sdp_message_set_connection(message, "IN", family, host, 0, 0);
    gst_sdp_message_add_time(message, "0", "0", NULL);
    if (sdp->bundled && sdp->mid) {
        bool borne = sdp->way != sdp->audio;
        char *group = g_strdup_printf("BUNDLE %s%s%s", borne ? sdp->streams[sdp->way].mid : "",
                                      borne ? " " : "", sdp->mid);
        gst_sdp_message_add_attribute(message, "group", group);
        g_free(group);
    }
    for (size_t i = 0; i < sdp->stream_count; i++) {
        GstSDPMedia *media;
        gst_sdp_media_new(&media);
        gst_sdp_media_set_media(media, sdp->streams[i].media);
        gst_sdp_media_set_proto(media, sdp->streams[i].protocol);
        if (i == sdp->audio) {
            write_audio(sdp, media, formats, direction, ptime_ms, rtcp_mux);
        } else if (i == sdp->way) {
            write_bearer(sdp, media, &sdp->streams[i]);
        } else {
            gst_sdp_media_set_port_info(media, 0, 1);
            gst_sdp_media_add_format(media, sdp->streams[i].format);
        }
        gst_sdp_message_add_media(message, media);
        gst_sdp_media_free(media);
    }
    char *text = gst_sdp_message_as_text(message);
    gst_sdp_message_free(message);
    if (sdp->kind == OH_KIND_SDES)
        oh_crypto_fill_in(&sdp->crypto, text);
    g_free(version);
    g_free(id);
    g_free(host);
    return text;
}
