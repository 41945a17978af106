/*
 * Opens the modules and joins them: the SIP engine calls the media stack's port, the media stack
 * calls the engine's events, and what it measured goes to the phone on the way. An engine that
 * brings its own media needs none. What watches the network tells the engine.
 */
#include "stack.h"

#include <string.h>

#include "late_media.h"
#include "own_address.h"
#include "secret.h"

/* ---- Where the modules are ---- */

/* In a build tree (which one tells by its CMakeCache.txt) they lie beside the program; else the
 * loader's own rule holds: OFFHOOK_MODULES, then the folder they were installed to. */
static char *modules_folder(void)
{
    if (g_getenv("OFFHOOK_MODULES"))
        return NULL;
    char *self = g_file_read_link("/proc/self/exe", NULL);
    if (!self)
        return NULL;
    char *here = g_path_get_dirname(self);
    char *cache = g_build_filename(here, "..", "..", "CMakeCache.txt", NULL);
    char *folder = g_build_filename(here, "..", "..", "modules", NULL);
    if (!g_file_test(cache, G_FILE_TEST_EXISTS))
        g_clear_pointer(&folder, g_free);
    g_free(cache);
    g_free(here);
    g_free(self);
    return folder;
}

static struct oh_module *open_module(const char *name, enum oh_adapter_kind kind, char *text,
                                     size_t text_size)
{
    char *folder = modules_folder();
    struct oh_module *module = oh_module_open(name, kind, folder, text, text_size);
    g_free(folder);
    return module;
}

/* ---- Their options ---- */

static void add_option(GStrvBuilder *builder, const char *key, const char *value)
{
    char *option = value ? g_strconcat(key, "=", value, NULL) : NULL;
    if (option)
        g_strv_builder_add(builder, option);
    g_free(option);
}

/* "turn=USER:PASSWORD@HOST:PORT"; NULL if there is no server. False with a sentence. */
static bool turn_option(const struct phone_options *options, char **option, char *text,
                        size_t text_size)
{
    const char *at = options->turn ? strrchr(options->turn, '@') : NULL;
    *option = NULL;
    if (!options->turn)
        return true;
    if (!at || !options->turn_password_file) {
        g_snprintf(text, text_size, "turn: USER@HOST:PORT, and its password in turn_password_file");
        return false;
    }
    struct secret *secret = secret_from_file(options->turn_password_file, text, text_size);
    if (!secret)
        return false;
    char *user = g_strndup(options->turn, (gsize)(at - options->turn));
    char *user_escaped = g_uri_escape_string(user, NULL, FALSE);
    char *password = g_uri_escape_string(secret_text(secret), NULL, FALSE);
    *option = g_strdup_printf("turn=%s:%s%s", user_escaped, password, at);
    explicit_bzero(password, strlen(password));
    g_free(password);
    g_free(user_escaped);
    g_free(user);
    secret_free(secret);
    return true;
}

static GStrv media_options(const struct phone_options *options)
{
    static const char *const securities[] = {"prefer", "require", "off"};
    static const char *const offers[] = {"auto", "rtp", "sdes", "webrtc"};
    GStrvBuilder *builder = g_strv_builder_new();
    char *address = own_address(options, options->listen[0]);
    char *way = g_strdup_printf("%d", options->way_s);
    const struct {
        const char *key, *value;
    } pairs[] = {
        {"audio", options->audio},
        {"server", options->server},
        {"ring_device", options->ring_device},
        {"processing", options->processing ? "1" : "0"},
        {"address", address},
        {"codecs", options->codecs},
        {"rtp_ports", options->rtp_ports},
        {"measure", options->measure ? "1" : NULL},
        {"security", securities[options->media_security]},
        {"offer", offers[options->media_offer]},
        {"ice", options->ice_addresses},
        {"connect", way},
        {"stun", options->stun},
        {"session",
         phone_options_use_session(options) && !phone_options_use_device(options) ? "1" : NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++)
        add_option(builder, pairs[i].key, pairs[i].value);
    g_free(way);
    g_free(address);
    GStrv strings = g_strv_builder_end(builder);
    g_strv_builder_unref(builder);
    return strings;
}

static GStrv sip_options(const struct phone_options *options)
{
    GStrvBuilder *builder = g_strv_builder_new();
    for (char **listen = options->listen; *listen; listen++)
        add_option(builder, "listen", *listen);
    if (options->engine == ENGINE_SOFIA) {
        char *keepalive = g_strdup_printf("%d", options->account_keepalive_s);
        add_option(builder, "keepalive", keepalive);
        add_option(builder, "ca", options->account_ca);
        add_option(builder, "early",
                   !options->early        ? NULL
                   : options->early_media ? "ring-back"
                                          : "183");
        add_option(builder, "full-numbers", options->full_numbers ? "1" : NULL);
        g_free(keepalive);
    }
    add_option(builder, "lib", options->siprix_lib);
    add_option(builder, "license", options->siprix_license);
    GStrv strings = g_strv_builder_end(builder);
    g_strv_builder_unref(builder);
    return strings;
}

/* ---- The media's events ---- */

static void described(void *ctx, oh_leg leg, const char *sdp, uint16_t code, const char *why)
{
    const struct oh_media_events *events = &((struct stack *)ctx)->engine_events;
    events->described(events->ctx, leg, sdp, code, why);
}

static void flowed(void *ctx, oh_leg leg, const struct oh_frames *frames, uint32_t span_ms)
{
    const struct oh_media_events *events = &((struct stack *)ctx)->engine_events;
    events->flowed(events->ctx, leg, frames, span_ms);
}

static void digits_received(void *ctx, oh_leg leg, const char *digits)
{
    const struct oh_media_events *events = &((struct stack *)ctx)->engine_events;
    if (events->digits_received)
        events->digits_received(events->ctx, leg, digits);
}

static void failed(void *ctx, oh_leg leg, const char *why)
{
    const struct oh_media_events *events = &((struct stack *)ctx)->engine_events;
    events->failed(events->ctx, leg, why);
}

static void insecure(void *ctx, oh_leg leg, const char *why)
{
    const struct oh_media_events *events = &((struct stack *)ctx)->engine_events;
    if (events->insecure)
        events->insecure(events->ctx, leg, why);
    else
        events->failed(events->ctx, leg, why);
}

static void measured(void *ctx, oh_leg leg, const struct oh_media_measure *measure)
{
    const struct stack_ears *ears = &((struct stack *)ctx)->ears;
    ears->measured(ears->ctx, leg, measure);
}

static void closed(void *ctx, oh_leg leg, const struct oh_media_stats *stats)
{
    const struct stack_ears *ears = &((struct stack *)ctx)->ears;
    ears->closed(ears->ctx, leg, stats);
}

/* ---- Opening and closing ---- */

/* Fields that came later: an older module does not have them. */

static bool brings_media(const struct oh_sip_adapter *sip)
{
    return sip->size >= G_STRUCT_OFFSET(struct oh_sip_adapter, network_changed) && sip->own_media;
}

static bool asks_for_the_network(const struct oh_sip_adapter *sip)
{
    return sip->size >= sizeof(*sip) && sip->network_changed;
}

static bool open_sip(struct stack *stack, struct oh_engine_port *port, char *text, size_t text_size)
{
    static const char *const names[] = {[ENGINE_SOFIA] = "sofia", [ENGINE_SIPRIX] = "siprix"};
    stack->sip_module = open_module(names[stack->options->engine], OH_ADAPTER_SIP, text, text_size);
    if (!stack->sip_module)
        return false;
    stack->sip = oh_module_adapter(stack->sip_module)->sip;
    GStrv strings = sip_options(stack->options);
    struct oh_media_port media = late_media_port(stack);
    stack->engine = stack->sip->create(
        &(struct oh_adapter_config){
            .size = sizeof(struct oh_adapter_config),
            .main_context = stack->context,
            .log = stack->log,
            .options = (const char *const *)strings,
        },
        &stack->post, brings_media(stack->sip) ? NULL : &media, port, text, text_size);
    g_strfreev(strings);
    if (stack->engine && !brings_media(stack->sip))
        stack->engine_events = stack->sip->media_events(stack->engine);
    return stack->engine != NULL;
}

bool stack_open(struct stack *stack, const struct phone_options *options, GMainContext *context,
                struct oh_log_sink log, struct oh_post post, struct stack_ears ears,
                struct oh_engine_port *port, char *text, size_t text_size)
{
    *stack = (struct stack){
        .options = options,
        .context = context,
        .log = log,
        .post = post,
        .ears = ears,
    };
    return open_sip(stack, port, text, text_size);
}

/* The option with a password in it is the last. */
static void forget_options(GStrv strings, char *secret)
{
    if (secret)
        explicit_bzero(secret, strlen(secret));
    g_strfreev(strings);
}

static bool make_media(struct stack *stack, char *text, size_t text_size)
{
    char *turn;
    if (!turn_option(stack->options, &turn, text, text_size))
        return false;
    GStrv strings = media_options(stack->options);
    guint count = g_strv_length(strings);
    strings = g_renew(char *, strings, count + 2);
    strings[count] = turn;
    strings[count + 1] = NULL;
    stack->media_instance = stack->media->create(
        &(struct oh_adapter_config){
            .size = sizeof(struct oh_adapter_config),
            .main_context = stack->context,
            .log = stack->log,
            .options = (const char *const *)strings,
        },
        &stack->post, &stack->media_port, &stack->audio, text, text_size);
    forget_options(strings, turn);
    if (!stack->media_instance)
        return false;
    if (stack->media_port.uses_session != phone_options_use_session(stack->options)) {
        g_strlcpy(text, "the media stack is of another version than the phone; install both anew",
                  text_size);
        return false;
    }
    stack->media->set_events(stack->media_instance, &(struct oh_media_events){
                                                        .size = sizeof(struct oh_media_events),
                                                        .ctx = stack,
                                                        .described = described,
                                                        .flowed = flowed,
                                                        .failed = failed,
                                                        .digits_received = digits_received,
                                                        .measured = measured,
                                                        .insecure = insecure,
                                                        .closed = closed,
                                                    });
    return true;
}

bool stack_open_media(struct stack *stack, char *text, size_t text_size)
{
    if (stack->media_instance || brings_media(stack->sip))
        return true;
    if (!stack->media_module)
        stack->media_module = open_module("gstreamer", OH_ADAPTER_MEDIA, text, text_size);
    if (!stack->media_module)
        return false;
    stack->media = oh_module_adapter(stack->media_module)->media;
    return make_media(stack, text, text_size);
}

static void network_changed(void *ctx)
{
    const struct stack *stack = ctx;
    stack->sip->network_changed(stack->engine);
}

bool stack_watch_network(struct stack *stack, char *text, size_t text_size)
{
    if (stack->network_module || !asks_for_the_network(stack->sip))
        return true;
    stack->network_module = open_module("network", OH_ADAPTER_NETWORK, text, text_size);
    if (!stack->network_module)
        return false;
    stack->network = oh_module_adapter(stack->network_module)->network;
    stack->network_instance =
        stack->network->create(&(struct oh_adapter_config){.size = sizeof(struct oh_adapter_config),
                                                           .main_context = stack->context,
                                                           .log = stack->log},
                               network_changed, stack, text, text_size);
    return stack->network_instance != NULL;
}

bool stack_stats(const struct stack *stack, oh_leg leg, struct oh_media_stats *stats)
{
    const struct oh_media_port *port = &stack->media_port;
    return port->stats && port->stats(port->ctx, leg, stats);
}

void stack_play(const struct stack *stack, enum oh_tone tone)
{
    if (stack->media_instance && stack->media->play)
        stack->media->play(stack->media_instance, tone);
}

void stack_close(struct stack *stack)
{
    if (stack->network_instance)
        stack->network->destroy(stack->network_instance);
    if (stack->engine)
        stack->sip->destroy(stack->engine);
    if (stack->media_instance)
        stack->media->destroy(stack->media_instance);
    oh_module_close(stack->network_module);
    oh_module_close(stack->media_module);
    oh_module_close(stack->sip_module);
}
