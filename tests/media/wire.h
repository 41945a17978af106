/*
 * For tests: bare sockets as the peer of a media stack, and the packets on them.
 */
#ifndef TESTS_MEDIA_WIRE_H
#define TESTS_MEDIA_WIRE_H

#include "stack.h"

#include <gio/gio.h>

enum { LEG = 1, PACKET_MAX = 2048, PCMA = 8, NOISE = 13, EVENT = 101 };

/* One socket of the peer. */
struct wire {
    GSocket *socket;
    unsigned port;
    uint8_t packet[PACKET_MAX]; /* the last one */
    gssize size;
    unsigned from; /* its port */
    unsigned count;
    uint16_t sequence;
    uint8_t source; /* part of the number that names its stream */
};

void wire_open(struct wire *wire);
/* Take a packet if one is there. */
bool wire_read(struct wire *wire);
void wire_drain(struct wire *wire);
bool is_rtp(const struct wire *wire, unsigned payload);
bool is_rtcp(const struct wire *wire);
void wire_send_bytes(struct wire *wire, unsigned port, const void *bytes, size_t size);
/* 20 ms of A-law silence, or whatever the payload number stands for. */
void wire_send_rtp(struct wire *wire, unsigned port, unsigned payload);

/* A stack, and the sockets of its peer. */
struct world {
    struct stack stack;
    struct wire rtp, other;
    unsigned port; /* the stack's */
};

/* The peer offers PCMA and telephone-event on its `rtp` socket, with these lines more. */
void world_begin(struct world *world, const char *options, const char *lines);
void world_end(struct world *world);
void world_open(struct world *world, enum oh_direction direction);

#endif
