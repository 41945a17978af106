/*
 * What a host may rely on, whatever the parties tell in whatever order (include/offhook/offhook.h):
 * checked from events and commands alone.
 */
#ifndef FUZZ_CONTRACT_H
#define FUZZ_CONTRACT_H

#include "offhook/offhook.h"

/* Numbers that a run gives out, of each kind. */
#define NUMBERS_MAX 1024

enum leg_life { LEG_UNBORN = 0, LEG_LIVES, LEG_OVER };
enum shown { SHOWN_NOT = 0, SHOWN_PENDING, SHOWN_YES, SHOWN_OVER, SHOWN_AS_IT_LIKES };
enum action_life { ACTION_NONE = 0, ACTION_OPEN, ACTION_KEPT, ACTION_DONE };

struct contract {
    uint8_t legs[NUMBERS_MAX];    /* enum leg_life */
    uint8_t calls[NUMBERS_MAX];   /* enum shown, by the number in an id's first two bytes */
    uint8_t actions[NUMBERS_MAX]; /* enum action_life */
    bool preparing;
    bool enabled;
    bool left_over; /* this event tells of a call that nobody knows */
};

struct oh_call_id contract_id(unsigned number);

/* An event is about to be told, and was: then `out` must keep the contract. */
void contract_before(struct contract *contract, const struct oh_policy *policy,
                     const struct oh_event *event);
void contract_after(struct contract *contract, const struct oh_core *core,
                    const struct oh_event *event, const struct oh_commands *out);

#endif
