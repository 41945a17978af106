/*
 * Who rings is told to nobody but the peer: no router is asked for a way (UPnP), no name is asked
 * for (mDNS), so that nothing is sent to a group, and no group is joined, while a WebRTC call is
 * made and talked on. Every call of the sockets that could do so comes by here, whichever library
 * makes it.
 */
#define _GNU_SOURCE
#include "pair.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <gio/gio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <cmocka.h>

static atomic_uint joined, sent;

static bool is_group(const struct sockaddr *address)
{
    if (!address)
        return false;
    if (address->sa_family == AF_INET)
        return IN_MULTICAST(
            ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr));
    return address->sa_family == AF_INET6 &&
           IN6_IS_ADDR_MULTICAST(&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
}

int setsockopt(int fd, int level, int name, const void *value, socklen_t size)
{
    int (*next)(int, int, int, const void *, socklen_t);
    *(void **)&next = dlsym(RTLD_NEXT, "setsockopt");
    bool ip = level == IPPROTO_IP && (name == IP_ADD_MEMBERSHIP || name == MCAST_JOIN_GROUP ||
                                      name == IP_ADD_SOURCE_MEMBERSHIP);
    bool ip6 = level == IPPROTO_IPV6 && (name == IPV6_JOIN_GROUP || name == MCAST_JOIN_GROUP);
    joined += ip || ip6;
    return next(fd, level, name, value, size);
}

ssize_t sendto(int fd, const void *bytes, size_t size, int flags, const struct sockaddr *to,
               socklen_t to_size)
{
    ssize_t (*next)(int, const void *, size_t, int, const struct sockaddr *, socklen_t);
    *(void **)&next = dlsym(RTLD_NEXT, "sendto");
    sent += is_group(to);
    return next(fd, bytes, size, flags, to, to_size);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    ssize_t (*next)(int, const struct msghdr *, int);
    *(void **)&next = dlsym(RTLD_NEXT, "sendmsg");
    sent += is_group(message->msg_name);
    return next(fd, message, flags);
}

int sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags)
{
    int (*next)(int, struct mmsghdr *, unsigned, int);
    *(void **)&next = dlsym(RTLD_NEXT, "sendmmsg");
    for (unsigned i = 0; i < count; i++)
        sent += is_group(messages[i].msg_hdr.msg_name);
    return next(fd, messages, count, flags);
}

/* GLib's sockets, which libnice's are, come by here; else this test could not fail. */
static void what_joins_and_sends_is_counted(void **state)
{
    GError *error = NULL;
    (void)state;
    GSocket *socket =
        g_socket_new(G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, &error);
    assert_non_null(socket);
    GInetAddress *group = g_inet_address_new_from_string("239.255.255.250");
    GSocketAddress *address = g_inet_socket_address_new(group, 1900);
    /* Only on the loopback interface, which knows no neighbours. */
    g_socket_join_multicast_group(socket, group, FALSE, "lo", NULL);
    assert_int_equal(joined, 1);
    struct in_addr loopback = {htonl(INADDR_LOOPBACK)};
    assert_int_equal(setsockopt(g_socket_get_fd(socket), IPPROTO_IP, IP_MULTICAST_IF, &loopback,
                                sizeof loopback),
                     0);
    g_socket_send_to(socket, address, "?", 1, NULL, NULL);
    assert_int_equal(sent, 1);
    joined = sent = 0;
    g_object_unref(address);
    g_object_unref(group);
    g_object_unref(socket);
}

static void a_call_is_no_matter_of_a_group(void **state)
{
    (void)state;
    pair_talk("audio=tone:400 measure=1 offer=webrtc", "audio=tone:1000 measure=1 offer=webrtc",
              "codecs=opus");
    assert_int_equal(joined, 0);
    assert_int_equal(sent, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_joins_and_sends_is_counted),
        STACK_TEST(a_call_is_no_matter_of_a_group),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
