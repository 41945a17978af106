/*
 * Microphone and mixer: what OPEN, CLOSE and MUTE are for the SDK.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"

static void opened_and_closed(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    const struct oh_engine_port *port = &rig->port;
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    assert_true(rig->sdk->mic(call));
    port->close(port->ctx, leg);
    assert_false(rig->sdk->mic(call));
    port->close(port->ctx, leg);
    assert_told(rig, "Call_MuteMic 1 on", 1);
    port->open(port->ctx, leg, OH_DIRECTION_RECEIVE);
    assert_false(rig->sdk->mic(call));
    port->open(port->ctx, leg, OH_DIRECTION_BOTH);
    assert_true(rig->sdk->mic(call));
    rig_free(rig);
}

static void muted_by_the_user(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    const struct oh_engine_port *port = &rig->port;
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    port->mute(port->ctx, leg, true);
    port->mute(port->ctx, leg, true);
    assert_told(rig, "Call_MuteMic 1 on", 1);
    port->close(port->ctx, leg);
    port->open(port->ctx, leg, OH_DIRECTION_BOTH);
    assert_false(rig->sdk->mic(call)); /* still muted */
    port->mute(port->ctx, leg, false);
    assert_true(rig->sdk->mic(call));
    rig_free(rig);
}

/* 35: muted before there is a call to mute: kept, and done as soon as the SDK takes it. */
static void claim_35_muted_before_it_is_connected(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    rig->sdk->manners()->mutes_only_connected = true;
    const struct oh_engine_port *port = &rig->port;
    uint32_t call;
    oh_leg leg = rig_incoming(rig, &call);
    port->mute(port->ctx, leg, true);
    port->accept(port->ctx, leg);
    port->open(port->ctx, leg, OH_DIRECTION_BOTH);
    rig_settle(rig);
    assert_event(rig, "connected 1");
    assert_false(rig->sdk->mic(call));
    rig_free(rig);
}

/* 35: the SDK refuses. It is an error in the log, and tried again with the next thing that happens.
 */
static void claim_35_a_mute_that_fails_is_tried_again(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    const struct oh_engine_port *port = &rig->port;
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    rig->sdk->refuse("Call_MuteMic", -1001, 2);
    port->mute(port->ctx, leg, true);
    assert_true(rig->sdk->mic(call));
    assert_non_null(strstr(rig->log->str, "error Call_MuteMic (on) of leg 1: "));
    rig->sdk->dtmf(call, 1);
    rig->sdk->dtmf(call, 2);
    rig_settle(rig);
    assert_false(rig->sdk->mic(call));
    rig_free(rig);
}

/* "Muted already" is success. */
static void what_is_so_already_is_no_error(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    rig->sdk->refuse("Call_MuteMic", -1048, 1);
    rig->port.mute(rig->port.ctx, leg, true);
    rig->sdk->refuse("Mixer_SwitchToCall", -1047, 1);
    rig->port.open(rig->port.ctx, leg, OH_DIRECTION_BOTH);
    assert_null(strstr(rig->log->str, "error"));
    assert_null(strstr(rig->log->str, "warning"));
    rig_free(rig);
}

/* 37: the call that is opened is the one that is heard; once it is connected. */
static void claim_37_the_mixer_plays_the_open_call(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    const struct oh_engine_port *port = &rig->port;
    uint32_t first, second;
    oh_leg leg_1 = rig_answered(rig, &first);
    oh_leg leg_2 = rig_incoming(rig, &second);
    port->close(port->ctx, leg_1);
    port->accept(port->ctx, leg_2);
    port->open(port->ctx, leg_2, OH_DIRECTION_BOTH);
    assert_told(rig, "Mixer_SwitchToCall 2", 0);
    rig_settle(rig);
    assert_told(rig, "Mixer_SwitchToCall 2", 1);
    port->close(port->ctx, leg_2);
    port->open(port->ctx, leg_1, OH_DIRECTION_BOTH);
    assert_told(rig, "Mixer_SwitchToCall 1", 1);
    assert_true(rig->sdk->mic(first));
    assert_false(rig->sdk->mic(second));
    rig_free(rig);
}

static void early_media_is_not_answered_by_our_microphone(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    rig->sdk->manners()->never_connects = true;
    uint32_t call;
    oh_leg leg = rig_placed(rig, &call);
    rig->port.open(rig->port.ctx, leg, OH_DIRECTION_RECEIVE);
    assert_false(rig->sdk->mic(call));
    rig->sdk->connected(call);
    rig_settle(rig);
    rig->port.open(rig->port.ctx, leg, OH_DIRECTION_BOTH);
    assert_true(rig->sdk->mic(call));
    rig_free(rig);
}

/* 5: the end of one call leaves the other alone. */
static void claim_05_another_calls_end(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t talking, other;
    rig_answered(rig, &talking);
    oh_leg leg = rig_incoming(rig, &other);
    rig_forget(rig);
    rig->port.reject(rig->port.ctx, leg, 486, OH_REASON_BUSY);
    rig_settle(rig);
    assert_string_equal(rig->sdk->record(), "Call_Reject 2 486\n");
    assert_true(rig->sdk->mic(talking));
    rig_free(rig);
}

static void media_are_asked_for_anew(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    rig->port.restart_media(rig->port.ctx, leg);
    assert_told(rig, "Call_Renegotiate 1", 1);
    rig->sdk->refuse("Call_Renegotiate", -1005, 1);
    rig->port.restart_media(rig->port.ctx, leg);
    assert_non_null(strstr(rig->log->str, "this build of the SDK cannot do that"));
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opened_and_closed),
        cmocka_unit_test(muted_by_the_user),
        cmocka_unit_test(claim_35_muted_before_it_is_connected),
        cmocka_unit_test(claim_35_a_mute_that_fails_is_tried_again),
        cmocka_unit_test(what_is_so_already_is_no_error),
        cmocka_unit_test(claim_37_the_mixer_plays_the_open_call),
        cmocka_unit_test(early_media_is_not_answered_by_our_microphone),
        cmocka_unit_test(claim_05_another_calls_end),
        cmocka_unit_test(media_are_asked_for_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
