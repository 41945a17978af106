/*
 * The policy in a trace's head: every field by its name, enums and rungs in words.
 */
#include "fields.h"

#include <string.h>

#define CHOICE_WORDS 3 /* at most */

/* A choice of the policy, where it lies, and its values' words. */
struct choice {
    const char *name;
    size_t offset;
    const char *words[CHOICE_WORDS + 1];
};

static const struct choice choices[] = {
    {"activation", offsetof(struct oh_policy, activation), {"system", "self"}},
    {"accept", offsetof(struct oh_policy, accept), {"after audio", "gated"}},
    {"fulfil", offsetof(struct oh_policy, fulfil), {"at once", "when connected"}},
    {"focus", offsetof(struct oh_policy, focus), {"one", "all"}},
    {"ui_reset", offsetof(struct oh_policy, ui_reset), {"ends calls", "reshow"}},
    {"auto_answer", offsetof(struct oh_policy, auto_answer), {"never", "when asked", "always"}},
    {"call_waiting", offsetof(struct oh_policy, call_waiting), {"on", "off"}},
    {"transfer", offsetof(struct oh_policy, transfer), {"refuse", "follow"}},
    {"redirect", offsetof(struct oh_policy, redirect), {"refuse", "follow"}},
    {"groups", offsetof(struct oh_policy, groups), {"off", "on"}},
};
#define CHOICE_COUNT (sizeof(choices) / sizeof(choices[0]))

struct deadline {
    const char *name;
    size_t offset;
};

static const struct deadline deadlines[] = {
    {"invite_ms", offsetof(struct oh_deadlines, invite_ms)},
    {"ring_ms", offsetof(struct oh_deadlines, ring_ms)},
    {"setup_ms", offsetof(struct oh_deadlines, setup_ms)},
    {"ack_ms", offsetof(struct oh_deadlines, ack_ms)},
    {"lost_ms", offsetof(struct oh_deadlines, lost_ms)},
    {"connecting_ms", offsetof(struct oh_deadlines, connecting_ms)},
    {"dead_ms", offsetof(struct oh_deadlines, dead_ms)},
    {"silent_ms", offsetof(struct oh_deadlines, silent_ms)},
    {"deaf_ms", offsetof(struct oh_deadlines, deaf_ms)},
    {"request_ms", offsetof(struct oh_deadlines, request_ms)},
};
#define DEADLINE_COUNT (sizeof(deadlines) / sizeof(deadlines[0]))

/* ---- Writing ---- */

static void add_ladder(cJSON *json, const char *name, const struct oh_ladder *ladder)
{
    cJSON *array = cJSON_AddArrayToObject(json, name);
    for (int i = 0; i < OH_RUNGS_MAX; i++) {
        const struct oh_rung *rung = &ladder->rungs[i];
        const char *word = oh_rung_name((enum oh_rung_kind)rung->kind);
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "rung", word ? word : "unknown");
        cJSON_AddNumberToObject(item, "wait_ms", rung->wait_ms);
        cJSON_AddItemToArray(array, item);
        if (rung->kind == OH_RUNG_GIVE_UP)
            return;
    }
}

cJSON *policy_to_json(const struct oh_policy *policy)
{
    cJSON *json = cJSON_CreateObject();
    for (size_t i = 0; i < CHOICE_COUNT; i++) {
        uint8_t value = ((const uint8_t *)policy)[choices[i].offset];
        const char *word = value < CHOICE_WORDS ? choices[i].words[value] : NULL;
        cJSON_AddStringToObject(json, choices[i].name, word ? word : "unknown");
    }
    cJSON_AddNumberToObject(json, "decline_code", policy->decline_code);

    cJSON *times = cJSON_AddObjectToObject(json, "deadlines");
    for (size_t i = 0; i < DEADLINE_COUNT; i++) {
        uint32_t value;
        memcpy(&value, (const char *)&policy->deadlines + deadlines[i].offset, sizeof(value));
        cJSON_AddNumberToObject(times, deadlines[i].name, value);
    }
    add_ladder(json, "ladder", &policy->ladder);
    add_ladder(json, "unusable", &policy->unusable);
    return json;
}

/* ---- Reading ---- */

static bool read_choice(const cJSON *json, const struct choice *choice, struct oh_policy *policy,
                        char *text, size_t text_size)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, choice->name);
    for (uint8_t value = 0; cJSON_IsString(item) && choice->words[value]; value++) {
        if (!strcmp(choice->words[value], item->valuestring)) {
            ((uint8_t *)policy)[choice->offset] = value;
            return true;
        }
    }
    snprintf(text, text_size, "the policy's \"%s\" is neither \"%s\"", choice->name,
             choice->words[0]);
    for (size_t i = 1; choice->words[i]; i++) {
        size_t length = strlen(text);
        snprintf(text + length, text_size - length, " nor \"%s\"", choice->words[i]);
    }
    return false;
}

static bool read_ladder(const cJSON *json, const char *name, struct oh_ladder *ladder, char *text,
                        size_t text_size)
{
    const cJSON *array = cJSON_GetObjectItemCaseSensitive(json, name);
    int count = cJSON_GetArraySize(array);
    if (!cJSON_IsArray(array) || count < 1 || count > OH_RUNGS_MAX) {
        snprintf(text, text_size, "the policy's \"%s\" is no array of 1 to %d rungs", name,
                 OH_RUNGS_MAX);
        return false;
    }
    int i = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, array)
    {
        const cJSON *word = cJSON_GetObjectItemCaseSensitive(item, "rung");
        int kind = cJSON_IsString(word) ? oh_rung_from(word->valuestring) : -1;
        uint64_t wait_ms;
        if (kind < 0) {
            snprintf(text, text_size, "the policy's \"%s\" has an unknown rung", name);
            return false;
        }
        if (!number_read(item, "wait_ms", UINT16_MAX, &wait_ms, text, text_size))
            return false;
        ladder->rungs[i].kind = (uint8_t)kind;
        ladder->rungs[i++].wait_ms = (uint16_t)wait_ms;
    }
    return true;
}

bool policy_from_json(const cJSON *json, struct oh_policy *policy, char *text, size_t text_size)
{
    memset(policy, 0, sizeof(*policy));
    policy->size = sizeof(*policy);
    if (!cJSON_IsObject(json)) {
        snprintf(text, text_size, "the head has no \"policy\"");
        return false;
    }
    for (size_t i = 0; i < CHOICE_COUNT; i++)
        if (!read_choice(json, &choices[i], policy, text, text_size))
            return false;

    uint64_t number;
    if (!number_read(json, "decline_code", UINT16_MAX, &number, text, text_size))
        return false;
    policy->decline_code = (uint16_t)number;

    const cJSON *times = cJSON_GetObjectItemCaseSensitive(json, "deadlines");
    for (size_t i = 0; i < DEADLINE_COUNT; i++) {
        if (!number_read(times, deadlines[i].name, UINT32_MAX, &number, text, text_size))
            return false;
        uint32_t value = (uint32_t)number;
        memcpy((char *)&policy->deadlines + deadlines[i].offset, &value, sizeof(value));
    }
    return read_ladder(json, "ladder", &policy->ladder, text, text_size) &&
           read_ladder(json, "unusable", &policy->unusable, text, text_size);
}
