/*
 * Failures that people reported, in their order of events, with CallKit, WebRTC's audio and an
 * application in the foreground, in the background, or killed. The numbers are those of the
 * collection they stand in (docs/glossary.md names some).
 */
#import "rig.h"

/* ---- Answering ---- */

static void f01_accepted_after_the_activation(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = talk(@"a");
    assert_before("category AVAudioSessionCategoryPlayAndRecord", "CXAnswerCallAction fulfilled");
    assert_before("CXAnswerCallAction fulfilled", "provider:didActivateAudioSession:");
    assert_before("rtc audio enabled", "leg 1 accepted");
    assert_true_or_record(talks(leg));
    end();
}

static void f02_end_and_accept(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int first = talk(@"a"), second = ring(@"b");
    assert_true(user_ends_and_answers(screen_last()));
    world_run(2000);
    assert_int_equal(peer_leg(first)->sip, SIP_ENDED);
    assert_true_or_record(talks(second));
    end();
}

static void f02_hold_and_accept_and_swap(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int first = talk(@"a");
    NSUUID *a = last_call();
    int second = talk(@"b");
    assert_true_or_record(talks(second));
    assert_true_or_record(peer_leg(first)->held);
    user_holds(a, false); /* swap */
    world_run(2000);
    assert_true_or_record(talks(first));
    assert_true(peer_leg(second)->held);
    end();
}

static void f06_answered_before_the_invite_came(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    application_enters_background();
    push_arrives(push_of(@"a"));
    world_run(500);
    user_answers(screen_last());
    world_run(2000);
    int leg = ring(@"a");
    world_run(1000);
    assert_true_or_record(talks(leg));
    assert_int_equal(screen_count(), 1);
    end();
}

/* Fulfilled at once, the screen says connected; when signalling fails, it does not for long. */
static void f08_f09_signalling_fails_after_the_fulfilment(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    world_force(CLAIM_ENGINE_FAILS, 1, 1);
    talk(@"a");
    world_run(1000);
    assert_int_equal(screen_count(), 0);
    assert_rest();
    end();
}

static void f10_the_peer_hangs_up(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = talk(@"a");
    NSUUID *call = last_call();
    peer_hangs_up(leg);
    world_run(1000);
    assert_int_equal(screen_reason(call), CXCallEndedReasonRemoteEnded);
    assert_rest();
    end();
}

/* ---- Activation ---- */

/* Taken at the INVITE, as WebRTC does without manual audio: the system could not activate it. */
static void f11_the_engine_took_the_session(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = ring(@"a");
    [[AVAudioSession sharedInstance] setActive:YES error:NULL];
    user_answers(screen_last());
    world_run(1000);
    assert_true_or_record(talks(leg));
    assert_int_equal(session_state(), SESSION_BY_SYSTEM);
    end();
}

static void f13_the_provider_is_stale(void **state)
{
    (void)state;
    begin_world(0, 0);
    world_force(CLAIM_STALE_PROVIDER, 1, 1);
    launch(WITH_WEBRTC, NULL);
    world_settle();
    int leg = talk(@"a"); /* its configuration is assigned again before the report */
    assert_true_or_record(talks(leg));
    end();
}

static void f14_f82_the_activation_does_not_come(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    application_enters_background();
    world_force(CLAIM_ACTIVATION_LOST, 1, 1);
    int leg = talk(@"a");
    assert_false(talks(leg));
    world_run(9000);
    assert_true_or_record(talks(leg));
    end();
}

static void f14_it_never_comes_and_cannot_be_forced(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    world_force(CLAIM_ACTIVATION_LOST, 1, UINT32_MAX);
    world_force(CLAIM_SET_ACTIVE_REFUSED, 1, UINT32_MAX);
    talk(@"a");
    world_run(12000);
    assert_int_equal(screen_count(), 0); /* ended with a reason, not silent for ever */
    assert_rest();
    end();
}

static void f15_f17_nothing_is_activated_by_hand(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = talk(@"a");
    user_holds(screen_last(), true);
    world_run(1000);
    user_holds(screen_last(), false);
    world_run(2000);
    assert_true_or_record(talks(leg));
    user_ends(screen_last());
    world_run(1000);
    assert_false(record_has("setActive YES"));
    end();
}

static void f19_no_audio_before_the_answer(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    ring(@"a");
    world_run(5000);
    assert_false(record_has("rtc audio enabled"));
    end();
}

static void f20_nothing_is_configured_for_a_call_that_is_refused(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    world_force(CLAIM_REPORT_REFUSED, 1, 1);
    ring(@"a");
    assert_false(record_has("category"));
    assert_rest();
    end();
}

static void c13_the_first_call_needs_a_category(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    world_force(CLAIM_UNCONFIGURED, 1, UINT32_MAX);
    int leg = talk(@"a");
    assert_true_or_record(talks(leg));
    end();
}

/* ---- Interruption ---- */

static void f22_an_alarm_that_ends_and_one_that_does_not_say_so(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = talk(@"a");
    for (unsigned silent = 0; silent < 2; silent++) {
        world_force(CLAIM_END_OF_INTERRUPTION_SILENT, silent, 1);
        session_interrupt();
        world_run(3000);
        assert_false(talks(leg));
        session_interruption_over();
        world_run(9000);
        assert_true_or_record(talks(leg));
    }
    end();
}

static void f24_active_and_of_no_use(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    world_force(CLAIM_NO_INPUT, 1, 1); /* AirPods: for a moment */
    int leg = talk(@"a");
    assert_true_or_record(talks(leg));
    user_ends(screen_last());
    world_run(2000);
    world_force(CLAIM_NO_INPUT, 2, 1); /* until it is reset */
    leg = talk(@"b"); /* within a second: by a look at it, not by a silence that somebody noticed */
    assert_true_or_record(talks(leg));
    end();
}

/* ---- Two calls, hold, GSM ---- */

static void f29_one_of_two_ends_and_the_session_goes(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    talk(@"a");
    NSUUID *a = last_call();
    int second = talk(@"b");
    world_force(CLAIM_DEACTIVATES_WITH_ANY, 1, 1);
    user_ends(a);
    world_run(9000);
    assert_true_or_record(talks(second));
    end();
}

static void f33_the_cellular_call_is_ended_by_its_peer(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = talk(@"a");
    foreign_answers();
    world_run(1000);
    assert_true(screen_held(screen_last()));
    assert_true(peer_leg(leg)->held);
    foreign_ends(true);
    world_run(5000);
    assert_true(screen_held(screen_last())); /* Apple's intent: it stays held */
    assert_int_equal(app->still_held, 1);    /* and the application knows */
    for (unsigned way = 0; way < 3; way++) {
        /* The user resumes: with didActivate, with none (both sides of C3). */
        world_force(CLAIM_NO_ACTIVATION_ON_UNHOLD, way, 1);
        user_holds(screen_last(), false);
        world_run(9000);
        assert_true_or_record(talks(leg));
        user_holds(screen_last(), true);
        world_run(1000);
    }
    end();
}

static void f33_ended_in_the_system_s_screen(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = talk(@"a");
    foreign_answers();
    world_run(1000);
    foreign_ends(false);
    world_run(2000);
    assert_true_or_record(talks(leg));
    end();
}

static void f30_a_hold_is_answered_at_once(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    talk(@"a");
    world_force(CLAIM_PEER_REFUSES_CHANGE, 1, 1);
    user_holds(screen_last(), true);
    world_run(50);
    assert_int_equal(daemon_open_actions(), 0);
    assert_false(record_has("CXSetHeldCallAction failed"));
    end();
}

/* ---- Which call ---- */

static void f28_each_act_is_of_its_own_call(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int first = talk(@"a"), second = ring(@"b");
    NSUUID *a = screen_call(0), *b = last_call();
    user_mutes(a, true); /* while another one came last */
    user_ends(b);
    world_run(1000);
    assert_true(peer_leg(first)->muted);
    assert_int_equal(peer_leg(second)->rejected, 603);
    assert_int_equal(peer_leg(first)->sip, SIP_UP);
    int third = ring(@"c");
    NSUUID *c = last_call();
    user_ends_and_answers(c);
    world_run(2000);
    assert_int_equal(peer_leg(first)->sip, SIP_ENDED);
    assert_false(peer_leg(third)->muted);
    assert_true_or_record(talks(third));
    assert_true(screen_has(c));
    end();
}

/* Held, talking, ringing; the button's sequences as they were seen, as fast as they can come. */
static void f32_three_calls_and_a_button(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int first = talk(@"a");
    NSUUID *a = last_call();
    int second = talk(@"b");
    NSUUID *b = last_call();
    int third = ring(@"c");
    NSUUID *c = last_call();
    user_ends(b);
    user_answers(c);
    user_ends(c);
    user_holds(a, false);
    world_run(3000);
    assert_int_equal(peer_leg(second)->sip, SIP_ENDED);
    assert_int_equal(peer_leg(third)->sip, SIP_ENDED);
    assert_true_or_record(talks(first));
    assert_int_equal(screen_count(), 1);
    assert_rest();
    end();
}

static void f32_two_resumed_in_a_hurry(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int first = talk(@"a");
    NSUUID *a = last_call();
    int second = talk(@"b");
    NSUUID *b = last_call();
    user_holds(b, true);
    world_run(1000);
    user_holds(a, false);
    world_run(30);
    user_holds(b, false);
    world_run(3000);
    assert_true_or_record(talks(second)); /* the last word; never both (S8) */
    assert_true(peer_leg(first)->held);
    assert_rest();
    end();
}

/* Before either was carried out, so that no hold is sent: the screen says that both talk. */
static void f32_two_resumed_at_once(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int first = talk(@"a");
    NSUUID *a = last_call();
    int second = talk(@"b");
    NSUUID *b = last_call();
    user_holds(b, true);
    world_run(1000);
    user_holds(a, false);
    user_holds(b, false);
    world_run(3000);
    assert_false(screen_held(a) || screen_held(b));
    assert_true_or_record(talks(first) && talks(second)); /* what it shows is so */
    user_holds(a, true);
    world_run(1000);
    assert_true(peer_leg(first)->held);
    assert_true_or_record(talks(second));
    assert_rest();
    end();
}

/* ---- Calls of others ---- */

/* It is not answered, so nothing is held; its end is told or not, and the system activates nothing.
 */
static void f34_a_cellular_call_rings_and_is_declined(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = talk(@"a");
    for (unsigned silent = 0; silent < 2; silent++) {
        session_interrupt();
        world_run(8000);
        assert_int_equal(peer_leg(leg)->sip, SIP_UP); /* a call is not ended for it */
        assert_false(screen_held(screen_last()));
        world_force(CLAIM_END_OF_INTERRUPTION_SILENT, silent, 1);
        world_force(CLAIM_ACTIVATION_LOST, 1, 1);
        session_interruption_over();
        world_run(9000);
        assert_true_or_record(talks(leg));
    }
    end();
}

/* Hold and interruption come both, in both orders; whatever way the resumption goes (C3). */
static void f35_another_application_s_call(void **state)
{
    (void)state;
    for (unsigned way = 0; way < 6; way++) {
        begin(WITH_WEBRTC);
        int leg = talk(@"a");
        if (way / 3)
            session_interrupt();
        foreign_answers();
        world_run(1000);
        assert_true(peer_leg(leg)->held);
        world_force(CLAIM_NO_ACTIVATION_ON_UNHOLD, way % 3, 1);
        foreign_ends(false);
        session_interruption_over();
        world_run(12000);
        assert_false(screen_held(screen_last()));
        assert_true_or_record(talks(leg));
        end();
    }
}

/* ---- Outgoing ---- */

static void f36_f37_placed_reported_and_connected_once(void **state)
{
    (void)state;
    for (unsigned way = 0; way < 2; way++) { /* CK-91: at the start, or at the connection */
        begin(WITH_WEBRTC);
        world_force(CLAIM_OUTGOING_AT_CONNECTED, way, 1);
        NSUUID *call = [app->coordinator callTo:@"+4930555" video:NO];
        world_run(1000);
        assert_said("connecting");
        assert_int_equal(daemon_open_actions(), 0); /* F38: not kept until the callee answers */
        peer_answers(1);
        world_run(3000);
        assert_int_equal(screen_phase(call), PHASE_CONNECTED);
        assert_true_or_record(talks(1));
        end();
    }
}

static void f41_there_is_one_call_for_one_call(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    [app->coordinator callTo:@"+4930555" video:NO];
    world_run(1000);
    assert_int_equal(screen_count(), 1);
    assert_int_equal(daemon_reports(), 0);
    end();
}

static void f36_there_is_no_calling_that(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    [app->coordinator callTo:@"nobody" video:NO];
    world_run(1000);
    assert_int_equal(screen_count(), 0);
    assert_said("there is no calling that number");
    end();
}

/* ---- Mute, digits ---- */

static void f43_mutes_that_nobody_asked_for(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    world_force(CLAIM_UNMUTES, 1, 1);
    int leg = talk(@"a");
    assert_said("CXSetMutedCallAction fulfilled");
    assert_false(peer_leg(leg)->muted);
    user_mutes(screen_last(), true);
    user_mutes(screen_last(), true);
    world_run(500);
    assert_true(peer_leg(leg)->muted);
    [app->coordinator setCall:screen_last() muted:NO]; /* F44: through the system */
    world_run(500);
    assert_false(peer_leg(leg)->muted);
    end();
}

static void f46_the_keypad(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = talk(@"a");
    user_dials(screen_last(), @"1");
    [app->coordinator sendDigits:@"2#" toCall:screen_last()];
    user_dials(screen_last(), @"123456789012345678901234567890"); /* too long: failed as a whole */
    world_run(500);
    assert_string_equal([peer_leg(leg)->digits UTF8String], "12#");
    assert_said("CXPlayDTMFCallAction failed");
    assert_true_or_record(talks(leg));
    end();
}

/* ---- Ends ---- */

static void f47_f48_the_second_call_of_a_session(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    for (unsigned i = 0; i < 4; i++) {
        int leg = talk([NSString stringWithFormat:@"call %u", i]);
        assert_true_or_record(talks(leg));
        user_ends(screen_last());
        world_run(i % 2 ? 20 : 2000); /* also before the session is deactivated */
    }
    end();
}

static void f50_an_end_for_a_call_nobody_knows(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = ring(@"a");
    world_force(CLAIM_END_ANYWAY, 1, 1);
    peer_cancels(leg, nil);
    world_run(1000);
    assert_int_equal(daemon_open_actions(), 0);
    assert_rest();
    end();
}

static void f50_an_end_that_comes_twice(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    talk(@"a");
    world_force(CLAIM_ENDS_TWICE, 1, 1);
    user_ends(screen_last());
    world_run(6000);
    assert_rest();
    end();
}

static void f52_calls_left_over_by_a_crash(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    talk(@"a");
    ring(@"b");
    kill_application();
    assert_int_equal(screen_count(), 2);
    launch(WITH_WEBRTC, NULL);
    world_run(1000);
    assert_int_equal(screen_count(), 0);
    int leg = talk(@"c"); /* none of error 7 */
    assert_true_or_record(talks(leg));
    end();
}

/* ---- Push and killed ---- */

static void f53_killed_and_launched_by_a_push(void **state)
{
    (void)state;
    begin_world(0, 0);
    application_enters_background();
    launch(WITH_WEBRTC, NULL);
    push_arrives(push_of(@"a")); /* its registry is there before anything else */
    world_run(500);
    assert_false(push_killed_the_process());
    assert_int_equal(screen_phase(screen_last()), PHASE_RINGING);
    assert_int_equal(application_tasks(), 1); /* AS-61 */
    assert_int_equal(app->engine->wakes, 1);  /* F84, F85: the engine is to register */
    user_answers(screen_last());
    world_run(500);
    int leg = ring(@"a");
    world_run(1000);
    assert_true_or_record(talks(leg));
    assert_int_equal(application_tasks(), 0); /* audio keeps it alive now */
    end();
}

static void f54_do_not_disturb(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    application_enters_background();
    world_force(CLAIM_REPORT_REFUSED, 1, 1);
    push_arrives(push_of(@"a"));
    world_run(500);
    assert_false(push_killed_the_process()); /* refused counts as reported (CK-34) */
    int leg = ring(@"a");
    assert_int_equal(peer_leg(leg)->sip, SIP_ENDED);
    assert_rest();
    end();
}

static void f57_declined_in_the_background(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    application_enters_background();
    push_arrives(push_of(@"a"));
    world_run(300);
    user_ends(screen_last());
    world_run(300);
    int leg = ring(@"a");
    assert_int_equal(peer_leg(leg)->sip, SIP_ENDED); /* the caller hears of it */
    assert_true(peer_leg(leg)->rejected != 0);
    end();
}

static void f60_f61_f63_push_and_invite_in_every_order(void **state)
{
    (void)state;
    static const char *const orders[] = {"pi", "ip", "ppi", "pip", "ipp"};
    for (unsigned i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
        begin(WITH_WEBRTC);
        for (const char *at = orders[i]; *at; at++) {
            if (*at == 'p')
                push_arrives(push_of(@"a"));
            else
                peer_invites(@"a", @"sip:alice@example.org", OH_INVITE_HAS_OFFER);
            world_run(300);
        }
        assert_int_equal(screen_count(), 1);
        user_answers(screen_last());
        world_run(1000);
        assert_true_or_record(talks(1));
        end();
    }
}

/* The first report is refused, and says so late; the second, of the same call, was taken. */
static void f63_two_reports_and_one_is_refused(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    application_enters_background();
    world_force(CLAIM_OLD_PUSH_METHOD, 1, UINT32_MAX);
    world_force(CLAIM_REPORT_REFUSED, 1, 1);
    world_force(CLAIM_COMPLETION_LATE, 1, 1);
    push_arrives(push_of(@"a"));
    push_arrives(push_of(@"a"));
    world_run(1000);
    assert_int_equal(screen_count(), 1);
    user_answers(screen_last());
    int leg = ring(@"a");
    world_run(1000);
    assert_true_or_record(talks(leg));
    end();
}

static void f64_a_push_in_a_call(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = talk(@"a");
    application_enters_background();
    world_force(CLAIM_OLD_PUSH_METHOD, 1, 1); /* which cannot say that no report is needed */
    push_arrives(push_of(@"b"));
    world_run(20000);
    assert_true_or_record(talks(leg));
    assert_int_equal(screen_count(), 1);
    end();
}

static void f65_nobody_calls(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    application_enters_background();
    push_arrives(push_of(@"a"));
    world_run(20000);
    assert_int_equal(screen_count(), 0);
    assert_int_equal(application_tasks(), 0);
    assert_rest();
    end();
}

static void pk31_a_cancel_overtakes_its_invite(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    application_enters_background();
    NSMutableDictionary *cancel = [[push_of(@"a") mutableCopy] autorelease];
    [cancel setObject:[NSNumber numberWithBool:YES] forKey:@"cancel"];
    push_arrives(cancel);
    world_run(1000);
    assert_false(push_killed_the_process()); /* reported, and ended (PK-33) */
    assert_int_equal(screen_count(), 0);
    end();
}

static void f67_a_forked_invite(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int first = ring(@"a");
    int second = peer_invites(@"a", @"sip:alice@example.org", OH_INVITE_HAS_OFFER);
    world_run(300);
    assert_int_equal(screen_count(), 1);
    assert_int_equal(peer_leg(second)->sip, SIP_ENDED);
    user_answers(screen_last());
    world_run(1000);
    assert_true_or_record(talks(first));
    end();
}

/* In the background, and the report's completion is long in coming: nothing waits for it. */
static void f55_the_report_s_completion_comes_late(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    application_enters_background();
    world_force(CLAIM_COMPLETION_LATE, 1, 1);
    push_arrives(push_of(@"a"));
    int leg = ring(@"a");
    assert_before("push", "report");
    assert_false(push_killed_the_process());
    world_run(1000);
    assert_true_or_record(user_answers(screen_last()));
    world_run(1000);
    assert_true_or_record(talks(leg));
    end();
}

/* Killed, launched by the push; the user is quicker than anything of the application's own. */
static void f56_touched_before_the_application_is_there(void **state)
{
    (void)state;
    for (unsigned answers = 0; answers < 2; answers++) {
        begin_world(0, 0);
        application_enters_background();
        push_arrives(push_of(@"a"));
        launch(WITH_WEBRTC, NULL);
        world_force(CLAIM_ACT_BEFORE_REPORTED, 1, UINT32_MAX);
        world_settle();
        assert_true_or_record(answers ? user_answers(screen_last()) : user_ends(screen_last()));
        world_run(1500);
        int leg = ring(@"a");
        world_run(1000);
        assert_int_equal(daemon_open_actions(), 0);
        if (answers) {
            assert_true_or_record(talks(leg));
        } else {
            assert_int_equal(peer_leg(leg)->rejected, 603); /* the caller does not ring on */
            assert_rest();
        }
        end();
    }
}

/* ---- Cancel races ---- */

static void f69_given_up_before_it_rang(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = peer_invites(@"a", @"sip:alice@example.org", OH_INVITE_HAS_OFFER);
    peer_cancels(leg, nil);
    world_run(1000);
    assert_int_equal(screen_count(), 0);
    assert_rest();
    end();
}

static void f70_a_cancel_crosses_the_answer(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = ring(@"a");
    user_answers(screen_last());
    peer_cancels(leg, nil);
    world_run(2000);
    assert_int_equal(screen_count(), 0);
    assert_false(record_has("leg 1 accepted"));
    assert_rest();
    end();
}

static void f71_answered_elsewhere(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = ring(@"a");
    NSUUID *call = last_call();
    peer_cancels(leg, @"SIP;cause=200");
    world_run(500);
    assert_int_equal(screen_reason(call), CXCallEndedReasonAnsweredElsewhere);
    end();
}

static void f72_declining_is_no_hanging_up(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = ring(@"a");
    user_ends(screen_last());
    world_run(500);
    assert_int_equal(peer_leg(leg)->rejected, 603);
    end();
}

/* ---- Reset, services, route ---- */

static void f74_the_provider_is_reset(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = talk(@"a");
    world_force(CLAIM_LATE_CALLBACK, 1, UINT32_MAX);
    daemon_dies();
    world_run(1000);
    assert_int_equal(peer_leg(leg)->sip, SIP_ENDED);
    assert_rest();
    leg = talk(@"b");
    assert_true_or_record(talks(leg));
    end();
}

static void f76_f77_the_media_services_die(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = talk(@"a");
    [app->coordinator setSpeaker:YES];
    world_run(100);
    session_services_die();
    world_run(9000);
    assert_true_or_record(talks(leg));
    assert_int_equal(times("output speaker"), 2);
    end();
}

static void f78_the_route_changes(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = talk(@"a");
    [app->coordinator setSpeaker:YES];
    world_run(100);
    session_route_changes(AVAudioSessionRouteChangeReasonOldDeviceUnavailable);
    world_run(1000);
    assert_true_or_record(talks(leg));
    end();
}

/* ---- Time ---- */

static void f80_f81_every_action_is_answered_at_once(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    world_force(CLAIM_ACTIVATION_LOST, 1, UINT32_MAX);
    ring(@"a");
    user_answers(screen_last());
    world_run(20);
    assert_int_equal(daemon_open_actions(), 0);
    end();
}

static void f98_the_queue_is_busy_for_long(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    talk(@"a");
    world_force(CLAIM_BLOCKED, 1, 1);
    user_ends(screen_last());
    world_run(10000);
    assert_rest();
    end();
}

static void ck85_nobody_answers(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = ring(@"a");
    NSUUID *call = last_call();
    world_run(62000);
    assert_int_equal(peer_leg(leg)->sip, SIP_ENDED);
    assert_int_equal(screen_reason(call),
                     CXCallEndedReasonUnanswered); /* ours, before the system's */
    end();
}

static void as60_a_background_task_expires(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    application_enters_background();
    push_arrives(push_of(@"a"));
    ring(@"a");
    world_run(35000);
    assert_said("background task expires");
    assert_int_equal(application_tasks(), 0);
    user_answers(screen_last());
    world_run(2000);
    assert_true_or_record(talks(1));
    end();
}

/* ---- The counter ---- */

static void f87_the_activation_count_is_balanced(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = talk(@"a");
    world_force(CLAIM_ACTIVATES_TWICE, 1, 1);
    user_holds(screen_last(), false);
    world_run(1000);
    assert_true_or_record(talks(leg));
    world_force(CLAIM_DEACTIVATES_TWICE, 1, 1);
    user_ends(screen_last());
    world_run(2000);
    assert_int_equal(rtc_count(), 0);
    end();
}

static void the_peer_passes_us_on(void **state)
{
    (void)state;
    struct oh_policy policy = oh_policy_system();
    policy.transfer = OH_TRANSFER_FOLLOW;
    begin_world(0, 0);
    launch(WITH_WEBRTC, &policy);
    world_settle();
    int leg = talk(@"a");
    oh_leg other = [app->engine legForCallTo:@"+4930777" video:NO];
    OHCaller *callee = [[OHCaller alloc] initWithHandle:@"+4930777" name:nil video:NO];
    [app->engine->events leg:1 asksForTransferTo:callee on:other];
    [callee release];
    world_run(1000);
    assert_int_equal(screen_count(), 2);
    assert_string_equal([screen_name(screen_last()) UTF8String], "+4930777");
    peer_answers(2);
    world_run(1000);
    assert_true_or_record(talks(2));
    assert_true(peer_leg(leg)->held);
    peer_hangs_up(leg);
    world_run(1000);
    assert_true_or_record(talks(2));
    end();
}

static void gated_accepts_at_once_and_opens_later(void **state)
{
    (void)state;
    struct oh_policy policy = oh_policy_system();
    policy.accept = OH_ACCEPT_GATED;
    begin_world(0, 0);
    launch(WITH_WEBRTC, &policy);
    world_settle();
    peer_audio_ready(NULL); /* S15 and S16 stand for S1 */
    world_force(CLAIM_ACTIVATION_LOST, 1, 1);
    int leg = talk(@"a");
    assert_int_equal(peer_leg(leg)->sip, SIP_UP);
    assert_false(peer_leg(leg)->sends);
    world_run(9000);
    assert_true_or_record(talks(leg));
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(f01_accepted_after_the_activation),
        cmocka_unit_test(f02_end_and_accept),
        cmocka_unit_test(f02_hold_and_accept_and_swap),
        cmocka_unit_test(f06_answered_before_the_invite_came),
        cmocka_unit_test(f08_f09_signalling_fails_after_the_fulfilment),
        cmocka_unit_test(f10_the_peer_hangs_up),
        cmocka_unit_test(f11_the_engine_took_the_session),
        cmocka_unit_test(f13_the_provider_is_stale),
        cmocka_unit_test(f14_f82_the_activation_does_not_come),
        cmocka_unit_test(f14_it_never_comes_and_cannot_be_forced),
        cmocka_unit_test(f15_f17_nothing_is_activated_by_hand),
        cmocka_unit_test(f19_no_audio_before_the_answer),
        cmocka_unit_test(f20_nothing_is_configured_for_a_call_that_is_refused),
        cmocka_unit_test(c13_the_first_call_needs_a_category),
        cmocka_unit_test(f22_an_alarm_that_ends_and_one_that_does_not_say_so),
        cmocka_unit_test(f24_active_and_of_no_use),
        cmocka_unit_test(f29_one_of_two_ends_and_the_session_goes),
        cmocka_unit_test(f33_the_cellular_call_is_ended_by_its_peer),
        cmocka_unit_test(f33_ended_in_the_system_s_screen),
        cmocka_unit_test(f30_a_hold_is_answered_at_once),
        cmocka_unit_test(f28_each_act_is_of_its_own_call),
        cmocka_unit_test(f32_three_calls_and_a_button),
        cmocka_unit_test(f32_two_resumed_in_a_hurry),
        cmocka_unit_test(f32_two_resumed_at_once),
        cmocka_unit_test(f34_a_cellular_call_rings_and_is_declined),
        cmocka_unit_test(f35_another_application_s_call),
        cmocka_unit_test(f36_f37_placed_reported_and_connected_once),
        cmocka_unit_test(f41_there_is_one_call_for_one_call),
        cmocka_unit_test(f36_there_is_no_calling_that),
        cmocka_unit_test(f43_mutes_that_nobody_asked_for),
        cmocka_unit_test(f46_the_keypad),
        cmocka_unit_test(f47_f48_the_second_call_of_a_session),
        cmocka_unit_test(f50_an_end_for_a_call_nobody_knows),
        cmocka_unit_test(f50_an_end_that_comes_twice),
        cmocka_unit_test(f53_killed_and_launched_by_a_push),
        cmocka_unit_test(f54_do_not_disturb),
        cmocka_unit_test(f57_declined_in_the_background),
        cmocka_unit_test(f60_f61_f63_push_and_invite_in_every_order),
        cmocka_unit_test(f63_two_reports_and_one_is_refused),
        cmocka_unit_test(f64_a_push_in_a_call),
        cmocka_unit_test(f65_nobody_calls),
        cmocka_unit_test(pk31_a_cancel_overtakes_its_invite),
        cmocka_unit_test(f67_a_forked_invite),
        cmocka_unit_test(f55_the_report_s_completion_comes_late),
        cmocka_unit_test(f56_touched_before_the_application_is_there),
        cmocka_unit_test(f69_given_up_before_it_rang),
        cmocka_unit_test(f70_a_cancel_crosses_the_answer),
        cmocka_unit_test(f71_answered_elsewhere),
        cmocka_unit_test(f72_declining_is_no_hanging_up),
        cmocka_unit_test(f74_the_provider_is_reset),
        cmocka_unit_test(f76_f77_the_media_services_die),
        cmocka_unit_test(f78_the_route_changes),
        cmocka_unit_test(f80_f81_every_action_is_answered_at_once),
        cmocka_unit_test(f98_the_queue_is_busy_for_long),
        cmocka_unit_test(ck85_nobody_answers),
        cmocka_unit_test(as60_a_background_task_expires),
        cmocka_unit_test(f87_the_activation_count_is_balanced),
        cmocka_unit_test(the_peer_passes_us_on),
        cmocka_unit_test(gated_accepts_at_once_and_opens_later),
        /* Last: a process that dies leaves what it held. */
        cmocka_unit_test(f52_calls_left_over_by_a_crash),
    };
    @autoreleasepool {
        return cmocka_run_group_tests(tests, NULL, NULL);
    }
}
