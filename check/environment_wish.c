/*
 * The application's wishes, and what the call UI makes of what it is asked for: it does it by an
 * action like the user's, sooner or later, or says that it does not, or says nothing.
 */
#include "bounces.h"
#include "moves.h"
#include "obey.h"

#include "strategy.h"

static struct env_wishes *wishes_of(struct scene *scene, unsigned key, unsigned id)
{
    return &scene->env.more[key].wishes[id];
}

/* ---- What is wished ---- */

bool wishes_enough(const struct scene *scene)
{
    int count = 0;

    for (unsigned key = 0; key < scene->setting->keys; key++) {
        count += scene->env.more[key].group_asked + scene->env.more[key].group_pending;
        for (unsigned id = 0; id < IDS; id++) {
            const struct env_wishes *wishes = &scene->env.more[key].wishes[id];
            count += __builtin_popcount(wishes->open | wishes->asked | wishes->pending);
        }
    }
    return count >= 2;
}

static uint8_t can_wish(const struct scene *scene, unsigned key, unsigned id)
{
    return ui_lives(&scene->env.keys[key].ids[id]) && core_knows(scene, key, id) &&
                   !wishes_enough(scene)
               ? OPEN
               : 0;
}

static uint8_t can_wish_on_it(const struct scene *scene, unsigned key, unsigned id)
{
    return scene->env.keys[key].ids[id].answered ? can_wish(scene, key, id) : 0;
}

static bool is_so(const struct scene *scene, unsigned key, unsigned id, uint8_t wish)
{
    const struct env_ui *ui = &scene->env.keys[key].ids[id];
    const struct env_more *more = &scene->env.more[key];
    uint8_t open = more->wishes[id].open;
    bool muted = more->muted >> id & 1;
    bool to_be_held = open & WISH_HOLD || more->bounce == BOUNCES;

    switch ((enum wish)wish) {
    case WISH_ANSWER: return ui->answered;
    case WISH_HOLD: return ui->held && !(open & WISH_RESUME);
    case WISH_RESUME: return !ui->answered || (!ui->held && !to_be_held);
    case WISH_MUTE: return muted && !(open & WISH_UNMUTE);
    case WISH_UNMUTE: return !muted && !(open & WISH_MUTE);
    case WISH_END:
    case WISH_START:
    case WISH_DIGITS: /* each time */
    case WISH_TO_TALK: break;
    }
    return false;
}

static void make_wish(struct scene *scene, unsigned key, unsigned id, uint8_t wish,
                      enum oh_event_type type, bool on)
{
    struct oh_event event = OH_EVENT(type, .call = id_of(key, id), .on = on);
    struct env_wishes *wishes = wishes_of(scene, key, id);

    if (wish == WISH_HOLD) /* it thought better of it */
        wishes->open &= (uint8_t) ~(WISH_RESUME & ~wishes->asked);
    if (wish == WISH_HOLD && scene->env.more[key].bounce == BOUNCES)
        bounce_is_over(scene, key); /* it is a hold like any other now */
    if (!is_so(scene, key, id, wish))
        wishes->open |= wish;
    scene_tell(scene, &event);
}

static void wish_answer(struct scene *scene, unsigned key, unsigned id)
{
    make_wish(scene, key, id, WISH_ANSWER, OH_EV_APP_ANSWERED, false);
}

static void wish_end(struct scene *scene, unsigned key, unsigned id)
{
    make_wish(scene, key, id, WISH_END, OH_EV_APP_ENDED, false);
}

static void wish_hold(struct scene *scene, unsigned key, unsigned id)
{
    make_wish(scene, key, id, WISH_HOLD, OH_EV_APP_HELD, true);
}

static void wish_resume(struct scene *scene, unsigned key, unsigned id)
{
    make_wish(scene, key, id, WISH_RESUME, OH_EV_APP_HELD, false);
}

static void wish_mute(struct scene *scene, unsigned key, unsigned id)
{
    make_wish(scene, key, id, WISH_MUTE, OH_EV_APP_MUTED, true);
}

static void wish_unmute(struct scene *scene, unsigned key, unsigned id)
{
    make_wish(scene, key, id, WISH_UNMUTE, OH_EV_APP_MUTED, false);
}

/* A second time when the call UI has said something to the first. */
static uint8_t can_wish_digits(const struct scene *scene, unsigned key, unsigned id)
{
    const struct env_wishes *wishes = &scene->env.more[key].wishes[id];

    return (wishes->open | wishes->asked | wishes->pending) & WISH_DIGITS
               ? 0
               : can_wish_on_it(scene, key, id);
}

/* All of them, in their order. */
static bool were_requested(const struct oh_commands *out, const char *digits)
{
    for (unsigned i = 0; i < out->count; i++) {
        const struct oh_command *command = &out->items[i];
        if (command->type != OH_CMD_UI_REQUEST || command->request != OH_REQUEST_DIGITS)
            continue;
        for (unsigned d = 0; d < OH_COMMAND_DIGITS_MAX && command->digits[d] != '\0'; d++)
            if (command->digits[d] != *digits++)
                return false;
    }
    return *digits == '\0';
}

static void wish_digits(struct scene *scene, unsigned key, unsigned id)
{
    struct oh_event event = OH_EVENT(OH_EV_APP_DIGITS, .call = id_of(key, id), .digits = DIALLED);

    wishes_of(scene, key, id)->open |= WISH_DIGITS;
    scene_tell(scene, &event);
    if (!were_requested(&scene->out, DIALLED))
        breaks(scene, P_S22);
}

static void wish_swap(struct scene *scene, unsigned key, unsigned id)
{
    uint8_t wish = scene->env.keys[key].ids[id].answered ? WISH_RESUME : WISH_ANSWER;

    make_wish(scene, key, id, wish, OH_EV_APP_SWAPPED, false);
}

static uint8_t can_place(const struct scene *scene, unsigned key, unsigned id)
{
    const struct env_key *its = &scene->env.keys[key];

    (void)id;
    return its->legs[0].sip == LEG_NONE && !its->legs[0].outgoing &&
                   its->ids[ID_FIRST].shown == SHOWN_NOT && its->ids[ID_PUSH].shown == SHOWN_NOT &&
                   !wishes_enough(scene)
               ? OPEN
               : 0;
}

static void place(struct scene *scene, unsigned key, unsigned id)
{
    struct oh_event event =
        OH_EVENT(OH_EV_APP_PLACED, .call = id_of(key, ID_FIRST), .leg = leg_of(key, 0));

    (void)id;
    scene->env.keys[key].legs[0].outgoing = 1;
    wishes_of(scene, key, ID_FIRST)->open |= WISH_START;
    scene_tell(scene, &event);
}

/* A wish on a call that is up is carried out; on another it is told that it was not. */
static uint8_t can_transfer(const struct scene *scene, unsigned key, unsigned id)
{
    const struct env_ui *ui = &scene->env.keys[key].ids[id];

    return ui_lives(ui) && ui->answered ? OPEN : 0;
}

static bool transfer_open(const struct env_key *key)
{
    bool open = false;

    for (unsigned leg = 0; leg < LEGS; leg++)
        open |= key->legs[leg].transferring;
    return open;
}

static void transfer(struct scene *scene, unsigned key, unsigned id)
{
    struct oh_event event = OH_EVENT(OH_EV_APP_TRANSFERRED, .call = id_of(key, id));
    bool open = transfer_open(&scene->env.keys[key]);
    bool known = core_knows(scene, key, id);

    scene_tell(scene, &event);
    if (known && !open && !transfer_open(&scene->env.keys[key]) &&
        !(scene->told >> OH_TOLD_TRANSFER_FAILED & 1))
        breaks(scene, P_S20);
}

/* With a reason it is no wish: the call is over at once, and the call UI is told. */
static uint8_t can_end_by_fact(const struct scene *scene, unsigned key, unsigned id)
{
    return has_turn(scene, ADV_APP) && ui_lives(&scene->env.keys[key].ids[id]) ? OPEN : 0;
}

static void end_by_fact(struct scene *scene, unsigned key, unsigned id)
{
    struct oh_event event =
        OH_EVENT(OH_EV_APP_ENDED, .call = id_of(key, id), .reason = OH_REASON_STOPPED);

    scene->env.used |= ADV_APP;
    scene_tell(scene, &event);
    if (scene->env.keys[key].ids[id].shown == SHOWN_YES && core_knows(scene, key, id))
        breaks(scene, P_S22);
}

/* ---- What the core makes of it: requests, and words ---- */

/* Without a wish of the application: until it is given up, of a call that rings before the user,
 * while nobody talks (or all may). */
static void answer_itself(struct scene *scene, uint8_t key, uint8_t id)
{
    const struct env_ui *ui = &scene->env.keys[key].ids[id];
    const struct env_more *more = &scene->env.more[key];

    if (ui->shown != SHOWN_YES || ui->answered || more->given_up >> id & 1 ||
        !answers_itself(scene, key, id) ||
        (talks(&scene->env) && scene->setting->policy.focus == OH_FOCUS_ONE))
        breaks(scene, P_S19);
}

/* Asked only where the application wants it placed, or a peer's transfer is followed, with the leg
 * that was named. */
static void request_start(struct scene *scene, uint8_t key, uint8_t id, oh_leg leg)
{
    if ((scene->telling != OH_EV_ENGINE_TRANSFER_ASKED && scene->telling != OH_EV_APP_PLACED) ||
        id != ID_FIRST || leg != leg_of(key, 0))
        breaks(scene, P_S20);
    scene->env.keys[key].legs[0].outgoing = 1;
}

/* Of a call whose end is owed the call UI may show anything. */
static bool is_talked_on(const struct scene *scene, unsigned key)
{
    for (unsigned id = 0; id < IDS; id++) {
        const struct env_ui *ui = &scene->env.keys[key].ids[id];
        if (ui_lives(ui) && ui->answered && !ui->held && core_knows(scene, key, id))
            return true;
    }
    return false;
}

/* Somebody waits to be answered or resumed, and this one is in his way. */
static bool is_in_the_way(const struct scene *scene, uint8_t key, uint8_t id)
{
    bool waits = false;

    for (unsigned k = 0; k < scene->setting->keys; k++)
        for (unsigned i = 0; i < IDS && !mixable(&scene->env, k, key); i++) {
            if (k == key && (i == id || !core_knows(scene, k, i)))
                continue; /* the same call, unless a push without a key made two of it */
            waits |= (scene->env.more[k].wishes[i].open & WISH_TO_TALK) != 0;
        }
    if (scene->telling == OH_EV_UI_RESET) /* what the service knows of it is yet to come */
        return waits;
    return waits && is_talked_on(scene, key);
}

/* Nobody else may be talked to when it is asked for (S8). */
static bool has_the_word(const struct scene *scene, uint8_t key)
{
    for (unsigned k = 0; k < scene->setting->keys; k++)
        if (k != key && !joined(&scene->env, k, key) && is_talked_on(scene, k) &&
            uses_session(&scene->env.keys[k]))
            return !uses_session(&scene->env.keys[key]);
    return true;
}

static uint8_t opposite_of(uint8_t wish)
{
    if (wish & (WISH_HOLD | WISH_MUTE))
        return (uint8_t)(wish << 1);
    return wish & (WISH_RESUME | WISH_UNMUTE) ? (uint8_t)(wish >> 1) : 0;
}

/* Nobody can answer what is not; nor, after a reset, what rings anew. What goes on is shown. */
static bool is_before_him(const struct scene *scene, uint8_t key, uint8_t id)
{
    unsigned shown = scene->env.keys[key].ids[id].shown;

    return shown == SHOWN_YES || (shown == SHOWN_NOT && scene->telling == OH_EV_UI_RESET);
}

/* Once while it is open, but for what is open both ways; each for a wish. */
void wish_requested(struct scene *scene, const struct oh_command *command, uint8_t key, uint8_t id)
{
    struct env_wishes *wishes = &scene->env.more[key].wishes[id];
    uint8_t wish = wish_of_request(command->request, command->on);
    uint8_t opposite = opposite_of(wish);

    if ((!(wishes->open & wish) || wish == WISH_RESUME) && bounce_requested(scene, key, id, wish))
        return;
    if (wish == WISH_START)
        request_start(scene, key, id, command->leg);
    else if (wish == WISH_ANSWER && !(wishes->open & wish))
        answer_itself(scene, key, id);
    else if (!(wishes->open & wish) &&
             !(wish == WISH_HOLD && (is_in_the_way(scene, key, id) || scene->spared == 1 + key)) &&
             !(wish == WISH_HOLD && scene->telling == OH_EV_ENGINE_GROUP_FAILED &&
               is_beside(scene, key)))
        breaks(scene, P_S22);
    if (wish == 0 || (wishes->asked & wish && !(wishes->asked & opposite) &&
                      scene->telling != OH_EV_APP_DIGITS)) /* more than one request holds */
        breaks(scene, P_S22);
    if (wish & WISH_TO_TALK && !is_before_him(scene, key, id))
        breaks(scene, P_S22);
    if (wish & WISH_TO_TALK && scene->setting->policy.focus == OH_FOCUS_ONE &&
        !has_the_word(scene, key))
        breaks(scene, P_S22);
    wishes->open |= wish;
    wishes->asked |= wish;
}

/* The call UI did not answer it, and is not asked to do so again. */
static void answer_given_up(struct scene *scene, unsigned key, unsigned id, uint8_t given_up)
{
    if (given_up & WISH_ANSWER && scene->setting->policy.auto_answer != OH_AUTO_ANSWER_NEVER)
        scene->env.more[key].given_up |= (uint8_t)(1u << id) & 7;
}

/* What is told as given up was wished. The call UI may still do it. */
void wish_given_up(struct scene *scene, const struct oh_command *command, uint8_t key, uint8_t id)
{
    const struct env_ui *ui = &scene->env.keys[key].ids[id];
    struct env_wishes *wishes = &scene->env.more[key].wishes[id];
    uint8_t wish = wish_of_request(command->request, command->on);

    if (!(wishes->open & wish) || wish == WISH_END) /* an end is carried out */
        breaks(scene, P_S22);
    /* Here, too: a clock may fire whichever deadline is due (sim/), and not T_REQUEST by name. */
    answer_given_up(scene, key, id, wishes->asked & wish);
    wishes->open &= (uint8_t)~wish;
    wishes->pending |= wishes->asked & wish;
    wishes->asked &= (uint8_t)~wish;
    if (wish == WISH_HOLD && ui_lives(ui) && !ui->held) /* it is as it was to be again */
        wishes->open &= (uint8_t) ~(WISH_RESUME & ~wishes->asked);
}

/* ---- What the call UI makes of it ---- */

/* One that talks on another call lets nobody turn to this one. */
static bool is_let(const struct scene *scene, unsigned key, uint8_t wish)
{
    return !(wish & (WISH_TO_TALK | WISH_START)) || !busy(scene, key);
}

static bool was_asked(const struct scene *scene, unsigned key, unsigned id, uint8_t wish)
{
    const struct env_wishes *wishes = &scene->env.more[key].wishes[id];

    return (wishes->asked | wishes->pending) & wish;
}

static uint8_t can_do(const struct scene *scene, unsigned key, unsigned id, uint8_t wish)
{
    return was_asked(scene, key, id, wish) && is_let(scene, key, wish) ? OPEN | QUIET : 0;
}

static void do_it(struct scene *scene, unsigned key, unsigned id, uint8_t wish, oh_action action)
{
    struct env_wishes *wishes = wishes_of(scene, key, id);

    wishes->asked &= (uint8_t)~wish;
    wishes->pending &= (uint8_t)~wish;
    act(scene, key, id, action);
}

#define DOES(word, WISH, ACTION)                                                    \
    static uint8_t can_##word(const struct scene *scene, unsigned key, unsigned id) \
    {                                                                               \
        return can_do(scene, key, id, WISH);                                        \
    }                                                                               \
                                                                                    \
    static void word(struct scene *scene, unsigned key, unsigned id)                \
    {                                                                               \
        do_it(scene, key, id, WISH, ACTION);                                        \
    }

DOES(answer, WISH_ANSWER, ACTION_ANSWER)
DOES(end, WISH_END, ACTION_END)
DOES(hold, WISH_HOLD, ACTION_HOLD)
DOES(resume, WISH_RESUME, ACTION_UNHOLD)
DOES(mute, WISH_MUTE, ACTION_MUTE)
DOES(unmute, WISH_UNMUTE, ACTION_UNMUTE)
DOES(dial, WISH_DIGITS, ACTION_DIAL)
DOES(start, WISH_START, ACTION_START)

/* What it must refuse it does, sooner or later. Which of several it refuses is no matter: one. */
static uint8_t first_asked(const struct scene *scene, unsigned key, unsigned id)
{
    const struct env_wishes *wishes = &scene->env.more[key].wishes[id];
    unsigned asked = wishes->asked | wishes->pending;

    return (uint8_t)(asked & -asked);
}

static uint8_t can_refuse(const struct scene *scene, unsigned key, unsigned id)
{
    uint8_t wish = first_asked(scene, key, id);

    if (wish == 0)
        return 0;
    return is_let(scene, key, wish) ? OPEN : OPEN | QUIET;
}

static uint8_t request_of(uint8_t wish)
{
    for (uint8_t request = OH_REQUEST_ANSWER; request <= OH_REQUEST_GROUP; request++)
        if (wish_of_request(request, false) == wish || wish_of_request(request, true) == wish)
            return request;
    return OH_REQUEST_NONE;
}

/* What the engine was told of a call that will not be it can forget. */
static void expect_forgotten(struct scene *scene, unsigned key, uint8_t given_up)
{
    if (given_up & WISH_START && scene->env.keys[key].legs[0].sip == LEG_NONE)
        breaks(scene, P_S22);
}

/* An end is carried out all the same, of all else it is told that it is given up. */
static void refuse(struct scene *scene, unsigned key, unsigned id)
{
    struct env_wishes *wishes = wishes_of(scene, key, id);
    uint8_t wish = first_asked(scene, key, id);
    struct oh_event event =
        OH_EVENT(OH_EV_UI_REQUEST_REFUSED, .call = id_of(key, id), .request = request_of(wish),
                 .on = wish == WISH_HOLD || wish == WISH_MUTE);

    bool waited_for = wishes->asked & wish;
    wishes->asked &= (uint8_t)~wish;
    wishes->pending &= (uint8_t)~wish;
    if (waited_for && wish == WISH_HOLD)
        bounce_given_up(scene, key, id);
    if (waited_for)
        answer_given_up(scene, key, id, wish);
    scene_tell(scene, &event);
    if (waited_for && wishes->open & wish && core_knows(scene, key, id))
        breaks(scene, P_S22);
    expect_forgotten(scene, key, wish);
}

/* T_REQUEST: the same of all that is still open. */
void fire_request(struct scene *scene, unsigned slot, unsigned sub)
{
    struct oh_call_id call = scene->setting->strategy->in_slot(scene->mind, (uint8_t)slot);
    uint8_t key, id;

    (void)sub;
    if (!id_back(&call, &key, &id)) {
        breaks(scene, P_S22);
        return;
    }
    bounce_given_up(scene, key, id);
    uint8_t asked = wishes_of(scene, key, id)->asked;
    bool group_asked = scene->env.more[key].group_asked;
    answer_given_up(scene, key, id, asked);
    scene_fire(scene, (uint8_t)(REQUEST_WHO + slot));
    if ((wishes_of(scene, key, id)->open & asked ||
         (group_asked && scene->env.more[key].group_asked)) &&
        core_knows(scene, key, id))
        breaks(scene, P_S22);
    expect_forgotten(scene, key, asked);
}

/* An action of the user's that nobody answered in time: a hold is to be done once more, an end is
 * the end (CK-86). */
static uint8_t can_time_out(const struct scene *scene, unsigned key, unsigned id)
{
    const struct env_ui *ui = &scene->env.keys[key].ids[id];

    return has_turn(scene, ADV_STALE) && ui->shown == SHOWN_YES && ui->answered &&
                   core_knows(scene, key, id)
               ? OPEN
               : 0;
}

static void time_out(struct scene *scene, unsigned key, unsigned id, enum oh_request request)
{
    struct oh_event event = OH_EVENT(OH_EV_UI_ACTION_TIMED_OUT, .call = id_of(key, id),
                                     .action = ACTION_HOLD, .request = (uint8_t)request);

    scene->env.used |= ADV_STALE;
    if (request == OH_REQUEST_HOLD)
        bounce_given_up(scene, key, id);
    scene_tell(scene, &event);
    if (core_knows(scene, key, id) != (request == OH_REQUEST_HOLD))
        breaks(scene, P_S23);
}

static void hold_times_out(struct scene *scene, unsigned key, unsigned id)
{
    time_out(scene, key, id, OH_REQUEST_HOLD);
}

static void end_times_out(struct scene *scene, unsigned key, unsigned id)
{
    time_out(scene, key, id, OH_REQUEST_END);
}

#define ASKING  (ADV_WISHES | ADV_TRANSFER)
#define HOLDING (ADV_WISHES | ADV_BOUNCE | ADV_FOREIGN | ADV_GROUPS)

const struct move_kind wish_moves[] = {
    {"the application wishes to answer @", PER_ID, ADV_WISHES, can_wish, wish_answer},
    {"the application wishes to end @", PER_ID, ADV_WISHES, can_wish, wish_end},
    {"the application wishes to hold @", PER_ID, ADV_WISHES, can_wish_on_it, wish_hold},
    {"the application wishes to resume @", PER_ID, ADV_WISHES, can_wish_on_it, wish_resume},
    {"the application wishes to mute @", PER_ID, ADV_MUTE_WISHES, can_wish_on_it, wish_mute},
    {"the application wishes @ not to be muted", PER_ID, ADV_MUTE_WISHES, can_wish_on_it,
     wish_unmute},
    {"the application wishes " DIALLED " to be dialled on @", PER_ID, ADV_DIGIT_WISHES,
     can_wish_digits, wish_digits},
    {"the application wishes to talk on @ now", PER_ID, ADV_WISHES, can_wish, wish_swap},
    {"the application places call @", PER_KEY, ADV_WISHES, can_place, place},
    {"the application transfers @", PER_ID, ADV_TRANSFER, can_transfer, transfer},
    {"the application ends @, for it is closing", PER_ID, ADV_APP, can_end_by_fact, end_by_fact},
    {"the call UI answers @, as it was asked to", PER_ID, 0, can_answer, answer},
    {"the call UI ends @, as it was asked to", PER_ID, ADV_WISHES, can_end, end},
    {"the call UI holds @, as it was asked to", PER_ID, HOLDING, can_hold, hold},
    {"the call UI resumes @, as it was asked to", PER_ID, HOLDING, can_resume, resume},
    {"the call UI mutes @, as it was asked to", PER_ID, ADV_MUTE_WISHES, can_mute, mute},
    {"the call UI unmutes @, as it was asked to", PER_ID, ADV_MUTE_WISHES, can_unmute, unmute},
    {"the call UI dials on @, as it was asked to", PER_ID, ADV_DIGIT_WISHES, can_dial, dial},
    {"the call UI starts @, as it was asked to", PER_KEY, ASKING, can_start, start},
    {"the call UI does not do with @ what it was asked for", PER_ID, 0, can_refuse, refuse},
    {"a hold of @ times out", PER_ID, ADV_WISHES, can_time_out, hold_times_out},
    {"an end of @ times out", PER_ID, ADV_WISHES, can_time_out, end_times_out},
    {0},
};
