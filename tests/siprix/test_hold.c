/*
 * Hold on top of a toggle (claims 31 to 34).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"

enum { NOBODY = 0, WE = 1, PEER = 2, BOTH = 3 };

static void hold(struct rig *rig, oh_leg leg)
{
    rig->port.hold(rig->port.ctx, leg);
}

static void resume(struct rig *rig, oh_leg leg)
{
    rig->port.resume(rig->port.ctx, leg);
}

static void held_and_resumed(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    hold(rig, leg);
    assert_no_event(rig, "held 1"); /* not before the SDK says so */
    rig_settle(rig);
    assert_event(rig, "held 1");
    assert_int_equal(rig->sdk->hold_state(call), WE);
    resume(rig, leg);
    rig_settle(rig);
    assert_event(rig, "resumed 1");
    assert_int_equal(rig->sdk->hold_state(call), NOBODY);
    assert_told(rig, "Call_Hold 1", 2);
    rig_free(rig);
}

/* 33: asked for what is so already: done, and nothing toggled. */
static void claim_33_what_is_so_already(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    resume(rig, leg);
    assert_event(rig, "resumed 1");
    hold(rig, leg);
    rig_settle(rig);
    rig_forget(rig);
    hold(rig, leg);
    assert_event(rig, "held 1");
    assert_told(rig, "Call_Hold 1", 0);
    rig_free(rig);
}

static void asked_twice_is_toggled_once(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    hold(rig, leg);
    hold(rig, leg);
    hold(rig, leg);
    rig_settle(rig);
    assert_told(rig, "Call_Hold 1", 1);
    assert_string_equal(rig->events->str, "held 1\n");
    rig_free(rig);
}

/* A change of mind waits for the answer of the first change. */
static void resumed_before_the_hold_was_answered(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    rig->sdk->manners()->hold_is_silent = true;
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    hold(rig, leg);
    resume(rig, leg);
    rig_settle(rig);
    assert_told(rig, "Call_Hold 1", 1);
    rig->sdk->manners()->hold_is_silent = false;
    rig->sdk->held(call, WE);
    rig_settle(rig);
    assert_told(rig, "Call_Hold 1", 2);
    assert_int_equal(rig->sdk->hold_state(call), NOBODY);
    assert_string_equal(rig->events->str, "resumed 1\n");
    rig_free(rig);
}

/* 31: not connected. Nothing changed, and the next press is not inverted. */
static void claim_31_hold_fails(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    rig->sdk->refuse("Call_Hold", -1043, 1);
    hold(rig, leg);
    assert_event(rig, "change failed 1");
    assert_non_null(strstr(rig->log->str, "Call_Hold of leg 1: the call is not connected yet"));
    rig_forget(rig);
    resume(rig, leg); /* it is not held: no toggle */
    assert_event(rig, "resumed 1");
    assert_told(rig, "Call_Hold 1", 0);
    hold(rig, leg);
    rig_settle(rig);
    assert_event(rig, "held 1");
    assert_int_equal(rig->sdk->hold_state(call), WE);
    rig_free(rig);
}

static bool change_failed(struct rig *rig)
{
    return rig_has(rig, "change failed 1");
}

/* 31: the peer refuses; the SDK tells the old state. That is no certain refusal, so it takes two
 * seconds, but not as long as the SDK's silence would. */
static void claim_31_the_peer_refuses(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    rig->sdk->manners()->hold_is_refused = true;
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    hold(rig, leg);
    rig_wait(rig, change_failed);
    assert_told(rig, "Call_Hold 1", 1);
    assert_int_equal(rig->sdk->hold_state(call), NOBODY);
    rig->sdk->held(call, PEER); /* nor is it asked for again when something else happens */
    rig_settle(rig);
    assert_told(rig, "Call_Hold 1", 1);
    rig_free(rig);
}

/* 31: taken, and then not a word: what is counts, without another toggle. */
static void claim_31_the_sdk_is_silent(void **state)
{
    (void)state;
    struct rig *rig = RIG("patience=30");
    rig->sdk->manners()->hold_is_silent = true;
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    hold(rig, leg);
    rig_wait(rig, change_failed);
    assert_told(rig, "Call_Hold 1", 1);
    rig_forget(rig);
    rig->sdk->held(call, WE); /* late: it did hold */
    rig_settle(rig);
    assert_told(rig, "Call_Hold 1", 0);
    rig->sdk->manners()->hold_is_silent = false;
    resume(rig, leg);
    rig_settle(rig);
    assert_event(rig, "resumed 1");
    assert_int_equal(rig->sdk->hold_state(call), NOBODY);
    rig_free(rig);
}

/* 31: "the call is holding": a change is under way; its answer decides. */
static void claim_31_a_change_is_under_way(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    rig->sdk->refuse("Call_Hold", -1056, 1);
    hold(rig, leg);
    rig_settle(rig);
    assert_string_equal(rig->events->str, "");
    rig->sdk->held(call, WE);
    rig_settle(rig);
    assert_string_equal(rig->events->str, "held 1\n");
    assert_told(rig, "Call_Hold 1", 1);
    rig_free(rig);
}

/* 32: what the peer does is told. */
static void claim_32_the_peer_holds(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    rig->sdk->held(call, PEER);
    rig->sdk->held(call, PEER);
    rig_settle(rig);
    assert_string_equal(rig->events->str, "remote held 1\n");
    rig_forget(rig);
    hold(rig, leg);
    rig_settle(rig);
    assert_string_equal(rig->events->str, "held 1\n");
    rig->sdk->held(call, WE);
    rig_settle(rig);
    assert_event(rig, "remote resumed 1");
    assert_told(rig, "Call_Hold 1", 1);
    rig_free(rig);
}

/* The peer's hold crosses ours: its callback is no answer to our change. */
static void the_peers_hold_crosses_ours(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    rig->sdk->held(call, PEER); /* said, not heard yet */
    rig->sdk->flush();
    hold(rig, leg);
    rig_settle(rig);
    assert_string_equal(rig->events->str, "remote held 1\nheld 1\n");
    assert_told(rig, "Call_Hold 1", 1);
    assert_int_equal(rig->sdk->hold_state(call), BOTH);
    rig_free(rig);
}

/* 32: the SDK changes our side by itself: put back, but not for ever. */
static void claim_32_the_sdk_holds_by_itself(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    rig_answered(rig, &call);
    rig->sdk->held(call, WE);
    rig_settle(rig);
    assert_int_equal(rig->sdk->hold_state(call), NOBODY);
    assert_told(rig, "Call_Hold 1", 1);
    for (int i = 0; i < 20; i++) {
        rig->sdk->held(call, WE);
        rig_settle(rig);
    }
    assert_true(rig_told(rig, "Call_Hold 1") <= 3);
    assert_string_equal(rig->events->str, "");
    rig_free(rig);
}

/* 34: on a ringing call. */
static void claim_34_hold_before_it_is_connected(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_incoming(rig, &call);
    hold(rig, leg);
    assert_event(rig, "change failed 1");
    rig->port.accept(rig->port.ctx, leg);
    rig_settle(rig);
    rig_forget(rig);
    hold(rig, leg); /* the first real one works */
    rig_settle(rig);
    assert_event(rig, "held 1");
    rig_free(rig);
}

static void states_that_do_not_exist(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    rig_answered(rig, &call);
    rig->sdk->held(call, 4);
    rig->sdk->held(call, 252);
    rig_settle(rig);
    assert_string_equal(rig->events->str, "");
    assert_told(rig, "Call_Hold 1", 0);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(held_and_resumed),
        cmocka_unit_test(claim_33_what_is_so_already),
        cmocka_unit_test(asked_twice_is_toggled_once),
        cmocka_unit_test(resumed_before_the_hold_was_answered),
        cmocka_unit_test(claim_31_hold_fails),
        cmocka_unit_test(claim_31_the_peer_refuses),
        cmocka_unit_test(claim_31_the_sdk_is_silent),
        cmocka_unit_test(claim_31_a_change_is_under_way),
        cmocka_unit_test(claim_32_the_peer_holds),
        cmocka_unit_test(the_peers_hold_crosses_ours),
        cmocka_unit_test(claim_32_the_sdk_holds_by_itself),
        cmocka_unit_test(claim_34_hold_before_it_is_connected),
        cmocka_unit_test(states_that_do_not_exist),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
