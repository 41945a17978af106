/*
 * The phone's command line, made for GOption from the table of keys, and the configuration file
 * under it.
 */
#include "options.h"

#include <stdio.h>
#include <string.h>

#include "config.h"
#include "config_doc.h"
#include "own_address.h"
#include "policy.h"
#include "settings.h"
#include "text.h"

#define SOURCE_COMMAND_LINE 2 /* after the file */

struct reading {
    struct settings settings;
    char *config; /* NULL: not said */
    gboolean help, help_config, example_config;
};

static gboolean on_option(const char *option, const char *text, gpointer data, GError **error)
{
    (void)error;
    struct reading *reading = data;
    const struct key *key = key_by_option(option);
    settings_add(&reading->settings, key, text ? text : "yes",
                 g_strconcat("offhook phone: --", key->option, NULL), SOURCE_COMMAND_LINE);
    return TRUE;
}

/* ---- The table as GOption wants it ---- */

#define TAKES_CHARS 24 /* more would move all explanations out of sight */

static const char *takes(const struct key *key)
{
    if (key->type == KEY_SWITCH)
        return strcmp(key->preset, "yes") == 0 ? "no" : NULL;
    return strlen(key->takes) > TAKES_CHARS ? "..." : key->takes;
}

/* "what is sent: tone:HZ|echo (tone:440)" */
static char *help_of(const struct key *key)
{
    bool long_form = strlen(key->takes) > TAKES_CHARS;
    bool shows_preset = key->preset && key->type != KEY_SWITCH;
    return g_strconcat(key->help, long_form ? ": " : "", long_form ? key->takes : "",
                       shows_preset ? " (" : "", shows_preset ? key->preset : "",
                       shows_preset ? ")" : "", NULL);
}

/* Borrowed by GOption as long as the context; `texts` keeps the strings made here. */
static GOptionEntry entry_of(const struct key *key, GPtrArray *texts)
{
    char *help = help_of(key);
    g_ptr_array_add(texts, help);
    return (GOptionEntry){
        .long_name = key->option,
        .short_name = key->letter,
        .flags = G_OPTION_FLAG_FILENAME | /* the bytes as they are */
                 (key->type == KEY_SWITCH ? G_OPTION_FLAG_OPTIONAL_ARG : 0),
        .arg = G_OPTION_ARG_CALLBACK,
        .arg_data = (gpointer)on_option,
        .description = help,
        .arg_description = takes(key),
    };
}

static GOptionGroup *group_of(enum key_group group, GPtrArray *texts, struct reading *reading)
{
    const char *name = key_group_name(group), *about = key_group_about(group);
    GOptionGroup *options = g_option_group_new(name, about, about, reading, NULL);
    for (unsigned i = 0; i < key_count; i++) {
        if (keys[i].group != group || !keys[i].option)
            continue;
        GOptionEntry entries[] = {entry_of(&keys[i], texts), {0}};
        g_option_group_add_entries(options, entries);
    }
    return options;
}

static const char description[] =
    "Examples:\n"
    "  offhook phone --listen udp:127.0.0.1:5070 --audio tone:440\n"
    "  offhook phone --account sip:alice@example.org --password-file ~/.sip --listen "
    "udp:192.0.2.7:5060 "
    "--audio device\n"
    "  offhook phone --example-config > ~/.config/offhook/phone.conf\n"
    "  offhook phone --config office.conf --json\n"
    "\n"
    "What the command line does not say, the configuration file says; a switch takes =no, too.\n"
    "Commands on standard input, one a line:\n"
    "  answer [ID]  decline [ID]    hangup [ID]          end-and-answer [ID]\n"
    "  hold [ID]    resume [ID]     swap                 mute [ID]    unmute [ID]\n"
    "  call URI     transfer [ID] URI                    dtmf [ID] DIGITS\n"
    "  calls        dnd on|off      account    register  unregister   help      quit\n"
    "When standard input ends, the phone quits if it was a terminal, and goes on if not.\n"
    "SIGINT and SIGTERM end every call in order. No emergency calls: use the phone's own dialler.";

static GOptionContext *context_of(struct reading *reading, GPtrArray *texts)
{
    const GOptionEntry entries[] = {
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &reading->config,
         "the configuration file ($XDG_CONFIG_HOME/offhook/phone.conf, if it exists); /dev/null: "
         "none",
         "FILE"},
        {"help", 'h', 0, G_OPTION_ARG_NONE, &reading->help, "print this and exit", NULL},
        {"help-config", 0, 0, G_OPTION_ARG_NONE, &reading->help_config,
         "print what can stand in the configuration file, and exit", NULL},
        {"example-config", 0, 0, G_OPTION_ARG_NONE, &reading->example_config,
         "print a configuration file to begin with, and exit", NULL},
        {0},
    };
    GOptionContext *context = g_option_context_new("- a softphone in the terminal");
    GOptionGroup *main_group = g_option_group_new("main", "", "", reading, NULL);
    g_option_group_add_entries(main_group, entries);
    g_option_context_set_main_group(context, main_group);
    for (enum key_group group = 0; group < GROUPS; group++)
        g_option_context_add_group(context, group_of(group, texts, reading));
    g_option_context_set_help_enabled(context, FALSE); /* ours prints all groups */
    g_option_context_set_description(context, description);
    return context;
}

/* ---- Reading ---- */

/* Somebody tries to, and GOption would print the password again. */
static bool has_password(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--password") == 0 || g_str_has_prefix(argv[i], "--password="))
            return true;
    return false;
}

static void parse(GOptionContext *context, int argc, char **argv, struct settings *settings)
{
    static const char see[] = "see offhook phone --help";
    GError *error = NULL;
    if (has_password(argc, argv)) {
        settings_complain(settings, "offhook phone: there is no --password, for everybody on this "
                                    "machine can read a command line; put the password into a "
                                    "file of its own (chmod 600), and name that: --password-file");
    } else if (!g_option_context_parse(context, &argc, &argv, &error)) {
        settings_complain(settings, "offhook phone: %s; %s", error->message, see);
        g_error_free(error);
    } else if (argc > 1) {
        char *shown = text_shown(argv[1]);
        settings_complain(settings, "offhook phone: \"%s\" means nothing here; %s", shown, see);
        g_free(shown);
    }
}

/* Prints what was asked for; false if nothing was. */
static bool print_instead(const struct reading *reading, GOptionContext *context)
{
    if (reading->help) {
        char *help = g_option_context_get_help(context, FALSE, NULL);
        fputs(help, stdout);
        g_free(help);
    } else if (reading->help_config) {
        config_doc_print(stdout);
    } else if (reading->example_config) {
        config_example_print(stdout);
    }
    return reading->help || reading->help_config || reading->example_config;
}

/* The file comes before what the command line said. */
static void read_file(struct reading *reading)
{
    struct settings file;
    settings_init(&file);
    char *path = reading->config ? g_strdup(reading->config) : config_default_path();
    if (!config_load(path, &file) && reading->config)
        settings_complain(&file,
                          "offhook phone: there is no file %s; offhook phone "
                          "--example-config prints one to begin with",
                          path);
    settings_put_before(&reading->settings, &file);
    settings_clear(&file);
    g_free(path);
}

/* On loopback, where the preset is, no registrar reaches us. */
static void listen_widely(struct phone_options *options, struct settings *settings)
{
    const struct key *key = key_by_name(GROUP_SIP, "listen");
    if (!options->account_uri || settings_has(settings, key))
        return;
    char *listen = listen_for_account(options);
    key_unset(key, options);
    char *what = key_set(key, options, listen);
    if (what)
        settings_complain(settings, "offhook phone: --listen %s", what);
    g_free(what);
    g_free(listen);
}

/* Of an account without an address, the rest means nothing. */
static void check_account(const struct phone_options *options, struct settings *settings)
{
    if (options->account_password == PASSWORD_ASK && options->account_password_file)
        settings_complain(settings, "offhook phone: [account] has password = ask and a "
                                    "password_file; keep one");
    if (options->account_uri)
        return;
    for (guint i = 0; i < settings->list->len; i++) {
        const struct setting *setting = &g_array_index(settings->list, struct setting, i);
        if (setting->key->group == GROUP_ACCOUNT)
            settings_complain(settings, "%s belongs to an account; name that with uri (--account)",
                              setting->where);
    }
}

/* A name and its password come from two places, and the password from a file only. */
static void check_turn(const struct phone_options *options, struct settings *settings)
{
    if (!options->turn != !options->turn_password_file)
        settings_complain(settings, "offhook phone: turn and turn_password_file need each other");
    else if (options->turn && (!strchr(options->turn, '@') ||
                               strcspn(options->turn, ":") < strcspn(options->turn, "@")))
        settings_complain(settings, "offhook phone: turn is USER@HOST:PORT, without the password, "
                                    "which is in turn_password_file");
}

/* The peer would take what is offered, and we refuse its answer: every call of ours would fail. */
static void check_security(const struct phone_options *options, struct settings *settings)
{
    static const char *const encrypted[] = {[OFFER_SDES] = "sdes", [OFFER_WEBRTC] = "webrtc"};
    if (options->media_security == SECURITY_REQUIRE && options->media_offer == OFFER_RTP)
        settings_complain(settings, "offhook phone: offer = rtp is not encrypted, which "
                                    "media_security = require refuses; take offer = auto, sdes or "
                                    "webrtc, or media_security = prefer");
    if (options->media_security == SECURITY_OFF && options->media_offer >= OFFER_SDES)
        settings_complain(settings,
                          "offhook phone: offer = %s is encrypted, which media_security = off "
                          "refuses; take offer = auto or rtp, or media_security = prefer",
                          encrypted[options->media_offer]);
}

/* siprix brings its own media, and cannot keep a connected call from being heard. */
static void check_engine(const struct phone_options *options, struct settings *settings)
{
    bool siprix = options->engine == ENGINE_SIPRIX;
    if (siprix && !options->siprix_lib)
        settings_complain(settings, "offhook phone: --engine siprix is not part of offhook; say "
                                    "where its libsiprix.so is: --siprix-lib FILE");
    if (!siprix && (options->siprix_lib || options->siprix_license))
        settings_complain(settings, "offhook phone: --siprix-lib and --siprix-license belong to "
                                    "another engine: add --engine siprix");
    if (siprix && options->accept == OH_ACCEPT_GATED)
        settings_complain(settings, "offhook phone: --accept gated needs an engine that can close "
                                    "its gates, and siprix cannot; leave it out");
}

/* What each value allows and their company does not. */
static void check_together(const struct phone_options *options, struct settings *settings)
{
    if (options->grab != GRAB_NONE && !options->fake_ios)
        settings_complain(settings, "offhook phone: --grab is something that iOS does: add --ui "
                                    "fake-ios");
    if (options->eager && !options->fake_ios)
        settings_complain(settings, "offhook phone: --strategy eager shows what fails on iOS: add "
                                    "--ui fake-ios");
    check_engine(options, settings);
    check_turn(options, settings);
    check_security(options, settings);
    check_account(options, settings);
    if (options->fake_ios && g_str_has_prefix(options->audio, "device"))
        settings_complain(settings,
                          "offhook phone: --ui fake-ios plays a system that has the devices: "
                          "take --audio tone, file, echo or none");
    const char *broken = policy_broken(options);
    if (broken)
        settings_complain(settings, "offhook phone: these [calls] and [deadlines] cannot work: %s",
                          broken);
}

bool phone_options_read(struct phone_options *options, int argc, char **argv, int *status)
{
    struct reading reading = {0};
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    settings_init(&reading.settings);
    *options = (struct phone_options){0};
    g_set_prgname("offhook phone");
    GOptionContext *context = context_of(&reading, texts);

    const GPtrArray *mistakes = reading.settings.mistakes;
    parse(context, argc, argv, &reading.settings);
    bool printed = mistakes->len == 0 && print_instead(&reading, context);
    if (mistakes->len == 0 && !printed) {
        read_file(&reading);
        settings_apply(&reading.settings, options);
        if (mistakes->len == 0)
            listen_widely(options, &reading.settings);
        if (mistakes->len == 0)
            check_together(options, &reading.settings);
    }
    for (guint i = 0; i < mistakes->len; i++)
        fprintf(stderr, "%s\n", (const char *)g_ptr_array_index(mistakes, i));
    *status = mistakes->len ? 2 : 0;

    bool good = mistakes->len == 0 && !printed;
    g_option_context_free(context);
    g_ptr_array_unref(texts);
    settings_clear(&reading.settings);
    g_free(reading.config);
    return good;
}

bool phone_options_use_device(const struct phone_options *options)
{
    return g_str_has_prefix(options->audio, "device");
}

/* Whether something is captured all the time, as from a device; else its silence would seem to be
 * a fault. */
static bool stands_for_a_device(const char *audio)
{
    return g_str_has_prefix(audio, "tone") || g_str_has_prefix(audio, "file");
}

bool phone_options_use_session(const struct phone_options *options)
{
    return options->fake_ios || options->engine == ENGINE_SIPRIX ||
           phone_options_use_device(options) ||
           (options->focus == OH_FOCUS_ONE && stands_for_a_device(options->audio));
}

void phone_options_clear(struct phone_options *options)
{
    for (unsigned i = 0; i < key_count; i++)
        key_unset(&keys[i], options);
}
