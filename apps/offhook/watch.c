/*
 * From steps to happenings. Says what happened and decides nothing: a face that is wrong here is
 * wrong for people only.
 */
#include "watch.h"

#include <string.h>

struct watch {
    struct oh_host **host;
    face_function *face;
    struct output *output;
    struct roll *roll;
};

struct watch *watch_new(struct oh_host **host, face_function *face, struct output *output)
{
    struct watch *watch = g_new0(struct watch, 1);
    watch->host = host;
    watch->face = face;
    watch->output = output;
    watch->roll = roll_new();
    return watch;
}

void watch_free(struct watch *watch)
{
    if (!watch)
        return;
    roll_free(watch->roll);
    g_free(watch);
}

struct roll *watch_roll(struct watch *watch)
{
    return watch->roll;
}

static void show(struct watch *watch, struct happening *what)
{
    what->at_us = g_get_monotonic_time();
    char *line = watch->face(what);
    if (line)
        output_line(watch->output, line);
}

static void say_lost(struct watch *watch)
{
    unsigned lost = output_lost(watch->output);
    if (!lost)
        return;
    char *text = g_strdup_printf("%u lines were lost here: nobody read them in time", lost);
    show(watch, &(struct happening){.kind = HAPPENING_ERROR, .text = text});
    g_free(text);
}

void watch_say(struct watch *watch, struct happening what)
{
    say_lost(watch);
    show(watch, &what);
}

#define SAY(happening_kind, ...) \
    watch_say(watch, (struct happening){.kind = (happening_kind), __VA_ARGS__})

/* ---- The roll ---- */

/* Calls that the core has and the roll has not; and the legs they have now. */
static void note_calls(struct watch *watch, const struct oh_core *core)
{
    struct oh_call_info info;
    for (uint8_t i = 0; oh_call_at(core, i, &info); i++) {
        struct roll_call *call = roll_enter(watch->roll, info.call);
        bool moved = call->leg && info.leg && call->leg != info.leg;
        if (info.leg)
            call->leg = info.leg;
        if (moved)
            g_clear_pointer(&call->remote, g_free);
        if (!call->remote && info.leg)
            call->remote = g_strdup(oh_host_remote(*watch->host, info.call));
    }
}

/* Why a call ends: the user said so, or the call UI is told. The first reason is the cause; what
 * comes after it is its consequence. */
static void note_reason(struct roll_call *call, enum oh_reason reason)
{
    if (call && call->reason == OH_REASON_NONE)
        call->reason = reason;
}

static void note_reasons(struct watch *watch, const struct oh_event *event,
                         const struct oh_commands *commands)
{
    if (event->type == OH_EV_UI_ENDED)
        note_reason(roll_by_id(watch->roll, event->call), OH_REASON_USER);
    for (uint16_t i = 0; i < commands->count; i++) {
        const struct oh_command *command = &commands->items[i];
        if (command->type == OH_CMD_UI_REPORT_ENDED)
            note_reason(roll_by_id(watch->roll, command->call), (enum oh_reason)command->reason);
    }
}

static void say_ended(struct watch *watch, const struct oh_core *core)
{
    struct roll_call *call;
    for (unsigned i = 0; (call = roll_at(watch->roll, i));) {
        struct oh_call_info info;
        if (roll_info(core, call->id, &info)) {
            i++;
            continue;
        }
        SAY(HAPPENING_ENDED, .call = call->number, .remote = call->remote, .reason = call->reason);
        roll_drop(watch->roll, call);
    }
}

/* ---- One event, one command ---- */

static bool user_talks(const struct oh_core *core, struct oh_call_id but)
{
    struct oh_call_info info;
    for (uint8_t i = 0; oh_call_at(core, i, &info); i++)
        if (info.wanted && !info.held && memcmp(&info.call, &but, sizeof(but)) != 0)
            return true;
    return false;
}

static unsigned number_of(const struct roll_call *call)
{
    return call ? call->number : 0;
}

/* The call is on its new leg already, if it went there. */
static void say_moved(struct watch *watch, const struct oh_event *event)
{
    const struct roll_call *call = roll_by_leg(watch->roll, event->other_leg);
    if (call)
        SAY(event->type == OH_EV_ENGINE_REPLACED ? HAPPENING_REPLACED : HAPPENING_REDIRECTED,
            .call = call->number, .remote = call->remote);
}

static void say_event(struct watch *watch, const struct oh_event *event)
{
    struct roll_call *by_id = roll_by_id(watch->roll, event->call);
    struct roll_call *by_leg = roll_by_leg(watch->roll, event->leg);
    unsigned call = number_of(by_leg);

    switch (event->type) {
    case OH_EV_UI_REPORTED:
        if (by_id)
            SAY(HAPPENING_RINGING, .call = by_id->number, .remote = by_id->remote,
                .waiting = user_talks(oh_host_core(*watch->host), by_id->id));
        break;
    case OH_EV_UI_STARTED:
        if (by_id)
            SAY(HAPPENING_CALLING, .call = by_id->number, .remote = by_id->remote);
        break;
    case OH_EV_UI_ANSWERED:
        SAY(HAPPENING_ANSWERED, .call = number_of(by_id), .action = event->action);
        break;
    case OH_EV_ENGINE_PROGRESSED: SAY(HAPPENING_PROGRESS, .call = call); break;
    case OH_EV_ENGINE_HELD: SAY(HAPPENING_HELD, .call = call); break;
    case OH_EV_ENGINE_RESUMED: SAY(HAPPENING_RESUMED, .call = call); break;
    case OH_EV_ENGINE_CHANGE_FAILED: SAY(HAPPENING_CHANGE_FAILED, .call = call); break;
    case OH_EV_ENGINE_REMOTE_HELD: SAY(HAPPENING_REMOTE_HELD, .call = call); break;
    case OH_EV_ENGINE_REMOTE_RESUMED: SAY(HAPPENING_REMOTE_RESUMED, .call = call); break;
    case OH_EV_ENGINE_DIGITS_RECEIVED:
        SAY(HAPPENING_DIGITS, .call = call, .text = event->digits);
        break;
    case OH_EV_ENGINE_TRANSFER_ASKED: SAY(HAPPENING_TRANSFER_ASKED, .call = call); break;
    case OH_EV_ENGINE_REPLACED:
    case OH_EV_ENGINE_REDIRECTED: say_moved(watch, event); break;
    case OH_EV_ENGINE_TRANSFERRED: SAY(HAPPENING_TRANSFERRED, .call = call); break;
    case OH_EV_ENGINE_TRANSFER_FAILED:
        SAY(HAPPENING_TRANSFER_FAILED, .call = call, .code = event->code);
        break;
    case OH_EV_ENGINE_FLOWED: SAY(HAPPENING_FLOWED, .call = call, .frames = &event->frames); break;
    case OH_EV_ENGINE_AUDIO_GRABBED: SAY(HAPPENING_GRABBED, 0); break;
    case OH_EV_AUDIO_ACTIVATED:
        SAY(HAPPENING_ACTIVATED, .text = oh_found_name((enum oh_found)event->found));
        break;
    case OH_EV_AUDIO_INTERRUPTED:
    case OH_EV_AUDIO_INTERRUPTION_ENDED:
    case OH_EV_AUDIO_SERVICES_LOST:
    case OH_EV_AUDIO_SERVICES_RESET:
    case OH_EV_AUDIO_ROUTE_CHANGED: SAY(HAPPENING_AUDIO, .text = oh_event_name(event->type)); break;
    case OH_EV_AUDIO_DEACTIVATED: SAY(HAPPENING_DEACTIVATED, 0); break;
    case OH_EV_APP_UNDISTURBED: SAY(HAPPENING_UNDISTURBED, .text = event->on ? "on" : "off"); break;

    /* Nothing that a person must read; the trace has it. */
    case OH_EV_NONE:
    case OH_EV_ENGINE_INVITED:
    case OH_EV_ENGINE_ACCEPTED:  /* watch_engine said it */
    case OH_EV_ENGINE_CONNECTED: /* the same */
    case OH_EV_ENGINE_PREPARED:
    case OH_EV_ENGINE_PREPARE_FAILED:
    case OH_EV_ENGINE_MEDIA_AGREED:
    case OH_EV_ENGINE_ENDED:
    case OH_EV_ENGINE_VIDEO_ASKED:
    case OH_EV_UI_REPORT_REFUSED:
    case OH_EV_UI_ENDED:
    case OH_EV_UI_HELD:
    case OH_EV_UI_MUTED:
    case OH_EV_UI_DIGITS:
    case OH_EV_UI_GROUPED:
    case OH_EV_UI_ACTION_TIMED_OUT:
    case OH_EV_UI_REQUEST_REFUSED:
    case OH_EV_UI_RESET:
    case OH_EV_UI_BEGAN:
    case OH_EV_UI_FOREIGN_CALL:
    case OH_EV_AUDIO_PREPARED:
    case OH_EV_AUDIO_PREPARE_FAILED:
    case OH_EV_AUDIO_RELEASED:
    case OH_EV_PUSHED:
    case OH_EV_APP_PLACED:
    case OH_EV_APP_ANSWERED:
    case OH_EV_APP_ENDED:
    case OH_EV_APP_HELD:
    case OH_EV_APP_MUTED:
    case OH_EV_APP_DIGITS:
    case OH_EV_APP_GROUPED:
    case OH_EV_APP_SWAPPED:
    case OH_EV_APP_TRANSFERRED:
    case OH_EV_ENGINE_GROUP_FAILED:
    case OH_EV_ENGINE_CALLER_CHANGED:
    case OH_EV_TIME:
    case OH_EVENT_TYPES: break;
    }
}

static void say_told(struct watch *watch, unsigned call, enum oh_told what)
{
    switch (what) {
    case OH_TOLD_DEAF: SAY(HAPPENING_DEAF, .call = call); break;
    case OH_TOLD_HEARS_AGAIN: SAY(HAPPENING_HEARS_AGAIN, .call = call); break;
    case OH_TOLD_SILENT: SAY(HAPPENING_SILENT, .call = call); break;
    case OH_TOLD_TRANSFER_FAILED: /* the engine's event said it, with its code */
    case OH_TOLD_REFUSED:         /* this face asks the call UI itself, which refuses nothing */
    case OH_TOLD_STILL_HELD:
    case OH_TOLD_GROUP_FAILED:
    case OH_TOLD_NOTHING:
    case OH_TOLD_KINDS: break;
    }
}

static void say_command(struct watch *watch, const struct oh_command *command)
{
    unsigned by_id = number_of(roll_by_id(watch->roll, command->call));
    struct roll_call *by_leg = roll_by_leg(watch->roll, command->leg);
    unsigned call = number_of(by_leg);

    switch ((enum oh_command_type)command->type) {
    case OH_CMD_UI_FULFIL:
        SAY(HAPPENING_FULFILLED, .call = by_id, .action = command->action);
        break;
    case OH_CMD_UI_FAIL: SAY(HAPPENING_FAILED, .call = by_id, .action = command->action); break;
    case OH_CMD_ENGINE_OPEN:
        SAY(HAPPENING_OPENED, .call = call,
            .text = oh_direction_name((enum oh_direction)command->direction));
        break;
    case OH_CMD_ENGINE_CLOSE: SAY(HAPPENING_CLOSED, .call = call); break;
    case OH_CMD_ENGINE_REJECT:
        if (!by_leg)
            SAY(HAPPENING_REFUSED, .code = command->code);
        break;
    case OH_CMD_ENGINE_MUTE:
        SAY(command->on ? HAPPENING_MUTED : HAPPENING_UNMUTED, .call = call);
        break;
    case OH_CMD_UI_REQUEST: /* nobody but the core asks for an answer */
        if (command->request == OH_REQUEST_ANSWER)
            SAY(HAPPENING_AUTO_ANSWERED, .call = by_id);
        break;
    case OH_CMD_APP_TELL: say_told(watch, by_id, (enum oh_told)command->what); break;
    case OH_CMD_AUDIO_ENABLE: SAY(HAPPENING_AUDIO_ON, 0); break;
    case OH_CMD_AUDIO_DISABLE: SAY(HAPPENING_AUDIO_OFF, 0); break;

    case OH_CMD_NONE:
    case OH_CMD_ENGINE_RING:
    case OH_CMD_ENGINE_ACCEPT:
    case OH_CMD_ENGINE_END:
    case OH_CMD_ENGINE_INVITE:
    case OH_CMD_ENGINE_HOLD:
    case OH_CMD_ENGINE_RESUME:
    case OH_CMD_ENGINE_SEND_DIGITS:
    case OH_CMD_ENGINE_GROUP:
    case OH_CMD_ENGINE_TRANSFER:
    case OH_CMD_ENGINE_RESTART_MEDIA:
    case OH_CMD_UI_REPORT:
    case OH_CMD_UI_REPORT_AGAIN:
    case OH_CMD_UI_REPORT_ENDED:
    case OH_CMD_UI_REPORT_CONNECTING:
    case OH_CMD_UI_REPORT_CONNECTED:
    case OH_CMD_UI_UPDATE:
    case OH_CMD_UI_REFRESH:
    case OH_CMD_UI_REBUILD:
    case OH_CMD_AUDIO_PREPARE:
    case OH_CMD_AUDIO_RELEASE:
    case OH_CMD_ENGINE_ANSWER_TRANSFER:
    case OH_COMMAND_TYPES: break;
    }
}

/* ---- What it is told ---- */

void watch_step(struct watch *watch, const struct oh_core *core, const struct oh_event *event,
                const struct oh_commands *commands)
{
    note_calls(watch, core);
    note_reasons(watch, event, commands);
    if (event->leg == 0 || roll_by_leg(watch->roll, event->leg) ||
        roll_by_leg(watch->roll, event->other_leg))
        say_event(watch, event);
    for (uint16_t i = 0; i < commands->count; i++)
        say_command(watch, &commands->items[i]);
    say_ended(watch, core);
}

void watch_engine(struct watch *watch, const struct oh_event *event)
{
    unsigned call = number_of(roll_by_leg(watch->roll, event->leg));
    if (event->type == OH_EV_ENGINE_ACCEPTED)
        SAY(HAPPENING_ACCEPTED, .call = call);
    if (event->type == OH_EV_ENGINE_CONNECTED)
        SAY(HAPPENING_CONNECTED, .call = call);
}

void watch_measured(struct watch *watch, oh_leg leg, const struct oh_media_measure *measure)
{
    SAY(HAPPENING_MEASURED, .call = number_of(roll_by_leg(watch->roll, leg)), .measure = measure);
}

void watch_stats(struct watch *watch, oh_leg leg, const struct oh_media_stats *stats)
{
    unsigned call = number_of(roll_by_leg(watch->roll, leg));
    if (call)
        SAY(HAPPENING_STATS, .call = call, .stats = stats);
}

void watch_screen(struct watch *watch, struct oh_call_id call, const char *shows)
{
    SAY(HAPPENING_SCREEN, .call = number_of(roll_by_id(watch->roll, call)), .text = shows);
}
