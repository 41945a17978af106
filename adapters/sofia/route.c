/*
 * Route headers, made of the account's URIs.
 */
#include "route.h"

#include "uri.h"

char *route_address(const url_t *url)
{
    su_home_t home[1] = {SU_HOME_INIT(home)};
    su_home_init(home);
    char *text = g_strdup_printf("<%s>", url_as_string(home, url));
    su_home_deinit(home);
    return text;
}

char *route_by_account(const struct account *account, const url_t *target)
{
    const url_t *hop = account_next_hop(account);
    if (!account->proxy && uri_same_place(target, account->registrar))
        return NULL;
    su_home_t home[1] = {SU_HOME_INIT(home)};
    su_home_init(home);
    url_t *route = url_hdup(home, hop);
    route->url_user = route->url_password = NULL;
    if (!url_has_param(route, "lr"))
        url_param_add(home, route, "lr");
    char *text = route_address(route);
    su_home_deinit(home);
    return text;
}

url_t *route_target(const struct account *account, su_home_t *home, const url_t *target)
{
    char transport[8] = "";
    url_t *url = url_hdup(home, target);
    url_param(account->registrar->url_params, "transport", transport, sizeof transport);
    if (*transport && !account->proxy && url->url_type == url_sip &&
        !url_has_param(url, "transport") && uri_same_place(url, account->registrar))
        url_param_add(home, url, su_sprintf(home, "transport=%s", transport));
    return url;
}
