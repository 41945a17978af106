/*
 * Failures that people reported in which the engine has a part: it is late, self-willed, lost, or
 * wrongly told of the session. Numbers as in test_field.m.
 */
#import "rig.h"

static void launch_gated(uint8_t fulfil)
{
    struct oh_policy policy = oh_policy_system();
    policy.accept = OH_ACCEPT_GATED;
    policy.fulfil = fulfil;
    begin_world(0, 0);
    launch(WITH_WEBRTC, &policy);
    world_settle();
    peer_audio_ready(NULL); /* S15 and S16 stand for S1 */
}

/* Started by a push, in the background. */
static void launch_by_push(void)
{
    begin_world(0, 0);
    application_enters_background();
    push_arrives(push_of(@"a"));
    launch(WITH_WEBRTC, NULL);
    world_run(500);
}

/* ---- Answering ---- */

/* The acceptance waits for the session, the session for the fulfilment, that for nobody. */
static void f03_nobody_waits_in_a_circle(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    world_force(CLAIM_ACTIVATION_LOST, 1, 1);
    int leg = talk(@"a");
    assert_said("CXAnswerCallAction fulfilled");
    assert_false(record_has("leg 1 accepted"));
    assert_int_equal(screen_count(), 1); /* slow is no reason to end it */
    world_run(9000);
    assert_true_or_record(talks(leg));
    assert_int_equal(times("leg 1 accepted"), 1); /* no second try at joining */
    end();
}

static void f03_given_up_during_that_wait(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    world_force(CLAIM_ACTIVATION_LOST, 1, 1);
    int leg = talk(@"a");
    user_ends(screen_last());
    world_run(12000);
    assert_false(record_has("leg 1 accepted"));
    assert_int_equal(peer_leg(leg)->sip, SIP_ENDED);
    assert_rest();
    end();
}

/* Media is up before the fulfilment, the activation comes last; also in the calls after the first.
 */
static void f04_fulfilled_when_connected(void **state)
{
    (void)state;
    launch_gated(OH_FULFIL_WHEN_CONNECTED);
    for (unsigned i = 0; i < 3; i++) {
        int leg = talk([NSString stringWithFormat:@"call %u", i]);
        assert_before("leg 1 up", "CXAnswerCallAction fulfilled");
        assert_before("CXAnswerCallAction fulfilled", "provider:didActivateAudioSession:");
        assert_true_or_record(talks(leg));
        user_ends(screen_last());
        world_run(1000);
    }
    end();
}

/* Answered within two seconds, and the engine registers for another eight. */
static void f05_f59_the_engine_is_ready_late(void **state)
{
    (void)state;
    launch_by_push();
    assert_int_equal(app->engine->wakes, 1);
    world_run(1000);
    user_answers(screen_last());
    world_run(8000);
    assert_int_equal(daemon_open_actions(), 0);
    assert_int_equal(screen_count(), 1);
    int leg = ring(@"a");
    world_run(1000);
    assert_int_equal(times("leg 1 accepted"), 1); /* and so the other devices stop ringing */
    assert_true_or_record(talks(leg));
    end();
}

static void f05_f59_the_engine_is_never_ready(void **state)
{
    (void)state;
    launch_by_push();
    NSUUID *call = last_call();
    user_answers(call);
    world_run(60000);
    assert_int_equal(screen_count(), 0); /* no timer that runs for nothing */
    assert_true(screen_reason(call) != 0);
    assert_rest();
    end();
}

/* ---- The session ---- */

static void f16_the_engine_activates_it_when_it_starts(void **state)
{
    (void)state;
    launch_by_push();
    app->engine->activates_at_start = true;
    user_answers(screen_last());
    int leg = ring(@"a");
    world_run(1000);
    /* By then it is active, with CallKit's route: nothing is changed by it. */
    assert_before("provider:didActivateAudioSession:", "setActive YES");
    assert_int_equal(session_state(), SESSION_BY_SYSTEM);
    assert_true_or_record(talks(leg));
    [app->coordinator setSpeaker:YES];
    world_run(100);
    [app->coordinator setSpeaker:NO];
    world_run(100);
    assert_before("output speaker", "output none"); /* the earpiece can be had */
    end();
}

static void beep(void)
{
    [[AVAudioSession sharedInstance] setCategory:AVAudioSessionCategorySoloAmbient
                                            mode:AVAudioSessionModeDefault
                                         options:0
                                           error:NULL];
}

static void f21_a_beep_before_the_connection(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = ring(@"a");
    user_answers(screen_last());
    world_run(10);
    assert_said("CXAnswerCallAction fulfilled");
    beep(); /* with settings of its own */
    world_run(3000);
    assert_string_equal([[[AVAudioSession sharedInstance] mode] UTF8String],
                        [AVAudioSessionModeVoiceChat UTF8String]);
    assert_true_or_record(talks(leg));
    end();
}

/* In a call that talks: nothing is captured any more, the engine says so, and the session is reset.
 */
static void f21_a_beep_in_a_call(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = talk(@"a");
    beep();
    session_route_changes(AVAudioSessionRouteChangeReasonCategoryChange);
    world_run(100);
    assert_false(talks(leg));
    struct oh_frames silence = {.received = 50, .alive = 1};
    for (unsigned second = 0; second < 20 && !talks(leg); second++) {
        [app->engine->events leg:1 flowed:silence inMs:1000];
        world_run(1000);
    }
    assert_true_or_record(talks(leg));
    end();
}

/* No forged end of an interruption: the engine's audio goes off at the hold, and on after it. */
static void f25_f26_sound_after_each_hold(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = talk(@"a");
    for (unsigned i = 0; i < 4; i++) {
        unsigned on = times("rtc audio enabled"), off = times("rtc audio disabled");
        user_holds(screen_last(), true);
        world_run(1000);
        assert_int_equal(times("rtc audio disabled"), off + 1);
        assert_false(rtc_enabled());
        assert_int_equal(rtc_count(), 0);
        user_holds(screen_last(), false);
        world_run(1000);
        assert_int_equal(times("rtc audio enabled"), on + 1);
        assert_true_or_record(talks(leg));
    }
    end();
}

static void f88_both_words_are_passed_on(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    talk(@"a");
    assert_true([[RTCAudioSession sharedInstance] isActive]);
    user_ends(screen_last());
    world_run(1000);
    assert_false([[RTCAudioSession sharedInstance] isActive]);
    assert_int_equal(rtc_count(), 0);
    end();
}

/* ---- Outgoing ---- */

/* While it rings at the callee the engine can play: the session is ours from the start on. */
static void f39_a_ringback_can_be_heard(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    [app->coordinator callTo:@"+4930555" video:NO];
    world_run(1000);
    assert_int_equal(peer_leg(1)->sip, SIP_RINGING);
    assert_before("provider:didActivateAudioSession:", "rtc audio enabled");
    assert_true_or_record(rtc_sounds());
    end();
}

/* Answered by the callee before the system activates: the device is opened afterwards only. */
static void f97_connected_before_the_activation(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    world_force(CLAIM_OUTGOING_AT_CONNECTED, 1, 1);
    [app->coordinator callTo:@"+4930555" video:NO];
    world_run(1000);
    peer_answers(1);
    world_run(10);
    assert_said("leg 1 up");
    assert_false(rtc_enabled());
    world_run(3000);
    assert_before("leg 1 up", "provider:didActivateAudioSession:");
    assert_before("provider:didActivateAudioSession:", "rtc audio enabled");
    assert_true_or_record(talks(1));
    end();
}

/* Called again at once, while the engine is still busy with the end of the call before. */
static void f42_called_before_the_last_unit_is_gone(void **state)
{
    (void)state;
    for (unsigned slow = 0; slow < 2; slow++) {
        begin(WITH_WEBRTC);
        talk(@"a");
        world_force(CLAIM_ENGINE_SLOW, slow, 1);
        user_ends(screen_last());
        world_run(100);
        [app->coordinator callTo:@"+4930555" video:NO];
        world_run(1000);
        peer_answers(2);
        world_run(5000);
        assert_int_equal(times("rtc audio enabled"), 2); /* off between: the old unit is no more */
        assert_true_or_record(talks(2));
        end();
    }
}

/* ---- What never comes ---- */

/* The stack refuses the INVITE itself, and says nothing of it. */
static void f66_an_invite_that_nobody_was_told_of(void **state)
{
    (void)state;
    launch_by_push();
    NSUUID *call = last_call();
    assert_int_equal(screen_phase(call), PHASE_RINGING);
    world_run(20000);
    assert_int_equal(screen_count(), 0);
    assert_true(screen_reason(call) == CXCallEndedReasonFailed ||
                screen_reason(call) == CXCallEndedReasonUnanswered);
    assert_rest();
    end();
}

/* The registration after the first push came to nothing. */
static void f85_the_second_push_wakes_the_engine_too(void **state)
{
    (void)state;
    launch_by_push();
    assert_int_equal(application_tasks(), 1); /* time to register in */
    world_run(30000);
    assert_int_equal(screen_count(), 0);
    push_arrives(push_of(@"b"));
    world_run(500);
    assert_int_equal(app->engine->wakes, 2);
    user_answers(screen_last());
    int leg = ring(@"b");
    world_run(1000);
    assert_true_or_record(talks(leg));
    end();
}

/* ---- The network changes ---- */

static void f86_the_call_breaks(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = talk(@"a");
    NSUUID *call = last_call();
    peer_breaks(leg, 503);
    world_run(1000);
    assert_int_equal(screen_reason(call), CXCallEndedReasonFailed);
    assert_rest();
    end();
}

static void f86_it_breaks_while_it_rings(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = ring(@"a");
    user_answers(screen_last());
    peer_breaks(leg, 503);
    world_run(2000);
    assert_int_equal(screen_count(), 0);
    assert_rest();
    end();
}

/* Nothing comes in any more, and the call lives: the application hears of it, once. */
static void f86_the_call_goes_silent(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    talk(@"a");
    struct oh_frames deaf = {.sent = 50, .captured = 50, .played = 50};
    for (unsigned second = 0; second < 60; second++) {
        [app->engine->events leg:1 flowed:deaf inMs:1000];
        world_run(1000);
    }
    assert_int_equal(app->told, 1);
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(f03_nobody_waits_in_a_circle),
        cmocka_unit_test(f03_given_up_during_that_wait),
        cmocka_unit_test(f04_fulfilled_when_connected),
        cmocka_unit_test(f05_f59_the_engine_is_ready_late),
        cmocka_unit_test(f05_f59_the_engine_is_never_ready),
        cmocka_unit_test(f16_the_engine_activates_it_when_it_starts),
        cmocka_unit_test(f21_a_beep_before_the_connection),
        cmocka_unit_test(f21_a_beep_in_a_call),
        cmocka_unit_test(f25_f26_sound_after_each_hold),
        cmocka_unit_test(f88_both_words_are_passed_on),
        cmocka_unit_test(f39_a_ringback_can_be_heard),
        cmocka_unit_test(f97_connected_before_the_activation),
        cmocka_unit_test(f42_called_before_the_last_unit_is_gone),
        cmocka_unit_test(f66_an_invite_that_nobody_was_told_of),
        cmocka_unit_test(f85_the_second_push_wakes_the_engine_too),
        cmocka_unit_test(f86_the_call_breaks),
        cmocka_unit_test(f86_it_breaks_while_it_rings),
        cmocka_unit_test(f86_the_call_goes_silent),
    };
    @autoreleasepool {
        return cmocka_run_group_tests(tests, NULL, NULL);
    }
}
