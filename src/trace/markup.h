/*
 * Text and times in HTML and SVG. Private to src/trace.
 */
#ifndef OFFHOOK_TRACE_MARKUP_H
#define OFFHOOK_TRACE_MARKUP_H

#include <stdint.h>
#include <stdio.h>

#include "ladder.h"

/* Everything that comes from a trace or a caller goes through here: safe in elements and in quoted
 * attributes, of HTML and of XML. What is no UTF-8, no character of XML, or would turn the text
 * round becomes U+FFFD. */
void put_escaped(FILE *out, const char *text);

/* "2.570": seconds. */
void put_seconds(FILE *out, uint64_t ms);

/* For people: "+12 ms", "+2.4 s", "+3 min 5 s". */
void span_words(uint64_t ms, char text[32]);

/* A class for each lane, each trouble. */
extern const char *const lane_class[LANE_COUNT];
const char *trouble_class(enum trouble trouble);

#endif
