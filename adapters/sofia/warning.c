/*
 * The code is 399: what the media stack says is a sentence, made for people, and a number that a
 * program would act on would be guessed from it.
 */
#include "warning.h"

#include <glib.h>

#include "message.h"

/* In the place of our address, which says nothing and may be none. */
#define AGENT "offhook"

/* It may quote what the peer sent, and goes into a datagram. */
#define WARNING_CHARS_MAX 160

char *warning_new(int status, const char *why)
{
    if (status < 400 || status > 499 || !why || !*why)
        return NULL;
    char *clean = message_clean(why);
    GString *value = g_string_new("399 " AGENT " \"");
    const char *p = clean;
    for (int count = 0; *p && count < WARNING_CHARS_MAX; count++) {
        const char *next = g_utf8_next_char(p);
        if (*p == '"' || *p == '\\')
            g_string_append_c(value, '\\');
        g_string_append_len(value, p, next - p);
        p = next;
    }
    g_string_append_c(value, '"');
    g_free(clean);
    return g_string_free(value, FALSE);
}
