/*
 * The orders in which applications on this SDK are known to lose calls, with the core in charge.
 * The numbers are those of the claims.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "whole.h"

static unsigned told(const struct whole *whole, const char *line)
{
    return rig_told(whole->rig, line);
}

static void assert_ended(struct whole *whole, const char *reason)
{
    char *line = g_strconcat("ui report ended ", reason, NULL);
    if (!fake_record_has(whole->record, line))
        fail_msg("no \"%s\" in:\n%s", line, fake_record_text(whole->record));
    g_free(line);
}

/* 1: the SDK is told to accept only when the session is active, configured and enabled. */
static void claim_01_accepted_only_after_the_activation(void **state)
{
    (void)state;
    struct whole *whole = whole_new();
    whole_ringing(whole);
    whole_answer(whole);
    whole_run(whole, 40); /* fulfilled; the system has not activated yet */
    assert_int_equal(told(whole, "Call_Accept 1 0"), 0);
    whole_run(whole, 500);
    assert_int_equal(told(whole, "Call_Accept 1 0"), 1);
    assert_true(whole->sdk->mic(1));
    whole_end(whole);
    whole_run(whole, 500);
    assert_int_equal(told(whole, "Call_Bye 1"), 1);
    whole_free(whole);
}

/* 1: not even if the SDK takes the session when the INVITE comes. */
static void claim_01_the_sdk_grabs_the_session(void **state)
{
    (void)state;
    struct whole *whole = whole_new();
    whole->sdk->incoming("<sip:alice@there>", false);
    fake_ios_engine_grabs(whole->ios, false);
    whole_run(whole, 100);
    whole_answer(whole);
    whole_run(whole, 3000);
    assert_true(whole->sdk->up(1));
    assert_true(whole->sdk->mic(1));
    whole_free(whole);
}

/* 2: the activation never comes, and cannot be forced: the caller is refused, not connected. */
static void claim_02_no_activation_no_silent_call(void **state)
{
    (void)state;
    struct whole *whole = whole_new();
    fake_ios_faults(whole->ios)->activations_lost = UINT32_MAX;
    fake_ios_faults(whole->ios)->forces_refused = UINT32_MAX;
    whole_ringing(whole);
    whole_answer(whole);
    whole_run(whole, 20000);
    assert_int_equal(told(whole, "Call_Accept 1 0"), 0);
    assert_int_equal(told(whole, "Call_Reject 1 480"), 1);
    assert_ended(whole, "no audio");
    whole_free(whole);
}

/* 5, 7: the end of one call does not touch the other one. */
static void claim_05_and_07_another_call_ends(void **state)
{
    (void)state;
    struct whole *whole = whole_new();
    uint32_t talking = whole_talking(whole);
    uint32_t other = whole_ringing(whole);
    whole->sdk->terminated(other, 487);
    whole_run(whole, 2000);
    assert_true(whole->sdk->up(talking));
    assert_true(whole->sdk->mic(talking));
    assert_true(fake_ios_enabled(whole->ios));
    whole_free(whole);
}

/* 6: nor does a push for another call. */
static void claim_06_a_push_while_a_call_is_talked_on(void **state)
{
    (void)state;
    struct whole *whole = whole_new();
    uint32_t talking = whole_talking(whole);
    whole_push(whole, "other@call");
    whole_run(whole, 20000); /* its INVITE never comes */
    assert_true(whole->sdk->mic(talking));
    assert_true(fake_ios_enabled(whole->ios));
    whole_free(whole);
}

/* 11: answered and hung up before the SDK says that it is connected. */
static void claim_11_hung_up_before_it_is_connected(void **state)
{
    (void)state;
    struct whole *whole = whole_new();
    whole->sdk->manners()->never_connects = true;
    uint32_t call = whole_ringing(whole);
    whole_answer(whole);
    whole_run(whole, 500);
    assert_int_equal(told(whole, "Call_Accept 1 0"), 1);
    whole_end(whole);
    fake_clock_run(whole->clock, 50); /* not yet at rest: the SDK will not let go of it */
    rig_settle(whole->rig);
    assert_false(whole->sdk->mic(call));
    whole->sdk->connected(call);
    whole_run(whole, 500);
    assert_false(whole->sdk->lives(call));
    whole_free(whole);
}

/* 13: an INVITE without a push rings. */
static void claim_13_no_push(void **state)
{
    (void)state;
    struct whole *whole = whole_new();
    whole_ringing(whole);
    assert_int_equal(fake_ios_call_count(whole->ios), 1);
    whole_free(whole);
}

/* 14: answered, and then its push: the same call, which does not ring again. */
static void claim_14_the_push_comes_after_the_answer(void **state)
{
    (void)state;
    struct whole *whole = whole_new();
    whole->sdk->header("Call-ID", "one@call");
    uint32_t call = whole_talking(whole);
    whole_push(whole, "one@call");
    whole_run(whole, 2000);
    assert_int_equal(fake_ios_call_count(whole->ios), 1);
    assert_true(whole->sdk->up(call));
    whole_end(whole);
    whole_run(whole, 1000);
    assert_int_equal(told(whole, "Call_Bye 1"), 1);
    whole_free(whole);
}

/* 15: push, INVITE, CANCEL: nothing rings for a dead call. */
static void claim_15_cancelled_at_once(void **state)
{
    (void)state;
    struct whole *whole = whole_new();
    whole->sdk->header("Call-ID", "one@call");
    whole_push(whole, "one@call");
    uint32_t call = whole->sdk->incoming("<sip:alice@there>", false);
    whole->sdk->terminated(call, 487);
    whole_run(whole, 2000);
    assert_int_equal(fake_ios_call_count(whole->ios), 0);
    assert_ended(whole, "remote");
    whole_free(whole);
}

/* 16, 17: answered by the push; the INVITE is late, but comes. */
static void claim_17_the_invite_is_late(void **state)
{
    (void)state;
    struct whole *whole = whole_new();
    whole->sdk->header("Call-ID", "one@call");
    whole_push(whole, "one@call");
    whole_run(whole, 100);
    whole_answer(whole);
    whole_run(whole, 4000);
    uint32_t call = whole->sdk->incoming("<sip:alice@there>", false);
    whole_run(whole, 500);
    assert_true(whole->sdk->up(call));
    assert_true(whole->sdk->mic(call));
    whole_free(whole);
}

/* 18, 19, 20: declined by the push; when the INVITE comes, it is declined, and nothing rings. */
static void claim_18_declined_before_the_invite(void **state)
{
    (void)state;
    struct whole *whole = whole_new();
    whole->sdk->header("Call-ID", "one@call");
    whole_push(whole, "one@call");
    whole_run(whole, 100);
    whole_end(whole);
    whole_run(whole, 1000);
    whole->sdk->incoming("<sip:alice@there>", false);
    whole_run(whole, 1000);
    assert_int_equal(told(whole, "Call_Reject 1 603"), 1);
    assert_int_equal(fake_ios_call_count(whole->ios), 0);
    whole_free(whole);
}

/* 21: the report is refused (Focus): the caller is told, and does not ring on unseen. */
static void claim_21_the_report_is_refused(void **state)
{
    (void)state;
    struct whole *whole = whole_new();
    fake_ios_faults(whole->ios)->report_refused = 3;
    whole_ringing(whole);
    whole_run(whole, 1000);
    assert_int_equal(told(whole, "Call_Reject 1 486"), 1);
    whole_free(whole);
}

/* 25: the system's call service dies: the SDK's calls end with it. */
static void claim_25_the_provider_is_reset(void **state)
{
    (void)state;
    struct whole *whole = whole_new();
    whole_talking(whole);
    fake_ios_reset(whole->ios);
    whole_run(whole, 2000);
    assert_int_equal(told(whole, "Call_Bye 1"), 1);
    assert_true(whole->sdk->living() == 0);
    whole_free(whole);
}

/* 31, 32: held and resumed on the screen; the SDK does the same, no more, no less. */
static void claim_31_held_on_the_screen(void **state)
{
    (void)state;
    struct whole *whole = whole_new();
    uint32_t call = whole_talking(whole);
    for (int i = 0; i < 3; i++) {
        fake_ios_hold(whole->ios, fake_ios_last(whole->ios), true);
        whole_run(whole, 500);
        assert_int_equal(whole->sdk->hold_state(call), 1);
        assert_false(whole->sdk->mic(call));
        fake_ios_hold(whole->ios, fake_ios_last(whole->ios), false);
        whole_run(whole, 1000);
        assert_int_equal(whole->sdk->hold_state(call), 0);
        assert_true(whole->sdk->mic(call));
    }
    assert_int_equal(told(whole, "Call_Hold 1"), 6);
    whole_free(whole);
}

/* 35: muted on the screen before it is connected. */
static void claim_35_muted_on_the_screen(void **state)
{
    (void)state;
    struct whole *whole = whole_new();
    whole->sdk->manners()->mutes_only_connected = true;
    uint32_t call = whole_ringing(whole);
    whole_answer(whole);
    fake_ios_mute(whole->ios, fake_ios_last(whole->ios), true);
    whole_run(whole, 1000);
    assert_true(whole->sdk->up(call));
    assert_false(whole->sdk->mic(call));
    fake_ios_mute(whole->ios, fake_ios_last(whole->ios), false);
    whole_run(whole, 100);
    assert_true(whole->sdk->mic(call));
    whole_free(whole);
}

/* 41, 42, 44: who ended it is said right, once. */
static void claim_44_reasons_on_the_screen(void **state)
{
    (void)state;
    struct whole *whole = whole_new();
    uint32_t call = whole_talking(whole);
    whole->sdk->terminated(call, 200);
    whole_run(whole, 1000);
    assert_ended(whole, "remote");
    fake_record_clear(whole->record);
    call = whole_ringing(whole);
    whole->sdk->header("Reason", "SIP;cause=200");
    whole->sdk->terminated(call, 487);
    whole_run(whole, 1000);
    assert_ended(whole, "answered elsewhere");
    fake_record_clear(whole->record);
    whole_talking(whole);
    whole_end(whole); /* by the user: there is nothing to report */
    whole_run(whole, 1000);
    assert_null(strstr(fake_record_text(whole->record), "ui report ended"));
    whole_free(whole);
}

static void a_call_of_ours(void **state)
{
    (void)state;
    struct whole *whole = whole_new();
    char text[300] = "";
    struct oh_call_id id = oh_call_id_fresh();
    oh_leg leg =
        whole->rig->sip->describe_call(whole->rig->engine, id, "sip:bob@there", text, sizeof text);
    fake_ios_start(whole->ios, id, leg, 0);
    whole_run(whole, 2000);
    assert_true(whole->sdk->up(1));
    assert_true(whole->sdk->mic(1));
    whole->sdk->refuse("Call_Invite", -1035, 1);
    id = oh_call_id_fresh();
    leg = whole->rig->sip->describe_call(whole->rig->engine, id, "sip:carol@there", text,
                                         sizeof text);
    fake_ios_start(whole->ios, id, leg, 0);
    whole_run(whole, 2000);
    assert_ended(whole, "busy");
    whole_free(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(claim_01_accepted_only_after_the_activation),
        cmocka_unit_test(claim_01_the_sdk_grabs_the_session),
        cmocka_unit_test(claim_02_no_activation_no_silent_call),
        cmocka_unit_test(claim_05_and_07_another_call_ends),
        cmocka_unit_test(claim_06_a_push_while_a_call_is_talked_on),
        cmocka_unit_test(claim_11_hung_up_before_it_is_connected),
        cmocka_unit_test(claim_13_no_push),
        cmocka_unit_test(claim_14_the_push_comes_after_the_answer),
        cmocka_unit_test(claim_15_cancelled_at_once),
        cmocka_unit_test(claim_17_the_invite_is_late),
        cmocka_unit_test(claim_18_declined_before_the_invite),
        cmocka_unit_test(claim_21_the_report_is_refused),
        cmocka_unit_test(claim_25_the_provider_is_reset),
        cmocka_unit_test(claim_31_held_on_the_screen),
        cmocka_unit_test(claim_35_muted_on_the_screen),
        cmocka_unit_test(claim_44_reasons_on_the_screen),
        cmocka_unit_test(a_call_of_ours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
