/* A way through the world is printed by making its moves again. */
#include "print.h"

#include <string.h>

#include "strategy.h"

#define WORDS_WIDTH 62

static char letter(const struct oh_call_id *call)
{
    uint8_t key;
    uint8_t id;

    return id_back(call, &key, &id) ? (char)('A' + key) : '?';
}

static void print_command(const struct oh_command *command, FILE *out)
{
    uint8_t key;
    uint8_t leg;

    fprintf(out, "%s", oh_command_name(command->type));
    if (leg_back(command->leg, &key, &leg))
        fprintf(out, " %c%s", 'A' + key, leg == 0 ? "" : " (leg 2)");
    else if (command->call.bytes[0] != 0)
        fprintf(out, " %c", letter(&command->call));
    switch ((enum oh_command_type)command->type) {
    case OH_CMD_ENGINE_REJECT: fprintf(out, " %u", command->code); break;
    case OH_CMD_ENGINE_OPEN: fprintf(out, " %s", oh_direction_name(command->direction)); break;
    case OH_CMD_AUDIO_PREPARE: fprintf(out, " %s", oh_prepare_name(command->how)); break;
    case OH_CMD_ENGINE_ANSWER_TRANSFER:
    case OH_CMD_ENGINE_MUTE: fprintf(out, " %s", command->on ? "on" : "off"); break;
    case OH_CMD_UI_REQUEST: fprintf(out, " %s", oh_request_name(command->request)); break;
    case OH_CMD_APP_TELL: fprintf(out, " %s", oh_told_name(command->what)); break;
    case OH_CMD_ENGINE_SEND_DIGITS:
        fprintf(out, " %.*s", OH_COMMAND_DIGITS_MAX, command->digits);
        break;
    case OH_CMD_ENGINE_END:
    case OH_CMD_UI_REPORT_ENDED: fprintf(out, " (%s)", oh_reason_name(command->reason)); break;
    case OH_CMD_NONE:
    case OH_CMD_ENGINE_RING:
    case OH_CMD_ENGINE_ACCEPT:
    case OH_CMD_ENGINE_INVITE:
    case OH_CMD_ENGINE_HOLD:
    case OH_CMD_ENGINE_RESUME:
    case OH_CMD_ENGINE_CLOSE:
    case OH_CMD_ENGINE_GROUP:
    case OH_CMD_ENGINE_TRANSFER:
    case OH_CMD_ENGINE_RESTART_MEDIA:
    case OH_CMD_UI_REPORT:
    case OH_CMD_UI_REPORT_AGAIN:
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
    case OH_COMMAND_TYPES: break;
    }
}

void print_move(struct scene *scene, const struct move *move, unsigned number, FILE *out)
{
    char words[160];

    move_words(scene, move, words, sizeof words);
    fprintf(out, "%4u  %-*s", number, WORDS_WIDTH, words);
    move_play(scene, move);
    for (uint16_t i = 0; i < scene->out.count; i++) {
        fputs(i == 0 ? " -> " : ", ", out);
        print_command(&scene->items[i], out);
    }
    fputc('\n', out);
}

/* ---- The state ---- */

static const char *const shown_words[] = {"", "reported, not completed", "shown", "ended"};
static const char *const leg_words[] = {"",       "offered", "being accepted", "accepted", "up",
                                        "ending", "over",    "inviting",       "ringing"};
static const char *const owner_words[] = {"inactive", "active by the system", "active by us",
                                          "taken by the engine"};

static void print_key(const struct env_key *key, char name, FILE *out)
{
    for (unsigned i = 0; i < IDS; i++) {
        const struct env_ui *ui = &key->ids[i];
        if (ui->shown == SHOWN_NOT)
            continue;
        fprintf(out, "      call UI: %c%s %s%s%s%s\n", name,
                i == ID_PUSH    ? "' (of the push)"
                : i == ID_RETRY ? "+"
                                : "",
                shown_words[ui->shown], ui->answered ? ", answered by the user" : "",
                ui->open ? ", that action still open" : "", ui->held ? ", held" : "");
    }
    for (unsigned i = 0; i < LEGS; i++) {
        const struct env_leg *leg = &key->legs[i];
        if (leg->sip == LEG_NONE)
            continue;
        fprintf(out, "      engine: leg %u of %c %s%s%s%s%s%s%s%s\n", i + 1, name,
                leg_words[leg->sip], leg->open == OH_DIRECTION_BOTH ? ", open" : "",
                leg->held ? ", peer told of the hold" : "",
                leg->changing ? ", re-INVITE in flight" : "", leg->muted ? ", muted" : "",
                leg->transferring ? ", transfer open" : "", leg->lost ? ", peer lost" : "",
                leg->remote_held ? ", held by the peer" : "");
    }
}

static void print_state(const struct scene *scene, FILE *out)
{
    const struct env *env = &scene->env;
    char text[400];

    for (unsigned key = 0; key < scene->setting->keys; key++)
        print_key(&env->keys[key], (char)('A' + key), out);
    fprintf(out, "      audio session: %s%s%s%s%s%s%s%s%s\n", owner_words[env->owner],
            env->unusable ? ", unusable" : "", env->interrupted ? ", interrupted" : "",
            env->away ? ", the server away" : "", env->configured ? ", configured" : "",
            env->enabled ? ", audio enabled" : "", env->owed == OWED_DUE ? ", activation due" : "",
            env->prepare != 0 ? ", a preparation in flight" : "",
            env->dead ? ", its devices dead" : "");
    scene->setting->strategy->describe(scene->mind, text, sizeof text);
    fprintf(out, "      %s: %s\n", scene->setting->strategy->name, text);
}

void print_path(const struct search *search, const struct finding *finding, FILE *out)
{
    uint8_t path[LEVELS_MAX];
    unsigned count = search_way(search, finding, path, LEVELS_MAX);
    struct scene scene;

    scene_init(&scene, search->setting);
    for (unsigned i = 0; i < count; i++)
        print_move(&scene, &search->moves.all[path[i]], i + 1, out);
    print_state(&scene, out);
}

void print_findings(const struct search *search, FILE *out)
{
    for (unsigned i = 0; i < PROPERTIES; i++) {
        const struct finding *finding = &search->findings[i];
        if (finding->state == NO_STATE)
            continue;
        fprintf(out, "\n%s broken after %u events: %s\n", property_name(i), finding->events,
                property_text(i));
        print_path(search, finding, out);
    }
}

/* ---- The result ---- */

static double rate(double count, double seconds)
{
    return seconds > 0 ? count / seconds : 0;
}

void print_result(const struct search *search, FILE *out)
{
    uint32_t count = search->states;

    print_findings(search, out);
    fprintf(out, "states %u%s\n", count,
            search->canonical ? " (one for all that differ by the names of calls)" : "");
    if (search_count(search) > count)
        fprintf(out, search->cut ? "found, and not looked at, %u\n" : "covered by these %u\n",
                search_count(search) - count);
    fprintf(out, "transitions %llu\n", (unsigned long long)search->transitions);
    fprintf(out, "violations %u\n", search_violations(search));
    fprintf(out, "exhausted %s\n", search->cut ? "no" : "yes");
    fprintf(out, "deepest %u events\n", search->levels);
    fprintf(out, "commands in a step at most %u of %u\n", search->commands_max,
            oh_commands_max(search->setting->slots));
    fprintf(out, "bytes a state %.1f of a record of %u, with the way there and all tables\n",
            (double)search_memory(search) / (search_count(search) + 1), search->setting->words * 8);
    fprintf(out, "search %.2f s, %.0f states/s, %.0f transitions/s\n", search->search_s,
            rate(count, search->search_s), rate((double)search->transitions, search->search_s));
    if (search->ranked)
        fprintf(out, "progress proved by ranks, within the search\n");
    else if (search->progress_s > 0)
        fprintf(out, "progress check %.2f s, %.0f states/s; longest way to rest %u events\n",
                search->progress_s, rate(search->states, search->progress_s), search->quiet_max);
}

void print_result_json(const struct search *search, const char *adversaries, FILE *out)
{
    const char *comma = "";

    fprintf(out,
            "{\"strategy\": \"%s\", \"calls\": %u, \"adversaries\": \"%s\", \"states\": %u, "
            "\"transitions\": %llu, \"exhausted\": %s, \"deepest\": %u, \"commands_max\": %u, "
            "\"bytes_a_state\": %.1f, \"search_s\": %.3f, \"progress_s\": %.3f, \"violations\": [",
            search->setting->strategy->name, search->setting->keys, adversaries, search->states,
            (unsigned long long)search->transitions, search->cut ? "false" : "true", search->levels,
            search->commands_max, (double)search_memory(search) / (search_count(search) + 1),
            search->search_s, search->progress_s);
    for (unsigned i = 0; i < PROPERTIES; i++) {
        if (search->findings[i].state == NO_STATE)
            continue;
        fprintf(out, "%s{\"property\": \"%s\", \"events\": %u}", comma, property_name(i),
                search->findings[i].events);
        comma = ", ";
    }
    fprintf(out, "]}\n");
}
