/*
 * Hands the account to the SIP engine and tells what the engine says about it.
 */
#include "account.h"

bool account_wanted(const struct phone_options *options)
{
    return options->account_uri != NULL;
}

/* ---- The password ---- */

static bool read_password(struct account *account, char *text, size_t text_size)
{
    const struct phone_options *options = account->options;
    if (options->account_password == PASSWORD_ASK) {
        char *question = g_strdup_printf("Password of %s: ", options->account_uri);
        account->secret = secret_from_terminal(question, text, text_size);
        g_free(question);
        return account->secret != NULL;
    }
    if (options->account_password_file)
        account->secret = secret_from_file(options->account_password_file, text, text_size);
    return account->secret || !options->account_password_file;
}

bool account_prepare(struct account *account, const struct phone_options *options, char *text,
                     size_t text_size)
{
    account->options = options;
    account->registration.state = OH_UNREGISTERED;
    return !account_wanted(options) || read_password(account, text, text_size);
}

/* ---- What became of it ---- */

void account_say(const struct account *account, enum happening_kind kind)
{
    watch_say(account->watch, (struct happening){.kind = kind,
                                                 .remote = account->options->account_uri,
                                                 .text = account->why,
                                                 .registration = &account->registration});
}

static void on_registered(void *ctx, const struct oh_registration *registration)
{
    struct account *account = ctx;
    g_free(account->why);
    account->why = g_strdup(registration->why);
    account->registration = *registration;
    account->registration.why = account->why;
    switch (registration->state) {
    case OH_UNREGISTERED: account_say(account, HAPPENING_UNREGISTERED); break;
    case OH_REGISTERING: account_say(account, HAPPENING_REGISTERING); break;
    case OH_REGISTERED: account_say(account, HAPPENING_REGISTERED); break;
    case OH_REGISTRATION_FAILED: account_say(account, HAPPENING_REGISTRATION_FAILED); break;
    }
}

/* ---- Registering ---- */

static bool can_register(const struct account *account, char *text, size_t text_size)
{
    if (!account_wanted(account->options))
        g_strlcpy(text, "there is no account; name one with --account, or in the file", text_size);
    else if (!account->sip->set_account || !account->sip->set_events)
        g_strlcpy(text, "this SIP engine has no accounts", text_size);
    else
        return true;
    return false;
}

bool account_register(struct account *account, char *text, size_t text_size)
{
    const struct phone_options *options = account->options;
    if (!can_register(account, text, text_size))
        return false;
    /* The password was zeroed once the engine had it: a file can be read again. */
    if (!account->secret && options->account_password == PASSWORD_ASK && account->told) {
        g_strlcpy(text,
                  "the password was asked for at the start and is not kept; start the phone "
                  "again, or put it into a file and name that with password_file",
                  text_size);
        return false;
    }
    if (!account->secret && !read_password(account, text, text_size))
        return false;
    account->told = true;
    account->sip->set_events(account->engine, &(struct oh_sip_events){
                                                  .size = sizeof(struct oh_sip_events),
                                                  .ctx = account,
                                                  .registered = on_registered,
                                              });
    bool good = account->sip->set_account(
        account->engine,
        &(struct oh_sip_account){
            .size = sizeof(struct oh_sip_account),
            .uri = options->account_uri,
            .user = options->account_user,
            .password = account->secret ? secret_text(account->secret) : NULL,
            .registrar = options->account_registrar,
            .proxy = options->account_proxy,
            .contact_params = options->account_contact_params,
            .expires_s = (uint32_t)options->account_expires_s,
            .accept_any = options->account_accept == ACCEPT_FROM_ANY,
        },
        text, text_size);
    g_clear_pointer(&account->secret, secret_free);
    return good;
}

bool account_unregister(struct account *account, char *text, size_t text_size)
{
    return can_register(account, text, text_size) &&
           account->sip->set_account(account->engine, NULL, text, text_size);
}

void account_clear(struct account *account)
{
    g_clear_pointer(&account->secret, secret_free);
    g_clear_pointer(&account->why, g_free);
}
