/*
 * Events and commands to JSON: every field that the type carries, by name (docs/trace.md).
 */
#include "fields.h"

static cJSON *flags_to_json(enum oh_event_type type, uint16_t set)
{
    cJSON *array = cJSON_CreateArray();
    for (unsigned bit = 1; bit <= UINT16_MAX; bit <<= 1) {
        if (!(set & bit))
            continue;
        const char *name = flag_name(type, (uint16_t)bit);
        cJSON_AddItemToArray(array, name ? cJSON_CreateString(name) : cJSON_CreateNumber(bit));
    }
    return array;
}

/* A value without a name is written as its number: an adapter's mistake is to be seen, too. */
static void add_named(cJSON *object, const char *field, const char *name, int value)
{
    if (name)
        cJSON_AddStringToObject(object, field, name);
    else
        cJSON_AddNumberToObject(object, field, value);
}

static void add_id(cJSON *object, const char *field, struct oh_call_id id)
{
    char text[37];
    id_write(id, text);
    cJSON_AddStringToObject(object, field, text);
}

static void add_frames(cJSON *object, const struct oh_frames *frames)
{
    cJSON *json = cJSON_AddObjectToObject(object, "frames");
    cJSON_AddNumberToObject(json, "sent", frames->sent);
    cJSON_AddNumberToObject(json, "received", frames->received);
    cJSON_AddNumberToObject(json, "captured", frames->captured);
    cJSON_AddNumberToObject(json, "played", frames->played);
    cJSON_AddNumberToObject(json, "alive", frames->alive);
}

static void add_digits(cJSON *object, const char *digits, size_t max)
{
    char masked[OH_DIGITS_MAX + 2];
    digits_mask(digits, max, masked);
    cJSON_AddStringToObject(object, "digits", masked);
}

cJSON *event_to_json(const struct oh_event *event)
{
    cJSON *json = cJSON_CreateObject();
    unsigned fields = event_fields(event->type);
    char key[17];

    add_named(json, "type", oh_event_name(event->type), (int)event->type);
    if (fields & FIELD_LEG)
        cJSON_AddNumberToObject(json, "leg", event->leg);
    if (fields & FIELD_OTHER_LEG)
        cJSON_AddNumberToObject(json, "other_leg", event->other_leg);
    if (fields & FIELD_CALL)
        add_id(json, "call", event->call);
    if (fields & FIELD_KEY) {
        hex_write(event->match_key, key);
        cJSON_AddStringToObject(json, "match_key", key);
    }
    if (fields & FIELD_ACTION)
        cJSON_AddNumberToObject(json, "action", event->action);
    if (fields & FIELD_FLAGS)
        cJSON_AddItemToObject(json, "flags", flags_to_json(event->type, event->flags));
    if (fields & FIELD_CODE)
        cJSON_AddNumberToObject(json, "code", event->code);
    if (fields & FIELD_REASON)
        add_named(json, "reason", oh_reason_name((enum oh_reason)event->reason), event->reason);
    if (fields & FIELD_FOUND)
        add_named(json, "found", oh_found_name((enum oh_found)event->found), event->found);
    if (fields & FIELD_REQUEST)
        add_named(json, "request", oh_request_name((enum oh_request)event->request),
                  event->request);
    if (fields & FIELD_ON)
        cJSON_AddBoolToObject(json, "on", event->on);
    if (fields & FIELD_AGE)
        cJSON_AddNumberToObject(json, "age_ms", event->age_ms);
    if (fields & FIELD_FRAMES) {
        add_frames(json, &event->frames);
        cJSON_AddNumberToObject(json, "span_ms", event->span_ms);
    }
    if (fields & FIELD_DIGITS)
        add_digits(json, event->digits, sizeof(event->digits));
    if (fields & FIELD_FOREIGN)
        add_named(json, "foreign", oh_foreign_name((enum oh_foreign)event->foreign),
                  event->foreign);
    if (fields & FIELD_OTHER_CALL)
        add_id(json, "other_call", event->other_call);
    return json;
}

cJSON *command_to_json(const struct oh_command *command)
{
    cJSON *json = cJSON_CreateObject();
    enum oh_command_type type = (enum oh_command_type)command->type;
    unsigned fields = command_fields(type);

    add_named(json, "type", oh_command_name(type), command->type);
    if (fields & FIELD_LEG)
        cJSON_AddNumberToObject(json, "leg", command->leg);
    if (fields & FIELD_CALL)
        add_id(json, "call", command->call);
    if (fields & FIELD_ACTION)
        cJSON_AddNumberToObject(json, "action", command->action);
    if (fields & FIELD_FLAGS) /* of the start that is requested */
        cJSON_AddItemToObject(json, "flags", flags_to_json(OH_EV_UI_STARTED, command->flags));
    if (fields & FIELD_CODE)
        cJSON_AddNumberToObject(json, "code", command->code);
    if (fields & FIELD_REASON)
        add_named(json, "reason", oh_reason_name((enum oh_reason)command->reason), command->reason);
    if (fields & FIELD_HOW)
        add_named(json, "how", oh_prepare_name((enum oh_prepare)command->how), command->how);
    if (fields & FIELD_DIRECTION)
        add_named(json, "direction", oh_direction_name((enum oh_direction)command->direction),
                  command->direction);
    if (fields & FIELD_REQUEST)
        add_named(json, "request", oh_request_name((enum oh_request)command->request),
                  command->request);
    if (fields & FIELD_ON)
        cJSON_AddBoolToObject(json, "on", command->on);
    if (fields & FIELD_WHAT)
        add_named(json, "what", oh_told_name((enum oh_told)command->what), command->what);
    if (fields & FIELD_DIGITS)
        add_digits(json, command->digits, sizeof(command->digits));
    if (fields & FIELD_OTHER_LEG)
        cJSON_AddNumberToObject(json, "other_leg", command->other_leg);
    if (fields & FIELD_OTHER_CALL)
        add_id(json, "other_call", command->other_call);
    return json;
}
