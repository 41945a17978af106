/*
 * The roll of calls: short numbers (1, 2, 3 ...) for people and programs, and what a face still
 * wants to say of a call when the core has forgotten it.
 */
#ifndef OFFHOOK_APP_ROLL_H
#define OFFHOOK_APP_ROLL_H

#include <glib.h>

#include "offhook/offhook.h"

struct roll_call {
    struct oh_call_id id;
    unsigned number;       /* from 1, each used once */
    oh_leg leg;            /* the last one it had */
    char *remote;          /* who is at the other end */
    enum oh_reason reason; /* why it ended, as far as is known yet */
    bool told;             /* a face knows of it */
};

struct roll;

struct roll *roll_new(void);
void roll_free(struct roll *roll);

/* The entry of a call, made if there is none. Borrowed until it is dropped. */
struct roll_call *roll_enter(struct roll *roll, struct oh_call_id id);
/* NULL if there is none. */
struct roll_call *roll_by_id(struct roll *roll, struct oh_call_id id);
struct roll_call *roll_by_leg(struct roll *roll, oh_leg leg);
struct roll_call *roll_by_number(struct roll *roll, unsigned number);
/* The index-th, oldest first; NULL after the last. */
struct roll_call *roll_at(struct roll *roll, unsigned index);
void roll_drop(struct roll *roll, struct roll_call *call);

/* What the core knows of a call; false if it knows it no more. */
bool roll_info(const struct oh_core *core, struct oh_call_id id, struct oh_call_info *info);

#endif
