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

static bool id_from_json(const cJSON *object, const char *name, struct oh_call_id *id, char *text,
                         size_t text_size)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    if (cJSON_IsString(item) && id_read(item->valuestring, id))
        return true;
    snprintf(text, text_size, "\"%s\" is missing or no UUID in lower case", name);
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
    uint64_t sent, received, captured, played, alive;
    if (!cJSON_IsObject(json)) {
        snprintf(text, text_size, "\"frames\" is missing or no object");
        return false;
    }
    if (!number_read(json, "sent", UINT32_MAX, &sent, text, text_size) ||
        !number_read(json, "received", UINT32_MAX, &received, text, text_size) ||
        !number_read(json, "captured", UINT32_MAX, &captured, text, text_size) ||
        !number_read(json, "played", UINT32_MAX, &played, text, text_size) ||
        !number_read(json, "alive", UINT32_MAX, &alive, text, text_size))
        return false;
    *frames = (struct oh_frames){.sent = (uint32_t)sent,
                                 .received = (uint32_t)received,
                                 .captured = (uint32_t)captured,
                                 .played = (uint32_t)played,
                                 .alive = (uint32_t)alive};
    return true;
}

/* `digits` has `max` bytes, all of which may be taken: then there is no NUL. */
static bool digits_from_json(const cJSON *object, char *digits, size_t max, char *text,
                             size_t text_size)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, "digits");
    if (!cJSON_IsString(item) || strlen(item->valuestring) > max) {
        snprintf(text, text_size, "\"digits\" is missing or no text of at most %zu", max);
        return false;
    }
    memset(digits, 0, max);
    memcpy(digits, item->valuestring, strlen(item->valuestring));
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

/* Numbers and named values out of one object, for the fields that its type carries; others are 0.
 * After the first that is missing or wrong (its reason is in `text`) nothing more is read. */
struct reader {
    const cJSON *json;
    unsigned fields;
    char *text;
    size_t text_size;
    bool failed;
};

static uint64_t number(struct reader *reader, unsigned field, const char *name, uint64_t max)
{
    uint64_t value = 0;
    if (!reader->failed && reader->fields & field)
        reader->failed =
            !number_read(reader->json, name, max, &value, reader->text, reader->text_size);
    return value;
}

static uint8_t named(struct reader *reader, unsigned field, const char *name,
                     int (*from)(const char *))
{
    uint64_t value = 0;
    if (!reader->failed && reader->fields & field)
        reader->failed = !named_read(reader->json, name, from, UINT8_MAX, &value, reader->text,
                                     reader->text_size);
    return (uint8_t)value;
}

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
    struct reader reader = {.json = json, .fields = fields, .text = text, .text_size = text_size};
    if ((fields & FIELD_CALL && !id_from_json(json, "call", &event->call, text, text_size)) ||
        (fields & FIELD_OTHER_CALL &&
         !id_from_json(json, "other_call", &event->other_call, text, text_size)) ||
        (fields & FIELD_KEY && !key_from_json(json, &event->match_key, text, text_size)) ||
        (fields & FIELD_FLAGS &&
         !flags_from_json(json, event->type, &event->flags, text, text_size)) ||
        (fields & FIELD_ON && !on_from_json(json, &event->on, text, text_size)) ||
        (fields & FIELD_FRAMES && !frames_from_json(json, &event->frames, text, text_size)) ||
        (fields & FIELD_DIGITS &&
         !digits_from_json(json, event->digits, sizeof(event->digits), text, text_size)))
        return false;
    event->leg = (oh_leg)number(&reader, FIELD_LEG, "leg", UINT32_MAX);
    event->other_leg = (oh_leg)number(&reader, FIELD_OTHER_LEG, "other_leg", UINT32_MAX);
    event->action = (oh_action)number(&reader, FIELD_ACTION, "action", UINT32_MAX);
    event->code = (uint16_t)number(&reader, FIELD_CODE, "code", UINT16_MAX);
    event->age_ms = (uint32_t)number(&reader, FIELD_AGE, "age_ms", UINT32_MAX);
    event->span_ms = (uint32_t)number(&reader, FIELD_FRAMES, "span_ms", UINT32_MAX);
    event->reason = named(&reader, FIELD_REASON, "reason", oh_reason_from);
    event->found = named(&reader, FIELD_FOUND, "found", oh_found_from);
    event->foreign = named(&reader, FIELD_FOREIGN, "foreign", oh_foreign_from);
    event->request = named(&reader, FIELD_REQUEST, "request", oh_request_from);
    return !reader.failed;
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
    struct reader reader = {.json = json, .fields = fields, .text = text, .text_size = text_size};
    if ((fields & FIELD_CALL && !id_from_json(json, "call", &command->call, text, text_size)) ||
        (fields & FIELD_OTHER_CALL &&
         !id_from_json(json, "other_call", &command->other_call, text, text_size)) ||
        (fields & FIELD_ON && !on_from_json(json, &command->on, text, text_size)) ||
        (fields & FIELD_FLAGS &&
         !flags_from_json(json, OH_EV_UI_STARTED, &command->flags, text, text_size)) ||
        (fields & FIELD_DIGITS &&
         !digits_from_json(json, command->digits, sizeof(command->digits), text, text_size)))
        return false;
    command->leg = (oh_leg)number(&reader, FIELD_LEG, "leg", UINT32_MAX);
    command->other_leg = (oh_leg)number(&reader, FIELD_OTHER_LEG, "other_leg", UINT32_MAX);
    command->action = (oh_action)number(&reader, FIELD_ACTION, "action", UINT32_MAX);
    command->code = (uint16_t)number(&reader, FIELD_CODE, "code", UINT16_MAX);
    command->reason = named(&reader, FIELD_REASON, "reason", oh_reason_from);
    command->how = named(&reader, FIELD_HOW, "how", oh_prepare_from);
    command->direction = named(&reader, FIELD_DIRECTION, "direction", oh_direction_from);
    command->request = named(&reader, FIELD_REQUEST, "request", oh_request_from);
    command->what = named(&reader, FIELD_WHAT, "what", oh_told_from);
    return !reader.failed;
}
