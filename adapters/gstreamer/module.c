/*
 * The module's door: struct oh_media_adapter and struct oh_media_port over the legs.
 */
#include "loader.h"

#include "offhook/adapter.h"

#include <gmodule.h>

struct media {
    struct oh_media_shared shared;
    struct oh_loader loader;
    GHashTable *legs;       /* oh_leg to struct oh_media_leg */
    GHashTable *in_private; /* legs whose signalling is private, as a set */
};

static struct oh_media_leg *find(struct media *media, oh_leg id)
{
    return g_hash_table_lookup(media->legs, GUINT_TO_POINTER(id));
}

/* While there are legs, the sound devices are kept ready, and what is for later calls waits. */
static void expect(struct media *media)
{
    oh_loader_expect(&media->loader, g_hash_table_size(media->legs));
    if (media->shared.session)
        oh_session_expect(media->shared.session, g_hash_table_size(media->legs));
}

static struct oh_media_leg *find_or_begin(struct media *media, oh_leg id)
{
    struct oh_media_leg *leg = find(media, id);
    if (leg)
        return leg;
    leg = oh_leg_new(&media->shared, id,
                     g_hash_table_contains(media->in_private, GUINT_TO_POINTER(id)));
    g_hash_table_insert(media->legs, GUINT_TO_POINTER(id), leg);
    expect(media);
    return leg;
}

/* Answer `offer`, or make one if it is NULL. GStreamer is there, or will never be. */
static void describe(void *ctx, const struct oh_media_request *request)
{
    struct media *media = ctx;
    if (media->loader.state != OH_LOADED) {
        struct oh_sdp_refusal refusal = {.code = 500};
        g_strlcpy(refusal.why, media->loader.why, sizeof refusal.why);
        oh_leg_tell_description(&media->shared, request->leg, NULL, &refusal);
        return;
    }
    struct oh_media_leg *leg = find_or_begin(media, request->leg);
    if (request->muted)
        oh_leg_mute(leg, true);
    if (request->offer)
        oh_leg_answer(leg, request->offer, request->held);
    else
        oh_leg_offer(leg, request->held);
}

/* The first call's description takes some time, while it rings. What will be refused is refused
 * now, and does not: the offer says it alone. */
static bool is_refused_at_once(struct media *media, const struct oh_media_request *request)
{
    const struct oh_media_options *options = &media->shared.options;
    struct oh_sdp_refusal refusal = {.code = 0};
    struct oh_sdp sdp;
    oh_sdp_begin(&sdp, options->address, options->codecs, options->codec_count);
    sdp.security = options->security;
    sdp.is_private = g_hash_table_contains(media->in_private, GUINT_TO_POINTER(request->leg));
    bool taken = oh_sdp_take(&sdp, request->offer, request->held, &refusal);
    oh_sdp_end(&sdp);
    if (!taken)
        oh_leg_tell_description(&media->shared, request->leg, NULL, &refusal);
    return !taken;
}

static void describe_when_loaded(struct media *media, const struct oh_media_request *request)
{
    if (media->loader.state >= OH_LOADED)
        describe(media, request);
    else if (!request->offer || !is_refused_at_once(media, request))
        oh_loader_add(&media->loader, request);
}

static void port_answer(void *ctx, oh_leg id, const char *offer, bool held)
{
    describe_when_loaded(ctx, &(struct oh_media_request){.leg = id, .offer = offer, .held = held});
}

static void port_offer(void *ctx, oh_leg id, bool held)
{
    describe_when_loaded(ctx, &(struct oh_media_request){.leg = id, .held = held});
}

static bool port_agree(void *ctx, oh_leg id, const char *answer, char *why, size_t why_size)
{
    struct oh_sdp_refusal refusal = {.why = "there is no such leg"};
    struct oh_media_leg *leg = find(ctx, id);
    if (leg && oh_leg_agree(leg, answer, &refusal))
        return true;
    g_strlcpy(why, refusal.why, why_size);
    return false;
}

static void port_withdraw(void *ctx, oh_leg id)
{
    struct oh_media_leg *leg = find(ctx, id);
    if (leg)
        oh_leg_withdraw(leg);
}

static bool port_remote_holds(void *ctx, oh_leg id)
{
    const struct oh_media_leg *leg = find(ctx, id);
    return leg && oh_leg_remote_holds(leg);
}

static void port_open(void *ctx, oh_leg id, enum oh_direction direction)
{
    struct oh_media_leg *leg = find(ctx, id);
    if (leg)
        oh_leg_open(leg, direction);
}

static void port_close(void *ctx, oh_leg id)
{
    port_open(ctx, id, OH_DIRECTION_NONE);
}

static void port_signalled(void *ctx, oh_leg id, bool in_private)
{
    struct media *media = ctx;
    if (in_private)
        g_hash_table_add(media->in_private, GUINT_TO_POINTER(id));
}

static void port_connect(void *ctx, oh_leg id)
{
    struct oh_media_leg *leg = find(ctx, id);
    if (leg)
        oh_leg_connect(leg);
}

static void port_restart(void *ctx, oh_leg id)
{
    struct oh_media_leg *leg = find(ctx, id);
    if (leg)
        oh_leg_restart(leg);
}

static void port_ring_back(void *ctx, oh_leg id)
{
    struct oh_media_leg *leg = find(ctx, id);
    if (leg)
        oh_leg_ring_back(leg, true);
}

static void port_mute(void *ctx, oh_leg id, bool on)
{
    struct media *media = ctx;
    struct oh_media_leg *leg = find(media, id);
    if (leg)
        oh_leg_mute(leg, on);
    else
        oh_loader_mute(&media->loader, id, on);
}

static bool port_send_digits(void *ctx, oh_leg id, const char *digits)
{
    struct oh_media_leg *leg = find(ctx, id);
    return leg && oh_leg_send_digits(leg, digits);
}

static bool port_stats(void *ctx, oh_leg id, struct oh_media_stats *stats)
{
    const struct oh_media_leg *leg = find(ctx, id);
    if (leg)
        oh_leg_stats(leg, stats);
    return leg != NULL;
}

static void port_end(void *ctx, oh_leg id)
{
    struct media *media = ctx;
    oh_loader_drop(&media->loader, id);
    port_close(media, id);
    g_hash_table_remove(media->legs, GUINT_TO_POINTER(id));
    g_hash_table_remove(media->in_private, GUINT_TO_POINTER(id));
    expect(media);
}

static void free_leg(gpointer leg)
{
    oh_leg_free(leg);
}

static void *create(const struct oh_adapter_config *config, const struct oh_post *post,
                    struct oh_media_port *port, struct oh_audio_port *audio, char *text,
                    size_t text_size)
{
    struct media *media = g_new0(struct media, 1);
    if (!oh_media_options_read(&media->shared.options, config->options, text, text_size)) {
        g_free(media);
        return NULL;
    }
    media->shared.context =
        g_main_context_ref(config->main_context ? config->main_context : g_main_context_default());
    media->shared.log = config->log;
    media->legs = g_hash_table_new_full(NULL, NULL, NULL, free_leg);
    media->in_private = g_hash_table_new(NULL, NULL);
    oh_worker_begin(&media->shared.worker, media->shared.context);
    if (media->shared.options.audio == OH_AUDIO_DEVICE) {
        media->shared.session =
            oh_session_new(media->shared.context, &media->shared.options, media->shared.log, post);
        *audio = oh_session_port(media->shared.session);
    }
    oh_loader_begin(&media->loader, &media->shared, describe, media);
    *port = (struct oh_media_port){.size = sizeof *port,
                                   .ctx = media,
                                   .uses_session =
                                       media->shared.options.session || media->shared.session,
                                   .answer = port_answer,
                                   .offer = port_offer,
                                   .agree = port_agree,
                                   .withdraw = port_withdraw,
                                   .remote_holds = port_remote_holds,
                                   .open = port_open,
                                   .close = port_close,
                                   .mute = port_mute,
                                   .send_digits = port_send_digits,
                                   .end = port_end,
                                   .signalled = port_signalled,
                                   .connect = port_connect,
                                   .stats = port_stats,
                                   .restart = port_restart,
                                   .ring_back = port_ring_back};
    return media;
}

static void set_events(void *instance, const struct oh_media_events *events)
{
    ((struct media *)instance)->shared.events = *events;
}

static void play(void *instance, enum oh_tone tone)
{
    const struct media *media = instance;
    if (media->shared.session)
        oh_session_play(media->shared.session, tone);
}

static void destroy(void *instance)
{
    struct media *media = instance;
    oh_loader_end(&media->loader);
    g_hash_table_unref(media->legs);
    oh_worker_end(&media->shared.worker);
    g_hash_table_unref(media->in_private);
    if (media->shared.session)
        oh_session_free(media->shared.session);
    g_main_context_unref(media->shared.context);
    oh_pcm_free(&media->shared.pcm);
    oh_media_options_clear(&media->shared.options);
    g_free(media);
}

G_MODULE_EXPORT const struct oh_adapter *oh_adapter(void);

const struct oh_adapter *oh_adapter(void)
{
    static const struct oh_media_adapter media = {.size = sizeof media,
                                                  .create = create,
                                                  .set_events = set_events,
                                                  .play = play,
                                                  .destroy = destroy};
    static const struct oh_adapter adapter = {.size = sizeof adapter,
                                              .abi = OH_ADAPTER_ABI,
                                              .name = "gstreamer",
                                              .kind = OH_ADAPTER_MEDIA,
                                              .media = &media};
    return &adapter;
}
