/*
 * The one program: which sub-command it is, and nothing else.
 */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "offhook/offhook.h"
#include "sim.h"
#include "trace_main.h"
#ifdef OFFHOOK_PHONE
#include "demo.h"
#include "phone.h"
#endif

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *about;
} commands[] = {
#ifdef OFFHOOK_PHONE
    {"demo", demo_main, "one real call over loopback, and what other strategies make of it"},
    {"phone", phone_main, "a softphone in the terminal"},
#endif
    {"check", check_main, "go through every reachable state of a call and look for faults"},
    {"sim", sim_main, "calls in a world of latencies and bad luck; what strategies make of them"},
    {"trace", trace_main, "show, replay or draw a trace"},
};

static void usage(FILE *out)
{
    fputs("Usage: offhook COMMAND [OPTION...]\n\nCommands:\n", out);
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        fprintf(out, "  %-8s%s\n", commands[i].name, commands[i].about);
    fputs("\nOptions:\n  --help      offhook COMMAND --help tells more\n  --version\n", out);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        usage(stderr);
        return 2;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        usage(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("offhook %s\n", oh_version());
        return 0;
    }
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    fprintf(stderr, "offhook: \"%s\" is no command; see offhook --help\n", argv[1]);
    return 2;
}
