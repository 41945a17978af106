/*
 * The rig of rig.h.
 */
#include "rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <dlfcn.h>

#define BOUND_US (10 * G_USEC_PER_SEC)

static const struct standin *reach(void)
{
    void *library = dlopen(STANDIN, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        fail_msg("%s", dlerror());
    const struct standin *(*function)(void);
    void *symbol = dlsym(library, "standin");
    memcpy(&function, &symbol, sizeof symbol);
    return function();
}

static void note_event(struct rig *rig, const struct oh_event *event)
{
    const char *name = oh_event_name(event->type);
    if (g_str_has_prefix(name, "engine "))
        name += strlen("engine ");
    g_string_append_printf(rig->events, "%s %u", name, event->leg);
    if (event->type == OH_EV_ENGINE_ENDED)
        g_string_append_printf(rig->events, " %s", oh_reason_name((enum oh_reason)event->reason));
    if (event->type == OH_EV_ENGINE_PROGRESSED)
        g_string_append_printf(rig->events, " %u", event->flags);
    if (event->type == OH_EV_ENGINE_TRANSFER_FAILED)
        g_string_append_printf(rig->events, " %u", event->code);
    if (event->type == OH_EV_ENGINE_DIGITS_RECEIVED)
        g_string_append_printf(rig->events, " %s", event->digits);
    g_string_append_c(rig->events, '\n');
}

static int post(void *ctx, const struct oh_event *event)
{
    struct rig *rig = ctx;
    rig->last = *event;
    note_event(rig, event);
    return rig->post.post ? rig->post.post(rig->post.ctx, event) : OH_OK;
}

static void log_line(void *ctx, enum oh_log_level level, const char *area, const char *text)
{
    static const char *const levels[] = {"error", "warning", "info", "debug"};
    struct rig *rig = ctx;
    assert_string_equal(area, "siprix");
    assert_true(g_utf8_validate(text, -1, NULL));
    g_string_append_printf(rig->log, "%s %s\n", levels[level], text);
}

static void registered(void *ctx, const struct oh_registration *registration)
{
    struct rig *rig = ctx;
    rig->registrations++;
    rig->registration = registration->state;
    rig->registration_code = registration->code;
    assert_true((registration->why != NULL) == (registration->state == OH_REGISTRATION_FAILED));
}

static struct oh_module *open_module(void)
{
    char text[400] = "";
    struct oh_module *module =
        oh_module_open("siprix", OH_ADAPTER_SIP, TEST_MODULE_DIR, text, sizeof text);
    if (!module)
        fail_msg("%s", text);
    return module;
}

static bool create(struct rig *rig, const char *const *options, char *text, size_t text_size)
{
    struct oh_adapter_config config = {
        .size = sizeof config,
        .main_context = rig->context,
        .log = {.size = sizeof(struct oh_log_sink), .ctx = rig, .log = log_line},
        .options = options,
    };
    struct oh_post rig_post = {rig, post};
    rig->engine = rig->sip->create(&config, &rig_post, NULL, &rig->port, text, text_size);
    return rig->engine != NULL;
}

static struct rig *bare(void)
{
    struct rig *rig = g_new0(struct rig, 1);
    rig->context = g_main_context_new();
    rig->module = open_module();
    rig->sip = oh_module_adapter(rig->module)->sip;
    rig->events = g_string_new(NULL);
    rig->log = g_string_new(NULL);
    rig->extra = g_ptr_array_new();
    return rig;
}

static struct rig *begin(struct rig *rig)
{
    rig->sdk = reach();
    rig->sdk->reset();
    g_ptr_array_add(rig->extra, (char *)"lib=" STANDIN);
    g_ptr_array_add(rig->extra, (char *)"listen=udp:127.0.0.1:5070");
    g_ptr_array_add(rig->extra, NULL);
    char text[400] = "";
    if (!create(rig, (const char *const *)rig->extra->pdata, text, sizeof text))
        fail_msg("%s", text);
    rig->sip->set_events(rig->engine, &(struct oh_sip_events){.size = sizeof(struct oh_sip_events),
                                                              .ctx = rig,
                                                              .registered = registered});
    return rig;
}

struct rig *rig_new(const char *const *options)
{
    struct rig *rig = bare();
    for (; options && *options; options++)
        g_ptr_array_add(rig->extra, (char *)*options);
    return begin(rig);
}

struct rig *rig_new_with(const struct oh_post *own_post)
{
    struct rig *rig = bare();
    rig->post = *own_post;
    return begin(rig);
}

void rig_free(struct rig *rig)
{
    if (rig->engine)
        rig->sip->destroy(rig->engine);
    oh_module_close(rig->module);
    g_main_context_unref(rig->context);
    g_string_free(rig->events, TRUE);
    g_string_free(rig->log, TRUE);
    g_ptr_array_free(rig->extra, TRUE);
    g_free(rig);
}

const char *rig_refusal(const char *const *options)
{
    static char text[600];
    struct rig *rig = bare();
    text[0] = '\0';
    bool made = create(rig, options, text, sizeof text);
    rig_free(rig);
    return made ? NULL : text;
}

void rig_settle(struct rig *rig)
{
    do {
        rig->sdk->flush();
    } while (g_main_context_iteration(rig->context, FALSE));
}

static gboolean too_late(gpointer data)
{
    *(bool *)data = true;
    return G_SOURCE_REMOVE;
}

void rig_wait(struct rig *rig, bool (*fact)(struct rig *rig))
{
    bool late = false;
    GSource *bound = g_timeout_source_new(BOUND_US / 1000);
    g_source_set_callback(bound, too_late, &late, NULL);
    g_source_attach(bound, rig->context);
    while (!fact(rig) && !late)
        g_main_context_iteration(rig->context, TRUE);
    g_source_destroy(bound);
    g_source_unref(bound);
    if (late)
        fail_msg("it never came; events:\n%slog:\n%s", rig->events->str, rig->log->str);
}

static unsigned count_lines(const char *text, const char *line)
{
    unsigned count = 0;
    size_t length = strlen(line);
    for (const char *at = text; *at; at = strchr(at, '\n') + 1)
        count += strncmp(at, line, length) == 0 && at[length] == '\n';
    return count;
}

bool rig_has(const struct rig *rig, const char *event)
{
    return count_lines(rig->events->str, event) > 0;
}

unsigned rig_told(const struct rig *rig, const char *line)
{
    return count_lines(rig->sdk->record(), line);
}

void rig_forget(struct rig *rig)
{
    g_string_truncate(rig->events, 0);
    rig->sdk->forget();
}

oh_leg rig_incoming(struct rig *rig, uint32_t *call)
{
    *call = rig->sdk->incoming("\"Alice\" <sip:alice@there>;tag=1", false);
    rig_settle(rig);
    assert_int_equal(rig->last.type, OH_EV_ENGINE_INVITED);
    return rig->last.leg;
}

oh_leg rig_answered(struct rig *rig, uint32_t *call)
{
    oh_leg leg = rig_incoming(rig, call);
    rig->port.accept(rig->port.ctx, leg);
    rig->port.open(rig->port.ctx, leg, OH_DIRECTION_BOTH);
    rig_settle(rig);
    assert_int_equal(rig->last.type, OH_EV_ENGINE_CONNECTED);
    rig_forget(rig);
    return leg;
}

oh_leg rig_placed(struct rig *rig, uint32_t *call)
{
    char text[300] = "";
    struct oh_call_id id = {{1}};
    oh_leg leg = rig->sip->describe_call(rig->engine, id, "sip:bob@127.0.0.1", text, sizeof text);
    if (leg == 0)
        fail_msg("%s", text);
    rig->port.invite(rig->port.ctx, leg, id);
    *call = rig->sdk->last();
    rig_settle(rig);
    return leg;
}
