/*
 * One timerfd holds the one wake-up that the host asks for. A GLib timeout would not do: it runs on
 * CLOCK_MONOTONIC, which stands still while the machine is suspended.
 */
#include "clock.h"

#include <glib-unix.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

struct app_clock {
    GMainContext *context;
    struct oh_host **host;
    GSource *source;
    int fd;
};

static uint64_t now_ms(void *ctx)
{
    (void)ctx;
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void set_timer(int fd, uint64_t at_ms)
{
    struct itimerspec when = {0};
    if (at_ms != OH_NEVER) {
        at_ms = MAX(at_ms, 1); /* all zero would disarm it */
        when.it_value.tv_sec = (time_t)(at_ms / 1000);
        when.it_value.tv_nsec = (long)(at_ms % 1000) * 1000000;
    }
    timerfd_settime(fd, TFD_TIMER_ABSTIME, &when, NULL);
}

static void wake_at_ms(void *ctx, uint64_t at_ms)
{
    struct app_clock *clock = ctx;
    set_timer(clock->fd, at_ms);
}

static void drain(int fd)
{
    uint64_t expirations;
    if (read(fd, &expirations, sizeof(expirations)) < 0)
        return; /* it was set anew meanwhile */
}

static gboolean due(gint fd, GIOCondition condition, gpointer data)
{
    (void)condition;
    struct app_clock *clock = data;
    drain(fd);
    if (*clock->host)
        oh_host_wake(*clock->host);
    return G_SOURCE_CONTINUE;
}

static gboolean only_wakes(gint fd, GIOCondition condition, gpointer data)
{
    (void)condition, (void)data;
    drain(fd);
    return G_SOURCE_CONTINUE;
}

static void run_until_ms(void *ctx, uint64_t at_ms)
{
    struct app_clock *clock = ctx;
    int fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (fd < 0) {
        g_main_context_iteration(clock->context, FALSE);
        return;
    }
    set_timer(fd, at_ms);
    GSource *source = g_unix_fd_source_new(fd, G_IO_IN);
    g_source_set_callback(source, G_SOURCE_FUNC(only_wakes), NULL, NULL);
    g_source_attach(source, clock->context);
    g_main_context_iteration(clock->context, TRUE);
    g_source_destroy(source);
    g_source_unref(source);
    close(fd);
}

struct app_clock *app_clock_new(GMainContext *context, struct oh_host **host)
{
    int fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (fd < 0)
        return NULL;
    struct app_clock *clock = g_new0(struct app_clock, 1);
    clock->context = context;
    clock->host = host;
    clock->fd = fd;
    clock->source = g_unix_fd_source_new(fd, G_IO_IN);
    g_source_set_callback(clock->source, G_SOURCE_FUNC(due), clock, NULL);
    g_source_attach(clock->source, context);
    return clock;
}

void app_clock_free(struct app_clock *clock)
{
    if (!clock)
        return;
    g_source_destroy(clock->source);
    g_source_unref(clock->source);
    close(clock->fd);
    g_free(clock);
}

struct oh_clock_port app_clock_port(struct app_clock *clock)
{
    return (struct oh_clock_port){
        .size = sizeof(struct oh_clock_port),
        .ctx = clock,
        .now_ms = now_ms,
        .wake_at_ms = wake_at_ms,
        .run_until_ms = run_until_ms,
    };
}
