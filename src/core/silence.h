/*
 * What a call's frames tell: that our audio is dead though the session says that it is on, or that
 * nothing comes from the peer any more. Judged by sums of the time that reports cover, never by the
 * clock: no report, no verdict.
 */
#ifndef OH_CORE_SILENCE_H
#define OH_CORE_SILENCE_H

#include "call.h"

/* Judge a report (FLOWED) of an open leg, and tell the application what it should know. Returns
 * whether the audio session is to be cured. */
bool silence_judge(struct call *call, const struct oh_policy *policy, const struct oh_event *flowed,
                   struct oh_commands *out);

/* Another gate, another span: what was summed up is void. */
void silence_forget(struct call *call);

#endif
