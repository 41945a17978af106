/*
 * Which fields each type of event and command carries, and their form in JSON. One place for
 * writing, reading and describing, so that they cannot disagree. Private to src/trace.
 */
#ifndef OFFHOOK_TRACE_FIELDS_H
#define OFFHOOK_TRACE_FIELDS_H

#include <cjson/cJSON.h>

#include "offhook/trace.h"

#define TRACE_SCHEMA 1

/* A line longer than this is not ours: a step of 255 calls stays far below. */
#define TRACE_LINE_MAX 65536

enum field {
    FIELD_CALL = 1 << 0,
    FIELD_KEY = 1 << 1,
    FIELD_LEG = 1 << 2,
    FIELD_OTHER_LEG = 1 << 3,
    FIELD_ACTION = 1 << 4,
    FIELD_FLAGS = 1 << 5,
    FIELD_CODE = 1 << 6,
    FIELD_REASON = 1 << 7,
    FIELD_FOUND = 1 << 8,
    FIELD_REQUEST = 1 << 9,
    FIELD_ON = 1 << 10,
    FIELD_AGE = 1 << 11,
    FIELD_FRAMES = 1 << 12,
    FIELD_HOW = 1 << 13,
    FIELD_DIRECTION = 1 << 14,
    FIELD_DIGITS = 1 << 15,
    FIELD_WHAT = 1 << 16,
    FIELD_FOREIGN = 1 << 17,
    FIELD_OTHER_CALL = 1 << 18,
};

/* The fields of a type, as a sum of enum field. */
unsigned event_fields(enum oh_event_type type);
unsigned command_fields(enum oh_command_type type);

/* The name of one bit of `flags` for this type of event; NULL if it has none. */
const char *flag_name(enum oh_event_type type, uint16_t bit);
/* And back; 0 if there is no such flag. */
uint16_t flag_from(enum oh_event_type type, const char *name);

/* To JSON. NULL if memory is out. */
cJSON *event_to_json(const struct oh_event *event);
cJSON *command_to_json(const struct oh_command *command);

/* From JSON. False, with a reason in `text`, if something is missing or of the wrong kind. */
bool event_from_json(const cJSON *json, struct oh_event *event, char *text, size_t text_size);
bool command_from_json(const cJSON *json, struct oh_command *command, char *text, size_t text_size);

/* The policy, in the head. */
cJSON *policy_to_json(const struct oh_policy *policy);
bool policy_from_json(const cJSON *json, struct oh_policy *policy, char *text, size_t text_size);

/* 16 lower-case hexadecimal digits, and back. */
void hex_write(uint64_t value, char text[17]);
bool hex_read(const char *text, uint64_t *value);

/* Digits as a trace has them, which must not tell a PIN: '#' for each digit, '?' for what is none.
 * At most `max` are read; `text` has room for one more. */
void digits_mask(const char *digits, size_t max, char *text);

/* A call id as a UUID, and back. */
void id_write(struct oh_call_id id, char text[37]);
bool id_read(const char *text, struct oh_call_id *id);

/* A whole number of at most `max` under `name`; false, with a reason, if it is none. */
bool number_read(const cJSON *object, const char *name, uint64_t max, uint64_t *value, char *text,
                 size_t text_size);

#endif
