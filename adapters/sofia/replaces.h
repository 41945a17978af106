/*
 * An INVITE with Replaces (RFC 3891): which dialog of ours it is to take the place of.
 */
#ifndef SOFIA_REPLACES_H
#define SOFIA_REPLACES_H

#include "engine.h"

/* 0, and the leg whose place the INVITE is to take, or NULL if it has no Replaces; else the status
 * to refuse it with, and a sentence why. */
int replaces_find(const struct engine *engine, sip_t const *sip, const struct leg **leg,
                  const char **why);

#endif
