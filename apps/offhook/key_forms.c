/*
 * What a text must look like, as far as one can tell without trying: the adapters know the rest.
 */
#include "keys.h"

#include <string.h>

bool key_form_listed(const struct key *key, const char *text)
{
    char **forms = g_strsplit(key->takes, "|", -1);
    bool found = false;
    for (char **form = forms; *form && !found; form++) {
        char *colon = strchr(*form, ':');
        size_t prefix = colon ? (size_t)(colon - *form) + 1 : 0;
        found =
            prefix ? strncmp(text, *form, prefix) == 0 && text[prefix] : strcmp(text, *form) == 0;
    }
    g_strfreev(forms);
    return found;
}

/* Whether `text` is one of "udp|tcp". */
static bool is_word(const char *words, const char *text)
{
    char **list = g_strsplit(words, "|", -1);
    bool found = g_strv_contains((const char *const *)list, text);
    g_strfreev(list);
    return found;
}

bool key_form_listen(const struct key *key, const char *text)
{
    char **parts = g_strsplit(text, ":", 2);
    char **transports = g_strsplit(key->takes, ":", 2);
    char *port = parts[0] && parts[1] ? strrchr(parts[1], ':') : NULL;
    bool good = port && is_word(transports[0], parts[0]) &&
                g_ascii_string_to_unsigned(port + 1, 10, 0, G_MAXUINT16, NULL, NULL);
    if (good) {
        char *address = parts[1];
        *port = '\0';
        if (*address == '[' && port[-1] == ']') {
            address++;
            port[-1] = '\0';
        }
        good = g_hostname_is_ip_address(address);
    }
    g_strfreev(transports);
    g_strfreev(parts);
    return good;
}

bool key_form_codecs(const struct key *key, const char *text)
{
    char **words = g_strsplit(key->takes, ",", 2);
    char **codecs = g_strsplit(text, ",", -1);
    bool good = codecs[0] != NULL;
    for (guint i = 0; good && codecs[i]; i++) {
        good = is_word(words[0], codecs[i]);
        for (guint j = 0; good && j < i; j++)
            good = strcmp(codecs[i], codecs[j]) != 0;
    }
    g_strfreev(codecs);
    g_strfreev(words);
    return good;
}

bool key_form_ports(const struct key *key, const char *text)
{
    (void)key;
    char **ends = g_strsplit(text, "-", 3);
    guint64 min, max;
    bool good = g_strv_length(ends) == 2 &&
                g_ascii_string_to_unsigned(ends[0], 10, 1024, G_MAXUINT16, &min, NULL) &&
                g_ascii_string_to_unsigned(ends[1], 10, 1024, G_MAXUINT16, &max, NULL) && min < max;
    g_strfreev(ends);
    return good;
}

/* Neither blanks nor anything that would end a URI or a header field. */
static bool is_plain(const char *text)
{
    for (; *text; text++)
        if (!g_ascii_isgraph(*text) || strchr("<>\",", *text))
            return false;
    return true;
}

/* "alice:secret@example.org" */
static bool has_password(const char *text)
{
    const char *at = strchr(text, '@');
    return at && memchr(text, ':', (size_t)(at - text));
}

bool key_form_uri(const struct key *key, const char *text)
{
    (void)key;
    size_t scheme = g_ascii_strncasecmp(text, "sips:", 5) == 0  ? 5
                    : g_ascii_strncasecmp(text, "sip:", 4) == 0 ? 4
                                                                : 0;
    return scheme && text[scheme] && is_plain(text) && !has_password(text + scheme);
}

bool key_form_address_of_record(const struct key *key, const char *text)
{
    const char *at = strchr(text, '@');
    return key_form_uri(key, text) && at && at[-1] != ':' && at[1];
}

bool key_form_parameters(const struct key *key, const char *text)
{
    (void)key;
    return *text && *text != ';' && is_plain(text);
}
