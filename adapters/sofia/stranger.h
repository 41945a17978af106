/*
 * With an account that takes requests from its registrar and proxy only: those that come from
 * elsewhere, outside of our dialogs. Scanners send them by the thousand. They are dropped before
 * nta keeps anything of them; of the INVITEs a few a second are let through, to be refused with
 * 403, so that an honest caller is told.
 */
#ifndef SOFIA_STRANGER_H
#define SOFIA_STRANGER_H

#include "listen.h"

/* This request is to be dropped without an answer. Counts it, and logs now and then. */
bool stranger_to_drop(const struct listener *listener, msg_t *msg, sip_t const *sip);

/* The engine goes. */
void stranger_stop(struct engine *engine);

#endif
