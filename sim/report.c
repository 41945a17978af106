/* The table, the line of JSON, the list. The page is in page.c. */
#include "report.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdlib.h>

const struct kind kinds[] = {
    {ADV_GRAB, "grab", "the engine takes the session at the INVITE"},
    {ADV_LOSE, "lose", "an activation that is due never comes"},
    {ADV_EARLY, "early", "an activation nobody asked for"},
    {ADV_DEACTIVATE, "deactivate", "a deactivation nobody asked for"},
    {ADV_INTERRUPT, "interrupt", "other audio interrupts, or all is refused"},
    {ADV_SERVICES, "services", "the audio services are reset"},
    {ADV_AWAY, "away", "the audio services die, and come back"},
    {ADV_RESET, "reset", "the system's call service dies"},
    {ADV_HOLD, "hold", "a user who holds"},
    {ADV_STALE, "stale", "an action that times out, or comes late"},
    {ADV_PUSH, "push", "a push: before its INVITE, after it, or alone"},
    {ADV_CANCEL_PUSH, "cancel-push", "a push tells that the call is over"},
    {ADV_REPORT, "report", "a report is refused, or acted on before it completed"},
    {ADV_FORK, "fork", "a second INVITE of the same call"},
    {ADV_RETRY, "retry", "the caller tries again"},
    {ADV_ELSEWHERE, "elsewhere", "the call is answered on another device"},
    {ADV_PREPARING, "preparing", "our answer is ready late, or never"},
    {ADV_SILENCE, "silence", "the devices die while they run"},
    {ADV_OUTGOING, "outgoing", "the user places calls"},
};

const unsigned kind_count = sizeof kinds / sizeof *kinds;

static unsigned bit_of(uint64_t adversary)
{
    return (unsigned)__builtin_ctzll(adversary);
}

uint64_t kind_met(const struct sums *sums, const struct kind *kind)
{
    return sums->met[bit_of(kind->adversary)];
}

uint64_t kind_bad(const struct sums *sums, const struct kind *kind)
{
    return sums->bad_met[bit_of(kind->adversary)];
}

double percent(uint64_t part, uint64_t whole)
{
    return whole == 0 ? 0 : 100.0 * (double)part / (double)whole;
}

uint64_t answer_to_sound_ms(const struct sums *sums, unsigned of_100)
{
    uint64_t sum = 0;

    for (unsigned bin = 0; bin < BINS - 1; bin++) {
        sum += sums->answer_to_sound[bin];
        if (sum * 100 >= sums->fates[FATE_TALK] * of_100 && sum > 0)
            return (bin + 1) * BIN_MS;
    }
    return NEVER_MS;
}

static const char *name_of(const struct run_result *result)
{
    return result->world->setting.strategy->name;
}

/* ---- The table ---- */

static void print_shares(const char *name, const struct run_result *results, unsigned count,
                         uint64_t (*part)(const struct sums *, unsigned), unsigned which, FILE *out)
{
    fprintf(out, "%-28s", name);
    for (unsigned i = 0; i < count; i++) {
        uint64_t its = part(&results[i].sums, which);
        fprintf(out, " %10" PRIu64 " %7.3f %%", its, percent(its, results[i].sums.calls));
    }
    fputc('\n', out);
}

static uint64_t part_bad(const struct sums *sums, unsigned which)
{
    return which == BADS ? sums->bad_calls : sums->bad[which];
}

static uint64_t part_fate(const struct sums *sums, unsigned which)
{
    return sums->fates[which];
}

static void print_times(const char *name, const struct run_result *results, unsigned count,
                        unsigned of_100, FILE *out)
{
    fprintf(out, "%-28s", name);
    for (unsigned i = 0; i < count; i++) {
        uint64_t ms = answer_to_sound_ms(&results[i].sums, of_100);
        if (ms == NEVER_MS)
            fprintf(out, " %20s", "never");
        else
            fprintf(out, " %16.1f s  ", (double)ms / 1000);
    }
    fputc('\n', out);
}

static void print_broken(const struct run_result *result, FILE *out)
{
    const struct sums *sums = &result->sums;

    if (sums->broken == 0 || !result->world->setting.strategy->gates)
        return; /* what the models break is no news (docs/environment.md) */
    fprintf(out, "\n%s broke", name_of(result));
    for (unsigned i = 0; i < PROPERTIES; i++)
        if (sums->broken >> i & 1)
            fprintf(out, " %s", property_name((enum property)i));
    fprintf(out, " in %" PRIu64 " schedules\n", sums->broken_schedules);
}

void put_command(const struct sim_options *options, const struct run_result *result, uint64_t seed,
                 FILE *out)
{
    fprintf(out, "offhook sim --seed %" PRIu64 " --strategy %s", seed, name_of(result));
    if (options->run.calls != CALLS_USUAL)
        fprintf(out, " --calls %u", options->run.calls);
    if (options->everything)
        fputs(" --world all", out);
    if (options->self)
        fputs(" --profile self", out);
    fputs(" --trace FILE", out);
}

static void print_bad(const struct sim_options *options, const struct run_result *result, FILE *out)
{
    enum { SHOWN = 5 };

    if (result->listed == 0)
        return;
    fprintf(out, "\n%s: bad schedules %" PRIu64 "; the first:\n", name_of(result),
            result->sums.bad_schedules);
    for (size_t i = 0; i < result->listed && i < SHOWN; i++) {
        const struct bad_schedule *one = &result->list[i];
        fputs("  ", out);
        put_command(options, result, one->seed, out);
        fputs("  #", out);
        for (unsigned bad = 0; bad < BADS; bad++)
            if (one->bad[bad] != 0)
                fprintf(out, " %u %s", one->bad[bad], bad_name((enum bad)bad));
        fputs(one->broken && result->world->setting.strategy->gates ? " broken\n" : "\n", out);
    }
}

void report_table(const struct sim_options *options, const struct run_result *results, FILE *out)
{
    unsigned count = options->strategy_count;

    fprintf(out, "%" PRIu64 " schedules of %u calls from seed %" PRIu64 ", %s, profile %s\n\n",
            options->run.schedules, options->run.calls, options->run.seed,
            options->everything ? "everything" : "incoming calls",
            options->self ? "self" : "system");
    fprintf(out, "%-28s", "");
    for (unsigned i = 0; i < count; i++)
        fprintf(out, " %20s", name_of(&results[i]));
    fprintf(out, "\n%-28s", "calls");
    for (unsigned i = 0; i < count; i++)
        fprintf(out, " %10" PRIu64 "          ", results[i].sums.calls);
    fputc('\n', out);
    print_shares("could be talked on", results, count, part_fate, FATE_TALK, out);
    fprintf(out, "%-28s", "  and were, of those");
    for (unsigned i = 0; i < count; i++)
        fprintf(out, " %10" PRIu64 " %7.3f %%", results[i].sums.talked[FATE_TALK],
                percent(results[i].sums.talked[FATE_TALK], results[i].sums.fates[FATE_TALK]));
    fputc('\n', out);
    print_times("  half of them after", results, count, 50, out);
    print_times("  99 of 100 after", results, count, 99, out);
    for (unsigned i = 0; i < BADS; i++)
        print_shares(bad_name((enum bad)i), results, count, part_bad, i, out);
    print_shares("bad in any of these ways", results, count, part_bad, BADS, out);
    fputs("\nwanted by both, and beyond saving by anybody:\n", out);
    for (unsigned fate = FATE_FIRST_LOST; fate < FATES; fate++)
        print_shares(fate_name((enum fate)fate), results, count, part_fate, fate, out);
    fprintf(out, "\n%-28s", "events a second");
    for (unsigned i = 0; i < count; i++)
        fprintf(out, " %10.0f          ", (double)results[i].sums.events / results[i].seconds);
    fprintf(out, "\n%-28s", "digest");
    for (unsigned i = 0; i < count; i++)
        fprintf(out, "     %016" PRIx64, results[i].sums.digest);
    fputc('\n', out);
    for (unsigned i = 0; i < count; i++) {
        print_broken(&results[i], out);
        print_bad(options, &results[i], out);
    }
}

/* ---- The list ---- */

void report_bad(const struct sim_options *options, const struct run_result *results, FILE *out)
{
    fprintf(out, "seed\tstrategy\tlost\tsilent\tghost\tstuck\tbroken\n");
    for (unsigned i = 0; i < options->strategy_count; i++)
        for (size_t j = 0; j < results[i].listed; j++) {
            const struct bad_schedule *one = &results[i].list[j];
            fprintf(out, "%" PRIu64 "\t%s", one->seed, name_of(&results[i]));
            for (unsigned bad = 0; bad < BADS; bad++)
                fprintf(out, "\t%u", one->bad[bad]);
            fprintf(out, "\t%u\n", one->broken);
        }
}

/* ---- JSON ---- */

static void add_fates(cJSON *json, const char *name, const uint64_t *counts)
{
    cJSON *object = cJSON_AddObjectToObject(json, name);

    for (unsigned i = 0; i < FATES; i++)
        cJSON_AddNumberToObject(object, fate_name((enum fate)i), (double)counts[i]);
}

static void add_time(cJSON *json, const char *name, uint64_t ms)
{
    if (ms == NEVER_MS)
        cJSON_AddNullToObject(json, name);
    else
        cJSON_AddNumberToObject(json, name, (double)ms);
}

static cJSON *json_of(const struct run_result *result)
{
    const struct sums *sums = &result->sums;
    cJSON *json = cJSON_CreateObject();
    char digest[17];

    cJSON_AddStringToObject(json, "strategy", name_of(result));
    cJSON_AddNumberToObject(json, "calls", (double)sums->calls);
    for (unsigned i = 0; i < BADS; i++)
        cJSON_AddNumberToObject(json, bad_name((enum bad)i), (double)sums->bad[i]);
    cJSON_AddNumberToObject(json, "bad_calls", (double)sums->bad_calls);
    cJSON_AddNumberToObject(json, "bad_schedules", (double)sums->bad_schedules);
    add_fates(json, "fates", sums->fates);
    add_fates(json, "talked", sums->talked);
    cJSON *spans = cJSON_AddObjectToObject(json, "answer_to_sound_ms");
    add_time(spans, "50", answer_to_sound_ms(sums, 50));
    add_time(spans, "90", answer_to_sound_ms(sums, 90));
    add_time(spans, "99", answer_to_sound_ms(sums, 99));
    cJSON *met = cJSON_AddObjectToObject(json, "adversaries");
    for (unsigned i = 0; i < kind_count; i++) {
        cJSON *one = cJSON_AddObjectToObject(met, kinds[i].name);
        cJSON_AddNumberToObject(one, "calls", (double)kind_met(sums, &kinds[i]));
        cJSON_AddNumberToObject(one, "bad", (double)kind_bad(sums, &kinds[i]));
    }
    cJSON *broken = cJSON_AddArrayToObject(json, "broken");
    for (unsigned i = 0; i < PROPERTIES; i++)
        if (sums->broken >> i & 1)
            cJSON_AddItemToArray(broken, cJSON_CreateString(property_name((enum property)i)));
    cJSON_AddNumberToObject(json, "broken_schedules", (double)sums->broken_schedules);
    cJSON *seeds = cJSON_AddArrayToObject(json, "bad_seeds");
    for (size_t i = 0; i < result->listed && i < LISTED_MAX; i++)
        cJSON_AddItemToArray(seeds, cJSON_CreateNumber((double)result->list[i].seed));
    cJSON_AddNumberToObject(json, "events", (double)sums->events);
    cJSON_AddNumberToObject(json, "seconds", result->seconds);
    cJSON_AddNumberToObject(json, "cpu_seconds", result->cpu_seconds);
    snprintf(digest, sizeof digest, "%016" PRIx64, sums->digest);
    cJSON_AddStringToObject(json, "digest", digest);
    return json;
}

bool report_json(const struct sim_options *options, const struct run_result *results, FILE *out)
{
    cJSON *json = cJSON_CreateObject();
    cJSON *all;
    char *text;

    cJSON_AddNumberToObject(json, "seed", (double)options->run.seed);
    cJSON_AddNumberToObject(json, "schedules", (double)options->run.schedules);
    cJSON_AddNumberToObject(json, "calls_a_schedule", options->run.calls);
    cJSON_AddStringToObject(json, "world", options->everything ? "all" : "incoming");
    cJSON_AddStringToObject(json, "profile", options->self ? "self" : "system");
    all = cJSON_AddArrayToObject(json, "strategies");
    for (unsigned i = 0; i < options->strategy_count; i++)
        cJSON_AddItemToArray(all, json_of(&results[i]));
    text = cJSON_PrintUnformatted(json);
    cJSON_Delete(json);
    if (text == NULL)
        return false;
    fprintf(out, "%s\n", text);
    cJSON_free(text);
    return true;
}
