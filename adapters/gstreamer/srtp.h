/*
 * Encrypts and decrypts what passes a leg's sockets, with keys that the descriptions bring.
 */
#ifndef OFFHOOK_GSTREAMER_SRTP_H
#define OFFHOOK_GSTREAMER_SRTP_H

#include "crypto.h"

#include <gst/gst.h>

struct oh_srtp {
    GstElement *rtpbin; /* borrowed */
    GstElement *encoder, *decoder;
    GMutex lock;
    struct oh_crypto ours, theirs;
};

/* Before any pad of rtpbin was asked for. What goes out has our key from the start. */
void oh_srtp_begin(struct oh_srtp *srtp, GstElement *rtpbin, const struct oh_crypto *ours);
/* After the pipeline stopped. */
void oh_srtp_end(struct oh_srtp *srtp);
/* From now on. */
void oh_srtp_agree(struct oh_srtp *srtp, const struct oh_crypto *ours,
                   const struct oh_crypto *theirs);

#endif
