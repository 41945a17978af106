/*
 * The account of the phone: what the options say of it, its password on the way to the SIP engine,
 * and what became of its registration.
 */
#ifndef OFFHOOK_APP_ACCOUNT_H
#define OFFHOOK_APP_ACCOUNT_H

#include "offhook/adapter.h"
#include "options.h"
#include "secret.h"
#include "watch.h"

struct account {
    const struct phone_options *options;
    const struct oh_sip_adapter *sip;
    void *engine;
    struct watch *watch;
    struct secret *secret; /* only until the engine has it */
    bool told;             /* it had it once */
    struct oh_registration registration;
    char *why; /* of the registration */
};

/* Whether the options name an account. */
bool account_wanted(const struct phone_options *options);

/* Reads the password, or asks for it (this blocks: before anything else runs). False with a
 * sentence. */
bool account_prepare(struct account *account, const struct phone_options *options, char *text,
                     size_t text_size);

/* Registers, with the engine and the watch that were set. False with a sentence. */
bool account_register(struct account *account, char *text, size_t text_size);
bool account_unregister(struct account *account, char *text, size_t text_size);

/* Says how the registration stands. */
void account_say(const struct account *account, enum happening_kind kind);

void account_clear(struct account *account);

#endif
