/*
 * Looking at URIs with Sofia's parser, and at what it lets pass.
 */
#include "uri.h"

#include <sofia-sip/hostdomain.h>
#include <stdlib.h>
#include <string.h>

/* RFC 1035 2.3.4, in characters. */
#define HOST_MAX 253

bool uri_is_printed(const char *text)
{
    for (; *text; text++)
        if (!g_ascii_isgraph(*text) || strchr("<>\"", *text))
            return false;
    return true;
}

bool uri_has_host(const url_t *url)
{
    return url->url_host && *url->url_host && strlen(url->url_host) <= HOST_MAX &&
           host_is_valid(url->url_host) &&
           (!url->url_port || (atol(url->url_port) > 0 && atol(url->url_port) <= 65535));
}

bool uri_is_plain_invite(const url_t *url)
{
    char method[16] = "INVITE";
    url_param(url->url_params, "method", method, sizeof method);
    return !url->url_headers && g_ascii_strcasecmp(method, "INVITE") == 0;
}

url_t *uri_parse(su_home_t *home, const char *text)
{
    url_t *url = uri_is_printed(text) ? url_make(home, text) : NULL;
    bool sip = url && (url->url_type == url_sip || url->url_type == url_sips);
    return sip && uri_has_host(url) ? url : NULL;
}

bool uri_needs_tls(const url_t *url)
{
    char transport[8] = "";
    url_param(url->url_params, "transport", transport, sizeof transport);
    return url->url_type == url_sips || g_ascii_strcasecmp(transport, "tls") == 0;
}

bool uri_same_place(const url_t *a, const url_t *b)
{
    return host_cmp(a->url_host, b->url_host) == 0 && strcmp(url_port(a), url_port(b)) == 0;
}
