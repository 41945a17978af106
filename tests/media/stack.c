/*
 * Opens the module once, bound locally as the host does it.
 */
#include "stack.h"

#include <gmodule.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

GMainContext *stack_context;

/* The instances alive, for tests that fail before they destroy theirs. */
static void *alive[16];

static void note(void *from, void *to)
{
    for (size_t i = 0; i < G_N_ELEMENTS(alive); i++)
        if (alive[i] == from) {
            alive[i] = to;
            return;
        }
    fail_msg("more than %zu stacks", G_N_ELEMENTS(alive));
}

static void log_line(void *ctx, enum oh_log_level level, const char *area, const char *text)
{
    struct stack *stack = ctx;
    if (strstr(text, "certificate for DTLS is made"))
        stack->is_warm = true;
    if (level <= OH_LOG_WARNING && g_getenv("STACK_LOG"))
        g_printerr("%s: %s\n", area, text);
}

static const struct oh_media_adapter *open_module(void)
{
    static const struct oh_media_adapter *adapter;
    if (adapter)
        return adapter;
    oh_adapter_function function;
    GModule *module = g_module_open(TEST_MODULE_DIR "/offhook-gstreamer.so", G_MODULE_BIND_LOCAL);
    if (!module)
        fail_msg("%s", g_module_error());
    assert_true(g_module_symbol(module, OH_ADAPTER_SYMBOL, (gpointer *)&function));
    const struct oh_adapter *description = function();
    assert_int_equal(description->abi, OH_ADAPTER_ABI);
    assert_int_equal(description->kind, OH_ADAPTER_MEDIA);
    assert_string_equal(description->name, "gstreamer");
    adapter = description->media;
    return adapter;
}

static struct heard *heard_of(void *ctx, oh_leg leg)
{
    struct stack *stack = ctx;
    assert_true(leg < STACK_LEGS_MAX);
    return &stack->legs[leg];
}

static void on_described(void *ctx, oh_leg leg, const char *sdp, uint16_t code, const char *why)
{
    struct heard *heard = heard_of(ctx, leg);
    heard->described_count++;
    heard->code = code;
    g_strlcpy(heard->sdp, sdp ? sdp : "", sizeof heard->sdp);
    g_strlcpy(heard->why, why ? why : "", sizeof heard->why);
}

static void on_flowed(void *ctx, oh_leg leg, const struct oh_frames *frames, uint32_t span_ms)
{
    struct heard *heard = heard_of(ctx, leg);
    assert_true(span_ms > 0);
    heard->flowed_count++;
    heard->last = *frames;
    heard->frames.sent += frames->sent;
    heard->frames.received += frames->received;
    heard->frames.captured += frames->captured;
    heard->frames.played += frames->played;
    heard->frames.alive += frames->alive;
}

static void on_failed(void *ctx, oh_leg leg, const char *why)
{
    struct heard *heard = heard_of(ctx, leg);
    heard->failed_count++;
    g_strlcpy(heard->why, why, sizeof heard->why);
}

static void on_insecure(void *ctx, oh_leg leg, const char *why)
{
    struct heard *heard = heard_of(ctx, leg);
    heard->insecure_count++;
    g_strlcpy(heard->why, why, sizeof heard->why);
}

static void on_digits(void *ctx, oh_leg leg, const char *digits)
{
    struct heard *heard = heard_of(ctx, leg);
    assert_true(g_strlcat(heard->digits, digits, sizeof heard->digits) < sizeof heard->digits);
}

static void on_measured(void *ctx, oh_leg leg, const struct oh_media_measure *measure)
{
    struct heard *heard = heard_of(ctx, leg);
    heard->measured[measure->incoming] = *measure;
    heard->measured_count[measure->incoming]++;
    if (g_getenv("STACK_LOG"))
        g_printerr("leg %u %s %u Hz %.2f dB\n", leg, measure->incoming ? "in" : "out", measure->hz,
                   measure->level_db);
}

bool stack_make(struct stack *stack, const char *options)
{
    if (!stack_context)
        stack_context = g_main_context_new();
    g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
    memset(stack, 0, sizeof *stack);
    stack->adapter = open_module();
    char **strings = g_strsplit(options, " ", -1);
    struct oh_adapter_config config = {
        .size = sizeof config,
        .main_context = stack_context,
        .log = {.size = sizeof config.log, .ctx = stack, .log = log_line},
        .options = (const char *const *)strings};
    struct oh_media_events events = {.size = sizeof events,
                                     .ctx = stack,
                                     .described = on_described,
                                     .flowed = on_flowed,
                                     .failed = on_failed,
                                     .digits_received = on_digits,
                                     .measured = on_measured,
                                     .insecure = on_insecure};
    stack->instance =
        stack->adapter->create(&config, NULL, &stack->port, NULL, stack->why, sizeof stack->why);
    g_strfreev(strings);
    if (stack->instance) {
        stack->adapter->set_events(stack->instance, &events);
        note(NULL, stack->instance);
    }
    return stack->instance != NULL;
}

void stack_destroy(struct stack *stack)
{
    note(stack->instance, NULL);
    stack->adapter->destroy(stack->instance);
    stack->instance = NULL;
}

int stack_teardown(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(alive); i++)
        if (alive[i])
            open_module()->destroy(g_steal_pointer(&alive[i]));
    return 0;
}

const char *stack_offer(struct stack *stack, oh_leg leg, bool held)
{
    unsigned count = stack->legs[leg].described_count;
    stack->port.offer(stack->port.ctx, leg, held);
    WAIT_FOR(stack->legs[leg].described_count > count, 10);
    return stack->legs[leg].sdp;
}

const char *stack_answer(struct stack *stack, oh_leg leg, const char *offer)
{
    unsigned count = stack->legs[leg].described_count;
    stack->port.answer(stack->port.ctx, leg, offer, false);
    WAIT_FOR(stack->legs[leg].described_count > count, 10);
    return stack->legs[leg].sdp;
}

void stack_connect(struct stack *from, oh_leg from_leg, struct stack *to, oh_leg to_leg)
{
    char why[300] = "";
    const char *offer = stack_offer(from, from_leg, false);
    assert_string_equal(from->legs[from_leg].why, "");
    const char *answer = stack_answer(to, to_leg, offer);
    assert_string_equal(to->legs[to_leg].why, "");
    if (!from->port.agree(from->port.ctx, from_leg, answer, why, sizeof why))
        fail_msg("not agreed: %s", why);
}

static gboolean wake(gpointer ctx)
{
    (void)ctx;
    return G_SOURCE_REMOVE;
}

void stack_turn(void)
{
    GSource *source = g_timeout_source_new(20);
    g_source_set_callback(source, wake, NULL, NULL);
    g_source_attach(source, stack_context);
    g_main_context_iteration(stack_context, TRUE);
    g_source_destroy(source);
    g_source_unref(source);
}
