/*
 * The one audio session that all calls share: what the parties told about it, and where we are with
 * it. Whether it is needed is derived from the calls at each step and never stored here.
 */
#ifndef OH_CORE_AUDIO_H
#define OH_CORE_AUDIO_H

#include "offhook/offhook.h"

/* Not on a rung: the first PREPARE of a session that the system activated. */
#define RUNG_NONE 255

/* Between PREPARED and the end of its step; never at rest. */
#define AUDIO_READY (OH_AUDIO_ON + 1)

struct audio {
    uint64_t since_ms; /* on this rung since */
    uint8_t state;     /* enum oh_audio_state, or AUDIO_READY */
    uint8_t rung;      /* WAITING, PREPARING: the rung of the present ladder */
    uint8_t how;       /* PREPARING: enum oh_prepare in flight */

    /* Facts. */
    bool system;   /* the system activated it, and no deactivation since */
    bool own;      /* we activated (acquired) it */
    bool unusable; /* it was found so at the last activation */
    bool dirty;    /* something changed while a PREPARE was in flight */
    bool reset;    /* it takes the strongest remedy: the services were reset, so that nobody will
                    * activate it again by himself; or it is on, and frames show that it is dead */
    bool unheld;   /* the user resumed a call while it was inactive (CONFLICT C3) */
    bool touched; /* the engine may have taken it since we last let go of it (an INVITE came, CK-93)
                   */
};

/* Facts. Each returns whether it meant anything. */
bool audio_activated(struct audio *audio, const struct oh_policy *policy, enum oh_found found);
bool audio_lost(struct audio *audio); /* deactivated, interrupted, or the services died */
bool audio_services_reset(struct audio *audio);
bool audio_route_changed(struct audio *audio, enum oh_found found);
void audio_found_dead(struct audio *audio); /* it is on, and nothing is captured or played */
bool audio_prepared(struct audio *audio, const struct oh_policy *policy);
bool audio_prepare_failed(struct audio *audio, uint64_t now_ms);
void audio_unheld(struct audio *audio);
void audio_provider_gone(
    struct audio *audio); /* the call UI's service died, and its activation with it */

/* The interruption is over, or the rung's time is: on to the next remedy. */
bool audio_climb(struct audio *audio, const struct oh_policy *policy, uint64_t now_ms,
                 struct oh_commands *out);

/* It waits on a rung of that kind, or on a later one. */
bool audio_waits_from(const struct audio *audio, const struct oh_policy *policy,
                      enum oh_rung_kind kind);

/* It waits, and if it is on a rung of that kind, it need not. */
void audio_pass_over(struct audio *audio, const struct oh_policy *policy, enum oh_rung_kind kind,
                     uint64_t now_ms, struct oh_commands *out);

/* The one place that lets go of the session. Never while the system owns it (S11). */
void audio_release(struct audio *audio, struct oh_commands *out);

/* Make the session follow the need (some call wants to talk); at the end of every step.
 * `has_calls`: there is a call at all. */
void audio_settle(struct audio *audio, const struct oh_policy *policy, bool needed, bool has_calls,
                  uint64_t now_ms, struct oh_commands *out);

/* When the present rung's time is over, or OH_NEVER. */
uint64_t audio_due_ms(const struct audio *audio, const struct oh_policy *policy);

#endif
