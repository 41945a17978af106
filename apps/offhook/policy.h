/*
 * The policy that the options ask for.
 */
#ifndef OFFHOOK_APP_POLICY_H
#define OFFHOOK_APP_POLICY_H

#include "offhook/offhook.h"
#include "options.h"

struct oh_policy policy_of(const struct phone_options *options);

/* Why the core would refuse it; NULL: it would not. Static. */
const char *policy_broken(const struct phone_options *options);

#endif
