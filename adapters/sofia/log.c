/*
 * The log: one sink, shortened addresses, Sofia-SIP's words redirected. Sofia's logger gets no
 * level, so what concerns us at its chatty level 5 is known by its format string.
 */
#include "log.h"

#include <errno.h>
#include <sofia-sip/su_log.h>
#include <stdio.h>
#include <string.h>

#include "gate.h"
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
    char *short_text = engine->full_numbers ? g_strdup(text) : log_shorten(text);
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

/* How long an ordered answer may take to leave: nua sends it in the next turn of the loop. One that
 * never leaves, because a CANCEL was faster, must not hide a later one. */
#define EXPECTED_US G_USEC_PER_SEC

void log_expect(const struct engine *engine, uint32_t cseq, int status)
{
    gint64 key = (gint64)cseq << 10 | status;
    gint64 until = g_get_monotonic_time() + EXPECTED_US;
    g_hash_table_replace(engine->expected, g_memdup2(&key, sizeof key),
                         g_memdup2(&until, sizeof until));
}

static bool was_expected(const struct engine *engine, uint32_t cseq, int status)
{
    gint64 key = (gint64)cseq << 10 | status;
    const gint64 *until = g_hash_table_lookup(engine->expected, &key);
    bool in_time = until && g_get_monotonic_time() < *until;
    g_hash_table_remove(engine->expected, &key);
    return in_time;
}

/* What Sofia says of a message that it refuses or drops without a transaction, at level 5. */
static const char *const complaints[] = {
    " has bad ",          " failed sanity check",  " is Bad ",
    "nta: bad version",   "has invalid Via",       "received garbage",
    "tport: Bad message", "proceeding queue full", " Too Large",
};

/* The lines of nta that we read: their formats are their names. */
#define ANSWERED  "nta: %s %u %s for %s (%u)\n"
#define ON_TO_LEG "nta: %s (%u) %s\n"
#define BROKEN    "nta_agent: tport: %s%s%s\n"

/* Every answer from 400 on is worth a warning, but for those ordered, and for what follows a
 * CANCEL. */
static void answered(const struct engine *engine, va_list args)
{
    (void)va_arg(args, const char *); /* "sent" */
    int status = va_arg(args, int);
    const char *phrase = va_arg(args, const char *);
    const char *method = va_arg(args, const char *);
    unsigned cseq = va_arg(args, unsigned);
    if (status >= 400 && !was_expected(engine, cseq, status) && status != 487)
        log_line(engine, OH_LOG_WARNING, "%s (CSeq %u) answered with %d %s", method, cseq, status,
                 phrase);
}

/* A PRACK that comes this far has no response that it could acknowledge, and gets 481. */
static void went_on(const struct engine *engine, va_list args)
{
    const char *method = va_arg(args, const char *);
    unsigned cseq = va_arg(args, unsigned);
    const char *where = va_arg(args, const char *);
    if (strcmp(method, "PRACK") == 0 && g_str_has_prefix(where, "going to ") &&
        !was_expected(engine, cseq, 481))
        log_line(engine, OH_LOG_WARNING, "%s (CSeq %u) answered with 481 No such response", method,
                 cseq);
}

/* A connection failed. What concerns us is a message that outgrew its buffer: it gets no answer. */
static void broke(const struct engine *engine, const char *text)
{
    if (strstr(text, g_strerror(ENOBUFS)))
        log_line(engine, OH_LOG_WARNING,
                 "a message on TCP is longer than %d KiB: its connection was closed",
                 GATE_BUFFER_MAX / 1024);
}

/* At its upper levels Sofia writes whole messages. What digest authentication puts into them is
 * nobody's business: a response is as good as the password to who can guess. And in descriptions
 * there are SRTP's keys (RFC 4568) and ICE's passwords. */
static void mask_secrets(char *text)
{
    static const char *const names[] = {
        "username=", "response=", "nonce=", "opaque=", "inline:", "ice-pwd:"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        size_t length = strlen(names[i]);
        for (char *p = text; *p; p++) {
            if (g_ascii_strncasecmp(p, names[i], length) != 0)
                continue;
            p += length;
            p += *p == '"';
            for (; *p && !strchr("\", \t\r\n", *p); p++)
                *p = '.';
            if (!*p)
                break;
        }
    }
}

static void sofia_says(void *stream, char const *format, va_list args)
{
    char text[1024]; /* Sofia's lines are short; a longer one is cut */
    bool complaint = false;
    va_list again;
    (void)stream;
    if (!sofia_engine)
        return;
    va_copy(again, args);
    vsnprintf(text, sizeof text, format, args);
    mask_secrets(text);
    for (size_t i = 0; i < G_N_ELEMENTS(complaints); i++)
        complaint = complaint || strstr(text, complaints[i]) != NULL;
    if (complaint || sofia_detail > 0)
        emit(sofia_engine, complaint ? OH_LOG_WARNING : OH_LOG_DEBUG, text);
    if (strcmp(format, ANSWERED) == 0)
        answered(sofia_engine, again);
    else if (strcmp(format, ON_TO_LEG) == 0)
        went_on(sofia_engine, again);
    else if (strcmp(format, BROKEN) == 0)
        broke(sofia_engine, text);
    va_end(again);
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
