/*
 * Any file as a trace: it is read, or refused with its line; what was read can be replayed and
 * drawn in every way, and nothing in it reaches a terminal or a page but as text.
 */
#include <string.h>

#include "bytes.h"
#include "offhook/trace.h"

struct text {
    char *bytes;
    size_t size;
};

static FILE *begin(struct text *text)
{
    FILE *out = open_memstream(&text->bytes, &text->size);

    insist(out != NULL, "there is memory");
    return out;
}

static void show_plainly(const struct oh_trace *trace, int columns)
{
    struct text text = {0};
    FILE *out = begin(&text);

    oh_trace_show(trace, out, columns, false);
    fclose(out);
    for (size_t i = 0; i < text.size; i++)
        insist((unsigned char)text.bytes[i] >= ' ' || text.bytes[i] == '\n',
               "what is shown moves no cursor");
    free(text.bytes);
}

static void show_in_colour(const struct oh_trace *trace)
{
    struct text text = {0};
    FILE *out = begin(&text);

    oh_trace_show(trace, out, 200, true);
    fclose(out);
    free(text.bytes);
}

typedef int draw_function(const struct oh_trace *trace, const char *title, FILE *out);

/* The number of times that a word stands in what is drawn. */
static unsigned drawn(const struct oh_trace *trace, draw_function *draw, const char *title,
                      const char *word)
{
    struct text text = {0};
    FILE *out = begin(&text);
    unsigned count = 0;

    insist(draw(trace, title, out) == 0, "memory takes what is drawn");
    fclose(out);
    for (const char *at = text.bytes; (at = strstr(at, word)) != NULL; at++)
        count++;
    free(text.bytes);
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char why[300] = "", difference[500];

    if (size == 0)
        return 0;
    FILE *file = fmemopen((void *)data, size, "r");
    insist(file != NULL, "there is memory");
    struct oh_trace *trace = oh_trace_read(file, why, sizeof why);
    fclose(file);
    if (trace == NULL) {
        insist(strncmp(why, "line ", 5) == 0, "a refusal names the line");
        return 0;
    }
    oh_trace_replay(trace, difference, sizeof difference);
    show_plainly(trace, 0);
    show_plainly(trace, 56);
    show_in_colour(trace);
    insist(drawn(trace, oh_trace_svg, "<script>", "<script") == 0, "a picture runs nothing");
    insist(drawn(trace, oh_trace_html, "<script>", "<script") == 1,
           "a page runs its own script alone");
    oh_trace_free(trace);
    return 0;
}
