/*
 * The module: creation and destruction, and the port's functions, which find the leg and hand it to
 * the file whose business it is.
 */
#include <string.h>

#include "account.h"
#include "call.h"
#include "callbacks.h"
#include "digits.h"
#include "end.h"
#include "engine.h"
#include "gate.h"
#include "hold.h"
#include "leg.h"
#include "library.h"
#include "reason.h"
#include "text.h"
#include "transfer.h"

/* How long destroy() waits for the SDK to confirm that its calls are over. */
#define GOODBYE_MS 500

/* ---- The engine port ---- */

/* There is no ring: the SDK sends its 180 by itself. */

static void port_accept(void *ctx, oh_leg id)
{
    struct leg *leg = leg_find(ctx, id);
    if (leg)
        call_accept(leg);
}

static void port_reject(void *ctx, oh_leg id, uint16_t code, enum oh_reason reason)
{
    struct leg *leg = leg_find(ctx, id);
    if (leg)
        end_leg(leg, code, reason);
}

static void port_end(void *ctx, oh_leg id, enum oh_reason reason)
{
    struct leg *leg = leg_find(ctx, id);
    if (leg)
        end_leg(leg, (uint16_t)reason_to_status(reason), reason);
}

static void port_invite(void *ctx, oh_leg id, struct oh_call_id call)
{
    struct leg *leg = leg_find(ctx, id);
    (void)call; /* the SDK has no use for it */
    if (leg)
        call_invite(leg);
}

static void port_hold(void *ctx, oh_leg id)
{
    struct leg *leg = leg_find(ctx, id);
    if (leg)
        hold_want(leg, true);
}

static void port_resume(void *ctx, oh_leg id)
{
    struct leg *leg = leg_find(ctx, id);
    if (leg)
        hold_want(leg, false);
}

static void port_open(void *ctx, oh_leg id, enum oh_direction direction)
{
    struct leg *leg = leg_find(ctx, id);
    if (leg && !leg->ending)
        gate_open(leg, direction);
}

static void port_close(void *ctx, oh_leg id)
{
    struct leg *leg = leg_find(ctx, id);
    if (leg)
        gate_close(leg);
}

static void port_mute(void *ctx, oh_leg id, bool on)
{
    struct leg *leg = leg_find(ctx, id);
    if (leg)
        gate_mute(leg, on);
}

static void port_restart_media(void *ctx, oh_leg id)
{
    struct engine *engine = ctx;
    struct leg *leg = leg_find(engine, id);
    if (!leg || !leg->connected || leg->ending)
        return;
    siprix_error error = engine->api.Call_Renegotiate(engine->module, leg->call);
    if (error != SIPRIX_EOK)
        leg_complain(leg, OH_LOG_WARNING, "Call_Renegotiate", error);
}

static void port_send_digits(void *ctx, oh_leg id, const char *digits)
{
    struct leg *leg = leg_find(ctx, id);
    if (leg)
        digits_send(leg, digits);
}

static void port_transfer(void *ctx, oh_leg id)
{
    struct leg *leg = leg_find(ctx, id);
    if (leg)
        transfer_begin(leg);
}

static void port_answer_transfer(void *ctx, oh_leg id, bool on)
{
    struct leg *leg = leg_find(ctx, id);
    if (leg)
        transfer_answer(leg, on);
}

/* siprix's conference is of all its calls at once: a group cannot be made of it. */
static void port_group(void *ctx, oh_leg id, oh_leg other)
{
    struct leg *leg = leg_find(ctx, id);
    if (!leg || other == 0)
        return;
    engine_log(ctx, OH_LOG_WARNING,
               "leg %u: cannot be joined to leg %u: this engine mixes no groups; set the policy "
               "groups to off",
               id, other);
    leg_post(leg, OH_EV_ENGINE_GROUP_FAILED);
}

static const char *port_remote(void *ctx, oh_leg id)
{
    const struct leg *leg = leg_find(ctx, id);
    return leg ? leg->remote : NULL;
}

static void fill_port(struct engine *engine, struct oh_engine_port *port)
{
    *port = (struct oh_engine_port){
        .size = sizeof *port,
        .ctx = engine,
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

/* ---- Creation ---- */

static bool refused(const struct engine *engine, const char *function, siprix_error error,
                    char *text, size_t text_size)
{
    char *why = engine_error(engine, error);
    g_snprintf(text, (gulong)text_size, "siprix: %s: %s", function, why);
    g_free(why);
    return false;
}

static bool check_version(struct engine *engine, char *text, size_t text_size)
{
    char *version = text_clean(engine->api.Module_Version(engine->module));
    bool fits = library_version_fits(version);
    if (!fits && !engine->options.any_version)
        g_snprintf(text, (gulong)text_size,
                   "siprix: %s is version \"%.40s\" of the SDK, this adapter knows " //
                   SIPRIX_ABI_VERSION ": install that one, or try it with version=any",
                   engine->options.library, version);
    else
        engine_log(engine, strcmp(version, SIPRIX_ABI_VERSION) == 0 ? OH_LOG_INFO : OH_LOG_WARNING,
                   "the SDK is version \"%.40s\"; this adapter knows " SIPRIX_ABI_VERSION, version);
    g_free(version);
    return fits || engine->options.any_version;
}

static bool initialize(struct engine *engine, char *text, size_t text_size)
{
    const struct siprix_api *api = &engine->api;
    struct IniData *ini = api->Ini_GetDefault();
    if (!ini) {
        g_snprintf(text, (gulong)text_size,
                   "siprix: Ini_GetDefault returned nothing; the SDK cannot be set up");
        return false;
    }
    if (engine->options.license)
        api->Ini_SetLicense(ini, engine->options.license);
    if (engine->options.home)
        api->Ini_SetHomeFolder(ini, engine->options.home);
    api->Ini_SetLogLevelFile(ini, engine->options.log);
    api->Ini_SetLogLevelIde(ini, SIPRIX_LOG_NONE);
    api->Ini_SetUseExternalRinger(ini, true); /* the call UI rings; the device stays free */
    api->Ini_SetUnregOnDestroy(ini, true);
    api->Ini_SetVideoCallEnabled(ini, false);
    api->Ini_SetTlsVerifyServer(ini, true);
    siprix_error error = api->Module_Initialize(engine->module, ini);
    if (error != SIPRIX_EOK)
        return refused(engine, "Module_Initialize", error, text, text_size);
    engine->initialized = true;

    const char *failed = NULL;
    error = callbacks_set(api, engine->module, &failed);
    return error == SIPRIX_EOK || refused(engine, failed, error, text, text_size);
}

static bool start(struct engine *engine, char *text, size_t text_size)
{
    if (!library_open(engine->options.library, &engine->api, text, text_size))
        return false;
    engine->hop = hop_new(engine->context, engine_take, engine);
    if (!engine->hop) {
        g_snprintf(text, (gulong)text_size,
                   "siprix: the SDK is in use; its callbacks allow one engine in a process");
        return false;
    }
    engine->module = engine->api.Module_Create();
    if (!engine->module) {
        g_snprintf(text, (gulong)text_size,
                   "siprix: Module_Create returned nothing; the SDK cannot be used");
        return false;
    }
    return check_version(engine, text, text_size) && initialize(engine, text, text_size) &&
           (!engine->options.listen || account_local(engine, text, text_size));
}

/* ---- Destruction ---- */

static bool has_calls(void *ctx)
{
    const struct engine *engine = ctx;
    return g_hash_table_size(engine->legs) > 0;
}

static void say_goodbye(struct engine *engine)
{
    GList *legs = g_hash_table_get_values(engine->legs);
    for (GList *l = legs; l; l = l->next)
        end_leg(l->data, (uint16_t)reason_to_status(OH_REASON_STOPPED), OH_REASON_STOPPED);
    g_list_free(legs);
    hop_run(engine->hop, has_calls, g_get_monotonic_time() + GOODBYE_MS * 1000);
    legs = g_hash_table_get_values(engine->legs);
    for (GList *l = legs; l; l = l->next)
        leg_ended(l->data);
    g_list_free(legs);
}

static void destroy(void *instance)
{
    struct engine *engine = instance;
    engine->closing = true;
    if (engine->initialized) {
        say_goodbye(engine);
        siprix_error error = engine->api.Module_UnInitialize(engine->module);
        if (error != SIPRIX_EOK) {
            char *why = engine_error(engine, error);
            engine_log(engine, OH_LOG_WARNING, "Module_UnInitialize: %s", why);
            g_free(why);
        }
    }
    hop_free(engine->hop);
    leg_sweep(engine);
    g_ptr_array_free(engine->gone, TRUE);
    g_hash_table_destroy(engine->legs);
    g_hash_table_destroy(engine->calls);
    options_clear(&engine->options);
    g_free(engine);
}

static void *create(const struct oh_adapter_config *config, const struct oh_post *post,
                    const struct oh_media_port *media, struct oh_engine_port *port, char *text,
                    size_t text_size)
{
    (void)media; /* the SDK brings its own */
    struct engine *engine = g_new0(struct engine, 1);
    engine->context = config->main_context;
    engine->log = config->log;
    engine->post = *post;
    engine->legs = g_hash_table_new(NULL, NULL);
    engine->calls = g_hash_table_new(NULL, NULL);
    engine->gone = g_ptr_array_new();
    if (!options_read(&engine->options, config->options, text, text_size) ||
        !start(engine, text, text_size)) {
        destroy(engine);
        return NULL;
    }
    fill_port(engine, port);
    return engine;
}

/* ---- The rest of the adapter ---- */

static oh_leg describe_call(void *instance, struct oh_call_id call, const char *uri, char *text,
                            size_t text_size)
{
    (void)call;
    const struct leg *leg = call_describe(instance, uri, text, text_size);
    return leg ? leg->id : 0;
}

static bool describe_transfer(void *instance, oh_leg id, const char *uri, char *text,
                              size_t text_size)
{
    struct leg *leg = leg_find(instance, id);
    if (!leg || leg->ending) {
        g_snprintf(text, (gulong)text_size, "there is no such call any more");
        return false;
    }
    if (!text_is_address(uri)) {
        char *clean = text_clean(uri);
        g_snprintf(text, (gulong)text_size,
                   "\"%.80s\" is no address to transfer to; for example sip:carol@example.org",
                   clean);
        g_free(clean);
        return false;
    }
    g_free(leg->transfer_to);
    leg->transfer_to = g_strdup(uri);
    return true;
}

static void set_events(void *instance, const struct oh_sip_events *events)
{
    struct engine *engine = instance;
    engine->events = *events;
}

static bool set_account(void *instance, const struct oh_sip_account *account, char *text,
                        size_t text_size)
{
    return account_set(instance, account, text, text_size);
}

/* The SDK does not tell what it bound: what it was asked for. */
static const char *bound(void *instance)
{
    const struct engine *engine = instance;
    return engine->options.listen ? engine->options.listen : "";
}

static const struct oh_sip_adapter sip = {
    .size = sizeof sip,
    .create = create,
    .describe_call = describe_call,
    .describe_transfer = describe_transfer,
    .set_events = set_events,
    .set_account = set_account,
    .bound = bound,
    .destroy = destroy,
    .own_media = true,
};

static const struct oh_adapter adapter = {
    .size = sizeof adapter,
    .abi = OH_ADAPTER_ABI,
    .name = "siprix",
    .kind = OH_ADAPTER_SIP,
    .sip = &sip,
};

__attribute__((visibility("default"))) const struct oh_adapter *oh_adapter(void);

const struct oh_adapter *oh_adapter(void)
{
    return &adapter;
}
