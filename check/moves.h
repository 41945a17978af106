/*
 * The moves of the environment: a table of name, guard, effect. A guard returns 0, or in which
 * worlds the move is possible (OPEN, QUIET, ...).
 */
#ifndef CHECK_MOVES_H
#define CHECK_MOVES_H

#include "world.h"

enum per { PER_WORLD, PER_KEY, PER_LEG, PER_ID, PER_SLOT };

struct move_kind {
    const char *words;  /* '@' stands for the call's letter, '#' for the leg's number */
    enum per per;       /* for whom it can be made */
    uint64_t adversary; /* 0, or one of which must be switched on for it */
    uint8_t (*can)(const struct scene *scene, unsigned key, unsigned sub);
    void (*play)(struct scene *scene, unsigned key, unsigned sub);
};

struct move {
    const struct move_kind *kind;
    uint8_t key;
    uint8_t sub;
};

#define MOVES_MAX 255 /* a move has a number of 8 bits, and one is left over */

struct moves {
    unsigned count;
    bool too_many;
    struct move all[MOVES_MAX];
};

/* Ended by one without words. */
extern const struct move_kind engine_moves[];
extern const struct move_kind flow_moves[];
extern const struct move_kind ui_moves[];
extern const struct move_kind push_moves[];
extern const struct move_kind wish_moves[];
extern const struct move_kind foreign_moves[];
extern const struct move_kind group_moves[];
extern const struct move_kind audio_moves[];
extern const struct move_kind clock_moves[];

/* All moves that can occur in this setting, of which there must not be more than MOVES_MAX. */
void moves_of(const struct setting *setting, struct moves *moves);
bool moves_fit(const struct setting *setting);

static inline uint8_t move_can(const struct scene *scene, const struct move *move)
{
    return move->kind->can(scene, move->key, move->sub);
}

/* Make it: scene->env and the mind change, scene->broken says what the commands broke. */
void move_play(struct scene *scene, const struct move *move);

/* Its words for this state. */
void move_words(const struct scene *scene, const struct move *move, char *text, size_t size);

/* An action of the call UI: by its user's hand, or because it was asked for it. */
void act(struct scene *scene, unsigned key, unsigned id, oh_action action);

/* The user talks on another call, and the system will not let him turn to this one. */
bool busy(const struct scene *scene, unsigned key);

/* Two wishes at a time are enough to see what they make of each other. */
bool wishes_enough(const struct scene *scene);

/* What is said of it, if T_REQUEST is over for this slot. */
void fire_request(struct scene *scene, unsigned slot, unsigned sub);

/* The session goes while a PREPARE may be in flight. */
void session_lost(struct scene *scene);

/* An adversary had its turn, or has it still. */
static inline bool has_turn(const struct scene *scene, uint64_t adversary)
{
    return (scene->setting->adversaries & ~scene->env.used & adversary) != 0;
}

static inline bool switched_on(const struct scene *scene, uint64_t adversary)
{
    return (scene->setting->adversaries & adversary) != 0;
}

#endif
