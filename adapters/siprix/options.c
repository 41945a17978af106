/*
 * Reading the options.
 */
#include "options.h"

#include <glib.h>
#include <string.h>

/* SIP's own transactions end after 32 s (64 * T1, RFC 3261 17); the SDK has had its say by then. */
#define PATIENCE_MS 35000

static bool number(const char *value, guint64 least, guint64 most, guint64 *out)
{
    return g_ascii_string_to_unsigned(value, 10, least, most, out, NULL);
}

static void replace(char **place, const char *value)
{
    g_free(*place);
    *place = g_strdup(value);
}

/* A key is kept in a file: a command line can be read by everybody on the machine. */
static bool take_license(struct options *options, const char *path, char *text, size_t text_size)
{
    GError *error = NULL;
    char *content = NULL;
    if (!g_file_get_contents(path, &content, NULL, &error)) {
        g_snprintf(text, (gulong)text_size,
                   "siprix: the licence cannot be read: %s; license= names a file with the key",
                   error->message);
        g_error_free(error);
        return false;
    }
    g_strstrip(content);
    bool good = *content && g_utf8_validate(content, -1, NULL);
    if (good)
        replace(&options->license, content);
    else
        g_snprintf(text, (gulong)text_size, "siprix: there is no licence key in %s", path);
    g_free(content);
    return good;
}

/* "udp:127.0.0.1:5070", "tcp:[::1]:5070". */
static bool take_listen(struct options *options, const char *value, char *text, size_t text_size)
{
    static const char *const transports[] = {"udp:", "tcp:", "tls:"}; /* by siprix_transport */
    const char *colon = strrchr(value, ':');
    guint64 port = 0;
    if (options->listen) {
        g_snprintf(text, (gulong)text_size,
                   "siprix: one address to listen on is all that an account of the SDK has; %s is "
                   "one too many",
                   value);
        return false;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(transports); i++) {
        size_t length = strlen(transports[i]);
        if (!g_str_has_prefix(value, transports[i]) || colon <= value + length ||
            !number(colon + 1, 0, 65535, &port))
            continue;
        options->transport = (siprix_transport)i;
        options->port = (uint16_t)port;
        options->bind_address = g_strndup(value + length, (gsize)(colon - value) - length);
        options->listen = g_strdup(value);
        return true;
    }
    g_snprintf(text, (gulong)text_size,
               "siprix: \"%s\" is no address to listen on; say udp:127.0.0.1:5070 (or tcp:, tls:)",
               value);
    return false;
}

static bool take(struct options *options, const char *option, char *text, size_t text_size)
{
    guint64 n = 0;
    const char *value = strchr(option, '=');
    value = value ? value + 1 : "";
    if (g_str_has_prefix(option, "lib=") && *value) {
        replace(&options->library, value);
    } else if (g_str_has_prefix(option, "license=") && *value) {
        return take_license(options, value, text, text_size);
    } else if (g_str_has_prefix(option, "listen=")) {
        return take_listen(options, value, text, text_size);
    } else if (g_str_has_prefix(option, "home=") && *value) {
        replace(&options->home, value);
    } else if (strcmp(option, "dtmf=rtp") == 0 || strcmp(option, "dtmf=info") == 0) {
        options->dtmf_info = strcmp(value, "info") == 0;
    } else if (strcmp(option, "version=any") == 0) {
        options->any_version = true;
    } else if (g_str_has_prefix(option, "log=") && number(value, 0, SIPRIX_LOG_NONE, &n)) {
        options->log = (uint8_t)n;
    } else if (g_str_has_prefix(option, "patience=") && number(value, 1, 600000, &n)) {
        options->patience_ms = (uint32_t)n;
    } else if (g_str_has_prefix(option, "legs=") && number(value, 1, 10000, &n)) {
        options->legs_max = (unsigned)n;
    } else {
        g_snprintf(text, (gulong)text_size,
                   "siprix: option \"%s\" is not known or has a bad value; there are lib=PATH "
                   "(--siprix-lib PATH), license=FILE, listen=udp:ADDRESS:PORT (--listen), "
                   "home=FOLDER, dtmf=rtp or info, version=any, log=0..5, patience=MS, "
                   "legs=1..10000",
                   option);
        return false;
    }
    return true;
}

bool options_read(struct options *options, const char *const *strings, char *text, size_t text_size)
{
    *options =
        (struct options){.log = SIPRIX_LOG_NONE, .patience_ms = PATIENCE_MS, .legs_max = 256};
    for (const char *const *s = strings; s && *s; s++)
        if (!take(options, *s, text, text_size))
            return false;
    if (options->library)
        return true;
    g_snprintf(
        text, (gulong)text_size,
        "siprix: the SDK is not part of offhook; say where its libsiprix.so is with lib=PATH "
        "(--siprix-lib PATH)");
    return false;
}

void options_clear(struct options *options)
{
    g_free(options->library);
    g_free(options->license);
    g_free(options->home);
    g_free(options->listen);
    g_free(options->bind_address);
    *options = (struct options){0};
}
