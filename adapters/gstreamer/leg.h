/*
 * One leg: its description, its pipeline, its gates, and what it tells its owner.
 */
#ifndef OFFHOOK_GSTREAMER_LEG_H
#define OFFHOOK_GSTREAMER_LEG_H

#include "log.h"
#include "making.h"
#include "measure.h"
#include "session.h"

/* What legs share: the media stack they belong to. */
struct oh_media_shared {
    struct oh_media_options options;
    struct oh_pcm pcm;
    struct oh_session *session; /* audio=device; else NULL */
    GMainContext *context;
    struct oh_log_sink log;
    struct oh_media_events events;
    struct oh_worker worker;
    bool has_srtp; /* what keys in descriptions need is loaded */
};

struct oh_media_leg;

/* `is_private`: its signalling is. */
struct oh_media_leg *oh_leg_new(struct oh_media_shared *shared, oh_leg id, bool is_private);
void oh_leg_free(struct oh_media_leg *leg);

/* Tell the owner our description, or why there is none. */
void oh_leg_tell_description(const struct oh_media_shared *shared, oh_leg id, const char *sdp,
                             const struct oh_sdp_refusal *refusal);

/* The functions of struct oh_media_port. The first two are followed by one `described`, before they
 * return or later; whoever hears it may end the leg. */
void oh_leg_answer(struct oh_media_leg *leg, const char *offer, bool held);
void oh_leg_offer(struct oh_media_leg *leg, bool held);
void oh_leg_connect(struct oh_media_leg *leg);
void oh_leg_ring_back(struct oh_media_leg *leg, bool on);
void oh_leg_restart(struct oh_media_leg *leg);
bool oh_leg_agree(struct oh_media_leg *leg, const char *answer, struct oh_sdp_refusal *refusal);
void oh_leg_withdraw(struct oh_media_leg *leg);
bool oh_leg_remote_holds(const struct oh_media_leg *leg);
void oh_leg_open(struct oh_media_leg *leg, enum oh_direction direction);
void oh_leg_mute(struct oh_media_leg *leg, bool on);
void oh_leg_stats(const struct oh_media_leg *leg, struct oh_media_stats *stats);
bool oh_leg_send_digits(struct oh_media_leg *leg, const char *digits);

#endif
