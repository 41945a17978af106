/*
 * The parts of the HTML page. Private to src/trace.
 */
#ifndef OFFHOOK_TRACE_PAGE_H
#define OFFHOOK_TRACE_PAGE_H

#include "outcome.h"
#include "states.h"

/* Of longer traces the end is drawn: that is where what went wrong is. The page stays below some 50
 * MB, which browsers can still scroll. */
#define PAGE_STEPS_MAX  50000
#define PAGE_ARROWS_MAX 200000

/* The text beside the picture, for a bug report; longer ones exceed what trackers take. */
#define PAGE_TEXT_STEPS_MAX 1000

struct page {
    const struct oh_trace *trace;
    const char *title;
    struct ladder *ladder;
    struct outcome *outcomes;
    struct states *states;
    size_t first_row; /* drawn from here on */
    size_t drawn_steps;
    bool has_text;
    FILE *out;
};

/* Title, totals, the table of calls, the policy, warnings. */
void put_page_head(const struct page *page);
/* The lanes' heads and the steps. */
void put_page_steps(const struct page *page);
/* A call's number in its colour. */
void put_page_badge(FILE *out, unsigned call);

#endif
