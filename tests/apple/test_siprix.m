/*
 * The orders in which Siprix's published plugin can lose a call or its audio, by their numbers in
 * the list they were read from, on the bridge with OHSiprixEngine. What the plugin does in them,
 * eager.m shows for some.
 */
#import "rig.h"

static void assert_over(int leg)
{
    assert_int_equal(peer_leg(leg)->sip, SIP_ENDED);
    assert_int_equal(core_calls(), 0);
    assert_int_equal(screen_count(), 0);
    assert_int_equal(daemon_open_actions(), 0);
}

/* ---- 3a: answer and audio session ---- */

static void n01_accepted_after_the_session_is_there(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = talk(@"a");
    assert_before("CXAnswerCallAction fulfilled", "session active by the system");
    assert_before("siprix: session activated", "leg 1 accepted");
    assert_true_or_record(talks(leg));
    end();
}

static void n02_the_activation_never_comes(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    world_force(CLAIM_ACTIVATION_LOST, 1, UINT32_MAX);
    int leg = talk(@"a");
    world_run(9000);
    assert_true_or_record(talks(leg));
    end();
}

static void n03_activated_twice_deactivated_once(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    world_force(CLAIM_ACTIVATES_TWICE, 1, 1);
    int leg = talk(@"a");
    user_holds(screen_last(), false); /* something makes the system consider it again */
    world_run(1000);
    assert_int_equal(times("provider:didActivateAudioSession:"), 2);
    assert_true_or_record(talks(leg)); /* rebuilt in the second activation (CK-104) */
    user_ends(screen_last());
    world_run(1000);
    assert_int_equal(times("siprix: session activated"), times("siprix: session deactivated"));
    end();
}

static void n04_deactivated_twice(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    talk(@"a");
    user_ends(screen_last());
    world_run(1000);
    world_force(CLAIM_DEACTIVATES_TWICE, 1, 1);
    ring(@"b");
    user_ends(screen_last());
    world_run(1000);
    assert_int_equal(times("provider:didDeactivateAudioSession:"), 2);
    assert_int_equal(times("siprix: session deactivated"), 1);
    end();
}

static void n05_another_call_ends_and_ours_talks_on(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int first = talk(@"a"), second = ring(@"b");
    peer_cancels(second, nil);
    world_run(2000);
    assert_true_or_record(talks(first));
    assert_int_equal(screen_count(), 1);
    end();
}

static void n06_a_push_pulls_nothing_down(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = talk(@"a");
    unsigned before = times("setActive");
    push_arrives(push_of(@"b"));
    world_run(2000);
    assert_int_equal(times("setActive"), before);
    assert_true_or_record(talks(leg));
    end();
}

static void n07_the_other_call_ends_and_the_held_one_resumes(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int first = talk(@"a");
    NSUUID *held = last_call();
    int second = talk(@"b");
    assert_true_or_record(talks(second));
    assert_false(talks(first));
    user_ends(screen_last());
    world_run(1000);
    user_holds(held, false);
    world_run(2000);
    assert_true_or_record(talks(first));
    end();
}

static void n08_an_alarm_and_a_crash_of_the_media_services(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = talk(@"a");
    session_interrupt();
    world_run(2000);
    assert_false(talks(leg));
    world_force(CLAIM_END_OF_INTERRUPTION_SILENT, 1, 1); /* nobody says that it is over */
    session_interruption_over();
    world_run(9000);
    assert_true_or_record(talks(leg));
    session_services_die();
    world_run(9000);
    assert_true_or_record(talks(leg));
    end();
}

static void n11_hung_up_before_it_is_connected(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    world_force(CLAIM_PEER_NEVER_ACKS, 1, 1);
    int leg = talk(@"a");
    user_ends(screen_last());
    world_run(1000);
    assert_over(leg);
    assert_false(siprix_sounds()); /* no live microphone */
    end();
}

static void n12_a_push_s_call_turns_out_to_have_video(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    push_arrives(push_of(@"a"));
    world_run(200);
    assert_string_equal([screen_name(screen_last()) UTF8String], "Alice");
    int leg = peer_invites(@"a", @"sip:alice@example.org", OH_INVITE_HAS_OFFER | OH_INVITE_VIDEO);
    world_run(500);
    user_answers(screen_last());
    world_run(1000);
    assert_true_or_record(talks(leg));
    assert_said("siprix: accepted with video");
    end();
}

/* ---- 3b: push, matching, ghosts ---- */

static void n13_no_push_and_it_rings(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    application_enters_background();
    ring(@"a");
    assert_int_equal(screen_phase(screen_last()), PHASE_RINGING);
    end();
}

static void n14_the_push_of_a_call_that_is_answered(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = talk(@"a");
    push_arrives(push_of(@"a"));
    world_run(1000);
    assert_int_equal(screen_count(), 1);
    assert_true_or_record(talks(leg));
    user_ends(screen_last());
    world_run(1000);
    assert_over(leg);
    end();
}

static void n15_cancelled_before_anybody_matched(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    application_enters_background();
    push_arrives(push_of(@"a"));
    int leg = peer_invites(@"a", @"sip:alice@example.org", 0);
    peer_cancels(leg, nil);
    world_run(1000);
    assert_over(leg);
    end();
}

static void n16_answered_and_the_invite_never_comes(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    application_enters_background();
    push_arrives(push_of(@"a"));
    world_run(500);
    NSUUID *call = last_call();
    user_answers(call);
    world_run(20000);
    assert_int_equal(screen_count(), 0);
    assert_int_equal(daemon_open_actions(), 0);
    end();
}

static void n17_the_invite_comes_after_that(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    push_arrives(push_of(@"a"));
    world_run(500);
    user_answers(screen_last());
    world_run(61000);
    int leg = ring(@"a");
    /* A call of its own by now, or refused: but never one that SIP has and CallKit has not. */
    assert_int_not_equal(peer_leg(leg)->sip, SIP_UP);
    assert_true(screen_count() == (peer_leg(leg)->sip != SIP_ENDED));
    end();
}

static void n18_declined_and_the_invite_never_comes(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    push_arrives(push_of(@"a"));
    world_run(500);
    user_ends(screen_last());
    world_run(1000);
    assert_int_equal(daemon_open_actions(), 0);
    assert_int_equal(core_calls(), 0);
    end();
}

static void n19_nobody_calls(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    push_arrives(push_of(@"a"));
    world_run(500);
    NSUUID *call = last_call();
    world_run(20000);
    assert_int_equal(screen_count(), 0);
    assert_int_equal(screen_reason(call), CXCallEndedReasonUnanswered); /* 48 */
    assert_false(record_has("CXEndCallAction"));
    end();
}

static void n20_declined_and_then_the_invite_comes(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    push_arrives(push_of(@"a"));
    world_run(500);
    user_ends(screen_last());
    world_run(500);
    int leg = ring(@"a");
    assert_over(leg);
    end();
}

static void n21_the_report_is_refused(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    world_force(CLAIM_REPORT_REFUSED, 3, 1); /* a code that no list has */
    int leg = ring(@"a");
    assert_over(leg);
    assert_true(peer_leg(leg)->rejected != 0);
    end();
}

static void n23_the_application_stops_in_a_call(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = talk(@"a");
    __block bool stopped = false;
    [app->coordinator stopWithCompletion:^{
        stopped = true;
    }];
    world_run(1000);
    assert_true(stopped);
    assert_int_equal(peer_leg(leg)->sip, SIP_ENDED);
    assert_int_equal(screen_count(), 0);
    end();
}

static void n25_the_provider_is_reset(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = talk(@"a");
    daemon_dies();
    world_run(1000);
    assert_over(leg);
    int next = talk(@"b"); /* on the new provider */
    assert_true_or_record(talks(next));
    end();
}

static void n26_callkit_refuses_the_end(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = talk(@"a");
    world_force(CLAIM_DEAD_REQUEST, 1, 1);
    [app->coordinator endCall:screen_last()];
    world_run(1000);
    assert_over(leg);
    assert_int_equal(app->refused, 1);
    assert_int_equal(app->refusal, CXErrorCodeRequestTransactionErrorUnknownCallProvider);
    end();
}

static void n28_placed_after_calls_that_went_wrong(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    push_arrives(push_of(@"a"));
    world_run(500);
    user_answers(screen_last());
    world_run(20000); /* 16 */
    NSUUID *call = [app->coordinator callTo:@"+4930555" video:NO];
    world_run(1000);
    assert_true(screen_has(call));
    peer_answers(1);
    world_run(1000);
    assert_true_or_record(talks(1));
    assert_int_equal(screen_phase(call), PHASE_CONNECTED);
    end();
}

static void n29_redialled_from_recents(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    NSUUID *call = user_starts(@"+4930555");
    world_run(1000);
    assert_true(screen_has(call));
    peer_answers(1);
    world_run(1000);
    assert_true_or_record(talks(1));
    end();
}

static void n30_two_pushes_that_say_nothing(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    push_arrives([NSDictionary dictionary]);
    world_run(100);
    push_arrives([NSDictionary dictionary]);
    world_run(500);
    assert_int_equal(screen_count(), 2);
    world_run(20000);
    assert_int_equal(screen_count(), 0); /* nobody called: both end by themselves */
    end();
}

static void n27_our_invite_goes_on_under_another_id(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    NSUUID *call = [app->coordinator callTo:@"+4930555" video:NO];
    world_run(1000);
    [(id<SiprixEventDelegate>)app->siprix onCallRedirected:1
                                             relatedCallId:2
                                                   referTo:@"sip:elsewhere@example.org"];
    peer_breaks(1, 302); /* the first is over, and nobody minds */
    world_run(1000);
    assert_true(screen_has(call));
    [(id<SiprixEventDelegate>)app->siprix onCallConnected:2 hdrFrom:@"" hdrTo:@"" withVideo:NO];
    world_run(1000);
    assert_int_equal(screen_phase(call), PHASE_CONNECTED);
    user_ends(call);
    world_run(1000);
    assert_int_equal(core_calls(), 0);
    end();
}

static void n34_placed_while_another_rings(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int first = ring(@"a");
    NSUUID *ringing = last_call();
    [app->coordinator callTo:@"+4930555" video:NO];
    world_run(1000);
    peer_answers(2);
    world_run(1000);
    assert_true_or_record(talks(2));
    user_answers(ringing);
    world_run(1000);
    assert_true_or_record(talks(first));
    assert_true(peer_leg(2)->held);
    user_holds(ringing, true);
    world_run(1000);
    assert_true(peer_leg(first)->held);
    assert_false(record_has("CXSetHeldCallAction failed"));
    end();
}

/* ---- 3c: hold, mute, digits ---- */

static void n31_a_refused_hold_does_not_invert_the_next(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = talk(@"a");
    world_force(CLAIM_PEER_REFUSES_CHANGE, 1, 1);
    user_holds(screen_last(), true);
    world_run(1000);
    user_holds(screen_last(), false);
    world_run(2000);
    assert_false(peer_leg(leg)->held);
    assert_false(screen_held(screen_last()));
    assert_true_or_record(talks(leg));
    user_holds(screen_last(), true);
    world_run(1000);
    assert_true(peer_leg(leg)->held);
    end();
}

static void n32_the_peer_holds(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = talk(@"a");
    peer_holds(leg, true);
    world_run(1000);
    assert_true(only_call().remote_held);
    assert_false(only_call().held);
    user_holds(screen_last(), true);
    world_run(1000);
    assert_true(peer_leg(leg)->held);
    peer_holds(leg, false);
    world_run(1000);
    assert_true(only_call().held);
    assert_false(only_call().remote_held);
    end();
}

static void n33_held_twice(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = talk(@"a");
    user_holds(screen_last(), true);
    world_run(1000);
    user_holds(screen_last(), true);
    world_run(1000);
    assert_true(peer_leg(leg)->held);
    assert_false(record_has("CXSetHeldCallAction failed"));
    end();
}

static void n35_muted_before_the_invite_came(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    push_arrives(push_of(@"a"));
    world_run(500);
    user_answers(screen_last());
    user_mutes(screen_last(), true);
    world_run(500);
    int leg = ring(@"a");
    world_run(1000);
    assert_int_equal(peer_leg(leg)->sip, SIP_UP);
    assert_true_or_record(peer_leg(leg)->muted);
    end();
}

static void n36_digits(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = talk(@"a");
    user_dials(screen_last(), @"12#");
    world_run(1000);
    assert_string_equal([peer_leg(leg)->digits UTF8String], "12#");
    end();
}

static void n40_the_engine_says_late_that_it_is_over(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = talk(@"a");
    world_force(CLAIM_ENGINE_SLOW, 1, 1);
    user_ends(screen_last());
    world_run(100);
    assert_int_equal(daemon_open_actions(), 0);
    assert_int_equal(screen_count(), 0);
    world_run(5000);
    assert_over(leg);
    end();
}

static void n41_the_bye_fails_and_then_the_peer_hangs_up(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = talk(@"a");
    siprix_refuse_bye();
    user_ends(screen_last());
    world_run(1000);
    assert_int_equal(screen_count(), 0); /* CallKit shows no call that is gone */
    peer_hangs_up(leg);
    world_run(1000);
    assert_over(leg);
    end();
}

static void n42_a_decline_crosses_the_cancel(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = ring(@"a");
    peer_cancels(leg, nil);
    user_ends(screen_last());
    world_run(1000);
    assert_over(leg);
    end();
}

/* ---- 3d: end reasons ---- */

static CXCallEndedReason reason_of_outgoing(int status)
{
    begin(WITH_SIPRIX);
    NSUUID *call = [app->coordinator callTo:@"+4930555" video:NO];
    world_run(1000);
    peer_declines(1, status);
    world_run(1000);
    CXCallEndedReason reason = screen_reason(call);
    end();
    return reason;
}

static void n43_why_an_outgoing_call_failed(void **state)
{
    (void)state;
    assert_int_equal(reason_of_outgoing(403), CXCallEndedReasonFailed);
    assert_int_equal(reason_of_outgoing(404), CXCallEndedReasonFailed);
    assert_int_equal(reason_of_outgoing(408), CXCallEndedReasonUnanswered);
    assert_int_equal(reason_of_outgoing(486), CXCallEndedReasonRemoteEnded);
    assert_int_equal(reason_of_outgoing(503), CXCallEndedReasonFailed);
}

static void n44_a_decline_is_not_reported_as_well(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = ring(@"a");
    NSUUID *call = last_call();
    user_ends(call);
    world_run(1000);
    assert_over(leg);
    assert_int_equal(screen_reason(call), 0);
    end();
}

static void n45_declined_in_the_application(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = ring(@"a");
    NSUUID *call = last_call();
    [app->coordinator endCall:call];
    world_run(1000);
    assert_over(leg);
    assert_int_equal(screen_reason(call), 0); /* an End action, as the user's own */
    assert_int_equal(peer_leg(leg)->rejected, 603);
    end();
}

static void n46_answered_or_declined_elsewhere(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = ring(@"a");
    NSUUID *call = last_call();
    peer_cancels(leg, @"SIP;cause=200;text=\"Call completed elsewhere\"");
    world_run(1000);
    assert_int_equal(screen_reason(call), CXCallEndedReasonAnsweredElsewhere);
    leg = ring(@"b");
    call = last_call();
    peer_cancels(leg, @"SIP;cause=603");
    world_run(1000);
    assert_int_equal(screen_reason(call), CXCallEndedReasonDeclinedElsewhere);
    end();
}

static void n47_a_connected_call_breaks(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = talk(@"a");
    NSUUID *call = last_call();
    peer_breaks(leg, 503);
    world_run(1000);
    assert_over(leg);
    assert_int_equal(screen_reason(call), CXCallEndedReasonFailed);
    end();
}

/* ---- Beside the list ---- */

@interface HalfAModule : NSObject
@end
@implementation HalfAModule
- (void)enableCallKit:(BOOL)on
{
    (void)on;
}
@end

static void a_call_is_passed_on(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = talk(@"a");
    [app->coordinator transferCall:screen_last()]; /* nobody said where to */
    world_run(1000);
    assert_int_equal(app->told, 1);
    assert_true_or_record(talks(leg));
    app->siprix.transferTarget = @"+4930777";
    [app->coordinator transferCall:screen_last()];
    world_run(1000);
    assert_over(leg);
    end();
}

static void it_tells_of_a_call_before_it_is_placed(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    siprix_tell_early();
    NSUUID *call = [app->coordinator callTo:@"+4930555" video:NO];
    world_settle();
    world_run(10);
    assert_true(screen_has(call));
    assert_int_equal(only_call().sip, OH_SIP_PROGRESSED);
    peer_answers(1);
    world_run(1000);
    assert_true_or_record(talks(1));
    end();
}

static void another_version_is_refused_by_name(void **state)
{
    (void)state;
    NSError *error = nil;
    id module = [[HalfAModule new] autorelease];
    assert_null([[OHSiprixEngine alloc] initWithModule:module error:&error]);
    assert_non_null(strstr([[error localizedDescription] UTF8String], "activateSession:"));
}

/* ---- The rest of the list ---- */

/* One owner: the engine leaves CallKit and the session alone. */
static void f100_the_engine_owns_nothing(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = talk(@"a");
    assert_false(record_has("setActive YES"));
    assert_int_equal(screen_count(), 1);
    assert_int_equal(daemon_reports(), 1);
    assert_true_or_record(talks(leg));
    end();
}

static void n09_the_headset_goes_away(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = talk(@"a");
    [app->coordinator setSpeaker:YES];
    world_run(100);
    session_route_changes(AVAudioSessionRouteChangeReasonNewDeviceAvailable);
    world_run(500);
    session_route_changes(AVAudioSessionRouteChangeReasonOldDeviceUnavailable);
    world_run(1000);
    assert_int_equal(times("output speaker"), 3); /* each is taken up, the removal, too */
    assert_true_or_record(talks(leg));
    end();
}

/* Category and mode together, before the answer is fulfilled; never while media starts. */
static void n10_the_category_stays_while_media_starts(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = talk(@"a");
    assert_before("category", "CXAnswerCallAction fulfilled");
    assert_int_equal(times("category"), 1);
    assert_string_equal([[[AVAudioSession sharedInstance] mode] UTF8String],
                        [AVAudioSessionModeVoiceChat UTF8String]);
    assert_true_or_record(talks(leg));
    end();
}

/* A second coordinator in the same process, after the first one stopped in a call. */
static void n22_the_second_instance_has_callkit(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    talk(@"a");
    end();
    launch(WITH_SIPRIX, NULL);
    world_settle();
    int leg = talk(@"b");
    assert_true_or_record(talks(leg));
    user_ends(screen_last());
    world_run(1000);
    assert_over(leg);
    end();
}

static void n24_a_push_at_the_first_moment(void **state)
{
    (void)state;
    begin_world(0, 0);
    application_enters_background();
    push_arrives(push_of(@"a")); /* it is why the process is started */
    launch(WITH_SIPRIX, NULL);
    world_run(500);
    assert_false(push_killed_the_process());
    assert_int_equal(daemon_reports(), 1);
    user_answers(screen_last());
    world_run(500);
    int leg = ring(@"a");
    world_run(1000);
    assert_true_or_record(talks(leg));
    end();
}

static void n37_switched_to_what_is_so_already(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int first = talk(@"a");
    NSUUID *a = last_call();
    int second = talk(@"b");
    NSUUID *b = last_call();
    [app->coordinator setCall:a held:YES];
    [app->coordinator setCall:b held:NO];
    world_run(2000);
    assert_int_equal(app->refused, 0);
    assert_true(peer_leg(first)->held);
    assert_true_or_record(talks(second));
    [app->coordinator setCall:a held:NO]; /* and now it is a switch */
    world_run(2000);
    assert_true_or_record(talks(first));
    assert_true(peer_leg(second)->held);
    end();
}

/* A wish about a call that is not there is none: the system is not even asked. */
static void n38_switched_to_nothing(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int leg = talk(@"a");
    NSUUID *none = nil;
    [app->coordinator setCall:none held:NO];
    [app->coordinator setCall:[NSUUID UUID] held:NO];
    world_run(1000);
    assert_int_equal(app->refused, 0);
    assert_true_or_record(talks(leg));
    end();
}

/* There are no conferences: the action fails, so the screen shows no group that does not exist. */
static void n39_a_group_is_refused(void **state)
{
    (void)state;
    begin(WITH_SIPRIX);
    int first = talk(@"a");
    NSUUID *a = last_call();
    int second = talk(@"b");
    user_groups(a, last_call());
    world_run(1000);
    assert_said("CXSetGroupCallAction failed");
    assert_false(record_has("CXSetGroupCallAction fulfilled"));
    assert_true(peer_leg(first)->held);
    assert_true_or_record(talks(second));
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(n01_accepted_after_the_session_is_there),
        cmocka_unit_test(n02_the_activation_never_comes),
        cmocka_unit_test(n03_activated_twice_deactivated_once),
        cmocka_unit_test(n04_deactivated_twice),
        cmocka_unit_test(n05_another_call_ends_and_ours_talks_on),
        cmocka_unit_test(n06_a_push_pulls_nothing_down),
        cmocka_unit_test(n07_the_other_call_ends_and_the_held_one_resumes),
        cmocka_unit_test(n08_an_alarm_and_a_crash_of_the_media_services),
        cmocka_unit_test(n11_hung_up_before_it_is_connected),
        cmocka_unit_test(n12_a_push_s_call_turns_out_to_have_video),
        cmocka_unit_test(n13_no_push_and_it_rings),
        cmocka_unit_test(n14_the_push_of_a_call_that_is_answered),
        cmocka_unit_test(n15_cancelled_before_anybody_matched),
        cmocka_unit_test(n16_answered_and_the_invite_never_comes),
        cmocka_unit_test(n17_the_invite_comes_after_that),
        cmocka_unit_test(n18_declined_and_the_invite_never_comes),
        cmocka_unit_test(n19_nobody_calls),
        cmocka_unit_test(n20_declined_and_then_the_invite_comes),
        cmocka_unit_test(n21_the_report_is_refused),
        cmocka_unit_test(n23_the_application_stops_in_a_call),
        cmocka_unit_test(n25_the_provider_is_reset),
        cmocka_unit_test(n26_callkit_refuses_the_end),
        cmocka_unit_test(n28_placed_after_calls_that_went_wrong),
        cmocka_unit_test(n29_redialled_from_recents),
        cmocka_unit_test(n30_two_pushes_that_say_nothing),
        cmocka_unit_test(n27_our_invite_goes_on_under_another_id),
        cmocka_unit_test(n34_placed_while_another_rings),
        cmocka_unit_test(n31_a_refused_hold_does_not_invert_the_next),
        cmocka_unit_test(n32_the_peer_holds),
        cmocka_unit_test(n33_held_twice),
        cmocka_unit_test(n35_muted_before_the_invite_came),
        cmocka_unit_test(n36_digits),
        cmocka_unit_test(n40_the_engine_says_late_that_it_is_over),
        cmocka_unit_test(n41_the_bye_fails_and_then_the_peer_hangs_up),
        cmocka_unit_test(n42_a_decline_crosses_the_cancel),
        cmocka_unit_test(n43_why_an_outgoing_call_failed),
        cmocka_unit_test(n44_a_decline_is_not_reported_as_well),
        cmocka_unit_test(n45_declined_in_the_application),
        cmocka_unit_test(n46_answered_or_declined_elsewhere),
        cmocka_unit_test(n47_a_connected_call_breaks),
        cmocka_unit_test(a_call_is_passed_on),
        cmocka_unit_test(it_tells_of_a_call_before_it_is_placed),
        cmocka_unit_test(another_version_is_refused_by_name),
        cmocka_unit_test(f100_the_engine_owns_nothing),
        cmocka_unit_test(n09_the_headset_goes_away),
        cmocka_unit_test(n10_the_category_stays_while_media_starts),
        cmocka_unit_test(n22_the_second_instance_has_callkit),
        cmocka_unit_test(n24_a_push_at_the_first_moment),
        cmocka_unit_test(n37_switched_to_what_is_so_already),
        cmocka_unit_test(n38_switched_to_nothing),
        cmocka_unit_test(n39_a_group_is_refused),
    };
    @autoreleasepool {
        return cmocka_run_group_tests(tests, NULL, NULL);
    }
}
