/*
 * Telling strangers from peers, by address and by Call-ID, and how often that is worth a word.
 */
#include "stranger.h"

#include <arpa/inet.h>
#include <string.h>

#include "leg.h"
#include "log.h"
#include "origin.h"

/* INVITEs a second that get an answer: enough for people, too few to be used against others. */
#define ANSWERS_MAX 10

/* Between two words about them in the log. */
#define LOG_S 60

/* It names a dialog of ours. What is made up behind that is found by nta's tags. */
static bool is_in_dialog(const struct engine *engine, sip_t const *sip)
{
    GHashTableIter iter;
    gpointer value;
    if (!sip->sip_to || !sip->sip_to->a_tag || !sip->sip_call_id)
        return false;
    g_hash_table_iter_init(&iter, engine->legs);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        if (g_strcmp0(((const struct leg *)value)->call_id, sip->sip_call_id->i_id) == 0)
            return true;
    return false;
}

static gboolean sum_up(gpointer data)
{
    struct engine *engine = data;
    struct strangers *strangers = &engine->strangers;
    if (strangers->untold == 0) {
        strangers->timer = NULL;
        return G_SOURCE_REMOVE;
    }
    log_line(engine, OH_LOG_WARNING,
             "%u more requests from strangers were refused in the last %d s", strangers->untold,
             LOG_S);
    strangers->untold = 0;
    return G_SOURCE_CONTINUE;
}

static void count(struct engine *engine, msg_t *msg, sip_t const *sip)
{
    struct strangers *strangers = &engine->strangers;
    if (strangers->timer) {
        strangers->untold++;
        return;
    }
    char text[INET6_ADDRSTRLEN] = "?";
    origin_print(msg_addr(msg), text);
    log_line(engine, OH_LOG_WARNING,
             "%s from %s refused: it is neither the account's registrar nor its proxy (accept = "
             "any would take it)",
             sip->sip_request->rq_method_name, text);
    strangers->timer = g_timeout_source_new_seconds(LOG_S);
    g_source_set_callback(strangers->timer, sum_up, engine, NULL);
    g_source_attach(strangers->timer, engine->context);
    g_source_unref(strangers->timer);
}

/* One of the few that get an answer; each owes us an ACK. */
static bool may_be_answered(struct strangers *strangers)
{
    gint64 second = g_get_monotonic_time() / G_USEC_PER_SEC;
    if (strangers->second != second)
        strangers->answers = 0;
    strangers->second = second;
    if (strangers->answers >= ANSWERS_MAX)
        return false;
    strangers->answers++;
    strangers->acks_owed = MIN(strangers->acks_owed + 1, 10 * ANSWERS_MAX);
    return true;
}

bool stranger_to_drop(const struct listener *listener, msg_t *msg, sip_t const *sip)
{
    struct engine *engine = listener->engine;
    struct strangers *strangers = &engine->strangers;
    if (!sip->sip_request || origin_accepts(engine, msg_addr(msg)) || is_in_dialog(engine, sip))
        return false;
    if (sip->sip_request->rq_method == sip_method_ack) {
        bool owed = strangers->acks_owed > 0;
        strangers->acks_owed -= owed;
        return !owed;
    }
    count(engine, msg, sip);
    return sip->sip_request->rq_method != sip_method_invite || !may_be_answered(strangers);
}

void stranger_stop(struct engine *engine)
{
    if (engine->strangers.timer)
        g_source_destroy(engine->strangers.timer);
    engine->strangers.timer = NULL;
}
