/*
 * Lines on their way to whoever reads them. A reader that stops reading (a stopped terminal, a
 * program that hangs) must not stop the calls: lines wait, up to a bound, and are then lost.
 */
#ifndef OFFHOOK_APP_OUTPUT_H
#define OFFHOOK_APP_OUTPUT_H

#include <stdbool.h>

struct output;

/* `fd` is written to by a thread of its own from now on. */
struct output *output_new(int fd);

/* Takes `line` (from g_malloc, with its newline). From any thread, and never waits. */
void output_line(struct output *output, char *line);

/* How many lines were lost since this was last asked. */
unsigned output_lost(struct output *output);

/* Writes what is left, unless nobody reads it for 2 s. */
void output_free(struct output *output);

#endif
