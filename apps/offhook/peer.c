/*
 * A child process: commands go in as lines, JSON Lines come out.
 */
#include "peer.h"

#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "input.h"

struct peer {
    GPid pid;
    guint watch; /* of its end; 0: it has ended */
    int status;  /* waitpid's, then */
    int in;
    int out;
    struct input *lines; /* of out */
    bool said_all;
    peer_line_function *line;
    void *ctx;
};

/* It has ended when it will say nothing more, either. */
static void tell_end(struct peer *peer)
{
    if (peer->said_all && peer->watch == 0)
        peer->line(peer->ctx, peer, NULL);
}

static void has_ended(GPid pid, gint status, gpointer data)
{
    (void)pid;
    struct peer *peer = data;
    peer->watch = 0;
    peer->status = status;
    tell_end(peer);
}

static void have_line(void *ctx, const char *text)
{
    struct peer *peer = ctx;
    if (!text) {
        peer->said_all = true;
        tell_end(peer);
        return;
    }
    cJSON *line = cJSON_Parse(text);
    if (line)
        peer->line(peer->ctx, peer, line);
    cJSON_Delete(line);
}

static void in_child(gpointer data)
{
    (void)data;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
}

static GPtrArray *command_line(const char *const *options)
{
    GPtrArray *words = g_ptr_array_new();
    g_ptr_array_add(words, (gpointer) "/proc/self/exe");
    g_ptr_array_add(words, (gpointer) "phone");
    g_ptr_array_add(words, (gpointer) "--json");
    g_ptr_array_add(words, (gpointer) "--config=/dev/null"); /* the demo is the same for all */
    for (; *options; options++)
        g_ptr_array_add(words, (gpointer)*options);
    g_ptr_array_add(words, NULL);
    return words;
}

struct peer *peer_start(const char *const *options, peer_line_function *line, void *ctx)
{
    GError *error = NULL;
    struct peer *peer = g_new0(struct peer, 1);
    GPtrArray *words = command_line(options);
    bool started =
        g_spawn_async_with_pipes(NULL, (char **)words->pdata, NULL, G_SPAWN_DO_NOT_REAP_CHILD,
                                 in_child, NULL, &peer->pid, &peer->in, &peer->out, NULL, &error);
    g_ptr_array_unref(words);
    if (!started) {
        g_printerr("offhook demo: a phone cannot be started: %s\n", error->message);
        g_error_free(error);
        g_free(peer);
        return NULL;
    }
    peer->line = line;
    peer->ctx = ctx;
    peer->watch = g_child_watch_add(peer->pid, has_ended, peer);
    peer->lines = input_new(NULL, peer->out, have_line, peer);
    return peer;
}

void peer_say(struct peer *peer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    char *line = g_strconcat(text, "\n", NULL);
    /* A line is far smaller than a pipe; a peer that is gone shows by its end. */
    if (write(peer->in, line, strlen(line)) < 0)
        g_debug("a peer does not listen any more");
    g_free(line);
    g_free(text);
}

bool peer_ended_well(const struct peer *peer)
{
    return peer->watch == 0 && WIFEXITED(peer->status) && WEXITSTATUS(peer->status) == 0;
}

void peer_free(struct peer *peer)
{
    if (!peer)
        return;
    if (peer->watch != 0) {
        g_source_remove(peer->watch);
        kill(peer->pid, SIGKILL);
        waitpid(peer->pid, NULL, 0);
    }
    input_free(peer->lines);
    close(peer->in);
    close(peer->out);
    g_free(peer);
}
