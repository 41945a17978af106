/*
 * Collects settings and mistakes, and applies the ones or tells the others.
 */
#include "settings.h"

#include <stdarg.h>

static void clear_setting(gpointer data)
{
    struct setting *setting = data;
    g_free(setting->text);
    g_free(setting->where);
}

void settings_init(struct settings *settings)
{
    settings->list = g_array_new(FALSE, FALSE, sizeof(struct setting));
    g_array_set_clear_func(settings->list, clear_setting);
    settings->mistakes = g_ptr_array_new_with_free_func(g_free);
}

void settings_clear(struct settings *settings)
{
    g_array_unref(settings->list);
    g_ptr_array_unref(settings->mistakes);
}

void settings_add(struct settings *settings, const struct key *key, const char *text, char *where,
                  int source)
{
    struct setting setting = {key, g_strdup(text), where, source};
    g_array_append_val(settings->list, setting);
}

void settings_complain(struct settings *settings, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(settings->mistakes, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

void settings_put_before(struct settings *settings, struct settings *earlier)
{
    g_array_prepend_vals(settings->list, earlier->list->data, earlier->list->len);
    g_array_set_clear_func(earlier->list, NULL); /* their strings have moved */
    g_array_set_size(earlier->list, 0);
    g_ptr_array_extend_and_steal(settings->mistakes, g_ptr_array_ref(earlier->mistakes));
}

bool settings_has(const struct settings *settings, const struct key *key)
{
    for (guint i = 0; i < settings->list->len; i++)
        if (g_array_index(settings->list, struct setting, i).key == key)
            return true;
    return false;
}

static bool is_first_of_source(const struct settings *settings, guint index)
{
    const struct setting *setting = &g_array_index(settings->list, struct setting, index);
    for (guint i = 0; i < index; i++) {
        const struct setting *earlier = &g_array_index(settings->list, struct setting, i);
        if (earlier->key == setting->key && earlier->source == setting->source)
            return false;
    }
    return true;
}

void settings_apply(struct settings *settings, struct phone_options *options)
{
    for (unsigned i = 0; i < key_count; i++)
        if (keys[i].preset)
            g_free(key_set(&keys[i], options, keys[i].preset)); /* a preset has no mistakes */
    for (guint i = 0; i < settings->list->len; i++) {
        const struct setting *setting = &g_array_index(settings->list, struct setting, i);
        if (is_first_of_source(settings, i))
            key_unset(setting->key, options);
        char *what = key_set(setting->key, options, setting->text);
        if (what)
            settings_complain(settings, "%s %s", setting->where, what);
        g_free(what);
    }
}
