/*
 * What a peer sends: a SIP message, of which we read what adapters/sofia/message.c, uri.c and
 * digest.c read, and the description in it, which is answered; or, if the bytes begin with "v=", a
 * description alone.
 */
#include <gst/gst.h>
#include <sofia-sip/msg.h>
#include <sofia-sip/sip_extra.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_util.h>
#include <string.h>

#include "bytes.h"
#include "digest.h"
#include "log.h"
#include "message.h"
#include "options.h"
#include "sdp.h"
#include "sdp_read.h"
#include "uri.h"

/* ---- Descriptions ---- */

static const char our_key[] =
    "1 AES_CM_128_HMAC_SHA1_80 inline:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd";

static unsigned streams_in(const char *sdp)
{
    unsigned count = strncmp(sdp, "m=", 2) == 0;

    for (const char *at = sdp; (at = strstr(at, "\nm=")) != NULL; at++)
        count++;
    return count;
}

static void read_ours(const char *sdp)
{
    struct oh_remote remote;
    struct oh_sdp_refusal refusal;

    insist(strlen(sdp) <= OH_SDP_BYTES_MAX, "a description of ours is not too long for ourselves");
    insist(oh_remote_read(&remote, sdp, G_SOCKET_FAMILY_IPV4, OH_SECURITY_PREFER, true, &refusal),
           "we can read what we write");
    oh_remote_clear(&remote);
}

static void refused(const struct oh_sdp_refusal *refusal)
{
    insist(refusal->code >= 400 && refusal->code < 700, "a refusal has a status");
    insist(refusal->why[0] != '\0', "a refusal says why");
    insist(g_utf8_validate(refusal->why, -1, NULL), "a refusal is text");
}

static void begin(struct oh_sdp *sdp, const struct oh_media_options *options)
{
    oh_sdp_begin(sdp, options->address, options->codecs, options->codec_count);
    sdp->port = 30000;
    sdp->is_private = true;
    sdp->ice = (struct oh_ice){
        .ufrag = g_strdup("abcd"),
        .pwd = g_strdup("abcdefghijklmnopqrstuv"),
        .fingerprint = g_strdup("sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:"
                                "10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F"),
        .candidates = {g_strdup("1 1 UDP 2130706431 127.0.0.1 30000 typ host")},
        .candidate_count = 1,
    };
}

/* As an offer, and as the next offer; then our own. */
static void answer_it(const char *text, const struct oh_media_options *options)
{
    struct oh_sdp sdp;
    struct oh_sdp_refusal refusal;

    begin(&sdp, options);
    for (unsigned round = 0; round < 2; round++) {
        memset(&refusal, 0, sizeof refusal);
        const char *answer = oh_sdp_answer(&sdp, text, round == 1, &refusal);
        if (answer == NULL) {
            refused(&refusal);
            continue;
        }
        insist(streams_in(answer) == sdp.stream_count, "an answer has a line for each stream");
        insist(sdp.agreed.send.codec != NULL, "what was agreed has a codec");
        read_ours(answer);
    }
    read_ours(oh_sdp_offer(&sdp, false));
    oh_sdp_withdraw(&sdp);
    oh_sdp_end(&sdp);
}

/* As the answer to an offer of ours. */
static void agree_to_it(const char *text, const struct oh_media_options *options, enum oh_kind kind)
{
    struct oh_sdp sdp;
    struct oh_sdp_refusal refusal = {0};

    begin(&sdp, options);
    sdp.kind = kind;
    if (kind == OH_KIND_SDES)
        insist(oh_crypto_read(&sdp.crypto, our_key, strlen(our_key)), "our key is one");
    read_ours(oh_sdp_offer(&sdp, false));
    if (!oh_sdp_agree(&sdp, text, &refusal))
        refused(&refusal);
    else
        insist(sdp.agreed.send.codec != NULL, "what was agreed has a codec");
    oh_sdp_end(&sdp);
}

static void description(const char *text)
{
    struct oh_media_options options = {0};
    char why[300];

    insist(oh_media_options_read(&options, NULL, why, sizeof why), "no options are good options");
    answer_it(text, &options);
    agree_to_it(text, &options, OH_KIND_RTP);
    agree_to_it(text, &options, OH_KIND_SDES);
    agree_to_it(text, &options, OH_KIND_WEBRTC);
    oh_media_options_clear(&options);
}

/* ---- Messages ---- */

static void clean(char *text)
{
    insist(g_utf8_validate(text, -1, NULL), "what is shown of a message is UTF-8");
    for (const char *at = text; *at; at++)
        insist((unsigned char)*at >= ' ' && *at != 0x7f,
               "what is shown of a message moves no cursor");
    g_free(text);
}

static void address(su_home_t *home, sip_addr_t const *address)
{
    char *url;

    if (address == NULL)
        return;
    clean(message_address(address));
    url = url_as_string(home, address->a_url);
    if (url != NULL && uri_parse(home, url) != NULL)
        insist(uri_is_printed(url), "a URI has no blanks");
}

static void challenges(const msg_auth_t *challenge)
{
    for (; challenge != NULL; challenge = challenge->au_next)
        digest_can_answer(challenge);
}

/* What is logged has no number of six digits or more. */
static void shortened(const uint8_t *data, size_t size)
{
    char *text = g_strndup((const char *)data, size), *brief = log_shorten(text);

    for (const char *at = brief; *at;) {
        size_t digits = strspn(at, "0123456789");
        insist(digits < 6, "a long number is shortened");
        at += digits > 0 ? digits : 1;
    }
    g_free(brief);
    g_free(text);
}

static void message(const uint8_t *data, size_t size)
{
    msg_t *msg = msg_make(sip_default_mclass(), 0, data, (ssize_t)size);
    sip_t *sip = msg != NULL ? sip_object(msg) : NULL;
    char *sdp = NULL, digit = '\0';
    enum body body;

    if (sip == NULL) {
        msg_destroy(msg);
        return;
    }
    body = message_sdp(sip, &sdp);
    insist((body == BODY_SDP) == (sdp != NULL), "a description is one");
    message_flags(sip, sdp);
    if (sip->sip_call_id != NULL)
        insist(message_match_key(sip, false) != 0, "a message has a key");
    shortened(data, size);
    if (message_digit(sip, &digit) == DIGIT_PRESSED)
        insist(strchr("0123456789*#ABCD", digit) != NULL && digit != '\0', "a digit is one");
    int status = message_fragment_status(sip);
    insist(status == 0 || (status >= 100 && status < 700), "a status is one");
    insist(message_cancel_reason(sip) < OH_REASONS && message_bye_reason(sip) < OH_REASONS,
           "a reason is one");
    address(msg_home(msg), sip->sip_from);
    address(msg_home(msg), sip->sip_to);
    address(msg_home(msg), (sip_addr_t *)sip->sip_refer_to);
    challenges(sip->sip_www_authenticate);
    challenges(sip->sip_proxy_authenticate);
    if (sdp != NULL)
        description(sdp);
    message_free_sdp(sdp);
    msg_destroy(msg);
}

/* GLib replaces a table that its constructor made, and by design never frees it: leaks are the
 * suites' to find. */
const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
    return "detect_leaks=0";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool ready;

    if (!ready) {
        gst_init(NULL, NULL);
        sip_update_default_mclass(sip_extend_mclass(NULL));
        ready = true;
    }
    if (size >= 2 && memcmp(data, "v=", 2) == 0) {
        char *text = g_strndup((const char *)data, size);
        description(text);
        g_free(text);
    } else {
        message(data, size);
    }
    return 0;
}
