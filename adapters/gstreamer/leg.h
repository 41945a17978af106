/*
 * One leg: its description, its pipeline, its gates, and what it tells its owner.
 */
#ifndef OFFHOOK_GSTREAMER_LEG_H
#define OFFHOOK_GSTREAMER_LEG_H

#include "log.h"
#include "measure.h"
#include "pipeline.h"
#include "session.h"

/* What legs share: the media stack they belong to. */
struct oh_media_shared {
    struct oh_media_options options;
    struct oh_pcm pcm;
    struct oh_session *session; /* audio=device; else NULL */
    GMainContext *context;
    struct oh_log_sink log;
    struct oh_media_events events;
};

struct oh_media_leg;

/* NULL with a sentence: no ports are free. */
struct oh_media_leg *oh_leg_new(const struct oh_media_shared *shared, oh_leg id, char *why,
                                size_t why_size);
void oh_leg_free(struct oh_media_leg *leg);

/* The functions of struct oh_media_port. NULL: refused, as `refusal` says. */
const char *oh_leg_answer(struct oh_media_leg *leg, const char *offer, bool held,
                          struct oh_sdp_refusal *refusal);
const char *oh_leg_offer(struct oh_media_leg *leg, bool held);
bool oh_leg_agree(struct oh_media_leg *leg, const char *answer, struct oh_sdp_refusal *refusal);
void oh_leg_withdraw(struct oh_media_leg *leg);
bool oh_leg_remote_holds(const struct oh_media_leg *leg);
void oh_leg_open(struct oh_media_leg *leg, enum oh_direction direction);
void oh_leg_mute(struct oh_media_leg *leg, bool on);
bool oh_leg_send_digits(struct oh_media_leg *leg, const char *digits);

#endif
