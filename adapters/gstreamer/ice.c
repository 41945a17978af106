/*
 * Words about ICE and DTLS. The agent (libnice) gets nothing of a peer's that did not pass here.
 */
#include "ice.h"

#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

/* RFC 8839, 5.4: from 4 and 22 characters on, at most 256. */
enum { UFRAG_MIN = 4, PWD_MIN = 22, CREDENTIAL_MAX = 256 };

/* RFC 8122, 5 names more; these are those that still mean something, the strongest first. */
static const struct hash {
    const char *name;
    GChecksumType type;
} hashes[] = {
    {"sha-512", G_CHECKSUM_SHA512}, {"sha-384", G_CHECKSUM_SHA384}, {"sha-256", G_CHECKSUM_SHA256}};

/* ---- Fingerprints ---- */

static const struct hash *hash_of(const char *fingerprint)
{
    for (size_t i = 0; i < G_N_ELEMENTS(hashes); i++) {
        size_t length = strlen(hashes[i].name);
        if (g_ascii_strncasecmp(fingerprint, hashes[i].name, length) == 0 &&
            fingerprint[length] == ' ')
            return &hashes[i];
    }
    return NULL;
}

/* The digest as hexadecimal digits alone; NULL if it is not as long as its hash's. */
static char *digits_of(const char *fingerprint, const struct hash *hash)
{
    GString *digits = g_string_new(NULL);
    for (const char *p = fingerprint + strlen(hash->name); *p; p++)
        if (g_ascii_isxdigit(*p))
            g_string_append_c(digits, g_ascii_tolower(*p));
        else if (*p != ':' && *p != ' ')
            g_string_append(digits, "!"); /* too long, so none */
    bool whole = digits->len == 2 * (gsize)g_checksum_type_get_length(hash->type);
    return g_string_free(digits, !whole);
}

static void read_fingerprint(struct oh_ice *ice, const char *value)
{
    const struct hash *hash = hash_of(value), *have = NULL;
    char *digits = hash ? digits_of(value, hash) : NULL;
    if (ice->fingerprint)
        have = hash_of(ice->fingerprint);
    if (digits && (!have || hash < have)) {
        g_free(ice->fingerprint);
        ice->fingerprint = g_strdup(value);
    }
    ice->weak_fingerprint = !ice->fingerprint;
    g_free(digits);
}

static guint8 *der_of(const char *pem, gsize *size)
{
    static const char begin[] = "-----BEGIN CERTIFICATE-----";
    const char *from = pem ? strstr(pem, begin) : NULL;
    const char *to = from ? strstr(from, "-----END CERTIFICATE-----") : NULL;
    if (!to)
        return NULL;
    from += strlen(begin);
    char *base64 = g_strndup(from, (gsize)(to - from));
    guint8 *der = g_base64_decode(base64, size);
    g_free(base64);
    return der;
}

bool oh_fingerprint_matches(const char *fingerprint, const char *pem)
{
    gsize size = 0;
    const struct hash *hash = fingerprint ? hash_of(fingerprint) : NULL;
    char *wanted = hash ? digits_of(fingerprint, hash) : NULL;
    guint8 *der = der_of(pem, &size);
    char *found = der && hash ? g_compute_checksum_for_data(hash->type, der, size) : NULL;
    bool same = wanted && found && strcmp(wanted, found) == 0;
    g_free(wanted);
    g_free(found);
    g_free(der);
    return same;
}

/* ---- Candidates ---- */

/* foundation component transport priority address port "typ" type ... (RFC 8839, 5.1) */
enum {
    WORD_COMPONENT = 1,
    WORD_TRANSPORT,
    WORD_PRIORITY,
    WORD_ADDRESS,
    WORD_PORT,
    WORD_TYP,
    WORD_TYPE,
    WORDS_MIN
};

static bool is_number(const char *word, guint64 min, guint64 max)
{
    return g_ascii_string_to_unsigned(word, 10, min, max, NULL, NULL);
}

static bool is_host(const char *word)
{
    GInetAddress *address = g_inet_address_new_from_string(word);
    bool good =
        address && !g_inet_address_get_is_any(address) && !g_inet_address_get_is_multicast(address);
    g_clear_object(&address);
    return good;
}

static bool words_are_usable(char **words)
{
    static const char *const types[] = {"host", "srflx", "prflx", "relay", NULL};
    if (g_strv_length(words) < WORDS_MIN)
        return false;
    for (int i = 0; i < WORDS_MIN; i++)
        if (!*words[i] || !g_str_is_ascii(words[i]))
            return false;
    return is_number(words[WORD_COMPONENT], 1, 1) &&
           g_ascii_strcasecmp(words[WORD_TRANSPORT], "udp") == 0 &&
           is_number(words[WORD_PRIORITY], 1, G_MAXUINT32) && is_host(words[WORD_ADDRESS]) &&
           is_number(words[WORD_PORT], 1, 65535) && strcmp(words[WORD_TYP], "typ") == 0 &&
           g_strv_contains(types, words[WORD_TYPE]);
}

bool oh_candidate_is_usable(const char *text, size_t length)
{
    enum { LONGEST = 512 };
    if (length == 0 || length > LONGEST)
        return false;
    char *copy = g_strndup(text, length);
    char **words = g_strsplit(copy, " ", -1);
    bool usable = words_are_usable(words);
    g_strfreev(words);
    g_free(copy);
    return usable;
}

bool oh_candidate_address(const char *candidate, char **address, guint *port)
{
    char **words = g_strsplit(candidate, " ", -1);
    bool good = words_are_usable(words);
    if (good) {
        *address = g_strdup(words[WORD_ADDRESS]);
        *port = (guint)g_ascii_strtoull(words[WORD_PORT], NULL, 10);
    }
    g_strfreev(words);
    return good;
}

static void read_candidate(struct oh_ice *ice, const char *value)
{
    if (ice->candidate_count < OH_CANDIDATES_MAX && oh_candidate_is_usable(value, strlen(value)))
        ice->candidates[ice->candidate_count++] = g_strdup(value);
}

/* ---- Both ---- */

static bool is_credential(const char *value, size_t min)
{
    size_t length = value ? strlen(value) : 0;
    if (length < min || length > CREDENTIAL_MAX)
        return false;
    for (const char *p = value; *p; p++)
        if (!g_ascii_isalnum(*p) && *p != '+' && *p != '/')
            return false;
    return true;
}

static const char *either(const GstSDPMessage *message, const GstSDPMedia *media, const char *key)
{
    const char *value = gst_sdp_media_get_attribute_val(media, key);
    return value ? value : gst_sdp_message_get_attribute_val(message, key);
}

void oh_ice_read(struct oh_ice *ice, const GstSDPMessage *message, const GstSDPMedia *media)
{
    const char *ufrag = either(message, media, "ice-ufrag");
    const char *pwd = either(message, media, "ice-pwd");
    const char *setup = either(message, media, "setup");
    const char *value;
    *ice = (struct oh_ice){.lite = gst_sdp_message_get_attribute_val(message, "ice-lite") != NULL};
    if (is_credential(ufrag, UFRAG_MIN) && is_credential(pwd, PWD_MIN)) {
        ice->ufrag = g_strdup(ufrag);
        ice->pwd = g_strdup(pwd);
    }
    if (g_strcmp0(setup, "active") == 0)
        ice->setup = OH_SETUP_ACTIVE;
    else if (g_strcmp0(setup, "passive") == 0)
        ice->setup = OH_SETUP_PASSIVE;
    for (guint i = 0; (value = gst_sdp_media_get_attribute_val_n(media, "fingerprint", i)); i++)
        read_fingerprint(ice, value);
    for (guint i = 0; !ice->fingerprint && !ice->weak_fingerprint &&
                      (value = gst_sdp_message_get_attribute_val_n(message, "fingerprint", i));
         i++)
        read_fingerprint(ice, value);
    for (guint i = 0; (value = gst_sdp_media_get_attribute_val_n(media, "candidate", i)); i++)
        read_candidate(ice, value);
}

struct oh_ice oh_ice_copy(const struct oh_ice *ice)
{
    struct oh_ice copy = *ice;
    copy.ufrag = g_strdup(ice->ufrag);
    copy.pwd = g_strdup(ice->pwd);
    copy.fingerprint = g_strdup(ice->fingerprint);
    for (size_t i = 0; i < ice->candidate_count; i++)
        copy.candidates[i] = g_strdup(ice->candidates[i]);
    return copy;
}

void oh_ice_clear(struct oh_ice *ice)
{
    if (ice->pwd)
        explicit_bzero(ice->pwd, strlen(ice->pwd));
    g_free(ice->ufrag);
    g_free(ice->pwd);
    g_free(ice->fingerprint);
    for (size_t i = 0; i < ice->candidate_count; i++)
        g_free(ice->candidates[i]);
    *ice = (struct oh_ice){0};
}

bool oh_ice_same_session(const struct oh_ice *a, const struct oh_ice *b)
{
    return g_strcmp0(a->ufrag, b->ufrag) == 0 && g_strcmp0(a->pwd, b->pwd) == 0;
}

/* Base64 has the very characters that credentials may have, but for the padding. */
static char *random_word(size_t length)
{
    guint8 bytes[24]; /* 32 characters */
    if (length > sizeof bytes / 3 * 4 || getentropy(bytes, sizeof bytes) != 0)
        return NULL;
    char *word = g_base64_encode(bytes, sizeof bytes);
    explicit_bzero(bytes, sizeof bytes);
    word[length] = '\0';
    return word;
}

void oh_ice_take_credentials(struct oh_ice *ice, struct oh_ice *from)
{
    if (ice->pwd)
        explicit_bzero(ice->pwd, strlen(ice->pwd));
    g_free(ice->ufrag);
    g_free(ice->pwd);
    ice->ufrag = g_steal_pointer(&from->ufrag);
    ice->pwd = g_steal_pointer(&from->pwd);
}

bool oh_ice_renew(struct oh_ice *ice)
{
    struct oh_ice made = {.ufrag = random_word(UFRAG_MIN), .pwd = random_word(PWD_MIN)};
    bool good = made.ufrag && made.pwd;
    if (good)
        oh_ice_take_credentials(ice, &made);
    oh_ice_clear(&made);
    return good;
}

void oh_ice_write(const struct oh_ice *ice, GstSDPMedia *media)
{
    static const char *const setups[] = {[OH_SETUP_ACTPASS] = "actpass",
                                         [OH_SETUP_ACTIVE] = "active",
                                         [OH_SETUP_PASSIVE] = "passive"};
    gst_sdp_media_add_attribute(media, "ice-ufrag", ice->ufrag);
    gst_sdp_media_add_attribute(media, "ice-pwd", ice->pwd);
    gst_sdp_media_add_attribute(media, "fingerprint", ice->fingerprint);
    gst_sdp_media_add_attribute(media, "setup", setups[ice->setup]);
    for (size_t i = 0; i < ice->candidate_count; i++)
        gst_sdp_media_add_attribute(media, "candidate", ice->candidates[i]);
    if (ice->candidate_count > 0)
        gst_sdp_media_add_attribute(media, "end-of-candidates", NULL);
}
