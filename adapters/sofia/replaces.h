/*
 * Replaces (RFC 3891): which dialog of ours an INVITE is to take the place of, and what an INVITE
 * of ours is to have where a peer's REFER asks for it.
 */
#ifndef SOFIA_REPLACES_H
#define SOFIA_REPLACES_H

#include "engine.h"

/* 0, and the leg whose place the INVITE is to take, or NULL if it has no Replaces; else the status
 * to refuse it with, and a sentence why. */
int replaces_find(const struct engine *engine, sip_t const *sip, const struct leg **leg,
                  const char **why);

/* The headers in the URI of a Refer-To ("Replaces=..."): what our INVITE is to say, to free with
 * g_free. NULL if they are no whole Replaces, or more than that (Require=replaces may be there). */
char *replaces_of_uri(const char *headers);

#endif
