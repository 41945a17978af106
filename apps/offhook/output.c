/*
 * A bounded queue and a thread that empties it.
 */
#include "output.h"

#include <errno.h>
#include <glib.h>
#include <string.h>
#include <unistd.h>

#define LINES_MAX 10000 /* some 1 MB, or ten minutes of a measured call */
#define DRAIN_US  (2 * G_USEC_PER_SEC)

struct output {
    int fd;
    GThread *thread;
    GMutex mutex;
    GCond changed;
    GQueue lines;
    unsigned lost;
    bool closing;
    bool done;
};

static void write_all(int fd, const char *line)
{
    size_t left = strlen(line);
    while (left) {
        ssize_t count = write(fd, line, left);
        if (count < 0 && errno != EINTR)
            return; /* nobody is there any more */
        if (count > 0) {
            line += count;
            left -= (size_t)count;
        }
    }
}

static gpointer write_lines(gpointer data)
{
    struct output *output = data;
    g_mutex_lock(&output->mutex);
    for (;;) {
        char *line = g_queue_pop_head(&output->lines);
        if (line) {
            g_mutex_unlock(&output->mutex);
            write_all(output->fd, line);
            g_free(line);
            g_mutex_lock(&output->mutex);
        } else if (output->closing) {
            break;
        } else {
            g_cond_wait(&output->changed, &output->mutex);
        }
    }
    output->done = true;
    g_cond_broadcast(&output->changed);
    g_mutex_unlock(&output->mutex);
    return NULL;
}

struct output *output_new(int fd)
{
    struct output *output = g_new0(struct output, 1);
    output->fd = fd;
    g_mutex_init(&output->mutex);
    g_cond_init(&output->changed);
    g_queue_init(&output->lines);
    output->thread = g_thread_new("output", write_lines, output);
    return output;
}

void output_line(struct output *output, char *line)
{
    g_mutex_lock(&output->mutex);
    if (g_queue_get_length(&output->lines) < LINES_MAX) {
        g_queue_push_tail(&output->lines, line);
        g_cond_broadcast(&output->changed);
    } else {
        output->lost++;
        g_free(line);
    }
    g_mutex_unlock(&output->mutex);
}

unsigned output_lost(struct output *output)
{
    g_mutex_lock(&output->mutex);
    bool room = g_queue_get_length(&output->lines) < LINES_MAX;
    unsigned lost = room ? output->lost : 0; /* what cannot be said yet is said later */
    output->lost -= lost;
    g_mutex_unlock(&output->mutex);
    return lost;
}

void output_free(struct output *output)
{
    if (!output)
        return;
    gint64 until = g_get_monotonic_time() + DRAIN_US;
    g_mutex_lock(&output->mutex);
    output->closing = true;
    g_cond_broadcast(&output->changed);
    while (!output->done && g_cond_wait_until(&output->changed, &output->mutex, until))
        ;
    bool done = output->done;
    g_mutex_unlock(&output->mutex);
    if (!done) {
        g_thread_unref(output->thread); /* it is stuck in a write, and ends with the process */
        return;
    }
    g_thread_join(output->thread);
    g_mutex_clear(&output->mutex);
    g_cond_clear(&output->changed);
    g_free(output);
}
