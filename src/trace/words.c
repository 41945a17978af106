/*
 * Events and commands in words: in full for messages and tool-tips, short for arrows.
 */
#include "words.h"

#include <stdarg.h>
#include <string.h>

#include "fields.h"

static void add(char text[WORDS_MAX], const char *format, ...)
{
    size_t length = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + length, WORDS_MAX - length, format, arguments);
    va_end(arguments);
}

static const char *known(const char *name)
{
    return name ? name : "unknown";
}

static void add_flags(char text[WORDS_MAX], enum oh_event_type type, uint16_t flags,
                      const char *before)
{
    for (unsigned bit = 1; bit <= UINT16_MAX; bit <<= 1)
        if (flags & bit)
            add(text, "%s%s", before, known(flag_name(type, (uint16_t)bit)));
}

static void add_digits(char text[WORDS_MAX], const char *digits, size_t max)
{
    char masked[OH_DIGITS_MAX + 2];
    digits_mask(digits, max, masked);
    add(text, " %s", masked);
}

/* ---- In full ---- */

static void add_call(char text[WORDS_MAX], const char *before, struct oh_call_id id)
{
    char uuid[37];
    id_write(id, uuid);
    add(text, "%s %s", before, uuid);
}

void event_words(const struct oh_event *event, char text[WORDS_MAX])
{
    unsigned fields = event_fields(event->type);
    text[0] = '\0';
    add(text, "%s", known(oh_event_name(event->type)));
    if (fields & FIELD_LEG)
        add(text, " leg %u", event->leg);
    if (fields & FIELD_OTHER_LEG)
        add(text, " other leg %u", event->other_leg);
    if (fields & FIELD_CALL)
        add_call(text, " call", event->call);
    if (fields & FIELD_KEY)
        add(text, " match key %016llx", (unsigned long long)event->match_key);
    if (fields & FIELD_ACTION)
        add(text, " action %u", event->action);
    if (fields & FIELD_FLAGS)
        add_flags(text, event->type, event->flags, ", ");
    if (fields & FIELD_CODE)
        add(text, " code %u", event->code);
    if (fields & FIELD_REASON)
        add(text, " reason %s", known(oh_reason_name((enum oh_reason)event->reason)));
    if (fields & FIELD_FOUND)
        add(text, " found %s", known(oh_found_name((enum oh_found)event->found)));
    if (fields & FIELD_REQUEST)
        add(text, " request %s", known(oh_request_name((enum oh_request)event->request)));
    if (fields & FIELD_ON)
        add(text, " %s", event->on ? "on" : "off");
    if (fields & FIELD_AGE)
        add(text, " age %u ms", event->age_ms);
    if (fields & FIELD_FRAMES)
        add(text, " sent %u received %u captured %u played %u alive %u in %u ms",
            event->frames.sent, event->frames.received, event->frames.captured,
            event->frames.played, event->frames.alive, event->span_ms);
    if (fields & FIELD_DIGITS)
        add_digits(text, event->digits, sizeof(event->digits));
    if (fields & FIELD_FOREIGN)
        add(text, " %s", known(oh_foreign_name((enum oh_foreign)event->foreign)));
    if (fields & FIELD_OTHER_CALL)
        add_call(text, " with call", event->other_call);
}

void command_words(const struct oh_command *command, char text[WORDS_MAX])
{
    enum oh_command_type type = (enum oh_command_type)command->type;
    unsigned fields = command_fields(type);
    text[0] = '\0';
    add(text, "%s", known(oh_command_name(type)));
    if (fields & FIELD_LEG)
        add(text, " leg %u", command->leg);
    if (fields & FIELD_OTHER_LEG)
        add(text, " other leg %u", command->other_leg);
    if (fields & FIELD_CALL)
        add_call(text, " call", command->call);
    if (fields & FIELD_ACTION)
        add(text, " action %u", command->action);
    if (fields & FIELD_CODE)
        add(text, " code %u", command->code);
    if (fields & FIELD_REASON)
        add(text, " reason %s", known(oh_reason_name((enum oh_reason)command->reason)));
    if (fields & FIELD_HOW)
        add(text, " %s", known(oh_prepare_name((enum oh_prepare)command->how)));
    if (fields & FIELD_DIRECTION)
        add(text, " %s", known(oh_direction_name((enum oh_direction)command->direction)));
    if (fields & FIELD_REQUEST)
        add(text, " %s", known(oh_request_name((enum oh_request)command->request)));
    if (fields & FIELD_FLAGS)
        add_flags(text, OH_EV_UI_STARTED, command->flags, ", ");
    if (fields & FIELD_ON)
        add(text, " %s", command->on ? "on" : "off");
    if (fields & FIELD_WHAT)
        add(text, " %s", known(oh_told_name((enum oh_told)command->what)));
    if (fields & FIELD_DIGITS && command->digits[0] != '\0')
        add_digits(text, command->digits, sizeof(command->digits));
    if (type == OH_CMD_UI_REQUEST && command->request == OH_REQUEST_GROUP)
        add_call(text, " with call", command->other_call);
}

/* ---- Short ---- */

/* The lane says the party already. */
static const char *without_party(const char *name)
{
    static const char *const parties[] = {"engine ", "ui ", "audio ", "app "};
    for (size_t i = 0; i < sizeof(parties) / sizeof(parties[0]); i++)
        if (!strncmp(name, parties[i], strlen(parties[i])))
            return name + strlen(parties[i]);
    return name;
}

void event_label(const struct oh_event *event, char text[WORDS_MAX])
{
    unsigned fields = event_fields(event->type);
    text[0] = '\0';
    if (event->type == OH_EV_TIME) {
        add(text, "a deadline fired");
        return;
    }
    add(text, "%s", without_party(known(oh_event_name(event->type))));
    if (fields & FIELD_ON)
        add(text, " %s", event->on ? "on" : "off");
    if (fields & FIELD_DIGITS)
        add_digits(text, event->digits, sizeof(event->digits));
    if (event->type == OH_EV_ENGINE_PROGRESSED || event->type == OH_EV_PUSHED)
        add_flags(text, event->type, event->flags, ", ");
    if (fields & FIELD_LEG)
        add(text, ", leg %u", event->leg);
    if (fields & FIELD_OTHER_LEG)
        add(text, ", other leg %u", event->other_leg);
    if (fields & FIELD_FOREIGN)
        add(text, " %s", known(oh_foreign_name((enum oh_foreign)event->foreign)));
    if (fields & FIELD_REASON && event->reason != OH_REASON_NONE)
        add(text, ": %s", known(oh_reason_name((enum oh_reason)event->reason)));
    if (fields & FIELD_FOUND && event->found != OH_FOUND_USABLE)
        add(text, ", %s", known(oh_found_name((enum oh_found)event->found)));
    if (fields & FIELD_CODE)
        add(text, ", code %u", event->code);
    if (fields & FIELD_ACTION)
        add(text, ", action %u", event->action);
    if (fields & FIELD_FRAMES)
        add(text, ": %u out, %u in", event->frames.sent, event->frames.received);
}

void command_label(const struct oh_command *command, char text[WORDS_MAX])
{
    enum oh_command_type type = (enum oh_command_type)command->type;
    unsigned fields = command_fields(type);
    text[0] = '\0';
    add(text, "%s", without_party(known(oh_command_name(type))));
    if (fields & FIELD_HOW && command->how != OH_PREPARE_PLAIN)
        add(text, " (%s)", known(oh_prepare_name((enum oh_prepare)command->how)));
    if (fields & FIELD_CODE)
        add(text, " %u", command->code);
    if (fields & FIELD_DIRECTION)
        add(text, " %s", known(oh_direction_name((enum oh_direction)command->direction)));
    if (fields & FIELD_REQUEST)
        add(text, " %s", known(oh_request_name((enum oh_request)command->request)));
    if (fields & FIELD_ON)
        add(text, " %s", command->on ? "on" : "off");
    if (fields & FIELD_WHAT)
        add(text, " %s", known(oh_told_name((enum oh_told)command->what)));
    if (fields & FIELD_DIGITS && command->digits[0] != '\0')
        add_digits(text, command->digits, sizeof(command->digits));
    if (fields & FIELD_LEG && command->leg != 0)
        add(text, ", leg %u", command->leg);
    if (fields & FIELD_OTHER_LEG && command->other_leg != 0)
        add(text, ", other leg %u", command->other_leg);
    if (fields & FIELD_ACTION)
        add(text, ", action %u", command->action);
    if (fields & FIELD_REASON && command->reason != OH_REASON_NONE)
        add(text, ": %s", known(oh_reason_name((enum oh_reason)command->reason)));
}
