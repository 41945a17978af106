/*
 * A leg from inside: its fields, and what its files have of each other. All on the owner's context.
 */
#ifndef OFFHOOK_GSTREAMER_LEG_PRIVATE_H
#define OFFHOOK_GSTREAMER_LEG_PRIVATE_H

#include "leg.h"

/* A request for a description that came in the middle of a making. */
struct kept_request {
    bool open, held;
    char *offer; /* NULL: we are to offer */
};

struct oh_media_leg {
    struct oh_media_shared *shared;
    oh_leg id;
    struct oh_sockets sockets; /* not with OH_KIND_WEBRTC */
    struct oh_sdp sdp;
    struct oh_pipeline *pipeline; /* NULL: not made yet; in the hands of `making` if there is one */
    struct oh_making *making;     /* NULL: none is under way */
    bool making_held;             /* of the offer that it is for */
    struct kept_request kept;
    GString *kept_digits;
    struct oh_measuring measuring;
    enum oh_direction opened; /* what open() asked for */
    bool muted;
    bool ring_back;                             /* the peer is to hear that it rings */
    bool connect_wanted, connecting, connected; /* OH_KIND_WEBRTC */
    GSource *bus, *each_second, *connect_limit;
    gint64 taken_us; /* when frames were counted last */
    gint64 made_us;
    gint64 stretch_us; /* the longest time that a making kept this context from others */
    bool failed;
};

/* leg.c */

GSource *oh_leg_attach(GSource *source, GSourceFunc callback, struct oh_media_leg *leg);
void oh_leg_detach(GSource **source);
/* There is one to the peer by which frames can go. */
bool oh_leg_has_way(const struct oh_media_leg *leg);
/* The pipeline, if it is there and nobody works on it. */
struct oh_pipeline *oh_leg_at_hand(const struct oh_media_leg *leg);
void oh_leg_set_gates(struct oh_media_leg *leg);

/* leg_describe.c */

/* What keys in descriptions need is there: answer, or offer, as was asked for. */
void oh_leg_describe_with_keys(struct oh_media_leg *leg);

/* leg_bus.c */

void oh_leg_watch_bus(struct oh_media_leg *leg);
/* Whoever hears of these two may end the leg. */
void oh_leg_fail(struct oh_media_leg *leg, const char *why);
void oh_leg_distrust(struct oh_media_leg *leg, const char *why);

/* leg_flow.c */

struct oh_frames oh_leg_take_frames(struct oh_media_leg *leg);
/* Tell each second; and the rest. */
void oh_leg_watch_flow(struct oh_media_leg *leg);
void oh_leg_tell_flow(struct oh_media_leg *leg);
void oh_leg_tell_stats(const struct oh_media_leg *leg);

/* leg_making.c */

/* Where legs join the sound devices; NULL: there are none. */
struct oh_lines *oh_leg_lines_of(const struct oh_media_shared *shared);
void oh_leg_begin_making(struct oh_media_leg *leg, enum oh_step step);
/* A making is under way: keep this for its end. False: none is. */
bool oh_leg_keep_request(struct oh_media_leg *leg, const char *offer, bool held);
/* This context was kept from others since then, by what a making needs of it. */
void oh_leg_note_stretch(struct oh_media_leg *leg, gint64 since_us);
/* Look for the peer, if that is wanted and everything is there for it. */
void oh_leg_connect_now(struct oh_media_leg *leg);
/* From the first opening on somebody waits to talk. */
void oh_leg_limit_connecting(struct oh_media_leg *leg);

#endif
