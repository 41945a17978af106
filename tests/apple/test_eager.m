/*
 * The double can fail: the plugin's published behaviour breaks on it in the orders in which it was
 * read to break, and a kind order shows that it is not the double that breaks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#import "daemon.h"
#import "eager.h"
#import "peer.h"
#import "push.h"
#import "session.h"
#import "siprix_module.h"

static Eager *eager;

static void begin(BOOL pushKit)
{
    world_reset(0, 0);
    eager = [[Eager alloc] initWithPushKit:pushKit];
    world_settle();
}

static void end(void)
{
    [eager release];
    eager = nil;
    world_run(1000);
}

static void must_break(const char *property)
{
    if (!violated(property))
        fail_msg("\"%s\" holds, and should not:\n%s", property, record_text());
}

/* 1: answer, accept, fulfil, didActivate. */
static void accepted_before_there_is_audio(void **state)
{
    (void)state;
    begin(NO);
    peer_invites(@"a", @"alice", 0);
    world_run(1000);
    assert_true(user_answers(screen_last()));
    world_run(1000);
    must_break("S1");
    end();
}

/* 11: answer, then hang up before the engine says connected: the first hang-up is lost. */
static void the_first_hang_up_is_lost(void **state)
{
    (void)state;
    begin(NO);
    world_force(CLAIM_PEER_NEVER_ACKS, 1, 1); /* the ACK is late */
    int leg = peer_invites(@"a", @"alice", 0);
    world_run(1000);
    user_answers(screen_last());
    world_run(1000);
    user_ends(screen_last());
    world_run(3000);
    must_break("S4");
    must_break("an End of a call that lives is failed");
    assert_int_not_equal(peer_leg(leg)->sip, SIP_ENDED); /* and the microphone is live */
    end();
}

/* 15: push, INVITE, CANCEL before the application has matched them. */
static void it_rings_for_a_dead_call(void **state)
{
    (void)state;
    begin(YES);
    push_arrives([NSDictionary dictionary]);
    world_run(500);
    int leg = peer_invites(@"a", @"alice", 0);
    world_run(100);
    peer_cancels(leg, nil);
    world_run(100);
    [eager matchCall:screen_last() with:leg];
    world_run(20000);
    assert_int_equal(screen_phase(screen_last()), PHASE_RINGING);
    assert_int_equal(peer_living(), 0);
    user_ends(screen_last());
    world_run(3000);
    must_break("an End of a call that lives is failed");
    end();
}

/* 17: push, the user answers, the INVITE comes after the action timed out. */
static void a_dead_action_is_answered(void **state)
{
    (void)state;
    begin(YES);
    push_arrives([NSDictionary dictionary]);
    world_run(500);
    NSUUID *call = [[screen_last() retain] autorelease];
    user_answers(call);
    world_run(61000);
    must_break("an action is not answered");
    int leg = peer_invites(@"a", @"alice", 0);
    world_run(100);
    [eager matchCall:call with:leg];
    world_run(1000);
    must_break("S2: CXAnswerCallAction is answered after its time-out");
    assert_int_equal(peer_leg(leg)->sip, SIP_UP); /* SIP is up, and CallKit has no such call */
    end();
}

/* 31: the hold fails, CallKit says held, and the next press inverts. */
static void held_is_not_what_it_says(void **state)
{
    (void)state;
    begin(NO);
    int leg = peer_invites(@"a", @"alice", 0);
    world_run(1000);
    NSUUID *call = [[screen_last() retain] autorelease];
    user_answers(call);
    world_run(1000);
    world_force(CLAIM_PEER_REFUSES_CHANGE, 1, 1);
    user_holds(call, true);
    world_run(1000);
    assert_true(screen_held(call));
    assert_false(peer_leg(leg)->held);
    user_holds(call, false);
    world_run(1000);
    assert_false(screen_held(call));
    assert_true(peer_leg(leg)->held);
    end();
}

/* What it does right, it does right here, too: the bench is not merely hostile. */
static void a_kind_order_breaks_only_the_order(void **state)
{
    (void)state;
    begin(NO);
    int leg = peer_invites(@"a", @"alice", 0);
    world_run(1000);
    NSUUID *call = [[screen_last() retain] autorelease];
    user_answers(call);
    world_run(1000);
    assert_int_equal(screen_phase(call), PHASE_CONNECTED);
    assert_int_equal(session_state(), SESSION_BY_SYSTEM);
    assert_true(siprix_sounds());
    user_ends(call);
    world_run(1000);
    assert_int_equal(peer_leg(leg)->sip, SIP_ENDED);
    assert_int_equal(screen_count(), 0);
    assert_int_equal(session_state(), SESSION_INACTIVE);
    assert_int_equal(world_violations(), 1); /* S1 */
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepted_before_there_is_audio),
        cmocka_unit_test(the_first_hang_up_is_lost),
        cmocka_unit_test(it_rings_for_a_dead_call),
        cmocka_unit_test(a_dead_action_is_answered),
        cmocka_unit_test(held_is_not_what_it_says),
        cmocka_unit_test(a_kind_order_breaks_only_the_order),
    };
    @autoreleasepool {
        return cmocka_run_group_tests(tests, NULL, NULL);
    }
}
