/*
 * Sofia's SSL_CTX is caught by an application data index: OpenSSL tells its owner of every new one.
 * What comes from there on is OpenSSL's own: verification and its callback, SNI at the handshake's
 * start, and the reason at its end. Trouble is told to the account before Sofia closes the
 * connection, so that it is known when the REGISTER fails for it.
 */
#include "tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

#include <sofia-sip/hostdomain.h>

#include "account.h"
#include "certificate.h"
#include "log.h"
#include "message.h"

static int ctx_index = -1, ssl_index = -1, own_index = -1;
static _Thread_local bool catching;
static _Thread_local SSL_CTX *caught;

static void context_made(void *parent, void *data, CRYPTO_EX_DATA *all, int index, long number,
                         void *pointer)
{
    (void)data, (void)all, (void)index, (void)number, (void)pointer;
    if (catching)
        caught = parent;
}

static void connection_gone(void *parent, void *data, CRYPTO_EX_DATA *all, int index, long number,
                            void *pointer)
{
    (void)parent, (void)all, (void)index, (void)number, (void)pointer;
    g_free(data); /* why it failed */
}

void tls_catch_begin(void)
{
    if (ctx_index < 0) {
        ctx_index = SSL_CTX_get_ex_new_index(0, NULL, context_made, NULL, NULL);
        ssl_index = SSL_get_ex_new_index(0, NULL, NULL, NULL, connection_gone);
        own_index = SSL_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    }
    caught = NULL;
    catching = true;
}

void tls_catch_cancel(void)
{
    catching = false;
    caught = NULL;
}

static struct listener *listener_of(const SSL *ssl)
{
    return SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), ctx_index);
}

/* The host that this connection is for, as far as we know: TLS is asked for by Sofia, which does
 * not say. It names the server to talk to (SNI), and stands in the sentences; what is verified is
 * Sofia's own knowledge. */
static const char *host_of(const struct listener *listener)
{
    const struct account *account = listener->engine->account;
    if (account && account->listener == listener)
        return account_next_hop(account)->url_host;
    return listener->called_host;
}

/* ---- What went wrong ---- */

/* The first reason is the cause. */
static void remember(SSL *ssl, char *why)
{
    if (SSL_get_ex_data(ssl, ssl_index))
        g_free(why);
    else
        SSL_set_ex_data(ssl, ssl_index, why);
}

static int verified(int ok, X509_STORE_CTX *store)
{
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    X509 *certificate = X509_STORE_CTX_get_current_cert(store);
    if (SSL_is_server(ssl))
        return 1; /* we ask callers for no certificate */
    if (!ok) {
        remember(ssl, certificate_trouble(X509_STORE_CTX_get_error(store), certificate));
        return 0;
    }
    const char *host = host_of(listener_of(ssl));
    if (X509_STORE_CTX_get_error_depth(store) > 0 ||
        (host && certificate_is_for(certificate, host)))
        return 1;
    remember(ssl, certificate_wrong_name(certificate, host ? host : "no host that was asked for"));
    X509_STORE_CTX_set_error(store, X509_V_ERR_HOSTNAME_MISMATCH);
    return 0;
}

/* The handshake ended with OpenSSL's error. */
static char *handshake_trouble(void)
{
    unsigned long error = ERR_peek_last_error();
    int reason = ERR_GET_REASON(error);
    const char *text = ERR_reason_error_string(error);
    if (!error || ERR_GET_LIB(error) != ERR_LIB_SSL || reason == SSL_R_UNEXPECTED_EOF_WHILE_READING)
        return g_strdup(
            "the server closed the connection in the middle of the TLS handshake: check "
            "that it offers TLS on this port");
    if (reason > SSL_AD_REASON_OFFSET)
        return g_strdup_printf(
            "the server refused the TLS handshake (%s): ask whoever runs it what "
            "it demands",
            text ? text : "no reason given");
    switch (reason) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_BAD_RECORD_TYPE:
    case SSL_R_RECORD_LENGTH_MISMATCH:
        return g_strdup("the server does not speak TLS on this port: use its TLS port, or another "
                        "transport");
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW:
        return g_strdup("the server offers no TLS version from 1.2 on: it needs a newer one");
    default: return g_strdup_printf("the TLS handshake failed: %s", text ? text : "unknown reason");
    }
}

static void tell_account(const SSL *ssl, const char *why)
{
    const struct listener *listener = listener_of(ssl);
    struct account *account = listener->engine->account;
    if (account && account->listener == listener)
        account_tls_trouble(account, why);
}

static void tell(SSL *ssl)
{
    struct listener *listener = listener_of(ssl);
    const char *host = host_of(listener);
    char *clean = message_clean(SSL_get_ex_data(ssl, ssl_index));
    log_line(listener->engine, OH_LOG_WARNING, "TLS to %s: %s", host ? host : "a server", clean);
    tell_account(ssl, clean);
    g_free(clean);
}

/* ---- The handshake ---- */

/* What holds from the handshake's start until something else does. */
#define SILENCE                                                                                  \
    "the server took the connection and did not finish the TLS handshake: check that it offers " \
    "TLS on this port, and what it demands"

/* Sofia is done with a connection: it frees its BIO and, in place of the SSL, the context. */
static long freed(BIO *bio, int operation, const char *data, size_t size, int number, long more,
                  int result, size_t *processed)
{
    (void)data, (void)size, (void)number, (void)more, (void)processed;
    if (operation == BIO_CB_FREE)
        SSL_free((SSL *)BIO_get_callback_arg(bio));
    return result;
}

/* Give the SSL a BIO of its own, so that the end of Sofia's can be heard. */
static void own(SSL *ssl)
{
    BIO *theirs = SSL_get_rbio(ssl);
    if (!theirs || BIO_get_callback_ex(theirs) || SSL_get_ex_data(ssl, own_index))
        return;
    BIO *ours = BIO_new_socket(SSL_get_fd(ssl), BIO_NOCLOSE);
    if (!ours)
        return;
    SSL_set_ex_data(ssl, own_index, ssl);
    SSL_CTX_up_ref(SSL_get_SSL_CTX(ssl)); /* SSL_free() gives one back, and so does Sofia */
    BIO_up_ref(theirs);                   /* SSL_set_bio() gives back the one that the SSL had */
    SSL_set_bio(ssl, ours, ours);
    BIO_set_callback_arg(theirs, (char *)ssl);
    BIO_set_callback_ex(theirs, freed);
}

static void name_server(SSL *ssl)
{
    const char *host = host_of(listener_of(ssl));
    ERR_clear_error(); /* what others left there would be taken for ours */
    if (host && !host_is_ip_address(host))
        SSL_set_tlsext_host_name(ssl, host);
}

/* OpenSSL says "nothing left to do" of a connection that waits, and of some that failed. */
static bool has_failed(const SSL *ssl, int result)
{
    return result <= 0 && (ERR_peek_last_error() || !BIO_should_retry(SSL_get_rbio(ssl)));
}

static void handshake(const SSL *connection, int where, int result)
{
    SSL *ssl =
        (SSL *)connection; /* OpenSSL's callback takes it const; what is set here is not of it */
    if (where == SSL_CB_HANDSHAKE_START)
        own(ssl);
    if (SSL_is_server(ssl))
        return;
    if (where == SSL_CB_HANDSHAKE_START) {
        name_server(ssl);
        tell_account(ssl, SILENCE);
    } else if (where == SSL_CB_HANDSHAKE_DONE) {
        tell_account(ssl, NULL);
    } else if (where == SSL_CB_CONNECT_EXIT && has_failed(ssl, result)) {
        remember(ssl, handshake_trouble());
        tell(ssl);
    }
}

/* ---- The context ---- */

static bool load_authorities(SSL_CTX *ctx, const char *ca, char *text, size_t text_size)
{
    X509_STORE *store = X509_STORE_new();
    SSL_CTX_set_cert_store(ctx, store); /* and forget the one with Sofia's folder */
    if (store && (ca ? SSL_CTX_load_verify_file(ctx, ca) : SSL_CTX_set_default_verify_paths(ctx)))
        return true;
    unsigned long error = ERR_peek_last_error();
    const char *why = ERR_reason_error_string(error);
    snprintf(text, text_size,
             "ca=%s: no certificates of authorities can be read from it (%s); it "
             "must be a file in PEM form",
             ca ? ca : "", why ? why : "unknown reason");
    return false;
}

bool tls_catch_end(struct listener *listener, const char *ca, char *text, size_t text_size)
{
    SSL_CTX *ctx = caught;
    tls_catch_cancel();
    ERR_clear_error(); /* Sofia looked for files that are not there */
    if (!ctx) {
        snprintf(text, text_size,
                 "TLS: this Sofia-SIP makes its TLS context in a way that is not "
                 "known here; use UDP or TCP");
        return false;
    }
    bool done = load_authorities(ctx, ca, text, text_size);
    ERR_clear_error();
    if (!done)
        return false;
    SSL_CTX_up_ref(ctx);
    listener->tls_context = ctx;
    SSL_CTX_set_ex_data(ctx, ctx_index, listener);
    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(ctx, "HIGH:!aNULL:!MD5");
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, verified);
    SSL_CTX_set_info_callback(ctx, handshake);
    return true;
}

void tls_forget(struct listener *listener)
{
    tls_forget_context(listener->tls_context);
    listener->tls_context = NULL;
}

void tls_forget_context(void *context)
{
    SSL_CTX *ctx = context;
    if (!ctx)
        return;
    SSL_CTX_set_info_callback(ctx, NULL);
    SSL_CTX_set_ex_data(ctx, ctx_index, NULL);
    SSL_CTX_free(ctx);
}
