/*
 * Reading SIP messages with Sofia's parsers.
 */
#include "message.h"

#include <sofia-sip/msg_addr.h>
#include <sofia-sip/sip_extra.h>
#include <stdlib.h>
#include <string.h>

#include "multipart.h"
#include "reason.h"

static bool is_sdp(const char *type)
{
    return type && g_ascii_strcasecmp(type, "application/sdp") == 0;
}

bool message_is_encoded(sip_t const *sip)
{
    const sip_content_encoding_t *encoding = sip->sip_content_encoding;
    for (size_t i = 0; encoding && encoding->k_items && encoding->k_items[i]; i++)
        if (g_ascii_strcasecmp(encoding->k_items[i], "identity") != 0)
            return true;
    return false;
}

static char *sdp_among_parts(sip_t const *sip)
{
    const char *boundary = msg_params_find(sip->sip_content_type->c_params, "boundary=");
    su_home_t home[1] = {SU_HOME_INIT(home)};
    struct part part;
    char *sdp = NULL;

    su_home_init(home);
    if (boundary && *boundary == '"')
        boundary = msg_unquote_dup(home, boundary);
    if (boundary && multipart_find(sip->sip_payload->pl_data, sip->sip_payload->pl_len, boundary,
                                   "application/sdp", &part))
        sdp = g_strndup(part.data, part.size);
    su_home_deinit(home);
    return sdp;
}

enum body message_sdp(sip_t const *sip, char **sdp)
{
    *sdp = NULL;
    if (!sip || !sip->sip_payload || sip->sip_payload->pl_len == 0)
        return BODY_NONE;
    if (message_is_encoded(sip))
        return BODY_OTHER;
    const char *type = sip->sip_content_type ? sip->sip_content_type->c_type : NULL;
    if (is_sdp(type)) {
        *sdp = g_strndup(sip->sip_payload->pl_data, sip->sip_payload->pl_len);
        return BODY_SDP;
    }
    if (type && g_ascii_strncasecmp(type, "multipart/", 10) == 0)
        *sdp = sdp_among_parts(sip);
    return *sdp ? BODY_SDP : BODY_OTHER;
}

void message_free_sdp(char *sdp)
{
    if (sdp)
        explicit_bzero(sdp, strlen(sdp));
    g_free(sdp);
}

/* Some write what RFC 4733 numbers *, # and A to D with, others the key. */
static char key_of(const char *signal)
{
    static const char keys[] = "0123456789*#ABCD";
    guint64 number = 0;
    if (g_ascii_isdigit(signal[0]) && signal[1] &&
        g_ascii_string_to_unsigned(signal, 10, 10, 15, &number, NULL))
        return keys[number];
    char key = g_ascii_toupper(signal[0]);
    return key && !signal[1] && strchr(keys, key) ? key : '\0';
}

enum digit message_digit(sip_t const *sip, char *digit)
{
    const char *type = sip->sip_content_type ? sip->sip_content_type->c_type : "";
    const sip_payload_t *body = sip->sip_payload;
    bool relay = g_ascii_strcasecmp(type, "application/dtmf-relay") == 0;
    if (!body || body->pl_len == 0)
        return DIGIT_NONE;
    if (message_is_encoded(sip) || (!relay && g_ascii_strcasecmp(type, "application/dtmf") != 0))
        return DIGIT_OTHER;
    char *text = g_strndup(body->pl_data, body->pl_len);
    char **lines = g_strsplit(text, "\n", 0);
    char *signal = lines[0] && !strchr(lines[0], '=') ? lines[0] : NULL;
    for (char **line = lines; *line && !signal; line++)
        if (g_ascii_strncasecmp(g_strstrip(*line), "Signal", strlen("Signal")) == 0)
            signal = strchr(*line, '=');
    if (signal && *signal == '=')
        signal++;
    *digit = signal ? key_of(g_strstrip(signal)) : '\0';
    g_strfreev(lines);
    g_free(text);
    return *digit ? DIGIT_PRESSED : DIGIT_BAD;
}

/* A line "m=video PORT ...", the port not 0 (RFC 8866 5.14). Not Sofia's sdp_parse(), which some
 * octets in such a line send round and round until memory is out. */
static bool has_video(const char *sdp)
{
    static const char begin[] = "m=video ";
    for (const char *line = sdp; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, begin, strlen(begin)) == 0 && atoi(line + strlen(begin)) > 0)
            return true;
    }
    return false;
}

/* Callers ask for auto-answer with Answer-Mode (RFC 5373), or as deskphones do, with a parameter of
 * Alert-Info or Call-Info. */
static bool asks_auto_answer(sip_t const *sip)
{
    static const char *const marks[] = {"answer-after=", "alert-autoanswer", "auto-answer",
                                        "auto answer", "ring-answer"};
    for (msg_unknown_t const *h = sip->sip_unknown; h; h = h->un_next) {
        if (!h->un_name || !h->un_value)
            continue;
        if (g_ascii_strcasecmp(h->un_name, "Answer-Mode") == 0 &&
            g_ascii_strncasecmp(h->un_value, "Auto", 4) == 0)
            return true;
        if (g_ascii_strcasecmp(h->un_name, "Alert-Info") != 0 &&
            g_ascii_strcasecmp(h->un_name, "Call-Info") != 0)
            continue;
        char *value = g_ascii_strdown(h->un_value, -1);
        bool found = false;
        for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
            found = found || strstr(value, marks[i]);
        g_free(value);
        if (found)
            return true;
    }
    for (sip_call_info_t const *info = sip->sip_call_info; info; info = info->ci_next)
        if (msg_params_find(info->ci_params, "answer-after="))
            return true;
    return false;
}

uint16_t message_flags(sip_t const *sip, const char *sdp)
{
    uint16_t flags = 0;
    if (sdp && has_video(sdp))
        flags |= OH_INVITE_VIDEO;
    if (asks_auto_answer(sip))
        flags |= OH_INVITE_AUTO_ANSWER;
    return flags;
}

oh_match_key message_match_key(sip_t const *sip, bool outgoing)
{
    oh_match_key key = 0xcbf29ce484222325u; /* FNV-1a, 64 bits */
    for (const char *p = sip->sip_call_id->i_id; *p; p++)
        key = (key ^ (uint8_t)*p) * 0x100000001b3u;
    key = (key ^ (outgoing ? 'o' : 'i')) * 0x100000001b3u;
    return key ? key : 1;
}

bool message_is_heard(msg_t *msg)
{
    return msg && msg_addr(msg)->su_family != 0;
}

char *message_clean(const char *text)
{
    char *clean = g_utf8_make_valid(text, -1);
    for (char *p = clean; *p; p = g_utf8_next_char(p))
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            *p = ' ';
    return clean;
}

char *message_address(sip_addr_t const *address)
{
    su_home_t home[1] = {SU_HOME_INIT(home)};
    su_home_init(home);
    url_t bare = *address->a_url; /* parameters and headers are for machines */
    bare.url_params = NULL;
    bare.url_headers = NULL;
    const char *url = url_as_string(home, &bare);
    char *name = g_strdup(address->a_display ? address->a_display : "");
    if (name[0] == '"' && strlen(name) >= 2) {
        name[strlen(name) - 1] = '\0';
        memmove(name, name + 1, strlen(name));
    }
    char *text = *name ? g_strdup_printf("%s <%s>", name, url) : g_strdup(url);
    char *clean = message_clean(text);
    g_free(text);
    g_free(name);
    su_home_deinit(home);
    return clean;
}

/* More is no status line. */
#define STATUS_LINE_MAX 200

int message_fragment_status(sip_t const *sip)
{
    const char *type = sip->sip_content_type ? sip->sip_content_type->c_type : "";
    const sip_payload_t *body = sip->sip_payload;
    if (!body || g_ascii_strcasecmp(type, "message/sipfrag") != 0)
        return 0;
    su_home_t home[1] = {SU_HOME_INIT(home)};
    su_home_init(home);
    char *line = g_strndup(body->pl_data, MIN(body->pl_len, STATUS_LINE_MAX));
    line[strcspn(line, "\r\n")] = '\0';
    const sip_status_t *status = sip_status_make(home, line);
    int code = status ? status->st_status : 0;
    g_free(line);
    su_home_deinit(home);
    return code >= 100 && code <= 699 ? code : 0;
}

static enum oh_reason first_reason(sip_t const *sip, enum oh_reason (*from)(const char *, int))
{
    for (sip_reason_t const *r = sip ? sip->sip_reason : NULL; r; r = r->re_next) {
        enum oh_reason reason = from(r->re_protocol, r->re_cause ? atoi(r->re_cause) : 0);
        if (reason != OH_REASON_REMOTE)
            return reason;
    }
    return OH_REASON_REMOTE;
}

enum oh_reason message_cancel_reason(sip_t const *sip)
{
    return first_reason(sip, reason_from_cancel);
}

enum oh_reason message_bye_reason(sip_t const *sip)
{
    return first_reason(sip, reason_from_bye);
}
