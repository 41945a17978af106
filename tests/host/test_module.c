/*
 * The module loader: local binding, and a sentence for whatever is no module of ours.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dlfcn.h>

#include "offhook/adapter.h"

static void opens_a_good_one(void **state)
{
    (void)state;
    char text[400] = "";
    struct oh_module *module =
        oh_module_open("good", OH_ADAPTER_SIP, TEST_MODULES, text, sizeof(text));
    if (!module)
        fail_msg("%s", text);
    assert_string_equal(oh_module_adapter(module)->name, "good");
    oh_module_close(module);
}

static void takes_the_folder_from_the_environment(void **state)
{
    (void)state;
    char text[400] = "";
    setenv("OFFHOOK_MODULES", TEST_MODULES, 1);
    struct oh_module *module = oh_module_open("good", OH_ADAPTER_SIP, NULL, text, sizeof(text));
    assert_non_null(module);
    oh_module_close(module);
    unsetenv("OFFHOOK_MODULES");
    assert_null(oh_module_open("good", OH_ADAPTER_SIP, NULL, text, sizeof(text)));
    assert_non_null(strstr(text, "/offhook/offhook-good.so")); /* where it would be installed */
}

/* Two modules define the same symbol: each calls its own, and nobody else sees either. */
static void binds_locally(void **state)
{
    (void)state;
    char text[400];
    struct oh_module *good =
        oh_module_open("good", OH_ADAPTER_SIP, TEST_MODULES, text, sizeof(text));
    struct oh_module *other =
        oh_module_open("other", OH_ADAPTER_SIP, TEST_MODULES, text, sizeof(text));
    assert_non_null(good);
    assert_non_null(other);
    assert_string_equal(oh_module_adapter(good)->name, "good");
    assert_string_equal(oh_module_adapter(other)->name, "other");
    assert_null(dlsym(RTLD_DEFAULT, "clashing"));
    oh_module_close(good);
    oh_module_close(other);
}

static void refused(const char *name, enum oh_adapter_kind kind, const char *folder,
                    const char *part)
{
    char text[600] = "";
    assert_null(oh_module_open(name, kind, folder, text, sizeof(text)));
    if (!strstr(text, part))
        fail_msg("%s: \"%s\" is not in \"%s\"", name, part, text);
    if (folder && !strchr(name, '/') && *name && !strstr(text, folder))
        fail_msg("%s: the file is not named in \"%s\"", name, text);
}

static void says_what_is_wrong(void **state)
{
    (void)state;
    refused("missing", OH_ADAPTER_SIP, TEST_MODULES, "OFFHOOK_MODULES");
    refused("missing", OH_ADAPTER_SIP, "/nowhere", "/nowhere/offhook-missing.so");
    refused("", OH_ADAPTER_SIP, TEST_MODULES, "no name of a module");
    refused("../good", OH_ADAPTER_SIP, TEST_MODULES, "no name of a module");
    refused("text", OH_ADAPTER_SIP, TEST_MODULES, "cannot be loaded");
    refused("bare", OH_ADAPTER_SIP, TEST_MODULES, "is no offhook adapter");
    refused("old", OH_ADAPTER_SIP, TEST_MODULES, "ABI 77, this offhook speaks 3: rebuild");
    refused("nothing", OH_ADAPTER_SIP, TEST_MODULES, "returned nothing");
    refused("good", OH_ADAPTER_MEDIA, TEST_MODULES,
            "it is a SIP engine, but a media stack is needed");
    refused("good", OH_ADAPTER_NETWORK, TEST_MODULES,
            "it is a SIP engine, but a watch over the network is needed");
    refused("unwatchful", OH_ADAPTER_NETWORK, TEST_MODULES, "no functions of its kind");
    refused("strange", OH_ADAPTER_SIP, TEST_MODULES, "of a kind that this offhook does not know");
    refused("empty", OH_ADAPTER_SIP, TEST_MODULES, "no functions of its kind");
}

/* It was built before the description got its last field. */
static void takes_an_older_one(void **state)
{
    (void)state;
    char text[400] = "";
    struct oh_module *module =
        oh_module_open("older", OH_ADAPTER_SIP, TEST_MODULES, text, sizeof(text));
    if (!module)
        fail_msg("%s", text);
    oh_module_close(module);
    refused("shorter", OH_ADAPTER_SIP, TEST_MODULES, "shorter than its ABI says");
}

static void text_may_be_left_out(void **state)
{
    (void)state;
    assert_null(oh_module_open("missing", OH_ADAPTER_SIP, TEST_MODULES, NULL, 0));
    oh_module_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_a_good_one),
        cmocka_unit_test(binds_locally),
        cmocka_unit_test(takes_the_folder_from_the_environment),
        cmocka_unit_test(says_what_is_wrong),
        cmocka_unit_test(takes_an_older_one),
        cmocka_unit_test(text_may_be_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
