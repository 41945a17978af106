/*
 * The host: takes events, runs the step, carries the commands out, asks for the next wake-up.
 * Ending everything in order is stop.c's; which command is which port's function is carry.c's.
 */
#include "host_private.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void host_assert_thread(const struct oh_host *host)
{
#ifndef NDEBUG
    g_assert(host->thread == g_thread_self());
#else
    (void)host;
#endif
}

void host_log(const struct oh_host *host, enum oh_log_level level, const char *format, ...)
{
    if (!host->log.log)
        return;
    va_list arguments;
    va_start(arguments, format);
    char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    host->log.log(host->log.ctx, level, "host", text);
    g_free(text);
}

/* ---- Making and freeing ---- */

/* Copies a struct that may come from an older header, and so be shorter: what it lacks is NULL. */
#define TAKE(to, from)                                                \
    do {                                                              \
        memset(&(to), 0, sizeof(to));                                 \
        memcpy(&(to), &(from), MIN((size_t)(from).size, sizeof(to))); \
    } while (0)

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

static struct oh_host *refuse(struct oh_host *host, enum oh_error why, const char *sentence,
                              int *error, char *text, size_t text_size)
{
    if (error)
        *error = why;
    if (text && text_size)
        g_strlcpy(text, sentence, text_size);
    oh_host_free(host);
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
    host->thread = g_thread_self();
    host->wake_ms = OH_NEVER;
    host->legs = g_hash_table_new(NULL, NULL);
    g_queue_init(&host->events);

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
    TAKE(host->clock, config->clock);
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
    host_assert_thread(host);
    /* A wake-up that is still asked for would find no host. */
    if (!host->stopped && host->wake_ms != OH_NEVER)
        host->clock.wake_at_ms(host->clock.ctx, OH_NEVER);
    g_queue_clear_full(&host->events, g_free);
    g_hash_table_destroy(host->legs);
    free(host->commands.items);
    free(host->core);
    free(host);
}

/* ---- A step ---- */

/* Which legs the engine still has: oh_host_stop waits for the last word on each. */
static void note_legs(struct oh_host *host, const struct oh_event *event)
{
    if (event->type == OH_EV_ENGINE_INVITED)
        g_hash_table_add(host->legs, GUINT_TO_POINTER(event->leg));
    else if (event->type == OH_EV_ENGINE_ENDED)
        g_hash_table_remove(host->legs, GUINT_TO_POINTER(event->leg));
    for (uint16_t i = 0; i < host->commands.count; i++)
        if (host->commands.items[i].type == OH_CMD_ENGINE_INVITE)
            g_hash_table_add(host->legs, GUINT_TO_POINTER(host->commands.items[i].leg));
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
    return type == OH_EV_ENGINE_INVITED || type == OH_EV_PUSHED;
}

static struct oh_event *complete(const struct oh_host *host, const struct oh_event *posted)
{
    static const struct oh_call_id none;
    struct oh_event *event = g_new0(struct oh_event, 1);

    memcpy(event, posted, MIN((size_t)posted->size, sizeof(*event)));
    event->size = sizeof(*event);
    if (!event->now_ms)
        event->now_ms = host->clock.now_ms(host->clock.ctx);
    if (may_begin_a_call(event->type) && !memcmp(&event->call, &none, sizeof(none)))
        event->call = oh_call_id_fresh();
    return event;
}

int oh_host_post(struct oh_host *host, const struct oh_event *event)
{
    host_assert_thread(host);
    if (host->stopped)
        return OH_ERR_STOPPED;
    if (!event->size)
        return OH_ERR_ARGUMENT;

    g_queue_push_tail(&host->events, complete(host, event));
    if (host->stepping)
        return OH_OK; /* from inside a port: its turn comes after the present step */

    host->stepping = true;
    for (struct oh_event *next; (next = g_queue_pop_head(&host->events));) {
        step(host, next);
        host_ask_wake_up(host);
        g_free(next);
    }
    host->stepping = false;
    return OH_OK;
}

void oh_host_wake(struct oh_host *host)
{
    host_assert_thread(host);
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
    host_assert_thread(host);
    return host->core;
}

const char *oh_host_remote(struct oh_host *host, struct oh_call_id call)
{
    host_assert_thread(host);
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
    for (size_t i = 0; i < sizeof(id.bytes); i += sizeof(guint32)) {
        guint32 word = g_random_int();
        memcpy(id.bytes + i, &word, sizeof(word));
    }
    id.bytes[6] = (uint8_t)((id.bytes[6] & 0x0f) | 0x40); /* version 4 */
    id.bytes[8] = (uint8_t)((id.bytes[8] & 0x3f) | 0x80); /* variant of RFC 9562 */
    return id;
}
