/*
 * What flows through an open leg: reports that our audio is dead, that nothing comes from the peer,
 * or that all is well, and what must be done about each (S21). The record counts for itself.
 */
#include "moves.h"

#include "strategy.h"

static struct env_leg *the_leg(struct scene *scene, unsigned key, unsigned leg)
{
    return &scene->env.keys[key].legs[leg];
}

/* ---- What happens ---- */

static uint8_t can_be_lost(const struct scene *scene, unsigned key, unsigned sub)
{
    const struct env_leg *leg = &scene->env.keys[key].legs[sub];

    return has_turn(scene, ADV_SILENCE) && leg->sip == LEG_UP && !leg->lost ? OPEN : 0;
}

static void be_lost(struct scene *scene, unsigned key, unsigned sub)
{
    scene->env.used |= ADV_SILENCE;
    the_leg(scene, key, sub)->lost = 1;
}

static uint8_t can_be_found(const struct scene *scene, unsigned key, unsigned sub)
{
    return scene->env.keys[key].legs[sub].lost ? OPEN : 0;
}

static void be_found(struct scene *scene, unsigned key, unsigned sub)
{
    the_leg(scene, key, sub)->lost = 0;
}

static uint8_t can_be_held(const struct scene *scene, unsigned key, unsigned sub)
{
    const struct env_leg *leg = &scene->env.keys[key].legs[sub];

    return leg->sip == LEG_UP && !leg->remote_held ? OPEN : 0;
}

static void be_held(struct scene *scene, unsigned key, unsigned sub)
{
    struct oh_event event = OH_EVENT(OH_EV_ENGINE_REMOTE_HELD, .leg = leg_of(key, sub));

    the_leg(scene, key, sub)->remote_held = 1;
    scene_tell(scene, &event);
}

static uint8_t can_be_resumed(const struct scene *scene, unsigned key, unsigned sub)
{
    return scene->env.keys[key].legs[sub].remote_held ? OPEN : 0;
}

static void be_resumed(struct scene *scene, unsigned key, unsigned sub)
{
    struct oh_event event = OH_EVENT(OH_EV_ENGINE_REMOTE_RESUMED, .leg = leg_of(key, sub));

    the_leg(scene, key, sub)->remote_held = 0;
    scene_tell(scene, &event);
}

/* ---- What must be done ---- */

/* How often the core let go of dead audio in this step, and began anew. */
static unsigned cures(const struct scene *scene)
{
    enum oh_prepare strongest = scene->setting->policy.activation == OH_ACTIVATION_SELF
                                    ? OH_PREPARE_REOPEN
                                    : OH_PREPARE_FORCE;
    unsigned disabled = 0, prepared = 0;

    for (uint16_t i = 0; i < scene->out.count; i++) {
        disabled += scene->items[i].type == OH_CMD_AUDIO_DISABLE;
        prepared +=
            scene->items[i].type == OH_CMD_AUDIO_PREPARE && scene->items[i].how == strongest;
    }
    return disabled == prepared ? disabled : 99;
}

static void expect_cure(struct scene *scene, struct env_more *more, bool dead, bool no_session,
                        bool was_silent)
{
    bool due = dead && !no_session && was_silent && !more->told_silent;
    bool tell = due && more->cures == 3;

    if (cures(scene) != (due && !tell) || (scene->told >> OH_TOLD_SILENT & 1) != tell)
        breaks(scene, P_S21);
    more->told_silent |= tell;
    more->cures = (more->cures + (due && !tell)) & 3;
    more->silent = dead && !no_session && !was_silent && !more->told_silent;
}

static void expect_word(struct scene *scene, struct env_more *more, bool heard, bool must,
                        bool was_unheard)
{
    bool tell = !heard && must && was_unheard && !more->told_deaf;
    bool again = heard && more->told_deaf;

    if ((scene->told >> OH_TOLD_DEAF & 1) != tell || scene->restarted != tell ||
        (scene->told >> OH_TOLD_HEARS_AGAIN & 1) != again)
        breaks(scene, P_S21);
    more->told_deaf = (more->told_deaf || tell) && !again;
    more->unheard = !heard && must && !was_unheard && !more->told_deaf;
}

static void report(struct scene *scene, unsigned key, unsigned sub, struct oh_frames frames)
{
    struct env_leg before = *the_leg(scene, key, sub);
    struct env_more *more = &scene->env.more[key];
    struct oh_event event = OH_EVENT(OH_EV_ENGINE_FLOWED, .leg = leg_of(key, sub), .frames = frames,
                                     .span_ms = REPORT_MS(scene->setting));
    bool sends = !before.muted && !before.remote_held;
    bool heard = frames.received > 0 || frames.alive > 0;
    bool dead = frames.captured == 0 || (frames.received > 0 && frames.played == 0);
    bool was_silent = more->silent, was_unheard = more->unheard;

    if (!sends)
        event.frames.sent = 0; /* nobody is to hear it, and an engine may save it */
    scene_tell(scene, &event);
    expect_cure(scene, more, dead, before.no_session, was_silent);
    expect_word(scene, more, heard, must_hear(&before), was_unheard);
    if (cures(scene) != 0) /* the gates are closed: another gate, another count */
        more->silent = more->unheard = 0;
}

/* ---- Reports ---- */

static bool flows(const struct scene *scene, unsigned key, unsigned sub)
{
    const struct env_leg *leg = &scene->env.keys[key].legs[sub];

    return leg->sip == LEG_UP && leg->open == OH_DIRECTION_BOTH && scene->setting->strategy->gates;
}

static bool is_dead(const struct scene *scene, unsigned key, unsigned sub)
{
    return scene->env.dead && !scene->env.keys[key].legs[sub].no_session;
}

/* All is well, by dead devices, too, now and then. A peer that sends no sound may be alive (RTCP,
 * comfort noise). */
static uint8_t can_flow(const struct scene *scene, unsigned key, unsigned sub)
{
    if (!flows(scene, key, sub) || scene->env.keys[key].legs[sub].lost)
        return 0;
    return scene->env.more[key].told_deaf && !is_dead(scene, key, sub) ? OPEN | QUIET : OPEN;
}

static void flow(struct scene *scene, unsigned key, unsigned sub)
{
    report(scene, key, sub, (struct oh_frames){50, 50, 50, 50, 0});
}

static void flow_alive(struct scene *scene, unsigned key, unsigned sub)
{
    report(scene, key, sub, (struct oh_frames){50, 0, 50, 0, 1});
}

static uint8_t can_flow_dead(const struct scene *scene, unsigned key, unsigned sub)
{
    if (flows(scene, key, sub) && scene->env.keys[key].legs[sub].no_session)
        return OPEN; /* a tone: no device captures it */
    if (!flows(scene, key, sub) || !is_dead(scene, key, sub))
        return 0;
    return scene->env.more[key].told_silent ? OPEN : OPEN | QUIET;
}

static void capture_nothing(struct scene *scene, unsigned key, unsigned sub)
{
    bool lost = the_leg(scene, key, sub)->lost;

    report(scene, key, sub, (struct oh_frames){.received = lost ? 0 : 50});
}

static uint8_t can_play_nothing(const struct scene *scene, unsigned key, unsigned sub)
{
    return scene->env.keys[key].legs[sub].lost ? 0 : can_flow_dead(scene, key, sub);
}

static void play_nothing(struct scene *scene, unsigned key, unsigned sub)
{
    report(scene, key, sub, (struct oh_frames){50, 50, 50, 0, 0});
}

static uint8_t can_hear_nothing(const struct scene *scene, unsigned key, unsigned sub)
{
    const struct env_leg *leg = &scene->env.keys[key].legs[sub];

    if (!flows(scene, key, sub) || is_dead(scene, key, sub) || !leg->lost)
        return 0;
    return must_hear(leg) && !scene->env.more[key].told_deaf ? OPEN | QUIET : OPEN;
}

static void hear_nothing(struct scene *scene, unsigned key, unsigned sub)
{
    report(scene, key, sub, (struct oh_frames){50, 0, 50, 50, 0});
}

const struct move_kind flow_moves[] = {
    {"nothing comes from the peer of @ any more (leg #)", PER_LEG, ADV_SILENCE, can_be_lost,
     be_lost},
    {"the peer of @ is back (leg #)", PER_LEG, ADV_SILENCE, can_be_found, be_found},
    {"the peer of @ holds (leg #)", PER_LEG, ADV_SILENCE, can_be_held, be_held},
    {"the peer of @ resumes (leg #)", PER_LEG, ADV_SILENCE, can_be_resumed, be_resumed},
    {"sound flows on @, both ways (leg #)", PER_LEG, ADV_SILENCE, can_flow, flow},
    {"sound flows on @, and the peer is silent, but alive (leg #)", PER_LEG, ADV_SILENCE, can_flow,
     flow_alive},
    {"nothing is captured on @ (leg #)", PER_LEG, ADV_SILENCE, can_flow_dead, capture_nothing},
    {"nothing is played on @ (leg #)", PER_LEG, ADV_SILENCE, can_play_nothing, play_nothing},
    {"no sign of life from the peer of @ (leg #)", PER_LEG, ADV_SILENCE, can_hear_nothing,
     hear_nothing},
    {0},
};
