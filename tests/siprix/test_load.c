/*
 * What may be given in place of the SDK, and what the SDK may refuse before there is an engine: a
 * sentence each, that names what it is about.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "rig.h"

static const struct standin *fresh_sdk(void)
{
    struct rig *rig = rig_new(NULL); /* loads it; it stays loaded */
    const struct standin *sdk = rig->sdk;
    rig_free(rig);
    sdk->reset();
    return sdk;
}

static void refused(const char *const *options, const char *part)
{
    const char *text = rig_refusal(options);
    if (!text)
        fail_msg("it was taken, though it has: %s", part);
    if (!strstr(text, part))
        fail_msg("\"%s\" is not in \"%s\"", part, text);
    assert_true(g_utf8_validate(text, -1, NULL));
}
#define REFUSED(part, ...) refused((const char *const[]){__VA_ARGS__, NULL}, part)

static void no_library(void **state)
{
    (void)state;
    refused((const char *const[]){NULL}, "--siprix-lib PATH");
    REFUSED("there is no file /nowhere/libsiprix.so", "lib=/nowhere/libsiprix.so");
    REFUSED("bad value", "lib=");
    REFUSED("there is no file /nowhere/\xef\xbf\xbd.so", "lib=/nowhere/\xff.so");
}

static void the_wrong_file(void **state)
{
    (void)state;
    char *folder = g_dir_make_tmp("offhook-siprix-XXXXXX", NULL);
    char *path = g_build_filename(folder, "libsiprix.so", NULL);
    char *option = g_strconcat("lib=", path, NULL);
    assert_true(g_file_set_contents(path, "not a shared object\n", -1, NULL));
    REFUSED("cannot be loaded", option);
    REFUSED(path, option);
    assert_true(g_file_set_contents(path, "", -1, NULL));
    REFUSED("cannot be loaded", option);
    assert_int_equal(g_chmod(path, 0), 0);
    REFUSED("libsiprix.so", option);
    g_unlink(path);
    g_free(option);

    option = g_strconcat("lib=", folder, NULL); /* a folder */
    REFUSED("cannot be loaded", option);
    g_rmdir(folder);
    g_free(option), g_free(path), g_free(folder);
    REFUSED("is not Siprix's library (it has no function Module_Create)",
            "lib=" TEST_MODULE_DIR "/offhook-sofia.so");
}

static void a_library_that_lacks_functions(void **state)
{
    (void)state;
    const char *const option = "lib=" STANDINS "/lacking/libsiprix.so";
    REFUSED("lacks Acc_SetTranspBindAddr, Call_Hold; this adapter knows version 1.0.40", option);
    REFUSED(STANDINS, option);
}

/* Whichever way the vendor's two libraries find each other. */
static void the_media_library_beside_it(void **state)
{
    (void)state;
    assert_null(rig_refusal((const char *const[]){"lib=" STANDINS "/linked/libsiprix.so", NULL}));
    assert_null(rig_refusal((const char *const[]){"lib=" STANDINS "/unlinked/libsiprix.so", NULL}));
}

static void another_version(void **state)
{
    (void)state;
    const struct standin *sdk = fresh_sdk();
    sdk->version("2.1.0");
    REFUSED("is version \"2.1.0\" of the SDK, this adapter knows 1.0.40", "lib=" STANDIN);
    sdk->version(NULL);
    REFUSED("is version \"\"", "lib=" STANDIN);
    sdk->version("2.1.0");
    struct rig *rig = RIG("version=any"); /* resets the version, too */
    rig_free(rig);
    sdk->version("2.1.0");
    assert_null(rig_refusal((const char *const[]){"lib=" STANDIN, "version=any", NULL}));
    sdk->version("1.0.41");
    assert_null(rig_refusal((const char *const[]){"lib=" STANDIN, NULL}));
}

/* Each function that can fail while an engine is made, with a code from the table and one that is
 * not in it. */
static void the_sdk_refuses(void **state)
{
    (void)state;
    const struct standin *sdk = fresh_sdk();
    static const char *const functions[] = {
        "Module_Initialize",
        "Account_Add",
        "Callback_SetTrialModeNotified",
        "Callback_SetAccountRegState",
        "Callback_SetCallIncoming",
        "Callback_SetCallProceeding",
        "Callback_SetCallConnected",
        "Callback_SetCallTerminated",
        "Callback_SetCallHeld",
        "Callback_SetCallTransferred",
        "Callback_SetCallRedirected",
        "Callback_SetCallDtmfReceived",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(functions); i++) {
        const char *named =
            strcmp(functions[i], "Account_Add") == 0 ? "cannot listen on udp" : functions[i];
        sdk->refuse(functions[i], -1003, 1);
        REFUSED("the SDK was given no module (EObjectNull)", "lib=" STANDIN, "listen=udp:[::1]:1");
        sdk->refuse(functions[i], -4711, 1);
        REFUSED("error -4711, which this adapter does not know: words of the SDK", "lib=" STANDIN,
                "listen=udp:[::1]:1");
        sdk->refuse(functions[i], -1003, 1);
        REFUSED(named, "lib=" STANDIN, "listen=udp:[::1]:1");
    }
    static const char *const makers[] = {"Module_Create", "Ini_GetDefault", "Acc_GetDefault"};
    for (size_t i = 0; i < G_N_ELEMENTS(makers); i++) {
        char *part = g_strconcat(makers[i], " returned nothing", NULL);
        sdk->refuse(makers[i], -1, 1);
        REFUSED(part, "lib=" STANDIN, "listen=tcp:127.0.0.1:0");
        g_free(part);
    }
    /* And after all that it can be used. */
    assert_null(rig_refusal((const char *const[]){"lib=" STANDIN, NULL}));
}

static void bad_options(void **state)
{
    (void)state;
    REFUSED("\"color=red\" is not known", "color=red");
    REFUSED("\"\" is not known", "");
    REFUSED("bad value", "dtmf=morse");
    REFUSED("bad value", "patience=0");
    REFUSED("bad value", "legs=-1");
    REFUSED("bad value", "log=6");
    REFUSED("no address to listen on", "listen=127.0.0.1:5070");
    REFUSED("no address to listen on", "listen=udp:");
    REFUSED("no address to listen on", "listen=udp:5070");
    REFUSED("no address to listen on", "listen=udp:127.0.0.1:70000");
    REFUSED("one too many", "listen=udp:127.0.0.1:1", "listen=udp:127.0.0.1:2");
    REFUSED("the licence cannot be read", "license=/nowhere/key");
    REFUSED("no licence key in /dev/null", "license=/dev/null");
}

/* The stand-in's record shows the key; no sentence and no log line does. */
static void the_licence_comes_from_a_file(void **state)
{
    (void)state;
    char *folder = g_dir_make_tmp("offhook-siprix-XXXXXX", NULL);
    char *path = g_build_filename(folder, "key", NULL);
    char *option = g_strconcat("license=", path, NULL);
    assert_true(g_file_set_contents(path, "  A-SECRET-KEY\n", -1, NULL));
    struct rig *rig = RIG(option);
    assert_told(rig, "Ini_SetLicense A-SECRET-KEY", 1);
    assert_told(rig, "Ini_SetTlsVerifyServer 1", 1);
    assert_told(rig, "Ini_SetUseExternalRinger 1", 1);
    assert_told(rig, "Ini_SetLogLevelFile 5", 1);
    assert_null(strstr(rig->log->str, "SECRET"));
    rig_free(rig);
    g_unlink(path);
    g_rmdir(folder);
    g_free(option), g_free(path), g_free(folder);
}

static void trial_is_said(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    rig->sdk->trial();
    rig_settle(rig);
    assert_non_null(strstr(rig->log->str, "warning the SDK runs as a trial"));
    rig_free(rig);
}

/* 22: a second engine on one SDK would take the first one's callbacks. */
static void claim_22_a_second_engine_is_refused(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    REFUSED("one engine in a process", "lib=" STANDIN);
    uint32_t call;
    rig_incoming(rig, &call); /* the first one still hears */
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_library),
        cmocka_unit_test(the_wrong_file),
        cmocka_unit_test(a_library_that_lacks_functions),
        cmocka_unit_test(the_media_library_beside_it),
        cmocka_unit_test(another_version),
        cmocka_unit_test(the_sdk_refuses),
        cmocka_unit_test(bad_options),
        cmocka_unit_test(the_licence_comes_from_a_file),
        cmocka_unit_test(trial_is_said),
        cmocka_unit_test(claim_22_a_second_engine_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
