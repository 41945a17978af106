/* SVG, drawn by hand: two plots do not need a library. */
#include "plots.h"

#include <inttypes.h>

void put_percent(FILE *out, uint64_t part, uint64_t whole)
{
    double share = percent(part, whole);

    if (part == 0)
        fputs("0 %", out);
    else
        fprintf(out, "%.*f %%", share >= 10 ? 1 : share >= 1 ? 2 : share >= 0.01 ? 3 : 5, share);
}

/* ---- Curves ---- */

enum {
    CURVE_W = 960,
    CURVE_H = 350,
    LEFT = 54,
    RIGHT = 150,
    TOP = 14,
    BOTTOM = 44,
    SECONDS = 10 /* on the axis */
};

static double curve_x(double seconds)
{
    return LEFT + seconds * (CURVE_W - LEFT - RIGHT) / SECONDS;
}

static double curve_y(double share)
{
    return TOP + (100 - share) * (CURVE_H - TOP - BOTTOM) / 100;
}

static void put_curve_axes(FILE *out)
{
    for (int share = 0; share <= 100; share += 25)
        fprintf(out,
                "<line class=\"%s\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                "<text class=\"axis\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d %%</text>\n",
                share == 0 ? "base" : "grid", LEFT, CURVE_W - RIGHT, curve_y(share), curve_y(share),
                LEFT - 9, curve_y(share) + 4, share);
    for (int second = 0; second <= SECONDS; second += 2)
        fprintf(out,
                "<text class=\"axis\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d s</text>\n",
                curve_x(second), CURVE_H - BOTTOM + 19, second);
    fprintf(out,
            "<text class=\"note\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">since the user and "
            "the caller were both there</text>\n",
            curve_x(SECONDS / 2.0), CURVE_H - 6);
}

static double heard_by(const struct sums *sums, unsigned bins)
{
    uint64_t sum = 0;

    for (unsigned bin = 0; bin < bins && bin < BINS; bin++)
        sum += sums->answer_to_sound[bin];
    return percent(sum, sums->fates[FATE_TALK]);
}

static void put_curve(const struct report *report, unsigned which)
{
    const struct sums *sums = &report->results[which].sums;

    fprintf(report->out, "<g class=\"%s\"><path class=\"curve\" d=\"M%.1f %.1f",
            report_name(report, which), curve_x(0), curve_y(0));
    for (unsigned bins = 1; bins <= SECONDS * 1000 / BIN_MS; bins++)
        fprintf(report->out, "L%.1f %.1f", curve_x(bins * BIN_MS / 1000.0),
                curve_y(heard_by(sums, bins)));
    fputs("\"/></g>\n", report->out);
}

/* At the curve's right end, and not upon one another. */
static void put_tags(const struct report *report)
{
    double last = -1000;
    bool put[STRATEGIES] = {0};

    for (unsigned i = 0; i < report->count; i++) {
        unsigned highest = STRATEGIES;
        for (unsigned j = 0; j < report->count; j++)
            if (!put[j] && (highest == STRATEGIES ||
                            heard_by(&report->results[j].sums, SECONDS * 1000 / BIN_MS) >
                                heard_by(&report->results[highest].sums, SECONDS * 1000 / BIN_MS)))
                highest = j;
        put[highest] = true;
        double share = heard_by(&report->results[highest].sums, SECONDS * 1000 / BIN_MS);
        double y = curve_y(share) + 4;
        y = y < last + 17 ? last + 17 : y;
        last = y;
        fprintf(report->out,
                "<text class=\"tag %s\" x=\"%d\" y=\"%.1f\" style=\"--c:var(--%s)\">%s %.1f "
                "%%</text>\n",
                report_name(report, highest), CURVE_W - RIGHT + 10, y, report_name(report, highest),
                report_name(report, highest), share);
    }
}

void put_curves(const struct report *report)
{
    FILE *out = report->out;

    fputs("<section>\n<h2>How soon they hear each other</h2>\n<p>Of the calls that could be talked "
          "on, how many are heard both ways after so long. What is missing at the right end was "
          "never heard, or ended before.</p>\n",
          out);
    fprintf(out,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Share of calls heard both "
            "ways over time, by strategy\">\n",
            CURVE_W, CURVE_H);
    put_curve_axes(out);
    for (unsigned i = 0; i < report->count; i++)
        put_curve(report, i);
    put_tags(report);
    fputs("</svg>\n</section>\n", out);
}

/* ---- Dots ---- */

enum { KIND_W = 960, KIND_ROW = 27, KIND_LEFT = 400, KIND_RIGHT = 40, KIND_TOP = 34 };

static double kind_x(double share, double most)
{
    return KIND_LEFT + share * (KIND_W - KIND_LEFT - KIND_RIGHT) / most;
}

static double share_of(const struct report *report, unsigned which, const struct kind *kind)
{
    const struct sums *sums = &report->results[which].sums;

    return percent(kind_bad(sums, kind), kind_met(sums, kind));
}

/* The axis ends at a round number. */
static double axis_end(const struct report *report)
{
    static const double ends[] = {1, 2, 5, 10, 20, 40, 60, 80, 100};
    double most = 0;

    for (unsigned i = 0; i < report->count; i++)
        for (unsigned k = 0; k < kind_count; k++)
            if (share_of(report, i, &kinds[k]) > most)
                most = share_of(report, i, &kinds[k]);
    for (unsigned i = 0; i < sizeof ends / sizeof *ends; i++)
        if (most <= ends[i])
            return ends[i];
    return 100;
}

static void put_kind(const struct report *report, const struct kind *kind, double y, double most)
{
    FILE *out = report->out;
    double left = most, right = 0;

    fprintf(out,
            "<rect class=\"row\" x=\"0\" y=\"%.1f\" width=\"%d\" height=\"%d\" rx=\"5\"/>"
            "<text x=\"6\" y=\"%.1f\"><tspan font-weight=\"600\">%s</tspan> <tspan "
            "class=\"note\" dx=\"3\">%s</tspan></text>\n",
            y - KIND_ROW / 2.0, KIND_W, KIND_ROW, y + 4, kind->name, kind->text);
    for (unsigned i = 0; i < report->count; i++) {
        double share = share_of(report, i, kind);
        left = share < left ? share : left;
        right = share > right ? share : right;
    }
    fprintf(out, "<line class=\"span\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>\n",
            kind_x(left, most), kind_x(right, most), y, y);
    for (unsigned i = 0; i < report->count; i++) {
        const struct sums *sums = &report->results[i].sums;
        const char *name = report_name(report, i);
        fprintf(out,
                "<g class=\"%s\"><circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"6.5\"><title>"
                "%s, %s: %" PRIu64 " of %" PRIu64 " calls bad, %.2f %%</title></circle></g>\n",
                name, kind_x(share_of(report, i, kind), most), y, name, kind->name,
                kind_bad(sums, kind), kind_met(sums, kind), share_of(report, i, kind));
    }
}

void put_kinds(const struct report *report)
{
    FILE *out = report->out;
    double most = axis_end(report), y = KIND_TOP;
    unsigned rows = 0;

    for (unsigned i = 0; i < kind_count; i++)
        rows += kind_met(&report->results[0].sums, &kinds[i]) != 0;
    fputs(
        "<section>\n<h2>What each trouble does</h2>\n<p>Bad calls among those whose wave of up to "
        "three calls met it; other trouble may have come with it.</p>\n",
        out);
    fputs("<p class=\"key\">", out);
    for (unsigned i = 0; i < report->count; i++)
        fprintf(out, "<span class=\"name %s\">● %s</span> ", report_name(report, i),
                report_name(report, i));
    fputs("</p>\n", out);
    fprintf(out,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Share of bad calls by "
            "trouble and strategy\">\n",
            KIND_W, (int)(KIND_TOP + rows * KIND_ROW));
    for (int i = 0; i <= 4; i++) {
        double share = most * i / 4;
        fprintf(out,
                "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"20\" y2=\"%d\"/><text "
                "class=\"axis\" x=\"%.1f\" y=\"12\" text-anchor=\"middle\">%g %%</text>\n",
                i == 0 ? "base" : "grid", kind_x(share, most), kind_x(share, most),
                (int)(KIND_TOP + rows * KIND_ROW), kind_x(share, most), share);
    }
    for (unsigned i = 0; i < kind_count; i++) {
        if (kind_met(&report->results[0].sums, &kinds[i]) == 0)
            continue;
        put_kind(report, &kinds[i], y, most);
        y += KIND_ROW;
    }
    fputs("</svg>\n</section>\n", out);
}
