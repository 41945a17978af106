/*
 * The ladder as one HTML file: no font, no link, nothing from anywhere else, so that it can be
 * mailed and kept. It is whole without its script, which only lets people move about in it.
 */
#include <errno.h>
#include <stdlib.h>

#include "embedded.h"
#include "markup.h"
#include "page.h"

static void put_legend(FILE *out)
{
    fputs("<p class=\"legend\"><span><u class=\"f\"></u>a party tells a fact</span> "
          "<span><u class=\"o\"></u>offhook gives an order</span> "
          "<span><u class=\"f ign\"></u>a fact that changed nothing</span> "
          "<span><u class=\"lane run\"></u>audio runs, media flows</span> "
          "<span><u class=\"lane pre\"></u>audio prepares</span></p>\n",
          out);
}

/* What needs the script; it shows them. */
static void put_tools(const struct page *page)
{
    FILE *out = page->out;
    unsigned calls = page->ladder->call_count;

    fputs("<nav class=\"tools\" hidden=\"hidden\" aria-label=\"view\">\n"
          "<span class=\"group\"><button type=\"button\" data-do=\"out\" aria-label=\"smaller\" "
          "title=\"smaller (-)\">−</button><output id=\"zoom\" title=\"back to 100 % (0)\">100 "
          "%</output><button type=\"button\" data-do=\"in\" aria-label=\"larger\" title=\"larger "
          "(+)\">+</button><button type=\"button\" data-do=\"fit\" title=\"fit the width (f)\">"
          "Fit</button></span>\n",
          out);
    if (calls > 1)
        fprintf(out,
                "<label class=\"group\">Call <input id=\"call\" type=\"number\" min=\"1\" "
                "max=\"%u\" placeholder=\"all\" title=\"only this call (c)\"/></label>\n",
                calls);
    fputs("<span class=\"group\" id=\"troubles\"><button type=\"button\" data-do=\"trouble\" "
          "title=\"next trouble (n), the one before (p)\">Next trouble</button></span>\n"
          "<span class=\"group end\">",
          out);
    if (page->has_text)
        fputs("<button type=\"button\" data-do=\"copy\" title=\"copy the ladder as text (y)\">Copy "
              "as text</button>",
              out);
    fputs("<button type=\"button\" data-do=\"theme\" title=\"colours (t)\">Colours: "
          "<span>auto</span></button><button type=\"button\" data-do=\"help\" title=\"keys (?)\" "
          "aria-label=\"keys\">?</button></span>\n</nav>\n",
          out);
}

/* The terminal's ladder, to be copied into a report; by hand, too. */
static void put_text(const struct page *page)
{
    char *text = NULL;
    size_t size = 0;
    FILE *memory = page->has_text ? open_memstream(&text, &size) : NULL;
    if (!memory) {
        fputs("<p class=\"text\">As text: <code>offhook trace show FILE</code></p>\n", page->out);
        return;
    }
    oh_trace_show(page->trace, memory, 0, false);
    fclose(memory);
    fputs("<details class=\"text\" id=\"text\"><summary>As text</summary><pre>", page->out);
    for (char *line = text, *end; text && *line; line = end) {
        end = line;
        while (*end && *end != '\n')
            end++;
        if (*end == '\n')
            *end++ = '\0';
        put_escaped(page->out, line);
        fputc('\n', page->out);
    }
    fputs("</pre></details>\n", page->out);
    free(text);
}

static void put_page(const struct page *page)
{
    FILE *out = page->out;
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
          "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1,"
          "minimum-scale=1\"/>\n"
          "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
          "'unsafe-inline'; script-src 'unsafe-inline'\"/>\n<title>",
          out);
    put_escaped(out, page->title);
    fprintf(out, "</title>\n<style>/*<![CDATA[*/\n%s/*]]>*/</style>\n</head>\n<body>\n", page_css);
    put_page_head(page);
    put_tools(page);
    put_legend(out);
    put_page_steps(page);
    put_text(page);
    fputs("<aside id=\"panel\" hidden=\"hidden\" aria-live=\"polite\" aria-label=\"the chosen "
          "step\"></aside>\n",
          out);
    fprintf(out, "<script>/*<![CDATA[*/\n%s/*]]>*/</script>\n</body>\n</html>\n", page_js);
}

/* Where the last PAGE_STEPS_MAX steps begin, or fewer if they have very many arrows. */
static void choose_rows(struct page *page)
{
    const struct ladder *ladder = page->ladder;
    size_t arrow_count = 0;
    page->first_row = ladder->row_count;
    for (size_t i = ladder->row_count; i-- > 0 && page->drawn_steps < PAGE_STEPS_MAX;) {
        if (++arrow_count > PAGE_ARROWS_MAX)
            break;
        if (!ladder->rows[i].first)
            continue;
        page->first_row = i;
        page->drawn_steps++;
    }
}

int oh_trace_html(const struct oh_trace *trace, const char *title, FILE *out)
{
    struct page page = {.trace = trace, .title = title, .out = out};
    int error = ENOMEM;

    page.ladder = ladder_new(trace);
    page.outcomes = page.ladder ? outcomes_new(page.ladder) : NULL;
    page.states = page.outcomes ? states_new(trace, page.ladder) : NULL;
    if (page.states) {
        choose_rows(&page);
        page.has_text = page.ladder->shown_steps <= PAGE_TEXT_STEPS_MAX;
        errno = 0;
        put_page(&page);
        error = fflush(out) == EOF || ferror(out) ? (errno ? errno : EIO) : 0;
    }
    states_free(page.states);
    free(page.outcomes);
    ladder_free(page.ladder);
    return error;
}
