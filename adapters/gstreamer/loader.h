/*
 * Loads GStreamer on a thread of its own, in two steps, and keeps the requests that come meanwhile:
 * the first call gets its "180 Ringing" without waiting for a media library, and a phone that
 * nobody calls stays small.
 */
#ifndef OFFHOOK_GSTREAMER_LOADER_H
#define OFFHOOK_GSTREAMER_LOADER_H

#include "leg.h"
#include "warm.h"

enum oh_loading {
    OH_LOAD_LOOKING, /* is all there that we need? */
    OH_LOAD_WAITING, /* it is; for the first call */
    OH_LOADING,      /* plugins, the sound file */
    OH_LOADED,
    OH_LOAD_FAILED,
};

/* A request for a description. */
struct oh_media_request {
    oh_leg leg;
    const char *offer; /* to answer; NULL: we are to offer */
    bool held;
    bool muted; /* asked for while it waited */
};

struct oh_loader {
    enum oh_loading state;
    char why[300]; /* OH_LOAD_FAILED */
    GQueue early;  /* of struct oh_media_request */
    struct oh_media_shared *shared;
    GThread *thread; /* of the present step */
    GSource *done;   /* the step's end, on the shared context */
    struct oh_warm warm;
    bool good; /* what it found */
    void (*carry_out)(void *ctx, const struct oh_media_request *request);
    void *ctx;
};

/* `carry_out` is called on the shared context, once for each early request, when loading has ended.
 */
void oh_loader_begin(struct oh_loader *loader, struct oh_media_shared *shared,
                     void (*carry_out)(void *ctx, const struct oh_media_request *request),
                     void *ctx);
/* Waits for the thread; early requests are dropped. */
void oh_loader_end(struct oh_loader *loader);

/* How many legs there are. */
void oh_loader_expect(struct oh_loader *loader, unsigned legs);

/* Keep a copy for later, and load what it needs. Not once it is loaded, or that failed. */
void oh_loader_add(struct oh_loader *loader, const struct oh_media_request *request);
/* The leg ended. */
void oh_loader_drop(struct oh_loader *loader, oh_leg leg);
void oh_loader_mute(struct oh_loader *loader, oh_leg leg, bool on);

#endif
