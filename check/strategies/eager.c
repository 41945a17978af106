/*
 * `eager`: siprix 1.0.40. It accepts inside the answer action, then fulfils it; didActivate turns
 * the engine's audio on. `eager-timer` is the same with its manual activation 250 ms after the
 * connection (only with PushKit).
 */
#include "plugin.h"

static void answered(struct plugin *plugin, struct model *model, oh_action action,
                     struct oh_commands *out)
{
    (void)plugin;
    if (model->leg == 0) {
        model->kept_action = 1;
        return;
    }
    plugin_accept(model, out);
    plugin_fulfil(model, action, out);
}

static void invited(struct plugin *plugin, struct model *model, struct oh_commands *out)
{
    (void)plugin;
    if (!model->kept_action)
        return;
    model->kept_action = 0;
    plugin_accept(model, out);
    plugin_fulfil(model, ACTION_ANSWER, out);
}

static void connected(struct plugin *plugin, struct oh_commands *out)
{
    (void)plugin;
    (void)out;
}

static void connected_timer(struct plugin *plugin, struct oh_commands *out)
{
    (void)out;
    plugin->timer = !plugin->active;
}

static void ended(struct plugin *plugin, oh_leg leg)
{
    (void)plugin;
    (void)leg;
}

static void activated(struct plugin *plugin, bool usable, struct oh_commands *out)
{
    (void)usable;
    plugin->active = 1;
    plugin_audio_on(OH_PREPARE_PLAIN, out);
}

static const struct plugin_way plain = {answered, invited, connected, ended, activated};
static const struct plugin_way timed = {answered, invited, connected_timer, ended, activated};

static void init(void *mind, const struct setting *setting)
{
    (void)setting;
    plugin_init(mind, false);
}

static void step(void *mind, const struct oh_event *event, struct oh_commands *out)
{
    plugin_step(mind, &plain, event, out);
}

static void step_timed(void *mind, const struct oh_event *event, struct oh_commands *out)
{
    plugin_step(mind, &timed, event, out);
}

static void fire(void *mind, uint8_t who, struct oh_commands *out)
{
    struct plugin *plugin = mind;

    out->count = 0;
    (void)who;
    plugin->timer = 0;
    if (plugin->active)
        return;
    plugin->active = 1;
    plugin_audio_on(OH_PREPARE_FORCE, out);
}

static const char *clock_name(const void *mind, uint8_t who)
{
    (void)mind;
    (void)who;
    return "250 ms after the connection: manual activation";
}

const struct strategy strategy_eager = {
    .name = "eager",
    .init = init,
    .copy = plugin_copy,
    .step = step,
    .due = plugin_due,
    .fire = fire,
    .clock_name = clock_name,
    .last_resort = plugin_never,
    .idle = plugin_idle,
    .waits_for_activation = plugin_no_wait,
    .packed_bytes = plugin_bytes,
    .pack = plugin_pack,
    .unpack = plugin_unpack,
    .describe = plugin_describe,
};

const struct strategy strategy_eager_timer = {
    .name = "eager-timer",
    .init = init,
    .copy = plugin_copy,
    .step = step_timed,
    .due = plugin_due,
    .fire = fire,
    .clock_name = clock_name,
    .last_resort = plugin_never,
    .idle = plugin_idle,
    .waits_for_activation = plugin_no_wait,
    .packed_bytes = plugin_bytes,
    .pack = plugin_pack,
    .unpack = plugin_unpack,
    .describe = plugin_describe,
};
