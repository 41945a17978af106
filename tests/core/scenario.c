/*
 * Runs scenarios (tests/scenarios/NAME.txt) through the core: `>` lines are events, the `<` lines
 * under each are exactly the commands it must give. The format is in tests/scenarios/README.md.
 * With --show it prints each file with what the core says instead: to begin a scenario from.
 */
#include "offhook/offhook.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 256
#define CALLS_MAX      4

struct scenario {
    const char *path;
    int line;
    struct oh_policy policy;
    uint8_t calls_max;
    struct oh_core *core; /* made at the first event */
    uint64_t now_ms;
    struct oh_command items[128];
    struct oh_commands out;
    uint16_t seen; /* commands of the present step that a `<` line has named */
    bool show;
};

static void fail(const struct scenario *s, const char *what, const char *detail)
{
    fprintf(stderr, "%s:%d: %s%s\n", s->path, s->line, what, detail);
    exit(1);
}

/* ---- Commands to text ---- */

/* "a", or "a2" for the second call with the key "a". Good until the next but one. */
static const char *call_text(struct oh_call_id call)
{
    static char texts[2][4];
    static unsigned next;
    char *text = texts[next++ % 2];

    snprintf(text, sizeof texts[0], call.bytes[1] > 1 ? "%c%u" : "%c", call.bytes[0], call.bytes[1]);
    return text;
}

/* "answer", "hold on", "mute off", "digits 123456", "group b". */
static const char *request_text(const struct oh_command *command)
{
    static char text[40];
    const char *name = oh_request_name((enum oh_request)command->request);

    snprintf(text, sizeof text, "%s", name);
    if (command->request == OH_REQUEST_HOLD || command->request == OH_REQUEST_MUTE)
        snprintf(text, sizeof text, "%s %s", name, command->on ? "on" : "off");
    if (command->digits[0] != '\0')
        snprintf(text, sizeof text, "%s %.*s", name, OH_COMMAND_DIGITS_MAX, command->digits);
    if (command->other_call.bytes[0] != 0)
        snprintf(text, sizeof text, "%s %s", name, call_text(command->other_call));
    return text;
}

static void command_text(const struct oh_command *command, char *text, size_t size)
{
    const char *name = oh_command_name((enum oh_command_type)command->type);
    const char *reason = oh_reason_name((enum oh_reason)command->reason);

    switch ((enum oh_command_type)command->type) {
    case OH_CMD_ENGINE_REJECT:
        snprintf(text, size, "%s %u %u", name, command->leg, command->code);
        break;
    case OH_CMD_ENGINE_END: snprintf(text, size, "%s %u %s", name, command->leg, reason); break;
    case OH_CMD_ENGINE_OPEN:
        snprintf(text, size, "%s %u %s", name, command->leg,
                 oh_direction_name((enum oh_direction)command->direction));
        break;
    case OH_CMD_ENGINE_INVITE:
        snprintf(text, size, "%s %u %s", name, command->leg, call_text(command->call));
        break;
    case OH_CMD_ENGINE_MUTE:
    case OH_CMD_ENGINE_ANSWER_TRANSFER:
        snprintf(text, size, "%s %u %s", name, command->leg, command->on ? "on" : "off");
        break;
    case OH_CMD_ENGINE_SEND_DIGITS:
        snprintf(text, size, "%s %u %.*s", name, command->leg, OH_COMMAND_DIGITS_MAX,
                 command->digits);
        break;
    case OH_CMD_ENGINE_GROUP:
        snprintf(text, size, "%s %u other leg %u", name, command->leg, command->other_leg);
        break;
    case OH_CMD_ENGINE_RING:
    case OH_CMD_ENGINE_ACCEPT:
    case OH_CMD_ENGINE_HOLD:
    case OH_CMD_ENGINE_RESUME:
    case OH_CMD_ENGINE_CLOSE:
    case OH_CMD_ENGINE_TRANSFER:
    case OH_CMD_ENGINE_RESTART_MEDIA: snprintf(text, size, "%s %u", name, command->leg); break;
    case OH_CMD_UI_REPORT_ENDED:
        snprintf(text, size, "%s %s %s", name, call_text(command->call), reason);
        break;
    case OH_CMD_UI_REPORT:
    case OH_CMD_UI_REPORT_AGAIN:
    case OH_CMD_UI_REPORT_CONNECTING:
    case OH_CMD_UI_REPORT_CONNECTED:
    case OH_CMD_UI_UPDATE: snprintf(text, size, "%s %s", name, call_text(command->call)); break;
    case OH_CMD_UI_REQUEST:
        snprintf(text, size, "%s %s %s", name, call_text(command->call), request_text(command));
        if (command->leg != 0)
            snprintf(text + strlen(text), size - strlen(text), " leg %u%s", command->leg,
                     command->flags & OH_START_NO_SESSION ? " no session" : "");
        break;
    case OH_CMD_APP_TELL:
        snprintf(text, size, "%s %s %s%s%s", name, call_text(command->call),
                 oh_told_name((enum oh_told)command->what),
                 command->what == OH_TOLD_REFUSED ? " " : "",
                 command->what == OH_TOLD_REFUSED ? request_text(command) : "");
        break;
    case OH_CMD_UI_FULFIL:
    case OH_CMD_UI_FAIL: snprintf(text, size, "%s %u", name, command->action); break;
    case OH_CMD_AUDIO_PREPARE:
        snprintf(text, size, command->how == OH_PREPARE_PLAIN ? "%s" : "%s %s", name,
                 oh_prepare_name((enum oh_prepare)command->how));
        break;
    case OH_CMD_NONE:
    case OH_CMD_UI_REFRESH:
    case OH_CMD_UI_REBUILD:
    case OH_CMD_AUDIO_RELEASE:
    case OH_CMD_AUDIO_ENABLE:
    case OH_CMD_AUDIO_DISABLE:
    case OH_COMMAND_TYPES: snprintf(text, size, "%s", name); break;
    }
}

/* ---- Text to events ---- */

static bool starts_with(const char **rest, const char *word)
{
    size_t length = strlen(word);

    if (strncmp(*rest, word, length) != 0 || ((*rest)[length] != ' ' && (*rest)[length] != '\0'))
        return false;
    *rest += length;
    while (**rest == ' ')
        (*rest)++;
    return true;
}

static uint32_t number(struct scenario *s, const char **rest)
{
    char *end;
    unsigned long value = strtoul(*rest, &end, 10);

    if (end == *rest)
        fail(s, "a number is missing at: ", *rest);
    while (*end == ' ')
        end++;
    *rest = end;
    return (uint32_t)value;
}

/* One of the names, which may have several words: the longest that fits. */
static int longest(const char **rest, const char *(*name)(int), int count)
{
    int best = -1;
    const char *after = *rest;

    for (int value = 0; value < count; value++) {
        const char *here = *rest;
        if (name(value) != NULL && starts_with(&here, name(value)) && here > after) {
            best = value;
            after = here;
        }
    }
    *rest = after;
    return best;
}

static const char *event_name(int value)
{
    return oh_event_name((enum oh_event_type)value);
}

static const char *reason_name(int value)
{
    return oh_reason_name((enum oh_reason)value);
}

static const char *request_name(int value)
{
    return oh_request_name((enum oh_request)value);
}

static const char *found_name(int value)
{
    return oh_found_name((enum oh_found)value);
}

static const char *foreign_name(int value)
{
    return oh_foreign_name((enum oh_foreign)value);
}

static const struct flag {
    const char *word;
    enum oh_event_type type;
    uint16_t flag;
} flags[] = {
    {"merged", OH_EV_ENGINE_INVITED, OH_INVITE_MERGED},
    {"preparing", OH_EV_ENGINE_INVITED, OH_INVITE_PREPARING},
    {"no session", OH_EV_ENGINE_INVITED, OH_INVITE_NO_SESSION},
    {"no session", OH_EV_UI_STARTED, OH_START_NO_SESSION},
    {"no session", OH_EV_APP_PLACED, OH_START_NO_SESSION},
    {"no session", OH_EV_ENGINE_TRANSFER_ASKED, OH_START_NO_SESSION},
    {"asks", OH_EV_ENGINE_INVITED, OH_INVITE_AUTO_ANSWER},
    {"video", OH_EV_ENGINE_INVITED, OH_INVITE_VIDEO},
    {"cancel", OH_EV_PUSHED, OH_PUSH_CANCEL},
    {"ringing", OH_EV_ENGINE_PROGRESSED, OH_PROGRESS_RINGING},
    {"early media", OH_EV_ENGINE_PROGRESSED, OH_PROGRESS_EARLY_MEDIA},
};

static bool read_flag(struct oh_event *event, const char **rest)
{
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if (event->type == flags[i].type && starts_with(rest, flags[i].word)) {
            event->flags |= flags[i].flag;
            return true;
        }
    }
    return false;
}

/* "a" or "a2": the call's id; its key is the letter. */
static bool read_call(struct oh_event *event, const char **rest)
{
    const char *text = *rest;

    if (*text < 'a' || *text > 'z' ||
        !(text[1] == '\0' || text[1] == ' ' || (text[1] >= '1' && text[1] <= '9')))
        return false;
    event->call.bytes[0] = (uint8_t)*text;
    event->call.bytes[1] = 1;
    event->match_key = (oh_match_key)*text++;
    if (*text >= '1' && *text <= '9')
        event->call.bytes[1] = (uint8_t)(*text++ - '0');
    while (*text == ' ')
        text++;
    *rest = text;
    return true;
}

/* "with b": to whom it is joined. */
static void read_other_call(struct scenario *s, struct oh_event *event, const char **rest)
{
    struct oh_event other = OH_EVENT(OH_EV_NONE);

    if (!read_call(&other, rest))
        fail(s, "with which call: ", *rest);
    event->other_call = other.call;
}

/* As many as the field holds: one too many for an event is one too many here. */
static void read_digits(struct oh_event *event, const char **rest)
{
    for (size_t i = 0; **rest != ' ' && **rest != '\0'; i++, (*rest)++)
        if (i < sizeof event->digits)
            event->digits[i] = **rest;
    while (**rest == ' ')
        (*rest)++;
}

/* "sent 50 received 50 captured 50 played 50 alive 0 in 1000": what is not named is 0. */
static bool read_frames(struct scenario *s, struct oh_event *event, const char **rest)
{
    struct oh_frames *frames = &event->frames;
    const struct {
        const char *word;
        uint32_t *value;
    } fields[] = {{"sent", &frames->sent},         {"received", &frames->received},
                  {"captured", &frames->captured}, {"played", &frames->played},
                  {"alive", &frames->alive},       {"in", &event->span_ms}};

    for (size_t i = 0; event->type == OH_EV_ENGINE_FLOWED && i < sizeof fields / sizeof *fields;
         i++) {
        if (starts_with(rest, fields[i].word)) {
            *fields[i].value = number(s, rest);
            return true;
        }
    }
    return false;
}

static void read_field(struct scenario *s, struct oh_event *event, const char **rest)
{
    int value;

    if (starts_with(rest, "other leg"))
        event->other_leg = number(s, rest);
    else if (starts_with(rest, "with"))
        read_other_call(s, event, rest);
    else if (starts_with(rest, "leg"))
        event->leg = number(s, rest);
    else if (starts_with(rest, "action"))
        event->action = number(s, rest);
    else if (starts_with(rest, "on"))
        event->on = 1;
    else if (starts_with(rest, "off"))
        event->on = 0;
    else if (starts_with(rest, "keyless"))
        event->match_key = 0;
    else if (starts_with(rest, "age"))
        event->age_ms = number(s, rest);
    else if (starts_with(rest, "dial"))
        read_digits(event, rest);
    else if (starts_with(rest, "request") &&
             (value = longest(rest, request_name, OH_REQUEST_GROUP + 1)) >= 0)
        event->request = (uint8_t)value;
    else if (starts_with(rest, "optional"))
        event->flags &= (uint16_t)~OH_PUSH_MUST_REPORT;
    else if (event->type == OH_EV_UI_FOREIGN_CALL &&
             (value = longest(rest, foreign_name, OH_FOREIGN_ACTIVE + 1)) >= 0)
        event->foreign = (uint8_t)value;
    else if (read_frames(s, event, rest) || read_flag(event, rest) || read_call(event, rest))
        return;
    else if ((value = longest(rest, reason_name, OH_REASONS)) >= 0)
        event->reason = (uint8_t)value;
    else if ((value = longest(rest, found_name, OH_FOUND_OTHER_AUDIO + 1)) >= 0)
        event->found = (uint8_t)value;
    else
        fail(s, "what is meant by: ", *rest);
}

static void run_event(struct scenario *s, const char *text)
{
    struct oh_event event = OH_EVENT(OH_EV_NONE, .now_ms = s->now_ms);
    int type;

    if (starts_with(&text, "push"))
        type = OH_EV_PUSHED;
    else
        type = longest(&text, event_name, OH_EVENT_TYPES);
    if (type < 0)
        fail(s, "no such event: ", text);
    event.type = (enum oh_event_type)type;
    if (type == OH_EV_PUSHED)
        event.flags = OH_PUSH_MUST_REPORT;
    if (type == OH_EV_TIME && *text == '+') {
        text++;
        s->now_ms += number(s, &text);
        event.now_ms = s->now_ms;
    }
    while (*text != '\0')
        read_field(s, &event, &text);
    oh_step(s->core, &event, &s->out);
    s->seen = 0;
}

/* An incoming call that is answered and connected, as it mostly goes: what it takes to begin with.
 * Nothing of it is checked. */
static void bring_up(struct scenario *s, const char *text)
{
    struct oh_event base = OH_EVENT(OH_EV_NONE, .now_ms = s->now_ms);
    const enum oh_event_type steps[] = {
        OH_EV_ENGINE_INVITED, OH_EV_UI_REPORTED,     OH_EV_UI_ANSWERED,      OH_EV_AUDIO_ACTIVATED,
        OH_EV_AUDIO_PREPARED, OH_EV_ENGINE_ACCEPTED, OH_EV_ENGINE_CONNECTED,
    };

    while (*text != '\0')
        read_field(s, &base, &text);
    base.action = 100 + base.leg;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct oh_event event = base;
        event.type = steps[i];
        if ((event.type == OH_EV_AUDIO_ACTIVATED && oh_audio_state(s->core) != OH_AUDIO_WAITING) ||
            (event.type == OH_EV_AUDIO_PREPARED && oh_audio_state(s->core) != OH_AUDIO_PREPARING))
            continue;
        oh_step(s->core, &event, &s->out);
    }
    s->out.count = 0;
    s->seen = 0;
}

/* ---- The file ---- */

static void read_setting(struct scenario *s, const char *text)
{
    if (starts_with(&text, "profile self"))
        s->policy = oh_policy_self();
    else if (starts_with(&text, "profile telecom"))
        s->policy = oh_policy_telecom();
    else if (starts_with(&text, "calls"))
        s->calls_max = (uint8_t)number(s, &text);
    else if (starts_with(&text, "accept gated"))
        s->policy.accept = OH_ACCEPT_GATED;
    else if (starts_with(&text, "focus all"))
        s->policy.focus = OH_FOCUS_ALL;
    else if (starts_with(&text, "auto answer when asked"))
        s->policy.auto_answer = OH_AUTO_ANSWER_WHEN_ASKED;
    else if (starts_with(&text, "auto answer always"))
        s->policy.auto_answer = OH_AUTO_ANSWER_ALWAYS;
    else if (starts_with(&text, "call waiting off"))
        s->policy.call_waiting = OH_CALL_WAITING_OFF;
    else if (starts_with(&text, "redirect follow"))
        s->policy.redirect = OH_REDIRECT_FOLLOW;
    else if (starts_with(&text, "groups on"))
        s->policy.groups = OH_GROUPS_ON;
    else if (starts_with(&text, "fulfil when connected"))
        s->policy.fulfil = OH_FULFIL_WHEN_CONNECTED;
    else
        fail(s, "no such setting: ", text);
}

static void check_all_seen(const struct scenario *s)
{
    char text[LINE_MAX_BYTES];

    if (s->seen == s->out.count)
        return;
    command_text(&s->out.items[s->seen], text, sizeof text);
    fail(s, "a command that the scenario does not have, before this line: < ", text);
}

static void check_command(struct scenario *s, const char *wanted)
{
    char text[LINE_MAX_BYTES] = "nothing";

    if (s->seen < s->out.count)
        command_text(&s->out.items[s->seen], text, sizeof text);
    if (s->seen == s->out.count || strcmp(text, wanted) != 0)
        fail(s, "the core said: < ", text);
    s->seen++;
}

static void make_core(struct scenario *s)
{
    size_t size = oh_core_size(s->calls_max);
    enum oh_rule rule;

    s->core = calloc(1, size);
    rule = oh_init(s->core, size, s->calls_max, &s->policy);
    if (rule != OH_RULE_NONE)
        fail(s, "the policy is refused: ", oh_rule_text(rule));
}

static void show_commands(const struct scenario *s)
{
    char text[LINE_MAX_BYTES];

    for (uint16_t i = 0; i < s->out.count; i++) {
        command_text(&s->out.items[i], text, sizeof text);
        printf("< %s\n", text);
    }
}

static void run_line(struct scenario *s, char *line)
{
    if (s->show && strncmp(line, "< ", 2) == 0)
        return;
    if (s->show)
        fputs(line, stdout);
    line[strcspn(line, "#\n")] = '\0';
    for (size_t n = strlen(line); n > 0 && line[n - 1] == ' '; n--)
        line[n - 1] = '\0';
    if (line[0] == '\0')
        return;
    if (strncmp(line, "! ", 2) == 0) {
        read_setting(s, line + 2);
        return;
    }
    if (s->core == NULL)
        make_core(s);
    if (strncmp(line, "> ", 2) == 0) {
        check_all_seen(s);
        run_event(s, line + 2);
        if (s->show) {
            show_commands(s);
            s->seen = s->out.count;
        }
    } else if (strncmp(line, "= up ", 5) == 0) {
        check_all_seen(s);
        bring_up(s, line + 5);
    } else if (strncmp(line, "< ", 2) == 0) {
        check_command(s, line + 2);
    } else {
        fail(s, "neither an event, a command, a setting nor a comment: ", line);
    }
}

static void run_file(const char *path, bool show)
{
    struct scenario s = {
        .path = path, .show = show, .policy = oh_policy_system(), .calls_max = CALLS_MAX};
    FILE *file = fopen(path, "r");
    char line[LINE_MAX_BYTES];

    if (file == NULL)
        fail(&s, "cannot be opened", "");
    s.out = (struct oh_commands){.items = s.items, .max = sizeof s.items / sizeof s.items[0]};
    while (fgets(line, sizeof line, file) != NULL) {
        s.line++;
        run_line(&s, line);
    }
    check_all_seen(&s);
    if (s.core == NULL)
        fail(&s, "a scenario without an event", "");
    fclose(file);
    free(s.core);
}

int main(int argc, char **argv)
{
    bool show = argc > 1 && strcmp(argv[1], "--show") == 0;
    int first = show ? 2 : 1;

    if (argc <= first) {
        fprintf(stderr, "usage: scenario [--show] FILE...\n");
        return 2;
    }
    for (int i = first; i < argc; i++)
        run_file(argv[i], show);
    if (!show)
        printf("%d scenarios\n", argc - first);
    return 0;
}
