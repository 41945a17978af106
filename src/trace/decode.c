/*
 * Events and commands from JSON. Strict: every field that the type carries must be there, and be of
 * its kind.
 */
#include "fields.h"

#include <string.h>

/* ---- Single values ---- */

bool number_read(const cJSON *object, const char *name, uint64_t max, uint64_t *value, char *text,
                 size_t text_size)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    if (!cJSON_IsNumber(item)) {
        snprintf(text, text_size, "\"%s\" is missing or no number", name);
        return false;
    }
    double number = item->valuedouble;
    if (!(number >= 0 && number <= (double)max) || number != (double)(uint64_t)number) {
        snprintf(text, text_size, "\"%s\" is no whole number from 0 to %llu", name,
                 (unsigned long long)max);
        return false;
    }
    *value = (uint64_t)number;
    return true;
}

static bool named_read(const cJSON *object, const char *field, int (*from)(const char *),
                       uint64_t max, uint64_t *value, char *text, size_t text_size)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, field);
    if (!cJSON_IsString(item))
        return number_read(object, field, max, value, text, text_size);
    int found = from(item->valuestring);
    if (found < 0) {
        snprintf(text, text_size, "\"%s\" is unknown: \"%.60s\"", field, item->valuestring);
        return false;
    }
    *value = (uint64_t)found;
    return true;
}

static bool id_from_json(const cJSON *object, struct oh_call_id *id, char *text, size_t text_size)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, "call");
    if (cJSON_IsString(item) && id_read(item->valuestring, id))
        return true;
    snprintf(text, text_size, "\"call\" is missing or no UUID in lower case");
    return false;
}

static bool key_from_json(const cJSON *object, uint64_t *key, char *text, size_t text_size)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, "match_key");
    if (cJSON_IsString(item) && hex_read(item->valuestring, key))
        return true;
    snprintf(text, text_size, "\"match_key\" is missing or not 16 hexadecimal digits");
    return false;
}

static bool on_from_json(const cJSON *object, uint8_t *on, char *text, size_t text_size)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, "on");
    if (!cJSON_IsBool(item)) {
        snprintf(text, text_size, "\"on\" is missing or neither true nor false");
        return false;
    }
    *on = cJSON_IsTrue(item);
    return true;
}

static bool frames_from_json(const cJSON *object, struct oh_frames *frames, char *text,
                             size_t text_size)
{
    const cJSON *json = cJSON_GetObjectItemCaseSensitive(object, "frames");
    uint64_t sent, received, captured, played;
    if (!cJSON_IsObject(json)) {
        snprintf(text, text_size, "\"frames\" is missing or no object");
        return false;
    }
    if (!number_read(json, "sent", UINT32_MAX, &sent, text, text_size) ||
        !number_read(json, "received", UINT32_MAX, &received, text, text_size) ||
        !number_read(json, "captured", UINT32_MAX, &captured, text, text_size) ||
        !number_read(json, "played", UINT32_MAX, &played, text, text_size))
        return false;
    *frames = (struct oh_frames){.sent = (uint32_t)sent,
                                 .received = (uint32_t)received,
                                 .captured = (uint32_t)captured,
                                 .played = (uint32_t)played};
    return true;
}

static bool flag_from_json(const cJSON *item, enum oh_event_type type, uint16_t *set)
{
    if (cJSON_IsString(item)) {
        uint16_t bit = flag_from(type, item->valuestring);
        *set |= bit;
        return bit != 0;
    }
    for (unsigned bit = 1; cJSON_IsNumber(item) && bit <= UINT16_MAX; bit <<= 1) {
        if (item->valuedouble == bit) {
            *set |= (uint16_t)bit;
            return true;
        }
    }
    return false;
}

static bool flags_from_json(const cJSON *object, enum oh_event_type type, uint16_t *set, char *text,
                            size_t text_size)
{
    const cJSON *array = cJSON_GetObjectItemCaseSensitive(object, "flags");
    if (!cJSON_IsArray(array)) {
        snprintf(text, text_size, "\"flags\" is missing or no array");
        return false;
    }
    const cJSON *item;
    cJSON_ArrayForEach(item, array)
    {
        if (!flag_from_json(item, type, set)) {
            snprintf(text, text_size, "\"flags\" of \"%s\" has a flag that is unknown: \"%s\"",
                     oh_event_name(type), cJSON_IsString(item) ? item->valuestring : "?");
            return false;
        }
    }
    return true;
}

/* ---- Whole ones ---- */

/* Reads a number or a named value into a member, or leaves the function. */
#define READ_NUMBER(field, name, member, max)                            \
    do {                                                                 \
        uint64_t value_;                                                 \
        if (fields & (field)) {                                          \
            if (!number_read(json, name, max, &value_, text, text_size)) \
                return false;                                            \
            member = (__typeof__(member))value_;                         \
        }                                                                \
    } while (0)
#define READ_NAMED(field, name, member, from)                                       \
    do {                                                                            \
        uint64_t value_;                                                            \
        if (fields & (field)) {                                                     \
            if (!named_read(json, name, from, UINT8_MAX, &value_, text, text_size)) \
                return false;                                                       \
            member = (uint8_t)value_;                                               \
        }                                                                           \
    } while (0)

bool event_from_json(const cJSON *json, struct oh_event *event, char *text, size_t text_size)
{
    uint64_t type;
    if (!cJSON_IsObject(json)) {
        snprintf(text, text_size, "\"event\" is missing or no object");
        return false;
    }
    if (!named_read(json, "type", oh_event_from, INT32_MAX, &type, text, text_size))
        return false;
    *event = OH_EVENT((enum oh_event_type)type);

    unsigned fields = event_fields(event->type);
    if ((fields & FIELD_CALL && !id_from_json(json, &event->call, text, text_size)) ||
        (fields & FIELD_KEY && !key_from_json(json, &event->match_key, text, text_size)) ||
        (fields & FIELD_FLAGS &&
         !flags_from_json(json, event->type, &event->flags, text, text_size)) ||
        (fields & FIELD_ON && !on_from_json(json, &event->on, text, text_size)) ||
        (fields & FIELD_FRAMES && !frames_from_json(json, &event->frames, text, text_size)))
        return false;
    READ_NUMBER(FIELD_LEG, "leg", event->leg, UINT32_MAX);
    READ_NUMBER(FIELD_OTHER_LEG, "other_leg", event->other_leg, UINT32_MAX);
    READ_NUMBER(FIELD_ACTION, "action", event->action, UINT32_MAX);
    READ_NUMBER(FIELD_CODE, "code", event->code, UINT16_MAX);
    READ_NUMBER(FIELD_AGE, "age_ms", event->age_ms, UINT32_MAX);
    READ_NAMED(FIELD_REASON, "reason", event->reason, oh_reason_from);
    READ_NAMED(FIELD_FOUND, "found", event->found, oh_found_from);
    READ_NAMED(FIELD_REQUEST, "request", event->request, oh_request_from);
    return true;
}

bool command_from_json(const cJSON *json, struct oh_command *command, char *text, size_t text_size)
{
    uint64_t type;
    if (!cJSON_IsObject(json)) {
        snprintf(text, text_size, "a command is no object");
        return false;
    }
    if (!named_read(json, "type", oh_command_from, UINT16_MAX, &type, text, text_size))
        return false;
    memset(command, 0, sizeof(*command));
    command->type = (uint16_t)type;

    unsigned fields = command_fields((enum oh_command_type)type);
    if ((fields & FIELD_CALL && !id_from_json(json, &command->call, text, text_size)) ||
        (fields & FIELD_ON && !on_from_json(json, &command->on, text, text_size)))
        return false;
    READ_NUMBER(FIELD_LEG, "leg", command->leg, UINT32_MAX);
    READ_NUMBER(FIELD_ACTION, "action", command->action, UINT32_MAX);
    READ_NUMBER(FIELD_CODE, "code", command->code, UINT16_MAX);
    READ_NAMED(FIELD_REASON, "reason", command->reason, oh_reason_from);
    READ_NAMED(FIELD_HOW, "how", command->how, oh_prepare_from);
    READ_NAMED(FIELD_DIRECTION, "direction", command->direction, oh_direction_from);
    READ_NAMED(FIELD_REQUEST, "request", command->request, oh_request_from);
    return true;
}
