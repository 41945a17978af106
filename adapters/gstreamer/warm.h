/*
 * The DTLS certificate, made before anybody needs it: when the phone has been quiet for a while, so
 * that no call suffers for the next one.
 */
#ifndef OFFHOOK_GSTREAMER_WARM_H
#define OFFHOOK_GSTREAMER_WARM_H

#include "log.h"
#include "worker.h"

struct oh_warm {
    struct oh_worker *worker;
    struct oh_log_sink log;
    bool can, busy, begun;
    GSource *quiet; /* it is so far */
};

/* What is given is borrowed until oh_warm_end. All on the worker's context. */
void oh_warm_begin(struct oh_warm *warm, struct oh_worker *worker, struct oh_log_sink log);
void oh_warm_end(struct oh_warm *warm);
/* GStreamer's registry is there. */
void oh_warm_can(struct oh_warm *warm);
/* There is a call; or there is none any more. */
void oh_warm_busy(struct oh_warm *warm, bool busy);

#endif
