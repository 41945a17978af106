/*
 * The whole table of moves for a setting, the clock's moves among them, and making a move.
 */
#include "moves.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "environment_foreign.h"
#include "strategy.h"

/* ---- The clock: any running deadline may fire next, whatever its length ---- */

static uint8_t can_fire(const struct scene *scene, unsigned slot, unsigned sub)
{
    const struct strategy *strategy = scene->setting->strategy;

    (void)sub;
    if (!(strategy->due(scene->mind) >> slot & 1))
        return 0;
    return strategy->last_resort(scene->mind, (uint8_t)slot)
               ? OPEN | QUIET | HOSTILE | MUTE | CLOCK | LAST_RESORT
               : OPEN | QUIET | HOSTILE | MUTE | CLOCK;
}

static uint8_t can_fire_request(const struct scene *scene, unsigned slot, unsigned sub)
{
    (void)sub;
    return scene->setting->strategy->due(scene->mind) >> (REQUEST_WHO + slot) & 1
               ? OPEN | QUIET | HOSTILE | MUTE | CLOCK
               : 0;
}

static uint8_t can_fire_audio(const struct scene *scene, unsigned slot, unsigned sub)
{
    (void)slot;
    (void)sub;
    if (!(scene->setting->strategy->due(scene->mind) & AUDIO_BIT))
        return 0;
    return switched_on(scene, ADV_NO_RUNGS) ? OPEN : OPEN | QUIET;
}

static void fire_audio(struct scene *scene, unsigned slot, unsigned sub)
{
    (void)slot;
    (void)sub;
    scene_fire(scene, AUDIO_WHO);
}

const struct move_kind clock_moves[] = {
    {"", PER_SLOT, 0, can_fire, fire_call},
    {"", PER_SLOT, 0, can_fire_request, fire_request},
    {"", PER_WORLD, 0, can_fire_audio, fire_audio},
    {0},
};

/* ---- The table ---- */

static void add(struct moves *moves, const struct move_kind *kind, unsigned key, unsigned sub)
{
    if (moves->count == MOVES_MAX)
        moves->too_many = true;
    else
        moves->all[moves->count++] = (struct move){kind, (uint8_t)key, (uint8_t)sub};
}

static void add_kind(struct moves *moves, const struct move_kind *kind,
                     const struct setting *setting)
{
    bool second_leg = setting->adversaries & (ADV_FORK | ADV_RETRY | ADV_REPLACE | ADV_REDIRECT);

    switch (kind->per) {
    case PER_WORLD: add(moves, kind, 0, 0); break;
    case PER_KEY:
        for (unsigned key = 0; key < setting->keys; key++)
            add(moves, kind, key, 0);
        break;
    case PER_LEG:
        for (unsigned key = 0; key < setting->keys; key++)
            for (unsigned leg = 0; leg < (second_leg ? LEGS : 1); leg++)
                add(moves, kind, key, leg);
        break;
    case PER_ID:
        for (unsigned key = 0; key < setting->keys; key++)
            for (unsigned id = 0; id < IDS; id++)
                if (setting->ids >> id & 1)
                    add(moves, kind, key, id);
        break;
    case PER_SLOT:
        for (unsigned slot = 0; slot < setting->slots; slot++)
            add(moves, kind, slot, 0);
        break;
    }
}

static void gather(const struct setting *setting, struct moves *moves)
{
    const struct move_kind *tables[] = {engine_moves,  flow_moves,  ui_moves,
                                        wish_moves,    group_moves, push_moves,
                                        foreign_moves, audio_moves, clock_moves};

    moves->count = 0;
    moves->too_many = false;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        for (const struct move_kind *kind = tables[i]; kind->words != NULL; kind++)
            if (kind->adversary == 0 || setting->adversaries & kind->adversary)
                add_kind(moves, kind, setting);
}

void moves_of(const struct setting *setting, struct moves *moves)
{
    gather(setting, moves);
    if (moves->too_many)
        abort(); /* a world with more kinds of moves than a record can name */
}

bool moves_fit(const struct setting *setting)
{
    struct moves moves;

    gather(setting, &moves);
    return !moves.too_many;
}

/*
 * Making one state of those that cannot be told apart any more. A leg that the mind ended and will
 * never hear of again: its ENDED may as well have come. (It is told at once, and must be ignored.)
 */
static void settle_legs(struct scene *scene, unsigned key)
{
    for (unsigned leg = 0; leg < LEGS; leg++) {
        struct env_leg *its = &scene->env.keys[key].legs[leg];
        if (its->sip != LEG_ENDING)
            continue;
        struct oh_event event =
            OH_EVENT(OH_EV_ENGINE_ENDED, .leg = leg_of(key, leg), .reason = OH_REASON_USER);
        struct oh_command items[COMMANDS_MAX];
        struct oh_commands out = {.items = items, .max = COMMANDS_MAX};
        scene->setting->strategy->step(scene->mind, &event, &out);
        if (!out.ignored || out.count > 0)
            breaks(scene, P_S5);
        *its = (struct env_leg){.sip = LEG_GONE, .outgoing = its->outgoing};
    }
}

/* Of a call that is over; a start may still come. */
static void settle_wishes(struct scene *scene, unsigned key, unsigned id)
{
    struct env_wishes *wishes = &scene->env.more[key].wishes[id];

    wishes->open &= WISH_START;
    wishes->asked &= WISH_START;
    wishes->pending &= WISH_START;
}

/* What the call UI does not hold is not held any longer than its cause lasts. */
static void settle_parked(struct scene *scene, unsigned key, unsigned id)
{
    struct env_more *more = &scene->env.more[key];

    if (!(more->parked >> id & 1) || foreign_is_in_the_way(&scene->env) ||
        more->wishes[id].asked & WISH_HOLD)
        return;
    more->parked &= (uint8_t)(~(1u << id) & 7);
}

/* What the user wanted of a call is over with it. */
static void settle_more(struct scene *scene, unsigned key)
{
    bool up = false, lives = false;

    for (unsigned leg = 0; leg < LEGS; leg++)
        up |= scene->env.keys[key].legs[leg].sip == LEG_UP;
    if (!up) {
        struct env_more *more = &scene->env.more[key];
        more->silent = more->unheard = more->told_silent = more->told_deaf = more->cures = 0;
    }
    for (unsigned id = 0; id < IDS; id++) {
        lives |= ui_lives(&scene->env.keys[key].ids[id]);
        if (!ui_lives(&scene->env.keys[key].ids[id])) {
            scene->env.more[key].muted &= (uint8_t)(~(1u << id) & 7);
            scene->env.more[key].given_up &= (uint8_t)(~(1u << id) & 7);
            scene->env.more[key].outdated &= (uint8_t)(~(1u << id) & 7);
            scene->env.more[key].dialled[id] = 0;
            scene->env.more[key].parked &= (uint8_t)(~(1u << id) & 7);
            settle_wishes(scene, key, id);
        }
        settle_parked(scene, key, id);
    }
    if (!lives)
        scene->env.more[key].bounce = 0;
}

/* No call lives, and every INVITE has come: from here on the adversaries may act as often as they
 * like, which makes one state of many that differ in what has been used up. Whether a push is still
 * to come must not matter, or less used up would not be more that can happen (store.h). */
static bool all_over(const struct scene *scene)
{
    for (unsigned k = 0; k < scene->setting->keys; k++) {
        const struct env_key *key = &scene->env.keys[k];
        if (key->legs[0].sip == LEG_NONE || key_lives(key) ||
            (switched_on(scene, ADV_RETRY) && key->legs[1].sip == LEG_NONE))
            return false;
        for (unsigned id = 0; id < IDS; id++)
            if (ui_lives(&key->ids[id]))
                return false;
    }
    return !(switched_on(scene, ADV_OLD_PUSH) && !scene->env.extra.old_pushes);
}

void move_play(struct scene *scene, const struct move *move)
{
    scene->broken = 0;
    scene->out.count = 0;
    scene->telling = OH_EV_NONE;
    move->kind->play(scene, move->key, move->sub);
    /* An activation for a call that is over does not come; late ones are unasked (ADV_EARLY). */
    if (scene->env.owed != OWED_NONE && !somebody_waits(&scene->env))
        scene->env.owed = OWED_NONE;
    if (scene->setting->strategy->forgets_legs)
        for (unsigned key = 0; key < scene->setting->keys; key++)
            settle_legs(scene, key);
    for (unsigned key = 0; key < scene->setting->keys && scene->setting->more_bytes != 0; key++)
        settle_more(scene, key);
    if (scene->setting->more_bytes != 0)
        settle_groups(scene);
    if (all_over(scene))
        scene->env.used &= ADV_PUSH | ADV_CANCEL_PUSH;
}

void move_words(const struct scene *scene, const struct move *move, char *text, size_t size)
{
    size_t count = 0;

    if (*move->kind->words == '\0') {
        uint8_t who = move->kind->can == can_fire           ? move->key
                      : move->kind->can == can_fire_request ? (uint8_t)(REQUEST_WHO + move->key)
                                                            : AUDIO_WHO;
        snprintf(text, size, "%s", scene->setting->strategy->clock_name(scene->mind, who));
        return;
    }
    for (const char *from = move->kind->words; *from != '\0' && count + 2 < size; from++) {
        if (*from == '@') {
            text[count++] = (char)('A' + move->key);
            if (move->kind->per == PER_ID && move->sub != ID_FIRST)
                text[count++] = move->sub == ID_RETRY ? '+' : '\'';
        } else if (*from == '#') {
            text[count++] = (char)('1' + move->sub);
        } else {
            text[count++] = *from;
        }
    }
    text[count] = '\0';
}
