/*
 * Bad input: pushes that say nothing or too much, engines that say what nobody asked, words after
 * the end. No crash, no call lost, and a push is reported whatever it carries.
 */
#import "OHBridge.h"
#import "rig.h"

static void assert_reported_and_gone(void)
{
    world_run(20000);
    assert_false(push_killed_the_process());
    assert_int_equal(screen_count(), 0);
    assert_int_equal(core_calls(), 0);
}

static NSDictionary *dictionary(NSString *key, id value)
{
    return [NSDictionary dictionaryWithObject:value forKey:key];
}

static NSString *long_text(unsigned length)
{
    return [@"" stringByPaddingToLength:length withString:@"x" startingAtIndex:0];
}

static void a_push_may_carry_anything(void **state)
{
    (void)state;
    NSArray *list = [NSArray arrayWithObjects:@"a", [NSNumber numberWithInt:1], nil];
    NSArray *payloads = [NSArray
        arrayWithObjects:[NSDictionary dictionary], dictionary(@"call-id", [NSNull null]),
                         dictionary(@"call-id", [NSNumber numberWithInt:7]),
                         dictionary(@"call-id", list), dictionary(@"call-id", @""),
                         dictionary(@"from", [NSNumber numberWithDouble:1e300]),
                         dictionary(@"name", list), dictionary(@"call", @"not a dictionary"),
                         dictionary(@"call", dictionary(@"from", [NSNull null])),
                         dictionary(@"cancel", @"yes"), dictionary(@"video", list),
                         dictionary(@"sent", @"yesterday"),
                         dictionary(@"sent", [NSNumber numberWithDouble:-1e300]),
                         dictionary(@"sent", [NSNumber numberWithDouble:1e300]),
                         dictionary(@"call-id", long_text(5000)),
                         dictionary(@"name", long_text(5000)), dictionary(@"from", @"\U0001F4DE"),
                         nil];
    for (NSDictionary *payload in payloads) {
        begin(WITH_WEBRTC);
        application_enters_background();
        push_arrives(payload);
        world_run(500);
        if (daemon_reports() != 1)
            fail_msg("not reported: %s", [[payload description] UTF8String]);
        assert_reported_and_gone();
        end();
    }
}

/* A payload that is none at all. */
static void a_push_without_a_dictionary(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    application_enters_background();
    push_arrives((id) @"text");
    world_run(500);
    assert_int_equal(daemon_reports(), 1);
    assert_reported_and_gone();
    end();
}

static void long_names_are_cut(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    push_arrives(dictionary(@"name", long_text(5000)));
    world_run(500);
    assert_int_equal([screen_name(screen_last()) length], 256);
    end();
}

static void the_same_push_fifty_times(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    application_enters_background();
    for (unsigned i = 0; i < 50; i++)
        push_arrives(push_of(@"a"));
    world_run(500);
    assert_int_equal(screen_count(), 1);
    assert_reported_and_gone();
    end();
}

static void more_pushes_than_calls(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    application_enters_background();
    world_force(CLAIM_OLD_PUSH_METHOD, 1, UINT32_MAX); /* it cannot say that none is needed */
    for (unsigned i = 0; i < 50; i++) {
        push_arrives(push_of([NSString stringWithFormat:@"call %u", i]));
        world_run(1);
    }
    assert_int_equal(daemon_reports(), 50);
    assert_reported_and_gone();
    end();
}

static void a_push_while_the_application_stops(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = talk(@"a");
    application_enters_background();
    world_force(CLAIM_ENGINE_SLOW, 1, 1);
    [app->coordinator stopWithCompletion:NULL];
    world_settle();
    push_arrives(push_of(@"b"));
    world_run(10000);
    assert_false(push_killed_the_process());
    assert_int_equal(screen_count(), 0);
    assert_int_equal(peer_leg(leg)->sip, SIP_ENDED);
    end();
}

/* The host takes nothing any more (it is out of memory, say): the push must be reported all the
 * same. */
static void a_push_that_nobody_takes(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    application_enters_background();
    OHContext *context = [[app->coordinator valueForKey:@"bridge"] context];
    struct oh_host *host = context.host;
    context.host = NULL;
    push_arrives(push_of(@"a"));
    world_run(1000);
    assert_false(push_killed_the_process());
    assert_int_equal(daemon_reports(), 1);
    assert_int_equal(screen_count(), 0); /* shown, and ended */
    context.host = host;
    end();
}

/* ---- Engines ---- */

static void legs_that_nobody_knows(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = talk(@"a");
    id<OHEngineEvents> events = app->engine->events;
    struct oh_frames frames = {0};
    static const oh_leg strange[] = {0, 77, UINT32_MAX};
    for (unsigned i = 0; i < 3; i++) {
        oh_leg n = strange[i];
        [events legPrepared:n];
        [events legPrepareFailed:n];
        [events leg:n progressed:0xffff];
        [events legAccepted:n];
        [events legConnected:n];
        [events leg:n ended:(enum oh_reason)200];
        [events legHeld:n];
        [events legResumed:n];
        [events legChangeFailed:n];
        [events legRemoteHeld:n];
        [events legRemoteResumed:n];
        [events leg:n flowed:frames inMs:UINT32_MAX];
        [events leg:n receivedDigits:long_text(100)];
        [events leg:n receivedDigits:@""];
        [events legTransferred:n];
        [events leg:n transferFailed:999];
    }
    world_run(1000);
    assert_true_or_record(talks(leg));
    assert_int_equal(core_calls(), 1);
    end();
}

static void an_invite_that_says_nothing(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    oh_leg leg = [app->engine addLeg:0];
    [app->engine->events leg:leg invitedBy:nil callID:nil flags:0];
    world_run(500);
    assert_string_equal([screen_name(screen_last()) UTF8String], "unknown");
    [app->engine->events leg:leg ended:OH_REASON_REMOTE];
    world_run(500);
    assert_int_equal(screen_count(), 0);
    end();
}

static void words_after_the_end(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    talk(@"a");
    NSUUID *call = [[screen_last() retain] autorelease];
    id<OHEngineEvents> events = [(id)app->engine->events retain];
    __block unsigned stopped = 0;
    [app->coordinator stopWithCompletion:^{
        stopped++;
    }];
    [app->coordinator stopWithCompletion:^{
        stopped++;
    }];
    world_run(10000);
    assert_int_equal(stopped, 2);
    [events leg:9 invitedBy:nil callID:@"late" flags:0];
    [events legConnected:1];
    [events audioGrabbed];
    [app->coordinator answerCall:call];
    [app->coordinator endCall:call];
    [app->coordinator callTo:@"+4930555" video:NO];
    [app->coordinator setSpeaker:YES];
    [app->coordinator readCore:^(const struct oh_core *core) {
        (void)core;
        fail_msg("there is no core any more");
    }];
    session_interrupt();
    world_run(1000);
    session_interruption_over();
    world_run(10000);
    assert_int_equal(screen_count(), 0);
    [(id)events release];
    end();
}

/* The engine calls back from inside the order, on the coordinator's own queue. */
@interface HastyEngine : TestEngine
@end
@implementation HastyEngine
- (void)rejectLeg:(oh_leg)leg code:(uint16_t)code
{
    [self->events leg:leg ended:OH_REASON_USER];
    [super rejectLeg:leg code:code];
}
@end

static void an_engine_that_answers_at_once(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = peer_invites(@"a", @"sip:alice@example.org", 0);
    world_run(500);
    object_setClass(app->engine, [HastyEngine class]);
    user_ends(screen_last());
    world_run(1000);
    assert_int_equal(peer_leg(leg)->sip, SIP_ENDED);
    assert_int_equal(core_calls(), 0);
    object_setClass(app->engine, [TestEngine class]);
    end();
}

/* It can do the least that an engine must. */
@interface LeastEngine : NSObject <OHEngine> {
  @public
    id<OHEngineEvents> events;
}
@end
@implementation LeastEngine
- (void)setEvents:(id<OHEngineEvents>)to
{
    events = to;
}
- (void)acceptLeg:(oh_leg)leg
{
    [events legAccepted:leg];
    [events legConnected:leg];
}
- (void)rejectLeg:(oh_leg)leg code:(uint16_t)code
{
    (void)code;
    [events leg:leg ended:OH_REASON_USER];
}
- (void)endLeg:(oh_leg)leg
{
    [events leg:leg ended:OH_REASON_USER];
}
@end

static void an_engine_that_can_do_the_least(void **state)
{
    (void)state;
    begin_world(0, 0);
    LeastEngine *engine = [LeastEngine new];
    OHConfiguration *configuration = [OHConfiguration new];
    OHCoordinator *coordinator = [[OHCoordinator alloc] initWithConfiguration:configuration
                                                                       engine:engine
                                                                     delegate:nil
                                                                        error:NULL];
    assert_non_null(coordinator);
    world_settle();
    [engine->events leg:1 invitedBy:nil callID:nil flags:0];
    world_run(500);
    user_answers(screen_last());
    world_run(1000);
    assert_int_equal(screen_phase(screen_last()), PHASE_CONNECTED);
    user_holds(screen_last(), true);
    user_mutes(screen_last(), true);
    user_dials(screen_last(), @"1");
    [coordinator callTo:@"+49" video:NO]; /* it cannot place calls */
    world_run(1000);
    assert_int_equal(daemon_open_actions(), 0);
    user_ends(screen_call(0));
    world_run(1000);
    assert_int_equal(screen_count(), 0);
    [coordinator release];
    world_run(10000);
    [engine release];
    [configuration release];
    assert_int_equal(world_violations(), 0);
}

/* ---- Set-up ---- */

static void a_policy_that_cannot_work(void **state)
{
    (void)state;
    begin_world(0, 0);
    @autoreleasepool {
        NSError *error = nil;
        OHConfiguration *configuration = [[OHConfiguration new] autorelease];
        struct oh_policy policy = oh_policy_system();
        policy.fulfil = OH_FULFIL_WHEN_CONNECTED;
        configuration.policy = policy;
        TestEngine *engine = [[TestEngine new] autorelease];
        assert_null([[OHCoordinator alloc] initWithConfiguration:configuration
                                                          engine:engine
                                                        delegate:nil
                                                           error:&error]);
        assert_int_equal([error code], OH_ERR_POLICY);
        assert_string_equal([[error localizedDescription] UTF8String],
                            oh_rule_text(OH_RULE_FULFIL_DEADLOCK));
    }
}

static void webrtc_that_is_not_there(void **state)
{
    (void)state;
    NSError *error = nil;
    assert_null([[OHWebRTCAudio alloc] initWithPrefix:@"None" error:&error]);
    assert_non_null(strstr([[error localizedDescription] UTF8String], "NoneRTCAudioSession"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_push_may_carry_anything),
        cmocka_unit_test(a_push_without_a_dictionary),
        cmocka_unit_test(long_names_are_cut),
        cmocka_unit_test(the_same_push_fifty_times),
        cmocka_unit_test(more_pushes_than_calls),
        cmocka_unit_test(a_push_while_the_application_stops),
        cmocka_unit_test(a_push_that_nobody_takes),
        cmocka_unit_test(legs_that_nobody_knows),
        cmocka_unit_test(an_invite_that_says_nothing),
        cmocka_unit_test(words_after_the_end),
        cmocka_unit_test(an_engine_that_answers_at_once),
        cmocka_unit_test(an_engine_that_can_do_the_least),
        cmocka_unit_test(a_policy_that_cannot_work),
        cmocka_unit_test(webrtc_that_is_not_there),
    };
    @autoreleasepool {
        return cmocka_run_group_tests(tests, NULL, NULL);
    }
}
