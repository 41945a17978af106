/* The command line of `offhook check`. */
#include "options.h"

#include <getopt.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "strategy.h"

static const struct {
    const char *name;
    uint64_t adversary;
    const char *text;
} adversaries[] = {
    {"grab", ADV_GRAB, "the engine takes the audio session at the INVITE"},
    {"lose", ADV_LOSE, "an activation that is due never comes"},
    {"early", ADV_EARLY, "the session is activated unasked: early, twice, or late"},
    {"deactivate", ADV_DEACTIVATE, "the session is deactivated unasked"},
    {"interrupt", ADV_INTERRUPT, "an interruption, its end told or not"},
    {"services", ADV_SERVICES, "the audio services are reset"},
    {"reset", ADV_RESET, "the call UI's service dies"},
    {"hold", ADV_HOLD, "the user holds and resumes"},
    {"stale", ADV_STALE, "an action times out, or comes late"},
    {"push", ADV_PUSH, "a push: before, after, without its INVITE"},
    {"report", ADV_REPORT, "a report is refused, or acted upon before it completed"},
    {"fork", ADV_FORK, "a second INVITE of the same call (merged)"},
    {"retry", ADV_RETRY, "the caller tries again"},
    {"elsewhere", ADV_ELSEWHERE, "the call is answered on another device"},
    {"cancel-push", ADV_CANCEL_PUSH, "a push tells that the call is over"},
    {"preparing", ADV_PREPARING, "the answer is ready late, or never"},
    {"no-session", ADV_NO_SESSION, "media that does not use the audio session"},
    {"outgoing", ADV_OUTGOING, "the user places calls"},
    {"app", ADV_APP, "the application ends a call"},
    {"away", ADV_AWAY, "with services: under a system, too, they may stay away for a while"},
    {"mute", ADV_MUTE, "the user mutes himself, and is to be heard again"},
    {"digits", ADV_DIGITS, "the user dials digits in a call"},
    {"auto", ADV_AUTO, "a caller asks to be answered at once"},
    {"silence", ADV_SILENCE, "our audio is dead, or the peer is not heard any more"},
    {"foreign", ADV_FOREIGN, "a call of another application rings, is talked on, is over"},
    {"transfer", ADV_TRANSFER, "transfers, ours and the peers'"},
    {"route", ADV_ROUTE, "other devices, usable or not"},
    {"dnd", ADV_DND, "the user is not to be disturbed, for a while"},
    {"leftover", ADV_LEFTOVER, "the call UI shows a call of a former process"},
    {"old-push", ADV_OLD_PUSH, "a push that was stored for long"},
    {"keyless", ADV_KEYLESS, "with push: pushes and INVITEs without a match key"},
    {"update", ADV_UPDATE, "who calls is known better"},
    {"replace", ADV_REPLACE, "an INVITE takes the place of a leg"},
    {"redirect", ADV_REDIRECT, "with outgoing: callees point elsewhere"},
    {"wishes", ADV_WISHES, "the application wishes: answer, end, hold, resume, swap, place"},
    {"mute-wishes", ADV_MUTE_WISHES, "the application wishes to be muted, or not to be"},
    {"digit-wishes", ADV_DIGIT_WISHES, "the application wishes digits to be sent"},
    {"bounce", ADV_BOUNCE, "only a resumed call has its session activated again (alarms)"},
    {"groups", ADV_GROUPS, "the user joins calls and takes them apart; the engine cannot mix"},
    {"group-wishes", ADV_GROUP_WISHES, "the application wishes calls joined, and taken apart"},
    {"no-rungs", ADV_NO_RUNGS, "no behaviour: in quiet worlds the rungs' times do not help"},
    /* Other names of the above. */
    {"late", ADV_EARLY, NULL},
    {"timeout", ADV_STALE, NULL},
    {"refuse", ADV_REPORT, NULL},
    {"answer-early", ADV_REPORT, NULL},
};

#define NAMES (sizeof adversaries / sizeof *adversaries)

const char *adversary_name(unsigned number)
{
    return number < NAMES ? adversaries[number].name : NULL;
}

bool adversaries_from(const char *list, uint64_t *set)
{
    *set = 0;
    if (strcmp(list, "none") == 0)
        return true;
    for (const char *from = list;;) {
        size_t length = strcspn(from, ",");
        size_t i = 0;
        if (length == 3 && strncmp(from, "all", 3) == 0) {
            *set |= ADV_ALL;
        } else {
            while (i < NAMES && (strlen(adversaries[i].name) != length ||
                                 strncmp(adversaries[i].name, from, length) != 0))
                i++;
            if (i == NAMES)
                return false;
            *set |= adversaries[i].adversary;
        }
        if (from[length] == '\0')
            return true;
        from += length + 1;
    }
}

static void take_out(struct oh_ladder *ladder, enum oh_rung_kind kind)
{
    unsigned to = 0;

    for (unsigned from = 0; from < OH_RUNGS_MAX; from++)
        if (ladder->rungs[from].kind != kind)
            ladder->rungs[to++] = ladder->rungs[from];
    while (to < OH_RUNGS_MAX)
        ladder->rungs[to++] = (struct oh_rung){.kind = OH_RUNG_GIVE_UP};
}

void setting_fit_policy(struct setting *setting)
{
    if (setting->adversaries & ADV_SILENCE) /* two reports for either; its length is no matter */
        setting->policy.deadlines.deaf_ms = setting->policy.deadlines.silent_ms;
    if (!(setting->adversaries & ADV_BOUNCE))
        take_out(&setting->policy.ladder, OH_RUNG_HOLD_BOUNCE);
}

void setting_complete(struct setting *setting)
{
    setting->ids = 1u << ID_FIRST;
    if (setting->adversaries & ADV_RETRY)
        setting->ids |= 1u << ID_RETRY;
    if (setting->adversaries & (ADV_PUSH | ADV_CANCEL_PUSH | ADV_OLD_PUSH))
        setting->ids |= 1u << ID_PUSH;
    setting_fit_policy(setting);
    if (setting->slots == 0)
        setting->slots = setting->keys;
    record_layout(setting);
}

/* What fits in three quarters of the memory, at some 32 bytes a state in all. */
static uint32_t states_that_fit(void)
{
    double bytes = 0.75 * (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);

    return bytes / 32 > 1e9 ? 1000000000 : (uint32_t)(bytes / 32);
}

void options_default(struct options *options)
{
    *options = (struct options){
        .setting = {.strategy = &strategy_offhook, .policy = oh_policy_system(), .keys = 1},
        .search = {.threads = 1, .max_states = states_that_fit()},
        .adversaries = "none",
    };
    memset(options->choices, -1, sizeof options->choices);
}

void options_help(FILE *out)
{
    fprintf(out, "offhook check: explore every state of the core in an environment of "
                 "adversaries\n\n"
                 "  --calls N             1 to 3 calls (1)\n"
                 "  --slots N             calls that the core has place for (as many)\n"
                 "  --adversaries LIST    all, none, or names with commas between (none)\n"
                 "  --pairs               every pair of the eleven, one after another\n"
                 "  --singles             each of the eleven alone\n"
                 "  --strategy NAME       offhook, eager, eager-timer, pr61, pr61c, pr61w\n"
                 "  --profile NAME        system (iOS), self (desktop) or telecom (Android)\n"
                 "  --accept NAME         after_audio or gated\n"
                 "  --fulfil NAME         at_once or when_connected\n"
                 "  --focus NAME          one or all\n"
                 "  --auto-answer NAME    never, when_asked or always\n"
                 "  --call-waiting NAME   on or off\n"
                 "  --transfer NAME       refuse or follow\n"
                 "  --redirect NAME       refuse or follow\n"
                 "  --groups NAME         off or on\n"
                 "  --threads N           for the search (1)\n"
                 "  --max-states N        where to cut off\n"
                 "  --depth N             events at most\n"
                 "  --no-symmetry         calls that can be exchanged are looked at twice\n"
                 "  --no-covering         so are states that differ by what was used up\n"
                 "  --levels              a line on stderr for each level\n"
                 "  --search-cycles       for Q9 search for cycles, even where ranks prove it\n"
                 "  --no-progress-check   no such search at all\n"
                 "  --json                one line of JSON a run\n"
                 "  --protocol            print docs/protocol.md\n\n"
                 "adversaries (the first eleven are `all`):\n");
    for (size_t i = 0; i < NAMES; i++)
        if (adversaries[i].text != NULL)
            fprintf(out, "  %-21s %s\n", adversaries[i].name, adversaries[i].text);
}

enum {
    OPTION_CALLS = 1,
    OPTION_SLOTS,
    OPTION_ADVERSARIES,
    OPTION_PAIRS,
    OPTION_SINGLES,
    OPTION_STRATEGY,
    OPTION_THREADS,
    OPTION_MAX_STATES,
    OPTION_DEPTH,
    OPTION_NO_PROGRESS,
    OPTION_SEARCH_CYCLES,
    OPTION_NO_SYMMETRY,
    OPTION_NO_COVERING,
    OPTION_LEVELS,
    OPTION_JSON,
    OPTION_PROTOCOL,
    OPTION_HELP,
    OPTION_CHOICE /* and as many more as there are choices */
};

static const struct option long_options[] = {
    {"calls", required_argument, NULL, OPTION_CALLS},
    {"slots", required_argument, NULL, OPTION_SLOTS},
    {"adversaries", required_argument, NULL, OPTION_ADVERSARIES},
    {"pairs", no_argument, NULL, OPTION_PAIRS},
    {"singles", no_argument, NULL, OPTION_SINGLES},
    {"strategy", required_argument, NULL, OPTION_STRATEGY},
    {"profile", required_argument, NULL, OPTION_CHOICE},
    {"accept", required_argument, NULL, OPTION_CHOICE + 1},
    {"fulfil", required_argument, NULL, OPTION_CHOICE + 2},
    {"focus", required_argument, NULL, OPTION_CHOICE + 3},
    {"auto-answer", required_argument, NULL, OPTION_CHOICE + 4},
    {"call-waiting", required_argument, NULL, OPTION_CHOICE + 5},
    {"transfer", required_argument, NULL, OPTION_CHOICE + 6},
    {"redirect", required_argument, NULL, OPTION_CHOICE + 7},
    {"groups", required_argument, NULL, OPTION_CHOICE + 8},
    {"threads", required_argument, NULL, OPTION_THREADS},
    {"max-states", required_argument, NULL, OPTION_MAX_STATES},
    {"depth", required_argument, NULL, OPTION_DEPTH},
    {"no-progress-check", no_argument, NULL, OPTION_NO_PROGRESS},
    {"search-cycles", no_argument, NULL, OPTION_SEARCH_CYCLES},
    {"no-symmetry", no_argument, NULL, OPTION_NO_SYMMETRY},
    {"no-covering", no_argument, NULL, OPTION_NO_COVERING},
    {"levels", no_argument, NULL, OPTION_LEVELS},
    {"json", no_argument, NULL, OPTION_JSON},
    {"protocol", no_argument, NULL, OPTION_PROTOCOL},
    {"help", no_argument, NULL, OPTION_HELP},
    {0},
};

static bool number(const char *text, unsigned long min, unsigned long max, unsigned long *value)
{
    char *end;

    *value = strtoul(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == '\0' && *value >= min && *value <= max;
}

/* The policy's choices, in the order of their options; the first one, the profile, has no field. */
static const struct {
    size_t offset;
    const char *wrong;
    const char *words[3];
} choices[OPTION_CHOICES] = {
    {0, "--profile takes system, self or telecom", {"system", "self", "telecom"}},
    {offsetof(struct oh_policy, accept),
     "--accept takes after_audio or gated",
     {"after_audio", "gated"}},
    {offsetof(struct oh_policy, fulfil),
     "--fulfil takes at_once or when_connected",
     {"at_once", "when_connected"}},
    {offsetof(struct oh_policy, focus), "--focus takes one or all", {"one", "all"}},
    {offsetof(struct oh_policy, auto_answer),
     "--auto-answer takes never, when_asked or always",
     {"never", "when_asked", "always"}},
    {offsetof(struct oh_policy, call_waiting), "--call-waiting takes on or off", {"on", "off"}},
    {offsetof(struct oh_policy, transfer),
     "--transfer takes refuse or follow",
     {"refuse", "follow"}},
    {offsetof(struct oh_policy, redirect),
     "--redirect takes refuse or follow",
     {"refuse", "follow"}},
    {offsetof(struct oh_policy, groups), "--groups takes off or on", {"off", "on"}},
};

static const char *choose(struct options *options, unsigned choice, const char *text)
{
    for (int8_t value = 0; value < 3 && choices[choice].words[value] != NULL; value++) {
        if (strcmp(choices[choice].words[value], text) == 0) {
            options->choices[choice] = value;
            return NULL;
        }
    }
    return choices[choice].wrong;
}

static void make_policy(struct options *options)
{
    struct oh_policy *policy = &options->setting.policy;

    *policy = options->choices[0] == 1   ? oh_policy_self()
              : options->choices[0] == 2 ? oh_policy_telecom()
                                         : oh_policy_system();
    for (unsigned i = 1; i < OPTION_CHOICES; i++)
        if (options->choices[i] >= 0)
            ((uint8_t *)policy)[choices[i].offset] = (uint8_t)options->choices[i];
}

static const char *set(struct options *options, int option, const char *value)
{
    struct setting *setting = &options->setting;
    unsigned long count = 0;

    switch (option) {
    case OPTION_CALLS:
        if (!number(value, 1, KEYS_MAX, &count))
            return "--calls takes 1, 2 or 3";
        setting->keys = (uint8_t)count;
        return NULL;
    case OPTION_SLOTS:
        if (!number(value, 1, KEYS_MAX, &count))
            return "--slots takes 1, 2 or 3";
        setting->slots = (uint8_t)count;
        return NULL;
    case OPTION_ADVERSARIES:
        options->adversaries = value;
        return adversaries_from(value, &setting->adversaries)
                   ? NULL
                   : "--adversaries names one that does not exist; see --help for the list";
    case OPTION_PAIRS: options->pairs = true; return NULL;
    case OPTION_SINGLES: options->singles = true; return NULL;
    case OPTION_STRATEGY:
        setting->strategy = strategy_by_name(value);
        return setting->strategy != NULL
                   ? NULL
                   : "--strategy takes offhook, eager, eager-timer, pr61, pr61c or pr61w";
    case OPTION_THREADS:
        if (!number(value, 1, 64, &count))
            return "--threads takes 1 to 64";
        options->search.threads = (unsigned)count;
        return NULL;
    case OPTION_MAX_STATES:
        if (!number(value, 1000, 4000000000ul, &count))
            return "--max-states takes 1000 to 4000000000";
        options->search.max_states = (uint32_t)count;
        return NULL;
    case OPTION_DEPTH:
        if (!number(value, 1, LEVELS_MAX, &count))
            return "--depth takes 1 to 512";
        options->search.depth = (unsigned)count;
        return NULL;
    case OPTION_NO_PROGRESS: options->search.no_progress_check = true; return NULL;
    case OPTION_SEARCH_CYCLES: options->search.search_cycles = true; return NULL;
    case OPTION_NO_SYMMETRY: options->search.no_symmetry = true; return NULL;
    case OPTION_NO_COVERING: options->search.no_covering = true; return NULL;
    case OPTION_LEVELS: options->search.show_levels = true; return NULL;
    case OPTION_JSON: options->json = true; return NULL;
    case OPTION_PROTOCOL: options->protocol = true; return NULL;
    case OPTION_HELP: options->help = true; return NULL;
    }
    if (option >= OPTION_CHOICE && option < OPTION_CHOICE + OPTION_CHOICES)
        return choose(options, (unsigned)(option - OPTION_CHOICE), value);
    return "unknown option; see --help";
}

const char *options_read(int argc, char **argv, struct options *options, char *text, size_t size)
{
    int option;

    options_default(options);
    optind = 1;
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        const char *wrong = option == '?' ? "see --help" : set(options, option, optarg);
        if (wrong != NULL)
            return wrong;
    }
    if (optind < argc)
        return "it takes options only; see --help";
    make_policy(options);
    setting_complete(&options->setting);
    options->search.show_progress = isatty(STDERR_FILENO) && !options->json;

    _Alignas(uint64_t) uint8_t memory[MIND_MAX];
    enum oh_rule rule = oh_init(memory, sizeof memory, 1, &options->setting.policy);
    if (rule != OH_RULE_NONE) {
        snprintf(text, size, "this policy cannot work: %s", oh_rule_text(rule));
        return text;
    }
    return NULL;
}
