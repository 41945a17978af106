/*
 * Reads the phone's options with GOption, and checks what only has a few values. What an address or
 * an audio source must look like is the adapters' knowledge, and their sentence.
 */
#include "options.h"

#include <glib.h>
#include <string.h>

struct raw {
    char **listen;
    char *audio, *ui, *codecs, *trace, *grab, *accept, *strategy;
    int calls_max, decline_code, activation_ms;
    gboolean json, measure, early, verbose;
};

/* Which of `choices` (separated by |) the text is, from 0; -1 and a sentence if it is none. */
static int choose(const char *option, const char *text, const char *choices)
{
    char **list = g_strsplit(choices, "|", -1);
    int found = -1;
    for (int i = 0; list[i] && found < 0; i++)
        if (strcmp(list[i], text) == 0)
            found = i;
    g_strfreev(list);
    if (found < 0)
        g_printerr("offhook phone: %s takes %s, not \"%s\"\n", option, choices, text);
    return found;
}

static bool take(struct phone_options *options, struct raw *raw)
{
    int ui = choose("--ui", raw->ui ? raw->ui : "terminal", "terminal|fake-ios");
    int accept = choose("--accept", raw->accept ? raw->accept : "after-audio", "after-audio|gated");
    int strategy = choose("--strategy", raw->strategy ? raw->strategy : "offhook", "offhook|eager");
    int grab = raw->grab ? choose("--grab", raw->grab, "silent|notified") : 0;
    if (ui < 0 || accept < 0 || strategy < 0 || grab < 0)
        return false;
    if (raw->grab && ui == 0) {
        g_printerr("offhook phone: --grab is something that iOS does: add --ui fake-ios\n");
        return false;
    }
    if (strategy == 1 && ui == 0) {
        g_printerr("offhook phone: --strategy eager shows what fails on iOS: add --ui fake-ios\n");
        return false;
    }
    if (raw->activation_ms < 0 || raw->activation_ms > 60000) {
        g_printerr("offhook phone: --activation takes 0 to 60000 milliseconds, not %d\n",
                   raw->activation_ms);
        return false;
    }
    if (raw->calls_max < 1 || raw->calls_max > 255) {
        g_printerr("offhook phone: --calls takes 1 to 255, not %d\n", raw->calls_max);
        return false;
    }
    if (raw->decline_code != 603 && raw->decline_code != 486) {
        g_printerr("offhook phone: --decline takes 603 or 486, not %d\n", raw->decline_code);
        return false;
    }
    *options = (struct phone_options){
        .listen = g_steal_pointer(&raw->listen),
        .audio = raw->audio ? g_steal_pointer(&raw->audio) : g_strdup("tone:440"),
        .codecs = g_steal_pointer(&raw->codecs),
        .trace = g_steal_pointer(&raw->trace),
        .calls_max = raw->calls_max,
        .activation_ms = raw->activation_ms,
        .decline_code = raw->decline_code,
        .grab = !raw->grab  ? GRAB_NONE
                : grab == 0 ? GRAB_SILENT
                            : GRAB_NOTIFIED,
        .fake_ios = ui == 1,
        .json = raw->json,
        .measure = raw->measure,
        .gated = accept == 1,
        .early = raw->early,
        .eager = strategy == 1,
        .verbose = raw->verbose,
    };
    if (!options->listen)
        options->listen = g_strsplit("udp:127.0.0.1:5070", " ", -1);
    return true;
}

static void clear_raw(struct raw *raw)
{
    g_strfreev(raw->listen);
    g_free(raw->audio), g_free(raw->ui), g_free(raw->codecs), g_free(raw->trace);
    g_free(raw->grab), g_free(raw->accept), g_free(raw->strategy);
}

static const char description[] =
    "Commands on standard input, one a line:\n"
    "  answer [ID]  decline [ID]  hangup [ID]  hold [ID]  resume [ID]\n"
    "  call URI     calls         help         quit\n"
    "When standard input ends, the phone quits if it was a terminal, and goes on if not.\n"
    "SIGINT and SIGTERM end every call in order. No emergency calls: use the phone's own dialler.";

bool phone_options_read(struct phone_options *options, int argc, char **argv)
{
    struct raw raw = {.calls_max = 8, .decline_code = 603};
    const GOptionEntry entries[] = {
        {"listen", 'l', 0, G_OPTION_ARG_STRING_ARRAY, &raw.listen,
         "listen there; more than once if need be; port 0: any free one (udp:127.0.0.1:5070)",
         "udp|tcp:ADDRESS:PORT"},
        {"audio", 'a', 0, G_OPTION_ARG_STRING, &raw.audio, "what is sent (tone:440)",
         "tone:HZ|file:PATH|echo|none"},
        {"ui", 0, 0, G_OPTION_ARG_STRING, &raw.ui, "what rings (terminal)", "terminal|fake-ios"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &raw.json, "print JSON Lines, for programs", NULL},
        {"trace", 0, 0, G_OPTION_ARG_FILENAME, &raw.trace, "write a trace of every step", "FILE"},
        {"calls", 0, 0, G_OPTION_ARG_INT, &raw.calls_max, "calls at once (8); more get 486", "N"},
        {"decline", 0, 0, G_OPTION_ARG_INT, &raw.decline_code, "what `decline` sends (603)",
         "603|486"},
        {"codecs", 0, 0, G_OPTION_ARG_STRING, &raw.codecs,
         "codecs in order of preference (opus,pcma,pcmu)", "LIST"},
        {"measure", 0, 0, G_OPTION_ARG_NONE, &raw.measure,
         "with --json: measure frequency and level ten times a second", NULL},
        {"accept", 0, 0, G_OPTION_ARG_STRING, &raw.accept,
         "when the 200 OK leaves: once audio is on, or at once with closed gates (after-audio)",
         "after-audio|gated"},
        {"early", 0, 0, G_OPTION_ARG_NONE, &raw.early,
         "ring with 183 and our answer in it instead of 180", NULL},
        {"grab", 0, 0, G_OPTION_ARG_STRING, &raw.grab,
         "fake iOS: the engine takes the audio session when the INVITE comes", "silent|notified"},
        {"activation", 0, 0, G_OPTION_ARG_INT, &raw.activation_ms,
         "fake iOS: how long the system takes to activate the audio session (60)", "MS"},
        {"strategy", 0, 0, G_OPTION_ARG_STRING, &raw.strategy,
         "fake iOS: eager accepts before audio is active, to show what then fails (offhook)",
         "offhook|eager"},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &raw.verbose, "log to standard error", NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    GOptionContext *context = g_option_context_new("- a softphone in the terminal");
    g_option_context_add_main_entries(context, entries, NULL);
    g_option_context_set_description(context, description);
    g_set_prgname("offhook phone");

    GError *error = NULL;
    bool good = g_option_context_parse(context, &argc, &argv, &error);
    if (!good) {
        g_printerr("offhook phone: %s; see offhook phone --help\n", error->message);
        g_error_free(error);
    } else if (argc > 1) {
        g_printerr("offhook phone: \"%s\" means nothing here; see offhook phone --help\n", argv[1]);
        good = false;
    }
    g_option_context_free(context);
    good = good && take(options, &raw);
    clear_raw(&raw);
    return good;
}

void phone_options_clear(struct phone_options *options)
{
    g_strfreev(options->listen);
    g_free(options->audio);
    g_free(options->codecs);
    g_free(options->trace);
}
