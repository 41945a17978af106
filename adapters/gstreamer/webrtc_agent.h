/*
 * The way to the peer: libnice's agent, which webrtcbin has.
 */
#ifndef OFFHOOK_GSTREAMER_WEBRTC_AGENT_H
#define OFFHOOK_GSTREAMER_WEBRTC_AGENT_H

#include "webrtc.h"

/* Before the pipeline runs. */
void oh_webrtc_set_agent(GstElement *bin, const struct oh_media_options *options);
/* The peer knows our words, or is about to: look for a way to it. Before, it hears nothing of us.
 * Never blocks. */
void oh_webrtc_connect(struct oh_webrtc *webrtc, const struct oh_ice *theirs);
/* Both have new credentials: look for a way anew, while the old one goes on. Never blocks. False
 * with a sentence. */
bool oh_webrtc_restart(struct oh_webrtc *webrtc, const struct oh_ice *ours,
                       const struct oh_ice *theirs, char *why, size_t why_size);
/* Give back what a TURN server holds for us, which takes a round trip to it. Before the pipeline
 * stops, not on the owner's context. */
void oh_webrtc_release_relays(struct oh_webrtc *webrtc);

#endif
