/* The plugin around `eager` and `pr61`; see plugin.h. */
#include "plugin.h"

#include <stdio.h>
#include <string.h>

struct oh_command *plugin_say(struct oh_commands *out, enum oh_command_type type)
{
    struct oh_command *command = &out->items[out->count++];

    *command = (struct oh_command){.type = (uint16_t)type};
    return command;
}

static void say_leg(struct oh_commands *out, enum oh_command_type type, oh_leg leg)
{
    plugin_say(out, type)->leg = leg;
}

static void say_call(struct oh_commands *out, enum oh_command_type type, uint8_t id)
{
    plugin_say(out, type)->call.bytes[0] = id;
}

void plugin_fulfil(const struct model *model, oh_action action, struct oh_commands *out)
{
    struct oh_command *command = plugin_say(out, OH_CMD_UI_FULFIL);

    command->call.bytes[0] = model->id;
    command->action = action;
}

void plugin_accept(struct model *model, struct oh_commands *out)
{
    say_leg(out, OH_CMD_ENGINE_ACCEPT, model->leg);
    model->accepted = 1;
}

void plugin_audio_on(enum oh_prepare how, struct oh_commands *out)
{
    plugin_say(out, OH_CMD_AUDIO_PREPARE)->how = (uint8_t)how;
    plugin_say(out, OH_CMD_AUDIO_ENABLE);
}

/* ---- Models ---- */

static unsigned key_of(const struct model *model)
{
    return (model->id - 1u) / IDS;
}

static struct model *by_id(struct plugin *plugin, uint8_t id)
{
    for (struct model *model = plugin->models; model < plugin->models + MODELS; model++)
        if (model->id != 0 && model->id == id)
            return model;
    return NULL;
}

static struct model *by_leg(struct plugin *plugin, oh_leg leg)
{
    for (struct model *model = plugin->models; model < plugin->models + MODELS; model++)
        if (model->id != 0 && model->leg == leg)
            return model;
    return NULL;
}

static struct model *by_key(struct plugin *plugin, oh_match_key key)
{
    for (struct model *model = plugin->models; model < plugin->models + MODELS; model++)
        if (model->id != 0 && key_of(model) + 1 == key && !model->owes)
            return model;
    return NULL;
}

static struct model *new_model(struct plugin *plugin, uint8_t id, struct oh_commands *out)
{
    struct model *model = plugin->models;

    while (model->id != 0)
        model++;
    *model = (struct model){.id = id};
    say_call(out, OH_CMD_UI_REPORT, id);
    return model;
}

static void drop(struct plugin *plugin, struct model *model)
{
    struct model *last = plugin->models + MODELS - 1;

    for (; model < last; model++)
        *model = model[1];
    *last = (struct model){0};
}

/* reportCall(ended), and the model goes. */
static void end_model(struct plugin *plugin, struct model *model, struct oh_commands *out)
{
    if (!model->ended_here && plugin->tidy && !model->shown) {
        model->owes = 1;
        model->leg = 0;
        return;
    }
    if (!model->ended_here)
        say_call(out, OH_CMD_UI_REPORT_ENDED, model->id);
    drop(plugin, model);
}

/* ---- Events ---- */

static void invited(struct plugin *plugin, const struct plugin_way *way,
                    const struct oh_event *event, struct oh_commands *out)
{
    struct model *model = by_key(plugin, event->match_key);

    if (model == NULL)
        model = new_model(plugin, event->call.bytes[0], out);
    model->leg = (uint8_t)event->leg;
    way->invited(plugin, model, out);
}

static void pushed(struct plugin *plugin, const struct oh_event *event, struct oh_commands *out)
{
    struct model *model = by_key(plugin, event->match_key);

    if (model != NULL)
        say_call(out, OH_CMD_UI_REPORT_AGAIN, model->id);
    else
        new_model(plugin, event->call.bytes[0], out);
}

static void reported(struct plugin *plugin, const struct oh_event *event, struct oh_commands *out)
{
    struct model *model = by_id(plugin, event->call.bytes[0]);

    if (model == NULL)
        return;
    model->shown = 1;
    if (model->owes)
        end_model(plugin, model, out);
}

static void user_ended(struct plugin *plugin, struct model *model, oh_action action,
                       struct oh_commands *out)
{
    bool rejected = !model->accepted;

    if (model->leg != 0)
        say_leg(out, rejected ? OH_CMD_ENGINE_REJECT : OH_CMD_ENGINE_END, model->leg);
    if (model->leg != 0 && rejected)
        out->items[out->count - 1].code = 486;
    plugin_fulfil(model, action, out);
    model->ended_here = !rejected || plugin->tidy; /* not set when it rejects */
    model->shown = 1;
    if (model->leg == 0)
        drop(plugin, model);
}

static void user_held(struct plugin *plugin, struct model *model, const struct oh_event *event,
                      struct oh_commands *out)
{
    model->held = event->on;
    plugin_fulfil(model, event->action, out);
    if (!model->connected || plugin->changing >> model->leg & 1)
        return; /* callHold fails, which nobody looks at */
    say_leg(out, event->on ? OH_CMD_ENGINE_HOLD : OH_CMD_ENGINE_RESUME, model->leg);
    plugin->changing |= (uint8_t)(1u << model->leg);
}

static void action(struct plugin *plugin, const struct plugin_way *way,
                   const struct oh_event *event, struct oh_commands *out)
{
    struct model *model = by_id(plugin, event->call.bytes[0]);

    if (model == NULL) {
        say_call(out, OH_CMD_UI_FAIL, event->call.bytes[0]);
        out->items[out->count - 1].action = event->action;
    } else if (event->type == OH_EV_UI_ENDED) {
        user_ended(plugin, model, event->action, out);
    } else if (event->type == OH_EV_UI_HELD) {
        user_held(plugin, model, event, out);
    } else if (model->owes) {
        plugin_fulfil(model, event->action, out);
    } else {
        model->answered = 1;
        way->answered(plugin, model, event->action, out);
    }
}

static void sip_event(struct plugin *plugin, const struct plugin_way *way,
                      const struct oh_event *event, struct oh_commands *out)
{
    struct model *model = by_leg(plugin, event->leg);

    if (event->type == OH_EV_ENGINE_ENDED) {
        plugin->changing &= (uint8_t) ~(1u << event->leg);
        way->ended(plugin, event->leg);
        if (model != NULL)
            end_model(plugin, model, out);
    } else if (event->type == OH_EV_ENGINE_CONNECTED && model != NULL) {
        model->connected = 1;
        way->connected(plugin, out);
    } else if (event->type == OH_EV_ENGINE_HELD || event->type == OH_EV_ENGINE_RESUMED ||
               event->type == OH_EV_ENGINE_CHANGE_FAILED) {
        plugin->changing &= (uint8_t) ~(1u << event->leg);
    }
}

void plugin_step(struct plugin *plugin, const struct plugin_way *way, const struct oh_event *event,
                 struct oh_commands *out)
{
    out->count = 0;
    out->ignored = false;
    if (event->type == OH_EV_ENGINE_INVITED)
        invited(plugin, way, event, out);
    else if (event->type == OH_EV_PUSHED)
        pushed(plugin, event, out);
    else if (event->type == OH_EV_UI_REPORTED)
        reported(plugin, event, out);
    else if (event->type == OH_EV_UI_ANSWERED || event->type == OH_EV_UI_ENDED ||
             event->type == OH_EV_UI_HELD)
        action(plugin, way, event, out);
    else if (event->type == OH_EV_AUDIO_ACTIVATED)
        way->activated(plugin, event->found == OH_FOUND_USABLE, out);
    else if (event->type == OH_EV_AUDIO_DEACTIVATED)
        plugin_say(out, OH_CMD_AUDIO_DISABLE), plugin->active = 0;
    else if (event->leg != 0)
        sip_event(plugin, way, event, out);
}

/* ---- As a strategy ---- */

void plugin_init(void *mind, bool tidy)
{
    struct plugin *plugin = mind;

    memset(plugin, 0, sizeof *plugin);
    plugin->tidy = tidy;
}

void plugin_copy(void *to, const void *from)
{
    memcpy(to, from, sizeof(struct plugin));
}

uint8_t plugin_due(const void *mind)
{
    const struct plugin *plugin = mind;
    return plugin->timer ? AUDIO_BIT : 0;
}

bool plugin_never(const void *mind, uint8_t who)
{
    (void)mind;
    (void)who;
    return false;
}

bool plugin_no_wait(const void *mind)
{
    (void)mind;
    return false;
}

bool plugin_idle(const void *mind)
{
    return ((const struct plugin *)mind)->models[0].id == 0;
}

unsigned plugin_bytes(const struct setting *setting)
{
    (void)setting;
    return sizeof(struct plugin);
}

void plugin_pack(const void *mind, const struct setting *setting, uint8_t *out)
{
    (void)setting;
    memcpy(out, mind, sizeof(struct plugin));
}

void plugin_unpack(void *mind, const struct setting *setting, const uint8_t *in)
{
    (void)setting;
    memcpy(mind, in, sizeof(struct plugin));
}

void plugin_describe(const void *mind, char *text, size_t size)
{
    const struct plugin *plugin = mind;
    int count = snprintf(text, size, "%s", plugin->has_pending ? "waits for didActivate; " : "");

    for (unsigned i = 0; i < MODELS && count >= 0 && (size_t)count < size; i++) {
        const struct model *model = &plugin->models[i];
        if (model->id != 0)
            count += snprintf(text + count, size - (size_t)count, "call %c%s%s%s%s; ",
                              (char)('A' + key_of(model)), model->answered ? ", answered" : "",
                              model->accepted ? ", accepted" : "",
                              model->connected ? ", connected" : "", model->held ? ", held" : "");
    }
}
