/*
 * First GStreamer itself and its registry, which may have to be built anew: with the start, so that
 * what is missing is told at once. The plugins, which are most of the memory, with the first call.
 */
#include "loader.h"
#include "elements.h"
#include "rehearse.h"

static void free_request(gpointer request)
{
    oh_crypto_free_text((char *)((struct oh_media_request *)request)->offer);
    g_free(request);
}

static void answer_early(struct oh_loader *loader)
{
    struct oh_media_request *request;
    while ((request = g_queue_pop_head(&loader->early))) {
        loader->carry_out(loader->ctx, request);
        free_request(request);
    }
}

/* Else it is loaded with the first such call, on that one's own thread: four megabytes, and an RSA
 * key. */
static bool expects_webrtc(const struct oh_media_options *options)
{
    return options->offer == OH_OFFER_WEBRTC || options->security == OH_SECURITY_REQUIRE;
}

/* ---- The thread ---- */

static gpointer look(gpointer ctx)
{
    struct oh_loader *loader = ctx;
    loader->good = oh_elements_find(loader->why, sizeof loader->why);
    /* Not g_main_context_invoke: that runs it here when nobody owns the context just now. */
    g_source_attach(loader->done, loader->shared->context);
    return NULL;
}

/* What makes the first call faster, or better, and need not be waited for. */
static void load_the_rest(struct oh_media_shared *shared)
{
    char why[200];
    if (shared->session)
        oh_session_load(shared->session);
    if (!oh_media_rehearse(&shared->options, &shared->pcm, why, sizeof why))
        oh_media_log(&shared->log, OH_LOG_WARNING, "rehearsal: %s", why);
    if (expects_webrtc(&shared->options) && !oh_elements_load_webrtc(why, sizeof why))
        oh_media_log(&shared->log, OH_LOG_WARNING, "%s", why);
}

static gpointer load(gpointer ctx)
{
    struct oh_loader *loader = ctx;
    struct oh_media_shared *shared = loader->shared;
    bool good = oh_elements_load(loader->why, sizeof loader->why);
    if (good && shared->options.audio == OH_AUDIO_FILE)
        good = oh_pcm_load(&shared->pcm, shared->options.file, loader->why, sizeof loader->why);
    loader->good = good;
    g_source_attach(loader->done, shared->context);
    if (good)
        load_the_rest(shared);
    return NULL;
}

/* ---- The steps ---- */

static void drop_done(struct oh_loader *loader)
{
    if (loader->done)
        g_source_destroy(loader->done);
    g_clear_pointer(&loader->done, g_source_unref);
}

static void join(struct oh_loader *loader)
{
    if (loader->thread)
        g_thread_join(g_steal_pointer(&loader->thread));
}

static gboolean on_done(gpointer ctx);

static void begin_step(struct oh_loader *loader, enum oh_loading state, GThreadFunc step)
{
    join(loader);
    drop_done(loader);
    loader->state = state;
    loader->done = g_idle_source_new();
    g_source_set_priority(loader->done, G_PRIORITY_DEFAULT);
    g_source_set_callback(loader->done, on_done, loader, NULL);
    loader->thread = g_thread_new("offhook-media", step, loader);
}

static void looked(struct oh_loader *loader)
{
    loader->state = OH_LOAD_WAITING;
    if (loader->shared->session)
        oh_session_begin(loader->shared->session);
    /* A bad file is to be told now, and not to the first caller; and a key takes its time. */
    if (!g_queue_is_empty(&loader->early) || loader->shared->options.audio == OH_AUDIO_FILE ||
        expects_webrtc(&loader->shared->options))
        begin_step(loader, OH_LOADING, load);
    /* Or else with what is loaded at the start. */
    if (loader->shared->options.security != OH_SECURITY_OFF &&
        !expects_webrtc(&loader->shared->options))
        oh_warm_can(&loader->warm);
}

static gboolean on_done(gpointer ctx)
{
    struct oh_loader *loader = ctx;
    if (!loader->good) {
        loader->state = OH_LOAD_FAILED;
        oh_media_log(&loader->shared->log, OH_LOG_ERROR, "%s", loader->why);
        answer_early(loader);
    } else if (loader->state == OH_LOAD_LOOKING) {
        looked(loader);
    } else {
        loader->state = OH_LOADED;
        answer_early(loader);
    }
    return G_SOURCE_REMOVE;
}

void oh_loader_begin(struct oh_loader *loader, struct oh_media_shared *shared,
                     void (*carry_out)(void *ctx, const struct oh_media_request *request),
                     void *ctx)
{
    *loader = (struct oh_loader){.shared = shared, .carry_out = carry_out, .ctx = ctx};
    g_queue_init(&loader->early);
    oh_warm_begin(&loader->warm, &shared->worker, shared->log);
    begin_step(loader, OH_LOAD_LOOKING, look);
}

void oh_loader_end(struct oh_loader *loader)
{
    join(loader);
    drop_done(loader);
    oh_warm_end(&loader->warm);
    g_queue_clear_full(&loader->early, free_request);
}

void oh_loader_expect(struct oh_loader *loader, unsigned legs)
{
    oh_warm_busy(&loader->warm, legs > 0 || !g_queue_is_empty(&loader->early));
}

/* ---- Early requests ---- */

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
    oh_warm_busy(&loader->warm, true);
    if (loader->state == OH_LOAD_WAITING)
        begin_step(loader, OH_LOADING, load);
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
