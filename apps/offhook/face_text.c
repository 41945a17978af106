/*
 * The face for people: one line an event. What happens ten times a second is left to --json.
 */
#include "happening.h"

#include <glib.h>

static char *registration_sentence(const struct happening *what)
{
    const struct oh_registration *registration = what->registration;
    switch (registration->state) {
    case OH_UNREGISTERED: return g_strdup_printf("%s: not registered", what->remote);
    case OH_REGISTERING: return g_strdup_printf("%s: registering", what->remote);
    case OH_REGISTERED:
        return g_strdup_printf("%s: registered for %u s", what->remote, registration->expires_s);
    case OH_REGISTRATION_FAILED: break;
    }
    char *next = registration->retry_s
                     ? g_strdup_printf("tried again in %u s", registration->retry_s)
                     : g_strdup("not tried again; `register` does");
    char *code = registration->code ? g_strdup_printf(" (%u)", registration->code) : g_strdup("");
    char *sentence = g_strdup_printf("%s: not registered%s: %s; %s", what->remote, code,
                                     what->text ? what->text : "no reason was given", next);
    g_free(code);
    g_free(next);
    return sentence;
}

/* What to say, to be freed; NULL: nothing. */
static char *stats_sentence(unsigned call, const struct oh_media_stats *stats)
{
    char *there =
        stats->reported
            ? g_strdup_printf("; there %u lost, jitter %.1f ms, round trip %.0f ms",
                              stats->peer_lost, stats->peer_jitter_ms, stats->round_trip_ms)
            : g_strdup("");
    char *line =
        g_strdup_printf("call %u: %s, %s%s%s, sent %u at %.0f dB, received %u at %.0f dB, %u lost, "
                        "jitter %.1f ms%s",
                        call, *stats->codec ? stats->codec : "no codec",
                        *stats->security ? stats->security : "none", *stats->cipher ? " " : "",
                        stats->cipher, stats->sent, stats->sent_db, stats->received,
                        stats->received_db, stats->lost, stats->jitter_ms, there);
    g_free(there);
    return line;
}

static char *sentence(const struct happening *what)
{
    unsigned call = what->call;
    const char *remote = what->remote ? what->remote : "unknown";

    switch (what->kind) {
    case HAPPENING_LISTENING: return g_strdup_printf("listening on %s", what->text);
    case HAPPENING_RINGING:
        return what->waiting ? g_strdup_printf("call %u waits: %s; answer (the other is held), "
                                               "end-and-answer or decline",
                                               call, remote)
                             : g_strdup_printf("call %u rings: %s", call, remote);
    case HAPPENING_CALLING: return g_strdup_printf("call %u goes out: %s", call, remote);
    case HAPPENING_PROGRESS: return g_strdup_printf("call %u: it rings there", call);
    case HAPPENING_ANSWERED:
        return g_strdup_printf("call %u: answered, action %u", call, what->action);
    case HAPPENING_FULFILLED: return g_strdup_printf("call %u: action %u done", call, what->action);
    case HAPPENING_FAILED: return g_strdup_printf("call %u: action %u failed", call, what->action);
    case HAPPENING_ACCEPTED: return g_strdup_printf("call %u: accepted", call);
    case HAPPENING_CONNECTED: return g_strdup_printf("call %u: connected", call);
    case HAPPENING_OPENED: return g_strdup_printf("call %u: audio open, %s", call, what->text);
    case HAPPENING_CLOSED: return g_strdup_printf("call %u: audio closed", call);
    case HAPPENING_HELD: return g_strdup_printf("call %u: on hold", call);
    case HAPPENING_RESUMED: return g_strdup_printf("call %u: resumed", call);
    case HAPPENING_CHANGE_FAILED:
        return g_strdup_printf("call %u: the peer refused the hold or resume", call);
    case HAPPENING_REMOTE_HELD: return g_strdup_printf("call %u: the peer holds", call);
    case HAPPENING_REMOTE_RESUMED: return g_strdup_printf("call %u: the peer resumed", call);
    case HAPPENING_MUTED: return g_strdup_printf("call %u: muted", call);
    case HAPPENING_UNMUTED: return g_strdup_printf("call %u: no longer muted", call);
    case HAPPENING_DIGITS: return g_strdup_printf("call %u: the peer pressed %s", call, what->text);
    case HAPPENING_AUTO_ANSWERED: return g_strdup_printf("call %u: answered by itself", call);
    case HAPPENING_TRANSFER_ASKED:
        return g_strdup_printf("call %u: the peer wants us to call somebody else", call);
    case HAPPENING_TRANSFERRED: return g_strdup_printf("call %u: transferred", call);
    case HAPPENING_TRANSFER_FAILED:
        return what->code
                   ? g_strdup_printf("call %u: not transferred (%u); it goes on", call, what->code)
                   : g_strdup_printf("call %u: not transferred; it goes on", call);
    case HAPPENING_REPLACED:
        return g_strdup_printf("call %u goes on with somebody else: %s", call, remote);
    case HAPPENING_REDIRECTED:
        return g_strdup_printf("call %u goes elsewhere, as its callee wishes: %s", call, remote);
    case HAPPENING_UNDISTURBED: return g_strdup_printf("do not disturb: %s", what->text);
    case HAPPENING_DEAF: return g_strdup_printf("call %u: nothing is heard from the peer", call);
    case HAPPENING_HEARS_AGAIN: return g_strdup_printf("call %u: the peer is heard again", call);
    case HAPPENING_SILENT:
        return g_strdup_printf("call %u: our audio is dead; is the device well?", call);
    case HAPPENING_ENDED:
        return g_strdup_printf("call %u ended: %s", call, oh_reason_name(what->reason));
    case HAPPENING_REFUSED:
        return g_strdup_printf("a call was refused with %u: %s", what->code, remote);
    case HAPPENING_ACTIVATED:
        return g_strdup_printf("audio session activated, found %s", what->text);
    case HAPPENING_DEACTIVATED: return g_strdup("audio session deactivated");
    case HAPPENING_AUDIO: return g_strdup(what->text);
    case HAPPENING_GRABBED: return g_strdup("the engine grabbed the audio session");
    case HAPPENING_AUDIO_ON: return g_strdup("audio on");
    case HAPPENING_AUDIO_OFF: return g_strdup("audio off");
    case HAPPENING_SCREEN: return g_strdup_printf("call %u: the screen shows %s", call, what->text);
    case HAPPENING_CALL:
        return call ? g_strdup_printf("call %u %s%s%s: %s", call, what->text,
                                      what->muted ? ", muted" : "",
                                      what->remote_held ? ", the peer holds" : "", remote)
                    : g_strdup("no calls");
    case HAPPENING_HELP:
    case HAPPENING_ERROR: return g_strdup(what->text);
    case HAPPENING_REGISTERING:
    case HAPPENING_REGISTERED:
    case HAPPENING_REGISTRATION_FAILED:
    case HAPPENING_UNREGISTERED:
    case HAPPENING_ACCOUNT: return registration_sentence(what);
    case HAPPENING_STATS: return stats_sentence(call, what->stats);
    case HAPPENING_FLOWED:
    case HAPPENING_MEASURED:
    case HAPPENINGS: return NULL;
    }
    return NULL;
}

char *face_text(const struct happening *what)
{
    char *text = sentence(what);
    if (!text)
        return NULL;
    GDateTime *now = g_date_time_new_now_local();
    char *time = g_date_time_format(now, "%H:%M:%S");
    char *line = g_strconcat(time, " ", text, "\n", NULL);
    g_free(time);
    g_date_time_unref(now);
    g_free(text);
    return line;
}
