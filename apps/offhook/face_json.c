/*
 * The face for programs: JSON Lines. Every line has "event" and "at_us"; the rest is by event.
 */
#include "happening.h"

#include <cjson/cJSON.h>
#include <glib.h>

static const char *const names[HAPPENINGS] = {
    [HAPPENING_LISTENING] = "listening",
    [HAPPENING_RINGING] = "ringing",
    [HAPPENING_CALLING] = "calling",
    [HAPPENING_PROGRESS] = "progress",
    [HAPPENING_ANSWERED] = "answered",
    [HAPPENING_FULFILLED] = "fulfilled",
    [HAPPENING_FAILED] = "failed",
    [HAPPENING_ACCEPTED] = "accepted",
    [HAPPENING_CONNECTED] = "connected",
    [HAPPENING_OPENED] = "opened",
    [HAPPENING_CLOSED] = "closed",
    [HAPPENING_HELD] = "held",
    [HAPPENING_RESUMED] = "resumed",
    [HAPPENING_CHANGE_FAILED] = "change_failed",
    [HAPPENING_REMOTE_HELD] = "remote_held",
    [HAPPENING_REMOTE_RESUMED] = "remote_resumed",
    [HAPPENING_MUTED] = "muted",
    [HAPPENING_UNMUTED] = "unmuted",
    [HAPPENING_DIGITS] = "digits",
    [HAPPENING_AUTO_ANSWERED] = "auto_answered",
    [HAPPENING_TRANSFER_ASKED] = "transfer_asked",
    [HAPPENING_TRANSFERRED] = "transferred",
    [HAPPENING_TRANSFER_FAILED] = "transfer_failed",
    [HAPPENING_REPLACED] = "replaced",
    [HAPPENING_REDIRECTED] = "redirected",
    [HAPPENING_DEAF] = "deaf",
    [HAPPENING_HEARS_AGAIN] = "hears_again",
    [HAPPENING_SILENT] = "silent",
    [HAPPENING_ENDED] = "ended",
    [HAPPENING_REFUSED] = "refused",
    [HAPPENING_ACTIVATED] = "activated",
    [HAPPENING_DEACTIVATED] = "deactivated",
    [HAPPENING_AUDIO] = "audio",
    [HAPPENING_GRABBED] = "grabbed",
    [HAPPENING_AUDIO_ON] = "audio_on",
    [HAPPENING_AUDIO_OFF] = "audio_off",
    [HAPPENING_FLOWED] = "flowed",
    [HAPPENING_MEASURED] = "measured",
    [HAPPENING_SCREEN] = "screen",
    [HAPPENING_CALL] = "call",
    [HAPPENING_UNDISTURBED] = "undisturbed",
    [HAPPENING_HELP] = "help",
    [HAPPENING_ERROR] = "error",
    [HAPPENING_REGISTERING] = "registering",
    [HAPPENING_REGISTERED] = "registered",
    [HAPPENING_REGISTRATION_FAILED] = "registration_failed",
    [HAPPENING_UNREGISTERED] = "unregistered",
    [HAPPENING_ACCOUNT] = "account",
    [HAPPENING_STATS] = "stats",
};

static void add_frames(cJSON *line, const struct oh_frames *frames)
{
    cJSON_AddNumberToObject(line, "sent", frames->sent);
    cJSON_AddNumberToObject(line, "received", frames->received);
    cJSON_AddNumberToObject(line, "captured", frames->captured);
    cJSON_AddNumberToObject(line, "played", frames->played);
    cJSON_AddNumberToObject(line, "alive", frames->alive);
}

static void add_measure(cJSON *line, const struct oh_media_measure *measure)
{
    cJSON_AddBoolToObject(line, "incoming", measure->incoming);
    cJSON_AddNumberToObject(line, "hz", measure->hz);
    cJSON_AddNumberToObject(line, "level_db", measure->level_db);
}

static void add_stats(cJSON *line, const struct oh_media_stats *stats)
{
    cJSON_AddStringToObject(line, "codec", stats->codec);
    cJSON_AddStringToObject(line, "security", stats->security);
    cJSON_AddStringToObject(line, "cipher", stats->cipher);
    cJSON_AddNumberToObject(line, "sent", stats->sent);
    cJSON_AddNumberToObject(line, "received", stats->received);
    cJSON_AddNumberToObject(line, "lost", stats->lost);
    cJSON_AddNumberToObject(line, "jitter_ms", stats->jitter_ms);
    if (stats->reported) {
        cJSON_AddNumberToObject(line, "peer_lost", stats->peer_lost);
        cJSON_AddNumberToObject(line, "peer_jitter_ms", stats->peer_jitter_ms);
        cJSON_AddNumberToObject(line, "round_trip_ms", stats->round_trip_ms);
    }
    cJSON_AddNumberToObject(line, "sent_db", stats->sent_db);
    cJSON_AddNumberToObject(line, "received_db", stats->received_db);
    if (stats->made_ms > 0) {
        cJSON_AddNumberToObject(line, "made_ms", stats->made_ms);
        cJSON_AddNumberToObject(line, "stretch_ms", stats->stretch_ms);
    }
}

static const char *const states[] = {
    [OH_UNREGISTERED] = "unregistered",
    [OH_REGISTERING] = "registering",
    [OH_REGISTERED] = "registered",
    [OH_REGISTRATION_FAILED] = "registration_failed",
};

static void add_registration(cJSON *line, const struct oh_registration *registration)
{
    cJSON_AddStringToObject(line, "state", states[registration->state]);
    if (registration->code)
        cJSON_AddNumberToObject(line, "code", registration->code);
    if (registration->state == OH_REGISTERED)
        cJSON_AddNumberToObject(line, "expires_s", registration->expires_s);
    if (registration->state == OH_REGISTRATION_FAILED)
        cJSON_AddNumberToObject(line, "retry_s", registration->retry_s);
}

char *face_json(const struct happening *what)
{
    cJSON *line = cJSON_CreateObject();
    cJSON_AddStringToObject(line, "event", names[what->kind]);
    cJSON_AddNumberToObject(line, "at_us", (double)what->at_us);
    if (what->call)
        cJSON_AddNumberToObject(line, "call", what->call);
    if (what->remote)
        cJSON_AddStringToObject(line, "remote", what->remote);
    if (what->text)
        cJSON_AddStringToObject(line, "text", what->text);
    if (what->kind == HAPPENING_RINGING)
        cJSON_AddBoolToObject(line, "waiting", what->waiting);
    if (what->kind == HAPPENING_CALL && what->call) {
        cJSON_AddBoolToObject(line, "muted", what->muted);
        cJSON_AddBoolToObject(line, "remote_held", what->remote_held);
    }
    if (what->action)
        cJSON_AddNumberToObject(line, "action", what->action);
    if (what->kind == HAPPENING_ENDED)
        cJSON_AddStringToObject(line, "reason", oh_reason_name(what->reason));
    if (what->code)
        cJSON_AddNumberToObject(line, "code", what->code);
    if (what->frames)
        add_frames(line, what->frames);
    if (what->measure)
        add_measure(line, what->measure);
    if (what->registration)
        add_registration(line, what->registration);
    if (what->stats)
        add_stats(line, what->stats);
    char *text = cJSON_PrintUnformatted(line);
    char *result = text ? g_strconcat(text, "\n", NULL) : NULL;
    cJSON_free(text);
    cJSON_Delete(line);
    return result;
}
