/*
 * One target is taken of those in Contact: the best that is a plain SIP address, was not called
 * before in this chain, and can be called from here.
 */
#include "redirect.h"

#include "log.h"
#include "outgoing.h"
#include "transfer_in.h"
#include "uri.h"

/* 305 asks for a proxy, 380 for another service: neither says whom to call instead. What is not
 * known means 300 (RFC 3261 8.1.3.2). */
static bool names_another_callee(int status)
{
    return status >= 300 && status < 400 && status != 305 && status != 380;
}

/* RFC 3261 20.10: 0 to 1. What is no number is the least. */
static double preference(sip_contact_t const *contact)
{
    double q = contact->m_q ? g_ascii_strtod(contact->m_q, NULL) : 1;
    return q > 0 && q <= 1 ? q : 0;
}

/* Nobody who was called privately is to be found in public. */
static bool suits(const struct leg *leg, url_t const *url)
{
    bool sip = url->url_type == url_sips ||
               (url->url_type == url_sip && !g_str_has_prefix(leg->target, "sips:"));
    return sip && uri_has_host(url) && uri_is_plain_invite(url);
}

/* The best that was not tried; in `home`. */
static const char *best_target(const struct leg *leg, su_home_t *home, sip_contact_t const *contact)
{
    const char *best = NULL;
    double best_q = -1;
    for (; contact; contact = contact->m_next) {
        if (preference(contact) <= best_q || !suits(leg, contact->m_url))
            continue;
        const char *target = url_as_string(home, contact->m_url);
        if (!target || g_ptr_array_find_with_equal_func(leg->targets, target, g_str_equal, NULL))
            continue;
        best = target;
        best_q = preference(contact);
    }
    return best;
}

static struct leg *describe(struct leg *leg, sip_contact_t const *contacts)
{
    su_home_t home[1] = {SU_HOME_INIT(home)};
    struct leg *other = NULL;
    const char *target;
    su_home_init(home);
    while (!other && (target = best_target(leg, home, contacts))) {
        char why[200] = "";
        g_ptr_array_add(leg->targets, g_strdup(target));
        other = outgoing_describe_instead(leg, target, why, sizeof why);
        if (!other)
            log_line(leg->engine, OH_LOG_INFO, "leg %u: redirected: %s", leg->id, why);
    }
    su_home_deinit(home);
    return other;
}

bool redirect_told(struct leg *leg, int status, sip_t const *sip)
{
    if (!sip || leg->ending || !names_another_callee(status))
        return false;
    struct leg *other = leg->redirects < REDIRECTS_MAX ? describe(leg, sip->sip_contact) : NULL;
    if (!other) {
        log_line(leg->engine, OH_LOG_WARNING, "leg %u: %d points nowhere that can be called%s",
                 leg->id, status, leg->redirects < REDIRECTS_MAX ? "" : " any more");
        return false;
    }
    other->redirects = (uint8_t)(leg->redirects + 1);
    other->redirected_by = (uint16_t)status;
    transfer_moved(leg, other);
    log_line(leg->engine, OH_LOG_INFO, "leg %u: the callee answered %d: leg %u would call %s",
             leg->id, status, other->id, other->remote);
    leg->ended = true;
    leg->engine->media.end(leg->engine->media.ctx, leg->id);
    engine_post(leg->engine,
                &OH_EVENT(OH_EV_ENGINE_REDIRECTED, .leg = leg->id, .other_leg = other->id));
    return true;
}
