/*
 * A random walk: a world of adversaries, a user, peers and bad luck at random, from a seed; then
 * all comes to rest, and nothing may be wrong (S1 to S17 on the way, Q1 to Q7 and Q9 at rest:
 * check/).
 *
 * usage: walk FIRST COUNT [--show]     --show: print what happened in each schedule
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#import "rig.h"
#import "watch.h"

static uint64_t seed;
static unsigned legs_invited;

static NSString *call_id(unsigned n)
{
    return [NSString stringWithFormat:@"call-%u", n];
}

static NSUUID *some_call(void)
{
    return screen_count() ? screen_call(any(screen_count())) : nil;
}

static int some_leg(void)
{
    return peer_count() ? 1 + (int)any(peer_count()) : 0;
}

/* ---- What may happen ---- */

/* By itself, as WebRTC without manual audio does (CK-93). With an INVITE it may say nothing. */
static void the_engine_takes_the_session(bool tells)
{
    if (session_state() != SESSION_INACTIVE || !app->engine || !peer_living())
        return;
    [[AVAudioSession sharedInstance] setActive:YES error:NULL];
    if (tells)
        [app->engine->events audioGrabbed];
}

static void invite(NSString *name, NSString *from)
{
    peer_invites(name, from, OH_INVITE_HAS_OFFER);
    if (!any(4))
        the_engine_takes_the_session(any(2));
}

static void a_call_comes(void)
{
    if (legs_invited++ > 5)
        return;
    /* Alone, with a push before it, or after it, or twice. */
    NSString *name = call_id(legs_invited);
    switch (any(5)) {
    case 0: push_arrives(push_of(name)); break;
    case 1:
        push_arrives(push_of(name));
        world_run(any(3000));
        invite(name, @"sip:alice@example.org");
        break;
    case 2:
        invite(name, @"sip:bob@example.org");
        world_run(any(1000));
        push_arrives(push_of(name));
        break;
    case 3: invite(name, @"sip:carol@example.org"); break;
    case 4:
        invite(name, @"sip:dave@example.org");
        invite(name, @"sip:dave@example.org"); /* a fork */
        break;
    }
}

static void the_user_touches(void)
{
    NSUUID *call = some_call();
    if (!call)
        return;
    switch (any(8)) {
    case 0:
    case 1:
    case 2: user_answers(call); break;
    case 3: user_ends(call); break;
    case 4: user_holds(call, any(2)); break;
    case 5: user_mutes(call, any(2)); break;
    case 6: user_dials(call, any(2) ? @"12#" : @"12345678901234567890"); break;
    case 7: user_ends_and_answers(call); break;
    }
}

static void the_application_wishes(void)
{
    NSUUID *call = some_call();
    switch (any(6)) {
    case 0: [app->coordinator callTo:any(4) ? @"+4930555" : @"nobody" video:NO]; break;
    case 1:
        if (call)
            [app->coordinator answerCall:call];
        break;
    case 2:
        if (call)
            [app->coordinator endCall:call];
        break;
    case 3:
        if (call)
            [app->coordinator setCall:call held:any(2)];
        break;
    case 4: [app->coordinator endCall:[NSUUID UUID]]; break;
    case 5: [app->coordinator setSpeaker:any(2)]; break;
    }
}

static void a_peer_acts(void)
{
    switch (any(6)) {
    case 0: peer_cancels(some_leg(), nil); break;
    case 1: peer_hangs_up(some_leg()); break;
    case 2: peer_holds(some_leg(), any(2)); break;
    case 3:
    case 4: peer_answers(some_leg()); break;
    case 5: peer_declines(some_leg(), 486); break;
    }
}

static void bad_luck(void)
{
    switch (any(12)) {
    case 0:
    case 1: session_interrupt(); break;
    case 2:
    case 3: session_interruption_over(); break;
    case 4: session_services_die(); break;
    case 5: session_route_changes(AVAudioSessionRouteChangeReasonOldDeviceUnavailable); break;
    case 6: foreign_answers(); break;
    case 7: foreign_ends(any(2)); break;
    case 8: application_enters_background(); break;
    case 9: application_enters_foreground(); break;
    case 10:
        if (!any(4))
            daemon_dies();
        break;
    case 11: the_engine_takes_the_session(true); break;
    }
}

static void launch_with(enum kind kind, const struct oh_policy *policy)
{
    launch(kind, policy);
    if (policy->accept == OH_ACCEPT_GATED)
        peer_audio_ready(NULL); /* S1 is for those who accept after audio; S15 holds */
}

static void the_process_dies(enum kind kind, const struct oh_policy *policy)
{
    kill_application();
    world_run(any(2000));
    launch_with(kind, policy);
}

/* ---- A schedule ---- */

static struct oh_policy some_policy(enum kind kind)
{
    struct oh_policy policy = oh_policy_system();
    if (kind == WITH_WEBRTC && any(3) == 0)
        policy.accept = OH_ACCEPT_GATED;
    if (policy.accept == OH_ACCEPT_GATED && any(2))
        policy.fulfil = OH_FULFIL_WHEN_CONNECTED;
    return policy;
}

static void come_to_rest(void)
{
    foreign_ends(false);
    session_interruption_over();
    world_calm();
    world_run(200000);
}

static void schedule(void)
{
    begin_world(seed, (unsigned)(seed % 4));
    enum kind kind = any(4) ? WITH_WEBRTC : WITH_SIPRIX;
    struct oh_policy policy = some_policy(kind);
    launch_with(kind, &policy);
    legs_invited = 0;
    unsigned events = 4 + any(20);
    for (unsigned i = 0; i < events; i++) {
        @autoreleasepool {
            switch (any(10)) {
            case 0:
            case 1: a_call_comes(); break;
            case 2:
            case 3:
            case 4: the_user_touches(); break;
            case 5: the_application_wishes(); break;
            case 6: a_peer_acts(); break;
            case 7:
            case 8: bad_luck(); break;
            case 9:
                if (!any(12))
                    the_process_dies(kind, &policy);
                break;
            }
            world_run(any(3) ? any(200) : any(8000));
        }
    }
    @autoreleasepool {
        come_to_rest();
        NSString *trouble = trouble_at_rest();
        if (trouble)
            fail_msg("%s", [trouble UTF8String]);
        uint64_t steps = watch_steps();
        world_run(60000);
        if (watch_steps() != steps)
            fail_msg("Q9: it does not stay at rest");
        if (world_violations())
            fail_msg("%u violations", world_violations());
    }
    end();
}

static uint64_t first, count;
static bool show;

static void walk(void **state)
{
    (void)state;
    for (seed = first; seed < first + count; seed++) {
        @autoreleasepool {
            schedule();
        }
        if (show)
            printf("seed %llu\n%s\n", (unsigned long long)seed, record_text());
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(walk)};
    if (argc < 3) {
        fprintf(stderr, "usage: walk FIRST COUNT [--show]\n");
        return 2;
    }
    first = strtoull(argv[1], NULL, 10);
    count = strtoull(argv[2], NULL, 10);
    show = argc > 3 && !strcmp(argv[3], "--show");
    if (cmocka_run_group_tests(tests, NULL, NULL)) {
        fprintf(stderr, "seed %llu\n%s\n", (unsigned long long)seed, record_text());
        return 1;
    }
    bool all = true;
    for (int claim = 0; claim < CLAIMS; claim++) {
        /* Order is chosen all the time; nobody lets go of a session with audio running. */
        bool counted = claim != CLAIM_ORDER && claim != CLAIM_BUSY_WHILE_RUNNING;
        all = all && (claim_count(claim) || !counted);
        if (counted)
            printf("%-14s %8llu times: %s\n", claim_id(claim),
                   (unsigned long long)claim_count(claim), claim_text(claim));
    }
    printf("%llu schedules\n", (unsigned long long)count);
    if (count >= 20000 && !all)
        fprintf(stderr, "walk: a claim never went its unkind way: it proves nothing\n");
    return count >= 20000 && !all;
}
