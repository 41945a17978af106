/*
 * The module: options, creation and destruction, and the port's functions, which find the leg and
 * hand it to the file whose business it is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "backoff.h"
#include "change.h"
#include "digest.h"
#include "engine.h"
#include "incoming.h"
#include "info.h"
#include "keepalive.h"
#include "leg.h"
#include "listen.h"
#include "log.h"
#include "origin.h"
#include "outgoing.h"
#include "stranger.h"
#include "transfer_in.h"
#include "transfer_out.h"

/* How long destroy() waits for the peers to answer our BYEs and refusals, and the registrar. The
 * host has waited for them before (T_STOP); a peer that is gone costs both. */
#define GOODBYE_MS 500

/* ---- The engine port ---- */

static void port_ring(void *ctx, oh_leg id)
{
    struct leg *leg = leg_find(ctx, id);
    if (leg && !leg->outgoing)
        incoming_ring(leg);
}

static void port_accept(void *ctx, oh_leg id)
{
    struct leg *leg = leg_find(ctx, id);
    if (leg && !leg->outgoing)
        incoming_accept(leg);
}

static void port_reject(void *ctx, oh_leg id, uint16_t code, enum oh_reason reason)
{
    struct leg *leg = leg_find(ctx, id);
    if (!leg)
        return;
    if (leg->outgoing || leg->final_given || code < 300 || code > 699) {
        leg_end(leg, reason);
        return;
    }
    if (!leg->ending)
        leg_because(leg, reason);
    leg->ending = true;
    leg_refuse(leg, code);
}

static void port_end(void *ctx, oh_leg id, enum oh_reason reason)
{
    struct leg *leg = leg_find(ctx, id);
    if (leg)
        leg_end(leg, reason);
}

static void port_invite(void *ctx, oh_leg id, struct oh_call_id call)
{
    struct leg *leg = leg_find(ctx, id);
    (void)call; /* SIP has no use for it */
    if (leg)
        outgoing_invite(leg);
}

static void port_hold(void *ctx, oh_leg id)
{
    struct leg *leg = leg_find(ctx, id);
    if (leg)
        change_hold(leg, true);
}

static void port_resume(void *ctx, oh_leg id)
{
    struct leg *leg = leg_find(ctx, id);
    if (leg)
        change_hold(leg, false);
}

static void port_open(void *ctx, oh_leg id, enum oh_direction direction)
{
    struct engine *engine = ctx;
    struct leg *leg = leg_find(engine, id);
    if (!leg || leg->ending)
        return;
    if (leg->outgoing || leg->accepted)
        engine->media.open(engine->media.ctx, id, direction);
    else
        leg->open_wanted = direction;
}

static void port_close(void *ctx, oh_leg id)
{
    struct engine *engine = ctx;
    struct leg *leg = leg_find(engine, id);
    if (!leg)
        return;
    leg->open_wanted = OH_DIRECTION_NONE;
    engine->media.close(engine->media.ctx, id);
}

static void port_mute(void *ctx, oh_leg id, bool on)
{
    struct engine *engine = ctx;
    if (leg_find(engine, id))
        engine->media.mute(engine->media.ctx, id, on);
}

static void port_restart_media(void *ctx, oh_leg id)
{
    struct leg *leg = leg_find(ctx, id);
    if (leg)
        change_restart(leg);
}

/* By the media if the peer takes them there, else by INFO. */
static void port_send_digits(void *ctx, oh_leg id, const char *digits)
{
    struct engine *engine = ctx;
    const struct oh_media_port *media = &engine->media;
    struct leg *leg = leg_find(engine, id);
    if (!leg || leg->ending)
        return;
    if (!media->send_digits || !media->send_digits(media->ctx, id, digits))
        info_send(leg, digits);
}

static void port_transfer(void *ctx, oh_leg id)
{
    struct leg *leg = leg_find(ctx, id);
    if (leg)
        transfer_send(leg);
}

static void port_answer_transfer(void *ctx, oh_leg id, bool on)
{
    struct leg *leg = leg_find(ctx, id);
    if (leg)
        transfer_answer(leg, on);
}

/* There is no mixer: peers that the user has joined would not hear each other. */
static void port_group(void *ctx, oh_leg id, oh_leg other)
{
    struct leg *leg = leg_find(ctx, id);
    if (!leg || other == 0)
        return;
    log_line(ctx, OH_LOG_WARNING,
             "leg %u: cannot be joined to leg %u: this engine does not mix calls; set the "
             "policy groups to off",
             id, other);
    leg_post(leg, OH_EV_ENGINE_GROUP_FAILED);
}

static const char *port_remote(void *ctx, oh_leg id)
{
    const struct leg *leg = leg_find(ctx, id);
    return leg ? leg->remote : NULL;
}

/* ---- Options ---- */

static bool number(const char *value, unsigned long max, unsigned long *out)
{
    char *end = NULL;
    *out = strtoul(value, &end, 10);
    return *value >= '0' && *value <= '9' && !*end && *out <= max;
}

/* Options other than listen=, which come first because binding needs them. */
static bool take_option(struct engine *engine, const char *option, int *detail, char *text,
                        size_t text_size)
{
    unsigned long n = 0;
    if (g_str_has_prefix(option, "listen="))
        return true;
    if (g_str_has_prefix(option, "early=") && strcmp(option, "early=183") == 0) {
        engine->early_183 = true;
        return true;
    }
    if (strcmp(option, "early=ring-back") == 0) {
        engine->early_183 = engine->ring_back = true;
        return true;
    }
    if (strcmp(option, "full-numbers=1") == 0) {
        engine->full_numbers = true;
        return true;
    }
    if (g_str_has_prefix(option, "legs=") && number(option + 5, 10000, &n) && n > 0) {
        engine->legs_max = (guint)n;
        return true;
    }
    if (g_str_has_prefix(option, "sofia-log=") && number(option + 10, 9, &n)) {
        *detail = (int)n;
        return true;
    }
    if (g_str_has_prefix(option, "from=sip:") && strchr(option, '@')) {
        g_free(engine->from);
        engine->from = g_strdup(option + 5);
        return true;
    }
    if (g_str_has_prefix(option, "ca=") && option[3]) {
        g_free(engine->ca);
        engine->ca = g_strdup(option + 3);
        return true;
    }
    if (g_str_has_prefix(option, "resolv-conf=") && option[12]) {
        g_free(engine->resolv_conf);
        engine->resolv_conf = g_strdup(option + 12);
        return true;
    }
    if (g_str_has_prefix(option, "keepalive=") && number(option + 10, 3600, &n)) {
        engine->keepalive_s = (guint)n;
        return true;
    }
    if (g_str_has_prefix(option, "retry=") && number(option + 6, BACKOFF_MAX_S, &n) && n > 0) {
        engine->retry_base_s = (guint)n;
        return true;
    }
    snprintf(
        text, text_size,
        "sofia: option \"%s\" is not known or has a bad value; there are "
        "listen=udp:ADDRESS:PORT, tcp: and tls: (--listen udp:ADDRESS:PORT), ca=FILE, "
        "resolv-conf=FILE, early=183|ring-back (--early 183), full-numbers=1 (--full-numbers), "
        "legs=1..10000, from=sip:NAME@HOST, keepalive=0..3600, "
        "retry=1..1800, sofia-log=0..9",
        option);
    return false;
}

static bool take_options(struct engine *engine, const char *const *options, char *text,
                         size_t text_size)
{
    int detail = 0;
    for (const char *const *o = options; o && *o; o++)
        if (!take_option(engine, *o, &detail, text, text_size))
            return false;
    log_redirect(engine, detail);
    engine->root = su_glib_root_create(NULL);
    if (!engine->root) {
        snprintf(text, text_size, "sofia: out of memory");
        return false;
    }
    su_root_threading(engine->root, 0); /* nua runs on the host's thread */
    g_source_attach(su_glib_root_gsource(engine->root), engine->context);
    for (const char *const *o = options; o && *o; o++)
        if (g_str_has_prefix(*o, "listen=") && !listen_add(engine, *o + 7, text, text_size))
            return false;
    if (engine->listeners->len == 0) {
        snprintf(
            text, text_size,
            "sofia: nowhere to listen; give listen=udp:ADDRESS:PORT (--listen udp:ADDRESS:PORT)");
        return false;
    }
    return true;
}

/* ---- Creation and destruction ---- */

static void fill_port(struct engine *engine, struct oh_engine_port *port)
{
    *port = (struct oh_engine_port){
        .size = sizeof *port,
        .ctx = engine,
        .ring = port_ring,
        .accept = port_accept,
        .reject = port_reject,
        .end = port_end,
        .invite = port_invite,
        .hold = port_hold,
        .resume = port_resume,
        .open = port_open,
        .close = port_close,
        .mute = port_mute,
        .restart_media = port_restart_media,
        .send_digits = port_send_digits,
        .transfer = port_transfer,
        .answer_transfer = port_answer_transfer,
        .group = port_group,
        .remote = port_remote,
    };
}

/* End what is left and give the peers a moment to hear of it. A peer that does not answer costs
 * GOODBYE_MS, not the 30 s that nua_shutdown() would wait for it. Each dialog is ended before its
 * handle goes: nua_handle_destroy() on a live dialog has hit an assertion of nua's. */
static void say_goodbye(struct engine *engine)
{
    su_root_step(engine->root, 0); /* what was said last must leave first */
    account_say_goodbye(engine);
    GList *legs = g_hash_table_get_values(engine->legs);
    for (GList *l = legs; l; l = l->next)
        leg_end_at_once(l->data);
    g_list_free(legs);
    gint64 until = g_get_monotonic_time() + GOODBYE_MS * 1000;
    while ((g_hash_table_size(engine->legs) > 0 || !account_is_gone(engine)) &&
           g_get_monotonic_time() < until)
        su_root_step(engine->root, 20);
    account_forget_all(engine);
    legs = g_hash_table_get_values(engine->legs);
    for (GList *l = legs; l; l = l->next)
        leg_gone(l->data);
    g_list_free(legs);
}

static void destroy(void *instance)
{
    struct engine *engine = instance;
    engine->closing = true;
    origin_stop(engine);
    stranger_stop(engine);
    if (engine->root) {
        say_goodbye(engine);
        listen_close(engine);
        g_source_destroy(su_glib_root_gsource(engine->root));
        su_root_destroy(engine->root);
    }
    leg_sweep(engine);
    log_forget(engine);
    g_ptr_array_free(engine->gone, TRUE);
    g_ptr_array_free(engine->listeners, TRUE);
    g_ptr_array_free(engine->retired, TRUE);
    g_hash_table_destroy(engine->legs);
    g_hash_table_destroy(engine->expected);
    g_hash_table_destroy(engine->origins);
    g_ptr_array_free(engine->leaving, TRUE);
    g_string_free(engine->bound, TRUE);
    g_free(engine->from);
    g_free(engine->ca);
    g_free(engine->resolv_conf);
    g_free(engine);
}

static void *create(const struct oh_adapter_config *config, const struct oh_post *post,
                    const struct oh_media_port *media, struct oh_engine_port *port, char *text,
                    size_t text_size)
{
    su_init();
    struct engine *engine = g_new0(struct engine, 1);
    engine->context = config->main_context;
    engine->log = config->log;
    engine->post = *post;
    engine->media = *media;
    engine->listeners = g_ptr_array_new();
    engine->retired = listen_retired_new();
    engine->legs = g_hash_table_new(NULL, NULL);
    engine->gone = g_ptr_array_new();
    engine->expected = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    engine->bound = g_string_new(NULL);
    engine->origins = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    engine->leaving = g_ptr_array_new();
    engine->legs_max = 256;
    engine->keepalive_s = KEEPALIVE_S;
    engine->retry_base_s = BACKOFF_BASE_S;
    if (!take_options(engine, config->options, text, text_size)) {
        destroy(engine);
        return NULL;
    }
    fill_port(engine, port);
    return engine;
}

static struct oh_media_events media_events(void *instance)
{
    return (struct oh_media_events){
        .size = sizeof(struct oh_media_events),
        .ctx = instance,
        .described = engine_described,
        .flowed = engine_flowed,
        .failed = engine_media_failed,
        .insecure = engine_media_insecure,
        .digits_received = engine_digits_received,
    };
}

static oh_leg describe_call(void *instance, struct oh_call_id call, const char *uri, char *text,
                            size_t text_size)
{
    (void)call;
    const struct leg *leg = outgoing_describe(instance, uri, text, text_size);
    return leg ? leg->id : 0;
}

static bool describe_transfer(void *instance, oh_leg id, const char *uri, char *text,
                              size_t text_size)
{
    struct leg *leg = leg_find(instance, id);
    if (leg)
        return transfer_describe(leg, uri, text, text_size);
    snprintf(text, text_size, "the call is over");
    return false;
}

static void set_events(void *instance, const struct oh_sip_events *events)
{
    struct engine *engine = instance;
    engine->events = *events;
}

static bool set_account(void *instance, const struct oh_sip_account *account, char *text,
                        size_t text_size)
{
    if (account && !digest_install()) {
        snprintf(text, text_size, "account: Sofia-SIP takes no credentials");
        return false;
    }
    return account_set(instance, account, text, text_size);
}

static void network_changed(void *instance)
{
    account_network_changed(instance);
}

static const char *bound(void *instance)
{
    const struct engine *engine = instance;
    return engine->bound->str;
}

static const struct oh_sip_adapter sip = {
    .size = sizeof sip,
    .create = create,
    .media_events = media_events,
    .describe_call = describe_call,
    .describe_transfer = describe_transfer,
    .set_events = set_events,
    .set_account = set_account,
    .bound = bound,
    .destroy = destroy,
    .network_changed = network_changed,
};

static const struct oh_adapter adapter = {
    .size = sizeof adapter,
    .abi = OH_ADAPTER_ABI,
    .name = "sofia",
    .kind = OH_ADAPTER_SIP,
    .sip = &sip,
};

__attribute__((visibility("default"))) const struct oh_adapter *oh_adapter(void);

const struct oh_adapter *oh_adapter(void)
{
    return &adapter;
}
