/*
 * How calls end: by us, by the peer, by both at once, late, twice, or never; and why.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"

static void end(struct rig *rig, oh_leg leg)
{
    rig->port.end(rig->port.ctx, leg, OH_REASON_USER);
}

static bool ended(struct rig *rig)
{
    return strstr(rig->events->str, "ended 1 ") != NULL;
}

static void assert_ended_once(struct rig *rig, const char *line)
{
    rig_settle(rig);
    assert_event(rig, line);
    const char *first = strstr(rig->events->str, "ended ");
    assert_null(strstr(first + 1, "ended "));
}

/* 44, 45: the user's decline is the user's, with the status that the core chose. */
static void claim_44_declined_by_the_user(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_incoming(rig, &call);
    rig->port.reject(rig->port.ctx, leg, 603, OH_REASON_USER);
    assert_told(rig, "Call_Reject 1 603", 1);
    assert_no_event(rig, "ended 1 user"); /* not before the SDK says so */
    assert_ended_once(rig, "ended 1 user");
    rig_free(rig);
}

static void hung_up_by_us_and_by_the_peer(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    end(rig, leg);
    end(rig, leg); /* asked twice */
    assert_told(rig, "Call_Bye 1", 1);
    assert_ended_once(rig, "ended 1 user");
    rig_forget(rig);
    leg = rig_answered(rig, &call);
    rig->sdk->terminated(call, 200);
    assert_ended_once(rig, "ended 2 remote");
    assert_null(rig->port.remote(rig->port.ctx, leg));
    rig_free(rig);
}

static void an_outgoing_call_is_cancelled(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    rig->sdk->manners()->never_connects = true;
    uint32_t call;
    end(rig, rig_placed(rig, &call));
    assert_told(rig, "Call_Bye 1", 1);
    assert_ended_once(rig, "ended 1 user");
    rig_free(rig);
}

static void described_but_never_placed(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    char text[100] = "";
    oh_leg leg = rig->sip->describe_call(rig->engine, (struct oh_call_id){{1}}, "sip:b@h", text,
                                         sizeof text);
    end(rig, leg);
    assert_ended_once(rig, "ended 1 user");
    assert_null(strstr(rig->sdk->record(), "Call_"));
    rig_free(rig);
}

static void terminated_twice_is_told_once(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    rig->sdk->manners()->terminates_twice = true;
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    end(rig, leg);
    assert_ended_once(rig, "ended 1 user");
    rig_forget(rig);
    rig_answered(rig, &call);
    rig->sdk->terminated(call, 503);
    assert_ended_once(rig, "ended 2 failed");
    rig_free(rig);
}

/* 11: answered, then hung up before OnCallConnected. The SDK takes neither a refusal (it is
 * answered) nor a BYE (it is not connected). The microphone is shut, the hang-up not forgotten. */
static void claim_11_hung_up_between_accept_and_connected(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    rig->sdk->manners()->never_connects = true;
    uint32_t call;
    oh_leg leg = rig_incoming(rig, &call);
    rig->port.accept(rig->port.ctx, leg);
    rig->port.open(rig->port.ctx, leg, OH_DIRECTION_BOTH);
    end(rig, leg);
    rig_settle(rig);
    assert_told(rig, "Call_Bye 1", 1);
    assert_told(rig, "Call_Reject 1 603", 1);
    assert_true(rig->sdk->lives(call));
    assert_false(rig->sdk->mic(call));
    rig->sdk->connected(call);
    assert_ended_once(rig, "ended 1 user");
    assert_no_event(rig, "connected 1"); /* it is nobody's any more */
    assert_false(rig->sdk->lives(call));
    rig_free(rig);
}

/* 26, 41: a hang-up that the SDK refuses is asked for again until it takes. */
static void claim_26_a_refused_hang_up_is_asked_for_again(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    rig->sdk->refuse("Call_Bye", -1001, 1);
    end(rig, leg);
    assert_false(rig->sdk->mic(call)); /* meanwhile nobody is overheard */
    assert_no_event(rig, "ended 1 user");
    rig_wait(rig, ended);
    assert_told(rig, "Call_Bye 1", 2);
    assert_ended_once(rig, "ended 1 user");
    rig_free(rig);
}

static void claim_41_bye_fails_then_the_peer_hangs_up(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    rig->sdk->refuse("Call_Bye", -1001, 1000);
    end(rig, leg);
    rig->sdk->terminated(call, 200);
    assert_ended_once(rig, "ended 1 user");
    rig_free(rig);
}

/* 40: taken, and then not a word. */
static void claim_40_terminated_never_comes(void **state)
{
    (void)state;
    struct rig *rig = RIG("patience=30");
    rig->sdk->manners()->never_terminates = true;
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    end(rig, leg);
    rig_wait(rig, ended);
    assert_ended_once(rig, "ended 1 user");
    assert_non_null(strstr(rig->log->str, "error leg 1: the SDK never said that the call is over"));
    rig->sdk->manners()->never_terminates = false;
    rig->sdk->terminated(call, 200); /* late after all */
    assert_ended_once(rig, "ended 1 user");
    rig_free(rig);
}

static void a_hang_up_that_is_always_refused_ends_some_day(void **state)
{
    (void)state;
    struct rig *rig = RIG("patience=30");
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    rig->sdk->refuse("Call_Bye", -4711, 1000);
    end(rig, leg);
    rig_wait(rig, ended);
    assert_ended_once(rig, "ended 1 user");
    assert_non_null(strstr(rig->log->str, "Call_Bye of leg 1: error -4711"));
    rig_free(rig);
}

static gboolean passed(gpointer data)
{
    *(bool *)data = true;
    return G_SOURCE_REMOVE;
}

/* Of a leg that is over no timer fires; AddressSanitizer would see it. */
static void timers_end_with_their_leg(void **state)
{
    (void)state;
    struct rig *rig = RIG("patience=20");
    rig->sdk->manners()->hold_is_silent = true;
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    rig->port.hold(rig->port.ctx, leg);
    rig->port.send_digits(rig->port.ctx, leg, "1");
    rig->port.send_digits(rig->port.ctx, leg, "2");
    rig->sdk->terminated(call, 200);
    assert_ended_once(rig, "ended 1 remote");
    rig_forget(rig);
    rig_answered(rig, &call); /* frees the first one's memory */

    bool late = false;
    GSource *later = g_timeout_source_new(400); /* later than any timer of that leg */
    g_source_set_callback(later, passed, &late, NULL);
    g_source_attach(later, rig->context);
    while (!late)
        g_main_context_iteration(rig->context, TRUE);
    g_source_unref(later);
    assert_string_equal(rig->events->str, "");
    assert_told(rig, "Call_SendDtmf 1 2 160 80 0", 0);
    rig_free(rig);
}

/* 42: the decline crosses the CANCEL. The SDK has no such call any more; one end is told, ours. */
static void claim_42_decline_crosses_cancel(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_incoming(rig, &call);
    rig->sdk->terminated(call, 487); /* said, not heard yet */
    rig->port.reject(rig->port.ctx, leg, 603, OH_REASON_USER);
    assert_ended_once(rig, "ended 1 user");
    rig_free(rig);
}

/* The same with the answer: the caller was faster. */
static void accept_crosses_cancel(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_incoming(rig, &call);
    rig->sdk->terminated(call, 487);
    rig->port.accept(rig->port.ctx, leg);
    assert_no_event(rig, "ended 1 remote");
    assert_ended_once(rig, "ended 1 remote");
    assert_no_event(rig, "connected 1");
    rig_free(rig);
}

/* The SDK has forgotten the call, and OnCallTerminated never comes. */
static void a_call_that_vanished(void **state)
{
    (void)state;
    struct rig *rig = RIG("patience=20");
    uint32_t call;
    oh_leg leg = rig_incoming(rig, &call);
    rig->sdk->refuse("Call_Accept", -1040, 1);
    rig->port.accept(rig->port.ctx, leg);
    rig_wait(rig, ended);
    assert_ended_once(rig, "ended 1 failed");
    rig_free(rig);
}

/* 43: why an outgoing call came to nothing. */
static void claim_43_outgoing_by_its_status(void **state)
{
    (void)state;
    static const struct {
        uint32_t status;
        const char *reason;
    } cases[] = {{403, "unreachable"}, {404, "unreachable"}, {408, "unanswered"},
                 {480, "unreachable"}, {486, "busy"},        {600, "busy"},
                 {603, "declined"},    {488, "media"},       {503, "unreachable"},
                 {500, "failed"},      {0, "failed"},        {UINT32_MAX, "failed"},
                 {302, "unreachable"}, {487, "unanswered"}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct rig *rig = rig_new(NULL);
        rig->sdk->manners()->never_connects = true;
        uint32_t call;
        rig_placed(rig, &call);
        rig->sdk->terminated(call, cases[i].status);
        char *line = g_strconcat("ended 1 ", cases[i].reason, NULL);
        assert_ended_once(rig, line);
        g_free(line);
        rig_free(rig);
    }
}

/* 46: the CANCEL's Reason header, or, without it, the status. */
static void claim_46_answered_or_declined_elsewhere(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        uint32_t status;
        const char *reason;
    } cases[] = {
        {"SIP;cause=200;text=\"Call completed elsewhere\"", 487, "answered elsewhere"},
        {"SIP;cause=603", 487, "declined elsewhere"},
        {"SIP ;cause=600", 487, "declined elsewhere"},
        {"Q.850;cause=16", 487, "remote"},
        {"SIP;cause=", 487, "remote"},
        {"\xff\xfe;cause=200", 487, "remote"},
        {"", 487, "remote"},
        {NULL, 487, "remote"},
        {NULL, 200, "answered elsewhere"},
        {NULL, 603, "declined elsewhere"},
        {NULL, 0, "remote"},
        {NULL, 408, "unanswered"},
        {NULL, UINT32_MAX, "remote"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct rig *rig = rig_new(NULL);
        if (cases[i].header)
            rig->sdk->header("Reason", cases[i].header);
        uint32_t call;
        rig_incoming(rig, &call);
        rig->sdk->terminated(call, cases[i].status);
        char *line = g_strconcat("ended 1 ", cases[i].reason, NULL);
        assert_ended_once(rig, line);
        g_free(line);
        rig_free(rig);
    }
}

/* 47: a connected call that broke is no hang-up. */
static void claim_47_a_connected_call_breaks(void **state)
{
    (void)state;
    static const struct {
        uint32_t status;
        const char *reason;
    } cases[] = {{0, "remote"},  {200, "remote"}, {408, "failed"},       {503, "failed"},
                 {488, "media"}, {603, "remote"}, {UINT32_MAX, "remote"}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct rig *rig = rig_new(NULL);
        uint32_t call;
        rig_answered(rig, &call);
        rig->sdk->terminated(call, cases[i].status);
        char *line = g_strconcat("ended 1 ", cases[i].reason, NULL);
        assert_ended_once(rig, line);
        g_free(line);
        rig_free(rig);
    }
}

/* 23: whoever shuts the engine down with calls ends them first; nothing is posted any more. */
static void claim_23_shut_down_with_calls(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t ringing, talking, placed;
    rig_incoming(rig, &ringing);
    rig_answered(rig, &talking);
    rig->sdk->manners()->never_connects = true;
    rig_placed(rig, &placed);
    rig_forget(rig);
    const struct standin *sdk = rig->sdk;
    rig->sip->destroy(rig->engine);
    rig->engine = NULL;
    assert_int_equal(sdk->living(), 0);
    assert_string_equal(rig->events->str, "");
    const char *record = sdk->record();
    assert_non_null(strstr(record, "Call_Reject 1 480\n"));
    assert_non_null(strstr(record, "Call_Bye 2\n"));
    assert_non_null(strstr(record, "Call_Bye 3\n"));
    assert_string_equal(record + strlen(record) - strlen("Module_UnInitialize\n"),
                        "Module_UnInitialize\n");
    rig_free(rig);
}

/* What the SDK says after that is heard by nobody, from whichever thread, and the next engine is
 * not told what was meant for the one before. */
static void after_the_shut_down(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    rig_answered(rig, &call);
    rig->sip->destroy(rig->engine);
    rig->engine = NULL;
    rig_forget(rig);
    rig->sdk->incoming("<sip:late@there>", false);
    rig->sdk->terminated(call, 200);
    rig->sdk->held(call, 1);
    rig->sdk->account(0, "200 OK");
    rig->sdk->trial();
    rig_settle(rig);
    assert_string_equal(rig->events->str, "");
    assert_string_equal(rig->sdk->record(), "");
    rig_free(rig);
    rig = rig_new(NULL);
    rig_settle(rig);
    assert_string_equal(rig->events->str, "");
    rig_answered(rig, &call);
    rig_free(rig);
}

static void shut_down_although_the_sdk_refuses(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    rig_answered(rig, &call);
    rig->sdk->refuse("Call_Bye", -1001, 1000);
    rig->sdk->refuse("Module_UnInitialize", -1001, 1);
    rig->sip->destroy(rig->engine); /* bounded: half a second */
    rig->engine = NULL;
    assert_non_null(strstr(rig->log->str, "Module_UnInitialize: the SDK is not initialised"));
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(claim_44_declined_by_the_user),
        cmocka_unit_test(hung_up_by_us_and_by_the_peer),
        cmocka_unit_test(an_outgoing_call_is_cancelled),
        cmocka_unit_test(described_but_never_placed),
        cmocka_unit_test(terminated_twice_is_told_once),
        cmocka_unit_test(claim_11_hung_up_between_accept_and_connected),
        cmocka_unit_test(claim_26_a_refused_hang_up_is_asked_for_again),
        cmocka_unit_test(claim_41_bye_fails_then_the_peer_hangs_up),
        cmocka_unit_test(claim_40_terminated_never_comes),
        cmocka_unit_test(a_hang_up_that_is_always_refused_ends_some_day),
        cmocka_unit_test(timers_end_with_their_leg),
        cmocka_unit_test(claim_42_decline_crosses_cancel),
        cmocka_unit_test(accept_crosses_cancel),
        cmocka_unit_test(a_call_that_vanished),
        cmocka_unit_test(claim_43_outgoing_by_its_status),
        cmocka_unit_test(claim_46_answered_or_declined_elsewhere),
        cmocka_unit_test(claim_47_a_connected_call_breaks),
        cmocka_unit_test(claim_23_shut_down_with_calls),
        cmocka_unit_test(after_the_shut_down),
        cmocka_unit_test(shut_down_although_the_sdk_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
