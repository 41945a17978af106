/* Parsed with getopt, as the simulator also builds where there is no GLib. */
#include "arguments.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SEED_MAX 9007199254740991ul /* 2^53 - 1: what every reader of JSON keeps exactly */

static const char *const names[STRATEGIES] = {"eager", "pr61", "offhook"};

void sim_options_help(FILE *out)
{
    fputs(
        "offhook sim: calls in a world with realistic latencies and bad luck, decided by a seed\n\n"
        "  --seed N          the first schedule's seed; the next ones count on (1)\n"
        "  --schedules N     how many (20000)\n"
        "  --calls N         calls a schedule, up to three of them at once (3)\n"
        "  --strategy LIST   eager, pr61, offhook, with commas between (all that can)\n"
        "  --world NAME      incoming: incoming calls, and what the other strategies know of;\n"
        "                    all: also placed calls, the application's wishes, mute, digits,\n"
        "                    transfers, redirects, other routes, dead devices, lost peers, Do\n"
        "                    Not Disturb; offhook only (incoming)\n"
        "  --profile NAME    system (iOS) or self (desktop; offhook only) (system)\n"
        "  --jobs N          threads (as many as the machine has processors)\n"
        "  --json            one line of JSON in place of the table\n"
        "  --html FILE       a report with plots, in one file\n"
        "  --svg FILE        its head, as a picture\n"
        "  --bad FILE        every bad schedule: a line with seed, strategy, and what was bad\n"
        "  --trace FILE      replay the one schedule of --seed and --strategy, and write a trace\n"
        "                    that `offhook trace` reads\n"
        "  --times           print the table of latencies and rates of docs/sim.md\n\n"
        "A file can be - for standard output. The exit status is 1 if a schedule of offhook's was\n"
        "bad. What lost, silent, ghost and stuck mean, and what the figures are from: "
        "docs/sim.md\n",
        out);
}

enum {
    OPTION_SEED = 1,
    OPTION_SCHEDULES,
    OPTION_CALLS,
    OPTION_STRATEGY,
    OPTION_WORLD,
    OPTION_PROFILE,
    OPTION_JOBS,
    OPTION_JSON,
    OPTION_HTML,
    OPTION_SVG,
    OPTION_BAD,
    OPTION_TRACE,
    OPTION_TIMES,
    OPTION_HELP
};

static const struct option long_options[] = {
    {"seed", required_argument, NULL, OPTION_SEED},
    {"schedules", required_argument, NULL, OPTION_SCHEDULES},
    {"calls", required_argument, NULL, OPTION_CALLS},
    {"strategy", required_argument, NULL, OPTION_STRATEGY},
    {"world", required_argument, NULL, OPTION_WORLD},
    {"profile", required_argument, NULL, OPTION_PROFILE},
    {"jobs", required_argument, NULL, OPTION_JOBS},
    {"json", no_argument, NULL, OPTION_JSON},
    {"html", required_argument, NULL, OPTION_HTML},
    {"svg", required_argument, NULL, OPTION_SVG},
    {"bad", required_argument, NULL, OPTION_BAD},
    {"trace", required_argument, NULL, OPTION_TRACE},
    {"times", no_argument, NULL, OPTION_TIMES},
    {"help", no_argument, NULL, OPTION_HELP},
    {0},
};

static bool number(const char *text, uint64_t min, uint64_t max, uint64_t *value)
{
    char *end;

    *value = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && strlen(text) < 18 && *end == '\0' && *value >= min &&
           *value <= max;
}

/* Whatever the order in which they are named, they are reported in ours. */
static const char *choose_strategies(struct sim_options *options, const char *list)
{
    bool chosen[STRATEGIES] = {0};

    for (const char *from = list;; from++) {
        size_t length = strcspn(from, ",");
        unsigned i = 0;
        while (i < STRATEGIES &&
               (strlen(names[i]) != length || strncmp(names[i], from, length) != 0))
            i++;
        if (i == STRATEGIES)
            return "--strategy takes eager, pr61 or offhook, with commas between";
        chosen[i] = true;
        from += length;
        if (*from == '\0')
            break;
    }
    options->strategy_count = 0;
    for (unsigned i = 0; i < STRATEGIES; i++)
        if (chosen[i])
            options->strategies[options->strategy_count++] = clocked_by_name(names[i]);
    return NULL;
}

static const char *choose(bool *second, const char *text, const char *one, const char *two,
                          const char *wrong)
{
    if (strcmp(text, one) != 0 && strcmp(text, two) != 0)
        return wrong;
    *second = strcmp(text, two) == 0;
    return NULL;
}

static const char *set(struct sim_options *options, int option, const char *value)
{
    struct run_options *its = &options->run;
    uint64_t count = 0;

    switch (option) {
    case OPTION_SEED:
        return number(value, 0, SEED_MAX, &its->seed) ? NULL
                                                      : "--seed takes a whole number below 2^53";
    case OPTION_SCHEDULES:
        return number(value, 1, 1000000000000, &its->schedules)
                   ? NULL
                   : "--schedules takes 1 to 1000000000000";
    case OPTION_CALLS:
        if (!number(value, 1, 1000000, &count))
            return "--calls takes 1 to 1000000";
        its->calls = (unsigned)count;
        return NULL;
    case OPTION_STRATEGY: return choose_strategies(options, value);
    case OPTION_WORLD:
        return choose(&options->everything, value, "incoming", "all",
                      "--world takes incoming or all");
    case OPTION_PROFILE:
        return choose(&options->self, value, "system", "self", "--profile takes system or self");
    case OPTION_JOBS:
        if (!number(value, 1, 256, &count))
            return "--jobs takes 1 to 256";
        its->jobs = (unsigned)count;
        return NULL;
    case OPTION_JSON: options->json = true; return NULL;
    case OPTION_HTML: options->html = value; return NULL;
    case OPTION_SVG: options->svg = value; return NULL;
    case OPTION_BAD: options->bad = value; return NULL;
    case OPTION_TRACE: options->trace = value; return NULL;
    case OPTION_TIMES: options->times = true; return NULL;
    case OPTION_HELP: options->help = true; return NULL;
    }
    return "unknown option; see --help";
}

/* The models are of a plugin for CallKit that knows of incoming calls only. */
static const char *check_strategies(struct sim_options *options)
{
    bool only_ours = options->everything || options->self;

    if (options->strategy_count == 0)
        return choose_strategies(options, only_ours ? "offhook" : "eager,pr61,offhook");
    for (unsigned i = 0; i < options->strategy_count && only_ours; i++)
        if (strcmp(options->strategies[i]->name, "offhook") != 0)
            return "eager and pr61 know incoming calls under CallKit only; with --world all or "
                   "--profile self take --strategy offhook";
    return NULL;
}

static const char *check_outputs(const struct sim_options *options)
{
    unsigned standard = 0;
    const char *files[] = {options->html, options->svg, options->bad, options->trace};

    for (unsigned i = 0; i < sizeof files / sizeof *files; i++)
        standard += files[i] != NULL && strcmp(files[i], "-") == 0;
    if (standard > 1)
        return "only one of the files can be standard output";
    if (options->trace != NULL && options->strategy_count != 1)
        return "--trace replays one schedule: say which --strategy";
    if (options->trace != NULL &&
        (options->html != NULL || options->svg != NULL || options->bad != NULL))
        return "--trace replays one schedule: take --html, --svg and --bad in a run of their own";
    return NULL;
}

static void make_policy(struct sim_options *options)
{
    options->policy = options->self ? oh_policy_self() : oh_policy_system();
    if (!options->everything)
        return;
    options->policy.auto_answer = OH_AUTO_ANSWER_WHEN_ASKED;
    options->policy.transfer = OH_TRANSFER_FOLLOW;
    options->policy.redirect = OH_REDIRECT_FOLLOW;
}

const char *sim_options_read(int argc, char **argv, struct sim_options *options)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    int option;

    *options = (struct sim_options){.run = {.seed = 1,
                                            .schedules = 20000,
                                            .calls = CALLS_USUAL,
                                            .jobs = processors < 1     ? 1
                                                    : processors > 256 ? 256
                                                                       : (unsigned)processors}};
    optind = 1;
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        const char *wrong = option == '?' ? "see --help" : set(options, option, optarg);
        if (wrong != NULL)
            return wrong;
    }
    if (optind < argc)
        return "it takes options only; see --help";
    const char *wrong = check_strategies(options);
    if (wrong == NULL)
        wrong = check_outputs(options);
    make_policy(options);
    options->run.keep_all = options->bad != NULL;
    options->run.progress = isatty(STDERR_FILENO) && !options->json;
    return wrong;
}
