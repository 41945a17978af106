/*
 * What comes from a descriptor as lines, read on the main loop. A line is bounded; what is longer
 * is cut.
 */
#ifndef OFFHOOK_APP_INPUT_H
#define OFFHOOK_APP_INPUT_H

#include <glib.h>

struct input;

/* `line` is called for each line, with NULL once at the end. `fd` stays the caller's. */
struct input *input_new(GMainContext *context, int fd, void (*line)(void *ctx, const char *text),
                        void *ctx);
void input_free(struct input *input);

#endif
