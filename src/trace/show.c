/*
 * The ladder in the terminal: a canvas of one line, drawn row by row.
 */
#include <stdlib.h>
#include <string.h>

#include "markup.h"
#include "states.h"

#define COLUMNS_DEFAULT 100
#define COLUMNS_MIN     56 /* below it, no label would be readable */
#define COLUMNS_MAX     400
#define COLUMNS_WIDE    160 /* from here on there is room for the time between steps and the state */
#define TIME_WIDTH      10
#define GAP_WIDTH       12
#define GAP_MS          1000 /* a pause as long as this gets a line of its own */

/* Escape codes. A lane's colour is that of everything it says or hears. */
static const char *const colours[LANE_COUNT] = {
    [LANE_UI] = "\033[33m",
    [LANE_CORE] = "\033[1m",
    [LANE_AUDIO] = "\033[35m",
    [LANE_ENGINE] = "\033[36m",
};
static const char *const trouble_colours[] = {
    [TROUBLE_WARNING] = "\033[1;33m",
    [TROUBLE_FAILURE] = "\033[1;31m",
};
static const char dim[] = "\033[2m";
static const char plain[] = "\033[0m";

struct cell {
    char glyph[4]; /* UTF-8, one column wide */
    const char *colour;
};

struct canvas {
    FILE *out;
    bool colour;
    int columns;
    int time_end; /* the column behind the time */
    int state_x;  /* where states begin; 0: no room for them */
    int x[LANE_COUNT];
    struct cell cells[COLUMNS_MAX];
};

/* ---- The canvas ---- */

static void put(struct canvas *canvas, int x, const char *glyph, const char *colour)
{
    if (x < 0 || x >= canvas->columns)
        return;
    snprintf(canvas->cells[x].glyph, sizeof(canvas->cells[x].glyph), "%s", glyph);
    canvas->cells[x].colour = colour;
}

/* What is not printable ASCII might be a terminal's command: a trace may come from anywhere. */
static void put_text(struct canvas *canvas, int x, const char *text, int length, const char *colour)
{
    for (int i = 0; i < length && text[i]; i++) {
        char glyph[2] = {text[i] >= ' ' && text[i] < 127 ? text[i] : '?', '\0'};
        put(canvas, x + i, glyph, colour);
    }
}

static void clear(struct canvas *canvas, const char *lane_glyph)
{
    for (int x = 0; x < canvas->columns; x++)
        put(canvas, x, " ", NULL);
    for (int lane = 0; lane_glyph && lane < LANE_COUNT; lane++)
        put(canvas, canvas->x[lane], lane_glyph, dim);
}

static void print(struct canvas *canvas)
{
    const char *colour = NULL;
    int end = canvas->columns;
    while (end > 0 && canvas->cells[end - 1].glyph[0] == ' ')
        end--;
    for (int x = 0; x < end; x++) {
        if (canvas->colour && canvas->cells[x].colour != colour) {
            colour = canvas->cells[x].colour;
            fputs(plain, canvas->out);
            fputs(colour ? colour : "", canvas->out);
        }
        fputs(canvas->cells[x].glyph, canvas->out);
    }
    fputs(colour ? plain : "", canvas->out);
    fputc('\n', canvas->out);
}

/* ---- A row ---- */

/* In the middle of the arrow; too long a label is cut short. */
static void put_label(struct canvas *canvas, const struct row *row, const char *label,
                      const char *colour)
{
    int length = (int)strlen(label);
    enum lane other = row_other(row);
    int core = canvas->x[LANE_CORE];
    int left = other == LANE_UI ? canvas->x[LANE_UI] : core;
    int right = other == LANE_UI ? core : canvas->x[LANE_AUDIO];
    if (other == LANE_ENGINE)
        right = canvas->x[LANE_ENGINE];

    int space = right - left - 7; /* the head, a dash and a blank at each end, the lane */
    const char *more = NULL;
    if (length > space) {
        length = space - 1;
        more = "…";
    }
    int x = left + 1 + (right - left - 1 - length - (more ? 1 : 0)) / 2;
    put(canvas, x - 1, " ", NULL);
    put_text(canvas, x, label, length, colour);
    if (more)
        put(canvas, x + length++, more, colour);
    put(canvas, x + length, " ", NULL);
}

static void put_arrow(struct canvas *canvas, const struct row *row, const char *colour)
{
    int from = canvas->x[row->from], to = canvas->x[row->to];
    int step = from < to ? 1 : -1;

    put(canvas, from, step > 0 ? "├" : "┤", colour);
    for (int x = from + step; x != to; x += step)
        put(canvas, x, row->ignored ? "┄" : "─", colour);
    for (int lane = 0; lane < LANE_COUNT; lane++)
        if ((canvas->x[lane] - from) * step > 0 && (to - canvas->x[lane]) * step > 0)
            put(canvas, canvas->x[lane], "┼", colour);
    put(canvas, to - step, step > 0 ? "▶" : "◀", colour);
}

/* Ends in the column before `end`. */
static void put_right(struct canvas *canvas, int end, const char *text)
{
    put_text(canvas, end - (int)strlen(text), text, (int)strlen(text), dim);
}

static void show_gap(struct canvas *canvas, uint64_t gap_ms)
{
    char text[32];
    clear(canvas, "┊");
    span_words(gap_ms, text);
    put_right(canvas, canvas->time_end, text);
    print(canvas);
}

static void put_time(struct canvas *canvas, const struct row *row, bool begins)
{
    char text[32];
    snprintf(text, sizeof(text), "%llu.%03llu", (unsigned long long)(row->at_ms / 1000),
             (unsigned long long)(row->at_ms % 1000));
    put_right(canvas, canvas->time_end, text);
    if (!canvas->state_x || begins)
        return;
    span_words(row->gap_ms, text);
    put_right(canvas, GAP_WIDTH - 1, text);
}

/* "audio on; #1 up, open both; 29.9 s left", as much of it as there is room for. */
static void put_state(struct canvas *canvas, const struct ladder *ladder, const struct state *state)
{
    char text[COLUMNS_MAX] = "", words[WORDS_MAX];
    const char *audio = state ? oh_audio_state_name(state->audio) : NULL;
    FILE *memory = state ? fmemopen(text, sizeof(text), "w") : NULL;
    if (!memory)
        return;
    fprintf(memory, "audio %s", audio ? audio : "unknown");
    for (unsigned i = 0; i < state->call_count; i++) {
        call_state_words(&state->calls[i], words);
        fputs("; ", memory);
        if (ladder->call_count > 1)
            fprintf(memory, "#%u ", state->calls[i].call);
        fputs(words, memory);
    }
    if (state->deadline_ms != OH_NEVER) {
        span_words(state->deadline_ms, words);
        fprintf(memory, "; %s left", words + 1);
    }
    fclose(memory);
    text[sizeof(text) - 1] = '\0';
    put_text(canvas, canvas->state_x, text, (int)strlen(text), dim);
    if (canvas->state_x + (int)strlen(text) > canvas->columns)
        put(canvas, canvas->columns - 1, "…", dim);
}

static void put_row(struct canvas *canvas, const struct ladder *ladder, const struct row *row)
{
    char words[WORDS_MAX], label[WORDS_MAX + 32];
    const char *colour = colours[row_other(row)];
    if (row->ignored)
        colour = dim;
    if (row->trouble != TROUBLE_NONE) {
        colour = trouble_colours[row->trouble];
        put_text(canvas, canvas->time_end + 1, row->trouble == TROUBLE_FAILURE ? "!!" : "!", 2,
                 colour);
    }

    row_label(row, words);
    if (ladder->call_count > 1 && row->call)
        snprintf(label, sizeof(label), "#%u %s", row->call, words);
    else
        snprintf(label, sizeof(label), "%s", words);
    if (row->from == row->to) {
        put(canvas, canvas->x[LANE_CORE], "●", colour);
        put_text(canvas, canvas->x[LANE_CORE] + 2, label, (int)strlen(label), colour);
    } else {
        put_arrow(canvas, row, colour);
        put_label(canvas, row, label, colour);
    }
}

static void show_rows(struct canvas *canvas, const struct ladder *ladder, struct states *states)
{
    for (size_t i = 0; i < ladder->row_count; i++) {
        const struct row *row = &ladder->rows[i];
        if (row->first && row->gap_ms >= GAP_MS)
            show_gap(canvas, row->gap_ms);
        clear(canvas, "│");
        if (row->first)
            put_time(canvas, row, i == 0);
        put_row(canvas, ladder, row);
        if (row->last && states)
            put_state(canvas, ladder, states_after(states, row->step));
        print(canvas);
    }
}

/* ---- The head ---- */

static bool has_trouble(const struct ladder *ladder)
{
    for (size_t i = 0; i < ladder->row_count; i++)
        if (ladder->rows[i].trouble != TROUBLE_NONE)
            return true;
    return false;
}

static void show_head(struct canvas *canvas, const struct oh_trace *trace,
                      const struct ladder *ladder)
{
    const struct oh_policy *policy = &trace->policy;
    char text[256];
    snprintf(text, sizeof(text), "offhook %s (%s), %zu steps; %s, %s, %s", trace->version,
             trace->commit, trace->step_count,
             policy->activation == OH_ACTIVATION_SYSTEM ? "the system activates" : "we activate",
             policy->accept == OH_ACCEPT_AFTER_AUDIO ? "accept after audio" : "accept gated",
             policy->fulfil == OH_FULFIL_AT_ONCE ? "fulfil at once" : "fulfil when connected");
    clear(canvas, NULL);
    put_text(canvas, 0, text, (int)strlen(text), dim);
    print(canvas);
    clear(canvas, NULL);
    snprintf(text, sizeof(text), "%sa dotted arrow changed nothing%s",
             ladder->call_count > 1 ? "#1, #2: which call; " : "",
             has_trouble(ladder) ? "; !: may hurt, !!: failed" : "");
    put_text(canvas, 0, text, (int)strlen(text), dim);
    print(canvas);
    clear(canvas, NULL);
    print(canvas);

    put_right(canvas, canvas->time_end, "s");
    for (int lane = 0; lane < LANE_COUNT; lane++) {
        int length = (int)strlen(lane_names[lane]);
        int x = canvas->x[lane] - length / 2;
        if (x + length > canvas->columns)
            x = canvas->columns - length;
        put_text(canvas, x, lane_names[lane], length, colours[lane]);
    }
    if (canvas->state_x)
        put_text(canvas, canvas->x[LANE_ENGINE] + 11, "state after the step", 20, dim);
    print(canvas);
}

/* The UI's labels are the longest, and the engine's have two gaps to stand in. */
static void place_lanes(struct canvas *canvas)
{
    bool wide = canvas->columns >= COLUMNS_WIDE;
    int lanes_end = canvas->columns - (wide ? canvas->columns * 7 / 20 : 0);
    int left_end = TIME_WIDTH + (wide ? GAP_WIDTH : 0);
    int left = left_end + (int)strlen(lane_names[LANE_UI]) / 2;
    int right = lanes_end - 1 - (int)strlen(lane_names[LANE_ENGINE]) / 2;
    int width = right - left;

    canvas->time_end = left_end - 1;
    canvas->state_x = wide ? right + 3 : 0;
    canvas->x[LANE_UI] = left;
    canvas->x[LANE_CORE] = left + width * 2 / 5;
    canvas->x[LANE_AUDIO] = left + width * 7 / 10;
    canvas->x[LANE_ENGINE] = right;
}

void oh_trace_show(const struct oh_trace *trace, FILE *out, int columns, bool colour)
{
    struct canvas canvas = {.out = out, .colour = colour};
    canvas.columns = columns ? columns : COLUMNS_DEFAULT;
    if (canvas.columns < COLUMNS_MIN)
        canvas.columns = COLUMNS_MIN;
    if (canvas.columns > COLUMNS_MAX)
        canvas.columns = COLUMNS_MAX;
    place_lanes(&canvas);

    struct ladder *ladder = ladder_new(trace);
    struct states *states = ladder && canvas.state_x ? states_new(trace, ladder) : NULL;
    if (!ladder || (canvas.state_x && !states)) {
        fputs("out of memory\n", out);
    } else {
        show_head(&canvas, trace, ladder);
        show_rows(&canvas, ladder, states);
    }
    states_free(states);
    ladder_free(ladder);
}
