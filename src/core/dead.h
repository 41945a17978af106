/*
 * Calls that ended lately: what a late push or INVITE of theirs is to meet, and whose end must
 * still be reported because their report has not completed. As many as can come to owe one have a
 * place.
 */
#ifndef OH_CORE_DEAD_H
#define OH_CORE_DEAD_H

#include "core.h"

struct dead *dead_by_id(struct oh_core *core, const struct oh_call_id *id);

/* The youngest: a key may have died twice, if a retry failed, too. */
struct dead *dead_by_key(struct oh_core *core, oh_match_key key);

/* Whether an INVITE that still comes is for a call that the user, here or elsewhere, has done with.
 * A call that we failed ourselves may be tried again. */
bool dead_refuses_invite(const struct dead *dead);

/* A late push is refused also when the caller gave up: there is nobody to ring for. */
bool dead_refuses_push(const struct dead *dead);

/* Room for one more that owes: every report that has not completed may come to owe its end. */
bool dead_room_to_report(const struct oh_core *core);

/* Remember it; the oldest that owes nothing makes way. One that owes must have had room. */
void dead_remember(struct oh_core *core, const struct oh_call_id *id, oh_match_key key,
                   enum oh_reason reason, bool owes);

/* It must not ring again (S12), under whatever id its key died. */
void dead_user_is_done(struct oh_core *core, const struct dead *dead);

/* Those older than T_DEAD, but for debts. */
void dead_forget_expired(struct oh_core *core);

#endif
