/* Runs as they were asked for, and where their reports go. */
#include "sim.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

static int complain(const char *what, const char *why)
{
    fprintf(stderr, "offhook sim: %s: %s\n", what, why);
    return 2;
}

/* Write a report where it is to go. Returns 0, or 2 after a complaint. */
static int write_to(const char *path, const struct sim_options *options,
                    const struct run_result *results,
                    void (*report)(const struct sim_options *, const struct run_result *, FILE *))
{
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdout : fopen(path, "we");

    if (file == NULL)
        return complain(path, strerror(errno));
    report(options, results, file);
    errno = 0;
    bool failed = fflush(file) != 0 || ferror(file) != 0;
    int why = errno;
    if (!standard && fclose(file) != 0 && !failed) {
        failed = true;
        why = errno;
    }
    return failed ? complain(path, strerror(why != 0 ? why : EIO)) : 0;
}

/* ---- Many schedules ---- */

static bool is_standard(const char *path)
{
    return path != NULL && strcmp(path, "-") == 0;
}

static int tell(const struct sim_options *options, const struct run_result *results)
{
    bool taken =
        is_standard(options->html) || is_standard(options->svg) || is_standard(options->bad);

    if (options->json && !report_json(options, results, taken ? stderr : stdout))
        return complain("report", "not enough memory");
    if (!options->json)
        report_table(options, results, taken ? stderr : stdout);
    int status = options->html != NULL ? write_to(options->html, options, results, report_page) : 0;
    if (status == 0 && options->svg != NULL)
        status = write_to(options->svg, options, results, report_picture);
    if (status == 0 && options->bad != NULL)
        status = write_to(options->bad, options, results, report_bad);
    if (status != 0)
        return status;
    for (unsigned i = 0; i < options->strategy_count; i++)
        if (options->strategies[i]->gates &&
            (results[i].sums.bad_schedules != 0 || results[i].sums.broken_schedules != 0))
            return 1;
    return 0;
}

static uint64_t adversaries_of(const struct sim_options *options)
{
    return options->everything ? ADV_EVERYTHING : ADV_INCOMING;
}

static int run_all(const struct sim_options *options)
{
    static struct world worlds[STRATEGIES];
    struct run_result results[STRATEGIES] = {0};
    unsigned done = 0;
    int status;

    for (; done < options->strategy_count; done++) {
        world_make(&worlds[done], options->strategies[done], &options->policy,
                   adversaries_of(options));
        if (!run(&results[done], &worlds[done], &options->run))
            break;
    }
    status = done == options->strategy_count
                 ? tell(options, results)
                 : complain("run", "not enough memory, or no more threads; try fewer --jobs");
    for (unsigned i = 0; i < done; i++)
        run_free(&results[i]);
    return status;
}

/* ---- One schedule, as a trace ---- */

static int replay(const struct sim_options *options)
{
    static struct world world;
    static struct sim sim;
    struct sums sums = {0};
    bool standard = strcmp(options->trace, "-") == 0;
    FILE *file = standard ? stdout : fopen(options->trace, "we");

    if (file == NULL)
        return complain(options->trace, strerror(errno));
    world_make(&world, options->strategies[0], &options->policy, adversaries_of(options));
    struct oh_trace_writer *writer =
        oh_trace_writer_new(file, &world.setting.policy, world.setting.slots, NULL);
    if (writer == NULL) {
        if (!standard)
            fclose(file);
        return complain("trace", "not enough memory");
    }
    struct outcome outcome =
        sim_run(&sim, &world, options->run.seed, options->run.calls, &sums, writer);
    int error = oh_trace_writer_free(writer);
    if (!standard && fclose(file) != 0 && error == 0)
        error = errno;
    if (error != 0)
        return complain(options->trace, strerror(error));

    FILE *out = standard ? stderr : stdout;
    fprintf(out, "seed %" PRIu64 ", %s: %" PRIu64 " events, digest %016" PRIx64, outcome.seed,
            options->strategies[0]->name, outcome.events, outcome.digest);
    for (unsigned i = 0; i < BADS; i++)
        fprintf(out, ", %s %" PRIu32, bad_name((enum bad)i), outcome.bad[i]);
    if (outcome.broken != 0 && options->strategies[0]->gates)
        fputs(", broken", out);
    fputc('\n', out);
    return options->strategies[0]->gates && (sums.bad_schedules != 0 || outcome.broken != 0);
}

int sim_main(int argc, char **argv)
{
    struct sim_options options;
    const char *wrong = sim_options_read(argc, argv, &options);

    if (wrong != NULL) {
        fprintf(stderr, "offhook sim: %s; offhook sim --help lists the options\n", wrong);
        return 2;
    }
    if (options.help) {
        sim_options_help(stdout);
        return 0;
    }
    if (options.times) {
        times_print();
        return 0;
    }
    return options.trace != NULL ? replay(&options) : run_all(&options);
}
