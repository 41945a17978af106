/*
 * Work that takes milliseconds and is not for the owner's context: done on threads, told there.
 */
#ifndef OFFHOOK_GSTREAMER_WORKER_H
#define OFFHOOK_GSTREAMER_WORKER_H

#include <glib.h>
#include <stdbool.h>

struct oh_worker {
    GMainContext *context;
    GThreadPool *pool; /* as many threads as there is work: one call does not wait for another */
    GQueue open;       /* jobs whose end was not told yet; on the context */
};

void oh_worker_begin(struct oh_worker *worker, GMainContext *context);
/* On the context, as all here: waits for what is being done, and tells its end. */
void oh_worker_end(struct oh_worker *worker);

/* `work` runs on a thread, then `done` on the context; both get `data`. */
void oh_worker_do(struct oh_worker *worker, void (*work)(void *data), void (*done)(void *data),
                  void *data);

#endif
