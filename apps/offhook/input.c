/*
 * Reads a descriptor without blocking the loop, and hands out whole lines.
 */
#include "input.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

#define LINE_BYTES_MAX 4096

struct input {
    GSource *source;
    GString *pending;
    void (*line)(void *ctx, const char *text);
    void *ctx;
};

/* Bytes beyond the bound are dropped; the line that is left is too long for any command, and is
 * answered as such. */
static void append(struct input *input, const char *bytes, gsize count)
{
    gsize room = LINE_BYTES_MAX - input->pending->len;
    g_string_append_len(input->pending, bytes, (gssize)MIN(count, room));
}

static void take(struct input *input, const char *bytes, gsize count)
{
    const char *end;
    while ((end = memchr(bytes, '\n', count))) {
        gsize length = (gsize)(end - bytes);
        append(input, bytes, length);
        char *text = g_strdup(input->pending->str); /* the line may free nothing, but may grow us */
        g_string_truncate(input->pending, 0);
        input->line(input->ctx, text);
        g_free(text);
        bytes = end + 1;
        count -= length + 1;
    }
    append(input, bytes, count);
}

static gboolean readable(gint fd, GIOCondition condition, gpointer data)
{
    (void)condition;
    struct input *input = data;
    char bytes[1024];
    ssize_t count = read(fd, bytes, sizeof(bytes));
    if (count < 0 && (errno == EINTR || errno == EAGAIN))
        return G_SOURCE_CONTINUE;
    if (count > 0) {
        take(input, bytes, (gsize)count);
        return G_SOURCE_CONTINUE;
    }
    if (input->pending->len)
        take(input, "\n", 1);
    input->line(input->ctx, NULL);
    return G_SOURCE_REMOVE;
}

struct input *input_new(GMainContext *context, int fd, void (*line)(void *ctx, const char *text),
                        void *ctx)
{
    struct input *input = g_new0(struct input, 1);
    input->pending = g_string_new(NULL);
    input->line = line;
    input->ctx = ctx;
    input->source = g_unix_fd_source_new(fd, G_IO_IN | G_IO_HUP | G_IO_ERR);
    g_source_set_callback(input->source, G_SOURCE_FUNC(readable), input, NULL);
    g_source_attach(input->source, context);
    return input;
}

void input_free(struct input *input)
{
    if (!input)
        return;
    g_source_destroy(input->source);
    g_source_unref(input->source);
    g_string_free(input->pending, TRUE);
    g_free(input);
}
