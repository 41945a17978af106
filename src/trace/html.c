/*
 * The ladder as one HTML file with an SVG in it: no script, no font, no link, so that it can be
 * mailed and kept. Sizes are in the SVG's own units.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ladder.h"

enum {
    WIDTH = 1080,
    HEADER_HEIGHT = 46,
    TIME_X = 74, /* the time's right edge */
    ROW_HEIGHT = 31,
    STEP_SPACE = 9,  /* between two steps */
    GAP_HEIGHT = 34, /* where time passes */
    TOP = 20,
    BOTTOM = 26,
    BAR = 5, /* half the width of offhook's bar */
    LABEL_WIDTH = 7,
    GAP_MS = 500, /* a pause as long as this is marked */
    CALL_COLOURS = 6
};

static const int lane_x[LANE_COUNT] = {170, 470, 700, 990};
static const char *const lane_class[LANE_COUNT] = {"ui", "core", "audio", "engine"};

static const char style[] =
    ":root{--paper:#f6f7f9;--card:#fff;--ink:#1c2430;--soft:#667085;--line:#d5dae2;--bar:#e6e9ef;"
    "--ui:#5b50d6;--audio:#b45309;--engine:#0b7a75;--core:#344054}\n"
    "@media(prefers-color-scheme:dark){:root{--paper:#0f1319;--card:#171d26;--ink:#e7ebf1;"
    "--soft:#8f9bad;--line:#313a48;--bar:#2a3341;--ui:#a49cff;--audio:#f5a855;--engine:#4fd1c5;"
    "--core:#cbd3df}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;padding:36px 20px 60px;background:var(--paper);color:var(--ink);"
    "font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Cantarell,'Liberation Sans',"
    "sans-serif}\n"
    "main{max-width:1140px;margin:0 auto}\n"
    "h1{font-size:25px;line-height:1.25;letter-spacing:-.01em;margin:0 0 6px}\n"
    "p{margin:0 0 4px;color:var(--soft)}\n"
    "b{font-weight:600;color:var(--ink)}\n"
    ".legend{display:flex;flex-wrap:wrap;gap:4px 22px;margin:14px 0 18px;font-size:13px}\n"
    ".legend span{display:inline-flex;align-items:center;gap:7px}\n"
    ".card{background:var(--card);border:1px solid var(--line);border-radius:14px;"
    "padding:0 14px 10px;box-shadow:0 1px 2px #0000000d,0 8px 24px #0000000f}\n"
    ".lanes{position:sticky;top:0;background:var(--card);border-bottom:1px solid var(--line);"
    "border-radius:14px 14px 0 0;z-index:1}\n"
    "svg{display:block;width:100%;height:auto;overflow:visible}\n"
    ".legend svg{width:34px;flex:none}\n"
    "text{font-size:13px;fill:var(--ink)}\n"
    ".name{font-size:14px;font-weight:600;text-anchor:middle;fill:currentColor}\n"
    ".time{font-size:12px;fill:var(--soft);text-anchor:end;font-variant-numeric:tabular-nums}\n"
    ".lane{stroke:var(--line);stroke-width:1.5}\n"
    ".bar{fill:var(--bar)}\n"
    ".dot{fill:currentColor}\n"
    ".label{text-anchor:middle;paint-order:stroke;stroke:var(--card);stroke-width:3px;"
    "stroke-linejoin:round}\n"
    ".pause{font-size:12px;fill:var(--soft);font-style:italic}\n"
    ".break{stroke:var(--card);stroke-width:4;stroke-dasharray:4 5}\n"
    ".arrow{fill:none;stroke:currentColor;stroke-width:1.6}\n"
    ".fact .arrow{stroke-dasharray:none}\n"
    ".order .arrow{stroke-width:2.2}\n"
    ".order .label{font-weight:600}\n"
    ".head{fill:currentColor}\n"
    ".fact .head{fill:none;stroke:currentColor;stroke-width:1.6;stroke-linejoin:round;"
    "stroke-linecap:round}\n"
    ".ignored{opacity:.5}.ignored .arrow{stroke-dasharray:4 4}\n"
    ".hit{fill:transparent}\n"
    ".row:hover .hit{fill:currentColor;opacity:.08}\n"
    ".ui{color:var(--ui)}.audio{color:var(--audio)}.engine{color:var(--engine)}"
    ".core{color:var(--core)}\n"
    ".badge text{fill:#fff;font-size:10.5px;font-weight:700;text-anchor:middle}\n"
    ".c0 circle{fill:#2563eb}.c1 circle{fill:#c026d3}.c2 circle{fill:#15803d}"
    ".c3 circle{fill:#b91c1c}.c4 circle{fill:#a16207}.c5 circle{fill:#475569}\n"
    "@media(max-width:720px){body{padding:20px 10px}.card{overflow-x:auto}"
    ".card>svg{width:820px}}\n"
    "@media print{body{background:#fff;padding:0}.card{border:0;box-shadow:none}}\n";

/* ---- Text ---- */

/* Everything that comes from a trace or a caller goes through here. */
static void put_escaped(FILE *out, const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        switch (c) {
        case '&': fputs("&amp;", out); break;
        case '<': fputs("&lt;", out); break;
        case '>': fputs("&gt;", out); break;
        case '"': fputs("&quot;", out); break;
        case '\'': fputs("&#39;", out); break;
        default: fputc(c < ' ' || c == 127 ? ' ' : c, out); break;
        }
    }
}

static void put_ms(FILE *out, uint64_t ms)
{
    fprintf(out, "%llu.%03llu", (unsigned long long)(ms / 1000), (unsigned long long)(ms % 1000));
}

/* ---- The head of the page ---- */

static void put_summary(FILE *out, const struct oh_trace *trace, const struct ladder *ladder)
{
    const struct oh_policy *policy = &trace->policy;
    uint64_t length_ms = ladder->row_count ? ladder->rows[ladder->row_count - 1].at_ms : 0;

    fputs("<p>Recorded by offhook <b>", out);
    put_escaped(out, trace->version);
    fputs("</b> (", out);
    put_escaped(out, trace->commit);
    fprintf(out, "): <b>%zu</b> steps, <b>%u</b> call%s, <b>", trace->step_count,
            ladder->call_count, ladder->call_count == 1 ? "" : "s");
    put_ms(out, length_ms);
    fprintf(out,
            "</b> seconds.</p>\n<p>Policy: the session is activated by <b>%s</b>; the call is "
            "accepted <b>%s</b>; the answer is fulfilled <b>%s</b>; a decline is <b>%u</b>.</p>\n",
            policy->activation == OH_ACTIVATION_SYSTEM ? "the system" : "us",
            policy->accept == OH_ACCEPT_AFTER_AUDIO ? "after audio is on"
                                                    : "at once, gates closed until audio is on",
            policy->fulfil == OH_FULFIL_AT_ONCE ? "at once" : "when connected",
            policy->decline_code);
}

static void put_badge(FILE *out, unsigned call, int x, int y)
{
    fprintf(out,
            "<g class=\"badge c%u\"><circle cx=\"%d\" cy=\"%d\" r=\"8\"/>"
            "<text x=\"%d\" y=\"%d\">%u</text></g>",
            (call - 1) % CALL_COLOURS, x, y, x, y + 4, call);
}

static void put_legend(FILE *out, const struct ladder *ladder)
{
    fputs("<div class=\"legend\">\n"
          "<span class=\"fact core\"><svg viewBox=\"0 0 34 12\">"
          "<path class=\"arrow\" d=\"M0 6H32\"/><path class=\"head\" d=\"M26 1L32 6L26 11\"/>"
          "</svg>a party tells a fact</span>\n"
          "<span class=\"order core\"><svg viewBox=\"0 0 34 12\">"
          "<path class=\"arrow\" d=\"M0 6H26\"/><path class=\"head\" d=\"M24 1L33 6L24 11Z\"/>"
          "</svg>offhook gives an order</span>\n"
          "<span class=\"fact core ignored\"><svg viewBox=\"0 0 34 12\">"
          "<path class=\"arrow\" d=\"M0 6H32\"/><path class=\"head\" d=\"M26 1L32 6L26 11\"/>"
          "</svg>a fact that changed nothing</span>\n",
          out);
    for (unsigned call = 1; ladder->call_count > 1 && call <= ladder->call_count && call <= 12;
         call++) {
        fputs("<span><svg viewBox=\"0 0 18 18\" style=\"width:18px\">", out);
        put_badge(out, call, 9, 9);
        fprintf(out, "</svg>call %u</span>\n", call);
    }
    fputs("</div>\n", out);
}

static void put_lane_names(FILE *out)
{
    fprintf(out, "<svg class=\"lanes\" viewBox=\"0 0 %d %d\" role=\"presentation\">\n", WIDTH,
            HEADER_HEIGHT);
    fprintf(out, "<text class=\"time\" x=\"%d\" y=\"29\">seconds</text>\n", TIME_X);
    for (int lane = 0; lane < LANE_COUNT; lane++)
        fprintf(out, "<g class=\"%s\"><text class=\"name\" x=\"%d\" y=\"29\">%s</text></g>\n",
                lane_class[lane], lane_x[lane], lane_names[lane]);
    fputs("</svg>\n", out);
}

/* ---- The rows ---- */

/* How far below the row before this one stands. */
static int row_distance(const struct row *row, size_t index)
{
    if (index == 0)
        return TOP + ROW_HEIGHT / 2;
    if (!row->first)
        return ROW_HEIGHT;
    return ROW_HEIGHT + STEP_SPACE + (row->gap_ms >= GAP_MS ? GAP_HEIGHT : 0);
}

static void put_pause(FILE *out, uint64_t gap_ms, int y)
{
    int middle = y - (ROW_HEIGHT + STEP_SPACE + GAP_HEIGHT) / 2;
    for (int lane = 0; lane < LANE_COUNT; lane++)
        fprintf(out, "<path class=\"break\" d=\"M%d %dV%d\"/>", lane_x[lane], middle - 15,
                middle + 15);
    fprintf(out, "<text class=\"time pause\" x=\"%d\" y=\"%d\">+%llu.%llu s</text>\n", TIME_X,
            middle + 4, (unsigned long long)(gap_ms / 1000),
            (unsigned long long)(gap_ms % 1000 / 100));
}

static void put_arrow(FILE *out, const struct row *row, int y)
{
    int sign = lane_x[row->from] < lane_x[row->to] ? 1 : -1;
    int from = lane_x[row->from] + (row->command ? sign * BAR : 0);
    int to = lane_x[row->to] - (row->command ? 0 : sign * BAR) - sign;

    fprintf(out, "<path class=\"arrow\" d=\"M%d %dH%d\"/>", from, y,
            row->command ? to - sign * 6 : to);
    if (row->command)
        fprintf(out, "<path class=\"head\" d=\"M%d %dL%d %dL%d %dZ\"/>", to - sign * 9, y - 5, to,
                y, to - sign * 9, y + 5);
    else
        fprintf(out, "<path class=\"head\" d=\"M%d %dL%d %dL%d %d\"/>", to - sign * 6, y - 5, to, y,
                to - sign * 6, y + 5);
    if (!row->command)
        fprintf(out, "<circle class=\"dot\" cx=\"%d\" cy=\"%d\" r=\"3\"/>", from, y);
}

/* Labels stand above the arrow and next to offhook, so that each side reads as one column; so do
 * the calls' numbers, on the arrow. */
static void put_label(FILE *out, const struct row *row, const struct ladder *ladder, int y)
{
    enum lane other = row->command ? row->to : row->from;
    int left = other == LANE_UI ? lane_x[LANE_UI] : lane_x[LANE_CORE];
    int right = other == LANE_UI ? lane_x[LANE_CORE] : lane_x[LANE_AUDIO];

    if (other == LANE_ENGINE && (int)strlen(row->label) * LABEL_WIDTH > right - left - 40)
        right = lane_x[LANE_ENGINE];
    if (ladder->call_count > 1 && row->call)
        put_badge(out, row->call, lane_x[LANE_CORE] + (other == LANE_UI ? -30 : 30), y);
    fprintf(out, "<text class=\"label\" x=\"%d\" y=\"%d\">", (left + right) / 2, y - 7);
    put_escaped(out, row->label);
    fputs("</text>", out);
}

static void put_note(FILE *out, const struct row *row, int y)
{
    fprintf(out,
            "<circle class=\"dot\" cx=\"%d\" cy=\"%d\" r=\"4.5\"/><text class=\"label\" x=\"%d\" "
            "y=\"%d\" style=\"text-anchor:start\">",
            lane_x[LANE_CORE], y, lane_x[LANE_CORE] + 14, y + 4);
    put_escaped(out, row->label);
    fputs("</text>", out);
}

static void put_row(FILE *out, const struct ladder *ladder, const struct row *row, int y)
{
    enum lane other = row->command ? row->to : row->from;

    if (row->first && row->gap_ms >= GAP_MS)
        put_pause(out, row->gap_ms, y);
    if (row->first) {
        fprintf(out, "<text class=\"time\" x=\"%d\" y=\"%d\">", TIME_X, y + 4);
        put_ms(out, row->at_ms);
        fputs("</text>\n", out);
    }
    fprintf(out, "<g class=\"row %s %s%s\"><title>", row->command ? "order" : "fact",
            lane_class[other], row->ignored ? " ignored" : "");
    put_ms(out, row->at_ms);
    fputs(" s: ", out);
    put_escaped(out, row->full);
    fputs(row->ignored ? " (ignored)</title>" : "</title>", out);
    fprintf(out, "<rect class=\"hit\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>",
            TIME_X + 16, y - ROW_HEIGHT / 2 - 5, WIDTH - TIME_X - 22, ROW_HEIGHT);
    if (row->from == row->to) {
        put_note(out, row, y);
    } else {
        put_arrow(out, row, y);
        put_label(out, row, ladder, y);
    }
    fputs("</g>\n", out);
}

/* Offhook's bar spans a step: what it was told, and what it ordered. */
static void put_bars(FILE *out, const struct ladder *ladder)
{
    int y = 0, top = 0;
    for (size_t i = 0; i < ladder->row_count; i++) {
        const struct row *row = &ladder->rows[i];
        y += row_distance(row, i);
        if (row->first)
            top = y - 12;
        if (row->last)
            fprintf(out,
                    "<rect class=\"bar\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
                    "rx=\"%d\"/>\n",
                    lane_x[LANE_CORE] - BAR, top, 2 * BAR, y + 12 - top, BAR);
    }
}

static void put_ladder(FILE *out, const struct ladder *ladder)
{
    int height = TOP + BOTTOM;
    for (size_t i = 0; i < ladder->row_count; i++)
        height += row_distance(&ladder->rows[i], i);

    fprintf(out, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"ladder of the call\">\n",
            WIDTH, height);
    for (int lane = 0; lane < LANE_COUNT; lane++)
        fprintf(out, "<path class=\"lane\" d=\"M%d 0V%d\"/>\n", lane_x[lane], height);
    put_bars(out, ladder);
    int y = 0;
    for (size_t i = 0; i < ladder->row_count; i++) {
        y += row_distance(&ladder->rows[i], i);
        put_row(out, ladder, &ladder->rows[i], y);
    }
    fputs("</svg>\n", out);
}

int oh_trace_html(const struct oh_trace *trace, const char *title, FILE *out)
{
    struct ladder *ladder = ladder_new(trace);
    if (!ladder)
        return ENOMEM;

    errno = 0;
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
          "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>\n"
          "<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>",
          out);
    put_escaped(out, title);
    fprintf(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n<h1>", style);
    put_escaped(out, title);
    fputs("</h1>\n", out);
    put_summary(out, trace, ladder);
    put_legend(out, ladder);
    fputs("<div class=\"card\">\n", out);
    put_lane_names(out);
    put_ladder(out, ladder);
    fputs("</div>\n</main>\n</body>\n</html>\n", out);
    ladder_free(ladder);

    if (fflush(out) == EOF || ferror(out))
        return errno ? errno : EIO;
    return 0;
}
