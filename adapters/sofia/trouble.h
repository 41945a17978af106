/*
 * Why a registration failed, for people: what is wrong, and what would mend it.
 */
#ifndef SOFIA_TROUBLE_H
#define SOFIA_TROUBLE_H

#include "account.h"

struct trouble {
    const struct account *account;
    int code;   /* of the registrar's answer; 0: none came */
    int status; /* what nua made of it */
    const char *phrase;
    const char *tls; /* what TLS said, or NULL */
};

/* It may be over by itself: worth trying again. */
bool trouble_may_pass(const struct trouble *trouble);

/* The sentence; free with g_free. */
char *trouble_sentence(const struct trouble *trouble, uint32_t retry_s);

#endif
