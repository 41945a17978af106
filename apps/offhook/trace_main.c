/*
 * `offhook trace`. Parsed with getopt, because it also has to build where there is no GLib.
 */
#include "trace_main.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "offhook/trace.h"

static const char usage[] =
    "Usage: offhook trace show FILE              draw the ladder in the terminal\n"
    "       offhook trace replay FILE            run the events again, report the first "
    "difference\n"
    "       offhook trace html FILE -o OUT       write the ladder as one HTML page to move about "
    "in\n"
    "       offhook trace svg FILE -o OUT        write the ladder as one picture\n"
    "Options:\n"
    "  -o, --output=OUT    html, svg: where to; - is standard output\n"
    "  -t, --title=TEXT    html, svg: the title (the trace's name)\n"
    "  -w, --columns=N     show: the width to keep to (the terminal's); from 160 on with the "
    "state\n"
    "  -h, --help\n"
    "FILE is a trace that offhook wrote; - is standard input.\n";

struct arguments {
    const char *verb;
    const char *file;
    const char *output;
    const char *title;
    int columns;
};

/* -1: go on; else the exit status. */
static int parse(struct arguments *arguments, int argc, char **argv)
{
    static const struct option options[] = {
        {"output", required_argument, NULL, 'o'},
        {"title", required_argument, NULL, 't'},
        {"columns", required_argument, NULL, 'w'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    static char name[] = "offhook trace"; /* what getopt's own sentences begin with */
    argv[0] = name;
    for (int option; (option = getopt_long(argc, argv, "o:t:w:h", options, NULL)) != -1;) {
        switch (option) {
        case 'o': arguments->output = optarg; break;
        case 't': arguments->title = optarg; break;
        case 'w': arguments->columns = atoi(optarg); break;
        case 'h': fputs(usage, stdout); return 0;
        default: fputs("See offhook trace --help\n", stderr); return 2;
        }
    }
    if (argc - optind != 2) {
        fprintf(stderr, "offhook trace: %s; see offhook trace --help\n",
                argc - optind < 2 ? "say show, replay, html or svg, and a file"
                                  : "one file at a time");
        return 2;
    }
    arguments->verb = argv[optind];
    arguments->file = argv[optind + 1];
    return -1;
}

static struct oh_trace *read_trace(const char *path)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "re");
    if (!file) {
        fprintf(stderr, "offhook trace: %s: %s\n", path, strerror(errno));
        return NULL;
    }
    char text[300];
    struct oh_trace *trace = oh_trace_read(file, text, sizeof(text));
    if (!trace)
        fprintf(stderr, "offhook trace: %s: %s\n", path, text);
    if (!standard)
        fclose(file);
    return trace;
}

static int terminal_columns(void)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col;
}

static int show(const struct oh_trace *trace, const struct arguments *arguments)
{
    int columns = arguments->columns ? arguments->columns : terminal_columns();
    oh_trace_show(trace, stdout, columns, isatty(STDOUT_FILENO) && !getenv("NO_COLOR"));
    return ferror(stdout) ? 1 : 0;
}

static int replay(const struct oh_trace *trace)
{
    char text[500];
    if (oh_trace_replay(trace, text, sizeof(text)) != 0) {
        printf("%s\n", text);
        return 1;
    }
    printf("the same: %zu steps\n", trace->step_count);
    return 0;
}

/* How a trace is drawn into a file: oh_trace_html, oh_trace_svg. */
typedef int draw_function(const struct oh_trace *trace, const char *title, FILE *out);

static int draw(const struct oh_trace *trace, const struct arguments *arguments,
                draw_function *function)
{
    if (!arguments->output) {
        fprintf(stderr, "offhook trace: %s needs a file to write to: add -o OUT\n",
                arguments->verb);
        return 2;
    }
    bool standard = strcmp(arguments->output, "-") == 0;
    FILE *out = standard ? stdout : fopen(arguments->output, "we");
    const char *title = arguments->title ? arguments->title : arguments->file;
    int error = out ? function(trace, title, out) : errno;
    if (out && !standard && fclose(out) != 0 && error == 0)
        error = errno;
    if (error != 0)
        fprintf(stderr, "offhook trace: %s: %s\n", arguments->output, strerror(error));
    return error != 0;
}

/* What `offhook trace VERB` does with the trace. */
static int carry_out(const struct oh_trace *trace, const struct arguments *arguments)
{
    if (strcmp(arguments->verb, "show") == 0)
        return show(trace, arguments);
    if (strcmp(arguments->verb, "replay") == 0)
        return replay(trace);
    return draw(trace, arguments,
                strcmp(arguments->verb, "html") == 0 ? oh_trace_html : oh_trace_svg);
}

int trace_main(int argc, char **argv)
{
    static const char *const verbs[] = {"show", "replay", "html", "svg"};
    struct arguments arguments = {0};
    int status = parse(&arguments, argc, argv);
    if (status >= 0)
        return status;

    bool known = false;
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
        known |= strcmp(arguments.verb, verbs[i]) == 0;
    if (!known) {
        fprintf(stderr, "offhook trace: \"%s\" is not show, replay, html or svg\n", arguments.verb);
        return 2;
    }
    struct oh_trace *trace = read_trace(arguments.file);
    if (!trace)
        return 1;
    status = carry_out(trace, &arguments);
    oh_trace_free(trace);
    return status;
}
