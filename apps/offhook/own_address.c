/*
 * Asks the kernel for the route, and sends nothing. Names are not looked up: the default route is
 * taken to lead to them.
 */
#include "own_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Addresses for documentation (RFC 5737, RFC 3849): the route to them is the default route. */
#define SOMEWHERE_V4 "192.0.2.1"
#define SOMEWHERE_V6 "2001:db8::1"

/* To which the REGISTER goes; NULL: there is no account. */
static const char *next_hop(const struct phone_options *options)
{
    if (options->account_proxy)
        return options->account_proxy;
    return options->account_registrar ? options->account_registrar : options->account_uri;
}

/* The host of a URI that has the form of one, without brackets. */
static char *host_of(const char *uri)
{
    const char *host = strchr(uri, ':') + 1;
    const char *at = strchr(host, '@');
    if (at)
        host = at + 1;
    if (*host == '[')
        return g_strndup(host + 1, strcspn(host + 1, "]"));
    return g_strndup(host, strcspn(host, ":;?"));
}

static const char *transport_of(const char *uri)
{
    char *small = g_ascii_strdown(uri, -1);
    const char *transport = g_str_has_prefix(small, "sips:")  ? "tls"
                            : strstr(small, ";transport=tls") ? "tls"
                            : strstr(small, ";transport=tcp") ? "tcp"
                                                              : "udp";
    g_free(small);
    return transport;
}

char *listen_for_account(const struct phone_options *options)
{
    char *host = host_of(next_hop(options));
    const char *any = strchr(host, ':') ? "[::]" : "0.0.0.0";
    g_free(host);
    return g_strdup_printf("%s:%s:0", transport_of(next_hop(options)), any);
}

/* ---- The route ---- */

#define DISCARD_PORT 9

/* An address without its port. The family is that of `any`. */
union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static bool read_address(int family, const char *text, union address *address)
{
    *address = (union address){.any.sa_family = (sa_family_t)family};
    return inet_pton(family, text,
                     family == AF_INET ? (void *)&address->v4.sin_addr
                                       : (void *)&address->v6.sin6_addr) == 1;
}

static bool is_any(const union address *address)
{
    return address->any.sa_family == AF_INET ? address->v4.sin_addr.s_addr == htonl(INADDR_ANY)
                                             : IN6_IS_ADDR_UNSPECIFIED(&address->v6.sin6_addr);
}

static char *print_address(const union address *address)
{
    char text[INET6_ADDRSTRLEN] = "";
    const void *raw = address->any.sa_family == AF_INET ? (const void *)&address->v4.sin_addr
                                                        : (const void *)&address->v6.sin6_addr;
    inet_ntop(address->any.sa_family, raw, text, sizeof(text));
    return g_strdup(text);
}

/* The source address of datagrams to `host`; false: it is none, of another family, or out of reach.
 */
static bool source_towards(int family, const char *host, union address *source)
{
    union address peer;
    socklen_t length = family == AF_INET ? sizeof(peer.v4) : sizeof(peer.v6);
    if (!read_address(family, host, &peer))
        return false;
    peer.v4.sin_port = htons(DISCARD_PORT); /* at the same place in both */
    int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool found = fd >= 0 && connect(fd, &peer.any, length) == 0 &&
                 getsockname(fd, &source->any, &length) == 0;
    if (fd >= 0)
        close(fd);
    return found;
}

/* What to name instead of any address of this family. With no network at all it is loopback. */
static void name_instead(const struct phone_options *options, int family, union address *address)
{
    bool found = false;
    if (next_hop(options)) {
        char *host = host_of(next_hop(options));
        found = source_towards(family, host, address);
        g_free(host);
    }
    if (!found && !source_towards(family, family == AF_INET ? SOMEWHERE_V4 : SOMEWHERE_V6, address))
        read_address(family, family == AF_INET ? "127.0.0.1" : "::1", address);
}

char *own_address(const struct phone_options *options, const char *listen)
{
    const char *begin = strchr(listen, ':');
    const char *end = strrchr(listen, ':');
    if (!begin || end == begin)
        return NULL;
    begin++;
    bool brackets = *begin == '[' && end[-1] == ']';
    char *text = g_strndup(begin + brackets, (gsize)(end - begin) - 2 * brackets);
    union address address;
    if ((read_address(AF_INET, text, &address) || read_address(AF_INET6, text, &address)) &&
        is_any(&address)) {
        name_instead(options, address.any.sa_family, &address);
        g_free(text);
        text = print_address(&address);
    }
    return text;
}
