/*
 * Calls of other applications on the fake iOS platform: what the system does to ours for them, and
 * what an application hears of it.
 */
#include "ios_private.h"

static void becomes(struct fake_ios *ios, enum oh_foreign foreign, enum oh_reason reason)
{
    ios->foreign = foreign;
    RECORD(ios, "ios foreign call %s", oh_foreign_name(foreign));
    agenda_post(&ios->agenda, &OH_EVENT(OH_EV_UI_FOREIGN_CALL, .foreign = (uint8_t)foreign,
                                        .reason = (uint8_t)reason));
}

void fake_ios_foreign_rings(struct fake_ios *ios)
{
    becomes(ios, OH_FOREIGN_RINGING, OH_REASON_NONE);
}

/* Hold & Accept (CK-89). */
static void hold_ours(struct fake_ios *ios)
{
    for (guint i = 0; i < ios->calls->len; i++) {
        struct ios_call *call = &g_array_index(ios->calls, struct ios_call, i);
        if (!call->taken || call->held)
            continue;
        call->held_for_foreign = true;
        fake_ios_hold(ios, call->id, true);
    }
}

void fake_ios_foreign_answered(struct fake_ios *ios)
{
    if (!ios->faults.foreign_holds_nobody)
        hold_ours(ios);
    ios_session_taken(ios);
    becomes(ios, OH_FOREIGN_ACTIVE, OH_REASON_NONE);
}

void ios_foreign_makes_way(struct fake_ios *ios)
{
    if (ios->foreign != OH_FOREIGN_ACTIVE)
        return;
    ios_session_given_back(ios);
    becomes(ios, OH_FOREIGN_HELD, OH_REASON_NONE);
}

/* Ours comes back, but not behind the user's back. */
static void resume_ours(struct fake_ios *ios)
{
    for (guint i = 0; i < ios->calls->len; i++) {
        const struct ios_call *call = &g_array_index(ios->calls, struct ios_call, i);
        if (!call->held_for_foreign)
            continue;
        fake_ios_hold(ios, call->id, false);
        return;
    }
}

void fake_ios_foreign_over(struct fake_ios *ios, bool by_user)
{
    if (ios->foreign == OH_FOREIGN_NONE)
        return;
    ios_session_given_back(ios);
    becomes(ios, OH_FOREIGN_NONE, by_user ? OH_REASON_USER : OH_REASON_REMOTE);
    if (by_user)
        resume_ours(ios);
}
