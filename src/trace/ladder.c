/*
 * From trace to ladder: the lane of each event and command, and which call it is about.
 */
#include "ladder.h"

#include <stdlib.h>
#include <string.h>

#include "fields.h"

const char *const lane_names[LANE_COUNT] = {
    [LANE_UI] = "user and call UI",
    [LANE_CORE] = "offhook",
    [LANE_AUDIO] = "audio session",
    [LANE_ENGINE] = "engine and peer",
};

/* A call, or a leg, and the number of the call in the ladder. */
struct known {
    struct oh_call_id id;
    oh_match_key key;
    oh_leg leg;
    unsigned call;
    bool flowed; /* a leg whose frames were shown */
};

struct builder {
    struct ladder *ladder;
    size_t room;
    struct known *known;
    size_t known_count;
    size_t known_room;
    uint64_t start_ms;
    uint64_t before_ms;
    bool failed; /* out of memory */
};

/* ---- Which call ---- */

static struct known *add_known(struct builder *builder, struct known known)
{
    if (builder->known_count == builder->known_room) {
        size_t room = builder->known_room ? builder->known_room * 2 : 16;
        void *grown = realloc(builder->known, room * sizeof(known));
        if (!grown) {
            builder->failed = true;
            return NULL;
        }
        builder->known = grown;
        builder->known_room = room;
    }
    builder->known[builder->known_count] = known;
    return &builder->known[builder->known_count++];
}

/* The youngest first: that is the one that is still talked about. */
static struct known *find_leg(const struct builder *builder, oh_leg leg)
{
    for (size_t i = builder->known_count; leg && i > 0; i--)
        if (builder->known[i - 1].leg == leg)
            return &builder->known[i - 1];
    return NULL;
}

static struct known *find_key(const struct builder *builder, oh_match_key key)
{
    for (size_t i = builder->known_count; key && i > 0; i--)
        if (builder->known[i - 1].key == key)
            return &builder->known[i - 1];
    return NULL;
}

static unsigned number_of_id(struct builder *builder, struct oh_call_id id)
{
    for (size_t i = builder->known_count; i > 0; i--)
        if (!builder->known[i - 1].leg && !memcmp(&builder->known[i - 1].id, &id, sizeof(id)))
            return builder->known[i - 1].call;
    unsigned call = ++builder->ladder->call_count;
    add_known(builder, (struct known){.id = id, .call = call});
    return call;
}

static bool reports(const struct oh_trace_step *step, struct oh_call_id id)
{
    for (uint16_t i = 0; i < step->command_count; i++)
        if (step->commands[i].type == OH_CMD_UI_REPORT &&
            !memcmp(&step->commands[i].call, &id, sizeof(id)))
            return true;
    return false;
}

/* A push and an INVITE with the same key are one call, unless a new one was reported for it. */
static unsigned number_of_beginning(struct builder *builder, const struct oh_trace_step *step)
{
    const struct oh_event *event = &step->event;
    struct known *same = reports(step, event->call) ? NULL : find_key(builder, event->match_key);
    unsigned call = same ? same->call : number_of_id(builder, event->call);
    add_known(builder,
              (struct known){
                  .id = event->call, .key = event->match_key, .leg = event->leg, .call = call});
    return call;
}

static unsigned call_of_event(struct builder *builder, const struct oh_trace_step *step)
{
    const struct oh_event *event = &step->event;
    unsigned fields = event_fields(event->type);

    if (fields & FIELD_CALL && (fields & FIELD_KEY || fields & FIELD_LEG))
        return number_of_beginning(builder, step);
    if (fields & FIELD_CALL)
        return number_of_id(builder, event->call);
    struct known *leg = fields & FIELD_LEG ? find_leg(builder, event->leg) : NULL;
    return leg ? leg->call : 0;
}

static unsigned call_of_command(struct builder *builder, const struct oh_command *command)
{
    unsigned fields = command_fields((enum oh_command_type)command->type);

    if (fields & FIELD_CALL)
        return number_of_id(builder, command->call);
    struct known *leg = fields & FIELD_LEG ? find_leg(builder, command->leg) : NULL;
    return leg ? leg->call : 0;
}

/* ---- Rows ---- */

/* Names begin with the party. A push comes from the peer's side. */
static enum lane lane_of(const char *name)
{
    if (!name)
        return LANE_CORE;
    if (!strncmp(name, "ui ", 3) || !strncmp(name, "app ", 4))
        return LANE_UI;
    if (!strncmp(name, "audio ", 6))
        return LANE_AUDIO;
    if (!strncmp(name, "engine ", 7) || !strcmp(name, "pushed"))
        return LANE_ENGINE;
    return LANE_CORE;
}

static struct row *add_row(struct builder *builder)
{
    struct ladder *ladder = builder->ladder;
    if (ladder->row_count == builder->room) {
        size_t room = builder->room ? builder->room * 2 : 64;
        void *rows = realloc(ladder->rows, room * sizeof(*ladder->rows));
        if (!rows) {
            builder->failed = true;
            return NULL;
        }
        ladder->rows = rows;
        builder->room = room;
    }
    struct row *row = &ladder->rows[ladder->row_count++];
    memset(row, 0, sizeof(*row));
    return row;
}

static bool worth_showing(struct builder *builder, const struct oh_trace_step *step)
{
    if (step->command_count)
        return true;
    if (step->event.type == OH_EV_TIME)
        return false;
    if (step->event.type != OH_EV_ENGINE_FLOWED)
        return true;
    struct known *leg = find_leg(builder, step->event.leg);
    bool first = leg && !leg->flowed && step->event.frames.sent && step->event.frames.received;
    if (first)
        leg->flowed = true;
    return first;
}

static void add_event(struct builder *builder, const struct oh_trace_step *step)
{
    unsigned call = call_of_event(builder, step);
    if (!worth_showing(builder, step))
        return;
    struct row *row = add_row(builder);
    if (!row)
        return;
    uint64_t now_ms =
        step->event.now_ms < builder->before_ms ? builder->before_ms : step->event.now_ms;
    row->from = lane_of(oh_event_name(step->event.type));
    row->to = LANE_CORE;
    row->first = true;
    row->last = step->command_count == 0;
    row->ignored = step->ignored;
    row->at_ms = now_ms - builder->start_ms;
    row->gap_ms = now_ms - builder->before_ms;
    row->call = call;
    event_label(&step->event, row->label);
    event_words(&step->event, row->full);
    builder->before_ms = now_ms;
}

static void add_command(struct builder *builder, const struct oh_command *command, bool last)
{
    unsigned call = call_of_command(builder, command);
    struct row *row = add_row(builder);
    if (!row)
        return;
    row->from = LANE_CORE;
    row->to = lane_of(oh_command_name((enum oh_command_type)command->type));
    row->command = true;
    row->last = last;
    row->at_ms = builder->before_ms - builder->start_ms;
    row->call = call;
    command_label(command, row->label);
    command_words(command, row->full);
}

struct ladder *ladder_new(const struct oh_trace *trace)
{
    struct builder builder = {.ladder = calloc(1, sizeof(struct ladder))};
    if (!builder.ladder)
        return NULL;
    if (trace->step_count)
        builder.start_ms = builder.before_ms = trace->steps[0].event.now_ms;
    for (size_t i = 0; i < trace->step_count && !builder.failed; i++) {
        const struct oh_trace_step *step = &trace->steps[i];
        add_event(&builder, step);
        for (uint16_t j = 0; j < step->command_count && !builder.failed; j++)
            add_command(&builder, &step->commands[j], j + 1 == step->command_count);
    }
    free(builder.known);
    if (!builder.failed)
        return builder.ladder;
    ladder_free(builder.ladder);
    return NULL;
}

void ladder_free(struct ladder *ladder)
{
    if (!ladder)
        return;
    free(ladder->rows);
    free(ladder);
}
