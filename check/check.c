/* Runs: one world, each adversary, each pair; and stories for `offhook demo`. */
#include "check.h"

#include <string.h>

#include "options.h"
#include "print.h"
#include "protocol.h"
#include "strategy.h"

const struct strategy *strategy_by_name(const char *name)
{
    static const struct strategy *const all[] = {&strategy_offhook,     &strategy_eager,
                                                 &strategy_eager_timer, &strategy_pr61,
                                                 &strategy_pr61c,       &strategy_pr61w};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i]->name, name) == 0)
            return all[i];
    return NULL;
}

static int out_of_memory(void)
{
    fprintf(stderr, "offhook check: not enough memory; try --max-states with a smaller number\n");
    return 2;
}

/* ---- Runs ---- */

struct totals {
    uint64_t states;
    uint64_t transitions;
    unsigned violations;
    double seconds;
};

/* A mind that does not treat calls alike is searched once more, with every call in its place. */
static bool run_search(struct search *search, const struct options *options)
{
    struct search_options in_place = options->search;

    if (!search_run(search, &options->setting, &options->search))
        return false;
    if (!search->canonical || search_ways_exist(search))
        return true;
    fprintf(stderr, "offhook check: %s does not treat calls alike; searching with --no-symmetry\n",
            options->setting.strategy->name);
    search_free(search);
    in_place.no_symmetry = true;
    return search_run(search, &options->setting, &in_place);
}

static int run_world(const struct options *options, const char *adversaries, struct totals *totals)
{
    struct search search;
    struct finding *talk = &search.findings[P_R1];

    if (!run_search(&search, options))
        return out_of_memory();
    if (options->search.show_progress)
        fprintf(stderr, "\r\033[K");
    if (search.talk.state == NO_STATE && !search.cut && options->search.depth == 0)
        *talk = (struct finding){.state = 0, .move = NO_MOVE};
    if (options->json) {
        print_result_json(&search, adversaries, stdout);
    } else if (totals != NULL) {
        print_findings(&search, stdout);
        printf("%-22s %9u states, %10llu transitions, %u violations, %.2f s\n", adversaries,
               search.states, (unsigned long long)search.transitions, search_violations(&search),
               search.search_s + search.progress_s);
        fflush(stdout);
    } else {
        print_result(&search, stdout);
    }
    if (totals != NULL) {
        totals->states += search.states;
        totals->transitions += search.transitions;
        totals->violations += search_violations(&search);
        totals->seconds += search.search_s + search.progress_s;
    }
    int status = search_violations(&search) > 0;
    search_free(&search);
    return status;
}

static int run_many(struct options *options)
{
    uint64_t others = options->setting.adversaries;
    struct totals totals = {0};
    int status = 0;

    for (unsigned i = 0; i < 11 && status != 2; i++) {
        for (unsigned j = options->singles ? i : i + 1; j < (options->singles ? i + 1 : 11); j++) {
            char name[80];
            options->setting.adversaries = others | ADV(i) | ADV(j);
            setting_complete(&options->setting);
            snprintf(name, sizeof name, "%s%s%s", adversary_name(i), i == j ? "" : ",",
                     i == j ? "" : adversary_name(j));
            int one = run_world(options, name, &totals);
            if (one > status)
                status = one;
        }
    }
    if (!options->json)
        printf("states %llu\ntransitions %llu\nviolations %u\n%.1f s\n",
               (unsigned long long)totals.states, (unsigned long long)totals.transitions,
               totals.violations, totals.seconds);
    return status;
}

int check_main(int argc, char **argv)
{
    struct options options;
    char text[200];
    const char *wrong = options_read(argc, argv, &options, text, sizeof text);

    if (wrong != NULL) {
        fprintf(stderr, "offhook check: %s; offhook check --help lists the options\n", wrong);
        return 2;
    }
    if (options.help) {
        options_help(stdout);
        return 0;
    }
    if (options.protocol)
        return protocol_print(stdout);
    if (options.pairs || options.singles)
        return run_many(&options);
    return run_world(&options, options.adversaries, NULL);
}

/* ---- Stories ---- */

static const struct finding *shortest(const struct search *search)
{
    const struct finding *best = NULL;

    for (unsigned i = 0; i < PROPERTIES; i++) {
        const struct finding *finding = &search->findings[i];
        if (finding->state != NO_STATE && (best == NULL || finding->events < best->events))
            best = finding;
    }
    return best;
}

/* The one to tell: a call that is connected and silent or never accepted, which is what this is all
 * about; else the shortest of whatever kind. */
static const struct finding *most_telling(const struct search *search)
{
    static const enum property silence[] = {P_Q4, P_Q2};

    for (size_t i = 0; i < sizeof silence / sizeof silence[0]; i++)
        if (search->findings[silence[i]].state != NO_STATE)
            return &search->findings[silence[i]];
    return shortest(search);
}

int check_story(const char *strategy, const char *adversaries, FILE *out)
{
    struct options options;
    struct search search;
    const struct finding *finding;

    options_default(&options);
    options.setting.strategy = strategy_by_name(strategy);
    if (options.setting.strategy == NULL ||
        !adversaries_from(adversaries, &options.setting.adversaries))
        return 2;
    setting_complete(&options.setting);
    if (!search_run(&search, &options.setting, &options.search))
        return out_of_memory();
    finding = most_telling(&search);
    if (finding != NULL)
        fprintf(out, "%s breaks %s after %u events: %s\n", strategy,
                property_name((enum property)(finding - search.findings)), finding->events,
                property_text((enum property)(finding - search.findings)));
    else
        fprintf(out, "%s holds in all %u states of this world; the shortest way to talk:\n",
                strategy, search.states);
    print_path(&search, finding != NULL ? finding : &search.talk, out);
    search_free(&search);
    return finding != NULL;
}
