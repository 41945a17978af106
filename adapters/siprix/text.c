/*
 * What is read out of text, and what is let through.
 */
#include "text.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

char *text_clean(const char *text)
{
    char *clean = g_utf8_make_valid(text ? text : "", text ? (gssize)strnlen(text, TEXT_MAX) : 0);
    for (char *at = clean; *at; at++)
        if (g_ascii_iscntrl(*at))
            *at = ' ';
    return clean;
}

char *text_party(const char *header)
{
    char *end = strchr(header, '>');
    if (end)
        return g_strstrip(g_strndup(header, (gsize)(end + 1 - header)));
    /* Without brackets every parameter is the header's (RFC 3261 20.10). */
    return g_strstrip(g_strndup(header, strcspn(header, ";")));
}

uint16_t text_status(const char *response)
{
    const char *at = response;
    if (g_ascii_strncasecmp(at, "SIP/2.0 ", 8) == 0)
        at += 8;
    char *end = NULL;
    unsigned long status = g_ascii_isdigit(*at) ? strtoul(at, &end, 10) : 0;
    return status >= 100 && status <= 699 ? (uint16_t)status : 0;
}

int text_number_after(const char *header, const char *key)
{
    const char *at = strstr(header, key);
    long number = at ? strtol(at + strlen(key), NULL, 10) : 0;
    return number > 0 && number <= 9999 ? (int)number : 0;
}

/* Behind the scheme, or NULL if it is neither sip: nor sips:. */
static const char *after_scheme(const char *uri)
{
    if (g_ascii_strncasecmp(uri, "sip:", 4) == 0)
        return uri + 4;
    return g_ascii_strncasecmp(uri, "sips:", 5) == 0 ? uri + 5 : NULL;
}

bool text_is_address(const char *uri)
{
    const char *rest = after_scheme(uri);
    if (!rest || strlen(uri) > TEXT_MAX || !g_utf8_validate(uri, -1, NULL))
        return false;
    for (const char *at = uri; *at; at++)
        if (g_ascii_iscntrl(*at) || strchr(" <>\"", *at))
            return false;
    const char *host = strchr(rest, '@');
    host = host ? host + 1 : rest;
    return strcspn(host, ";?:") > 0 || *host == '[';
}

void text_split_uri(const char *uri, char **user, char **host)
{
    const char *rest = after_scheme(uri);
    if (!rest)
        rest = uri;
    const char *at = strchr(rest, '@');
    const char *begin = at ? at + 1 : rest;
    *user = at ? g_strndup(rest, strcspn(rest, ":@")) : NULL;
    *host = g_strndup(begin, strcspn(begin, ";?"));
}
