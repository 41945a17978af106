/*
 * The tests' own engine.
 */
#import "engine.h"

#import "rtc.h"
#import "session.h"

@implementation TestEngine

static bool ready(void)
{
    return rtc_enabled() && (session_told() || session_active());
}

- (instancetype)init
{
    if ((self = [super init])) {
        prepares_audio_at_invite = true;
        peer_face(self);
        peer_audio_ready(ready);
    }
    return self;
}

- (void)dealloc
{
    peer_face(nil);
    [events release];
    [callee release];
    [super dealloc];
}

- (void)setEvents:(id<OHEngineEvents>)to
{
    events = [to retain];
}

- (oh_leg)legOf:(Leg *)leg
{
    for (oh_leg n = 1; n <= last; n++)
        if (numbers[n] == leg->number)
            return n;
    return 0;
}

- (oh_leg)addLeg:(int)number
{
    if (last == 63)
        return 0;
    numbers[++last] = number;
    return last;
}

- (int)numberOf:(oh_leg)leg
{
    return leg <= last ? numbers[leg] : 0;
}

/* ---- Orders ---- */

/* The leg of an order (S5). */
- (int)ordered:(oh_leg)leg
{
    if (!leg || leg > last)
        violation("S5: an order for leg %u, which was never born", leg);
    else if (knows_end && knows_end(leg))
        violation("S5: an order for leg %u, which is over, as was taken up", leg);
    return [self numberOf:leg];
}

- (void)acceptLeg:(oh_leg)leg
{
    if (peer_accept([self ordered:leg]))
        return;
    if (activates_at_start)
        [[AVAudioSession sharedInstance] setActive:YES error:NULL];
    rtc_starts();
}

- (void)rejectLeg:(oh_leg)leg code:(uint16_t)code
{
    peer_reject([self ordered:leg], code);
}

- (void)endLeg:(oh_leg)leg
{
    int number = [self ordered:leg];
    if (number)
        peer_bye(number);
    else
        [events leg:leg ended:OH_REASON_USER]; /* never placed */
}

- (oh_leg)legForCallTo:(NSString *)handle video:(BOOL)video
{
    (void)video;
    if ([handle isEqual:@"nobody"])
        return 0;
    callee = [handle retain];
    return [self addLeg:0];
}

- (void)inviteLeg:(oh_leg)leg
{
    rtc_negotiated();
    peer_invite(callee, &numbers[leg]);
    rtc_starts();
}

- (void)holdLeg:(oh_leg)leg
{
    peer_change([self ordered:leg], true);
}

- (void)resumeLeg:(oh_leg)leg
{
    peer_change([self ordered:leg], false);
}

/* What flows, once a second, until it does: a session may look fine and record nothing (CK-93). */
- (void)measure:(oh_leg)leg
{
    world_after(1000, peer_queue(), ^{
        Leg *known = peer_leg([self numberOf:leg]);
        if (!known || known->sip == SIP_ENDED || !(known->receives || known->sends))
            return;
        uint32_t frames = rtc_sounds() ? 50 : 0;
        struct oh_frames flowed = {.sent = known->sends ? frames : 0,
                                   .captured = frames,
                                   .played = frames,
                                   .received = known->receives ? 50 : 0,
                                   .alive = 1};
        [events leg:leg flowed:flowed inMs:1000];
        if (!frames)
            [self measure:leg];
    });
}

- (void)openLeg:(oh_leg)leg direction:(enum oh_direction)direction
{
    peer_gate([self ordered:leg], direction & OH_DIRECTION_RECEIVE, direction & OH_DIRECTION_SEND);
    [self measure:leg];
}

- (void)closeLeg:(oh_leg)leg
{
    peer_gate([self ordered:leg], false, false);
}

- (void)muteLeg:(oh_leg)leg on:(BOOL)on
{
    Leg *known = peer_leg([self ordered:leg]);
    if (known)
        known->muted = on;
}

- (void)sendDigits:(NSString *)digits toLeg:(oh_leg)leg
{
    Leg *known = peer_leg([self ordered:leg]);
    NSString *all = [[known->digits stringByAppendingString:digits] retain];
    [known->digits release];
    known->digits = all;
}

- (void)wake
{
    wakes++;
}

/* ---- Peers ---- */

- (void)invited:(Leg *)leg
{
    oh_leg number = [self addLeg:leg->number];
    if (!number) {
        peer_reject(leg->number, 486);
        return;
    }
    if (prepares_audio_at_invite)
        rtc_negotiated();
    OHCaller *caller = [[[OHCaller alloc] initWithHandle:leg->remote name:nil
                                                   video:NO] autorelease];
    [events leg:number invitedBy:caller callID:leg->callID flags:(uint16_t)leg->flags];
}

- (void)progressed:(Leg *)leg
{
    [events leg:[self legOf:leg] progressed:OH_PROGRESS_RINGING];
}

- (void)accepted:(Leg *)leg
{
    [events legAccepted:[self legOf:leg]];
}

- (void)connected:(Leg *)leg
{
    [events legConnected:[self legOf:leg]];
}

static enum oh_reason reason_of(Leg *leg, int status)
{
    if (leg->ended_by_us)
        return OH_REASON_USER;
    if ([leg->reason_header rangeOfString:@"cause=200"].length)
        return OH_REASON_ANSWERED_ELSEWHERE;
    if ([leg->reason_header rangeOfString:@"cause=603"].length)
        return OH_REASON_DECLINED_ELSEWHERE;
    if (status == 486)
        return OH_REASON_BUSY;
    return status >= 500 ? OH_REASON_FAILED : OH_REASON_REMOTE;
}

- (void)ended:(Leg *)leg status:(int)status
{
    if (!peer_living())
        rtc_closes();
    if ([self legOf:leg])
        [events leg:[self legOf:leg] ended:reason_of(leg, status)];
}

- (void)changed:(Leg *)leg toHeld:(bool)held failed:(bool)failed
{
    if (failed)
        [events legChangeFailed:[self legOf:leg]];
    else if (held)
        [events legHeld:[self legOf:leg]];
    else
        [events legResumed:[self legOf:leg]];
}

- (void)remoteHeld:(Leg *)leg
{
    if (leg->remote_held)
        [events legRemoteHeld:[self legOf:leg]];
    else
        [events legRemoteResumed:[self legOf:leg]];
}

@end
