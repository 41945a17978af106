/*
 * Calls on their way up. The SDK says "connected" once, for the 200 and the ACK together.
 */
#include "call.h"

#include "end.h"
#include "error.h"
#include "gate.h"
#include "reason.h"
#include "text.h"

/* ---- Incoming ---- */

/* As adapters/sofia makes it, so that a push server needs one rule: FNV-1a (64 bits) over the
 * Call-ID, then `i`. 0 if the SDK does not say it. */
static oh_match_key match_key(const struct leg *leg)
{
    struct engine *engine = leg->engine;
    char id[TEXT_MAX] = "";
    uint32_t size = sizeof id - 1;
    siprix_error error =
        engine->api.Call_GetSipHeader(engine->module, leg->call, "Call-ID", id, &size);
    if (error != SIPRIX_EOK || !*id)
        return 0;
    oh_match_key key = 0xcbf29ce484222325u;
    for (const char *at = id; *at; at++)
        key = (key ^ (uint8_t)*at) * 0x100000001b3u;
    key = (key ^ 'i') * 0x100000001b3u;
    return key ? key : 1;
}

static void set_remote(struct leg *leg, const char *header)
{
    char *party = text_party(header);
    if (*party) {
        g_free(leg->remote);
        leg->remote = g_steal_pointer(&party);
    }
    g_free(party);
}

void call_incoming(struct engine *engine, const struct notice *notice)
{
    if (leg_of_call(engine, notice->call))
        return; /* said twice */
    if (g_hash_table_size(engine->legs) >= engine->options.legs_max) {
        engine->api.Call_Reject(engine->module, notice->call, 486);
        engine_log(engine, OH_LOG_WARNING, "there are %u calls (legs=); another one got 486",
                   engine->options.legs_max);
        return;
    }
    struct leg *leg = leg_new(engine, false);
    leg_set_call(leg, notice->call);
    set_remote(leg, notice->text);
    engine_post(engine, &OH_EVENT(OH_EV_ENGINE_INVITED, .leg = leg->id, .match_key = match_key(leg),
                                  .flags = notice->flag ? OH_INVITE_VIDEO : 0));
}

static void post_connected(struct leg *leg)
{
    leg_post(leg, OH_EV_ENGINE_ACCEPTED);
    leg_post(leg, OH_EV_ENGINE_CONNECTED);
    gate_settle(leg);
}

void call_accept(struct leg *leg)
{
    struct engine *engine = leg->engine;
    if (leg->outgoing || leg->accepted || leg->ending)
        return;
    siprix_error error = engine->api.Call_Accept(engine->module, leg->call, false);
    if (error == SIPRIX_EOK || error == SIPRIX_ECallAlreadyAnswered) {
        leg->accepted = true;
        if (leg->connected) /* by itself, before anybody wanted that */
            post_connected(leg);
        gate_settle(leg);
        return;
    }
    leg_complain(leg, OH_LOG_WARNING, "Call_Accept", error);
    if (error == SIPRIX_ECallNotFound)
        end_vanished(leg);
    else
        end_leg(leg, (uint16_t)reason_to_status(error_reason(error)), error_reason(error));
}

/* ---- Outgoing ---- */

struct leg *call_describe(struct engine *engine, const char *uri, char *text, size_t text_size)
{
    if (!text_is_address(uri)) {
        char *clean = text_clean(uri);
        g_snprintf(text, (gulong)text_size,
                   "\"%.80s\" is no address to call; for example sip:bob@example.org", clean);
        g_free(clean);
        return NULL;
    }
    if (!engine->has_account) {
        g_snprintf(text, (gulong)text_size,
                   "siprix calls through an account, and there is none; give one, or an address to "
                   "listen on (--listen udp:ADDRESS:PORT)");
        return NULL;
    }
    struct leg *leg = leg_new(engine, true);
    leg->destination = g_strdup(uri);
    leg->remote = g_strdup(uri);
    return leg;
}

static void post_progress(struct leg *leg, uint16_t flags)
{
    engine_post(leg->engine, &OH_EVENT(OH_EV_ENGINE_PROGRESSED, .leg = leg->id, .flags = flags));
}

/* The core takes the call that the SDK placed by itself: what happened to it until now is told. */
static void take(struct leg *leg)
{
    leg->unasked = false;
    if (leg->kept_progress != 0)
        post_progress(leg, leg->kept_progress);
    if (leg->connected)
        post_connected(leg);
}

void call_invite(struct leg *leg)
{
    struct engine *engine = leg->engine;
    if (leg->unasked)
        take(leg);
    if (!leg->outgoing || leg->has_call || leg->ending)
        return;
    struct DestData *destination = engine->api.Dest_GetDefault();
    siprix_call call = 0;
    siprix_error error = SIPRIX_EObjectNull;
    if (destination) {
        engine->api.Dest_SetExtension(destination, leg->destination);
        engine->api.Dest_SetAccountId(destination, engine->account);
        engine->api.Dest_SetVideoCall(destination, false);
        error = engine->api.Call_Invite(engine->module, destination, &call);
    }
    if (error == SIPRIX_EOK) {
        leg_set_call(leg, call);
        return;
    }
    leg_complain(leg, OH_LOG_WARNING, "Call_Invite", error);
    leg_because(leg, error_reason(error));
    leg_ended(leg);
}

void call_proceeding(struct leg *leg, const char *response)
{
    uint16_t status = text_status(response);
    uint16_t flags = status == 180   ? OH_PROGRESS_RINGING
                     : status == 183 ? OH_PROGRESS_EARLY_MEDIA
                                     : 0;
    if (flags == 0 || !leg->outgoing || leg->connected)
        return;
    leg->kept_progress |= flags;
    if (!leg->unasked)
        post_progress(leg, flags);
}

void call_connected(struct leg *leg, const struct notice *notice)
{
    if (leg->connected)
        return; /* said twice */
    leg->connected = true;
    set_remote(leg, leg->outgoing ? notice->more : notice->text);
    if (leg->ending)
        end_again(leg);
    else if (!leg->outgoing && !leg->accepted)
        engine_log(leg->engine, OH_LOG_WARNING,
                   "leg %u: the SDK answered the call by itself; its microphone stays shut until "
                   "the user answers",
                   leg->id);
    else if (!leg->unasked)
        post_connected(leg);
}
