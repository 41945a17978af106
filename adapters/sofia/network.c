/*
 * Asks the kernel for the route, and sends nothing.
 */
#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "account.h"
#include "log.h"
#include "origin.h"

/* Addresses for documentation (RFC 5737, RFC 3849): the route to them is the default route. */
#define SOMEWHERE_V4 "192.0.2.1"
#define SOMEWHERE_V6 "2001:db8::1"

/* The source address of datagrams to `host`, or false if no route leads there. */
static bool source_towards(int family, const char *host, char text[INET6_ADDRSTRLEN])
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } peer = {.any = {.sa_family = (sa_family_t)family}};
    void *raw = family == AF_INET ? (void *)&peer.v4.sin_addr : (void *)&peer.v6.sin6_addr;
    socklen_t length = sizeof peer;
    if (inet_pton(family, host, raw) != 1)
        return false;
    peer.v4.sin_port = htons(9); /* at the same place in both */
    int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool found = fd >= 0 &&
                 connect(fd, &peer.any, family == AF_INET ? sizeof peer.v4 : sizeof peer.v6) == 0 &&
                 getsockname(fd, &peer.any, &length) == 0 &&
                 inet_ntop(family, raw, text, INET6_ADDRSTRLEN);
    if (fd >= 0)
        close(fd);
    return found;
}

char *network_own_address(const struct listener *listener, const char *host)
{
    int family = listener->ipv6 ? AF_INET6 : AF_INET;
    char text[INET6_ADDRSTRLEN];
    char *bare = *host == '[' ? g_strndup(host + 1, strlen(host) - 2) : g_strdup(host);
    bool found = !listener->any || source_towards(family, bare, text) ||
                 source_towards(family, listener->ipv6 ? SOMEWHERE_V6 : SOMEWHERE_V4, text);
    if (!listener->any)
        g_strlcpy(text, listener->host, sizeof text);
    g_free(bare);
    if (!found)
        return NULL;
    return g_strdup_printf(listener->ipv6 ? "[%s]" : "%s", text);
}

/* An address of this machine, whatever its port. */
static bool is_ours(su_sockaddr_t address, socklen_t length)
{
    address.su_port = 0;
    int fd = socket(address.su_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool ours = fd < 0 || bind(fd, &address.su_sa, length) == 0 || errno != EADDRNOTAVAIL;
    if (fd >= 0)
        close(fd);
    return ours;
}

static bool is_dead(const struct engine *engine, int fd)
{
    su_sockaddr_t own = {0}, peer = {0};
    socklen_t own_length = sizeof own, peer_length = sizeof peer, size = sizeof(int);
    int type = 0;
    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM &&
           getpeername(fd, &peer.su_sa, &peer_length) == 0 && origin_knows(engine, &peer) &&
           getsockname(fd, &own.su_sa, &own_length) == 0 && !is_ours(own, own_length);
}

/* Sofia does not give its sockets away, so they are looked for among the process's. */
void network_shut_dead_connections(const struct engine *engine)
{
    GDir *all = g_dir_open("/proc/self/fd", 0, NULL);
    const char *name;
    while (all && (name = g_dir_read_name(all))) {
        int fd = atoi(name);
        if (is_dead(engine, fd)) {
            log_line(engine, OH_LOG_INFO, "account: a connection's address is gone; it is shut");
            shutdown(fd, SHUT_RDWR);
        }
    }
    if (all)
        g_dir_close(all);
}
