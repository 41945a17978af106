/*
 * Outgoing calls. ACK and PRACK are nua's own doing, as are early dialogs and surplus 200s.
 */
#include "outgoing.h"

#include <stdio.h>
#include <string.h>

#include "listen.h"
#include "log.h"
#include "message.h"
#include "reason.h"
#include "redirect.h"
#include "route.h"
#include "transfer_in.h"
#include "uri.h"

/* Characters of a bad address that are repeated in the sentence about it. */
#define SHOWN 60

/* Our own address in From. */
static char *own_address(const struct engine *engine, const struct listener *listener)
{
    if (engine->account)
        return route_address(engine->account->aor);
    if (engine->from)
        return g_strdup(engine->from);
    return g_strdup_printf("sip:offhook@%s", listener->address + strlen("udp:"));
}

/* The URI in `text`, which may have a name before it and brackets around it. Free with g_free. */
static char *bare_uri(const char *text)
{
    const char *open = strchr(text, '<');
    size_t length = strlen(text);
    if (!open)
        return g_strdup(text);
    return text[length - 1] == '>' ? g_strndup(open + 1, length - (size_t)(open - text) - 2) : NULL;
}

sip_to_t *outgoing_parse(su_home_t *home, const char *text, char *why, size_t why_size)
{
    char *uri = bare_uri(text);
    bool printed = g_utf8_validate(text, -1, NULL) && uri && uri_is_printed(uri);
    for (const char *p = text; *p; p++)
        printed = printed && !g_ascii_iscntrl(*p);
    /* In brackets, or ";transport=tcp" would be a parameter of To and not of the address. */
    char *full = strchr(text, '<') ? g_strdup(text) : g_strdup_printf("<%s>", text);
    sip_to_t *to = printed ? sip_to_make(home, full) : NULL;
    bool sip = to && (to->a_url->url_type == url_sip || to->a_url->url_type == url_sips);
    if (!sip || !uri_has_host(to->a_url)) {
        char *clean = message_clean(text);
        if (g_utf8_strlen(clean, -1) > SHOWN)
            *g_utf8_offset_to_pointer(clean, SHOWN) = '\0';
        snprintf(why, why_size, "%s: not a SIP address; write sip:name@host or sip:name@host:port",
                 clean);
        g_free(clean);
        to = NULL;
    }
    g_free(full);
    g_free(uri);
    return to;
}

/* The dialog to be, with `to` at `url`. By an account it goes where the account's requests go. */
static nua_handle_t *make_handle(const struct account *account, struct leg *leg, sip_to_t const *to,
                                 url_t const *url, const char *from)
{
    nua_t *nua = leg->listener->nua;
    if (!account)
        return nua_handle(nua, leg, SIPTAG_TO(to), NUTAG_URL(url), SIPTAG_FROM_STR(from),
                          TAG_END());
    su_home_t home[1] = {SU_HOME_INIT(home)};
    su_home_init(home);
    char *route = route_by_account(account, url);
    nua_handle_t *handle =
        nua_handle(nua, leg, SIPTAG_TO(to), NUTAG_URL(route_target(account, home, url)),
                   SIPTAG_FROM_STR(from), TAG_END());
    if (route)
        nua_set_hparams(handle, NUTAG_INITIAL_ROUTE_STR(route), TAG_END());
    g_free(route);
    su_home_deinit(home);
    return handle;
}

/* The listener that it leaves by, or NULL with a sentence. */
static struct listener *way_out(struct engine *engine, const url_t *url, char *text,
                                size_t text_size)
{
    struct listener *listener =
        engine->account ? engine->account->listener : listen_for(engine, url, text, text_size);
    if (listener && url->url_type == url_sips && !listener->tls) {
        snprintf(text, text_size,
                 "sips: needs TLS, and the account's registrar or proxy is reached "
                 "by %s; write sip:",
                 listen_transport(listener));
        return NULL;
    }
    if (listener && listener->tls) {
        g_free(listener->called_host);
        listener->called_host = g_strdup(url->url_host);
    }
    return listener;
}

/* `first`: what To says if it is not the address itself, or NULL. */
static struct leg *describe(struct engine *engine, const char *uri, sip_to_t const *first,
                            char *text, size_t text_size)
{
    su_home_t home[1] = {SU_HOME_INIT(home)};
    struct leg *leg = NULL;
    if (g_hash_table_size(engine->legs) >= engine->legs_max) {
        snprintf(text, text_size, "%u calls are open, which is the limit (legs=)",
                 engine->legs_max);
        return NULL;
    }
    su_home_init(home);
    sip_to_t *to = outgoing_parse(home, uri, text, text_size);
    struct listener *listener = to ? way_out(engine, to->a_url, text, text_size) : NULL;
    if (listener) {
        char *from = own_address(engine, listener);
        leg = leg_new(engine, listener, NULL);
        leg->outgoing = true;
        leg->handle = make_handle(engine->account, leg, first ? first : to, to->a_url, from);
        leg->remote = message_address(to);
        leg->target = g_strdup(url_as_string(home, to->a_url));
        g_free(from);
    }
    su_home_deinit(home);
    return leg;
}

struct leg *outgoing_describe(struct engine *engine, const char *uri, char *text, size_t text_size)
{
    struct leg *leg = describe(engine, uri, NULL, text, text_size);
    if (leg) {
        leg->targets = g_ptr_array_new_with_free_func(g_free);
        g_ptr_array_add(leg->targets, g_strdup(leg->target));
    }
    return leg;
}

struct leg *outgoing_describe_instead(struct leg *leg, const char *uri, char *text,
                                      size_t text_size)
{
    su_home_t home[1] = {SU_HOME_INIT(home)};
    su_home_init(home);
    sip_to_t *to = sip_to_dup(home, nua_handle_remote(leg->handle));
    if (to)
        msg_header_remove_param(to->a_common, "tag");
    struct leg *other = describe(leg->engine, uri, to, text, text_size);
    if (other)
        other->targets = g_ptr_array_ref(leg->targets);
    su_home_deinit(home);
    return other;
}

void outgoing_invite(struct leg *leg)
{
    const struct oh_media_port *media = &leg->engine->media;
    if (!leg->outgoing || leg->invited || leg->ending || leg->asked)
        return;
    leg->asked = ASKED_OFFER;
    leg_signalled(leg);
    media->offer(media->ctx, leg->id, false);
}

void outgoing_described(struct leg *leg, uint16_t code, const char *why)
{
    if (leg->ending)
        return;
    if (!leg->sdp) {
        log_line(leg->engine, OH_LOG_WARNING, "leg %u: no offer: %u %s", leg->id, code, why);
        leg_because(leg, OH_REASON_MEDIA);
        leg_gone(leg);
        return;
    }
    leg->invited = true;
    nua_invite(leg->handle, SIPTAG_CONTENT_TYPE_STR("application/sdp"),
               SIPTAG_PAYLOAD_STR(leg->sdp),
               TAG_IF(leg->referred_by, SIPTAG_REFERRED_BY_STR(leg->referred_by)),
               TAG_IF(leg->replacing, SIPTAG_REPLACES_STR(leg->replacing)), TAG_END());
}

/* The peer's answer, early or late. The same one may come in several responses; another one (a fork
 * that answered in place of the one that sent early media) replaces it. */
static bool agree(struct leg *leg, sip_t const *sip, char *why, size_t why_size)
{
    const struct oh_media_port *media = &leg->engine->media;
    char *answer = NULL;
    if (message_sdp(sip, &answer) != BODY_SDP || g_strcmp0(answer, leg->agreed_sdp) == 0) {
        message_free_sdp(answer);
        snprintf(why, why_size, "the peer's 200 has no answer to our offer");
        return leg->agreed_sdp != NULL;
    }
    bool usable = media->agree(media->ctx, leg->id, answer, why, why_size);
    message_free_sdp(leg->agreed_sdp);
    leg->agreed_sdp = usable ? answer : NULL;
    if (!usable)
        message_free_sdp(answer);
    return usable;
}

static void progressed(struct leg *leg, int status, sip_t const *sip)
{
    char why[200] = "";
    bool early = false;
    if (status == 100)
        return;
    if (sip && sip->sip_payload && !leg->agreed_sdp) {
        early = agree(leg, sip, why, sizeof why);
        if (!early) {
            log_line(leg->engine, OH_LOG_WARNING, "leg %u: early answer: %s", leg->id, why);
            leg_end(leg, OH_REASON_MEDIA);
            return;
        }
    }
    uint16_t flags = (uint16_t)((status == 180 ? OH_PROGRESS_RINGING : 0) |
                                (early ? OH_PROGRESS_EARLY_MEDIA : 0));
    if (flags)
        engine_post(leg->engine,
                    &OH_EVENT(OH_EV_ENGINE_PROGRESSED, .leg = leg->id, .flags = flags));
}

/* What a request of the peer in this dialog will have (gate.c). */
static void remember_peer(struct leg *leg, sip_t const *sip)
{
    if (!sip || !sip->sip_call_id || !sip->sip_to || !sip->sip_to->a_tag)
        return;
    g_free(leg->call_id);
    g_free(leg->remote_tag);
    leg->call_id = g_strdup(sip->sip_call_id->i_id);
    leg->remote_tag = g_strdup(sip->sip_to->a_tag);
}

void outgoing_response(struct leg *leg, int status, sip_t const *sip)
{
    char why[200] = "";
    remember_peer(leg, sip);
    if (redirect_told(leg, status, sip))
        return; /* nua says terminated next */
    transfer_tell(leg, status);
    if (status >= 300) {
        leg_because(leg, reason_from_status(status));
        log_line(leg->engine, OH_LOG_INFO, "leg %u: the peer answered %d", leg->id, status);
        return; /* the same */
    }
    if (status < 200) {
        if (!leg->ending)
            progressed(leg, status, sip);
        return;
    }
    leg->accepted = true;
    if (leg->ending)
        return; /* it crossed our CANCEL: BYE follows once nua has sent the ACK */
    if (!agree(leg, sip, why, sizeof why)) {
        log_line(leg->engine, OH_LOG_WARNING, "leg %u: %s", leg->id, why);
        leg_because(leg, OH_REASON_MEDIA);
        leg->ending = true;
        return;
    }
    leg_post(leg, OH_EV_ENGINE_ACCEPTED);
}
