/*
 * One short run of the sending chain to ourselves, before the first call.
 */
#ifndef OFFHOOK_GSTREAMER_REHEARSE_H
#define OFFHOOK_GSTREAMER_REHEARSE_H

#include "options.h"
#include "pcm.h"

/* Sends a packet with each codec to a socket of our own. On any thread; blocks for milliseconds.
 * False with a sentence if a pipeline does not even start. */
bool oh_media_rehearse(const struct oh_media_options *options, const struct oh_pcm *pcm, char *why,
                       size_t why_size);

#endif
