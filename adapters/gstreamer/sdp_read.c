/*
 * Reads a peer's description: finds the audio stream that we can take part in and what it says.
 * GstSDP does the parsing; here is what it leaves open: bounds, and what a line means.
 */
#include "sdp_read.h"

#include <gst/rtp/gstrtppayloads.h>

bool oh_sdp_refuse(struct oh_sdp_refusal *refusal, uint16_t code, const char *format, ...)
{
    va_list args;
    const char *end;
    va_start(args, format);
    refusal->code = code;
    g_vsnprintf(refusal->why, sizeof refusal->why, format, args);
    va_end(args);
    /* What it quotes of the peer may have been cut in a character, and be so again. */
    char *valid = g_utf8_make_valid(refusal->why, -1);
    g_strlcpy(refusal->why, valid, sizeof refusal->why);
    g_free(valid);
    if (!g_utf8_validate(refusal->why, -1, &end))
        refusal->why[end - refusal->why] = '\0';
    return false;
}

#define CRYPTO_LINE "a=crypto:"

/* GstSDP does not zero what it frees, so it gets no key: in place of what follows each a=crypto: it
 * gets where that stands in the text. */
static char *without_keys(const char *text)
{
    char *copy = g_strdup(text), *line = copy;
    while ((line = strstr(line, CRYPTO_LINE))) {
        line += strlen(CRYPTO_LINE);
        size_t length = strcspn(line, "\r\n");
        char place[12];
        memset(line, ' ', length);
        int digits = g_snprintf(place, sizeof place, "%zu", (size_t)(line - copy));
        if ((size_t)digits <= length)
            memcpy(line, place, (size_t)digits);
    }
    return copy;
}

/* What followed an a=crypto:, from its place; NULL: there is none, whatever the peer made of it. */
static const char *crypto_at(const struct oh_remote *remote, const char *place)
{
    guint64 offset = g_ascii_strtoull(place, NULL, 10);
    size_t length = strlen(CRYPTO_LINE);
    return offset >= length && offset < strlen(remote->text) &&
                   memcmp(remote->text + offset - length, CRYPTO_LINE, length) == 0
               ? remote->text + offset
               : NULL;
}

/* GstSDP takes nearly any text for a description, so look for the lines that each must have. */
static bool parse(struct oh_remote *remote, const char *text, struct oh_sdp_refusal *refusal)
{
    size_t length = strnlen(text, OH_SDP_BYTES_MAX + 1);
    if (length > OH_SDP_BYTES_MAX)
        return oh_sdp_refuse(refusal, 488, "the description is longer than %d bytes",
                             OH_SDP_BYTES_MAX);
    /* Names in other character sets are met in the wild, and GstSDP wants UTF-8. */
    remote->text = g_utf8_make_valid(text, (gssize)length);
    char *rest = without_keys(remote->text);
    gst_sdp_message_new(&remote->message);
    bool parsed =
        length > 0 && gst_sdp_message_parse_buffer((const guint8 *)rest, (guint)strlen(rest),
                                                   remote->message) == GST_SDP_OK;
    g_free(rest);
    if (!parsed)
        return oh_sdp_refuse(refusal, 400, "the description is no SDP");
    const char *version = gst_sdp_message_get_version(remote->message);
    const GstSDPOrigin *origin = gst_sdp_message_get_origin(remote->message);
    if (!version || strcmp(version, "0") != 0 || !origin->addr || !*origin->addr)
        return oh_sdp_refuse(refusal, 400, "the description has no v=0 or no o= line");
    if (gst_sdp_message_medias_len(remote->message) > OH_SDP_STREAMS_MAX)
        return oh_sdp_refuse(refusal, 488, "the description has more than %d streams",
                             OH_SDP_STREAMS_MAX);
    return true;
}

static bool is_audio(const GstSDPMedia *media)
{
    return g_strcmp0(gst_sdp_media_get_media(media), "audio") == 0;
}

/* ---- Bundles (RFC 9143) ---- */

/* The names of the streams in the BUNDLE that has this one; NULL if none has. Free with g_strfreev.
 */
static char **bundle_of(const GstSDPMessage *message, const GstSDPMedia *media)
{
    const char *mid = gst_sdp_media_get_attribute_val(media, "mid");
    const char *group;
    for (guint i = 0; mid && (group = gst_sdp_message_get_attribute_val_n(message, "group", i));
         i++) {
        char **words = g_strsplit(group, " ", -1);
        if (g_strcmp0(words[0], "BUNDLE") == 0 &&
            g_strv_contains((const char *const *)words + 1, mid))
            return words;
        g_strfreev(words);
    }
    return NULL;
}

static bool is_bundled(const GstSDPMessage *message, const GstSDPMedia *media)
{
    char **bundle = bundle_of(message, media);
    g_strfreev(bundle);
    return bundle != NULL;
}

static bool find_media(const GstSDPMessage *message, const char *mid, guint *index)
{
    for (guint i = 0; i < gst_sdp_message_medias_len(message); i++) {
        const GstSDPMedia *media = gst_sdp_message_get_media(message, i);
        if (gst_sdp_media_get_port(media) != 0 &&
            g_strcmp0(gst_sdp_media_get_attribute_val(media, "mid"), mid) == 0) {
            *index = i;
            return true;
        }
    }
    return false;
}

/* The first in the stream's bundle that has a port: its way is everybody's (7.2.1). */
static bool find_first(const GstSDPMessage *message, const GstSDPMedia *media, guint *index)
{
    char **bundle = bundle_of(message, media);
    bool found = false;
    for (char **mid = bundle ? bundle + 1 : NULL; mid && *mid && !found; mid++)
        found = **mid && find_media(message, *mid, index);
    g_strfreev(bundle);
    return found;
}

static const char *ufrag_of(const GstSDPMedia *media)
{
    return gst_sdp_media_get_attribute_val(media, "ice-ufrag");
}

/* Which stream describes this one's way: mostly itself; another one of its bundle if it is off but
 * for that, or has no ICE of its own (7.2.1). False: it is off. */
static bool find_way(const GstSDPMessage *message, guint index, guint *way)
{
    const GstSDPMedia *media = gst_sdp_message_get_media(message, index);
    bool off = gst_sdp_media_get_port(media) == 0;
    *way = index;
    if (off && !gst_sdp_media_get_attribute_val(media, "bundle-only"))
        return false;
    if (!find_first(message, media, way))
        return !off;
    const char *first = ufrag_of(gst_sdp_message_get_media(message, *way)), *own = ufrag_of(media);
    if (!off && (!first || (own && strcmp(own, first) != 0)))
        *way = index;
    return true;
}

/* ---- The audio ---- */

/* The first key of a suite that we have: the peer's order is its wish (RFC 4568, 5.1.2). */
static bool read_crypto(const struct oh_remote *remote, struct oh_crypto *crypto,
                        const GstSDPMedia *media, bool *strange)
{
    const char *place;
    bool found = false;
    *strange = false;
    for (guint i = 0; !found && (place = gst_sdp_media_get_attribute_val_n(media, "crypto", i));
         i++) {
        const char *value = crypto_at(remote, place);
        found = value && oh_crypto_read(crypto, value, strcspn(value, "\r\n"));
        *strange = !found;
    }
    return found;
}

static bool kind_of(const struct oh_remote *remote, const GstSDPMedia *media,
                    const GstSDPMedia *way, enum oh_media_security security, bool is_private,
                    enum oh_kind *kind, char *why, size_t why_size)
{
    struct oh_ice ice;
    struct oh_crypto crypto;
    bool strange;
    oh_ice_read(&ice, remote->message, way);
    bool has_crypto = read_crypto(remote, &crypto, way, &strange);
    struct oh_kind_facts facts = {
        .protocol = gst_sdp_media_get_proto(media),
        .fingerprint = ice.fingerprint != NULL,
        .weak_fingerprint = ice.weak_fingerprint,
        .ice = ice.ufrag != NULL,
        .rtcp_mux = gst_sdp_media_get_attribute_val(way, "rtcp-mux") != NULL,
        .crypto = has_crypto,
        .strange_crypto = strange,
    };
    oh_crypto_clear(&crypto);
    oh_ice_clear(&ice);
    return oh_kind_choose(&facts, security, is_private, kind, why, why_size);
}

/* Of what kind a stream is, and which one describes its way, if it can be used at all. Another
 * one's way is taken with ICE alone. */
static bool judge(const struct oh_remote *remote, guint index, enum oh_media_security security,
                  bool is_private, guint *way, enum oh_kind *kind, struct oh_sdp_refusal *refusal)
{
    const GstSDPMessage *message = remote->message;
    const GstSDPMedia *media = gst_sdp_message_get_media(message, index);
    if (!find_way(message, index, way))
        return false;
    bool good = kind_of(remote, media, gst_sdp_message_get_media(message, *way), security,
                        is_private, kind, refusal->why, sizeof refusal->why);
    if (!good || *way == index || *kind == OH_KIND_WEBRTC)
        return good;
    *way = index;
    return gst_sdp_media_get_port(media) != 0 && kind_of(remote, media, media, security, is_private,
                                                         kind, refusal->why, sizeof refusal->why);
}

/* Of several audio streams the best kind, and the first of those: a peer that can do both may offer
 * one with and one without encryption. */
static bool find_audio(struct oh_remote *remote, enum oh_media_security security, bool is_private,
                       struct oh_sdp_refusal *refusal)
{
    bool found = false;
    oh_sdp_refuse(refusal, 488, "the description has no audio stream");
    for (guint i = 0; i < gst_sdp_message_medias_len(remote->message); i++) {
        enum oh_kind kind;
        guint way;
        if (!is_audio(gst_sdp_message_get_media(remote->message, i)) ||
            !judge(remote, i, security, is_private, &way, &kind, refusal) ||
            (found && kind <= remote->kind))
            continue;
        found = true;
        remote->audio = i;
        remote->way = way;
        remote->kind = kind;
    }
    return found;
}

static bool says_one(const GstStructure *format, const char *key)
{
    return format && g_strcmp0(gst_structure_get_string(format, key), "1") == 0;
}

/* The codec behind a payload number: what its rtpmap says, or what RFC 3551 fixed. */
static struct oh_format format_of(const GstSDPMedia *media, uint8_t payload)
{
    GstCaps *caps = gst_sdp_media_get_caps_from_media(media, payload);
    const GstStructure *format = caps ? gst_caps_get_structure(caps, 0) : NULL;
    const char *name = format ? gst_structure_get_string(format, "encoding-name") : NULL;
    const GstRTPPayloadInfo *fixed = gst_rtp_payload_info_for_pt(payload);
    const struct oh_codec *codec = NULL;
    int clock_hz = 0;
    if (name && gst_structure_get_int(format, "clock-rate", &clock_hz) && clock_hz > 0)
        codec = oh_codec_by_rtpmap(name, (uint32_t)clock_hz,
                                   gst_structure_get_string(format, "encoding-params"));
    else if (!name && fixed)
        codec = oh_codec_by_rtpmap(fixed->encoding_name, fixed->clock_rate, NULL);
    struct oh_format found = {.codec = codec,
                              .payload = payload,
                              .fec = says_one(format, "useinbandfec"),
                              .dtx = says_one(format, "usedtx")};
    g_clear_pointer(&caps, gst_caps_unref);
    return found;
}

static void read_formats(struct oh_remote *remote, const GstSDPMedia *media)
{
    struct oh_formats *formats = &remote->formats;
    for (guint i = 0; i < gst_sdp_media_formats_len(media); i++) {
        guint64 payload;
        if (formats->count == OH_SDP_FORMATS_MAX)
            return;
        if (!g_ascii_string_to_unsigned(gst_sdp_media_get_format(media, i), 10, 0, 127, &payload,
                                        NULL))
            continue;
        struct oh_format format = format_of(media, (uint8_t)payload);
        if (format.codec && !oh_formats_find(formats, (uint8_t)payload))
            formats->item[formats->count++] = format;
    }
}

static GInetSocketAddress *socket_address(const char *host, guint port, GSocketFamily family,
                                          struct oh_sdp_refusal *refusal)
{
    GInetAddress *address = host ? g_inet_address_new_from_string(host) : NULL;
    GSocketAddress *full = NULL;
    if (!address)
        oh_sdp_refuse(refusal, 488, "the media address \"%.60s\" is not an IP number",
                      host ? host : "");
    else if (g_inet_address_get_family(address) != family)
        oh_sdp_refuse(refusal, 488, "the media address %s is not %s, as ours is", host,
                      family == G_SOCKET_FAMILY_IPV4 ? "IPv4" : "IPv6");
    else if (g_inet_address_get_is_multicast(address))
        oh_sdp_refuse(refusal, 488, "the media address %s is a multicast one", host);
    else if (port > 65535)
        oh_sdp_refuse(refusal, 400, "port %u", port);
    else
        full = g_inet_socket_address_new(address, (guint16)port);
    g_clear_object(&address);
    return (GInetSocketAddress *)full;
}

/* a=rtcp:PORT [IN IP4 ADDRESS] (RFC 3605); by default the port after RTP's. */
static bool read_rtcp(struct oh_remote *remote, const GstSDPMedia *media, const char *host,
                      struct oh_sdp_refusal *refusal)
{
    guint port = gst_sdp_media_get_port(media) + 1;
    const char *attribute = gst_sdp_media_get_attribute_val(media, "rtcp");
    char **words = g_strsplit(attribute ? attribute : "", " ", 4);
    guint64 number;
    if (words[0] && g_ascii_string_to_unsigned(words[0], 10, 1, 65535, &number, NULL)) {
        port = (guint)number;
        if (g_strv_length(words) == 4)
            host = words[3];
    }
    if (port > 65535)
        port = 65535; /* RTP on the last port: there is no place for RTCP, and no harm in it */
    remote->rtcp = socket_address(
        host, port, g_inet_address_get_family(g_inet_socket_address_get_address(remote->rtp)),
        refusal);
    g_strfreev(words);
    return remote->rtcp != NULL;
}

static bool read_addresses(struct oh_remote *remote, const GstSDPMedia *media, GSocketFamily family,
                           struct oh_sdp_refusal *refusal)
{
    const GstSDPConnection *connection = gst_sdp_media_connections_len(media)
                                             ? gst_sdp_media_get_connection(media, 0)
                                             : gst_sdp_message_get_connection(remote->message);
    const char *host = connection->address;
    remote->rtp = socket_address(host, gst_sdp_media_get_port(media), family, refusal);
    if (!remote->rtp)
        return false;
    if (g_inet_address_get_is_any(g_inet_socket_address_get_address(remote->rtp))) {
        g_clear_object(&remote->rtp);
        return true;
    }
    return read_rtcp(remote, media, host, refusal);
}

static bool direction_from(const char *key, enum oh_direction *direction)
{
    if (g_strcmp0(key, "sendrecv") == 0)
        *direction = OH_DIRECTION_BOTH;
    else if (g_strcmp0(key, "sendonly") == 0)
        *direction = OH_DIRECTION_SEND;
    else if (g_strcmp0(key, "recvonly") == 0)
        *direction = OH_DIRECTION_RECEIVE;
    else if (g_strcmp0(key, "inactive") == 0)
        *direction = OH_DIRECTION_NONE;
    else
        return false;
    return true;
}

/* The stream's own attribute counts more than the session's; an address of 0.0.0.0 is the old way
 * of saying "do not send to me" (RFC 3264, 8.4). */
static void read_direction(struct oh_remote *remote, const GstSDPMedia *media)
{
    remote->direction = OH_DIRECTION_BOTH;
    for (guint i = 0; i < gst_sdp_message_attributes_len(remote->message); i++)
        direction_from(gst_sdp_message_get_attribute(remote->message, i)->key, &remote->direction);
    for (guint i = 0; i < gst_sdp_media_attributes_len(media); i++)
        direction_from(gst_sdp_media_get_attribute(media, i)->key, &remote->direction);
    if (!remote->rtp && remote->kind != OH_KIND_WEBRTC)
        remote->direction &= OH_DIRECTION_SEND;
}

static unsigned read_ptime(const GstSDPMedia *media)
{
    const char *texts[] = {gst_sdp_media_get_attribute_val(media, "ptime"),
                           gst_sdp_media_get_attribute_val(media, "maxptime")};
    unsigned ptime_ms = 20;
    guint64 value;
    if (texts[0] && g_ascii_string_to_unsigned(texts[0], 10, 10, 60, &value, NULL))
        ptime_ms = (unsigned)value;
    if (texts[1] && g_ascii_string_to_unsigned(texts[1], 10, 10, 1000, &value, NULL))
        ptime_ms = MIN(ptime_ms, (unsigned)value);
    return ptime_ms / 10 * 10; /* whole frames of 10 ms, which every codec here can do */
}

/* Where the media goes, and what protects it. */
static bool read_way(struct oh_remote *remote, GSocketFamily family, struct oh_sdp_refusal *refusal)
{
    const GstSDPMedia *media = gst_sdp_message_get_media(remote->message, (guint)remote->way);
    bool strange;
    remote->rtcp_mux = gst_sdp_media_get_attribute_val(media, "rtcp-mux") != NULL;
    switch (remote->kind) {
    case OH_KIND_RTP: break;
    case OH_KIND_SDES: read_crypto(remote, &remote->crypto, media, &strange); break;
    case OH_KIND_WEBRTC:
        oh_ice_read(&remote->ice, remote->message, media);
        remote->bundled = is_bundled(remote->message, media);
        return true;
    }
    return read_addresses(remote, media, family, refusal);
}

bool oh_remote_read(struct oh_remote *remote, const char *text, GSocketFamily family,
                    enum oh_media_security security, bool is_private,
                    struct oh_sdp_refusal *refusal)
{
    *remote = (struct oh_remote){0};
    if (!parse(remote, text, refusal) || !find_audio(remote, security, is_private, refusal))
        return false;
    const GstSDPMedia *media = gst_sdp_message_get_media(remote->message, (guint)remote->audio);
    if (!read_way(remote, family, refusal))
        return false;
    read_formats(remote, media);
    read_direction(remote, media);
    remote->ptime_ms = read_ptime(media);
    return true;
}

void oh_remote_clear(struct oh_remote *remote)
{
    g_clear_object(&remote->rtp);
    g_clear_object(&remote->rtcp);
    oh_crypto_clear(&remote->crypto);
    oh_ice_clear(&remote->ice);
    oh_crypto_free_text(g_steal_pointer(&remote->text));
    g_clear_pointer(&remote->message, gst_sdp_message_free);
}
