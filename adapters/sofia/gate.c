/*
 * The gate hangs in the message class: Sofia asks the class to take the body out when it meets the
 * empty line, and by then all headers are read. It is the only place where a message can be seen
 * before nta gives it to a dialog. The verdicts are nta's and nua's: the gate only marks.
 *
 * Why it is needed: nta takes a request without To tag for one of a dialog with the same Call-ID
 * and From tag, as RFC 2543 had it, so a late branch or a stranger could move or end a call.
 */
#include "gate.h"

#include <sofia-sip/sip_parser.h>
#include <stdlib.h>
#include <string.h>

#include "challenge.h"
#include "leg.h"
#include "log.h"
#include "stranger.h"

/* The class has no room for a pointer of ours, but its name may be anybody's octets: those that
 * begin a struct gate. */
struct gate {
    char name[sizeof "SIP/2.0"];
    struct listener *listener;
};

static struct gate *gate_of(const msg_mclass_t *class)
{
    return (struct gate *)class->mc_name;
}

/* Have it answered with 400, and with the name of the header that is wrong. */
static void mark_bad(msg_t *msg, sip_t *sip, const char *header)
{
    msg_header_t *error = msg_header_alloc(msg_home(msg), sip_error_class, 0);
    sip->sip_flags |= MSG_FLG_ERROR;
    if (!error)
        return;
    error->sh_error->er_name = header;
    error->sh_error->er_next = sip->sip_error;
    sip->sip_error = error->sh_error;
}

/* nta says nothing to an ACK that it cannot read, and closes the stream that it came by. */
static void drop(sip_t *sip)
{
    sip->sip_request->rq_method = sip_method_ack;
    sip->sip_flags |= MSG_FLG_ERROR;
}

static const char *method_of(sip_t const *sip)
{
    return sip->sip_request ? sip->sip_request->rq_method_name : "response";
}

static void check_size(const struct listener *listener, msg_t *msg, sip_t *sip)
{
    size_t headers = msg_size(msg);
    size_t body = sip->sip_content_length ? sip->sip_content_length->l_length : 0;
    if (headers <= GATE_HEADERS_MAX && body <= GATE_MESSAGE_MAX - headers)
        return;
    log_line(listener->engine, OH_LOG_WARNING,
             "%s refused: %zu KiB of headers (%d are allowed), %zu KiB of body (%d together)",
             method_of(sip), headers / 1024, GATE_HEADERS_MAX / 1024, body / 1024,
             GATE_MESSAGE_MAX / 1024);
    sip->sip_flags |= MSG_FLG_TOOLARGE;
    if (listener->tcp) /* do not wait for the rest of it */
        sip->sip_flags |= MSG_FLG_ERROR;
    if (!sip->sip_request) /* nobody to tell: nta drops it */
        mark_bad(msg, sip, "Content-Length");
}

/* RFC 3261 18.3: a stream has no other way to say where a message ends, and a datagram must hold as
 * much as it says. */
static void check_length(const struct listener *listener, msg_t *msg, sip_t *sip, size_t came)
{
    const sip_content_length_t *length = sip->sip_content_length;
    if (sip->sip_flags & MSG_FLG_TOOLARGE ||
        (listener->tcp ? length != NULL : !length || length->l_length <= came))
        return;
    sip->sip_flags |= MSG_FLG_ERROR;
    if (sip->sip_error) /* it may be there and unreadable: nta names what is */
        return;
    if (length)
        log_line(listener->engine, OH_LOG_WARNING,
                 "%s refused: Content-Length says %u octets, but %zu came", method_of(sip),
                 length->l_length, came);
    else
        log_line(listener->engine, OH_LOG_WARNING, "%s refused: no Content-Length, which TCP needs",
                 method_of(sip));
    mark_bad(msg, sip, "Content-Length");
}

/* RFC 3261 25.1: a tag has a character at least. nta takes ";tag" for any tag. */
static void check_tags(msg_t *msg, sip_t *sip)
{
    if (sip->sip_to && sip->sip_to->a_tag && !*sip->sip_to->a_tag)
        mark_bad(msg, sip, "To");
    if (sip->sip_from && sip->sip_from->a_tag && !*sip->sip_from->a_tag)
        mark_bad(msg, sip, "From");
}

/* Sofia would pass on what it cannot read, or finds twice, as if it were not there. */
static bool has_bad_replaces(sip_t const *sip)
{
    for (const sip_error_t *error = sip->sip_error; error; error = error->er_next)
        if (error->er_common->h_class == sip_replaces_class ||
            (error->er_common->h_class == sip_error_class &&
             g_strcmp0(error->er_name, "Replaces") == 0))
            return true;
    return false;
}

/* RFC 3891 3: one, and in an INVITE. (An ACK gets no answer, and what it is for would suffer.) */
static void check_replaces(msg_t *msg, sip_t *sip)
{
    if (!sip->sip_request || sip->sip_request->rq_method == sip_method_ack)
        return;
    if (has_bad_replaces(sip) ||
        (sip->sip_replaces && sip->sip_request->rq_method != sip_method_invite))
        mark_bad(msg, sip, "Replaces");
}

static bool no_final_refusal(const struct leg *leg)
{
    return leg->handle && !leg->refused;
}

/* The leg whose peer seems to have sent this. */
static const struct leg *leg_like(const struct listener *listener, sip_t const *sip)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, listener->engine->legs);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct leg *leg = value;
        if (leg->listener == listener && no_final_refusal(leg) && leg->call_id && leg->remote_tag &&
            strcmp(leg->call_id, sip->sip_call_id->i_id) == 0 &&
            g_ascii_strcasecmp(leg->remote_tag, sip->sip_from->a_tag) == 0)
            return leg;
    }
    return NULL;
}

/* The INVITE of this leg, again or by another way. */
static bool is_same_invite(const struct leg *leg, sip_t const *sip)
{
    return !leg->outgoing && sip->sip_request->rq_method == sip_method_invite &&
           sip->sip_cseq->cs_seq == leg->cseq;
}

/*
 * A tag that no dialog has makes nta look elsewhere and nua answer 481. Another branch of the
 * leg's INVITE must get 482 (RFC 3261 8.2.2.2), which nta sees to until the ACK; later it is hidden
 * from the dialog by its missing From tag (the answer repeats it all the same), and incoming.c
 * answers.
 */
static void check_dialog(const struct listener *listener, msg_t *msg, sip_t *sip)
{
    if (!sip->sip_request || !sip->sip_to || sip->sip_to->a_tag || !sip->sip_from ||
        !sip->sip_from->a_tag || !sip->sip_call_id || !sip->sip_cseq || !sip->sip_via ||
        sip->sip_request->rq_method == sip_method_cancel) /* has none, and goes by its branch */
        return;
    const struct leg *leg = leg_like(listener, sip);
    if (!leg || (is_same_invite(leg, sip) && !leg->connected))
        return;
    bool same_branch = g_strcmp0(leg->branch, sip->sip_via->v_branch) == 0;
    if (is_same_invite(leg, sip) && !same_branch) {
        sip->sip_from->a_tag = NULL;
        return;
    }
    if (!same_branch) { /* else it is a late retransmission, which nta may know yet */
        log_line(listener->engine, OH_LOG_WARNING,
                 "%s (CSeq %u) refused: it has the Call-ID and From tag of leg %u, but no To tag",
                 method_of(sip), sip->sip_cseq->cs_seq, leg->id);
        log_expect(listener->engine, sip->sip_cseq->cs_seq, 481);
    }
    char *tag = g_strdup_printf("%08x", g_random_int());
    sip_to_tag(msg_home(msg), sip->sip_to, tag);
    g_free(tag);
}

bool gate_saw_late_branch(sip_t const *sip)
{
    return !sip->sip_from->a_tag && msg_params_find(sip->sip_from->a_params, "tag=");
}

static issize_t take_body(msg_t *msg, msg_pub_t *pub, char data[], isize_t size, int end)
{
    sip_t *sip = (sip_t *)pub;
    const struct listener *listener = gate_of(msg_mclass(msg))->listener;
    bool headers_were_read = sip->sip_flags & MSG_FLG_BODY;
    issize_t taken = sip_extract_body(msg, sip, data, size, end);
    if (!headers_were_read && sip->sip_flags & MSG_FLG_BODY) {
        sip->sip_flags &= ~MSG_FLG_TRUNC; /* set by the class: it has an empty line after all */
        if (stranger_to_drop(listener, msg, sip)) {
            drop(sip);
            return taken;
        }
        check_size(listener, msg, sip);
        check_length(listener, msg, sip, size - (size_t)taken);
        check_tags(msg, sip);
        check_replaces(msg, sip);
        check_dialog(listener, msg, sip);
        challenge_filter(listener, msg, sip);
    }
    return taken;
}

msg_mclass_t *gate_new(struct listener *listener)
{
    msg_mclass_t *class = msg_mclass_clone(sip_default_mclass(), 0, 0);
    if (!class)
        return NULL;
    struct gate *gate = g_new0(struct gate, 1);
    g_strlcpy(gate->name, class->mc_name, sizeof gate->name);
    gate->listener = listener;
    class->mc_name = gate->name;
    class->mc_extract_body = take_body;
    /* A datagram may end without an empty line, and would get by: it counts as cut off (400). */
    class->mc_flags |= MSG_FLG_TRUNC;
    return class;
}

void gate_free(msg_mclass_t *class)
{
    g_free(gate_of(class));
    free(class);
}
