/*
 * The SDK's account: it carries the address to listen on, too, so there always is one.
 */
#ifndef SIPRIX_ACCOUNT_H
#define SIPRIX_ACCOUNT_H

#include "engine.h"

/* An account without a registrar, to listen and to call directly. False with a sentence. */
bool account_local(struct engine *engine, char *text, size_t text_size);

/* Register this one instead; NULL: none any more. False with a sentence. */
bool account_set(struct engine *engine, const struct oh_sip_account *account, char *text,
                 size_t text_size);

/* OnAccountRegState. */
void account_told(struct engine *engine, const struct notice *notice);

#endif
