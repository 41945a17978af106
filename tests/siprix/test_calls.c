/*
 * A call's way up, both ways, and what the SDK may say of calls that are not there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"

static void incoming_is_told_and_accepted_when_told(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_incoming(rig, &call);
    assert_event(rig, "invited 1");
    assert_string_equal(rig->port.remote(rig->port.ctx, leg), "\"Alice\" <sip:alice@there>");
    assert_null(strstr(rig->sdk->record(), "Call_"));

    rig->port.accept(rig->port.ctx, leg);
    assert_no_event(rig, "accepted 1"); /* not before the SDK says so */
    rig_settle(rig);
    assert_event(rig, "accepted 1");
    assert_event(rig, "connected 1");
    assert_told(rig, "Call_Accept 1 0", 1);
    rig->port.accept(rig->port.ctx, leg); /* asked twice */
    assert_told(rig, "Call_Accept 1 0", 1);
    rig_free(rig);
}

static void outgoing(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    rig->sdk->manners()->never_connects = true;
    uint32_t call;
    oh_leg leg = rig_placed(rig, &call);
    assert_told(rig, "Dest_SetExtension sip:bob@127.0.0.1", 1);
    assert_told(rig, "Dest_SetVideoCall 0", 1);
    assert_event(rig, "progressed 1 1");
    rig->sdk->proceeding(call, "183 Session Progress");
    rig->sdk->proceeding(call, "SIP/2.0 180 Ringing");
    rig_settle(rig);
    assert_event(rig, "progressed 1 2");
    rig_forget(rig);
    static const char *const nothing[] = {"100 Trying", "",     "ringing", "182 Queued",
                                          "999 What",   "-180", "18"};
    for (size_t i = 0; i < G_N_ELEMENTS(nothing); i++)
        rig->sdk->proceeding(call, nothing[i]);
    rig->sdk->proceeding(call, NULL);
    rig_settle(rig);
    assert_string_equal(rig->events->str, "");
    rig->sdk->connected(call);
    rig->sdk->proceeding(call, "180 Ringing"); /* late */
    rig_settle(rig);
    assert_string_equal(rig->events->str, "accepted 1\nconnected 1\n");
    rig->port.invite(rig->port.ctx, leg, (struct oh_call_id){{1}}); /* asked twice */
    assert_told(rig, "Call_Invite", 0);
    rig_free(rig);
}

static void bad_addresses_are_refused(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    char *huge = g_strnfill(100000, 'a');
    char *huge_uri = g_strconcat("sip:", huge, "@h", NULL);
    const char *const uris[] = {"",           "bob",       "tel:112",   "sip:",
                                "sip:b@",     "sip:b@;x",  "sip:b b@h", "sip:b@h\r\nX: y",
                                "sip:\xff@h", "sip:<b@h>", huge,        huge_uri};
    for (size_t i = 0; i < G_N_ELEMENTS(uris); i++) {
        char text[300] = "";
        assert_int_equal(rig->sip->describe_call(rig->engine, (struct oh_call_id){{1}}, uris[i],
                                                 text, sizeof text),
                         0);
        assert_non_null(strstr(text, "is no address to call"));
    }
    assert_told(rig, "Dest_GetDefault", 0);
    g_free(huge), g_free(huge_uri);
    rig_free(rig);
}

static void an_invite_that_the_sdk_refuses_ends_the_leg(void **state)
{
    (void)state;
    static const struct {
        const char *function;
        int32_t code;
        const char *event;
    } cases[] = {
        {"Call_Invite", -1033, "ended 1 unreachable"},
        {"Call_Invite", -1022, "ended 1 unreachable"},
        {"Call_Invite", -1035, "ended 1 busy"},
        {"Call_Invite", -1111, "ended 1 media"},
        {"Call_Invite", -4711, "ended 1 failed"},
        {"Dest_GetDefault", -1, "ended 1 failed"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct rig *rig = rig_new(NULL);
        rig->sdk->refuse(cases[i].function, cases[i].code, 1);
        uint32_t call;
        rig_placed(rig, &call);
        assert_event(rig, cases[i].event);
        assert_non_null(strstr(rig->log->str, "warning Call_Invite of leg 1: "));
        rig_free(rig);
    }
}

static void an_accept_that_the_sdk_refuses(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_incoming(rig, &call);
    rig->sdk->refuse("Call_Accept", -1111, 1); /* no permission for the microphone */
    rig->port.accept(rig->port.ctx, leg);
    rig_settle(rig);
    assert_told(rig, "Call_Reject 1 488", 1); /* the caller is not left ringing */
    assert_event(rig, "ended 1 media");
    assert_non_null(strstr(rig->log->str, "grant the permission"));
    rig_free(rig);
}

/* 12: who asks for video is known; we accept audio. */
static void claim_12_video_is_told(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    rig->sdk->incoming("<sip:a@b>", true);
    rig_settle(rig);
    assert_int_equal(rig->last.flags, OH_INVITE_VIDEO);
    rig->port.accept(rig->port.ctx, 1);
    assert_told(rig, "Call_Accept 1 0", 1);
    rig_free(rig);
}

/* 14, 15: the push and the INVITE of one call are matched by the Call-ID. */
static void claim_14_the_call_id_is_the_match_key(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    rig_incoming(rig, &call);
    assert_true(rig->last.match_key == 0); /* the SDK does not say it */
    rig->sdk->header("Call-ID", "a84b4c76e66710@pc33");
    rig_incoming(rig, &call);
    assert_true(rig->last.match_key == 0xd7eb008b20335d61U);
    rig_free(rig);
}

static void incoming_before_the_account_is_known(void **state)
{
    (void)state;
    g_setenv("STANDIN_INCOMING", "<sip:early@there>", TRUE); /* said within Account_Add */
    struct rig *rig = rig_new(NULL);
    g_unsetenv("STANDIN_INCOMING");
    rig_settle(rig);
    assert_event(rig, "invited 1");
    rig->port.accept(rig->port.ctx, 1);
    rig_settle(rig);
    assert_event(rig, "connected 1");
    rig_free(rig);
}

static void invited_twice_is_told_once(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    rig_incoming(rig, &call);
    rig->sdk->incoming_again(call);
    rig_settle(rig);
    assert_string_equal(rig->events->str, "invited 1\n");
    rig_free(rig);
}

static void connected_twice_is_told_once(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    rig->sdk->manners()->connects_twice = true;
    uint32_t call;
    oh_leg leg = rig_incoming(rig, &call);
    rig->port.accept(rig->port.ctx, leg);
    rig_settle(rig);
    rig->sdk->connected(call);
    rig_settle(rig);
    assert_string_equal(rig->events->str, "invited 1\naccepted 1\nconnected 1\n");
    rig_free(rig);
}

/* Nobody accepted it: nobody is told, and the peer hears nothing, until the user answers. */
static void the_sdk_answers_by_itself(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_incoming(rig, &call);
    rig->sdk->connected(call);
    rig_settle(rig);
    assert_no_event(rig, "connected 1");
    assert_false(rig->sdk->mic(call));
    assert_non_null(strstr(rig->log->str, "the SDK answered the call by itself"));
    rig->port.accept(rig->port.ctx, leg);
    rig->port.open(rig->port.ctx, leg, OH_DIRECTION_BOTH);
    assert_event(rig, "connected 1");
    assert_true(rig->sdk->mic(call));
    rig_free(rig);
}

static void more_calls_than_legs(void **state)
{
    (void)state;
    struct rig *rig = RIG("legs=2");
    uint32_t call;
    rig_incoming(rig, &call);
    rig_incoming(rig, &call);
    rig_forget(rig);
    rig->sdk->incoming("<sip:a@b>", false);
    rig_settle(rig);
    assert_string_equal(rig->events->str, "");
    assert_told(rig, "Call_Reject 3 486", 1);
    rig_free(rig);
}

/* 38: what is not there costs nothing. */
static void claim_38_commands_for_no_leg(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    const struct oh_engine_port *port = &rig->port;
    rig_forget(rig);
    static const oh_leg legs[] = {0, 1, 77, UINT32_MAX};
    for (size_t i = 0; i < G_N_ELEMENTS(legs); i++) {
        port->accept(port->ctx, legs[i]);
        port->reject(port->ctx, legs[i], 603, OH_REASON_USER);
        port->end(port->ctx, legs[i], OH_REASON_USER);
        port->invite(port->ctx, legs[i], (struct oh_call_id){{1}});
        port->hold(port->ctx, legs[i]);
        port->resume(port->ctx, legs[i]);
        port->open(port->ctx, legs[i], OH_DIRECTION_BOTH);
        port->close(port->ctx, legs[i]);
        port->mute(port->ctx, legs[i], true);
        port->restart_media(port->ctx, legs[i]);
        port->send_digits(port->ctx, legs[i], "1");
        port->transfer(port->ctx, legs[i]);
        port->answer_transfer(port->ctx, legs[i], true);
        assert_null(port->remote(port->ctx, legs[i]));
    }
    assert_string_equal(rig->sdk->record(), "");
    assert_string_equal(rig->events->str, "");
    rig_free(rig);
}

static void callbacks_for_no_call(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    rig_answered(rig, &call);
    static const uint32_t calls[] = {0, 77, UINT32_MAX};
    for (size_t i = 0; i < G_N_ELEMENTS(calls); i++) {
        rig->sdk->proceeding(calls[i], "180 Ringing");
        rig->sdk->connected(calls[i]);
        rig->sdk->terminated(calls[i], 200);
        rig->sdk->held(calls[i], 3);
        rig->sdk->transferred(calls[i], 200);
        rig->sdk->redirected(calls[i], 5, "sip:x@y");
        rig->sdk->dtmf(calls[i], 5);
    }
    rig_settle(rig);
    assert_string_equal(rig->events->str, "");
    assert_true(rig->sdk->up(call)); /* and the call goes on */
    rig_free(rig);
}

static void strange_names(void **state)
{
    (void)state;
    char *huge = g_strnfill(1000000, 'x');
    const struct {
        const char *from, *remote;
    } cases[] = {
        {NULL, NULL},
        {"", NULL},
        {"sip:a@b;tag=7", "sip:a@b"},
        {"\"A\" <sip:a@b;user=phone>;tag=7", "\"A\" <sip:a@b;user=phone>"},
        {"\"A\r\nB\x01\" <sip:a@b>", "\"A  B \" <sip:a@b>"},
        {"\xc3\xa9\xff <sip:a@b>", "\xc3\xa9\xef\xbf\xbd <sip:a@b>"},
    };
    struct rig *rig = rig_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        rig->sdk->incoming(cases[i].from, false);
        rig_settle(rig);
        const char *remote = rig->port.remote(rig->port.ctx, rig->last.leg);
        if (cases[i].remote)
            assert_string_equal(remote, cases[i].remote);
        else
            assert_null(remote);
    }
    rig->sdk->incoming(huge, false);
    rig_settle(rig);
    assert_int_equal(strlen(rig->port.remote(rig->port.ctx, rig->last.leg)), 1024);
    g_free(huge);
    rig_free(rig);
}

/* ---- Digits ---- */

static bool second_sent(struct rig *rig)
{
    return rig_told(rig, "Call_SendDtmf 1 34 160 80 0") == 1;
}

static void digits_wait_for_those_before(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    rig->port.send_digits(rig->port.ctx, leg, "12");
    rig->port.send_digits(rig->port.ctx, leg, "3");
    rig->port.send_digits(rig->port.ctx, leg, "4");
    assert_told(rig, "Call_SendDtmf 1 12 160 80 0", 1);
    assert_false(second_sent(rig));
    rig_wait(rig, second_sent);
    rig_free(rig);
}

/* 36: INFO can be asked for; duration and pause are handed over. */
static void claim_36_digits_as_info(void **state)
{
    (void)state;
    struct rig *rig = RIG("dtmf=info");
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    rig->port.send_digits(rig->port.ctx, leg, "*#D");
    assert_told(rig, "Call_SendDtmf 1 *#D 160 80 1", 1);
    rig_free(rig);
}

static void digits_that_cannot_be_sent_are_said_not_shown(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    rig->sdk->refuse("Call_SendDtmf", -1043, 1);
    rig->port.send_digits(rig->port.ctx, leg, "987");
    assert_non_null(strstr(rig->log->str, "the digits were not sent"));
    assert_null(strstr(rig->log->str, "987"));
    rig->port.send_digits(rig->port.ctx, leg, "5"); /* the next ones are not held up */
    assert_told(rig, "Call_SendDtmf 1 5 160 80 0", 1);
    rig_free(rig);
}

static void digits_received(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    rig_answered(rig, &call);
    static const uint16_t tones[] = {0, 9, 10, 11, 12, 15, '0', '9', '*', '#', 'A', 'D'};
    for (size_t i = 0; i < G_N_ELEMENTS(tones); i++)
        rig->sdk->dtmf(call, tones[i]);
    rig_settle(rig);
    assert_string_equal(
        rig->events->str,
        "digits received 1 0\ndigits received 1 9\ndigits received 1 *\ndigits received 1 #\n"
        "digits received 1 A\ndigits received 1 D\ndigits received 1 0\ndigits received 1 9\n"
        "digits received 1 *\ndigits received 1 #\ndigits received 1 A\ndigits received 1 D\n");
    rig_forget(rig);
    rig->sdk->dtmf(call, 16); /* flash */
    rig->sdk->dtmf(call, 'x');
    rig->sdk->dtmf(call, 65535);
    rig_settle(rig);
    assert_string_equal(rig->events->str, "");
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(incoming_is_told_and_accepted_when_told),
        cmocka_unit_test(outgoing),
        cmocka_unit_test(bad_addresses_are_refused),
        cmocka_unit_test(an_invite_that_the_sdk_refuses_ends_the_leg),
        cmocka_unit_test(an_accept_that_the_sdk_refuses),
        cmocka_unit_test(claim_12_video_is_told),
        cmocka_unit_test(claim_14_the_call_id_is_the_match_key),
        cmocka_unit_test(incoming_before_the_account_is_known),
        cmocka_unit_test(invited_twice_is_told_once),
        cmocka_unit_test(connected_twice_is_told_once),
        cmocka_unit_test(the_sdk_answers_by_itself),
        cmocka_unit_test(more_calls_than_legs),
        cmocka_unit_test(claim_38_commands_for_no_leg),
        cmocka_unit_test(callbacks_for_no_call),
        cmocka_unit_test(strange_names),
        cmocka_unit_test(digits_wait_for_those_before),
        cmocka_unit_test(claim_36_digits_as_info),
        cmocka_unit_test(digits_that_cannot_be_sent_are_said_not_shown),
        cmocka_unit_test(digits_received),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
