/*
 * The steps: one list item each, with its arrows and the state after it. Plain elements that a
 * style sheet makes into a ladder, so that a browser can search, print and leave out of its layout
 * what is not on the screen; tens of thousands of them are no burden. What page.js does with
 * them: see there.
 */
#include "page.h"

#include "markup.h"

#define PAUSE_MS    500 /* a pause as long as this gets a line of its own */
#define NEAR_MS     50  /* steps as close as this belong together */
#define CHUNK_ROWS  200 /* laid out together */
#define CALLS_SHOWN 4   /* beside a step; those that changed first */

static const char *const readiness_class[] = {"", " pre", " run"};

/* ---- One arrow ---- */

static void put_row(const struct page *page, const struct row *row)
{
    FILE *out = page->out;
    char label[WORDS_MAX], words[WORDS_MAX];
    row_label(row, label);
    row_words(row, words);

    fprintf(out, "<p class=\"%s %s%s%s\" title=\"", row->order ? "o" : "f",
            lane_class[row_other(row)], row->ignored ? " ign" : "", trouble_class(row->trouble));
    put_escaped(out, words);
    fputs(row->ignored ? " (ignored)\"><i>" : "\"><i>", out);
    if (page->ladder->call_count > 1 && row->call)
        put_page_badge(out, row->call);
    put_escaped(out, label);
    fputs("</i></p>", out);
}

/* ---- The state beside a step ---- */

static void put_call_state(const struct page *page, const struct call_state *call)
{
    FILE *out = page->out;
    char words[WORDS_MAX];
    call_state_words(call, words);
    fprintf(out, "<span class=\"c%s\">", call->changed ? " new" : "");
    if (page->ladder->call_count > 1 && call->call)
        put_page_badge(out, call->call);
    put_escaped(out, words);
    fputs("</span>", out);
}

static void put_calls(const struct page *page, const struct state *state)
{
    unsigned shown = 0, changed = 0;
    for (unsigned i = 0; i < state->call_count; i++)
        changed += state->calls[i].changed;
    unsigned rest = changed < CALLS_SHOWN ? CALLS_SHOWN - changed : 0; /* that did not change */
    for (unsigned i = 0; i < state->call_count && shown < CALLS_SHOWN; i++) {
        if (!state->calls[i].changed && rest == 0)
            continue;
        rest -= !state->calls[i].changed;
        put_call_state(page, &state->calls[i]);
        shown++;
    }
    if (state->call_count > shown)
        fprintf(page->out, "<span class=\"c\">and %u more</span>", state->call_count - shown);
}

static void put_ended(const struct page *page, const struct state *state)
{
    FILE *out = page->out;
    for (unsigned i = 0; i < 4 && state->ended[i]; i++) {
        enum oh_reason reason = page->outcomes[state->ended[i] - 1].reason;
        const char *name = oh_reason_name(reason);
        fprintf(out, "<span class=\"c new over%s\">", trouble_class(trouble_of_reason(reason)));
        if (page->ladder->call_count > 1)
            put_page_badge(out, state->ended[i]);
        fprintf(out, "ended: %s</span>", name ? name : "unknown");
    }
}

static void put_state(const struct page *page, const struct row *row)
{
    const struct state *state = states_after(page->states, row->step);
    FILE *out = page->out;
    if (!state) {
        fputs("<div class=\"s\"></div>", out);
        return;
    }
    const char *audio = oh_audio_state_name(state->audio);
    fprintf(out, "<div class=\"s\"><span class=\"au%s\">audio %s</span>",
            state->audio_changed ? " new" : "", audio ? audio : "unknown");
    put_calls(page, state);
    put_ended(page, state);
    if (state->deadline_ms != OH_NEVER) {
        char text[32];
        span_words(state->deadline_ms, text);
        fprintf(out, "<span class=\"d\">deadline in %s</span>", text + 1);
    }
    fputs("</div>", out);
}

/* ---- One step ---- */

/* The rows of the step that begins at `from`; and the last of them. */
static const struct row *end_of(const struct page *page, const struct row *from)
{
    const struct row *end = page->ladder->rows + page->ladder->row_count;
    while (from + 1 < end && !from->last)
        from++;
    return from;
}

/* Which calls a step is about, for the filter: classes k1, k2. */
static void put_call_classes(const struct page *page, const struct row *from,
                             const struct row *last)
{
    unsigned before = 0;
    for (const struct row *row = from; page->ladder->call_count > 1 && row <= last; row++) {
        if (row->call && row->call != before)
            fprintf(page->out, " k k%u", row->call);
        before = row->call ? row->call : before;
    }
}

static void put_pause(const struct page *page, const struct row *row)
{
    char text[32];
    span_words(row->gap_ms, text);
    fprintf(page->out, "<li class=\"pause%s%s\"><span>%s</span></li>\n",
            readiness_class[row[-1].readiness], row[-1].media ? " med" : "", text);
}

static void put_time(const struct page *page, const struct row *row)
{
    FILE *out = page->out;
    char text[32];
    fputs("<div class=\"t\"><time>", out);
    put_seconds(out, row->at_ms);
    fputs("</time>", out);
    if (row != page->ladder->rows) {
        span_words(row->gap_ms, text);
        fprintf(out, "<span>%s</span>", text);
    }
    fputs("</div>", out);
}

static void put_step(const struct page *page, const struct row *row, const struct row *last)
{
    FILE *out = page->out;
    enum trouble worst = TROUBLE_NONE;
    for (const struct row *at = row; at <= last; at++)
        worst = at->trouble > worst ? at->trouble : worst;
    bool first = row == page->ladder->rows + page->first_row;
    bool pauses = !first && row->gap_ms >= PAUSE_MS;
    bool more = last + 1 < page->ladder->rows + page->ladder->row_count && last[1].gap_ms < NEAR_MS;

    if (pauses)
        put_pause(page, row);
    fprintf(out, "<li id=\"L%zu\" class=\"step%s%s%s%s%s",
            (size_t)(row->step - page->trace->steps) + 2, trouble_class(worst),
            readiness_class[last->readiness], last->media ? " med" : "",
            !first && row->gap_ms < NEAR_MS ? " near" : "", more ? " more" : "");
    put_call_classes(page, row, last);
    fputs("\">", out);
    put_time(page, row);
    fputs("<div class=\"l\">", out);
    for (; row < last; row++)
        put_row(page, row);
    put_row(page, last);
    fputs("</div>", out);
    put_state(page, last);
    fputs("</li>\n", out);
}

/* ---- All of them ---- */

static void put_heads(FILE *out)
{
    fputs("<div class=\"heads\"><div class=\"t\">seconds</div><div class=\"l\">", out);
    for (int lane = 0; lane < LANE_COUNT; lane++)
        fprintf(out, "<b class=\"%s\"><span>%s</span></b>", lane_class[lane], lane_names[lane]);
    fputs("</div><div class=\"s\">state after the step</div></div>\n", out);
}

void put_page_steps(const struct page *page)
{
    const struct ladder *ladder = page->ladder;
    FILE *out = page->out;
    const struct row *row = ladder->rows + page->first_row;
    const struct row *end = ladder->rows + ladder->row_count;

    fputs("<main class=\"ladder\">\n", out);
    put_heads(out);
    while (row < end) {
        const struct row *chunk_end = end - row > CHUNK_ROWS ? row + CHUNK_ROWS : end;
        fprintf(out, "<ol style=\"--rows:%zu\">\n", (size_t)(chunk_end - row));
        while (row < chunk_end) {
            const struct row *last = end_of(page, row);
            put_step(page, row, last);
            row = last + 1;
        }
        fputs("</ol>\n", out);
    }
    if (page->first_row == ladder->row_count)
        fputs("<p class=\"empty\">The trace has no steps to show.</p>\n", out);
    fputs("</main>\n", out);
}
