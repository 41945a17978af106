/*
 * The report as one HTML page that needs nothing else: no script, no font, no link to elsewhere.
 * Light or dark by the reader's system.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "embedded.h"
#include "plots.h"

/* ---- The head ---- */

static const char *strategy_text(const char *name)
{
    if (strcmp(name, "eager") == 0)
        return "accepts in the answer action, before there is a session";
    if (strcmp(name, "pr61") == 0)
        return "accepts in didActivate, as first described, read literally";
    return "is the core of this project";
}

static void put_cards(const struct report *report)
{
    FILE *out = report->out;

    fputs("<div class=\"cards\">\n", out);
    for (unsigned i = 0; i < report->count; i++) {
        const struct sums *sums = &report->results[i].sums;
        const char *name = report_name(report, i);
        fprintf(out, "<div class=\"card %s\"><span class=\"name\">%s</span>\n", name, name);
        fprintf(out, "<div class=\"big%s\">", sums->bad_calls == 0 ? " zero" : "");
        put_percent(out, sums->bad_calls, sums->calls);
        fprintf(out,
                "<small>of calls bad</small></div>\n<p><b>%" PRIu64 "</b> of %" PRIu64
                " calls; it %s.</p>\n",
                sums->bad_calls, sums->calls, strategy_text(name));
        fprintf(out, "<p>Of those that could be talked on, <b>%.2f&nbsp;%%</b> were",
                percent(sums->talked[FATE_TALK], sums->fates[FATE_TALK]));
        uint64_t half_ms = answer_to_sound_ms(sums, 50);
        if (half_ms != NEVER_MS)
            fprintf(out, ", half of them within %.1f s", (double)half_ms / 1000);
        fputs(".</p></div>\n", out);
    }
    fputs("</div>\n", out);
}

static void put_head(const struct report *report)
{
    const struct sim_options *options = report->options;
    FILE *out = report->out;

    fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
          "style-src 'unsafe-inline'\">\n<title>offhook sim</title>\n<style>",
          out);
    fputs(report_css, out);
    fprintf(out,
            "</style>\n</head>\n<body>\n<header>\n<h1>Calls with bad luck</h1>\n"
            "<p class=\"lead\"><b>%" PRIu64 "</b> schedules of <b>%u</b> calls, seeds %" PRIu64
            " to %" PRIu64 "; %s, profile <b>%s</b>; offhook %s. The same schedules for every "
            "strategy: who answers when, what the network, the system and the session do is "
            "decided by the seed alone.</p>\n</header>\n",
            options->run.schedules, options->run.calls, options->run.seed,
            options->run.seed + options->run.schedules - 1,
            options->everything ? "everything the core knows of" : "incoming calls",
            options->self ? "self" : "system", oh_version());
}

/* ---- Four ways ---- */

static const char *const bad_texts[BADS] = {
    [BAD_LOST] = "both wanted it, nothing stood against it, and it never came up, or was dropped",
    [BAD_SILENT] = "connected, and for more than 10 s without sound that could have been had",
    [BAD_GHOST] = "shown, or the microphone on, with nobody at the other end",
    [BAD_STUCK] = "a peer waits or talks to nobody, or something never comes to an end",
};

static void put_bar(const struct report *report, unsigned which, enum bad bad, uint64_t most)
{
    const struct sums *sums = &report->results[which].sums;
    uint64_t calls = sums->bad[bad];
    const char *name = report_name(report, which);
    FILE *out = report->out;

    fprintf(out, "<div class=\"bar %s\"><span class=\"name\">%s</span><span class=\"track\">", name,
            name);
    if (calls == 0)
        fputs("<span class=\"value zero\">none</span>", out);
    else
        fprintf(out, "<span class=\"fill\" style=\"width:%.2f%%\"></span>",
                most == 0 ? 0 : 62.0 * (double)calls / (double)most);
    if (calls != 0) {
        fputs("<span class=\"value\">", out);
        put_percent(out, calls, sums->calls);
        fprintf(out, " <i>%" PRIu64 "</i></span>", calls);
    }
    fputs("</span></div>\n", out);
}

static void put_four(const struct report *report)
{
    uint64_t most = 0;

    fputs("<section>\n<h2>Four ways to go wrong</h2>\n<p>Shares of all calls, on one scale; a call "
          "can be bad in more than one way.</p>\n<div class=\"four\">\n",
          report->out);
    for (unsigned i = 0; i < report->count; i++)
        for (unsigned bad = 0; bad < BADS; bad++)
            if (report->results[i].sums.bad[bad] > most)
                most = report->results[i].sums.bad[bad];
    for (unsigned bad = 0; bad < BADS; bad++) {
        fprintf(report->out, "<div><h3>%s</h3>\n<p>%s</p>\n", bad_name((enum bad)bad),
                bad_texts[bad]);
        for (unsigned i = 0; i < report->count; i++)
            put_bar(report, i, (enum bad)bad, most);
        fputs("</div>\n", report->out);
    }
    fputs("</div>\n</section>\n", report->out);
}

/* ---- What nobody could save ---- */

static void put_fate(const struct report *report, enum fate fate, bool total)
{
    const struct sums *sums = &report->results[0].sums;

    fprintf(report->out, "<tr%s><th scope=\"row\">%s</th><td>%" PRIu64 "</td><td>",
            total ? " class=\"total\"" : "", fate_name(fate), sums->fates[fate]);
    put_percent(report->out, sums->fates[fate], sums->calls);
    fputs("</td>", report->out);
    for (unsigned i = 0; i < report->count; i++)
        fprintf(report->out, "<td>%" PRIu64 "</td>", report->results[i].sums.talked[fate]);
    fputs("</tr>\n", report->out);
}

static void put_fates(const struct report *report)
{
    FILE *out = report->out;

    fputs("<section>\n<h2>What the seed had in store</h2>\n<p>Each incoming call's fate is worked "
          "out from its seed before a strategy runs: whether two people wanted to talk, and "
          "whether anybody could have let them within offhook's deadlines. Only the first row can "
          "be lost. The columns of the strategies say how many were talked on all the "
          "same.</p>\n<table>\n<thead><tr>"
          "<th scope=\"col\">fate</th><th scope=\"col\">calls</th><th scope=\"col\">share</th>",
          out);
    for (unsigned i = 0; i < report->count; i++)
        fprintf(out, "<th scope=\"col\" class=\"%s\"><span class=\"name\">%s</span></th>",
                report_name(report, i), report_name(report, i));
    fputs("</tr></thead>\n<tbody>\n", out);
    put_fate(report, FATE_TALK, true);
    for (unsigned fate = FATE_TALK + 1; fate < FATES; fate++)
        if (report->results[0].sums.fates[fate] != 0)
            put_fate(report, (enum fate)fate, false);
    fputs("</tbody>\n</table>\n</section>\n", out);
}

/* ---- Seeds ---- */

static void put_bad_schedule(const struct report *report, const struct run_result *result,
                             const struct bad_schedule *one)
{
    FILE *out = report->out;
    const char *comma = "";

    fputs("<tr><td><code>", out);
    put_command(report->options, result, one->seed, out);
    fputs("</code></td><td class=\"text\">", out);
    for (unsigned bad = 0; bad < BADS; bad++) {
        if (one->bad[bad] == 0)
            continue;
        fprintf(out, "%s%u %s", comma, one->bad[bad], bad_name((enum bad)bad));
        comma = ", ";
    }
    fprintf(out, "%s</td></tr>\n", *comma == '\0' ? "a property was broken" : "");
}

static void put_lists(const struct report *report)
{
    FILE *out = report->out;

    fputs("<section>\n<h2>Every bad schedule is a seed</h2>\n<p>Replay one into a trace, and look "
          "at it: <code>offhook trace html FILE -o OUT</code>. <code>--bad FILE</code> "
          "writes the whole list.</p>\n",
          out);
    for (unsigned i = 0; i < report->count; i++) {
        const struct run_result *result = &report->results[i];
        const char *name = report_name(report, i);
        size_t shown = result->listed < LISTED_MAX ? result->listed : LISTED_MAX;
        if (shown == 0) {
            fprintf(out, "<p class=\"%s\"><span class=\"name\">%s</span>: none.</p>\n", name, name);
            continue;
        }
        fprintf(out,
                "<details%s class=\"%s\"><summary><span class=\"name\">%s</span>: %" PRIu64
                " bad schedules",
                result->world->setting.strategy->gates ? " open" : "", name, name,
                result->sums.bad_schedules);
        if (shown < result->sums.bad_schedules)
            fprintf(out, ", the first %zu", shown);
        fputs("</summary><div class=\"list\"><table><tbody>\n", out);
        for (size_t j = 0; j < shown; j++)
            put_bad_schedule(report, result, &result->list[j]);
        fputs("</tbody></table></div></details>\n", out);
    }
    fputs("</section>\n", out);
}

void report_page(const struct sim_options *options, const struct run_result *results, FILE *out)
{
    struct report report = {options, results, options->strategy_count, out};

    put_head(&report);
    put_cards(&report);
    put_four(&report);
    put_curves(&report);
    put_kinds(&report);
    put_fates(&report);
    put_lists(&report);
    fputs("<footer>The latencies and rates, where they are from, and what the words mean: "
          "docs/sim.md. The rates are those of a bad day, not of the field: read how the "
          "strategies compare, and what each trouble does to them.</footer>\n</body>\n</html>\n",
          out);
}
