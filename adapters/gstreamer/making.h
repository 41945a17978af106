/*
 * Making a leg's WebRTC media, which takes some ten milliseconds, and taking it apart, and what is
 * to be loaded for keys in descriptions: off the owner's context. A making outlives its leg if that
 * ends meanwhile, and cleans up after itself.
 */
#ifndef OFFHOOK_GSTREAMER_MAKING_H
#define OFFHOOK_GSTREAMER_MAKING_H

#include "pipeline.h"
#include "worker.h"

enum oh_step {
    OH_MAKE_ANSWER, /* a pipeline, and our words to the peer's */
    OH_MAKE_OFFER,  /* a pipeline, and our words */
    OH_MAKE_AGREED, /* what the peer answered is carried out */
    OH_LOAD_SRTP,   /* not WebRTC: no pipeline; what the first leg with keys needs is loaded */
};

struct oh_making {
    /* What is asked for. */
    enum oh_step step;
    const struct oh_media_options *options; /* borrowed, as what follows */
    const struct oh_pcm *pcm;
    struct oh_lines *lines;
    struct oh_agreed agreed;   /* ANSWER, AGREED; its own */
    struct oh_formats formats; /* OFFER */

    /* What came of it. */
    struct oh_pipeline *pipeline; /* AGREED: comes with the order; NULL if it failed */
    struct oh_ice ours;           /* ANSWER, OFFER */
    gint64 took_us;
    bool good;
    char why[200]; /* it is not */

    /* How it is told. */
    struct oh_worker *worker;
    void (*made)(void *ctx, struct oh_making *making);
    void *ctx;
    gint abandoned; /* atomic */
};

/* Begins the work; `order` is copied, and agreed in it, too. `made` is called on the context, once,
 * unless the making is abandoned; what it leaves in there is freed after it. */
struct oh_making *oh_making_begin(struct oh_worker *worker, const struct oh_making *order,
                                  void (*made)(void *ctx, struct oh_making *making), void *ctx);
/* Nobody waits for it any more: the pipeline is taken apart as soon as it can be. */
void oh_making_abandon(struct oh_making *making);

/* Take a pipeline apart, and free it. */
void oh_making_unmake(struct oh_worker *worker, struct oh_pipeline *pipeline);

#endif
