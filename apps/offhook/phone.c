/*
 * Wires the phone: clock, engine, call UI, audio session, trace and face around one host, on one
 * main context. What happens to a call is the core's decision, and no line here takes part in it.
 */
#include "phone.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "account.h"
#include "clock.h"
#include "commands.h"
#include "eager.h"
#include "input.h"
#include "late_media.h"
#include "offhook/trace.h"
#include "options.h"
#include "policy.h"
#include "ringer.h"
#include "stack.h"
#include "ui.h"
#include "watch.h"

struct phone {
    struct phone_options options;
    GMainContext *context;
    GMainLoop *loop;
    struct oh_host *host;
    struct app_clock *clock;
    struct stack stack;
    struct app_ui ui;
    struct eager *eager;
    struct output *output, *errors;
    struct watch *watch;
    struct account account;
    struct ringer *ringer;
    struct commands commands;
    struct input *input;
    FILE *trace_file;
    struct oh_trace_writer *trace;
};

/* ---- Events on their way to the host ---- */

static int to_host(void *ctx, const struct oh_event *event)
{
    struct phone *phone = ctx;
    return phone->host ? oh_host_post(phone->host, event) : OH_ERR_STOPPED;
}

static struct oh_post parties_post(struct phone *phone)
{
    return phone->eager ? eager_post(phone->eager) : (struct oh_post){phone, to_host};
}

/* What --grab asks for: WebRTC prepares audio as soon as the INVITE is there. */
static int from_engine(void *ctx, const struct oh_event *event)
{
    struct phone *phone = ctx;
    if (event->type == OH_EV_ENGINE_INVITED && phone->options.grab != GRAB_NONE)
        phone->ui.grab(phone->ui.ctx, phone->options.grab == GRAB_NOTIFIED);
    watch_engine(phone->watch, event);
    struct oh_post next = parties_post(phone);
    return next.post(next.ctx, event);
}

/* ---- What the host shows ---- */

static void step(void *ctx, const struct oh_core *core, const struct oh_event *event,
                 const struct oh_commands *commands)
{
    struct phone *phone = ctx;
    if (phone->trace)
        oh_trace_write(phone->trace, core, event, commands);
    watch_step(phone->watch, core, event, commands);
    if (phone->ringer)
        ringer_step(phone->ringer, core, event);
}

static void play(void *ctx, enum oh_tone tone)
{
    stack_play(&((struct phone *)ctx)->stack, tone);
}

static void measured(void *ctx, oh_leg leg, const struct oh_media_measure *measure)
{
    watch_measured(((struct phone *)ctx)->watch, leg, measure);
}

static void media_closed(void *ctx, oh_leg leg, const struct oh_media_stats *stats)
{
    watch_stats(((struct phone *)ctx)->watch, leg, stats);
}

static bool media_stats(void *ctx, oh_leg leg, struct oh_media_stats *stats)
{
    return stack_stats(&((struct phone *)ctx)->stack, leg, stats);
}

static void screen(void *ctx, struct oh_call_id call, const char *shows)
{
    watch_screen(((struct phone *)ctx)->watch, call, shows);
}

static void log_line(void *ctx, enum oh_log_level level, const char *area, const char *text)
{
    const struct phone *phone = ctx;
    static const char *const levels[] = {"error", "warning", "info", "debug"};
    if (level <= OH_LOG_WARNING || phone->options.verbose)
        output_line(phone->errors, g_strdup_printf("%s %s: %s\n", area, levels[level], text));
}

static struct oh_log_sink log_sink(struct phone *phone)
{
    return (struct oh_log_sink){.size = sizeof(struct oh_log_sink), .ctx = phone, .log = log_line};
}

/* ---- Setting up ---- */

static bool open_trace(struct phone *phone, const struct oh_policy *policy, char *text, size_t size)
{
    const char *path = phone->options.trace;
    if (!path)
        return true;
    phone->trace_file = fopen(path, "we");
    if (!phone->trace_file) {
        g_snprintf(text, (gulong)size, "the trace %s cannot be written: %s; name another file",
                   path, g_strerror(errno));
        return false;
    }
    struct oh_trace_sink unused;
    phone->trace =
        oh_trace_writer_new(phone->trace_file, policy, (uint8_t)phone->options.calls_max, &unused);
    if (!phone->trace)
        g_strlcpy(text, "out of memory", size);
    return phone->trace != NULL;
}

static bool make_host(struct phone *phone, const struct oh_policy *policy,
                      const struct oh_engine_port *engine, char *text, size_t size)
{
    struct oh_host_config config = {
        .size = sizeof(config),
        .calls_max = (uint8_t)phone->options.calls_max,
        .policy = *policy,
        .engine = *engine,
        .ui = phone->ui.port,
        .audio = !phone->options.fake_ios && phone->options.engine == ENGINE_SOFIA &&
                         phone_options_use_device(&phone->options)
                     ? late_audio_port(&phone->stack)
                     : phone->ui.audio,
        .clock = app_clock_port(phone->clock),
        .trace = {.size = sizeof(struct oh_trace_sink), .ctx = phone, .step = step},
        .log = log_sink(phone),
    };
    if (phone->eager) {
        eager_wrap_engine(phone->eager, &config.engine);
        eager_wrap_audio(phone->eager, &config.audio);
        eager_wrap_ui(phone->eager, &config.ui);
    }
    phone->host = oh_host_new(&config, NULL, text, size);
    if (phone->host && phone->options.dnd)
        oh_host_post(phone->host, &OH_EVENT(OH_EV_APP_UNDISTURBED, .on = 1));
    return phone->host != NULL;
}

static void quit(void *ctx)
{
    g_main_loop_quit(((struct phone *)ctx)->loop);
}

static void on_line(void *ctx, const char *text)
{
    struct phone *phone = ctx;
    if (text)
        commands_take(&phone->commands, text);
    else if (isatty(STDIN_FILENO))
        quit(phone);
}

/* How long the media stack may be kept waiting for the registrar, so that loading it does not keep
 * the registration waiting; longer than a way around the world takes only if the registrar is slow.
 */
#define REGISTRATION_FIRST_MS 100

static gboolean is_over(gpointer over)
{
    *(bool *)over = true;
    return G_SOURCE_REMOVE;
}

/* Until the registrar answered, or not in time. Calls come in meanwhile: they open what they need.
 */
static void let_register(struct phone *phone)
{
    bool over = false;
    GSource *timer = g_timeout_source_new(REGISTRATION_FIRST_MS);
    g_source_set_callback(timer, is_over, &over, NULL);
    g_source_attach(timer, phone->context);
    while (!over && phone->account.registration.state == OH_REGISTERING)
        g_main_context_iteration(phone->context, TRUE);
    g_source_destroy(timer);
    g_source_unref(timer);
}

/* The account registers before anything is opened that it does not need. */
static bool begin(struct phone *phone, char *text, size_t size)
{
    if (!account_wanted(&phone->options))
        return stack_open_media(&phone->stack, text, size);
    if (!account_register(&phone->account, text, size))
        return false;
    let_register(phone);
    return stack_open_media(&phone->stack, text, size) &&
           stack_watch_network(&phone->stack, text, size);
}

static bool set_up(struct phone *phone, char *text, size_t size)
{
    phone->context = g_main_context_default();
    phone->loop = g_main_loop_new(phone->context, FALSE);
    phone->output = output_new(STDOUT_FILENO);
    phone->errors = output_new(STDERR_FILENO);
    phone->watch =
        watch_new(&phone->host, phone->options.json ? face_json : face_text, phone->output);
    phone->clock = app_clock_new(phone->context, &phone->host);
    if (!phone->clock) {
        g_snprintf(text, (gulong)size, "no timer: %s", g_strerror(errno));
        return false;
    }
    struct oh_post post = {phone, to_host};
    if (phone->options.eager)
        phone->eager = eager_new(post, &phone->host);
    post = parties_post(phone);
    phone->ui = phone->options.fake_ios
                    ? ui_ios_new(phone->context, post, (uint32_t)phone->options.activation_ms,
                                 screen, phone)
                    : ui_terminal_new(post);

    struct oh_policy policy = policy_of(&phone->options);
    struct oh_engine_port engine;
    if (!open_trace(phone, &policy, text, size) ||
        !stack_open(&phone->stack, &phone->options, phone->context, log_sink(phone),
                    (struct oh_post){phone, from_engine},
                    (struct stack_ears){measured, media_closed, phone}, &engine, text, size) ||
        !make_host(phone, &policy, &engine, text, size))
        return false;

    phone->account.sip = phone->stack.sip;
    phone->account.engine = phone->stack.engine;
    phone->account.watch = phone->watch;
    if (!begin(phone, text, size))
        return false;
    /* The fake iOS platform rings by itself, if at all. */
    if (!phone->options.fake_ios)
        phone->ringer = ringer_new(play, phone);
    phone->commands = (struct commands){
        .ui = &phone->ui,
        .watch = phone->watch,
        .host = &phone->host,
        .sip = phone->stack.sip,
        .engine = phone->stack.engine,
        .account = &phone->account,
        .uses_session = phone_options_use_session(&phone->options),
        .stats = media_stats,
        .quit = quit,
        .ctx = phone,
    };
    phone->input = input_new(phone->context, STDIN_FILENO, on_line, phone);
    return true;
}

/* ---- Running and tearing down ---- */

static gboolean on_signal(gpointer data)
{
    quit(data);
    return G_SOURCE_CONTINUE;
}

static void run(struct phone *phone)
{
    guint interrupt = g_unix_signal_add(SIGINT, on_signal, phone);
    guint terminate = g_unix_signal_add(SIGTERM, on_signal, phone);
    watch_say(phone->watch,
              (struct happening){.kind = HAPPENING_LISTENING,
                                 .text = phone->stack.sip->bound(phone->stack.engine)});
    g_main_loop_run(phone->loop);
    if (oh_host_stop(phone->host) == OH_ERR_TIMEOUT)
        fprintf(stderr, "offhook phone: a peer did not confirm that its call is over\n");
    g_source_remove(interrupt);
    g_source_remove(terminate);
}

/* Returns the errno of the trace, 0 if all is well. */
static int tear_down(struct phone *phone)
{
    int error = 0;
    input_free(phone->input);
    ringer_free(g_steal_pointer(&phone->ringer));
    stack_close(&phone->stack);
    account_clear(&phone->account);
    if (phone->ui.free)
        phone->ui.free(phone->ui.ctx);
    oh_host_free(phone->host);
    eager_free(phone->eager);
    app_clock_free(phone->clock);
    if (phone->trace)
        error = oh_trace_writer_free(phone->trace);
    if (phone->trace_file && fclose(phone->trace_file) != 0 && error == 0)
        error = errno;
    watch_free(phone->watch);
    output_free(phone->output);
    output_free(phone->errors);
    if (phone->loop)
        g_main_loop_unref(phone->loop);
    return error;
}

int phone_main(int argc, char **argv)
{
    struct phone phone = {0};
    int status;
    if (!phone_options_read(&phone.options, argc, argv, &status)) {
        phone_options_clear(&phone.options);
        return status;
    }
    signal(SIGPIPE, SIG_IGN); /* who reads us may go away; the calls stay */

    char text[500] = "";
    bool good = account_prepare(&phone.account, &phone.options, text, sizeof(text)) &&
                set_up(&phone, text, sizeof(text));
    if (good)
        run(&phone);
    else
        fprintf(stderr, "offhook phone: %s\n", text);
    int error = tear_down(&phone);
    if (error != 0)
        fprintf(stderr, "offhook phone: the trace %s is not whole: %s\n", phone.options.trace,
                g_strerror(error));
    phone_options_clear(&phone.options);
    return good && error == 0 ? 0 : 1;
}
