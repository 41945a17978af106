/*
 * Packets that are ready before there are keys to send them with: they are kept from the wire, but
 * for the newest, which leaves the moment there are keys. So nobody waits for the next frame of
 * the source then, nor for an encoder.
 */
#ifndef OFFHOOK_GSTREAMER_NEWEST_H
#define OFFHOOK_GSTREAMER_NEWEST_H

#include <gst/gst.h>
#include <stdbool.h>

struct oh_newest {
    GMutex lock;
    GCond first_sent;
    GstPad *pad; /* where packets come by; NULL: nowhere just now */
    GstBuffer *kept, *first;
    bool passes; /* there are keys */
    bool lets_one;
};

void oh_newest_begin(struct oh_newest *newest);
/* When nobody pushes any more. */
void oh_newest_end(struct oh_newest *newest);

/* Packets come by this source pad, until `leave`, before which it was deactivated. */
void oh_newest_watch(struct oh_newest *newest, GstPad *pad);
void oh_newest_leave(struct oh_newest *newest);

/* The next packet passes whether there are keys or not, for what it sets up on its way. Whoever is
 * behind must drop it. */
void oh_newest_let_one(struct oh_newest *newest);
/* What is kept is not to be sent any more. Once this returned, it is not under way either. */
void oh_newest_forget(struct oh_newest *newest);
/* There are keys: what is kept leaves within the call, and from now on everything passes. */
void oh_newest_pass(struct oh_newest *newest);

#endif
