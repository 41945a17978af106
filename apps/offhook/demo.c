/*
 * `offhook demo`: starts a phone (fake iOS) and a caller, each a process of its own; plays one call
 * between them over SIP and RTP on loopback; judges it; draws its ladder; and lets the explorer
 * tell what other strategies make of the same world.
 */
#include "demo.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "check.h"
#include "facts.h"
#include "offhook/trace.h"
#include "peer.h"

#define ANSWER_AFTER_MS 700   /* how long the user lets it ring */
#define LIMIT_MS        20000 /* a call that is not over by then has failed */

struct demo {
    char *html, *trace, *strategy, *adversary;
    char *stories; /* what other strategies make of the same world */
    bool keep_trace;
    GMainLoop *loop;
    struct peer *phone, *caller;
    char *phone_address; /* "127.0.0.1:5070" */
    bool caller_listens;
    bool called, hung_up;
    unsigned running;
    struct facts facts;
};

/* ---- The call ---- */

static gboolean answer(gpointer data)
{
    struct demo *demo = data;
    peer_say(demo->phone, "answer");
    return G_SOURCE_REMOVE;
}

static gboolean give_up(gpointer data)
{
    struct demo *demo = data;
    g_main_loop_quit(demo->loop);
    return G_SOURCE_REMOVE;
}

static void listens(struct demo *demo, bool phone, const cJSON *line)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(line, "text"));
    if (phone && text && g_str_has_prefix(text, "udp:"))
        demo->phone_address = g_strdup(text + strlen("udp:"));
    if (!phone)
        demo->caller_listens = true;
}

/* What is to be done follows from the facts so far. */
static void go_on(struct demo *demo)
{
    const struct facts *facts = &demo->facts;
    if (!demo->called && demo->phone_address && demo->caller_listens) {
        demo->called = true;
        peer_say(demo->caller, "call sip:phone@%s", demo->phone_address);
    }
    if (!demo->hung_up && facts_audio_both_ways(facts)) {
        demo->hung_up = true;
        peer_say(demo->caller, "hangup");
    }
    if (facts->phone.ended_us && facts->caller.ended_us && demo->running == 2) {
        peer_say(demo->phone, "quit");
        peer_say(demo->caller, "quit");
    }
}

static void on_line(void *ctx, struct peer *peer, const cJSON *line)
{
    struct demo *demo = ctx;
    bool phone = peer == demo->phone;
    if (!line) {
        demo->running--;
        bool both = demo->running == 0;
        if (both || !demo->facts.caller.ended_us) /* one that ends before the call is a failure */
            g_main_loop_quit(demo->loop);
        return;
    }
    bool rang = demo->facts.phone.ringing_us != 0;
    facts_learn(&demo->facts, phone, line);
    const char *event = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(line, "event"));
    if (g_strcmp0(event, "listening") == 0)
        listens(demo, phone, line);
    if (!rang && demo->facts.phone.ringing_us)
        g_timeout_add(ANSWER_AFTER_MS, answer, demo);
    if (demo->running == 2)
        go_on(demo);
}

/* The real call can meet two of the explorer's worlds: the kind one, and the early grab. */
static bool grabs(const struct demo *demo)
{
    return strcmp(demo->adversary, "grab") == 0;
}

static bool start(struct demo *demo)
{
    /* Where nothing is grabbed, the list ends before the last option. */
    const char *phone[] = {"--listen",   "udp:127.0.0.1:0",
                           "--ui",       "fake-ios",
                           "--audio",    "tone:" G_STRINGIFY(FACTS_PHONE_HZ),
                           "--trace",    demo->trace,
                           "--strategy", demo->strategy,
                           "--measure",  grabs(demo) ? "--grab" : NULL,
                           "silent",     NULL};
    const char *caller[] = {"--listen",  "udp:127.0.0.1:0",
                            "--audio",   "tone:" G_STRINGIFY(FACTS_CALLER_HZ),
                            "--measure", NULL};
    demo->phone = peer_start(phone, on_line, demo);
    demo->caller = demo->phone ? peer_start(caller, on_line, demo) : NULL;
    demo->running = 2;
    return demo->caller != NULL;
}

static bool play(struct demo *demo)
{
    demo->loop = g_main_loop_new(NULL, FALSE);
    bool started = start(demo);
    if (started) {
        g_timeout_add(LIMIT_MS, give_up, demo);
        g_main_loop_run(demo->loop);
        demo->facts.ended_well =
            demo->running == 0 && peer_ended_well(demo->phone) && peer_ended_well(demo->caller);
    }
    peer_free(demo->phone);
    peer_free(demo->caller);
    g_main_loop_unref(demo->loop);
    g_free(demo->phone_address);
    return started;
}

/* ---- The picture ---- */

static int columns(void)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col;
}

static struct oh_trace *read_trace(const char *path)
{
    char text[300] = "";
    FILE *file = fopen(path, "re");
    struct oh_trace *trace = file ? oh_trace_read(file, text, sizeof(text)) : NULL;
    if (!trace)
        g_printerr("offhook demo: the trace %s: %s\n", path, file ? text : g_strerror(errno));
    if (file)
        fclose(file);
    return trace;
}

static bool draw(const struct demo *demo, const struct oh_trace *trace)
{
    FILE *out = fopen(demo->html, "we");
    int error = out ? oh_trace_html(trace, "offhook demo: one call, answered", out) : errno;
    if (out && fclose(out) != 0 && error == 0)
        error = errno;
    if (error != 0)
        g_printerr("offhook demo: %s cannot be written: %s; name another file with -o\n",
                   demo->html, g_strerror(error));
    return error == 0;
}

/* ---- The report ---- */

static const char *const strategies[] = {"eager", "pr61"};

/* What the explorer finds in this world for the other strategies, as text; NULL and a sentence if
 * there is no such world. */
static char *find_stories(const char *adversary)
{
    bool same = strcmp(adversary, "grab") == 0 || strcmp(adversary, "none") == 0;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    bool known = out != NULL;
    for (size_t i = 0; known && i < G_N_ELEMENTS(strategies); i++) {
        fprintf(out, "\n%s world with the strategy %s (adversary: %s)\n\n",
                same ? "The same" : "Another", strategies[i], adversary);
        known = check_story(strategies[i], adversary, out) != 2;
    }
    if (out)
        fclose(out);
    if (known)
        return text;
    g_printerr("offhook demo: there is no adversary \"%s\"; offhook check --help lists them\n",
               adversary);
    free(text);
    return NULL;
}

static void draw_in_terminal(const struct demo *demo, const struct oh_trace *trace)
{
    printf("One call over SIP and RTP on loopback, strategy %s%s\n\n", demo->strategy,
           grabs(demo) ? "; the engine grabs the audio session early" : "");
    if (strcmp(demo->strategy, "eager") == 0)
        printf("A shim makes the phone accept in the answer action and keeps every remedy from it. "
               "The ladder is\nwhat the core sees behind that shim; what was on the wire stands "
               "below it.\n\n");
    oh_trace_show(trace, stdout, columns(), isatty(STDOUT_FILENO) && !g_getenv("NO_COLOR"));
}

static int report(struct demo *demo)
{
    char text[500];
    struct oh_trace *trace = read_trace(demo->trace);
    if (trace) {
        draw_in_terminal(demo, trace);
        demo->facts.replays = oh_trace_replay(trace, text, sizeof(text)) == 0;
    }
    printf("\nWhat the two ends saw\n\n");
    const char *broken = facts_judge(&demo->facts, stdout);
    fputs(demo->stories, stdout);
    if (!(trace && draw(demo, trace)) && !broken)
        broken = "the picture was written";
    oh_trace_free(trace);

    if (broken)
        printf("\ndemo: failed; this did not hold: %s\n", broken);
    else
        printf("\ndemo: answered; audio both ways; ladder in %s\n", demo->html);
    return broken ? 1 : 0;
}

/* ---- Options ---- */

static bool read_options(struct demo *demo, int argc, char **argv)
{
    const GOptionEntry entries[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &demo->html,
         "where the picture goes (offhook-demo.html)", "FILE"},
        {"trace", 0, 0, G_OPTION_ARG_FILENAME, &demo->trace, "keep the phone's trace", "FILE"},
        {"adversary", 0, 0, G_OPTION_ARG_STRING, &demo->adversary,
         "the world of the other strategies' stories: a name that offhook check --help lists; "
         "grab, the default, befalls the real call, too",
         "NAME"},
        {"strategy", 0, 0, G_OPTION_ARG_STRING, &demo->strategy,
         "what the phone does (offhook); eager shows what fails", "offhook|eager"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    GOptionContext *context = g_option_context_new("- one real call, checked and drawn");
    g_option_context_add_main_entries(context, entries, NULL);
    g_set_prgname("offhook demo");
    GError *error = NULL;
    bool good = g_option_context_parse(context, &argc, &argv, &error);
    if (!good) {
        g_printerr("offhook demo: %s; see offhook demo --help\n", error->message);
        g_error_free(error);
    } else if (argc > 1) {
        g_printerr("offhook demo: \"%s\" means nothing here; see offhook demo --help\n", argv[1]);
        good = false;
    }
    g_option_context_free(context);
    if (!demo->html)
        demo->html = g_strdup("offhook-demo.html");
    if (!demo->adversary)
        demo->adversary = g_strdup("grab");
    if (!demo->strategy)
        demo->strategy = g_strdup("offhook");
    if (good && strcmp(demo->strategy, "offhook") != 0 && strcmp(demo->strategy, "eager") != 0) {
        g_printerr("offhook demo: --strategy takes offhook or eager, not \"%s\"\n", demo->strategy);
        good = false;
    }
    return good;
}

static bool name_trace(struct demo *demo)
{
    demo->keep_trace = demo->trace != NULL;
    if (demo->keep_trace)
        return true;
    GError *error = NULL;
    int fd = g_file_open_tmp("offhook-demo-XXXXXX.jsonl", &demo->trace, &error);
    if (fd < 0) {
        g_printerr("offhook demo: no temporary file: %s\n", error->message);
        g_error_free(error);
        return false;
    }
    close(fd);
    return true;
}

int demo_main(int argc, char **argv)
{
    struct demo demo = {0};
    int status = 2;
    if (read_options(&demo, argc, argv) && (demo.stories = find_stories(demo.adversary))) {
        signal(SIGPIPE, SIG_IGN); /* a phone that is gone shows by its end */
        status = name_trace(&demo) && play(&demo) ? report(&demo) : 1;
        if (demo.trace && !demo.keep_trace)
            g_unlink(demo.trace);
    }
    free(demo.stories);
    g_free(demo.html), g_free(demo.trace), g_free(demo.strategy), g_free(demo.adversary);
    return status;
}
