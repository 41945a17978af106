/*
 * Facts of the core as small numbers with names, for docs/protocol.md: what an event meets, and
 * what it leaves. One call.
 */
#ifndef CHECK_FACTS_H
#define CHECK_FACTS_H

#include "world.h"

enum fact {
    FACT_EVENT, /* what the event carries */
    FACT_WHO,   /* of whom it speaks */

    /* What the step comes to, and the other party goes by. */
    FACT_ON,     /* the audio session is on, then */
    FACT_NEEDED, /* and is needed */
    FACT_LEFT,   /* there is a call, then */

    FACT_FOREIGN, /* how the calls of other applications stand; either party may go by it */

    FACT_UI,
    FACT_SIP,
    FACT_OUTGOING,
    FACT_WANTED,
    FACT_HELD,
    FACT_TOLD,
    FACT_CHANGING,
    FACT_PREPARING,
    FACT_SESSION,
    FACT_DIRECTION,
    FACT_MUTED,
    FACT_TOLD_MUTED,
    FACT_DIGITS,
    FACT_TRANSFER,
    FACT_AUTO,
    FACT_TALK,
    FACT_BOUNCE,
    FACT_ASKED, /* the first of those that tell what is asked of the call UI */
    FACT_ASKED_END,
    FACT_ASKED_HOLD,
    FACT_ASKED_RESUME,
    FACT_ASKED_MUTE,
    FACT_ASKED_UNMUTE,
    FACT_ASKED_START,
    FACT_REMOTE,
    FACT_CURES,
    FACT_SILENT,
    FACT_DEAF,
    FACT_OUTDATED,
    FACT_UNDISTURBED,
    FACT_AUDIO,
    FACT_RUNG,
    FACT_HOW,
    FACT_DIRTY,
    FACT_SYSTEM,
    FACT_OWN,
    FACT_UNUSABLE,
    FACT_RESET,
    FACT_UNHELD,
    FACT_TOUCHED,
    FACTS
};

#define FIRST_CALL_FACT  FACT_UI
#define FIRST_AUDIO_FACT FACT_AUDIO

/* What is known of the core in `scene`, and of the call that `event` speaks of (NULL: of none). */
void facts_of(const struct scene *scene, const struct oh_event *event, uint8_t *facts);

/* The same event with the call that it speaks of named by its id, which outlives its leg. */
void event_by_id(const struct scene *scene, struct oh_event *event);

/* "audio on", "not wanted": a fact with its value, at an event of this type. */
const char *fact_text(enum oh_event_type type, enum fact fact, uint8_t value);

#endif
