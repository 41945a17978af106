/*
 * The ladder as one still picture, for a README or a report. Sizes are in the SVG's own units.
 */
#include <errno.h>

#include "embedded.h"
#include "ladder.h"
#include "markup.h"

enum {
    WIDTH = 960,
    TITLE_Y = 32,
    NAMES_Y = 66,
    TOP = 80,     /* where the lanes begin */
    TIME_X = 120, /* the time's right edge */
    GAP_X = 70,   /* that of the time since the step before */
    ROW_HEIGHT = 27,
    STEP_SPACE = 9, /* between two steps */
    PAUSE_HEIGHT = 30,
    BOTTOM = 22,
    BAR = 3, /* half the width of offhook's bar */
    LABEL_SPACE = 14,
    PAUSE_MS = 500,     /* a pause as long as this is marked */
    ARROWS_MAX = 10000, /* of them all */
    NEAR_MS = 50        /* steps as close as this stand closer */
};

static const int lane_x[LANE_COUNT] = {190, 440, 660, 880};

struct picture {
    FILE *out;
    const struct ladder *ladder;
    size_t row_count; /* drawn */
    size_t step_count;
};

/* How far below the row before this one stands. */
static int row_distance(const struct picture *picture, size_t index)
{
    const struct row *row = &picture->ladder->rows[index];
    if (index == 0)
        return ROW_HEIGHT;
    if (!row->first)
        return ROW_HEIGHT;
    if (row->gap_ms >= PAUSE_MS)
        return ROW_HEIGHT + PAUSE_HEIGHT;
    return ROW_HEIGHT + (row->gap_ms < NEAR_MS ? 0 : STEP_SPACE);
}

static int height_of(const struct picture *picture)
{
    int height = TOP + BOTTOM;
    for (size_t i = 0; i < picture->row_count; i++)
        height += row_distance(picture, i);
    return height;
}

/* ---- Lanes ---- */

static void put_lane(FILE *out, const char *kind, enum lane lane, int from, int to)
{
    if (to > from)
        fprintf(out, "<path class=\"%s\" d=\"M%d %dV%d\"/>\n", kind, lane_x[lane], from, to);
}

/* A lane is thick and coloured while its party is at work: audio runs, media flows. */
static void put_work(const struct picture *picture)
{
    static const char *const kinds[] = {NULL, "pre", "run"};
    enum readiness readiness = AUDIO_IDLE;
    bool media = false;
    int y = TOP, audio_from = 0, media_from = 0;

    for (size_t i = 0; i <= picture->row_count; i++) {
        bool end = i == picture->row_count;
        const struct row *row = &picture->ladder->rows[i];
        y += end ? BOTTOM / 2 : row_distance(picture, i);
        if (readiness != AUDIO_IDLE && (end || row->readiness != readiness))
            put_lane(picture->out, kinds[readiness], LANE_AUDIO, audio_from, y);
        if (media && (end || !row->media))
            put_lane(picture->out, "run", LANE_ENGINE, media_from, y);
        if (end)
            break;
        audio_from = row->readiness != readiness ? y : audio_from;
        media_from = row->media != media ? y : media_from;
        readiness = row->readiness;
        media = row->media;
    }
}

static void put_lanes(const struct picture *picture, int height)
{
    for (enum lane lane = LANE_UI; lane < LANE_COUNT; lane++)
        put_lane(picture->out, lane == LANE_CORE ? "core" : "lane", lane, TOP, height - BOTTOM / 2);
    put_work(picture);
}

static void put_pause(FILE *out, uint64_t gap_ms, int y)
{
    char text[32];
    int middle = y - ROW_HEIGHT / 2 - PAUSE_HEIGHT / 2 - 6;
    for (enum lane lane = LANE_UI; lane < LANE_COUNT; lane++)
        put_lane(out, "torn", lane, middle - 13, middle + 13);
    span_words(gap_ms, text);
    fprintf(out, "<text class=\"gap pause\" x=\"%d\" y=\"%d\">%s</text>\n", TIME_X, middle + 4,
            text);
}

/* ---- Rows ---- */

static void put_arrow(FILE *out, const struct row *row, int y)
{
    int sign = lane_x[row->from] < lane_x[row->to] ? 1 : -1;
    int from = lane_x[row->from] + sign * BAR;
    int to = lane_x[row->to] - sign * (BAR + 1);

    fprintf(out, "<path class=\"arrow\" d=\"M%d %dH%d\"/>", from, y,
            row->order ? to - sign * 6 : to);
    if (row->order)
        fprintf(out, "<path class=\"head\" d=\"M%d %dL%d %dL%d %dZ\"/>", to - sign * 9, y - 5, to,
                y, to - sign * 9, y + 5);
    else
        fprintf(out, "<path class=\"head\" d=\"M%d %dL%d %dL%d %d\"/>", to - sign * 6, y - 5, to, y,
                to - sign * 6, y + 5);
}

/* On the left of the arrow, so that each side of offhook reads as one column. */
static void put_label(const struct picture *picture, const struct row *row, int y)
{
    FILE *out = picture->out;
    char label[WORDS_MAX];
    bool note = row->from == row->to;
    int x = lane_x[row_other(row) == LANE_UI ? LANE_UI : LANE_CORE] + LABEL_SPACE;

    row_label(row, label);
    y += note ? 4 : -6;
    if (picture->ladder->call_count > 1 && row->call) {
        fprintf(out,
                "<g class=\"badge\"><circle class=\"n%u\" cx=\"%d\" cy=\"%d\" r=\"8\"/><text "
                "x=\"%d\" y=\"%d\">%u</text></g>",
                row->call % 6, x + 6, y - 4, x + 6, y, row->call);
        x += 20;
    }
    fprintf(out, "<text class=\"label\" x=\"%d\" y=\"%d\">", x, y);
    if (row->trouble != TROUBLE_NONE)
        fputs(row->trouble == TROUBLE_FAILURE ? "✖ " : "▲ ", out);
    put_escaped(out, label);
    fputs("</text>", out);
}

static void put_row(const struct picture *picture, size_t index, int y)
{
    FILE *out = picture->out;
    const struct row *row = &picture->ladder->rows[index];
    char words[WORDS_MAX], gap[32];

    if (row->first) {
        if (index && row->gap_ms >= PAUSE_MS)
            put_pause(out, row->gap_ms, y);
        else if (index) {
            span_words(row->gap_ms, gap);
            fprintf(out, "<text class=\"gap\" x=\"%d\" y=\"%d\">%s</text>", GAP_X, y + 4, gap);
        }
        fprintf(out, "<text class=\"time\" x=\"%d\" y=\"%d\">", TIME_X, y + 4);
        put_seconds(out, row->at_ms);
        fputs("</text>\n", out);
    }
    fprintf(out, "<g class=\"%s %s%s%s\"><title>", row->order ? "o" : "f",
            lane_class[row_other(row)], row->ignored ? " ign" : "", trouble_class(row->trouble));
    row_words(row, words);
    put_escaped(out, words);
    fputs("</title>", out);
    if (row->from == row->to)
        fprintf(out, "<circle class=\"head\" cx=\"%d\" cy=\"%d\" r=\"5\"/>", lane_x[LANE_CORE], y);
    else
        put_arrow(out, row, y);
    put_label(picture, row, y);
    fputs("</g>\n", out);
}

/* ---- The whole ---- */

static void put_names(const struct picture *picture, const char *title)
{
    FILE *out = picture->out;
    fprintf(out, "<text class=\"title\" x=\"24\" y=\"%d\">", TITLE_Y);
    put_escaped(out, title);
    fputs("</text>\n", out);
    if (picture->step_count < picture->ladder->shown_steps)
        fprintf(out, "<text class=\"time\" x=\"%d\" y=\"%d\">the first %zu of %zu steps</text>\n",
                WIDTH - 24, TITLE_Y, picture->step_count, picture->ladder->shown_steps);
    fprintf(out, "<text class=\"time\" x=\"%d\" y=\"%d\">seconds</text>\n", TIME_X, NAMES_Y);
    for (int lane = 0; lane < LANE_COUNT; lane++)
        fprintf(out, "<text class=\"name %s\" x=\"%d\" y=\"%d\">%s</text>\n", lane_class[lane],
                lane_x[lane], NAMES_Y, lane_names[lane]);
}

static void put_picture(const struct picture *picture, const char *title)
{
    FILE *out = picture->out;
    int height = height_of(picture);

    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
            "height=\"%d\" role=\"img\">\n<title>",
            WIDTH, height, WIDTH, height);
    put_escaped(out, title);
    fprintf(out, "</title>\n<style>\n%s</style>\n", picture_css);
    fprintf(out, "<rect class=\"card\" x=\".5\" y=\".5\" width=\"%d\" height=\"%d\" rx=\"10\"/>\n",
            WIDTH - 1, height - 1);
    put_names(picture, title);
    put_lanes(picture, height);
    int y = TOP;
    for (size_t i = 0; i < picture->row_count; i++) {
        y += row_distance(picture, i);
        put_row(picture, i, y);
    }
    fputs("</svg>\n", out);
}

/* The first steps, and only whole ones. */
static void choose_rows(struct picture *picture)
{
    const struct ladder *ladder = picture->ladder;
    for (size_t i = 0; i < ladder->row_count && i < ARROWS_MAX; i++) {
        if (!ladder->rows[i].last)
            continue;
        picture->row_count = i + 1;
        if (++picture->step_count == OH_TRACE_SVG_STEPS_MAX)
            break;
    }
}

int oh_trace_svg(const struct oh_trace *trace, const char *title, FILE *out)
{
    struct ladder *ladder = ladder_new(trace);
    if (!ladder)
        return ENOMEM;
    struct picture picture = {.out = out, .ladder = ladder};
    choose_rows(&picture);
    errno = 0;
    put_picture(&picture, title);
    ladder_free(ladder);
    if (fflush(out) == EOF || ferror(out))
        return errno ? errno : EIO;
    return 0;
}
