/*
 * Sockets on loopback that never block.
 */
#include "wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

void wire_open(struct wire *wire)
{
    GInetAddress *loopback = g_inet_address_new_loopback(G_SOCKET_FAMILY_IPV4);
    GSocketAddress *any = g_inet_socket_address_new(loopback, 0);
    memset(wire, 0, sizeof *wire);
    wire->socket = g_socket_new(G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, 0, NULL);
    assert_true(g_socket_bind(wire->socket, any, FALSE, NULL));
    g_socket_set_blocking(wire->socket, FALSE);
    GSocketAddress *bound = g_socket_get_local_address(wire->socket, NULL);
    wire->port = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(bound));
    g_object_unref(bound);
    g_object_unref(any);
    g_object_unref(loopback);
}

bool wire_read(struct wire *wire)
{
    GSocketAddress *from = NULL;
    wire->size = g_socket_receive_from(wire->socket, &from, (char *)wire->packet,
                                       sizeof wire->packet, NULL, NULL);
    if (wire->size < 0)
        return false;
    wire->from = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(from));
    wire->count++;
    g_object_unref(from);
    return true;
}

void wire_drain(struct wire *wire)
{
    while (wire_read(wire))
        ;
}

bool is_rtp(const struct wire *wire, unsigned payload)
{
    return wire->size >= 12 && wire->packet[0] >> 6 == 2 && (wire->packet[1] & 0x7f) == payload;
}

bool is_rtcp(const struct wire *wire)
{
    return wire->size >= 8 && wire->packet[0] >> 6 == 2 && wire->packet[1] >= 200 &&
           wire->packet[1] <= 204;
}

void wire_send_bytes(struct wire *wire, unsigned port, const void *bytes, size_t size)
{
    GInetAddress *loopback = g_inet_address_new_loopback(G_SOCKET_FAMILY_IPV4);
    GSocketAddress *to = g_inet_socket_address_new(loopback, (guint16)port);
    g_socket_send_to(wire->socket, to, bytes, size, NULL, NULL);
    g_object_unref(to);
    g_object_unref(loopback);
}

void wire_send_rtp(struct wire *wire, unsigned port, unsigned payload)
{
    uint8_t packet[12 + 160] = {0x80, (uint8_t)payload, wire->sequence >> 8 & 0xff,
                                wire->sequence & 0xff};
    uint32_t time = wire->sequence++ * 160u;
    for (int i = 0; i < 4; i++)
        packet[4 + i] = time >> (24 - 8 * i) & 0xff;
    packet[9] = wire->source;
    packet[11] = (uint8_t)wire->port;
    packet[10] = (uint8_t)(wire->port >> 8);
    memset(packet + 12, 0xd5, 160);
    wire_send_bytes(wire, port, packet, payload == PCMA ? sizeof packet : 16);
}

void world_begin(struct world *world, const char *options, const char *lines)
{
    char *offer;
    assert_true(stack_make(&world->stack, options));
    wire_open(&world->rtp);
    wire_open(&world->other);
    offer = g_strdup_printf("v=0\r\no=peer 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\n"
                            "t=0 0\r\nm=audio %u RTP/AVP 8 101\r\n"
                            "a=rtpmap:101 telephone-event/8000\r\n%s",
                            world->rtp.port, lines);
    const char *audio = strstr(stack_answer(&world->stack, LEG, offer), "m=audio ");
    g_free(offer);
    assert_non_null(audio);
    world->port = (unsigned)g_ascii_strtoull(audio + 8, NULL, 10);
}

void world_end(struct world *world)
{
    assert_int_equal(world->stack.legs[LEG].failed_count, 0);
    stack_destroy(&world->stack);
    g_object_unref(world->rtp.socket);
    g_object_unref(world->other.socket);
}

void world_open(struct world *world, enum oh_direction direction)
{
    world->stack.port.open(world->stack.port.ctx, LEG, direction);
}
