/*
 * Accounts: what is set, what the registrar says, and what stays unsaid.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"

enum { SUCCESS = 0, FAILED = 1, REMOVED = 2, IN_PROGRESS = 3 };

#define ACCOUNT(...) (&(struct oh_sip_account){.size = sizeof(struct oh_sip_account), __VA_ARGS__})

static void set(struct rig *rig, const struct oh_sip_account *account)
{
    char text[300] = "";
    if (!rig->sip->set_account(rig->engine, account, text, sizeof text))
        fail_msg("%s", text);
}

static void says(struct rig *rig, uint8_t state, const char *response)
{
    rig->sdk->account(state, response);
    rig_settle(rig);
}

static void without_an_account_it_listens(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    assert_told(rig, "Acc_SetTranspPort 5070", 1);
    assert_told(rig, "Acc_SetTranspBindAddr 127.0.0.1", 1);
    assert_told(rig, "Acc_SetExpireTime 0", 1); /* no registration */
    assert_string_equal(rig->sip->bound(rig->engine), "udp:127.0.0.1:5070");
    says(rig, SUCCESS, "200 OK"); /* nobody registered: nobody is told */
    assert_int_equal(rig->registrations, 0);
    rig_free(rig);
}

static void registered(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    rig_forget(rig);
    set(rig, ACCOUNT(.uri = "sip:alice@example.org", .user = "al", .password = "secret",
                     .registrar = "sip:reg.example.org:5080;transport=tcp",
                     .contact_params = "pn-provider=x; pn-prid=y;flag", .expires_s = 600));
    assert_told(rig, "Acc_SetSipServer example.org", 1);
    assert_told(rig, "Acc_SetSipExtension alice", 1);
    assert_told(rig, "Acc_SetSipAuthId al", 1);
    assert_told(rig, "Acc_SetSipPassword secret", 1);
    assert_told(rig, "Acc_SetSipProxyServer reg.example.org:5080", 1);
    assert_told(rig, "Acc_SetTranspProtocol 1", 1);
    assert_told(rig, "Acc_SetExpireTime 600", 1);
    assert_told(rig, "Acc_AddXContactUriParam pn-provider x", 1);
    assert_told(rig, "Acc_AddXContactUriParam pn-prid y", 1);
    assert_told(rig, "Acc_AddXContactUriParam flag ", 1);
    assert_told(rig, "Account_Delete 1", 1); /* the one that was there to listen */
    says(rig, IN_PROGRESS, NULL);
    assert_int_equal(rig->registration, OH_REGISTERING);
    says(rig, SUCCESS, "200 OK");
    assert_int_equal(rig->registration, OH_REGISTERED);
    says(rig, REMOVED, "");
    assert_int_equal(rig->registration, OH_UNREGISTERED);
    assert_int_equal(rig->registrations, 3);
    says(rig, 17, "what"); /* a state that nobody knows */
    assert_int_equal(rig->registrations, 3);
    assert_null(strstr(rig->log->str, "secret"));
    rig_free(rig);
}

static void the_registrar_is_the_domain_by_default(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    rig_forget(rig);
    set(rig, ACCOUNT(.uri = "sips:alice@example.org"));
    assert_told(rig, "Acc_SetSipAuthId alice", 1);
    assert_told(rig, "Acc_SetExpireTime 3600", 1);
    assert_told(rig, "Acc_SetTranspProtocol 2", 1);
    assert_null(strstr(rig->sdk->record(), "Acc_SetSipProxyServer"));
    rig_free(rig);
}

static void registration_fails(void **state)
{
    (void)state;
    static const struct {
        const char *response;
        uint16_t code;
        const char *words;
    } cases[] = {
        {"403 Forbidden", 403, "check user and password"},
        {"SIP/2.0 503 Service Unavailable", 503, "the registrar refused us: SIP/2.0 503"},
        {"", 0, "does not answer: check its address"},
        {NULL, 0, "does not answer: check its address"},
        {"no route\x01\xff", 0, "does not answer: no route"},
    };
    struct rig *rig = rig_new(NULL);
    set(rig, ACCOUNT(.uri = "sip:alice@example.org", .password = "secret"));
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        says(rig, FAILED, cases[i].response);
        assert_int_equal(rig->registration, OH_REGISTRATION_FAILED);
        assert_int_equal(rig->registration_code, cases[i].code);
        assert_non_null(strstr(rig->log->str, cases[i].words));
    }
    assert_null(strstr(rig->log->str, "secret"));
    rig_free(rig);
}

static void an_account_that_is_refused(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    char text[300] = "";
    rig->sdk->refuse("Account_Add", -1010, 1);
    assert_false(rig->sip->set_account(rig->engine, ACCOUNT(.uri = "sip:a@b"), text, sizeof text));
    assert_non_null(strstr(text, "the server of the account is no host"));
    /* There is none now, and a call says so. */
    assert_int_equal(rig->sip->describe_call(rig->engine, (struct oh_call_id){{1}}, "sip:b@c", text,
                                             sizeof text),
                     0);
    assert_non_null(strstr(text, "there is none"));
    set(rig, ACCOUNT(.uri = "sip:a@b")); /* and the next try works */
    rig_free(rig);
}

static void an_account_with_calls_stays(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    set(rig, ACCOUNT(.uri = "sip:a@b"));
    char text[300] = "";
    rig->sdk->refuse("Account_Delete", -1023, 1);
    assert_false(rig->sip->set_account(rig->engine, NULL, text, sizeof text));
    assert_non_null(strstr(text, "end them first"));
    set(rig, NULL);
    assert_int_equal(rig->registration, OH_UNREGISTERED);
    rig_free(rig);
}

static void bad_uris(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    static const struct oh_sip_account accounts[] = {
        {.size = sizeof(struct oh_sip_account), .uri = NULL},
        {.size = sizeof(struct oh_sip_account), .uri = ""},
        {.size = sizeof(struct oh_sip_account), .uri = "alice@example.org"},
        {.size = sizeof(struct oh_sip_account), .uri = "sip:a@b", .registrar = "b"},
        {.size = sizeof(struct oh_sip_account), .uri = "sip:a@b", .proxy = "sip:x\ny"},
    };
    rig_forget(rig);
    for (size_t i = 0; i < G_N_ELEMENTS(accounts); i++) {
        char text[300] = "";
        assert_false(rig->sip->set_account(rig->engine, &accounts[i], text, sizeof text));
        assert_non_null(strstr(text, "is no SIP URI"));
    }
    assert_string_equal(rig->sdk->record(), ""); /* the one that is there stays */
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_an_account_it_listens),
        cmocka_unit_test(registered),
        cmocka_unit_test(the_registrar_is_the_domain_by_default),
        cmocka_unit_test(registration_fails),
        cmocka_unit_test(an_account_that_is_refused),
        cmocka_unit_test(an_account_with_calls_stays),
        cmocka_unit_test(bad_uris),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
