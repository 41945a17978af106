/*
 * The head of the page: what somebody who opens a bug report wants to know first.
 */
#include "page.h"

#include <stdlib.h>

#include "markup.h"

#define CALLS_SHOWN 50 /* rows of the table of calls */

void put_page_badge(FILE *out, unsigned call)
{
    fprintf(out, "<b class=\"id i%u\">%u</b>", call % 6, call);
}

static void put_span(FILE *out, uint64_t ms)
{
    if (ms == OH_NEVER) {
        fputs("<td class=\"none\">–</td>", out);
        return;
    }
    char text[32];
    span_words(ms, text);
    fprintf(out, "<td>%s</td>", text + 1);
}

static void put_time(FILE *out, uint64_t ms)
{
    if (ms == OH_NEVER) {
        fputs("<td class=\"none\">–</td>", out);
        return;
    }
    fputs("<td>", out);
    put_seconds(out, ms);
    fputs("</td>", out);
}

/* ---- Calls ---- */

static void put_call(FILE *out, const struct outcome *call, unsigned number)
{
    bool ended = call->ended_ms != OH_NEVER;
    const char *reason = oh_reason_name(call->reason);
    enum trouble trouble = ended ? trouble_of_reason(call->reason) : TROUBLE_NONE;

    fputs("<tr><th scope=\"row\">", out);
    put_page_badge(out, number);
    fprintf(out, " %s</th>", call->outgoing ? "outgoing" : "incoming");
    put_time(out, call->began_ms);
    put_time(out, call->answered_ms);
    put_span(out,
             call->outgoing ? OH_NEVER : outcome_span_ms(call->answered_ms, call->accepted_ms));
    put_span(out, outcome_span_ms(call->answered_ms, call->audio_ms));
    put_time(out, call->ended_ms);
    fprintf(out, "<td class=\"end%s\">", trouble_class(trouble));
    put_escaped(out, !ended ? "not ended here" : reason ? reason : "unknown");
    fputs("</td><td>", out);
    if (call->failures)
        fprintf(out, "<span class=\"bad\">%u failure%s</span> ", call->failures,
                call->failures == 1 ? "" : "s");
    if (call->warnings)
        fprintf(out, "<span class=\"warn\">%u warning%s</span>", call->warnings,
                call->warnings == 1 ? "" : "s");
    if (!call->failures && !call->warnings)
        fputs("none", out);
    fputs("</td></tr>\n", out);
}

static void put_calls(const struct page *page)
{
    FILE *out = page->out;
    unsigned count = page->ladder->call_count;
    if (count == 0)
        return;
    fputs("<div class=\"scroll\"><table class=\"calls\">\n<thead><tr><th scope=\"col\">call</th>"
          "<th scope=\"col\">began at, s</th><th scope=\"col\">answered at, s</th>"
          "<th scope=\"col\" title=\"from the user's answer until our 200 left\">answer to 200</th>"
          "<th scope=\"col\" title=\"from the answer until the leg was opened for sending\">answer "
          "to audio</th>"
          "<th scope=\"col\">ended at, s</th><th scope=\"col\">because of</th>"
          "<th scope=\"col\">trouble</th></tr></thead>\n<tbody>\n",
          out);
    for (unsigned i = 0; i < count && i < CALLS_SHOWN; i++)
        put_call(out, &page->outcomes[i], i + 1);
    fputs("</tbody></table></div>\n", out);
    if (count > CALLS_SHOWN)
        fprintf(out, "<p>The first %d of %u calls.</p>\n", CALLS_SHOWN, count);
}

/* ---- All calls together ---- */

static int longer(const void *a, const void *b)
{
    uint64_t one = *(const uint64_t *)a, other = *(const uint64_t *)b;
    return (one > other) - (one < other);
}

/* "from answer to 200 median 72 ms, longest 80 ms", of those that have both times. */
static void put_median(FILE *out, const char *name, uint64_t *spans_ms, size_t count)
{
    char median[32], longest[32];
    if (count == 0)
        return;
    qsort(spans_ms, count, sizeof(*spans_ms), longer);
    span_words(spans_ms[(count - 1) / 2], median);
    span_words(spans_ms[count - 1], longest);
    fprintf(out, "; %s median <b>%s</b>, longest <b>%s</b>", name, median + 1, longest + 1);
}

static void put_totals(const struct page *page)
{
    FILE *out = page->out;
    unsigned count = page->ladder->call_count, answered = 0, failed = 0;
    uint64_t *accepts_ms = calloc(2u * count + 1, sizeof(*accepts_ms));
    uint64_t *audios_ms;
    size_t accept_count = 0, audio_count = 0;

    if (!accepts_ms || count < 2) {
        free(accepts_ms);
        return;
    }
    audios_ms = accepts_ms + count;
    for (unsigned i = 0; i < count; i++) {
        const struct outcome *call = &page->outcomes[i];
        uint64_t accept_ms = outcome_span_ms(call->answered_ms, call->accepted_ms);
        uint64_t audio_ms = outcome_span_ms(call->answered_ms, call->audio_ms);
        if (accept_ms != OH_NEVER)
            accepts_ms[accept_count++] = accept_ms;
        if (audio_ms != OH_NEVER)
            audios_ms[audio_count++] = audio_ms;
        answered += call->answered_ms != OH_NEVER;
        failed += trouble_of_reason(call->reason) == TROUBLE_FAILURE;
    }
    fprintf(out, "<p>Of <b>%u</b> calls <b>%u</b> answered, <b>%u</b> ended by a failure", count,
            answered, failed);
    put_median(out, "from answer to 200", accepts_ms, accept_count);
    put_median(out, "from answer to audio", audios_ms, audio_count);
    fputs(".</p>\n", out);
    free(accepts_ms);
}

/* ---- Policy ---- */

static void put_ladder_of(FILE *out, const char *name, const struct oh_ladder *ladder)
{
    fprintf(out, "<dt>%s</dt><dd>", name);
    for (unsigned i = 0; i < OH_RUNGS_MAX; i++) {
        const struct oh_rung *rung = &ladder->rungs[i];
        const char *kind = oh_rung_name((enum oh_rung_kind)rung->kind);
        bool last = rung->kind == OH_RUNG_GIVE_UP;
        put_escaped(out, kind ? kind : "unknown");
        if (last)
            break;
        fprintf(out, " %u ms, ", rung->wait_ms);
    }
    fputs("</dd>\n", out);
}

static void put_policy(const struct page *page)
{
    FILE *out = page->out;
    const struct oh_policy *policy = &page->trace->policy;
    const struct oh_deadlines *d = &policy->deadlines;

    fprintf(out,
            "<details class=\"policy\"><summary>Policy: <b>%s</b> the audio session, accepts "
            "<b>%s</b>, fulfils <b>%s</b></summary>\n<dl>\n",
            policy->activation == OH_ACTIVATION_SYSTEM ? "the system activates"
                                                       : "offhook acquires",
            policy->accept == OH_ACCEPT_AFTER_AUDIO ? "after audio is on"
                                                    : "at once, closed until audio is on",
            policy->fulfil == OH_FULFIL_AT_ONCE ? "at once" : "when connected");
    fprintf(out,
            "<dt>focus</dt><dd>%s</dd>\n<dt>a reset of the call UI</dt><dd>%s</dd>\n"
            "<dt>a decline is</dt><dd>%u</dd>\n<dt>room for calls</dt><dd>%u</dd>\n",
            policy->focus == OH_FOCUS_ONE ? "one call" : "all calls",
            policy->ui_reset == OH_UI_RESET_ENDS_CALLS ? "ends calls" : "shows them again",
            policy->decline_code, page->trace->calls_max);
    fprintf(out,
            "<dt>auto-answer</dt><dd>%s</dd>\n<dt>call waiting</dt><dd>%s</dd>\n"
            "<dt>a peer's transfer</dt><dd>%s</dd>\n",
            policy->auto_answer == OH_AUTO_ANSWER_NEVER        ? "never"
            : policy->auto_answer == OH_AUTO_ANSWER_WHEN_ASKED ? "when asked"
                                                               : "always",
            policy->call_waiting == OH_CALL_WAITING_ON ? "on" : "off",
            policy->transfer == OH_TRANSFER_REFUSE ? "refused" : "followed");
    fprintf(out,
            "<dt>deadlines</dt><dd>invite %u, ring %u, setup %u, ack %u, lost %u, connecting %u, "
            "dead %u, silent %u, deaf %u ms</dd>\n",
            d->invite_ms, d->ring_ms, d->setup_ms, d->ack_ms, d->lost_ms, d->connecting_ms,
            d->dead_ms, d->silent_ms, d->deaf_ms);
    put_ladder_of(out, "no session", &policy->ladder);
    if (policy->activation == OH_ACTIVATION_SYSTEM)
        put_ladder_of(out, "an unusable session", &policy->unusable);
    fputs("</dl></details>\n", out);
}

/* ---- What a reader must know ---- */

static void put_doubts(const struct page *page)
{
    FILE *out = page->out;
    const char *why;
    size_t end = states_end(page->states, &why);

    if (end < page->trace->step_count) {
        fprintf(out,
                "<p class=\"note warn\">This build (%s) does not order what the trace says, so no "
                "states are shown from line %zu of the trace on: ",
                oh_version(), end + 2);
        put_escaped(out, why);
        fputs("</p>\n", out);
    }
    if (page->drawn_steps < page->ladder->shown_steps)
        fprintf(out,
                "<p class=\"note warn\">The trace is too long to be drawn whole: these are the "
                "last %zu of %zu steps.</p>\n",
                page->drawn_steps, page->ladder->shown_steps);
}

void put_page_head(const struct page *page)
{
    FILE *out = page->out;
    const struct ladder *ladder = page->ladder;
    const struct oh_trace *trace = page->trace;
    size_t quiet = trace->step_count - ladder->shown_steps;

    fputs("<header>\n<h1>", out);
    put_escaped(out, page->title);
    fputs("</h1>\n<p class=\"sum\">offhook <b>", out);
    put_escaped(out, trace->version);
    fputs("</b> (", out);
    put_escaped(out, trace->commit);
    fprintf(out, ") · <b>%zu</b> steps", trace->step_count);
    if (quiet)
        fprintf(out, " (%zu that changed nothing left out)", quiet);
    fprintf(out, " · <b>%u</b> call%s · <b>", ladder->call_count,
            ladder->call_count == 1 ? "" : "s");
    put_seconds(out, ladder->row_count ? ladder->rows[ladder->row_count - 1].at_ms : 0);
    fputs("</b> seconds</p>\n", out);
    put_policy(page);
    put_calls(page);
    put_totals(page);
    put_doubts(page);
    fputs("</header>\n", out);
}
