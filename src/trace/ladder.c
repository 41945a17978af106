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
    /* Of a leg: */
    uint8_t direction; /* that it was opened for */
    bool peer_holds;
    bool begun;     /* frames were reported since it was opened */
    bool flowed;    /* frames were shown */
    unsigned shape; /* which of them there were, then */
};

struct builder {
    struct ladder *ladder;
    size_t room;
    size_t known_room;
    unsigned open_count; /* legs that are open */
    enum readiness readiness;
    uint64_t start_ms;
    uint64_t before_ms;
    bool failed; /* out of memory */
};

/* ---- Which call ---- */

static struct known *add_known(struct builder *builder, struct known known)
{
    struct ladder *ladder = builder->ladder;
    if (ladder->known_count == builder->known_room) {
        size_t room = builder->known_room ? builder->known_room * 2 : 16;
        void *grown = realloc(ladder->known, room * sizeof(known));
        if (!grown) {
            builder->failed = true;
            return NULL;
        }
        ladder->known = grown;
        builder->known_room = room;
    }
    ladder->known[ladder->known_count] = known;
    return &ladder->known[ladder->known_count++];
}

/* The youngest first: that is the one that is still talked about. */
static struct known *find_leg(const struct builder *builder, oh_leg leg)
{
    const struct ladder *ladder = builder->ladder;
    for (size_t i = ladder->known_count; leg && i > 0; i--)
        if (ladder->known[i - 1].leg == leg)
            return &ladder->known[i - 1];
    return NULL;
}

static struct known *find_key(const struct builder *builder, oh_match_key key)
{
    const struct ladder *ladder = builder->ladder;
    for (size_t i = ladder->known_count; key && i > 0; i--)
        if (ladder->known[i - 1].key == key)
            return &ladder->known[i - 1];
    return NULL;
}

unsigned ladder_call_of(const struct ladder *ladder, struct oh_call_id id)
{
    for (size_t i = ladder->known_count; i > 0; i--)
        if (!ladder->known[i - 1].leg && !memcmp(&ladder->known[i - 1].id, &id, sizeof(id)))
            return ladder->known[i - 1].call;
    return 0;
}

static unsigned number_of_id(struct builder *builder, struct oh_call_id id)
{
    unsigned call = ladder_call_of(builder->ladder, id);
    if (call)
        return call;
    call = ++builder->ladder->call_count;
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
        size_t room = builder->room * 2;
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

/* ---- Frames ---- */

/* Which kinds of frames there were. */
static unsigned shape_of(const struct oh_frames *frames)
{
    return (frames->sent ? 1u : 0) | (frames->received ? 2u : 0) | (frames->captured ? 4u : 0) |
           (frames->played ? 8u : 0);
}

/* A direction that is open and in which nothing went. The first report may have begun before the
 * leg was opened, so it is not judged. */
static enum trouble trouble_of_frames(struct known *leg, const struct oh_frames *frames)
{
    if (!leg || !leg->begun)
        return TROUBLE_NONE;
    bool mute = leg->direction & OH_DIRECTION_SEND && !frames->sent;
    bool deaf = leg->direction & OH_DIRECTION_RECEIVE && !leg->peer_holds && !frames->received;
    return mute || deaf ? TROUBLE_WARNING : TROUBLE_NONE;
}

/* ---- One step ---- */

static bool worth_showing(const struct builder *builder, const struct oh_trace_step *step)
{
    if (step->command_count)
        return true;
    if (step->event.type == OH_EV_TIME)
        return false;
    if (step->event.type != OH_EV_ENGINE_FLOWED)
        return true;
    const struct known *leg = find_leg(builder, step->event.leg);
    return leg && (!leg->flowed || leg->shape != shape_of(&step->event.frames));
}

static void learn_event(struct builder *builder, const struct oh_event *event)
{
    struct known *leg = find_leg(builder, event->leg);

    if (event->type == OH_EV_AUDIO_PREPARED || event->type == OH_EV_AUDIO_PREPARE_FAILED)
        builder->readiness = builder->readiness == AUDIO_PREPARES ? AUDIO_IDLE : builder->readiness;
    if (!leg)
        return;
    if (event->type == OH_EV_ENGINE_REMOTE_HELD || event->type == OH_EV_ENGINE_REMOTE_RESUMED)
        leg->peer_holds = event->type == OH_EV_ENGINE_REMOTE_HELD;
    if (event->type == OH_EV_ENGINE_FLOWED) {
        leg->begun = leg->flowed = true;
        leg->shape = shape_of(&event->frames);
    }
    if (event->type == OH_EV_ENGINE_ENDED && leg->direction != OH_DIRECTION_NONE) {
        leg->direction = OH_DIRECTION_NONE;
        builder->open_count--;
    }
}

static void open_leg(struct builder *builder, struct known *leg, uint8_t direction)
{
    if (!leg)
        return;
    builder->open_count += direction != OH_DIRECTION_NONE;
    builder->open_count -= leg->direction != OH_DIRECTION_NONE;
    if (leg->direction != direction)
        leg->begun = false;
    leg->direction = direction;
}

static void learn_command(struct builder *builder, const struct oh_command *command)
{
    struct known *leg = find_leg(builder, command->leg);

    if (command->type == OH_CMD_AUDIO_PREPARE)
        builder->readiness = AUDIO_PREPARES;
    if (command->type == OH_CMD_AUDIO_ENABLE)
        builder->readiness = AUDIO_RUNS;
    if (command->type == OH_CMD_AUDIO_DISABLE || command->type == OH_CMD_AUDIO_RELEASE)
        builder->readiness = AUDIO_IDLE;
    if (command->type == OH_CMD_ENGINE_OPEN)
        open_leg(builder, leg, command->direction);
    if (command->type == OH_CMD_ENGINE_CLOSE || command->type == OH_CMD_ENGINE_END ||
        command->type == OH_CMD_ENGINE_REJECT)
        open_leg(builder, leg, OH_DIRECTION_NONE);
}

static bool add_event(struct builder *builder, const struct oh_trace_step *step)
{
    unsigned call = call_of_event(builder, step);
    const struct oh_event *event = &step->event;
    bool worth = worth_showing(builder, step);
    enum trouble trouble = event->type == OH_EV_ENGINE_FLOWED
                               ? trouble_of_frames(find_leg(builder, event->leg), &event->frames)
                               : trouble_of_event(event);
    learn_event(builder, event);
    struct row *row = worth ? add_row(builder) : NULL;
    if (!row)
        return false;
    uint64_t now_ms = event->now_ms < builder->before_ms ? builder->before_ms : event->now_ms;
    row->step = step;
    row->from = lane_of(oh_event_name(event->type));
    row->to = LANE_CORE;
    row->first = true;
    row->last = step->command_count == 0;
    row->ignored = step->ignored;
    row->media = builder->open_count > 0;
    row->readiness = builder->readiness;
    row->trouble = trouble;
    row->at_ms = now_ms - builder->start_ms;
    row->gap_ms = now_ms - builder->before_ms;
    row->call = call;
    builder->ladder->shown_steps++;
    builder->before_ms = now_ms;
    return true;
}

static void add_command(struct builder *builder, const struct oh_trace_step *step, uint16_t index)
{
    const struct oh_command *command = &step->commands[index];
    unsigned call = call_of_command(builder, command);
    learn_command(builder, command);
    struct row *row = add_row(builder);
    if (!row)
        return;
    row->step = step;
    row->order = command;
    row->from = LANE_CORE;
    row->to = lane_of(oh_command_name((enum oh_command_type)command->type));
    row->last = index + 1 == step->command_count;
    row->media = builder->open_count > 0;
    row->readiness = builder->readiness;
    row->trouble = trouble_of_command(command);
    row->at_ms = builder->before_ms - builder->start_ms;
    row->call = call;
}

struct ladder *ladder_new(const struct oh_trace *trace)
{
    struct builder builder = {.ladder = calloc(1, sizeof(struct ladder)), .room = 64};
    if (!builder.ladder)
        return NULL;
    builder.ladder->rows =
        calloc(builder.room, sizeof(*builder.ladder->rows)); /* also of no step */
    builder.failed = !builder.ladder->rows;
    if (trace->step_count)
        builder.start_ms = builder.before_ms = trace->steps[0].event.now_ms;
    for (size_t i = 0; i < trace->step_count && !builder.failed; i++) {
        const struct oh_trace_step *step = &trace->steps[i];
        if (!add_event(&builder, step))
            continue;
        for (uint16_t j = 0; j < step->command_count && !builder.failed; j++)
            add_command(&builder, step, j);
    }
    if (!builder.failed)
        return builder.ladder;
    ladder_free(builder.ladder);
    return NULL;
}

void ladder_free(struct ladder *ladder)
{
    if (!ladder)
        return;
    free(ladder->known);
    free(ladder->rows);
    free(ladder);
}

/* ---- One row ---- */

void row_label(const struct row *row, char text[WORDS_MAX])
{
    if (row->order)
        command_label(row->order, text);
    else
        event_label(&row->step->event, text);
}

void row_words(const struct row *row, char text[WORDS_MAX])
{
    if (row->order)
        command_words(row->order, text);
    else
        event_words(&row->step->event, text);
}

enum lane row_other(const struct row *row)
{
    return row->order ? row->to : row->from;
}
