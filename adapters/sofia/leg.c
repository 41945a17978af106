/*
 * The table of legs and how one ends. A leg that is off the table is freed from the main context,
 * so that whoever is up the stack (a port called from within an event) may still look at it.
 */
#include "leg.h"

#include "change.h"
#include "info.h"
#include "listen.h"
#include "log.h"
#include "message.h"
#include "reason.h"
#include "transfer_in.h"
#include "transfer_out.h"

struct leg *leg_new(struct engine *engine, struct listener *listener, nua_handle_t *handle)
{
    struct leg *leg = g_new0(struct leg, 1);
    leg->id = ++engine->last_leg;
    leg->engine = engine;
    leg->listener = listener;
    leg->handle = handle;
    g_hash_table_insert(engine->legs, GUINT_TO_POINTER(leg->id), leg);
    if (handle)
        nua_handle_bind(handle, leg);
    return leg;
}

struct leg *leg_find(struct engine *engine, oh_leg id)
{
    return g_hash_table_lookup(engine->legs, GUINT_TO_POINTER(id));
}

void leg_request_began(struct leg *leg)
{
    leg->requests++;
}

void leg_request_over(struct leg *leg)
{
    if (leg->requests > 0 && --leg->requests == 0)
        change_send(leg);
}

void leg_post(struct leg *leg, enum oh_event_type type)
{
    engine_post(leg->engine, &OH_EVENT(type, .leg = leg->id));
}

void leg_because(struct leg *leg, enum oh_reason reason)
{
    if (leg->reason == OH_REASON_NONE)
        leg->reason = reason;
}

void leg_signalled(const struct leg *leg)
{
    const struct oh_media_port *media = &leg->engine->media;
    if (media->signalled)
        media->signalled(media->ctx, leg->id, leg->listener->tls);
}

void leg_ended(struct leg *leg)
{
    if (leg->ended)
        return;
    leg->ended = true;
    leg_because(leg, OH_REASON_FAILED);
    leg->engine->media.end(leg->engine->media.ctx, leg->id);
    if (!leg->outgoing && !leg->invited) /* nobody has heard of it */
        return;
    engine_post(leg->engine,
                &OH_EVENT(OH_EV_ENGINE_ENDED, .leg = leg->id, .reason = (uint8_t)leg->reason));
}

static void leg_free(gpointer data)
{
    struct leg *leg = data;
    g_free(leg->remote);
    g_free(leg->call_id);
    g_free(leg->remote_tag);
    g_free(leg->branch);
    g_free(leg->warning);
    g_free(leg->target);
    if (leg->targets)
        g_ptr_array_unref(leg->targets);
    g_free(leg->tried);
    message_free_sdp(leg->sdp);
    message_free_sdp(leg->agreed_sdp);
    g_free(leg->refer_to);
    g_free(leg->refer_event);
    g_free(leg->referred_by);
    g_free(leg->replacing);
    g_free(leg);
}

static gboolean sweep_soon(gpointer data)
{
    struct engine *engine = data;
    engine->sweep = NULL;
    leg_sweep(engine);
    return G_SOURCE_REMOVE;
}

void leg_sweep(struct engine *engine)
{
    if (engine->sweep)
        g_source_destroy(engine->sweep);
    engine->sweep = NULL;
    for (guint i = 0; i < engine->gone->len; i++)
        leg_free(engine->gone->pdata[i]);
    g_ptr_array_set_size(engine->gone, 0);
}

void leg_gone(struct leg *leg)
{
    struct engine *engine = leg->engine;
    g_hash_table_steal(engine->legs, GUINT_TO_POINTER(leg->id));
    if (leg->retry)
        g_source_destroy(leg->retry);
    leg->retry = NULL;
    nua_destroy_event(leg->change);
    info_forget(leg);
    transfer_forget(leg);
    transfer_cut(leg);
    if (leg->handle) {
        nua_handle_bind(leg->handle, NULL);
        nua_handle_destroy(leg->handle);
        leg->handle = NULL;
    }
    g_ptr_array_add(engine->gone, leg);
    if (!engine->sweep && !engine->closing) {
        engine->sweep = g_idle_source_new();
        g_source_set_callback(engine->sweep, sweep_soon, engine, NULL);
        g_source_attach(engine->sweep, engine->context);
        g_source_unref(engine->sweep);
    }
    leg_ended(leg);
}

void leg_refuse(struct leg *leg, int status)
{
    leg->final_given = leg->refused = true;
    log_expect(leg->engine, leg->cseq, status);
    bool for_media = leg->warning && status == leg->refusal;
    nua_respond(leg->handle, status, sip_status_phrase(status),
                TAG_IF(for_media, SIPTAG_WARNING_STR(leg->warning)), TAG_END());
}

/* Hang up an answered call. The callee may not send BYE before the ACK came (RFC 3261 15): then the
 * arrival of the ACK, or nua's giving up on it, does. */
static void hang_up(struct leg *leg)
{
    const char *why = reason_to_header(leg->reason);
    if (leg->bye_given || (!leg->outgoing && !leg->connected))
        return;
    leg->bye_given = true;
    nua_bye(leg->handle, TAG_IF(why, SIPTAG_REASON_STR(why)), TAG_END());
}

static void cancel(struct leg *leg)
{
    const char *why = reason_to_header(leg->reason);
    if (leg->cancel_given)
        return;
    leg->cancel_given = true;
    nua_cancel(leg->handle, TAG_IF(why, SIPTAG_REASON_STR(why)), TAG_END());
}

void leg_end(struct leg *leg, enum oh_reason reason)
{
    if (!leg->handle)
        return;
    if (!leg->ending)
        leg_because(leg, reason);
    leg->ending = true;
    if (!leg->ended)
        leg->engine->media.close(leg->engine->media.ctx, leg->id);
    if (leg->accepted)
        hang_up(leg);
    else if (leg->outgoing && leg->invited)
        cancel(leg);
    else if (leg->outgoing)
        leg_gone(leg); /* nothing left for the peer yet */
    else if (!leg->final_given)
        leg_refuse(leg, reason_to_status(reason));
    /* else the 200 is on its way: connected() in incoming.c hangs up at the ACK */
}

void leg_end_at_once(struct leg *leg)
{
    leg_end(leg, OH_REASON_NONE);
    if (!leg->handle || leg->outgoing || leg->bye_given || !leg->final_given)
        return;
    leg->bye_given = true;
    if (leg->accepted)
        nua_bye(leg->handle, TAG_END());
    else
        leg_refuse(leg, 480);
}
