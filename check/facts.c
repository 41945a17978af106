/* Facts of the core, and the kinds of events, for docs/protocol.md. */
#include "facts.h"

#include <stdio.h>
#include <string.h>

#include "../src/core/core.h"
#include "../src/core/wish.h"

/* ---- Of whom an event speaks ---- */

enum who {
    WHO_NOBODY,
    WHO_CALL,
    WHO_DEAD, /* and why: see `why` */
    WHO_OWING = WHO_DEAD + 5
};

static bool same_call(const struct oh_call_id *a, const struct oh_call_id *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* What a dead call forbids: 0 nothing, 1 a push, else an INVITE, too. */
static uint8_t why(const struct dead *dead)
{
    if (dead->reason == OH_REASON_REMOTE)
        return 1;
    if (dead->reason == OH_REASON_USER)
        return 2;
    if (dead->reason == OH_REASON_REFUSED)
        return 3;
    return dead->reason == OH_REASON_ANSWERED_ELSEWHERE || dead->reason == OH_REASON_TRANSFERRED ||
                   dead->reason == OH_REASON_DECLINED_ELSEWHERE
               ? 4
               : 0;
}

static bool means_call(const struct call *call, const struct oh_event *event)
{
    return call->ui != UI_NONE &&
           ((event->leg != 0 && call->leg == event->leg) || same_call(&call->id, &event->call) ||
            (event->match_key != 0 && call->key == event->match_key));
}

static uint8_t who_of(const struct oh_core *core, const struct oh_event *event)
{
    uint8_t who = WHO_NOBODY;

    if (means_call(&core->calls[0], event))
        return WHO_CALL;
    for (uint8_t i = 0; i < core->dead_count; i++) {
        const struct dead *dead = &core_dead(core)[i];
        if (same_call(&dead->id, &event->call) ||
            (event->match_key != 0 && dead->key == event->match_key))
            who = (uint8_t)((dead->owes ? WHO_OWING : WHO_DEAD) + why(dead));
    }
    return who;
}

void event_by_id(const struct scene *scene, struct oh_event *event)
{
    const struct oh_core *core = (const void *)scene->mind;

    if (means_call(&core->calls[0], event))
        event->call = core->calls[0].id;
}

/* ---- What it carries ---- */

/* What frames tell, as bits: our audio is dead; and for so long that it is to be cured; nothing
 * comes from the peer. */
static uint8_t flow_of(const struct call *call, const struct oh_frames *frames)
{
    bool dead = frames->captured == 0 || (frames->received > 0 && frames->played == 0);
    bool cure = dead && call->silent_ms != 0 && call->cures < CURES_MAX;

    return (uint8_t)((cure ? 2 : dead) + 3 * (frames->received + frames->alive == 0));
}

static uint8_t carried_by(const struct call *call, const struct oh_event *event)
{
    if (event->type == OH_EV_ENGINE_INVITED)
        return event->flags & OH_INVITE_MERGED       ? 1
               : event->flags & OH_INVITE_NO_SESSION ? 2
               : event->flags & OH_INVITE_PREPARING  ? 3
                                                     : 0;
    if (event->type == OH_EV_ENGINE_ENDED)
        return event->reason == OH_REASON_ANSWERED_ELSEWHERE ? 1
               : event->reason == OH_REASON_REMOTE           ? 0
                                                             : 2;
    if (event->type == OH_EV_PUSHED)
        return event->flags & OH_PUSH_CANCEL ? 1 : event->age_ms > 0 ? 2 : 0;
    if (event->type == OH_EV_UI_HELD || event->type == OH_EV_UI_MUTED ||
        event->type == OH_EV_APP_UNDISTURBED || event->type == OH_EV_APP_HELD ||
        event->type == OH_EV_APP_MUTED)
        return event->on;
    if (event->type == OH_EV_UI_REQUEST_REFUSED)
        return (uint8_t)(event->request + (event->on ? 6 : 0));
    if (event->type == OH_EV_UI_FOREIGN_CALL) /* and, of none, whether the user ended it */
        return event->reason == OH_REASON_USER ? OH_FOREIGN_ACTIVE + 1 : event->foreign;
    if (event->type == OH_EV_ENGINE_FLOWED)
        return flow_of(call, &event->frames);
    return (event->type == OH_EV_AUDIO_ACTIVATED || event->type == OH_EV_AUDIO_ROUTE_CHANGED) &&
           event->found != OH_FOUND_USABLE;
}

static const char *carried_text(enum oh_event_type type, uint8_t value)
{
    static const char *const invited[] = {"plain", "merged", "no session", "preparing"};
    static const char *const flowed[] = {"both ways",
                                         "our audio dead",
                                         "our audio dead for T_SILENT",
                                         "peer not heard",
                                         "our audio dead, peer not heard",
                                         "the same for T_SILENT"};
    static const char *const pushed[] = {"an invite", "a cancel", "older than T_RING"};
    static const char *const refused[] = {
        [OH_REQUEST_ANSWER] = "answer", [OH_REQUEST_END] = "end",
        [OH_REQUEST_HOLD] = "resume",   [OH_REQUEST_MUTE] = "unmute",
        [OH_REQUEST_START] = "start",   [OH_REQUEST_HOLD + 6] = "hold",
        [OH_REQUEST_MUTE + 6] = "mute"};
    static const char *const foreign[] = {"none left", "held", "ringing", "active",
                                          "none left, ended by the user"};
    static const char *const ended[] = {"by the peer", "elsewhere", "otherwise"};

    if (type == OH_EV_ENGINE_INVITED)
        return invited[value];
    if (type == OH_EV_ENGINE_ENDED)
        return ended[value];
    if (type == OH_EV_UI_FOREIGN_CALL)
        return foreign[value];
    if (type == OH_EV_ENGINE_FLOWED)
        return flowed[value];
    if (type == OH_EV_PUSHED)
        return pushed[value];
    if (type == OH_EV_UI_HELD || type == OH_EV_UI_MUTED || type == OH_EV_APP_UNDISTURBED ||
        type == OH_EV_APP_HELD || type == OH_EV_APP_MUTED)
        return value ? "on" : "off";
    if (type == OH_EV_UI_REQUEST_REFUSED)
        return refused[value];
    return value ? "found unusable" : "found usable";
}

/* ---- Facts ---- */

/* The kind of the rung that is in use, or one number more for the first PREPARE of an activated
 * session. */
static uint8_t rung_of(const struct oh_core *core)
{
    const struct audio *audio = &core->audio;
    const struct oh_ladder *ladder = audio->system ? &core->policy.unusable : &core->policy.ladder;

    if (audio->state != OH_AUDIO_WAITING && audio->state != OH_AUDIO_PREPARING)
        return 0;
    return audio->rung == RUNG_NONE ? OH_RUNG_KINDS : 1 + ladder->rungs[audio->rung].kind;
}

/* In the order of the facts. */
static bool is_asked(const struct call *call, unsigned wish)
{
    static const struct {
        uint8_t request;
        bool on;
    } wishes[] = {{OH_REQUEST_ANSWER, false}, {OH_REQUEST_END, false}, {OH_REQUEST_HOLD, true},
                  {OH_REQUEST_HOLD, false},   {OH_REQUEST_MUTE, true}, {OH_REQUEST_MUTE, false},
                  {OH_REQUEST_START, false}};

    return wish_is_open(call, wishes[wish].request, wishes[wish].on);
}

void facts_of(const struct scene *scene, const struct oh_event *event, uint8_t *facts)
{
    const struct oh_core *core = (const void *)scene->mind;
    const struct call *call = &core->calls[0];
    const struct audio *audio = &core->audio;
    bool preparing = audio->state == OH_AUDIO_PREPARING;

    memset(facts, 0, FACTS);
    facts[FACT_WHO] = event != NULL ? who_of(core, event) : 0;
    facts[FACT_EVENT] = event != NULL ? carried_by(call, event) : 0;
    facts[FACT_ON] = audio->state == OH_AUDIO_ON;
    facts[FACT_NEEDED] = call_needs_audio(call);
    facts[FACT_LEFT] = call->ui != UI_NONE;
    facts[FACT_UI] = call->ui;
    facts[FACT_SIP] = call->ui == UI_NONE ? 0 : (uint8_t)(1 + call->sip);
    facts[FACT_OUTGOING] = call->outgoing ? (uint8_t)(1 + call->told_connected) : 0;
    facts[FACT_WANTED] = call->wanted;
    facts[FACT_HELD] = (uint8_t)(call->held + call->parked);
    facts[FACT_TOLD] = call->sip_held;
    facts[FACT_CHANGING] = call->changing;
    facts[FACT_PREPARING] = call->preparing;
    facts[FACT_SESSION] = call->ui != UI_NONE && !call->uses_session;
    facts[FACT_DIRECTION] = call->direction;
    facts[FACT_MUTED] = call->muted;
    facts[FACT_TOLD_MUTED] = call->told_muted;
    facts[FACT_DIGITS] = (uint8_t)(call->digit_count / (sizeof DIALLED - 1));
    facts[FACT_TRANSFER] = call->transferring;
    facts[FACT_AUTO] = call->auto_answer;
    facts[FACT_TALK] = call->to_talk;
    facts[FACT_BOUNCE] = call->bounce;
    for (unsigned wish = 0; wish <= FACT_ASKED_START - FACT_ASKED; wish++)
        facts[FACT_ASKED + wish] = is_asked(call, wish);
    facts[FACT_REMOTE] = call->remote_held;
    facts[FACT_CURES] = call->cures;
    facts[FACT_SILENT] = call->silent_ms != 0;
    facts[FACT_DEAF] = call->deaf ? 2 : call->deaf_ms != 0;
    facts[FACT_OUTDATED] = call->outdated;
    facts[FACT_UNDISTURBED] = core->undisturbed;
    facts[FACT_FOREIGN] = core->foreign;
    facts[FACT_AUDIO] = audio->state;
    facts[FACT_RUNG] = preparing && audio->dirty ? 0 : rung_of(core);
    facts[FACT_HOW] = preparing ? (uint8_t)(1 + audio->how) : 0;
    facts[FACT_DIRTY] = preparing && audio->dirty;
    facts[FACT_SYSTEM] = audio->system;
    facts[FACT_OWN] = audio->own;
    facts[FACT_UNUSABLE] = audio->unusable;
    facts[FACT_RESET] = audio->reset;
    facts[FACT_UNHELD] = audio->unheld;
    facts[FACT_TOUCHED] = audio->touched;
}

static const char *const texts[FACTS][12] = {
    [FACT_WHO] = {"unknown", "the call", "over", "over by the peer", "over by the user",
                  "over, refused", "over, elsewhere or transferred", "over, owed",
                  "over by the peer, owed", "over by the user, owed", "over, refused, owed",
                  "over, elsewhere or transferred, owed"},
    [FACT_ON] = {"audio not on", "audio on"},
    [FACT_NEEDED] = {"not needed", "needed"},
    [FACT_LEFT] = {"no call left", "a call left"},
    [FACT_UI] = {"no call", "to be started", "being reported", "shown", "gone"},
    [FACT_SIP] = {"", "no INVITE yet", "offered", "ringing", "accepting", "accepted", "up",
                  "inviting", "progressed"},
    [FACT_OUTGOING] = {"incoming", "outgoing", "outgoing, reported connected"},
    [FACT_WANTED] = {"not wanted", "wanted"},
    [FACT_HELD] = {"not held", "held", "parked"},
    [FACT_TOLD] = {"peer not on hold", "peer on hold"},
    [FACT_CHANGING] = {"no re-INVITE in flight", "re-INVITE in flight"},
    [FACT_PREPARING] = {"answer ready", "answer not ready"},
    [FACT_SESSION] = {"uses the session", "without session"},
    [FACT_DIRECTION] = {"closed", "open receive", "open send", "open both"},
    [FACT_MUTED] = {"not muted", "muted"},
    [FACT_TOLD_MUTED] = {"engine not muted", "engine muted"},
    [FACT_DIGITS] = {"no digits wait", "digits wait", "more digits wait"},
    [FACT_TRANSFER] = {"no transfer open", "transfer open"},
    [FACT_AUTO] = {"not to answer itself", "to answer itself"},
    [FACT_TALK] = {"not to be talked on", "to be talked on"},
    [FACT_BOUNCE] = {"not bounced", "to be bounced", "bounced in vain"},
    [FACT_ASKED] = {"answer not asked for", "answer asked for"},
    [FACT_ASKED_END] = {"end not asked for", "end asked for"},
    [FACT_ASKED_HOLD] = {"hold not asked for", "hold asked for"},
    [FACT_ASKED_RESUME] = {"resume not asked for", "resume asked for"},
    [FACT_ASKED_MUTE] = {"mute not asked for", "mute asked for"},
    [FACT_ASKED_UNMUTE] = {"unmute not asked for", "unmute asked for"},
    [FACT_ASKED_START] = {"start not asked for", "start asked for"},
    [FACT_REMOTE] = {"peer does not hold", "peer holds"},
    [FACT_CURES] = {"never cured", "cured once", "cured twice", "cured three times", "told silent"},
    [FACT_SILENT] = {"not dead before", "dead before"},
    [FACT_DEAF] = {"peer heard before", "peer not heard before", "told deaf"},
    [FACT_OUTDATED] = {"shown as it is", "shown as it was"},
    [FACT_UNDISTURBED] = {"may be disturbed", "not to be disturbed"},
    [FACT_FOREIGN] = {"no foreign call", "foreign call held", "foreign call rings",
                      "foreign call active"},
    [FACT_AUDIO] = {"audio off", "audio waiting", "audio preparing", "audio on"},
    [FACT_RUNG] = {"no rung", "rung wait", "rung release", "rung refresh", "rung assume",
                   "rung hold bounce", "rung force", "rung prepare", "rung reopen",
                   "first preparation"},
    [FACT_HOW] = {"", "plain", "assume", "force", "reopen"},
    [FACT_DIRTY] = {"not dirty", "dirty"},
    [FACT_SYSTEM] = {"not activated", "activated"},
    [FACT_OWN] = {"session not ours", "session ours"},
    [FACT_UNUSABLE] = {"usable", "unusable"},
    [FACT_RESET] = {"services not reset", "services reset"},
    [FACT_UNHELD] = {"no silent resume", "resumed, maybe activated silently"},
    [FACT_TOUCHED] = {"not touched", "maybe grabbed"},
};

const char *fact_text(enum oh_event_type type, enum fact fact, uint8_t value)
{
    if (fact == FACT_EVENT)
        return carried_text(type, value);
    return texts[fact][value] != NULL ? texts[fact][value] : "?";
}
