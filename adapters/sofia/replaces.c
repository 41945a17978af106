/*
 * Dialogs are found among our legs, whatever address they came by, and by whole identifiers: nta's
 * own search knows one address only, and lets a tag be missing, as RFC 2543 had it.
 */
#include "replaces.h"

#include <sofia-sip/sip_extra.h>
#include <string.h>

#include "leg.h"
#include "uri.h"

static bool is_whole(sip_replaces_t const *replaces)
{
    return replaces->rp_call_id && *replaces->rp_call_id && replaces->rp_to_tag &&
           *replaces->rp_to_tag && replaces->rp_from_tag && *replaces->rp_from_tag;
}

/* RFC 3891 3: what contradicts it; Join (RFC 3911) asks for the dialog to go on. */
static bool is_contradicted(sip_t const *sip)
{
    for (msg_unknown_t const *h = sip->sip_unknown; h; h = h->un_next)
        if (h->un_name && g_ascii_strcasecmp(h->un_name, "Join") == 0)
            return true;
    return false;
}

/* RFC 3891 3: its to-tag is ours, its from-tag the peer's. What nua makes of a dialog is for the
 * peer to use, and so the other way round; the peer's tag it does not know before the 200. */
static bool means(sip_replaces_t const *replaces, const struct leg *leg)
{
    if (!leg->handle || leg->refused || !leg->remote_tag ||
        g_strcmp0(leg->call_id, replaces->rp_call_id) != 0 ||
        g_ascii_strcasecmp(leg->remote_tag, replaces->rp_from_tag) != 0)
        return false;
    su_home_t home[1] = {SU_HOME_INIT(home)};
    su_home_init(home);
    const sip_replaces_t *made = nua_handle_make_replaces(leg->handle, home, 0);
    bool same = made && g_ascii_strcasecmp(made->rp_from_tag, replaces->rp_to_tag) == 0;
    su_home_deinit(home);
    return same;
}

static const struct leg *leg_meant(const struct engine *engine, sip_replaces_t const *replaces)
{
    GHashTableIter iter;
    gpointer leg;
    g_hash_table_iter_init(&iter, engine->legs);
    while (g_hash_table_iter_next(&iter, NULL, &leg))
        if (means(replaces, leg))
            return leg;
    return NULL;
}

int replaces_find(const struct engine *engine, sip_t const *sip, const struct leg **leg,
                  const char **why)
{
    sip_replaces_t const *replaces = sip->sip_replaces;
    *leg = NULL;
    if (!replaces)
        return 0;
    if (!is_whole(replaces) || is_contradicted(sip)) {
        *why = "its Replaces names no dialog, or stands beside a Join";
        return 400;
    }
    const struct leg *meant = leg_meant(engine, replaces);
    if (!meant) {
        *why = "its Replaces names no dialog of ours";
        return 481;
    }
    if (meant->ending || meant->ended) {
        *why = "the dialog that its Replaces names is over";
        return 603;
    }
    if (replaces->rp_early_only && (meant->accepted || meant->final_given)) {
        *why = "the dialog that its Replaces names is early no more";
        return 486;
    }
    *leg = meant;
    return 0;
}

/* ---- Ours ---- */

/* A peer wrote it, escaped: no line may end in it. */
static char *rewritten(const char *text)
{
    su_home_t home[1] = {SU_HOME_INIT(home)};
    char *clean = NULL;
    su_home_init(home);
    const sip_replaces_t *replaces = uri_is_printed(text) ? sip_replaces_make(home, text) : NULL;
    if (replaces && is_whole(replaces))
        clean =
            g_strdup_printf("%s;to-tag=%s;from-tag=%s%s", replaces->rp_call_id, replaces->rp_to_tag,
                            replaces->rp_from_tag, replaces->rp_early_only ? ";early-only" : "");
    su_home_deinit(home);
    return clean;
}

char *replaces_of_uri(const char *headers)
{
    static const char begin[] = "Replaces=", require[] = "Require=replaces";
    char *found = NULL;
    bool more = false;
    char **pairs = g_strsplit(headers, "&", 0);
    for (char **pair = pairs; *pair; pair++) {
        if (g_ascii_strcasecmp(*pair, require) == 0)
            continue;
        bool first = !found && g_ascii_strncasecmp(*pair, begin, strlen(begin)) == 0;
        char *text = first ? g_uri_unescape_string(*pair + strlen(begin), NULL) : NULL;
        found = text ? rewritten(text) : found;
        more = more || !text || !found;
        g_free(text);
    }
    g_strfreev(pairs);
    if (more)
        g_clear_pointer(&found, g_free);
    return found;
}
