/*
 * Key presses of the peer, out of its telephone-events (RFC 4733): each is told once.
 */
#ifndef OFFHOOK_GSTREAMER_DIGITS_RECEIVE_H
#define OFFHOOK_GSTREAMER_DIGITS_RECEIVE_H

#include <gst/gst.h>
#include <stdbool.h>
#include <stdint.h>

/* Watch the events that come to this pad of an element, in order, from one source. The element
 * posts a message for each press. `pending` (atomic) counts messages that nobody has read yet. */
void oh_digits_watch(GstPad *pad, uint32_t clock_hz, gint *pending);

/* Whether the message is such a one, and which digit it tells. */
bool oh_digits_message(GstMessage *message, gint *pending, char *digit);

#endif
