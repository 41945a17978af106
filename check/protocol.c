/*
 * docs/protocol.md: who answers what, when. Every step that the core takes in the one-call worlds
 * (each pair of adversaries, and what is beyond them) is gathered and told apart by its facts.
 */
#include "protocol.h"

#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "../src/core/core.h"
#include "strategy.h"
#include "tree.h"

#define TEXT_MAX      240
#define KIND_DEADLINE (OH_EVENT_TYPES + 1)
#define KIND_REQUEST  (OH_EVENT_TYPES + 2)

struct gathering {
    struct sample *samples;
    size_t count, max;
    uint64_t *seen; /* hashes of samples: open addressing */
    size_t seen_max;
    char (*texts)[TEXT_MAX]; /* commands */
    uint16_t text_count, text_max;
    bool full;
};

/* ---- Commands in words ---- */

static const char *request_name(const struct oh_command *command)
{
    if (command->request == OH_REQUEST_HOLD)
        return command->on ? "hold" : "resume";
    if (command->request == OH_REQUEST_MUTE)
        return command->on ? "mute" : "unmute";
    return oh_request_name(command->request);
}

static void add_command(char *text, const struct oh_command *command)
{
    size_t length = strlen(text);
    char more[40] = "";

    switch ((enum oh_command_type)command->type) {
    case OH_CMD_ENGINE_REJECT: snprintf(more, sizeof more, " %u", command->code); break;
    case OH_CMD_ENGINE_OPEN:
        snprintf(more, sizeof more, " %s", oh_direction_name(command->direction));
        break;
    case OH_CMD_ENGINE_MUTE: snprintf(more, sizeof more, command->on ? " on" : " off"); break;
    case OH_CMD_UI_REQUEST: snprintf(more, sizeof more, " %s", request_name(command)); break;
    case OH_CMD_APP_TELL:
        snprintf(more, sizeof more, " %s%s%s", oh_told_name(command->what),
                 command->what == OH_TOLD_REFUSED ? " " : "",
                 command->what == OH_TOLD_REFUSED ? request_name(command) : "");
        break;
    case OH_CMD_AUDIO_PREPARE:
        snprintf(more, sizeof more, " %s", oh_prepare_name(command->how));
        break;
    case OH_CMD_NONE:
    case OH_CMD_ENGINE_RING:
    case OH_CMD_ENGINE_ACCEPT:
    case OH_CMD_ENGINE_END:
    case OH_CMD_ENGINE_INVITE:
    case OH_CMD_ENGINE_HOLD:
    case OH_CMD_ENGINE_RESUME:
    case OH_CMD_ENGINE_CLOSE:
    case OH_CMD_ENGINE_SEND_DIGITS:
    case OH_CMD_ENGINE_GROUP:
    case OH_CMD_ENGINE_TRANSFER:
    case OH_CMD_ENGINE_RESTART_MEDIA:
    case OH_CMD_UI_REPORT:
    case OH_CMD_UI_REPORT_AGAIN:
    case OH_CMD_UI_REPORT_ENDED:
    case OH_CMD_UI_REPORT_CONNECTING:
    case OH_CMD_UI_REPORT_CONNECTED:
    case OH_CMD_UI_UPDATE:
    case OH_CMD_UI_FULFIL:
    case OH_CMD_UI_FAIL:
    case OH_CMD_UI_REFRESH:
    case OH_CMD_UI_REBUILD:
    case OH_CMD_AUDIO_RELEASE:
    case OH_CMD_AUDIO_ENABLE:
    case OH_CMD_AUDIO_DISABLE:
    case OH_CMD_ENGINE_ANSWER_TRANSFER:
    case OH_COMMAND_TYPES: break;
    }
    snprintf(text + length, TEXT_MAX - length, "%s%s%s", length > 0 ? ", " : "",
             oh_command_name(command->type), more);
}

static uint16_t text_index(struct gathering *all, const char *text)
{
    for (uint16_t i = 0; i < all->text_count; i++)
        if (strcmp(all->texts[i], text) == 0)
            return i;
    if (all->text_count == all->text_max) {
        all->full = true;
        return 0;
    }
    snprintf(all->texts[all->text_count], TEXT_MAX, "%.*s", TEXT_MAX - 1, text);
    return all->text_count++;
}

/* ---- Gathering ---- */

static uint64_t hash_bytes(const void *bytes, size_t size)
{
    uint64_t hash = 0xcbf29ce484222325u;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ ((const uint8_t *)bytes)[i]) * 0x100000001b3u;
    return hash ^ hash >> 31;
}

static void add_sample(struct gathering *all, const struct sample *sample)
{
    uint64_t hash = hash_bytes(sample, sizeof *sample) | 1;
    size_t place = (hash >> 8) % all->seen_max;

    while (all->seen[place] != 0 && all->seen[place] != hash)
        place = (place + 1) % all->seen_max;
    if (all->seen[place] == hash)
        return;
    if (all->count == all->max) {
        all->full = true;
        return;
    }
    all->seen[place] = hash;
    all->samples[all->count++] = *sample;
}

static enum part part_of(const struct oh_command *command)
{
    return command->type == OH_CMD_UI_REFRESH || /* a rung of the audio session's ladder */
                   (command->type >= OH_CMD_AUDIO_PREPARE && command->type <= OH_CMD_AUDIO_DISABLE)
               ? PART_AUDIO
               : PART_CALL;
}

static void gather_step(struct gathering *all, const struct scene *before, struct scene *after,
                        const struct move *move)
{
    struct sample sample;
    char texts[PARTS][TEXT_MAX] = {"", ""};
    const struct oh_core *core = (const void *)before->mind;

    move_play(after, move);
    if (after->telling == OH_EV_NONE)
        return; /* nobody told the core anything */
    memset(&sample, 0, sizeof sample);
    if (after->telling == OH_EV_TIME) {
        after->event = OH_EVENT(OH_EV_TIME);
        if (move->kind->per == PER_SLOT)
            after->event.call = core->calls[move->key].id;
    }
    event_by_id(before, &after->event);
    sample.kind = (uint8_t)after->event.type;
    if (after->telling == OH_EV_TIME && move->kind->per == PER_SLOT)
        sample.kind = move->kind->play == fire_request ? KIND_REQUEST : KIND_DEADLINE;
    facts_of(before, &after->event, sample.before);
    facts_of(after, &after->event, sample.after);
    for (unsigned fact = FACT_ON; fact <= FACT_LEFT; fact++)
        sample.before[fact] = sample.after[fact];
    for (uint16_t i = 0; i < after->out.count; i++)
        add_command(texts[part_of(&after->items[i])], &after->items[i]);
    for (unsigned part = 0; part < PARTS; part++)
        sample.commands[part] = text_index(all, texts[part]);
    add_sample(all, &sample);
}

static bool gather_world(struct gathering *all, const struct setting *setting)
{
    struct search_options options = {
        .threads = 1, .max_states = 2000000, .no_progress_check = true};
    struct search search;
    struct scene *here = calloc(2, sizeof *here);

    if (here == NULL || !search_run(&search, setting, &options))
        return free(here), false;
    scene_init(&here[0], setting);
    scene_init(&here[1], setting);
    for (uint32_t state = 0; state < search_count(&search); state++) {
        uint64_t record[WORDS_MAX];
        search_open(&search, state, record);
        record_open(&here[0], record);
        for (unsigned i = 0; i < search.moves.count; i++) {
            if (move_can(&here[0], &search.moves.all[i]) == 0)
                continue;
            scene_copy(&here[1], &here[0]);
            gather_step(all, &here[0], &here[1], &search.moves.all[i]);
        }
    }
    search_free(&search);
    free(here);
    return !all->full;
}

/* Sections of the page: every step, or those of some kinds, in worlds that have them. */
enum kinds { ALL_KINDS, WISHES, FOREIGN };

/* One after another; of each the call's steps are told apart. */
static bool gather_some(struct gathering *all, const struct oh_policy *policy, enum kinds kinds)
{
    static const char *const worlds[][3] = {
        [WISHES] = {"bounce,interrupt", "wishes,report", "mute-wishes"},
        [FOREIGN] = {"foreign", "foreign,early"}};
    struct options options;

    options_default(&options);
    options.setting.policy = *policy;
    options.setting.exact = true;
    for (unsigned i = 0; i < 3 && worlds[kinds][i] != NULL; i++) {
        adversaries_from(worlds[kinds][i], &options.setting.adversaries);
        setting_complete(&options.setting);
        if (!gather_world(all, &options.setting))
            return false;
    }
    return true;
}

static bool gather(struct gathering *all, const struct oh_policy *policy)
{
    static const char *const beyond[] = {"fork,report",
                                         "retry,report,push",
                                         "elsewhere,push",
                                         "cancel-push,report",
                                         "preparing,early",
                                         "no-session,hold",
                                         "outgoing,hold,early",
                                         "app,report",
                                         "mute,hold",
                                         "digits",
                                         "transfer",
                                         "silence",
                                         "services,away,early",
                                         "route,early",
                                         "replace,hold",
                                         "outgoing,redirect",
                                         "update,push",
                                         "leftover"};
    struct options options;

    options_default(&options);
    options.setting.policy = *policy;
    options.setting.exact = true;
    for (unsigned i = 0; i < 11; i++) {
        for (unsigned j = i + 1; j < 11; j++) {
            options.setting.adversaries = ADV(i) | ADV(j);
            setting_complete(&options.setting);
            if (!gather_world(all, &options.setting))
                return false;
        }
    }
    for (unsigned i = 0; i < sizeof beyond / sizeof *beyond; i++) {
        adversaries_from(beyond[i], &options.setting.adversaries);
        setting_complete(&options.setting);
        if (!gather_world(all, &options.setting))
            return false;
    }
    return true;
}

/* ---- Rows ---- */

struct rows {
    const struct gathering *all;
    const char *event;
    bool requests; /* of this event only those that ask for something */
    char **lines;
    size_t count, max;
};

static int by_kind(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct sample));
}

static void add_row(void *context, const char *when, uint16_t commands, const char *then)
{
    struct rows *rows = context;
    const char *text = commands == UINT16_MAX ? "" : rows->all->texts[commands];
    size_t size = strlen(rows->event) + strlen(when) + strlen(text) + strlen(then) + 32;
    char *line = malloc(size);

    if ((*text == '\0' && *then == '\0') ||
        (rows->requests && strstr(text, "ui request") == NULL) || rows->count == rows->max ||
        line == NULL) {
        free(line);
        return;
    }
    snprintf(line, size, "| %s | %s | %s | %s |", rows->event, *when != '\0' ? when : "always",
             text, then);
    rows->lines[rows->count++] = line;
}

static const char *kind_title(uint8_t kind)
{
    if (kind == KIND_DEADLINE)
        return "a call's deadline";
    if (kind == KIND_REQUEST)
        return "T_REQUEST";
    return kind == OH_EV_TIME ? "the rung's time" : oh_event_name((enum oh_event_type)kind);
}

/* What the application wishes, and what comes of it. Of all else only what is asked for then. */
static bool is_wish(uint8_t kind)
{
    return kind == KIND_REQUEST || kind == OH_EV_UI_REQUEST_REFUSED ||
           (kind >= OH_EV_APP_PLACED && kind <= OH_EV_APP_SWAPPED);
}

static bool is_of_foreign(uint8_t kind)
{
    return kind == OH_EV_UI_FOREIGN_CALL || kind == KIND_DEADLINE;
}

static void make_rows(struct gathering *all, struct rows *rows, enum kinds kinds)
{
    rows->all = all;
    qsort(all->samples, all->count, sizeof *all->samples, by_kind);
    for (size_t from = 0, to; from < all->count; from = to) {
        uint8_t kind = all->samples[from].kind;
        for (to = from; to < all->count && all->samples[to].kind == kind;)
            to++;
        if (kinds == FOREIGN && !is_of_foreign(kind))
            continue;
        rows->requests = kinds == WISHES && !is_wish(kind);
        rows->event = kind_title(kind);
        tree_rows(&all->samples[from], to - from, PART_CALL, add_row, rows);
        tree_rows(&all->samples[from], to - from, PART_AUDIO, add_row, rows);
    }
}

static bool has_row(const struct rows *rows, const char *line)
{
    for (size_t i = 0; i < rows->count; i++)
        if (strcmp(rows->lines[i], line) == 0)
            return true;
    return false;
}

static void free_rows(struct rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        free(rows->lines[i]);
    free(rows->lines);
}

static uint64_t digest_of(const struct gathering *all)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < all->count; i++) {
        struct sample sample = all->samples[i];
        uint64_t texts = 1;
        for (unsigned part = 0; part < PARTS; part++) {
            const char *text = all->texts[sample.commands[part]];
            texts = texts * 31 + hash_bytes(text, strlen(text));
            sample.commands[part] = 0;
        }
        sum += hash_bytes(&sample, sizeof sample) * texts;
    }
    return sum;
}

/* ---- The page ---- */

static void print_head(FILE *out)
{
    fprintf(out,
            "# Protocol\n\n"
            "Who answers what, when: every step of the core in the one-call worlds of `offhook "
            "check`, told apart by the facts that make a difference. Generated by `offhook check "
            "--protocol`; a change of behaviour is a diff of this page.\n\n"
            "A step has a row for the call (commands to engine and call UI) and one for the audio "
            "session, unless nothing happens there; what has no row is ignored. Commands leave in "
            "this order: what the event itself is owed (a release before a fulfilment), the audio "
            "session's, what follows for the call. What takes two calls is not here: focus (on a "
            "desktop the other call is held), call waiting, a peer's transfer.\n\n"
            "Words. *audio on*, *needed* (a call wants to talk), *a call left*: at the end of the "
            "step. *owed*: a call is over, but its report has not completed, so its end must "
            "still be told. *maybe grabbed*: an INVITE came since we last let go of the session. "
            "*dirty*: something changed while a PREPARE was in flight. *first preparation*: of a "
            "session that the system activated, no rung of a ladder.\n");
}

static void print_rows(const struct rows *rows, const struct rows *but, FILE *out)
{
    fprintf(out, "\n| event | when | commands | then |\n|---|---|---|---|\n");
    for (size_t i = 0; i < rows->count; i++)
        if (but == NULL || !has_row(but, rows->lines[i]))
            fprintf(out, "%s\n", rows->lines[i]);
}

static bool collect(const struct oh_policy *policy, enum kinds kinds, struct rows *rows,
                    size_t *steps, uint64_t *digest)
{
    struct gathering all = {.max = 500000, .seen_max = 1000003, .text_max = 2000};
    bool done;

    *rows = (struct rows){.max = 4000};
    rows->lines = malloc(rows->max * sizeof *rows->lines);
    all.samples = malloc(all.max * sizeof *all.samples);
    all.seen = calloc(all.seen_max, sizeof *all.seen);
    all.texts = malloc(all.text_max * sizeof *all.texts);
    done = rows->lines != NULL && all.samples != NULL && all.seen != NULL && all.texts != NULL &&
           (kinds == ALL_KINDS ? gather(&all, policy) : gather_some(&all, policy, kinds));
    if (done) {
        make_rows(&all, rows, kinds);
        *steps += all.count;
        *digest = *digest * 31 + digest_of(&all);
    }
    free(all.samples);
    free(all.seen);
    free(all.texts);
    return done;
}

#define SECTIONS 6

int protocol_print(FILE *out)
{
    struct oh_policy policies[] = {oh_policy_system(), oh_policy_system(), oh_policy_system(),
                                   oh_policy_self(),   oh_policy_system(), oh_policy_system()};
    static const char *const titles[SECTIONS] = {"Profile system, the default",
                                                 "Profile system, accept gated",
                                                 "Profile system, calls answer themselves",
                                                 "Profile self",
                                                 "Profile system, what the call UI is asked for",
                                                 "Profile system, calls of other applications"};
    static const enum kinds kinds[SECTIONS] = {[4] = WISHES, [5] = FOREIGN};
    struct rows rows[SECTIONS] = {{0}};
    size_t steps = 0;
    uint64_t digest = 0;
    bool done = true;

    policies[1].accept = OH_ACCEPT_GATED;
    policies[2].auto_answer = OH_AUTO_ANSWER_ALWAYS;
    for (unsigned i = 0; i < SECTIONS && done; i++)
        done = collect(&policies[i], kinds[i], &rows[i], &steps, &digest);
    if (done) {
        print_head(out);
        for (unsigned i = 0; i < SECTIONS; i++) {
            fprintf(out, "\n## %s\n", titles[i]);
            if (kinds[i] == WISHES)
                fprintf(out,
                        "\nWishes, what is not done, and what else asks for something. An action "
                        "closes what is asked for of its kind, whoever did it.\n");
            else if (kinds[i] == FOREIGN)
                fprintf(out, "\nHow they stand, and what that does to a call's deadline.\n");
            else if (i > 0)
                fprintf(out, "\nRows that differ from the default's.\n");
            print_rows(&rows[i], i > 0 ? &rows[0] : NULL, out);
        }
        fprintf(out, "\n%zu steps told apart; digest of all of them %016llx.\n", steps,
                (unsigned long long)digest);
    }
    for (unsigned i = 0; i < SECTIONS; i++)
        free_rows(&rows[i]);
    if (!done)
        fprintf(stderr, "offhook check: not enough memory for the protocol\n");
    return done ? 0 : 2;
}
