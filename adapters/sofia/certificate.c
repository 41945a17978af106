/*
 * Reading certificates with OpenSSL.
 */
#include "certificate.h"

#include <glib.h>
#include <openssl/x509v3.h>
#include <string.h>

/* Names of one certificate that are worth telling. */
#define NAMES_MAX 5

bool certificate_is_for(X509 *certificate, const char *host)
{
    char *bare = *host == '[' ? g_strndup(host + 1, strlen(host) - 2) : g_strdup(host);
    char *uri = g_strdup_printf("sip:%s", bare);
    bool is = X509_check_ip_asc(certificate, bare, 0) == 1 ||
              X509_check_host(certificate, bare, 0, X509_CHECK_FLAG_NO_WILDCARDS, NULL) == 1;
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    for (int i = 0; !is && i < sk_GENERAL_NAME_num(names); i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
        if (name->type != GEN_URI)
            continue;
        char *text = g_strndup((const char *)ASN1_STRING_get0_data(name->d.ia5),
                               (gsize)ASN1_STRING_length(name->d.ia5));
        is = g_ascii_strcasecmp(text, uri) == 0;
        g_free(text);
    }
    GENERAL_NAMES_free(names);
    g_free(uri);
    g_free(bare);
    return is;
}

static char *date(const ASN1_TIME *time)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *text = NULL;
    ASN1_TIME_print(bio, time);
    long length = BIO_get_mem_data(bio, &text);
    char *copy = g_strndup(text, (gsize)length);
    BIO_free(bio);
    return copy;
}

static char *distinguished(const X509_NAME *name)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *text = NULL;
    X509_NAME_print_ex(bio, name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
    long length = BIO_get_mem_data(bio, &text);
    char *copy = g_strndup(text, (gsize)length);
    BIO_free(bio);
    return copy;
}

static void append_name(GString *text, int count, const char *name)
{
    if (count < NAMES_MAX)
        g_string_append_printf(text, "%s%s", count ? ", " : "", name);
    else if (count == NAMES_MAX)
        g_string_append(text, ", ...");
}

/* "sip.example.org, 192.0.2.1", or the subject if there are no other names. */
static char *names_of(X509 *certificate)
{
    GString *text = g_string_new(NULL);
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    int count = 0;
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
        if (name->type != GEN_DNS && name->type != GEN_URI && name->type != GEN_IPADD)
            continue;
        BIO *bio = BIO_new(BIO_s_mem());
        char *raw = NULL;
        GENERAL_NAME_print(bio, (GENERAL_NAME *)name);
        long length = BIO_get_mem_data(bio, &raw);
        char *copy = g_strndup(raw, (gsize)length);
        append_name(text, count++, copy);
        g_free(copy);
        BIO_free(bio);
    }
    GENERAL_NAMES_free(names);
    if (!count) {
        char *subject = distinguished(X509_get_subject_name(certificate));
        g_string_append(text, subject);
        g_free(subject);
    }
    return g_string_free(text, FALSE);
}

char *certificate_wrong_name(X509 *certificate, const char *host)
{
    char *names = names_of(certificate);
    char *text = g_strdup_printf("the server's certificate is for another name (%s) than %s: check "
                                 "the host of the account's registrar or proxy",
                                 names, host);
    g_free(names);
    return text;
}

static char *with_date(const char *format, const ASN1_TIME *time)
{
    char *day = date(time);
    char **parts = g_strsplit(format, "%", 2);
    char *text = g_strconcat(parts[0], day, parts[1], NULL);
    g_strfreev(parts);
    g_free(day);
    return text;
}

static char *unknown_issuer(X509 *certificate)
{
    char *issuer = certificate ? distinguished(X509_get_issuer_name(certificate)) : g_strdup("?");
    char *text = g_strdup_printf("the server's certificate was issued by an authority that is not "
                                 "known here (%s): if you trust it, give its certificate (ca=FILE)",
                                 issuer);
    g_free(issuer);
    return text;
}

char *certificate_trouble(int error, X509 *certificate)
{
    switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        if (certificate)
            return with_date("the server's certificate expired on %: it needs a new one, or this "
                             "machine's clock is wrong",
                             X509_get0_notAfter(certificate));
        break;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        if (certificate)
            return with_date("the server's certificate is not valid before %: this machine's clock "
                             "may be wrong",
                             X509_get0_notBefore(certificate));
        break;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return g_strdup("the server's certificate is signed by nobody but itself: if it is the "
                        "right one, give it as an authority (ca=FILE)");
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE: return unknown_issuer(certificate);
    default: break;
    }
    return g_strdup_printf("the server's certificate cannot be trusted: %s",
                           X509_verify_cert_error_string(error));
}
