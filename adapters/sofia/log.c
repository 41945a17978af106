/*
 * The log: one sink, shortened addresses, Sofia-SIP's words redirected. Sofia's logger gets no
 * level, so what concerns us at its chatty level 5 is known by its format string.
 */
#include "log.h"

#include <sofia-sip/su_log.h>
#include <stdio.h>
#include <string.h>

#include "message.h"

/* Exported by libsofia-sip-ua, declared by none of its headers. */
extern su_log_t nta_log[], nua_log[], tport_log[];

static struct engine *sofia_engine; /* whom Sofia's words go to: its log is one for the process */
static int sofia_detail;

/* The length of a scheme whose user part is to be shortened; 0 if there is none here. */
static size_t scheme_length(const char *text)
{
    static const char *const schemes[] = {"sip:", "sips:", "tel:"};
    for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++)
        if (g_ascii_strncasecmp(text, schemes[i], strlen(schemes[i])) == 0)
            return strlen(schemes[i]);
    return 0;
}

static void append_short(GString *out, const char *text, size_t length)
{
    if (length > 2)
        g_string_append_printf(out, "%c..%c", text[0], text[length - 1]);
    else
        g_string_append_len(out, text, (gssize)length);
}

char *log_shorten(const char *text)
{
    GString *out = g_string_new(NULL);
    while (*text) {
        size_t scheme = scheme_length(text);
        size_t digits = strspn(text, "0123456789");
        g_string_append_len(out, text, (gssize)scheme);
        text += scheme;
        size_t user = scheme ? strcspn(text, "@<>\"; \t\r\n,") : 0;
        if (user && (text[user] == '@' || g_ascii_tolower(text[-2]) == 'l')) {
            append_short(out, text, user);
            text += user;
        } else if (digits >= 6) { /* a number by itself, as in a display name */
            append_short(out, text, digits);
            text += digits;
        } else if (digits) {
            g_string_append_len(out, text, (gssize)digits);
            text += digits;
        } else if (!scheme) {
            g_string_append_c(out, *text++);
        }
    }
    return g_string_free(out, FALSE);
}

static void emit(const struct engine *engine, enum oh_log_level level, const char *text)
{
    if (!engine->log.log)
        return;
    char *short_text = log_shorten(text);
    char *clean = message_clean(g_strchomp(short_text));
    engine->log.log(engine->log.ctx, level, "sip", clean);
    g_free(clean);
    g_free(short_text);
}

void log_line(const struct engine *engine, enum oh_log_level level, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = g_strdup_vprintf(format, args);
    va_end(args);
    emit(engine, level, text);
    g_free(text);
}

/* What Sofia says of a message that it refuses or drops, mostly at level 5. */
static const char *const complaints[] = {
    " has bad ",        " failed sanity check", " is Bad ",
    "nta: bad version", "has invalid Via",      " is a merged request",
    "received garbage", "tport: Bad message",   "proceeding queue full",
    " Too Large",
};

static void sofia_says(void *stream, char const *format, va_list args)
{
    char text[1024]; /* Sofia's lines are short; a longer one is cut */
    bool complaint = false;
    (void)stream;
    if (!sofia_engine)
        return;
    vsnprintf(text, sizeof text, format, args);
    for (size_t i = 0; i < G_N_ELEMENTS(complaints); i++)
        complaint = complaint || strstr(text, complaints[i]) != NULL;
    if (complaint || sofia_detail > 0)
        emit(sofia_engine, complaint ? OH_LOG_WARNING : OH_LOG_DEBUG, text);
}

void log_redirect(struct engine *engine, int detail)
{
    su_log_t *const logs[] = {su_log_default, nta_log, nua_log, tport_log};
    sofia_engine = engine;
    sofia_detail = detail;
    for (size_t i = 0; i < G_N_ELEMENTS(logs); i++) {
        su_log_redirect(logs[i], sofia_says, NULL);
        su_log_set_level(logs[i], (unsigned)detail);
    }
    if (detail < 5)
        su_log_set_level(nta_log, 5); /* where it says what is wrong with a message */
}

void log_forget(const struct engine *engine)
{
    if (sofia_engine == engine)
        sofia_engine = NULL;
}
