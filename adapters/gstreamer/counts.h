/*
 * What passed a leg's wire, whichever wire it is, since somebody asked last.
 */
#ifndef OFFHOOK_GSTREAMER_COUNTS_H
#define OFFHOOK_GSTREAMER_COUNTS_H

#include <glib.h>

/* Atomic all. Received: what can be played; alive: every other sign of the peer's life (reports,
 * key presses, comfort noise). */
struct oh_counts {
    gint sent, received, alive;
    gint sent_in_all, received_in_all; /* since the leg's begin */
};

#endif
