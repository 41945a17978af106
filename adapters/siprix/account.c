/*
 * An account of ours as one of the SDK's.
 */
#include "account.h"

#include <string.h>

#include "text.h"

#define EXPIRES_S 3600

static bool refused(struct engine *engine, const char *what, siprix_error error, char *text,
                    size_t text_size)
{
    char *why = engine_error(engine, error);
    g_snprintf(text, (gulong)text_size, "siprix: %s: %s", what, why);
    g_free(why);
    return false;
}

static bool drop(struct engine *engine, char *text, size_t text_size)
{
    if (!engine->has_account)
        return true;
    if (engine->registers)
        engine->api.Account_Unregister(engine->module, engine->account);
    siprix_error error = engine->api.Account_Delete(engine->module, engine->account);
    if (error != SIPRIX_EOK && error != SIPRIX_EAccountNotFound)
        return refused(engine, "the account cannot be taken away", error, text, text_size);
    engine->has_account = engine->registers = false;
    return true;
}

/* What every account of ours has: where we listen. */
static struct AccData *fresh(struct engine *engine)
{
    struct AccData *data = engine->api.Acc_GetDefault();
    if (!data || !engine->options.listen)
        return data;
    engine->api.Acc_SetTranspProtocol(data, engine->options.transport);
    engine->api.Acc_SetTranspPort(data, engine->options.port);
    engine->api.Acc_SetTranspBindAddr(data, engine->options.bind_address);
    return data;
}

static bool add(struct engine *engine, struct AccData *data, const char *what, char *text,
                size_t text_size)
{
    siprix_account account = 0;
    siprix_error error = engine->api.Account_Add(engine->module, data, &account);
    if (error != SIPRIX_EOK)
        return refused(engine, what, error, text, text_size);
    engine->account = account;
    engine->has_account = true;
    return true;
}

static bool no_data(char *text, size_t text_size)
{
    g_snprintf(text, (gulong)text_size,
               "siprix: Acc_GetDefault returned nothing; the SDK cannot make an account");
    return false;
}

bool account_local(struct engine *engine, char *text, size_t text_size)
{
    struct AccData *data = fresh(engine);
    if (!data)
        return no_data(text, text_size);
    engine->api.Acc_SetSipServer(data, engine->options.bind_address);
    engine->api.Acc_SetSipExtension(data, "offhook");
    engine->api.Acc_SetExpireTime(data, 0); /* no registration */
    char *what = g_strconcat("cannot listen on ", engine->options.listen, NULL);
    bool good = add(engine, data, what, text, text_size);
    g_free(what);
    return good;
}

/* "pn-provider=x;pn-prid=y" */
static void add_contact_params(struct engine *engine, struct AccData *data, const char *params)
{
    char **list = g_strsplit(params, ";", -1);
    for (char **param = list; *param; param++) {
        char **pair = g_strsplit(g_strstrip(*param), "=", 2);
        if (pair[0] && *pair[0])
            engine->api.Acc_AddXContactUriParam(data, pair[0], pair[1] ? pair[1] : "");
        g_strfreev(pair);
    }
    g_strfreev(list);
}

static void set_transport(struct engine *engine, struct AccData *data, const char *uri)
{
    if (g_str_has_prefix(uri, "sips:") || strstr(uri, ";transport=tls"))
        engine->api.Acc_SetTranspProtocol(data, SIPRIX_TLS);
    else if (strstr(uri, ";transport=tcp"))
        engine->api.Acc_SetTranspProtocol(data, SIPRIX_TCP);
}

static void fill(struct engine *engine, struct AccData *data, const struct oh_sip_account *account)
{
    char *user = NULL, *domain = NULL, *registrar_user = NULL, *registrar = NULL;
    text_split_uri(account->uri, &user, &domain);
    text_split_uri(account->registrar ? account->registrar : account->uri, &registrar_user,
                   &registrar);
    engine->api.Acc_SetSipServer(data, domain);
    engine->api.Acc_SetSipExtension(data, user ? user : "");
    engine->api.Acc_SetSipAuthId(data, account->user ? account->user : user ? user : "");
    engine->api.Acc_SetSipPassword(data, account->password ? account->password : "");
    engine->api.Acc_SetExpireTime(data, engine->expires_s);
    /* A registrar elsewhere is reached as a proxy: the SDK has one server, the domain's. */
    if (account->proxy) {
        g_free(registrar);
        g_free(registrar_user);
        text_split_uri(account->proxy, &registrar_user, &registrar);
    }
    if (account->proxy || strcmp(registrar, domain) != 0)
        engine->api.Acc_SetSipProxyServer(data, registrar);
    set_transport(engine, data,
                  account->proxy       ? account->proxy
                  : account->registrar ? account->registrar
                                       : account->uri);
    if (account->contact_params)
        add_contact_params(engine, data, account->contact_params);
    g_free(user), g_free(domain), g_free(registrar_user), g_free(registrar);
}

static void tell(struct engine *engine, const struct oh_registration *registration)
{
    if (engine->events.registered && !engine->closing)
        engine->events.registered(engine->events.ctx, registration);
}

static bool bad_uri(const char *which, char *text, size_t text_size)
{
    g_snprintf(text, (gulong)text_size,
               "siprix: the account's %s is no SIP URI; for example sip:alice@example.org", which);
    return false;
}

bool account_set(struct engine *engine, const struct oh_sip_account *account, char *text,
                 size_t text_size)
{
    if (account && (!account->uri || !text_is_address(account->uri)))
        return bad_uri("uri", text, text_size);
    if (account && account->registrar && !text_is_address(account->registrar))
        return bad_uri("registrar", text, text_size);
    if (account && account->proxy && !text_is_address(account->proxy))
        return bad_uri("proxy", text, text_size);
    if (!drop(engine, text, text_size))
        return false;
    if (!account) {
        tell(engine, &(struct oh_registration){.size = sizeof(struct oh_registration),
                                               .state = OH_UNREGISTERED});
        return !engine->options.listen || account_local(engine, text, text_size);
    }
    if (!account->accept_any)
        engine_log(engine, OH_LOG_INFO,
                   "who may call is the SDK's decision; it has no setting for it");
    struct AccData *data = fresh(engine);
    if (!data)
        return no_data(text, text_size);
    engine->expires_s = account->expires_s ? account->expires_s : EXPIRES_S;
    fill(engine, data, account);
    engine->registers = add(engine, data, "the account was refused", text, text_size);
    return engine->registers;
}

/* ---- What the registrar says ---- */

static void failed(struct engine *engine, const char *response)
{
    uint16_t code = text_status(response);
    char *why =
        code == 401 || code == 403 || code == 407
            ? g_strdup_printf("the registrar refused us (%s): check user and password", response)
        : code ? g_strdup_printf("the registrar refused us: %s", response)
               : g_strdup_printf("the registrar does not answer%s%s: check its address and the "
                                 "network",
                                 *response ? ": " : "", response);
    tell(engine, &(struct oh_registration){.size = sizeof(struct oh_registration),
                                           .state = OH_REGISTRATION_FAILED,
                                           .code = code,
                                           .why = why});
    engine_log(engine, OH_LOG_WARNING, "%s", why);
    g_free(why);
}

void account_told(struct engine *engine, const struct notice *notice)
{
    static const struct {
        siprix_reg_state theirs;
        enum oh_registration_state ours;
    } states[] = {
        {SIPRIX_REG_SUCCESS, OH_REGISTERED},
        {SIPRIX_REG_FAILED, OH_REGISTRATION_FAILED},
        {SIPRIX_REG_REMOVED, OH_UNREGISTERED},
        {SIPRIX_REG_IN_PROGRESS, OH_REGISTERING},
    };
    if (!engine->registers || notice->account != engine->account)
        return;
    size_t i = 0;
    while (i < G_N_ELEMENTS(states) && states[i].theirs != notice->number)
        i++;
    if (i == G_N_ELEMENTS(states))
        engine_log(engine, OH_LOG_WARNING, "an account has the state %u, which nobody knows",
                   notice->number);
    else if (states[i].ours == OH_REGISTRATION_FAILED)
        failed(engine, notice->text);
    else
        tell(engine, &(struct oh_registration){
                         .size = sizeof(struct oh_registration),
                         .state = states[i].ours,
                         .code = text_status(notice->text),
                         .expires_s = states[i].ours == OH_REGISTERED ? engine->expires_s : 0});
}
