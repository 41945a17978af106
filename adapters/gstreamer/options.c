/*
 * Reads "key=value" strings into struct oh_media_options. Only looks at what a string says: whether
 * a port is free or a file is a WAV shows when a leg begins.
 */
#include "options.h"

#include <glib/gstdio.h>
#include <unistd.h>

typedef bool read_value(struct oh_media_options *options, const char *value);

static bool read_number(const char *text, unsigned min, unsigned max, unsigned *number)
{
    guint64 value;
    if (!g_ascii_string_to_unsigned(text, 10, min, max, &value, NULL))
        return false;
    *number = (unsigned)value;
    return true;
}

/* "", ":SINK" or ":SINK,SOURCE"; either may be empty. */
static bool read_device(struct oh_media_options *options, const char *names)
{
    char **parts = g_strsplit(*names ? names + 1 : "", ",", 3);
    guint count = g_strv_length(parts);
    options->audio = OH_AUDIO_DEVICE;
    g_free(options->sink);
    g_free(options->source);
    options->sink = count > 0 && *parts[0] ? g_strdup(parts[0]) : NULL;
    options->source = count > 1 && *parts[1] ? g_strdup(parts[1]) : NULL;
    g_strfreev(parts);
    return count <= 2 && (!*names || count > 0);
}

static bool read_audio(struct oh_media_options *options, const char *value)
{
    if (g_str_has_prefix(value, "tone:")) {
        options->audio = OH_AUDIO_TONE;
        return read_number(value + 5, 50, 3400, &options->tone_hz);
    }
    if (g_str_has_prefix(value, "file:")) {
        options->audio = OH_AUDIO_FILE;
        g_free(options->file);
        options->file = g_strdup(value + 5);
        return g_file_test(options->file, G_FILE_TEST_IS_REGULAR) &&
               g_access(options->file, R_OK) == 0;
    }
    if (strcmp(value, "device") == 0 || g_str_has_prefix(value, "device:"))
        return read_device(options, value + strlen("device"));
    if (strcmp(value, "echo") == 0)
        options->audio = OH_AUDIO_ECHO;
    else if (strcmp(value, "none") == 0)
        options->audio = OH_AUDIO_NONE;
    else
        return false;
    return true;
}

static bool read_address(struct oh_media_options *options, const char *value)
{
    GInetAddress *address = g_inet_address_new_from_string(value);
    if (!address)
        return false;
    g_clear_object(&options->address);
    options->address = address;
    return !g_inet_address_get_is_any(address) && !g_inet_address_get_is_multicast(address);
}

static bool read_ports(struct oh_media_options *options, const char *value)
{
    char **ends = g_strsplit(value, "-", 3);
    unsigned min = 0, max = 0;
    bool good = g_strv_length(ends) == 2 && read_number(ends[0], 1024, 65535, &min) &&
                read_number(ends[1], 1024, 65535, &max) && max > (min + 1) / 2 * 2;
    g_strfreev(ends);
    options->port_min = (uint16_t)min;
    options->port_max = (uint16_t)max;
    return good;
}

static bool read_codecs(struct oh_media_options *options, const char *value)
{
    char **labels = g_strsplit(value, ",", OH_CODECS_MAX + 1);
    size_t count = 0;
    bool good = labels[0] != NULL;
    for (; good && labels[count]; count++) {
        good = count < OH_CODECS_MAX && oh_codec_by_label(labels[count]);
        for (size_t i = 0; good && i < count; i++)
            good = strcmp(labels[i], labels[count]) != 0;
        if (good)
            options->codecs[count] = oh_codec_by_label(labels[count]);
    }
    options->codec_count = good ? count : 0;
    g_strfreev(labels);
    return good;
}

static bool read_name(const char *value, char **name)
{
    g_free(*name);
    *name = *value ? g_strdup(value) : NULL;
    return *value != '\0';
}

static bool read_server(struct oh_media_options *options, const char *value)
{
    return read_name(value, &options->server);
}

static bool read_ring_sink(struct oh_media_options *options, const char *value)
{
    return read_name(value, &options->ring_sink);
}

static const char *const securities[] = {
    [OH_SECURITY_PREFER] = "prefer", [OH_SECURITY_REQUIRE] = "require", [OH_SECURITY_OFF] = "off"};
static const char *const offers[] = {[OH_OFFER_AUTO] = "auto",
                                     [OH_OFFER_RTP] = "rtp",
                                     [OH_OFFER_SDES] = "sdes",
                                     [OH_OFFER_WEBRTC] = "webrtc"};

static bool read_security(struct oh_media_options *options, const char *value)
{
    for (size_t i = 0; i < G_N_ELEMENTS(securities); i++)
        if (strcmp(value, securities[i]) == 0) {
            options->security = (enum oh_media_security)i;
            return true;
        }
    return false;
}

static bool read_offer(struct oh_media_options *options, const char *value)
{
    for (size_t i = 0; i < G_N_ELEMENTS(offers); i++)
        if (strcmp(value, offers[i]) == 0) {
            options->offer = (enum oh_offer_kind)i;
            return true;
        }
    return false;
}

static void drop_ice_addresses(struct oh_media_options *options)
{
    while (options->ice_address_count > 0)
        g_object_unref(options->ice_addresses[--options->ice_address_count]);
}

static bool read_ice_addresses(struct oh_media_options *options, const char *value)
{
    char **words = g_strsplit(value, ",", OH_ICE_ADDRESSES_MAX + 1);
    bool good = words[0] != NULL && g_strv_length(words) <= OH_ICE_ADDRESSES_MAX;
    drop_ice_addresses(options);
    for (size_t i = 0; good && words[i]; i++) {
        GInetAddress *address = g_inet_address_new_from_string(words[i]);
        good = address && !g_inet_address_get_is_any(address) &&
               !g_inet_address_get_is_multicast(address);
        if (good)
            options->ice_addresses[options->ice_address_count++] = g_steal_pointer(&address);
        g_clear_object(&address);
    }
    g_strfreev(words);
    return good;
}

/* "HOST:PORT", with brackets around an IPv6 address. */
static bool is_server(const char *value)
{
    GSocketConnectable *server = g_network_address_parse(value, 0, NULL);
    bool good = server && g_network_address_get_port(G_NETWORK_ADDRESS(server)) != 0;
    g_clear_object(&server);
    return good;
}

static bool read_stun(struct oh_media_options *options, const char *value)
{
    g_free(options->stun);
    options->stun = g_strconcat("stun://", value, NULL);
    return is_server(value);
}

/* "USER:PASSWORD@HOST:PORT", user and password escaped as in a URI. */
static bool read_turn(struct oh_media_options *options, const char *value)
{
    const char *at = strrchr(value, '@');
    g_free(options->turn);
    options->turn = g_strconcat("turn://", value, NULL);
    return at && at != value && memchr(value, ':', (size_t)(at - value)) && is_server(at + 1);
}

static bool read_connect(struct oh_media_options *options, const char *value)
{
    return read_number(value, 1, OH_CONNECT_S_MAX, &options->connect_s);
}

static bool read_flag(const char *value, bool *flag)
{
    *flag = value[0] == '1';
    return (value[0] == '0' || value[0] == '1') && value[1] == '\0';
}

static bool read_measure(struct oh_media_options *options, const char *value)
{
    return read_flag(value, &options->measure);
}

static bool read_session(struct oh_media_options *options, const char *value)
{
    return read_flag(value, &options->session);
}

static bool read_processing(struct oh_media_options *options, const char *value)
{
    return read_flag(value, &options->processing);
}

static const struct key {
    const char *name;
    read_value *read;
    const char *wanted;
} keys[] = {
    {"audio", read_audio,
     "device[:SINK[,SOURCE]], tone:HZ (50 to 3400), file:PATH (a WAV file that can be read), echo "
     "or none"},
    {"server", read_server, "the address of a sound server, as PULSE_SERVER has it"},
    {"ring_device", read_ring_sink, "the name of a sink of the sound server"},
    {"processing", read_processing, "0 or 1"},
    {"address", read_address, "an IP address of this machine, not the unspecified one"},
    {"rtp_ports", read_ports, "MIN-MAX, from 1024 to 65535, with an even port and its successor"},
    {"codecs", read_codecs, "a list without repetition of opus, pcma, pcmu, separated by commas"},
    {"measure", read_measure, "0 or 1"},
    {"session", read_session, "0 or 1"},
    {"security", read_security, "prefer, require or off"},
    {"offer", read_offer, "auto, rtp, sdes or webrtc"},
    {"ice", read_ice_addresses, "IP addresses of this machine, separated by commas, at most 8"},
    {"connect", read_connect, "seconds, from 1 to 3600"},
    {"stun", read_stun, "HOST:PORT"},
    {"turn", read_turn, "USER:PASSWORD@HOST:PORT"},
};

static bool read_option(struct oh_media_options *options, const char *string, char *text,
                        size_t text_size)
{
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        size_t length = strlen(keys[i].name);
        if (strncmp(string, keys[i].name, length) != 0 || string[length] != '=')
            continue;
        if (keys[i].read(options, string + length + 1))
            return true;
        bool secret = strcmp(keys[i].name, "turn") == 0;
        g_snprintf(text, text_size, "media option \"%.200s\": %s takes %s",
                   secret ? "turn=..." : string, keys[i].name, keys[i].wanted);
        return false;
    }
    g_snprintf(text, text_size,
               "media option \"%.200s\" is unknown; there are audio, server, ring_device, "
               "processing, address, rtp_ports, codecs, measure, session, security, offer, ice, "
               "connect, stun and turn, each with =value",
               string);
    return false;
}

/* What each allows and their company does not: every call of ours would fail. */
static bool fit_together(const struct oh_media_options *options, char *text, size_t text_size)
{
    if (!oh_kind_is_contradiction(options->security, options->offer))
        return true;
    g_snprintf(text, text_size,
               "media options \"security=%s\" and \"offer=%s\" contradict each other: what is "
               "offered would be refused as an answer; %s, or change security",
               securities[options->security], offers[options->offer],
               options->security == OH_SECURITY_OFF
                   ? "offer takes auto or rtp with off"
                   : "offer takes auto, sdes or webrtc with require");
    return false;
}

bool oh_media_options_read(struct oh_media_options *options, const char *const *strings, char *text,
                           size_t text_size)
{
    *options = (struct oh_media_options){
        .audio = OH_AUDIO_TONE, .tone_hz = 440, .processing = true, .connect_s = OH_CONNECT_S};
    read_address(options, "127.0.0.1");
    read_codecs(options, "opus,pcma,pcmu");
    for (; strings && *strings; strings++)
        if (!read_option(options, *strings, text, text_size)) {
            oh_media_options_clear(options);
            return false;
        }
    if (fit_together(options, text, text_size))
        return true;
    oh_media_options_clear(options);
    return false;
}

void oh_media_options_clear(struct oh_media_options *options)
{
    g_clear_pointer(&options->file, g_free);
    g_clear_pointer(&options->server, g_free);
    g_clear_pointer(&options->sink, g_free);
    g_clear_pointer(&options->source, g_free);
    g_clear_pointer(&options->ring_sink, g_free);
    g_clear_object(&options->address);
    drop_ice_addresses(options);
    g_clear_pointer(&options->stun, g_free);
    if (options->turn)
        explicit_bzero(options->turn, strlen(options->turn));
    g_clear_pointer(&options->turn, g_free);
}
