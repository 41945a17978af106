/*
 * What the failing apps do, and only that:
 * - they accept on SIP in the answer action itself, before the audio session is active;
 * - they have no remedy when the session does not come: no release before the fulfilment, no
 *   refreshed provider, no forced activation.
 *
 * The core behind it is the real one, and knows nothing of it. So a 200 that left too early is kept
 * from the core until the core asks for it, and a reject that comes too late for that becomes an
 * end.
 */
#include "eager.h"

#include <glib.h>
#include <string.h>

struct eager {
    struct oh_post next;
    struct oh_host **host;
    struct oh_engine_port engine;
    struct oh_audio_port audio;
    GHashTable *early; /* leg -> GQueue of its events that the core must not see yet */
};

static GQueue *early_of(struct eager *eager, oh_leg leg)
{
    return g_hash_table_lookup(eager->early, GUINT_TO_POINTER(leg));
}

static void free_queue(gpointer data)
{
    g_queue_free_full(data, g_free);
}

struct eager *eager_new(struct oh_post next, struct oh_host **host)
{
    struct eager *eager = g_new0(struct eager, 1);
    eager->next = next;
    eager->host = host;
    eager->early = g_hash_table_new_full(NULL, NULL, NULL, free_queue);
    return eager;
}

void eager_free(struct eager *eager)
{
    if (!eager)
        return;
    g_hash_table_unref(eager->early);
    g_free(eager);
}

/* ---- Events ---- */

static oh_leg ringing_leg(const struct eager *eager, struct oh_call_id call)
{
    struct oh_call_info info;
    const struct oh_core *core = oh_host_core(*eager->host);
    for (uint8_t i = 0; oh_call_at(core, i, &info); i++)
        if (memcmp(&info.call, &call, sizeof(call)) == 0)
            return info.sip == OH_SIP_RINGING ? info.leg : 0;
    return 0;
}

static void accept_at_once(struct eager *eager, struct oh_call_id call)
{
    oh_leg leg = ringing_leg(eager, call);
    if (leg == 0 || early_of(eager, leg))
        return;
    g_hash_table_insert(eager->early, GUINT_TO_POINTER(leg), g_queue_new());
    eager->engine.accept(eager->engine.ctx, leg);
}

static int post(void *ctx, const struct oh_event *event)
{
    struct eager *eager = ctx;
    GQueue *early = early_of(eager, event->leg);
    if (early && (event->type == OH_EV_ENGINE_ACCEPTED || event->type == OH_EV_ENGINE_CONNECTED)) {
        g_queue_push_tail(early, g_memdup2(event, sizeof(*event)));
        return OH_OK;
    }
    if (event->type == OH_EV_UI_ANSWERED && *eager->host)
        accept_at_once(eager, event->call);
    if (event->type == OH_EV_ENGINE_ENDED)
        g_hash_table_remove(eager->early, GUINT_TO_POINTER(event->leg));
    return eager->next.post(eager->next.ctx, event);
}

struct oh_post eager_post(struct eager *eager)
{
    return (struct oh_post){.ctx = eager, .post = post};
}

/* ---- The engine ---- */

static void engine_accept(void *ctx, oh_leg leg)
{
    struct eager *eager = ctx;
    gpointer early = NULL;
    if (!g_hash_table_steal_extended(eager->early, GUINT_TO_POINTER(leg), NULL, &early)) {
        eager->engine.accept(eager->engine.ctx, leg);
        return;
    }
    for (struct oh_event *event; (event = g_queue_pop_head(early)); g_free(event)) {
        event->now_ms = 0; /* it is now that the core learns it */
        eager->next.post(eager->next.ctx, event);
    }
    g_queue_free(early);
}

static void engine_reject(void *ctx, oh_leg leg, uint16_t code, enum oh_reason reason)
{
    struct eager *eager = ctx;
    if (early_of(eager, leg))
        eager->engine.end(eager->engine.ctx, leg, reason);
    else
        eager->engine.reject(eager->engine.ctx, leg, code, reason);
}

/* The rest goes through as it is. */
static void engine_ring(void *ctx, oh_leg leg)
{
    struct eager *eager = ctx;
    eager->engine.ring(eager->engine.ctx, leg);
}
static void engine_end(void *ctx, oh_leg leg, enum oh_reason reason)
{
    struct eager *eager = ctx;
    eager->engine.end(eager->engine.ctx, leg, reason);
}
static void engine_invite(void *ctx, oh_leg leg, struct oh_call_id call)
{
    struct eager *eager = ctx;
    eager->engine.invite(eager->engine.ctx, leg, call);
}
static void engine_hold(void *ctx, oh_leg leg)
{
    struct eager *eager = ctx;
    eager->engine.hold(eager->engine.ctx, leg);
}
static void engine_resume(void *ctx, oh_leg leg)
{
    struct eager *eager = ctx;
    eager->engine.resume(eager->engine.ctx, leg);
}
static void engine_open(void *ctx, oh_leg leg, enum oh_direction direction)
{
    struct eager *eager = ctx;
    eager->engine.open(eager->engine.ctx, leg, direction);
}
static void engine_close(void *ctx, oh_leg leg)
{
    struct eager *eager = ctx;
    eager->engine.close(eager->engine.ctx, leg);
}
static void engine_mute(void *ctx, oh_leg leg, bool on)
{
    struct eager *eager = ctx;
    eager->engine.mute(eager->engine.ctx, leg, on);
}
static const char *engine_remote(void *ctx, oh_leg leg)
{
    struct eager *eager = ctx;
    return eager->engine.remote(eager->engine.ctx, leg);
}

void eager_wrap_engine(struct eager *eager, struct oh_engine_port *engine)
{
    eager->engine = *engine;
    *engine = (struct oh_engine_port){
        .size = sizeof(struct oh_engine_port),
        .ctx = eager,
        .ring = engine_ring,
        .accept = engine_accept,
        .reject = engine_reject,
        .end = engine_end,
        .invite = engine_invite,
        .hold = engine_hold,
        .resume = engine_resume,
        .open = engine_open,
        .close = engine_close,
        .mute = engine_mute,
        .remote = engine_remote,
    };
}

/* ---- The audio session: configured as CallKit's users do, and nothing beyond ---- */

static void audio_prepare(void *ctx, enum oh_prepare how)
{
    struct eager *eager = ctx;
    if (how == OH_PREPARE_PLAIN)
        eager->audio.prepare(eager->audio.ctx, how);
    else
        eager->next.post(eager->next.ctx, &OH_EVENT(OH_EV_AUDIO_PREPARE_FAILED));
}

static void audio_release(void *ctx)
{
    struct eager *eager = ctx;
    eager->next.post(eager->next.ctx, &OH_EVENT(OH_EV_AUDIO_RELEASED));
}

static void audio_enable(void *ctx)
{
    struct eager *eager = ctx;
    eager->audio.enable(eager->audio.ctx);
}

static void audio_disable(void *ctx)
{
    struct eager *eager = ctx;
    eager->audio.disable(eager->audio.ctx);
}

void eager_wrap_audio(struct eager *eager, struct oh_audio_port *audio)
{
    eager->audio = *audio;
    *audio = (struct oh_audio_port){
        .size = sizeof(struct oh_audio_port),
        .ctx = eager,
        .prepare = audio_prepare,
        .release = audio_release,
        .enable = eager->audio.enable ? audio_enable : NULL,
        .disable = eager->audio.disable ? audio_disable : NULL,
    };
}

void eager_wrap_ui(struct eager *eager, struct oh_ui_port *ui)
{
    (void)eager;
    ui->refresh = NULL;
}
