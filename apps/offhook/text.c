/*
 * Strange text, made fit to be shown.
 */
#include "text.h"

#include <glib.h>

#define SHOWN_CHARS 60

char *text_shown(const char *text)
{
    char *valid = g_utf8_make_valid(text, -1);
    GString *shown = g_string_new(NULL);
    const char *at = valid;
    for (unsigned count = 0; *at && count < SHOWN_CHARS; count++, at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        g_string_append_unichar(shown, g_unichar_isprint(character) ? character : '?');
    }
    if (*at)
        g_string_append(shown, "...");
    g_free(valid);
    return g_string_free(shown, FALSE);
}
