/*
 * Failures of a registration in words.
 */
#include "trouble.h"

#include <string.h>

bool trouble_may_pass(const struct trouble *trouble)
{
    static const int passing[] = {0, 408, 429, 430, 480, 486, 491, 500, 502, 503, 504, 580, 600};
    for (size_t i = 0; i < G_N_ELEMENTS(passing); i++)
        if (trouble->code == passing[i])
            return true;
    return false;
}

/* Nobody answered. nua says why with a status of its own. */
static char *silence(const struct trouble *trouble, const char *server)
{
    if (trouble->tls)
        return g_strdup_printf("%s: %s", server, trouble->tls);
    if (trouble->phrase && strstr(trouble->phrase, "DNS"))
        return g_strdup_printf("%s: this name has no address; check its spelling, and whether name "
                               "resolution works here",
                               server);
    if (trouble->status == 503)
        return g_strdup_printf("%s: no connection; check host, port and transport, and whether the "
                               "server runs",
                               server);
    return g_strdup_printf("%s: no answer; check host, port and transport, and whether the server "
                           "runs",
                           server);
}

static char *unauthorized(const struct trouble *trouble, const char *server)
{
    const struct account *account = trouble->account;
    if (!account->has_password)
        return g_strdup_printf("%s asks for a password and none is set: set the account's password",
                               server);
    if (trouble->status == trouble->code) /* the challenge was not even answered */
        return g_strdup_printf("%s asks for proof in a way that is not known here (we have Digest "
                               "with MD5, SHA-256 or SHA-512-256, and qop auth or none)",
                               server);
    return g_strdup_printf("%s refuses the user name or the password: correct them and set the "
                           "account again",
                           server);
}

static char *refusal(const struct trouble *trouble, const char *server)
{
    switch (trouble->code) {
    case 401:
    case 407: return unauthorized(trouble, server);
    case 403:
        return g_strdup_printf("%s forbids it (403): the account may be blocked, or this address "
                               "not be the user's; ask whoever runs the server",
                               server);
    case 404:
        return g_strdup_printf("%s does not know this address (404): check the account's uri",
                               server);
    case 423:
        return g_strdup_printf("%s finds the time too short (423) and does not say what would do: "
                               "ask for more seconds (expires)",
                               server);
    default:
        return g_strdup_printf("%s answered %d %s", server, trouble->code,
                               trouble->phrase ? trouble->phrase : "");
    }
}

char *trouble_sentence(const struct trouble *trouble, uint32_t retry_s)
{
    su_home_t home[1] = {SU_HOME_INIT(home)};
    su_home_init(home);
    const char *server = url_as_string(home, account_next_hop(trouble->account));
    char *what = trouble->code ? refusal(trouble, server) : silence(trouble, server);
    char *text = retry_s
                     ? g_strdup_printf("not registered: %s; trying again in %u s", what, retry_s)
                     : g_strdup_printf("not registered: %s", what);
    g_free(what);
    su_home_deinit(home);
    return text;
}
