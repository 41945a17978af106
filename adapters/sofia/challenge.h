/*
 * Which challenges (401, 407) are answered with the account's credentials. The rule:
 *   - one to our REGISTER, for only the registrar (or what it put in front) sees that;
 *   - one to any other request only if it came from an address of the registrar or the proxy, and
 *     its realm is the one that the registrar asked for, or the name of the account's domain,
 *     registrar or proxy.
 * All others are taken out of the response before Sofia sees it, which then is a plain refusal.
 */
#ifndef SOFIA_CHALLENGE_H
#define SOFIA_CHALLENGE_H

#include "account.h"

/* Leave in a response at most one challenge of each kind, one that we may and can answer. */
void challenge_filter(const struct listener *listener, msg_t *msg, sip_t *sip);

/*
 * `status` came for a request of this handle. If it is a challenge, answer it, or, if that was
 * refused before, have nua finish the request with an error of its own (CHALLENGE_REFUSED). False
 * if it is none. `tried` keeps what was answered; free it with g_free, and clear it to try anew.
 */
#define CHALLENGE_REFUSED 904
bool challenge_answered(struct account *account, nua_handle_t *handle, char **tried, int status,
                        sip_t const *sip);

#endif
