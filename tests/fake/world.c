/*
 * The world of world.h.
 */
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int post(void *ctx, const struct oh_event *event)
{
    struct world *world = ctx;
    return oh_host_post(world->host, event);
}

static void told(void *ctx, const struct oh_command *command)
{
    const struct world *world = ctx;
    fake_record_add(world->record, "app tell %s", oh_told_name((enum oh_told)command->what));
}

struct world *world_under(const struct oh_policy *policy)
{
    bool ios = policy->activation == OH_ACTIVATION_SYSTEM;
    struct world *world = calloc(1, sizeof(*world));
    world->clock = fake_clock_new(1000000);
    world->record = fake_record_new();
    struct fake_setup setup = {.scheduler = fake_clock_scheduler(world->clock),
                               .post = {.ctx = world, .post = post},
                               .record = world->record};
    struct oh_host_config config = {.size = sizeof(config),
                                    .calls_max = 2,
                                    .policy = *policy,
                                    .app = {.size = sizeof(config.app), .ctx = world, .tell = told},
                                    .clock = fake_clock_port(world->clock, &world->host)};

    world->engine = fake_engine_new(&setup);
    config.engine = fake_engine_port(world->engine);
    if (ios) {
        world->ios = fake_ios_new(&setup);
        config.ui = fake_ios_ui_port(world->ios);
        config.audio = fake_ios_audio_port(world->ios);
    } else {
        world->ui = fake_ui_new(&setup);
        world->audio = fake_audio_new(&setup);
        config.ui = fake_ui_port(world->ui);
        config.audio = fake_audio_port(world->audio);
    }
    world->trace_file = open_memstream(&world->trace_text, &world->trace_size);
    world->writer =
        oh_trace_writer_new(world->trace_file, &config.policy, config.calls_max, &config.trace);

    int error;
    char text[256] = "";
    world->host = oh_host_new(&config, &error, text, sizeof(text));
    if (!world->host)
        fail_msg("no host: %s", text);
    return world;
}

struct world *world_ios(void)
{
    struct oh_policy policy = oh_policy_system();
    return world_under(&policy);
}

struct world *world_desktop(void)
{
    struct oh_policy policy = oh_policy_self();
    return world_under(&policy);
}

struct oh_trace *world_trace(const struct world *world)
{
    char text[1024] = "";
    FILE *file = fmemopen(world->trace_text, world->trace_size, "r");
    struct oh_trace *trace = oh_trace_read(file, text, sizeof(text));
    fclose(file);
    if (!trace)
        fail_msg("the trace cannot be read: %s", text);
    return trace;
}

static void assert_replays(const struct world *world)
{
    char text[1024] = "";
    struct oh_trace *trace = world_trace(world);
    if (oh_trace_replay(trace, text, sizeof(text)))
        fail_msg("the trace cannot be replayed: %s", text);
    oh_trace_free(trace);
}

void world_free(struct world *world)
{
    oh_host_free(world->host);
    assert_int_equal(oh_trace_writer_free(world->writer), 0);
    fclose(world->trace_file);
    assert_replays(world);
    free(world->trace_text);
    fake_clock_free(world->clock);
    fake_engine_free(world->engine);
    fake_ios_free(world->ios);
    fake_ui_free(world->ui);
    fake_audio_free(world->audio);
    fake_record_free(world->record);
    free(world);
}

void world_run(struct world *world, uint32_t for_ms)
{
    fake_clock_run(world->clock, for_ms);
}

void assert_order(const struct world *world, const char *const *lines, size_t count)
{
    const char *at = fake_record_text(world->record);
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(lines[i]);
        while (*at && (strncmp(at, lines[i], length) || at[length] != '\n'))
            at = strchr(at, '\n') + 1;
        if (!*at)
            fail_msg("\"%s\" is missing, or too early, in:\n%s", lines[i],
                     fake_record_text(world->record));
        at = strchr(at, '\n') + 1;
    }
}
