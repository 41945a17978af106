/*
 * The steps of a making, one after the other on one thread.
 */
#include "making.h"
#include "elements.h"
#include "webrtc_agent.h"
#include "webrtc_words.h"

/* ---- On a thread ---- */

static void unmake(void *data)
{
    struct oh_pipeline *pipeline = data;
    oh_webrtc_release_relays(&pipeline->webrtc);
    oh_pipeline_end(pipeline);
    g_free(pipeline);
}

static bool begin(struct oh_making *making)
{
    making->pipeline = g_new0(struct oh_pipeline, 1);
    const struct oh_wire wire = {.kind = OH_KIND_WEBRTC};
    if (oh_pipeline_begin(making->pipeline, &wire, making->options, making->pcm, making->lines,
                          making->why, sizeof making->why))
        return true;
    g_clear_pointer(&making->pipeline, g_free);
    return false;
}

static bool make(struct oh_making *making)
{
    struct oh_pipeline *pipeline = making->pipeline;
    switch (making->step) {
    case OH_MAKE_ANSWER:
        if (!begin(making))
            return false;
        pipeline = making->pipeline;
        oh_pipeline_agree(pipeline, &making->agreed);
        if (!oh_webrtc_answer(&pipeline->webrtc, &making->agreed, &making->ours, making->why,
                              sizeof making->why))
            return false;
        oh_pipeline_prepare(pipeline);
        return true;
    case OH_MAKE_OFFER:
        return begin(making) && oh_webrtc_offer(&making->pipeline->webrtc, &making->formats,
                                                &making->ours, making->why, sizeof making->why);
    case OH_MAKE_AGREED:
        if (!oh_webrtc_agree(&pipeline->webrtc, &making->agreed, making->why, sizeof making->why))
            return false;
        oh_pipeline_agree(pipeline, &making->agreed);
        oh_pipeline_prepare(pipeline);
        return true;
    case OH_LOAD_SRTP: return oh_elements_load_srtp(making->why, sizeof making->why);
    }
    return false;
}

static void work(void *data)
{
    struct oh_making *making = data;
    gint64 begun_us = g_get_monotonic_time();
    making->good = !g_atomic_int_get(&making->abandoned) && make(making);
    if ((!making->good || g_atomic_int_get(&making->abandoned)) && making->pipeline)
        unmake(g_steal_pointer(&making->pipeline));
    making->took_us = g_get_monotonic_time() - begun_us;
}

/* ---- On the context ---- */

static void nothing(void *data)
{
    (void)data;
}

static void done(void *data)
{
    struct oh_making *making = data;
    if (!g_atomic_int_get(&making->abandoned))
        making->made(making->ctx, making);
    if (making->pipeline) /* abandoned after the work was done */
        oh_making_unmake(making->worker, making->pipeline);
    oh_ice_clear(&making->agreed.ice);
    oh_ice_clear(&making->ours);
    g_free(making);
}

struct oh_making *oh_making_begin(struct oh_worker *worker, const struct oh_making *order,
                                  void (*made)(void *ctx, struct oh_making *making), void *ctx)
{
    struct oh_making *making = g_memdup2(order, sizeof *order);
    making->agreed.ice = oh_ice_copy(&order->agreed.ice);
    making->worker = worker;
    making->made = made;
    making->ctx = ctx;
    oh_worker_do(worker, work, done, making);
    return making;
}

void oh_making_abandon(struct oh_making *making)
{
    g_atomic_int_set(&making->abandoned, true);
}

void oh_making_unmake(struct oh_worker *worker, struct oh_pipeline *pipeline)
{
    oh_worker_do(worker, unmake, nothing, pipeline);
}
