/*
 * The one negotiation that webrtcbin sees.
 */
#ifndef OFFHOOK_GSTREAMER_WEBRTC_WORDS_H
#define OFFHOOK_GSTREAMER_WEBRTC_WORDS_H

#include "webrtc.h"

/* All three block for some ten milliseconds, and up to seconds if there are servers to be asked:
 * not on the owner's context. The pipeline runs. False with a sentence. */

/* The answer to the peer's words; what is received has these formats. `ours` is filled. */
bool oh_webrtc_answer(struct oh_webrtc *webrtc, const struct oh_agreed *agreed, struct oh_ice *ours,
                      char *why, size_t why_size);
/* Our words for an offer of these formats. */
bool oh_webrtc_offer(struct oh_webrtc *webrtc, const struct oh_formats *formats,
                     struct oh_ice *ours, char *why, size_t why_size);
/* The peer's words to it. */
bool oh_webrtc_agree(struct oh_webrtc *webrtc, const struct oh_agreed *agreed, char *why,
                     size_t why_size);

/* Where the sender's packets go in; unref it. For an answer: before it; for an offer: after what
 * the peer answered. */
GstPad *oh_webrtc_input(struct oh_webrtc *webrtc, const struct oh_format *format);

#endif
