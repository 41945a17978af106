/*
 * No key is in GStreamer's log, nor in libnice's, however much of them is asked for.
 */
#include "pair.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static char *log_path;
static GString *glib_log; /* what goes to GLib's log, libnice's, too */
static GMutex glib_lock;

static void to_glib_log(const gchar *domain, GLogLevelFlags level, const gchar *text, gpointer ctx)
{
    (void)level;
    (void)ctx;
    g_mutex_lock(&glib_lock);
    g_string_append_printf(glib_log, "%s: %s\n", domain ? domain : "", text);
    g_mutex_unlock(&glib_lock);
}

/* What follows `start` in a description, up to the end of its line or a bar. */
static char *word_after(const char *sdp, const char *start)
{
    const char *found = strstr(sdp, start);
    if (!found)
        fail_msg("no \"%s\" in\n%s", start, sdp);
    found += strlen(start);
    return g_strndup(found, strcspn(found, "\r\n|"));
}

/* As GStreamer prints a buffer. */
static char *in_hexadecimal(const char *base64)
{
    gsize size = 0;
    guchar *key = g_base64_decode(base64, &size);
    GString *text = g_string_new(NULL);
    assert_true(size >= 16);
    for (gsize i = 0; i < size; i++)
        g_string_append_printf(text, "%02x", key[i]);
    g_free(key);
    return g_string_free(text, FALSE);
}

static void is_not_in_the_log(const char *key)
{
    char *log = NULL;
    gsize size = 0;
    assert_true(g_file_get_contents(log_path, &log, &size, NULL));
    assert_true(size > 100000);
    if (g_strstr_len(log, (gssize)size, key))
        fail_msg("a key is in the log");
    g_free(log);
    g_mutex_lock(&glib_lock);
    bool found = strstr(glib_log->str, key) != NULL;
    g_mutex_unlock(&glib_lock);
    if (found)
        fail_msg("a key is in GLib's log");
}

static void talk(struct pair *pair, const char *kind)
{
    char *a = g_strdup_printf("audio=tone:400 measure=1 codecs=pcma offer=%s", kind);
    pair_make(pair, a, "audio=tone:1000 measure=1");
    pair_connect_and_open(pair);
    pair_wait_until_both_hear(pair, 400, 1000);
    g_free(a);
}

static void srtp_keys_are_not_in_the_log(void **state)
{
    struct pair pair;
    (void)state;
    talk(&pair, "sdes");
    char *ours = word_after(pair.a.legs[CALLER].sdp, "inline:");
    char *theirs = word_after(pair.b.legs[CALLEE].sdp, "inline:");
    char *ours_hex = in_hexadecimal(ours), *theirs_hex = in_hexadecimal(theirs);
    pair_end(&pair);
    is_not_in_the_log(ours);
    is_not_in_the_log(theirs);
    is_not_in_the_log(ours_hex);
    is_not_in_the_log(theirs_hex);
    g_free(ours);
    g_free(theirs);
    g_free(ours_hex);
    g_free(theirs_hex);
}

static void ice_passwords_are_not_in_the_log(void **state)
{
    struct pair pair;
    (void)state;
    talk(&pair, "webrtc");
    char *ours = word_after(pair.a.legs[CALLER].sdp, "a=ice-pwd:");
    char *theirs = word_after(pair.b.legs[CALLEE].sdp, "a=ice-pwd:");
    pair_end(&pair);
    is_not_in_the_log(ours);
    is_not_in_the_log(theirs);
    g_free(ours);
    g_free(theirs);
}

/* Lines without a key are there, so that the log is of use. */
static void the_rest_is_in_the_log(void **state)
{
    char *log = NULL;
    (void)state;
    assert_true(g_file_get_contents(log_path, &log, NULL, NULL));
    assert_non_null(strstr(log, "a line with a key in it is left out"));
    assert_non_null(strstr(log, "srtpenc"));
    g_free(log);
}

int main(void)
{
    char *folder = g_dir_make_tmp("offhook-keys-XXXXXX", NULL);
    log_path = g_build_filename(folder, "gstreamer.log", NULL);
    g_setenv("GST_DEBUG", "*:3,srtp*:7,dtls*:7,webrtc*:7,GST_CAPS:7,GST_EVENT:7,rtpbin:6", TRUE);
    g_setenv("GST_DEBUG_FILE", log_path, TRUE);
    g_setenv("NICE_DEBUG", "all", TRUE);
    g_setenv("G_MESSAGES_DEBUG", "all", TRUE);
    glib_log = g_string_new(NULL);
    g_log_set_default_handler(to_glib_log, NULL);
    const struct CMUnitTest tests[] = {
        STACK_TEST(srtp_keys_are_not_in_the_log),
        STACK_TEST(ice_passwords_are_not_in_the_log),
        cmocka_unit_test(the_rest_is_in_the_log),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    g_remove(log_path);
    g_rmdir(folder);
    g_free(log_path);
    g_free(folder);
    g_string_free(glib_log, TRUE);
    return failed;
}
