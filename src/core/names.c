/*
 * Enum to text and back, for traces, scenarios and faces. A name is the enumerator's own words.
 */
#include "offhook/offhook.h"

#include <stddef.h>

static bool same_text(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static int find(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (same_text(names[i], name))
            return (int)i;
    return -1;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const event_names[] = {
    [OH_EV_NONE] = "none",
    [OH_EV_ENGINE_INVITED] = "engine invited",
    [OH_EV_ENGINE_PREPARED] = "engine prepared",
    [OH_EV_ENGINE_PREPARE_FAILED] = "engine prepare failed",
    [OH_EV_ENGINE_PROGRESSED] = "engine progressed",
    [OH_EV_ENGINE_ACCEPTED] = "engine accepted",
    [OH_EV_ENGINE_CONNECTED] = "engine connected",
    [OH_EV_ENGINE_MEDIA_AGREED] = "engine media agreed",
    [OH_EV_ENGINE_ENDED] = "engine ended",
    [OH_EV_ENGINE_HELD] = "engine held",
    [OH_EV_ENGINE_RESUMED] = "engine resumed",
    [OH_EV_ENGINE_CHANGE_FAILED] = "engine change failed",
    [OH_EV_ENGINE_REMOTE_HELD] = "engine remote held",
    [OH_EV_ENGINE_REMOTE_RESUMED] = "engine remote resumed",
    [OH_EV_ENGINE_REPLACED] = "engine replaced",
    [OH_EV_ENGINE_REDIRECTED] = "engine redirected",
    [OH_EV_ENGINE_TRANSFER_ASKED] = "engine transfer asked",
    [OH_EV_ENGINE_TRANSFERRED] = "engine transferred",
    [OH_EV_ENGINE_FLOWED] = "engine flowed",
    [OH_EV_ENGINE_DIGITS_RECEIVED] = "engine digits received",
    [OH_EV_ENGINE_VIDEO_ASKED] = "engine video asked",
    [OH_EV_ENGINE_AUDIO_GRABBED] = "engine audio grabbed",
    [OH_EV_UI_REPORTED] = "ui reported",
    [OH_EV_UI_REPORT_REFUSED] = "ui report refused",
    [OH_EV_UI_ANSWERED] = "ui answered",
    [OH_EV_UI_ENDED] = "ui ended",
    [OH_EV_UI_STARTED] = "ui started",
    [OH_EV_UI_HELD] = "ui held",
    [OH_EV_UI_MUTED] = "ui muted",
    [OH_EV_UI_DIGITS] = "ui digits",
    [OH_EV_UI_GROUPED] = "ui grouped",
    [OH_EV_UI_ACTION_TIMED_OUT] = "ui action timed out",
    [OH_EV_UI_REQUEST_REFUSED] = "ui request refused",
    [OH_EV_UI_RESET] = "ui reset",
    [OH_EV_UI_BEGAN] = "ui began",
    [OH_EV_UI_FOREIGN_CALL] = "ui foreign call",
    [OH_EV_AUDIO_ACTIVATED] = "audio activated",
    [OH_EV_AUDIO_DEACTIVATED] = "audio deactivated",
    [OH_EV_AUDIO_INTERRUPTED] = "audio interrupted",
    [OH_EV_AUDIO_INTERRUPTION_ENDED] = "audio interruption ended",
    [OH_EV_AUDIO_SERVICES_LOST] = "audio services lost",
    [OH_EV_AUDIO_SERVICES_RESET] = "audio services reset",
    [OH_EV_AUDIO_PREPARED] = "audio prepared",
    [OH_EV_AUDIO_PREPARE_FAILED] = "audio prepare failed",
    [OH_EV_AUDIO_RELEASED] = "audio released",
    [OH_EV_AUDIO_ROUTE_CHANGED] = "audio route changed",
    [OH_EV_PUSHED] = "pushed",
    [OH_EV_APP_PLACED] = "app placed",
    [OH_EV_APP_ANSWERED] = "app answered",
    [OH_EV_APP_ENDED] = "app ended",
    [OH_EV_APP_HELD] = "app held",
    [OH_EV_APP_MUTED] = "app muted",
    [OH_EV_APP_DIGITS] = "app digits",
    [OH_EV_APP_GROUPED] = "app grouped",
    [OH_EV_APP_SWAPPED] = "app swapped",
    [OH_EV_APP_TRANSFERRED] = "app transferred",
    [OH_EV_TIME] = "time",
    [OH_EV_ENGINE_TRANSFER_FAILED] = "engine transfer failed",
    [OH_EV_ENGINE_GROUP_FAILED] = "engine group failed",
    [OH_EV_ENGINE_CALLER_CHANGED] = "engine caller changed",
    [OH_EV_APP_UNDISTURBED] = "app undisturbed",
};

static const char *const command_names[] = {
    [OH_CMD_NONE] = "none",
    [OH_CMD_ENGINE_RING] = "engine ring",
    [OH_CMD_ENGINE_ACCEPT] = "engine accept",
    [OH_CMD_ENGINE_REJECT] = "engine reject",
    [OH_CMD_ENGINE_END] = "engine end",
    [OH_CMD_ENGINE_INVITE] = "engine invite",
    [OH_CMD_ENGINE_HOLD] = "engine hold",
    [OH_CMD_ENGINE_RESUME] = "engine resume",
    [OH_CMD_ENGINE_OPEN] = "engine open",
    [OH_CMD_ENGINE_CLOSE] = "engine close",
    [OH_CMD_ENGINE_MUTE] = "engine mute",
    [OH_CMD_ENGINE_SEND_DIGITS] = "engine send digits",
    [OH_CMD_ENGINE_GROUP] = "engine group",
    [OH_CMD_ENGINE_TRANSFER] = "engine transfer",
    [OH_CMD_ENGINE_RESTART_MEDIA] = "engine restart media",
    [OH_CMD_UI_REPORT] = "ui report",
    [OH_CMD_UI_REPORT_AGAIN] = "ui report again",
    [OH_CMD_UI_REPORT_ENDED] = "ui report ended",
    [OH_CMD_UI_REPORT_CONNECTING] = "ui report connecting",
    [OH_CMD_UI_REPORT_CONNECTED] = "ui report connected",
    [OH_CMD_UI_UPDATE] = "ui update",
    [OH_CMD_UI_FULFIL] = "ui fulfil",
    [OH_CMD_UI_FAIL] = "ui fail",
    [OH_CMD_UI_REQUEST] = "ui request",
    [OH_CMD_UI_REFRESH] = "ui refresh",
    [OH_CMD_UI_REBUILD] = "ui rebuild",
    [OH_CMD_AUDIO_PREPARE] = "audio prepare",
    [OH_CMD_AUDIO_RELEASE] = "audio release",
    [OH_CMD_AUDIO_ENABLE] = "audio enable",
    [OH_CMD_AUDIO_DISABLE] = "audio disable",
    [OH_CMD_APP_TELL] = "app tell",
    [OH_CMD_ENGINE_ANSWER_TRANSFER] = "engine answer transfer",
};

static const char *const reason_names[] = {
    [OH_REASON_NONE] = "none",
    [OH_REASON_FAILED] = "failed",
    [OH_REASON_REMOTE] = "remote",
    [OH_REASON_UNANSWERED] = "unanswered",
    [OH_REASON_ANSWERED_ELSEWHERE] = "answered elsewhere",
    [OH_REASON_DECLINED_ELSEWHERE] = "declined elsewhere",
    [OH_REASON_USER] = "user",
    [OH_REASON_REFUSED] = "refused",
    [OH_REASON_BUSY] = "busy",
    [OH_REASON_NO_INVITE] = "no invite",
    [OH_REASON_NO_AUDIO] = "no audio",
    [OH_REASON_NO_ACK] = "no ack",
    [OH_REASON_UI_RESET] = "ui reset",
    [OH_REASON_MERGED] = "merged",
    [OH_REASON_DECLINED] = "declined",
    [OH_REASON_MEDIA] = "media",
    [OH_REASON_UNREACHABLE] = "unreachable",
    [OH_REASON_STOPPED] = "stopped",
    [OH_REASON_TRANSFERRED] = "transferred",
    [OH_REASON_REPLACED] = "replaced",
    [OH_REASON_INSECURE] = "insecure",
};

static const char *const found_names[] = {
    [OH_FOUND_USABLE] = "usable",
    [OH_FOUND_NO_INPUT] = "no input",
    [OH_FOUND_OTHER_AUDIO] = "other audio",
};

static const char *const prepare_names[] = {
    [OH_PREPARE_PLAIN] = "plain",
    [OH_PREPARE_ASSUME] = "assume",
    [OH_PREPARE_FORCE] = "force",
    [OH_PREPARE_REOPEN] = "reopen",
};

static const char *const direction_names[] = {
    [OH_DIRECTION_NONE] = "none",
    [OH_DIRECTION_RECEIVE] = "receive",
    [OH_DIRECTION_SEND] = "send",
    [OH_DIRECTION_BOTH] = "both",
};

static const char *const request_names[] = {
    [OH_REQUEST_NONE] = "none",     [OH_REQUEST_ANSWER] = "answer", [OH_REQUEST_END] = "end",
    [OH_REQUEST_HOLD] = "hold",     [OH_REQUEST_MUTE] = "mute",     [OH_REQUEST_START] = "start",
    [OH_REQUEST_DIGITS] = "digits", [OH_REQUEST_GROUP] = "group",
};

static const char *const told_names[] = {
    [OH_TOLD_NOTHING] = "nothing",
    [OH_TOLD_DEAF] = "deaf",
    [OH_TOLD_HEARS_AGAIN] = "hears again",
    [OH_TOLD_SILENT] = "silent",
    [OH_TOLD_TRANSFER_FAILED] = "transfer failed",
    [OH_TOLD_REFUSED] = "refused",
    [OH_TOLD_STILL_HELD] = "still held",
    [OH_TOLD_GROUP_FAILED] = "group failed",
};

static const char *const foreign_names[] = {
    [OH_FOREIGN_NONE] = "none",
    [OH_FOREIGN_HELD] = "held",
    [OH_FOREIGN_RINGING] = "ringing",
    [OH_FOREIGN_ACTIVE] = "active",
};

static const char *const rung_names[] = {
    [OH_RUNG_WAIT] = "wait",
    [OH_RUNG_RELEASE] = "release",
    [OH_RUNG_REFRESH] = "refresh",
    [OH_RUNG_ASSUME] = "assume",
    [OH_RUNG_HOLD_BOUNCE] = "hold bounce",
    [OH_RUNG_FORCE] = "force",
    [OH_RUNG_PREPARE] = "prepare",
    [OH_RUNG_REOPEN] = "reopen",
    [OH_RUNG_GIVE_UP] = "give up",
};

static const char *const sip_state_names[] = {
    [OH_SIP_NONE] = "none",         [OH_SIP_OFFERED] = "offered",
    [OH_SIP_RINGING] = "ringing",   [OH_SIP_ACCEPTING] = "accepting",
    [OH_SIP_ACCEPTED] = "accepted", [OH_SIP_UP] = "up",
    [OH_SIP_INVITING] = "inviting", [OH_SIP_PROGRESSED] = "progressed",
};

static const char *const audio_state_names[] = {
    [OH_AUDIO_OFF] = "off",
    [OH_AUDIO_WAITING] = "waiting",
    [OH_AUDIO_PREPARING] = "preparing",
    [OH_AUDIO_ON] = "on",
};

const char *oh_event_name(enum oh_event_type type)
{
    return (size_t)type < COUNT(event_names) ? event_names[type] : NULL;
}

const char *oh_command_name(enum oh_command_type type)
{
    return (size_t)type < COUNT(command_names) ? command_names[type] : NULL;
}

const char *oh_reason_name(enum oh_reason reason)
{
    return (size_t)reason < COUNT(reason_names) ? reason_names[reason] : NULL;
}

const char *oh_found_name(enum oh_found found)
{
    return (size_t)found < COUNT(found_names) ? found_names[found] : NULL;
}

const char *oh_prepare_name(enum oh_prepare how)
{
    return (size_t)how < COUNT(prepare_names) ? prepare_names[how] : NULL;
}

const char *oh_direction_name(enum oh_direction direction)
{
    return (size_t)direction < COUNT(direction_names) ? direction_names[direction] : NULL;
}

const char *oh_request_name(enum oh_request request)
{
    return (size_t)request < COUNT(request_names) ? request_names[request] : NULL;
}

const char *oh_foreign_name(enum oh_foreign foreign)
{
    return (size_t)foreign < COUNT(foreign_names) ? foreign_names[foreign] : NULL;
}

const char *oh_told_name(enum oh_told what)
{
    return (size_t)what < COUNT(told_names) ? told_names[what] : NULL;
}

const char *oh_rung_name(enum oh_rung_kind kind)
{
    return (size_t)kind < COUNT(rung_names) ? rung_names[kind] : NULL;
}

const char *oh_sip_state_name(enum oh_sip_state state)
{
    return (size_t)state < COUNT(sip_state_names) ? sip_state_names[state] : NULL;
}

const char *oh_audio_state_name(enum oh_audio_state state)
{
    return (size_t)state < COUNT(audio_state_names) ? audio_state_names[state] : NULL;
}

int oh_event_from(const char *name)
{
    return find(event_names, COUNT(event_names), name);
}

int oh_command_from(const char *name)
{
    return find(command_names, COUNT(command_names), name);
}

int oh_reason_from(const char *name)
{
    return find(reason_names, COUNT(reason_names), name);
}

int oh_found_from(const char *name)
{
    return find(found_names, COUNT(found_names), name);
}

int oh_prepare_from(const char *name)
{
    return find(prepare_names, COUNT(prepare_names), name);
}

int oh_direction_from(const char *name)
{
    return find(direction_names, COUNT(direction_names), name);
}

int oh_request_from(const char *name)
{
    return find(request_names, COUNT(request_names), name);
}

int oh_foreign_from(const char *name)
{
    return find(foreign_names, COUNT(foreign_names), name);
}

int oh_told_from(const char *name)
{
    return find(told_names, COUNT(told_names), name);
}

int oh_rung_from(const char *name)
{
    return find(rung_names, COUNT(rung_names), name);
}
