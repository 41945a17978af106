/*
 * The loading thread, and the early requests in the order they came.
 */
#include "loader.h"
#include "elements.h"
#include "rehearse.h"

static void free_request(gpointer request)
{
    g_free((char *)((struct oh_media_request *)request)->offer);
    g_free(request);
}

static gboolean on_done(gpointer ctx)
{
    struct oh_loader *loader = ctx;
    struct oh_media_request *request;
    loader->state = loader->good ? OH_LOADED : OH_LOAD_FAILED;
    if (!loader->good)
        oh_media_log(&loader->shared->log, OH_LOG_ERROR, "%s", loader->why);
    else if (loader->shared->session)
        oh_session_begin(loader->shared->session);
    while ((request = g_queue_pop_head(&loader->early))) {
        loader->carry_out(loader->ctx, request);
        free_request(request);
    }
    return G_SOURCE_REMOVE;
}

static gpointer load(gpointer ctx)
{
    struct oh_loader *loader = ctx;
    struct oh_media_shared *shared = loader->shared;
    loader->good = oh_elements_load(loader->why, sizeof loader->why);
    if (loader->good && shared->options.audio == OH_AUDIO_FILE)
        loader->good =
            oh_pcm_load(&shared->pcm, shared->options.file, loader->why, sizeof loader->why);
    if (loader->good)
        loader->good =
            oh_media_rehearse(&shared->options, &shared->pcm, loader->why, sizeof loader->why);
    if (loader->good && shared->session)
        oh_session_load(shared->session);
    /* Not g_main_context_invoke: that runs it here when nobody owns the context just now. */
    g_source_attach(loader->done, shared->context);
    return NULL;
}

void oh_loader_begin(struct oh_loader *loader, struct oh_media_shared *shared,
                     void (*carry_out)(void *ctx, const struct oh_media_request *request),
                     void *ctx)
{
    *loader = (struct oh_loader){.shared = shared, .carry_out = carry_out, .ctx = ctx};
    g_queue_init(&loader->early);
    loader->done = g_idle_source_new();
    g_source_set_priority(loader->done, G_PRIORITY_DEFAULT);
    g_source_set_callback(loader->done, on_done, loader, NULL);
    loader->thread = g_thread_new("offhook-media", load, loader);
}

void oh_loader_end(struct oh_loader *loader)
{
    g_thread_join(loader->thread);
    g_source_destroy(loader->done);
    g_source_unref(loader->done);
    g_queue_clear_full(&loader->early, free_request);
}

static struct oh_media_request *find(struct oh_loader *loader, oh_leg leg)
{
    for (GList *item = loader->early.head; item; item = item->next)
        if (((struct oh_media_request *)item->data)->leg == leg)
            return item->data;
    return NULL;
}

void oh_loader_add(struct oh_loader *loader, const struct oh_media_request *request)
{
    struct oh_media_request *copy = g_memdup2(request, sizeof *request);
    copy->offer = g_strdup(request->offer);
    g_queue_push_tail(&loader->early, copy);
}

void oh_loader_drop(struct oh_loader *loader, oh_leg leg)
{
    struct oh_media_request *request = find(loader, leg);
    if (!request)
        return;
    g_queue_remove(&loader->early, request);
    free_request(request);
}

void oh_loader_mute(struct oh_loader *loader, oh_leg leg, bool on)
{
    struct oh_media_request *request = find(loader, leg);
    if (request)
        request->muted = on;
}
