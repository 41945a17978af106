/*
 * A child process on GSubprocess: commands go in as lines, JSON Lines come out.
 */
#include "peer.h"

#include <gio/gio.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/prctl.h>

struct peer {
    GSubprocess *process;
    GDataInputStream *out;
    GCancellable *cancel;
    peer_line_function *line;
    void *ctx;
    bool ended;
};

static void read_on(struct peer *peer);

static void has_ended(GObject *source, GAsyncResult *result, gpointer data)
{
    GError *error = NULL;
    bool ended = g_subprocess_wait_finish(G_SUBPROCESS(source), result, &error);
    g_clear_error(&error);
    if (!ended)
        return; /* cancelled: the peer is freed */
    struct peer *peer = data;
    peer->ended = true;
    peer->line(peer->ctx, peer, NULL);
}

static void have_line(GObject *source, GAsyncResult *result, gpointer data)
{
    GError *error = NULL;
    char *text = g_data_input_stream_read_line_finish_utf8(G_DATA_INPUT_STREAM(source), result,
                                                           NULL, &error);
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
        g_error_free(error);
        return; /* the peer is freed */
    }
    g_clear_error(&error);
    struct peer *peer = data;
    if (!text) { /* it closed its output: it is on its way out */
        g_subprocess_wait_async(peer->process, peer->cancel, has_ended, peer);
        return;
    }
    cJSON *line = cJSON_Parse(text);
    if (line)
        peer->line(peer->ctx, peer, line);
    cJSON_Delete(line);
    g_free(text);
    read_on(peer);
}

static void read_on(struct peer *peer)
{
    g_data_input_stream_read_line_async(peer->out, G_PRIORITY_DEFAULT, peer->cancel, have_line,
                                        peer);
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
    GPtrArray *words = command_line(options);
    GSubprocessLauncher *launcher =
        g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
    g_subprocess_launcher_set_child_setup(launcher, in_child, NULL, NULL);
    GSubprocess *process =
        g_subprocess_launcher_spawnv(launcher, (const char *const *)words->pdata, &error);
    g_object_unref(launcher);
    g_ptr_array_unref(words);
    if (!process) {
        g_printerr("offhook demo: a phone cannot be started: %s\n", error->message);
        g_error_free(error);
        return NULL;
    }
    struct peer *peer = g_new0(struct peer, 1);
    peer->process = process;
    peer->out = g_data_input_stream_new(g_subprocess_get_stdout_pipe(process));
    peer->cancel = g_cancellable_new();
    peer->line = line;
    peer->ctx = ctx;
    read_on(peer);
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
    g_output_stream_write_all(g_subprocess_get_stdin_pipe(peer->process), line, strlen(line), NULL,
                              NULL, NULL);
    g_free(line);
    g_free(text);
}

bool peer_ended_well(const struct peer *peer)
{
    return peer->ended && g_subprocess_get_if_exited(peer->process) &&
           g_subprocess_get_exit_status(peer->process) == 0;
}

void peer_free(struct peer *peer)
{
    if (!peer)
        return;
    g_cancellable_cancel(peer->cancel);
    if (!peer->ended)
        g_subprocess_force_exit(peer->process);
    /* What was cancelled still has to be told. */
    while (g_main_context_iteration(NULL, FALSE))
        ;
    g_object_unref(peer->cancel);
    g_object_unref(peer->out);
    g_object_unref(peer->process);
    g_free(peer);
}
