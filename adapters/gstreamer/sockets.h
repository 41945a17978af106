/*
 * A pair of UDP sockets: RTP on an even port, RTCP on the next one (RFC 3550, 11).
 */
#ifndef OFFHOOK_GSTREAMER_SOCKETS_H
#define OFFHOOK_GSTREAMER_SOCKETS_H

#include <gio/gio.h>
#include <stdbool.h>
#include <stdint.h>

struct oh_sockets {
    GSocket *rtp, *rtcp;
    uint16_t port; /* RTP's */
};

/* Bind a free pair of [min, max], or of any ports if max is 0. False with a sentence. */
bool oh_sockets_bind(struct oh_sockets *sockets, GInetAddress *address, uint16_t min, uint16_t max,
                     char *why, size_t why_size);
void oh_sockets_close(struct oh_sockets *sockets);

#endif
