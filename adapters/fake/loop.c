/*
 * Real time on a GMainContext, for the fakes' delays.
 */
#include <glib.h>
#include <time.h>

#include "fake.h"

struct fake_loop {
    GMainContext *context;
    GSList *sources;
};

struct timer {
    struct fake_loop *loop;
    GSource *source;
    void (*fn)(void *data);
    void *data;
};

struct fake_loop *fake_loop_new(void *main_context)
{
    struct fake_loop *loop = g_new0(struct fake_loop, 1);
    loop->context = main_context ? main_context : g_main_context_default();
    g_main_context_ref(loop->context);
    return loop;
}

static void drop(gpointer source)
{
    g_source_destroy(source);
    g_source_unref(source);
}

void fake_loop_free(struct fake_loop *loop)
{
    if (!loop)
        return;
    g_slist_free_full(loop->sources, drop);
    g_main_context_unref(loop->context);
    g_free(loop);
}

/* The host's clock: it counts suspended time, too. */
static uint64_t now_ms(void *ctx)
{
    (void)ctx;
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static gboolean due(gpointer data)
{
    struct timer *timer = data;
    struct fake_loop *loop = timer->loop;
    loop->sources = g_slist_remove(loop->sources, timer->source);
    g_source_unref(timer->source);
    timer->fn(timer->data);
    return G_SOURCE_REMOVE;
}

static void after(void *ctx, uint32_t delay_ms, void (*fn)(void *data), void *data)
{
    struct fake_loop *loop = ctx;
    struct timer *timer = g_new0(struct timer, 1);
    *timer = (struct timer){
        .loop = loop, .source = g_timeout_source_new(delay_ms), .fn = fn, .data = data};
    loop->sources = g_slist_prepend(loop->sources, timer->source);
    g_source_set_callback(timer->source, due, timer, g_free);
    g_source_attach(timer->source, loop->context);
}

struct fake_scheduler fake_loop_scheduler(struct fake_loop *loop)
{
    return (struct fake_scheduler){.ctx = loop, .now_ms = now_ms, .after = after};
}
