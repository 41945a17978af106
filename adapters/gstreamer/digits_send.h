/*
 * Key presses on their way out, as telephone-events (RFC 4733) in the stream of the audio.
 */
#ifndef OFFHOOK_GSTREAMER_DIGITS_SEND_H
#define OFFHOOK_GSTREAMER_DIGITS_SEND_H

#include "sdp.h"

#include <gst/gst.h>

/* Digits that may wait: at five a second, more than a minute and a half of typing. */
enum { OH_DIGITS_WAITING_MAX = 512 };

enum oh_press { OH_PRESS_NONE, OH_PRESS_DOWN, OH_PRESS_ENDING, OH_PRESS_PAUSE };

struct oh_digits_sender {
    GMutex lock;
    GString *waiting;
    bool agreed; /* the peer takes events under the number `payload` */
    uint8_t payload;
    uint32_t clock_hz;
    uint32_t packet_ticks; /* what one packet of audio covers */

    /* The key press that is being sent. */
    enum oh_press press;
    uint8_t event;
    uint32_t begin; /* RTP time */
    GstClockTime begin_pts;
    uint32_t ticks;     /* its duration so far */
    unsigned ends_left; /* packets that say it is over */
};

void oh_digits_begin(struct oh_digits_sender *digits);
/* After the pipeline stopped. */
void oh_digits_end(struct oh_digits_sender *digits);

/* What was agreed, anew with each description. `event`: codec NULL if the peer takes none. */
void oh_digits_agree(struct oh_digits_sender *digits, const struct oh_format *event,
                     unsigned ptime_ms);
/* The audio's packets come by `pad` from now on, in a stream of their own: a press that was being
 * sent in another one is over. */
void oh_digits_carry(struct oh_digits_sender *digits, GstPad *pad);
/* Send these after what waits. How many there was room for. */
size_t oh_digits_add(struct oh_digits_sender *digits, const char *text);

#endif
