/*
 * The host: takes events, runs the step, carries the commands out, asks for the next wake-up.
 * Ending everything in order is stop.c's; which command is which port's function is carry.c's.
 */
#include "host_private.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Longer log lines are cut. */
#define LOG_MAX 512

void host_assert_context(const struct oh_host *host)
{
#ifndef NDEBUG
    if (host->clock.on_context)
        assert(host->clock.on_context(host->clock.ctx));
    else
        assert(pthread_equal(host->thread, pthread_self()));
#else
    (void)host;
#endif
}

void host_log(const struct oh_host *host, enum oh_log_level level, const char *format, ...)
{
    if (!host->log.log)
        return;
    char text[LOG_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    host->log.log(host->log.ctx, level, "host", text);
}

/* ---- Making and freeing ---- */

/* Copies a struct that may come from an older header, and so be shorter: what it lacks is NULL. */
#define TAKE(to, from) take(&(to), sizeof(to), &(from), (from).size)

static void take(void *to, size_t size, const void *from, size_t from_size)
{
    memset(to, 0, size);
    memcpy(to, from, from_size < size ? from_size : size);
}

static const char *missing_field(const struct oh_host_config *config)
{
    if (config->size < sizeof(*config))
        return "the host's config is shorter than this library's: build against its headers";
    if (!config->engine.size || !config->ui.size || !config->audio.size || !config->clock.size)
        return "a port (engine, ui, audio or clock) has size 0: set .size to its sizeof";
    if ((config->app.tell && !config->app.size) || (config->trace.step && !config->trace.size) ||
        (config->log.log && !config->log.size))
        return "an optional port (app, trace or log) has size 0: set .size to its sizeof";
    if (!config->clock.now_ms || !config->clock.wake_at_ms)
        return "the clock port lacks now_ms or wake_at_ms: a host cannot do without";
    return NULL;
}

static struct posted *take_first(struct oh_host *host)
{
    struct posted *first = host->first;
    if (first)
        host->first = first->next;
    return first;
}

static void free_host(struct oh_host *host)
{
    if (!host)
        return;
    for (struct posted *posted; (posted = take_first(host));)
        free(posted);
    legs_clear(&host->legs);
    free(host->commands.items);
    free(host->core);
    free(host);
}

static struct oh_host *refuse(struct oh_host *host, enum oh_error why, const char *sentence,
                              int *error, char *text, size_t text_size)
{
    if (error)
        *error = why;
    if (text && text_size)
        snprintf(text, text_size, "%s", sentence);
    free_host(host);
    return NULL;
}

struct oh_host *oh_host_new(const struct oh_host_config *config, int *error, char *text,
                            size_t text_size)
{
    const char *missing = missing_field(config);
    if (missing)
        return refuse(NULL, OH_ERR_ARGUMENT, missing, error, text, text_size);

    struct oh_host *host = calloc(1, sizeof(*host));
    if (!host)
        return refuse(NULL, OH_ERR_MEMORY, "out of memory", error, text, text_size);
    TAKE(host->clock, config->clock);
    host->thread = pthread_self();
    host->wake_ms = OH_NEVER;

    size_t core_size = oh_core_size(config->calls_max);
    host->core = calloc(1, core_size ? core_size : 1);
    host->commands.max = oh_commands_max(config->calls_max);
    host->commands.items = calloc(host->commands.max + 1u, sizeof(struct oh_command));
    if (!host->core || !host->commands.items)
        return refuse(host, OH_ERR_MEMORY, "out of memory", error, text, text_size);

    enum oh_rule rule = oh_init(host->core, core_size, config->calls_max, &config->policy);
    if (rule != OH_RULE_NONE)
        return refuse(host, OH_ERR_POLICY, oh_rule_text(rule), error, text, text_size);

    TAKE(host->ports.engine, config->engine);
    TAKE(host->ports.ui, config->ui);
    TAKE(host->ports.audio, config->audio);
    TAKE(host->ports.app, config->app);
    TAKE(host->trace, config->trace);
    TAKE(host->log, config->log);
    if (error)
        *error = OH_OK;
    return host;
}

void oh_host_free(struct oh_host *host)
{
    if (!host)
        return;
    host_assert_context(host);
    /* A wake-up that is still asked for would find no host. */
    if (!host->stopped && host->wake_ms != OH_NEVER)
        host->clock.wake_at_ms(host->clock.ctx, OH_NEVER);
    free_host(host);
}

/* ---- A step ---- */

/* Which legs the engine still has: oh_host_stop waits for the last word on each. */
static void note_legs(struct oh_host *host, const struct oh_event *event)
{
    if (event->type == OH_EV_ENGINE_INVITED)
        legs_add(&host->legs, event->leg);
    else if (event->type == OH_EV_ENGINE_REPLACED)
        legs_add(&host->legs, event->other_leg);
    else if (event->type == OH_EV_ENGINE_ENDED || event->type == OH_EV_ENGINE_REDIRECTED)
        legs_remove(&host->legs, event->leg);
    for (uint16_t i = 0; i < host->commands.count; i++)
        if (host->commands.items[i].type == OH_CMD_ENGINE_INVITE)
            legs_add(&host->legs, host->commands.items[i].leg);
}

static void step(struct oh_host *host, const struct oh_event *event)
{
    oh_step(host->core, event, &host->commands);
    note_legs(host, event);
    for (uint16_t i = 0; i < host->commands.count; i++)
        carry_out(&host->ports, &host->commands.items[i]);
    if (host->trace.step)
        host->trace.step(host->trace.ctx, host->core, event, &host->commands);
}

void host_ask_wake_up(struct oh_host *host)
{
    uint64_t deadline_ms = oh_deadline_ms(host->core);
    if (deadline_ms == host->wake_ms)
        return;
    host->wake_ms = deadline_ms;
    host->clock.wake_at_ms(host->clock.ctx, deadline_ms);
}

static bool may_begin_a_call(enum oh_event_type type)
{
    return type == OH_EV_ENGINE_INVITED || type == OH_EV_ENGINE_TRANSFER_ASKED ||
           type == OH_EV_PUSHED;
}

static void complete(const struct oh_host *host, struct oh_event *event)
{
    static const struct oh_call_id none;

    event->size = sizeof(*event);
    if (!event->now_ms)
        event->now_ms = host->clock.now_ms(host->clock.ctx);
    if (may_begin_a_call(event->type) && !memcmp(&event->call, &none, sizeof(none)))
        event->call = oh_call_id_fresh();
}

static void put_last(struct oh_host *host, struct posted *posted)
{
    if (host->first)
        host->last->next = posted;
    else
        host->first = posted;
    host->last = posted;
}

int oh_host_post(struct oh_host *host, const struct oh_event *event)
{
    host_assert_context(host);
    if (host->stopped)
        return OH_ERR_STOPPED;
    if (!event->size)
        return OH_ERR_ARGUMENT;

    struct posted *posted = calloc(1, sizeof(*posted));
    if (!posted)
        return OH_ERR_MEMORY;
    take(&posted->event, sizeof(posted->event), event, event->size);
    complete(host, &posted->event);
    put_last(host, posted);
    if (host->stepping)
        return OH_OK; /* from inside a port: its turn comes after the present step */

    host->stepping = true;
    for (struct posted *next; (next = take_first(host));) {
        step(host, &next->event);
        host_ask_wake_up(host);
        free(next);
    }
    host->stepping = false;
    return OH_OK;
}

void oh_host_wake(struct oh_host *host)
{
    host_assert_context(host);
    if (host->stopped)
        return;
    host->wake_ms = OH_NEVER; /* that wake-up is spent */
    if (host->clock.now_ms(host->clock.ctx) >= oh_deadline_ms(host->core))
        oh_host_post(host, &OH_EVENT(OH_EV_TIME));
    if (!host->stepping)
        host_ask_wake_up(host);
}

/* ---- Reading ---- */

const struct oh_core *oh_host_core(const struct oh_host *host)
{
    host_assert_context(host);
    return host->core;
}

const char *oh_host_remote(struct oh_host *host, struct oh_call_id call)
{
    host_assert_context(host);
    struct oh_call_info info;
    for (uint8_t i = 0; oh_call_at(host->core, i, &info); i++) {
        if (memcmp(&info.call, &call, sizeof(call)) || !info.leg || host->stopped)
            continue;
        const struct oh_engine_port *engine = &host->ports.engine;
        const char *remote = engine->remote ? engine->remote(engine->ctx, info.leg) : NULL;
        return remote ? remote : "unknown";
    }
    return "unknown";
}

struct oh_call_id oh_call_id_fresh(void)
{
    struct oh_call_id id;
    arc4random_buf(id.bytes, sizeof(id.bytes));
    id.bytes[6] = (uint8_t)((id.bytes[6] & 0x0f) | 0x40); /* version 4 */
    id.bytes[8] = (uint8_t)((id.bytes[8] & 0x3f) | 0x80); /* variant of RFC 9562 */
    return id;
}
