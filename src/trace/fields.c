/*
 * Which fields each type carries, the names of flags, and the form of ids and numbers. To JSON goes
 * encode.c, back comes decode.c.
 */
#include "fields.h"

#include <stdlib.h>
#include <string.h>

/* ---- Which fields a type carries, as offhook.h names them ---- */

unsigned event_fields(enum oh_event_type type)
{
    switch (type) {
    case OH_EV_ENGINE_INVITED: return FIELD_LEG | FIELD_CALL | FIELD_KEY | FIELD_FLAGS;
    case OH_EV_ENGINE_PREPARE_FAILED:
    case OH_EV_ENGINE_ENDED: return FIELD_LEG | FIELD_REASON;
    case OH_EV_ENGINE_PROGRESSED: return FIELD_LEG | FIELD_FLAGS;
    case OH_EV_ENGINE_REPLACED: return FIELD_LEG | FIELD_OTHER_LEG | FIELD_FLAGS;
    case OH_EV_ENGINE_REDIRECTED: return FIELD_LEG | FIELD_OTHER_LEG;
    case OH_EV_ENGINE_TRANSFER_ASKED: return FIELD_LEG | FIELD_OTHER_LEG | FIELD_CALL | FIELD_FLAGS;
    case OH_EV_ENGINE_DIGITS_RECEIVED: return FIELD_LEG | FIELD_DIGITS;
    case OH_EV_ENGINE_FLOWED: return FIELD_LEG | FIELD_FRAMES;
    case OH_EV_ENGINE_TRANSFER_FAILED: return FIELD_LEG | FIELD_CODE;
    case OH_EV_ENGINE_PREPARED:
    case OH_EV_ENGINE_ACCEPTED:
    case OH_EV_ENGINE_CONNECTED:
    case OH_EV_ENGINE_MEDIA_AGREED:
    case OH_EV_ENGINE_HELD:
    case OH_EV_ENGINE_RESUMED:
    case OH_EV_ENGINE_CHANGE_FAILED:
    case OH_EV_ENGINE_REMOTE_HELD:
    case OH_EV_ENGINE_REMOTE_RESUMED:
    case OH_EV_ENGINE_TRANSFERRED:
    case OH_EV_ENGINE_GROUP_FAILED:
    case OH_EV_ENGINE_CALLER_CHANGED:
    case OH_EV_ENGINE_VIDEO_ASKED: return FIELD_LEG;

    case OH_EV_UI_REPORTED: return FIELD_CALL;
    case OH_EV_UI_REPORT_REFUSED: return FIELD_CALL | FIELD_CODE;
    case OH_EV_UI_STARTED: return FIELD_CALL | FIELD_ACTION | FIELD_LEG | FIELD_FLAGS;
    case OH_EV_UI_HELD:
    case OH_EV_UI_MUTED: return FIELD_CALL | FIELD_ACTION | FIELD_ON;
    case OH_EV_UI_DIGITS: return FIELD_CALL | FIELD_ACTION | FIELD_DIGITS;
    case OH_EV_UI_GROUPED: return FIELD_CALL | FIELD_ACTION | FIELD_OTHER_CALL;
    case OH_EV_UI_ANSWERED:
    case OH_EV_UI_ENDED: return FIELD_CALL | FIELD_ACTION;
    case OH_EV_UI_ACTION_TIMED_OUT: return FIELD_CALL | FIELD_ACTION | FIELD_REQUEST;
    case OH_EV_UI_REQUEST_REFUSED: return FIELD_CALL | FIELD_REQUEST | FIELD_ON;
    case OH_EV_UI_FOREIGN_CALL: return FIELD_FOREIGN | FIELD_REASON;

    case OH_EV_AUDIO_ROUTE_CHANGED:
    case OH_EV_AUDIO_ACTIVATED: return FIELD_FOUND;
    case OH_EV_PUSHED: return FIELD_CALL | FIELD_KEY | FIELD_FLAGS | FIELD_AGE;

    case OH_EV_APP_HELD:
    case OH_EV_APP_MUTED: return FIELD_CALL | FIELD_ON;
    case OH_EV_APP_ENDED: return FIELD_CALL | FIELD_REASON;
    case OH_EV_APP_DIGITS: return FIELD_CALL | FIELD_DIGITS;
    case OH_EV_APP_PLACED: return FIELD_CALL | FIELD_LEG | FIELD_FLAGS;
    case OH_EV_APP_GROUPED: return FIELD_CALL | FIELD_OTHER_CALL;
    case OH_EV_APP_UNDISTURBED: return FIELD_ON;
    case OH_EV_APP_ANSWERED:
    case OH_EV_APP_SWAPPED:
    case OH_EV_APP_TRANSFERRED: return FIELD_CALL;

    case OH_EV_NONE:
    case OH_EV_ENGINE_AUDIO_GRABBED:
    case OH_EV_UI_RESET:
    case OH_EV_UI_BEGAN:
    case OH_EV_AUDIO_DEACTIVATED:
    case OH_EV_AUDIO_INTERRUPTED:
    case OH_EV_AUDIO_INTERRUPTION_ENDED:
    case OH_EV_AUDIO_SERVICES_LOST:
    case OH_EV_AUDIO_SERVICES_RESET:
    case OH_EV_AUDIO_PREPARED:
    case OH_EV_AUDIO_PREPARE_FAILED:
    case OH_EV_AUDIO_RELEASED:
    case OH_EV_TIME:
    case OH_EVENT_TYPES: return 0;
    }
    return 0;
}

unsigned command_fields(enum oh_command_type type)
{
    switch (type) {
    case OH_CMD_ENGINE_REJECT: return FIELD_LEG | FIELD_CODE | FIELD_REASON;
    case OH_CMD_ENGINE_END: return FIELD_LEG | FIELD_REASON;
    case OH_CMD_ENGINE_INVITE: return FIELD_LEG | FIELD_CALL;
    case OH_CMD_ENGINE_GROUP: return FIELD_LEG | FIELD_OTHER_LEG;
    case OH_CMD_ENGINE_OPEN: return FIELD_LEG | FIELD_DIRECTION;
    case OH_CMD_ENGINE_ANSWER_TRANSFER:
    case OH_CMD_ENGINE_MUTE: return FIELD_LEG | FIELD_ON;
    case OH_CMD_ENGINE_SEND_DIGITS: return FIELD_LEG | FIELD_DIGITS;
    case OH_CMD_ENGINE_RING:
    case OH_CMD_ENGINE_ACCEPT:
    case OH_CMD_ENGINE_HOLD:
    case OH_CMD_ENGINE_RESUME:
    case OH_CMD_ENGINE_CLOSE:
    case OH_CMD_ENGINE_TRANSFER:
    case OH_CMD_ENGINE_RESTART_MEDIA: return FIELD_LEG;

    case OH_CMD_UI_REPORT_ENDED: return FIELD_CALL | FIELD_REASON;
    case OH_CMD_UI_FULFIL:
    case OH_CMD_UI_FAIL: return FIELD_CALL | FIELD_ACTION;
    case OH_CMD_UI_REQUEST:
        return FIELD_CALL | FIELD_REQUEST | FIELD_ON | FIELD_LEG | FIELD_FLAGS | FIELD_DIGITS |
               FIELD_OTHER_CALL;
    case OH_CMD_UI_REPORT:
    case OH_CMD_UI_REPORT_AGAIN:
    case OH_CMD_UI_REPORT_CONNECTING:
    case OH_CMD_UI_REPORT_CONNECTED:
    case OH_CMD_UI_UPDATE: return FIELD_CALL;

    case OH_CMD_AUDIO_PREPARE: return FIELD_HOW;
    case OH_CMD_APP_TELL: return FIELD_CALL | FIELD_WHAT | FIELD_REASON | FIELD_REQUEST | FIELD_ON;

    case OH_CMD_NONE:
    case OH_CMD_UI_REFRESH:
    case OH_CMD_UI_REBUILD:
    case OH_CMD_AUDIO_RELEASE:
    case OH_CMD_AUDIO_ENABLE:
    case OH_CMD_AUDIO_DISABLE:
    case OH_COMMAND_TYPES: return 0;
    }
    return 0;
}

/* ---- Flags ---- */

struct flag {
    enum oh_event_type type;
    uint16_t bit;
    const char *name;
};

static const struct flag flags[] = {
    {OH_EV_ENGINE_INVITED, OH_INVITE_VIDEO, "video"},
    {OH_EV_ENGINE_INVITED, OH_INVITE_HAS_OFFER, "has offer"},
    {OH_EV_ENGINE_INVITED, OH_INVITE_MERGED, "merged"},
    {OH_EV_ENGINE_INVITED, OH_INVITE_AUTO_ANSWER, "auto answer"},
    {OH_EV_ENGINE_INVITED, OH_INVITE_NO_SESSION, "no session"},
    {OH_EV_ENGINE_INVITED, OH_INVITE_PREPARING, "preparing"},
    {OH_EV_ENGINE_REPLACED, OH_INVITE_VIDEO, "video"},
    {OH_EV_ENGINE_REPLACED, OH_INVITE_HAS_OFFER, "has offer"},
    {OH_EV_ENGINE_REPLACED, OH_INVITE_NO_SESSION, "no session"},
    {OH_EV_ENGINE_REPLACED, OH_INVITE_PREPARING, "preparing"},
    {OH_EV_ENGINE_PROGRESSED, OH_PROGRESS_RINGING, "ringing"},
    {OH_EV_ENGINE_PROGRESSED, OH_PROGRESS_EARLY_MEDIA, "early media"},
    {OH_EV_UI_STARTED, OH_START_NO_SESSION, "no session"},
    {OH_EV_APP_PLACED, OH_START_NO_SESSION, "no session"},
    {OH_EV_ENGINE_TRANSFER_ASKED, OH_START_NO_SESSION, "no session"},
    {OH_EV_PUSHED, OH_PUSH_MUST_REPORT, "must report"},
    {OH_EV_PUSHED, OH_PUSH_CANCEL, "cancel"},
};
#define FLAG_COUNT (sizeof(flags) / sizeof(flags[0]))

const char *flag_name(enum oh_event_type type, uint16_t bit)
{
    for (size_t i = 0; i < FLAG_COUNT; i++)
        if (flags[i].type == type && flags[i].bit == bit)
            return flags[i].name;
    return NULL;
}

uint16_t flag_from(enum oh_event_type type, const char *name)
{
    for (size_t i = 0; i < FLAG_COUNT; i++)
        if (flags[i].type == type && !strcmp(flags[i].name, name))
            return flags[i].bit;
    return 0;
}

/* ---- Ids, keys, digests ---- */

void hex_write(uint64_t value, char text[17])
{
    snprintf(text, 17, "%016llx", (unsigned long long)value);
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hex_read(const char *text, uint64_t *value)
{
    if (strlen(text) != 16)
        return false;
    *value = 0;
    for (; *text; text++) {
        if (digit(*text) < 0)
            return false;
        *value = *value << 4 | (uint64_t)digit(*text);
    }
    return true;
}

void digits_mask(const char *digits, size_t max, char *text)
{
    for (; max > 0 && *digits != '\0'; max--, digits++)
        *text++ = strchr("0123456789*#ABCD", *digits) ? '#' : '?';
    *text = '\0';
}

static bool dash_before(int byte)
{
    return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

void id_write(struct oh_call_id id, char text[37])
{
    for (int i = 0; i < 16; i++)
        text += sprintf(text, dash_before(i) ? "-%02x" : "%02x", id.bytes[i]);
}

bool id_read(const char *text, struct oh_call_id *id)
{
    for (int i = 0; i < 16; i++, text += 2) {
        if (dash_before(i) && *text++ != '-')
            return false;
        if (digit(text[0]) < 0 || digit(text[1]) < 0)
            return false;
        id->bytes[i] = (uint8_t)(digit(text[0]) << 4 | digit(text[1]));
    }
    return *text == '\0';
}
