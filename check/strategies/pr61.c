/*
 * `pr61`: pull request 61 of siprix, read literally. One call may wait (`_callPendingAnswer`); the
 * answer is fulfilled at once; the call is accepted in didActivate, after a reset of the session if
 * it is found unusable; no deadline. `pr61c`, charitable: a call that ends does not wait any more.
 * `pr61w`: the same with a watchdog that activates the session itself and accepts.
 */
#include "plugin.h"

static void wait_for(struct plugin *plugin, const struct model *model)
{
    plugin->has_pending = 1;
    plugin->pending = model->leg;
}

static void answered(struct plugin *plugin, struct model *model, oh_action action,
                     struct oh_commands *out)
{
    wait_for(plugin, model);
    plugin_fulfil(model, action, out);
}

static void answered_watched(struct plugin *plugin, struct model *model, oh_action action,
                             struct oh_commands *out)
{
    answered(plugin, model, action, out);
    plugin->timer = 1;
}

/* The call that waits got its INVITE. */
static void invited(struct plugin *plugin, struct model *model, struct oh_commands *out)
{
    (void)out;
    if (plugin->has_pending && plugin->pending == 0 && model->answered)
        plugin->pending = model->leg;
}

/* With the watchdog it is accepted even if the activation has been and gone. */
static void invited_watched(struct plugin *plugin, struct model *model, struct oh_commands *out)
{
    invited(plugin, model, out);
    if (model->answered && !model->accepted && !plugin->has_pending) {
        wait_for(plugin, model);
        plugin->timer = 1;
    }
}

static void connected(struct plugin *plugin, struct oh_commands *out)
{
    (void)plugin;
    (void)out;
}

static void ended(struct plugin *plugin, oh_leg leg)
{
    (void)plugin;
    (void)leg;
}

static void ended_charitable(struct plugin *plugin, oh_leg leg)
{
    if (plugin->has_pending && plugin->pending == leg) {
        plugin->has_pending = 0;
        plugin->pending = 0;
        plugin->timer = 0;
    }
}

static void accept_pending(struct plugin *plugin, struct oh_commands *out)
{
    struct model *model = plugin->models;

    if (!plugin->has_pending)
        return;
    plugin->has_pending = 0;
    plugin->timer = 0;
    if (plugin->pending == 0)
        return; /* nothing to accept yet: that was its one chance */
    for (; model < plugin->models + MODELS; model++)
        if (model->id != 0 && model->leg == plugin->pending)
            model->accepted = 1;
    plugin_say(out, OH_CMD_ENGINE_ACCEPT)->leg = plugin->pending;
    plugin->pending = 0;
}

static void activated(struct plugin *plugin, bool usable, struct oh_commands *out)
{
    plugin_audio_on(usable ? OH_PREPARE_PLAIN : OH_PREPARE_FORCE, out);
    accept_pending(plugin, out);
}

static const struct plugin_way literal = {answered, invited, connected, ended, activated};
static const struct plugin_way charitable = {answered, invited, connected, ended_charitable,
                                             activated};
static const struct plugin_way watched = {answered_watched, invited_watched, connected,
                                          ended_charitable, activated};

static void init(void *mind, const struct setting *setting)
{
    (void)setting;
    plugin_init(mind, true);
}

static void step_literal(void *mind, const struct oh_event *event, struct oh_commands *out)
{
    plugin_step(mind, &literal, event, out);
}

/* A call that the user ends ends in the action, not only when the engine confirms it. */
static void clear_if_gone(struct plugin *plugin, const struct oh_event *event)
{
    if (event->type != OH_EV_UI_ENDED || !plugin->has_pending)
        return;
    for (const struct model *model = plugin->models; model < plugin->models + MODELS; model++)
        if (model->id != 0 && model->leg == plugin->pending && !model->ended_here)
            return;
    ended_charitable(plugin, plugin->pending);
}

static void step_charitable(void *mind, const struct oh_event *event, struct oh_commands *out)
{
    plugin_step(mind, &charitable, event, out);
    clear_if_gone(mind, event);
}

static void step_watched(void *mind, const struct oh_event *event, struct oh_commands *out)
{
    plugin_step(mind, &watched, event, out);
    clear_if_gone(mind, event);
}

static void fire(void *mind, uint8_t who, struct oh_commands *out)
{
    struct plugin *plugin = mind;

    out->count = 0;
    (void)who;
    plugin->timer = 0;
    if (plugin->pending == 0)
        return; /* its INVITE will start it anew */
    plugin_audio_on(OH_PREPARE_FORCE, out);
    accept_pending(plugin, out);
}

static const char *clock_name(const void *mind, uint8_t who)
{
    (void)mind;
    (void)who;
    return "the watchdog fires";
}

#define PR61(variable, its_name, its_step)      \
    const struct strategy variable = {          \
        .name = its_name,                       \
        .init = init,                           \
        .copy = plugin_copy,                    \
        .step = its_step,                       \
        .due = plugin_due,                      \
        .fire = fire,                           \
        .clock_name = clock_name,               \
        .last_resort = plugin_never,            \
        .idle = plugin_idle,                    \
        .waits_for_activation = plugin_no_wait, \
        .packed_bytes = plugin_bytes,           \
        .pack = plugin_pack,                    \
        .unpack = plugin_unpack,                \
        .describe = plugin_describe,            \
    }

PR61(strategy_pr61, "pr61", step_literal);
PR61(strategy_pr61c, "pr61c", step_charitable);
PR61(strategy_pr61w, "pr61w", step_watched);
