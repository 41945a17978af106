/*
 * A line is "TAG SUITE inline:KEY|LIFETIME", KEY in base64. The lifetime is not heeded: 2^31
 * packets are a year and more of speech.
 */
#include "crypto.h"

#include <glib.h>
#include <string.h>
#include <unistd.h>

/* The first is what everybody has (RFC 4568, 6.2). A short tag on RTP leaves RTCP's long one. */
static const struct oh_suite suites[] = {
    {"AES_CM_128_HMAC_SHA1_80", "aes-128-icm", "hmac-sha1-80", "hmac-sha1-80", 30},
    {"AES_CM_128_HMAC_SHA1_32", "aes-128-icm", "hmac-sha1-32", "hmac-sha1-80", 30},
    {"AES_256_CM_HMAC_SHA1_80", "aes-256-icm", "hmac-sha1-80", "hmac-sha1-80", 46},
    {"AES_256_CM_HMAC_SHA1_32", "aes-256-icm", "hmac-sha1-32", "hmac-sha1-80", 46},
    {"AEAD_AES_128_GCM", "aes-128-gcm", "null", "null", 28},
    {"AEAD_AES_256_GCM", "aes-256-gcm", "null", "null", 44},
};

static const struct oh_suite *suite_of(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(suites); i++)
        if (g_ascii_strcasecmp(suites[i].name, name) == 0)
            return &suites[i];
    return NULL;
}

const char *oh_crypto_suite_name(const char *cipher, const char *rtp_auth)
{
    for (size_t i = 0; i < G_N_ELEMENTS(suites); i++)
        if (strcmp(suites[i].cipher, cipher) == 0 && strcmp(suites[i].rtp_auth, rtp_auth) == 0)
            return suites[i].name;
    return "";
}

static void zero_and_free(void *bytes, size_t size)
{
    if (bytes)
        explicit_bzero(bytes, size);
    g_free(bytes);
}

/* "KEY", "KEY|2^20", "KEY|123": with a colon it would be a master key identifier, with a semicolon
 * a second key. */
static bool read_key(struct oh_crypto *crypto, char *text)
{
    gsize size = 0;
    if (strpbrk(text, ":;"))
        return false;
    char *end = strchr(text, '|');
    if (end)
        *end = '\0';
    guchar *key = g_base64_decode(text, &size);
    bool whole = size == crypto->suite->key_bytes;
    if (whole)
        memcpy(crypto->key, key, size);
    zero_and_free(key, size);
    return whole;
}

static const char method[] = "inline:";

static bool read_words(struct oh_crypto *crypto, char **words)
{
    guint64 tag;
    /* A fourth word is a session parameter, which must not be passed over (RFC 4568, 6.3.7). */
    if (g_strv_length(words) != 3 ||
        !g_ascii_string_to_unsigned(words[0], 10, 0, 999999999, &tag, NULL) ||
        !g_str_has_prefix(words[2], method))
        return false;
    crypto->tag = (uint32_t)tag;
    crypto->suite = suite_of(words[1]);
    return crypto->suite && read_key(crypto, words[2] + strlen(method));
}

bool oh_crypto_read(struct oh_crypto *crypto, const char *text, size_t length)
{
    enum { LONGEST = 256 };
    *crypto = (struct oh_crypto){0};
    if (length > LONGEST)
        return false;
    char *copy = g_strndup(text, length);
    char **words = g_strsplit(g_strstrip(copy), " ", -1);
    bool good = read_words(crypto, words);
    if (!good)
        oh_crypto_clear(crypto);
    for (char **word = words; *word; word++)
        explicit_bzero(*word, strlen(*word));
    g_strfreev(words);
    zero_and_free(copy, length);
    return good;
}

bool oh_crypto_make(struct oh_crypto *crypto, const struct oh_crypto *like)
{
    *crypto = (struct oh_crypto){.suite = like->suite ? like->suite : &suites[0],
                                 .tag = like->suite ? like->tag : 1};
    return getentropy(crypto->key, crypto->suite->key_bytes) == 0;
}

char *oh_crypto_text(const struct oh_crypto *crypto)
{
    char *key = g_base64_encode(crypto->key, crypto->suite->key_bytes);
    char *text = g_strdup_printf("%u %s %s%s", crypto->tag, crypto->suite->name, method, key);
    oh_crypto_free_text(key);
    return text;
}

void oh_crypto_fill_in(const struct oh_crypto *crypto, char *text)
{
    char *key = g_base64_encode(crypto->key, crypto->suite->key_bytes);
    char *line = strstr(text, "\na=crypto:"); /* no word of the peer's has a line's end in it */
    char *found = strstr(line, method);
    memcpy(found + strlen(method), key, strlen(key));
    oh_crypto_free_text(key);
}

void oh_crypto_free_text(char *text)
{
    zero_and_free(text, text ? strlen(text) : 0);
}

void oh_crypto_clear(struct oh_crypto *crypto)
{
    explicit_bzero(crypto, sizeof *crypto);
}
