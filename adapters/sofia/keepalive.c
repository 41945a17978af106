/*
 * An OPTIONS now and then. Whatever the registrar answers will do.
 */
#include "keepalive.h"

#include <string.h>

#include "listen.h"
#include "log.h"
#include "route.h"

static gboolean ping(gpointer data)
{
    struct account *account = data;
    if (account->ping) /* the last one is still under way */
        return G_SOURCE_CONTINUE;
    char *from = route_address(account->aor);
    char *to = route_address(account->registrar);
    char *route = route_by_account(account, account->registrar);
    account->ping = nua_handle(account->listener->nua, NULL, SIPTAG_FROM_STR(from),
                               SIPTAG_TO_STR(to), TAG_END());
    if (route)
        nua_set_hparams(account->ping, NUTAG_INITIAL_ROUTE_STR(route), TAG_END());
    nua_options(account->ping, NUTAG_URL((url_string_t *)account->registrar), TAG_END());
    g_free(route);
    g_free(to);
    g_free(from);
    return G_SOURCE_CONTINUE;
}

void keepalive_start(struct account *account)
{
    if (account->keepalive || !account->engine->keepalive_s ||
        strcmp(listen_transport(account->listener), "tcp") == 0)
        return;
    account->keepalive = g_timeout_source_new(account->engine->keepalive_s * 1000);
    g_source_set_callback(account->keepalive, ping, account, NULL);
    g_source_attach(account->keepalive, account->engine->context);
    g_source_unref(account->keepalive);
}

void keepalive_stop(struct account *account)
{
    if (account->keepalive)
        g_source_destroy(account->keepalive);
    account->keepalive = NULL;
    if (account->ping)
        nua_handle_destroy(account->ping);
    account->ping = NULL;
}

bool keepalive_answered(struct account *account, bool heard)
{
    nua_handle_destroy(account->ping);
    account->ping = NULL;
    if (!heard)
        log_line(account->engine, OH_LOG_WARNING,
                 "account: nobody answered our keep-alive; registering anew");
    return !heard;
}
