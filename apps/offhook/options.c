/*
 * The phone's command line with GOption, made from the table of keys. What an address or an audio
 * source must look like is the adapters' knowledge, and their sentence.
 */
#include "options.h"

#include <stdio.h>
#include <stdlib.h>

#include "keys.h"

/* One word of the command line. */
struct setting {
    const struct key *key;
    char *text;
};

struct reading {
    GArray *settings; /* struct setting */
    bool help;
};

static void clear_setting(gpointer data)
{
    g_free(((struct setting *)data)->text);
}

static gboolean on_option(const char *option, const char *text, gpointer data, GError **error)
{
    (void)error;
    struct reading *reading = data;
    struct setting setting = {key_by_option(option), g_strdup(text ? text : "yes")};
    g_array_append_val(reading->settings, setting);
    return TRUE;
}

/* ---- The table as GOption wants it ---- */

static gboolean on_help(const char *option, const char *text, gpointer data, GError **error)
{
    (void)option, (void)text, (void)error;
    ((struct reading *)data)->help = true;
    return TRUE;
}

/* Borrowed by GOption as long as the context; `texts` keeps the strings made here. */
static GOptionEntry entry_of(const struct key *key, GPtrArray *texts)
{
    char *help = key->preset && key->type != KEY_SWITCH
                     ? g_strdup_printf("%s (%s)", key->help, key->preset)
                     : g_strdup(key->help);
    g_ptr_array_add(texts, help);
    return (GOptionEntry){
        .long_name = key->name,
        .short_name = key->letter,
        .flags = G_OPTION_FLAG_FILENAME | /* the bytes as they are */
                 (key->type == KEY_SWITCH ? G_OPTION_FLAG_OPTIONAL_ARG : 0),
        .arg = G_OPTION_ARG_CALLBACK,
        .arg_data = (gpointer)on_option,
        .description = help,
        .arg_description = key->type == KEY_SWITCH ? NULL : key->takes,
    };
}

static GOptionGroup *group_of(enum key_group group, GPtrArray *texts, struct reading *reading)
{
    const char *name = key_group_name(group);
    const char *about = key_group_about(group);
    GOptionGroup *options = g_option_group_new(name, about, about, reading, NULL);
    for (unsigned i = 0; i < key_count; i++) {
        if (keys[i].group != group)
            continue;
        GOptionEntry entries[] = {entry_of(&keys[i], texts), {0}};
        g_option_group_add_entries(options, entries);
    }
    return options;
}

static const char description[] =
    "A switch takes =no, too. Commands on standard input, one a line:\n"
    "  answer [ID]  decline [ID]  hangup [ID]  hold [ID]  resume [ID]\n"
    "  call URI     calls         help         quit\n"
    "When standard input ends, the phone quits if it was a terminal, and goes on if not.\n"
    "SIGINT and SIGTERM end every call in order. No emergency calls: use the phone's own dialler.";

static GOptionContext *context_of(struct reading *reading, GPtrArray *texts)
{
    static const GOptionEntry entries[] = {
        {"help", 'h', G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, (gpointer)on_help,
         "print this and exit", NULL},
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

/* ---- From words to options ---- */

static bool complain(const char *subject, char *what)
{
    g_printerr("offhook phone: %s%s%s\n", subject ? subject : "", subject ? " " : "", what);
    g_free(what);
    return false;
}

static void set_presets(struct phone_options *options)
{
    for (unsigned i = 0; i < key_count; i++)
        if (keys[i].preset)
            g_free(key_set(&keys[i], options, keys[i].preset)); /* a preset has no mistakes */
}

static bool set_all(struct phone_options *options, const GArray *settings)
{
    bool good = true;
    for (guint i = 0; i < settings->len; i++) {
        const struct setting *setting = &g_array_index(settings, struct setting, i);
        bool again = false; /* of a list, the first one takes the place of the preset */
        for (guint j = 0; j < i; j++)
            again = again || g_array_index(settings, struct setting, j).key == setting->key;
        if (!again)
            key_unset(setting->key, options);
        char *what = key_set(setting->key, options, setting->text);
        char *subject = g_strconcat("--", setting->key->name, NULL);
        good = (!what || complain(subject, what)) && good;
        g_free(subject);
    }
    return good;
}

/* What each value allows and their company does not. */
static bool check_together(const struct phone_options *options)
{
    bool good = true;
    if (options->grab != GRAB_NONE && !options->fake_ios)
        good = complain("--grab", g_strdup("is something that iOS does: add --ui fake-ios"));
    if (options->eager && !options->fake_ios)
        good = complain("--strategy", g_strdup("eager shows what fails on iOS: add --ui fake-ios"));
    return good;
}

static bool parse(GOptionContext *context, int argc, char **argv)
{
    GError *error = NULL;
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        char *what = g_strdup_printf("%s; see offhook phone --help", error->message);
        g_error_free(error);
        return complain(NULL, what);
    }
    if (argc > 1)
        return complain(
            NULL, g_strdup_printf("\"%s\" means nothing here; see offhook phone --help", argv[1]));
    return true;
}

bool phone_options_read(struct phone_options *options, int argc, char **argv)
{
    struct reading reading = {.settings = g_array_new(FALSE, FALSE, sizeof(struct setting))};
    g_array_set_clear_func(reading.settings, clear_setting);
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    g_set_prgname("offhook phone");
    GOptionContext *context = context_of(&reading, texts);

    bool good = parse(context, argc, argv);
    if (good && reading.help) {
        char *help = g_option_context_get_help(context, FALSE, NULL);
        fputs(help, stdout);
        exit(0);
    }
    *options = (struct phone_options){0};
    set_presets(options);
    good = good && set_all(options, reading.settings) && check_together(options);
    g_option_context_free(context);
    g_ptr_array_unref(texts);
    g_array_unref(reading.settings);
    return good;
}

void phone_options_clear(struct phone_options *options)
{
    for (unsigned i = 0; i < key_count; i++)
        key_unset(&keys[i], options);
}
