/*
 * Digest as a plug-in of Sofia's auth_client. What it keeps for a challenge lives in Sofia's memory
 * beside the handle; user and password live in a table here and are cleared before they are freed.
 */
#include "digest.h"

#include <glib.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The library is built with it: it makes the structures longer. */
#define SOFIA_EXTEND_AUTH_CLIENT 1
#include <sofia-sip/auth_client.h>
#include <sofia-sip/auth_client_plugin.h>
#include <sofia-sip/msg_header.h>
#include <sofia-sip/msg_parser.h>
#include <sofia-sip/url.h>

/* ---- Secrets ---- */

struct secret {
    unsigned key;
    unsigned users;
    char *user;
    char *password;
};

static GSList *secrets;
static unsigned last_key;

static struct secret *find_secret(unsigned key)
{
    for (GSList *s = secrets; s; s = s->next)
        if (((struct secret *)s->data)->key == key)
            return s->data;
    return NULL;
}

unsigned digest_keep(const char *user, const char *password)
{
    struct secret *secret = g_new0(struct secret, 1);
    secret->key = ++last_key;
    secret->users = 1;
    secret->user = g_strdup(user);
    secret->password = g_strdup(password);
    secrets = g_slist_prepend(secrets, secret);
    return secret->key;
}

unsigned digest_share(unsigned key)
{
    struct secret *secret = find_secret(key);
    if (!secret)
        return 0;
    secret->users++;
    return key;
}

static void clear_secret(struct secret *secret)
{
    OPENSSL_cleanse(secret->password, strlen(secret->password));
    g_free(secret->password);
    g_free(secret->user);
}

void digest_replace(unsigned key, const char *user, const char *password)
{
    struct secret *secret = find_secret(key);
    if (!secret)
        return;
    clear_secret(secret);
    secret->user = g_strdup(user);
    secret->password = g_strdup(password);
}

void digest_forget(unsigned key)
{
    struct secret *secret = find_secret(key);
    if (!secret || --secret->users > 0)
        return;
    secrets = g_slist_remove(secrets, secret);
    clear_secret(secret);
    g_free(secret);
}

char *digest_credentials(unsigned key, unsigned serial, const char *realm)
{
    return g_strdup_printf("Digest:%s:%u:%u", realm, key, serial);
}

/* ---- The arithmetic ---- */

static const struct {
    const char *name;
    bool session; /* the "-sess" variant */
    const EVP_MD *(*hash)(void);
} algorithms[] = {
    {"MD5", false, EVP_md5},
    {"SHA-256", false, EVP_sha256},
    {"SHA-512-256", false, EVP_sha512_256},
    {"MD5-sess", true, EVP_md5},
    {"SHA-256-sess", true, EVP_sha256},
    {"SHA-512-256-sess", true, EVP_sha512_256},
};

static int find_algorithm(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(algorithms); i++)
        if (g_ascii_strcasecmp(name ? name : "MD5", algorithms[i].name) == 0)
            return (int)i;
    return -1;
}

/* The hash of these strings (to NULL) with colons between them. OpenSSL clears what it used. */
static bool hash(const EVP_MD *kind, char hex[DIGEST_HEX_MAX], const char *const *parts)
{
    unsigned char raw[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool done = md && EVP_DigestInit_ex(md, kind, NULL);
    for (const char *const *part = parts; done && *part; part++)
        done = (part == parts || EVP_DigestUpdate(md, ":", 1)) &&
               EVP_DigestUpdate(md, *part, strlen(*part));
    done = done && EVP_DigestFinal_ex(md, raw, &length) && 2 * length < DIGEST_HEX_MAX;
    EVP_MD_CTX_free(md);
    for (unsigned i = 0; done && i < length; i++)
        snprintf(hex + 2 * i, 3, "%02x", raw[i]);
    OPENSSL_cleanse(raw, sizeof raw);
    return done;
}

bool digest_response(const struct digest_input *in, char hex[DIGEST_HEX_MAX])
{
    char ha1[DIGEST_HEX_MAX], session[DIGEST_HEX_MAX], ha2[DIGEST_HEX_MAX], count[9];
    int i = find_algorithm(in->algorithm);
    if (i < 0)
        return false;
    const EVP_MD *kind = algorithms[i].hash();
    snprintf(count, sizeof count, "%08x", in->count);
    bool done = hash(kind, ha1, (const char *[]){in->user, in->realm, in->password, NULL}) &&
                hash(kind, ha2, (const char *[]){in->method, in->uri, NULL});
    if (done && algorithms[i].session) {
        done =
            in->cnonce && hash(kind, session, (const char *[]){ha1, in->nonce, in->cnonce, NULL});
        if (done)
            memcpy(ha1, session, sizeof ha1);
    }
    if (done && in->cnonce)
        done =
            hash(kind, hex, (const char *[]){ha1, in->nonce, count, in->cnonce, "auth", ha2, NULL});
    else if (done)
        done = hash(kind, hex, (const char *[]){ha1, in->nonce, ha2, NULL});
    OPENSSL_cleanse(ha1, sizeof ha1);
    OPENSSL_cleanse(session, sizeof session);
    return done;
}

/* ---- The plug-in ---- */

struct client {
    auth_client_t common;
    /* Of the last challenge, in common.ca_home. */
    char *realm;
    char *nonce;
    char *opaque;
    char *algorithm;
    bool qop; /* it takes "auth" */
    char cnonce[33];
    uint32_t count; /* how often this nonce was used */
};

/* Octets of any one parameter of a challenge; nobody needs longer ones. */
#define PARAMETER_MAX 1024

/* The value of `name` ("nonce="), without its quotes, or NULL. */
static char *parameter(su_home_t *home, const msg_auth_t *challenge, const char *name)
{
    const char *value = msg_params_find(challenge->au_params, name);
    if (!value || strlen(value) > PARAMETER_MAX)
        return NULL;
    return *value == '"' ? msg_unquote_dup(home, value) : su_strdup(home, value);
}

/* "auth" is among the comma-separated words of qop. */
static bool has_auth(const char *qop)
{
    char **words = g_strsplit_set(qop, ", \t", -1);
    bool found = false;
    for (char **word = words; *word; word++)
        found = found || g_ascii_strcasecmp(*word, "auth") == 0;
    g_strfreev(words);
    return found;
}

bool digest_can_answer(const msg_auth_t *challenge)
{
    su_home_t home[1] = {SU_HOME_INIT(home)};
    if (!challenge->au_scheme || g_ascii_strcasecmp(challenge->au_scheme, "Digest") != 0)
        return false;
    su_home_init(home);
    const char *algorithm = parameter(home, challenge, "algorithm=");
    const char *qop = parameter(home, challenge, "qop=");
    const char *nonce = parameter(home, challenge, "nonce=");
    const char *realm = parameter(home, challenge, "realm=");
    int i = find_algorithm(algorithm);
    bool can = nonce && realm && i >= 0 && (qop ? has_auth(qop) : !algorithms[i].session);
    su_home_deinit(home);
    return can;
}

/* Remember a challenge. 2: the request is worth sending again; 1: it is only another nonce. */
static int take_challenge(auth_client_t *common, msg_auth_t const *challenge)
{
    struct client *client = (struct client *)common;
    su_home_t *home = common->ca_home;
    if (!digest_can_answer(challenge))
        return -1;
    char *stale = parameter(home, challenge, "stale=");
    char *qop = parameter(home, challenge, "qop=");
    bool again = !client->nonce || (stale && g_ascii_strcasecmp(stale, "true") == 0);
    su_free(home, client->realm);
    su_free(home, client->nonce);
    su_free(home, client->opaque);
    su_free(home, client->algorithm);
    client->realm = parameter(home, challenge, "realm=");
    client->nonce = parameter(home, challenge, "nonce=");
    client->opaque = parameter(home, challenge, "opaque=");
    client->algorithm = parameter(home, challenge, "algorithm=");
    client->qop = qop != NULL;
    client->count = 0;
    snprintf(client->cnonce, sizeof client->cnonce, "%08x%08x%08x%08x", g_random_int(),
             g_random_int(), g_random_int(), g_random_int());
    su_free(home, stale);
    su_free(home, qop);
    return client->nonce && client->realm ? (again ? 2 : 1) : -1;
}

/* `, name="value"` with what a quoted string needs escaped. */
static void append_quoted(GString *text, const char *name, const char *value)
{
    g_string_append_printf(text, "%s%s=\"", text->str[text->len - 1] == ' ' ? "" : ", ", name);
    for (; *value; value++)
        g_string_append_printf(text, "%s%c", strchr("\"\\", *value) ? "\\" : "", *value);
    g_string_append_c(text, '"');
}

/* The header of the next request, after the last challenge. */
static int authorize(auth_client_t *common, su_home_t *home, char const *method, url_t const *url,
                     msg_payload_t const *body, msg_header_t **header)
{
    struct client *client = (struct client *)common;
    const struct secret *secret =
        common->ca_user ? find_secret((unsigned)strtoul(common->ca_user, NULL, 10)) : NULL;
    char hex[DIGEST_HEX_MAX];
    (void)body; /* of use to "auth-int" only */
    *header = NULL;
    if (!secret || !client->nonce)
        return 0;
    char *uri = url_as_string(home, url);
    struct digest_input in = {
        .algorithm = client->algorithm,
        .user = secret->user,
        .realm = client->realm,
        .password = secret->password,
        .nonce = client->nonce,
        .cnonce = client->qop ? client->cnonce : NULL,
        .method = method,
        .uri = uri,
        .count = ++client->count,
    };
    if (!uri || !digest_response(&in, hex))
        return -1;
    GString *text = g_string_new("Digest ");
    append_quoted(text, "username", secret->user);
    append_quoted(text, "realm", client->realm);
    append_quoted(text, "nonce", client->nonce);
    append_quoted(text, "uri", uri);
    append_quoted(text, "response", hex);
    if (client->algorithm)
        g_string_append_printf(text, ", algorithm=%s", client->algorithm);
    if (client->opaque)
        append_quoted(text, "opaque", client->opaque);
    if (client->qop) {
        append_quoted(text, "cnonce", client->cnonce);
        g_string_append_printf(text, ", qop=auth, nc=%08x", client->count);
    }
    *header = msg_header_make(home, common->ca_credential_class, text->str);
    g_string_free(text, TRUE);
    return *header ? 0 : -1;
}

/* The registrar names the nonce of the next request (Authentication-Info). */
static int take_info(auth_client_t *common, msg_auth_info_t const *info)
{
    struct client *client = (struct client *)common;
    const char *next = msg_params_find(info->ai_params, "nextnonce=");
    if (!next || strlen(next) > PARAMETER_MAX)
        return 0;
    su_free(common->ca_home, client->nonce);
    client->nonce =
        *next == '"' ? msg_unquote_dup(common->ca_home, next) : su_strdup(common->ca_home, next);
    client->count = 0;
    return 1;
}

/* The last ones were refused; Sofia asks us for others. */
static int clear(auth_client_t *common)
{
    common->ca_clear = 1;
    return 1;
}

bool digest_install(void)
{
    static const auth_client_plugin_t plugin = {
        .auc_plugin_size = sizeof plugin,
        .auc_size = sizeof(struct client),
        .auc_name = "Digest",
        .auc_challenge = take_challenge,
        .auc_authorize = authorize,
        .auc_info = take_info,
        .auc_clear = clear,
        .auc_save_credentials = auth_client_save_credentials,
        .auc_copy_credentials = auth_client_copy_credentials,
    };
    static auth_client_plugin_t other; /* any other name */
    static bool done;
    if (done)
        return true;
    /* auc_register_plugin() of 1.12.11 compares names the wrong way round: it replaces the first
     * one whose name is another. So one of another name must take the place of Sofia's Digest
     * first. Where that is put right, "Digest" replaces "Digest", and `other` is never asked. */
    other = plugin;
    other.auc_name = "X-None";
    done = auc_register_plugin(&other) == 0 && auc_register_plugin(&plugin) == 0;
    return done;
}
