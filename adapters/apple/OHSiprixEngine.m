/*
 * Siprix's iOS framework. Its hold is a toggle, its audio one session for all calls, its end
 * carries a status and not who ended; it cannot gate. Its callbacks come on threads of its own.
 */
#import "OHSiprixEngine.h"

#import "OHCoordinator.h"
#import "OHMemory.h"

/* Of Siprix's published error codes. */
enum { NOT_FOUND = -1040, ALREADY_ANSWERED = -1042 };

/* Of its HoldState. */
enum { HELD_BY_US = 1, HELD_BY_PEER = 2 };

/* SiprixDestData, found by name. */
@protocol OHSiprixDestination
- (void)setToExt:(NSString *)to;
- (void)setFromAccId:(int)account;
- (void)setWithVideo:(NSNumber *)video;
- (int)myCallId;
@end

@interface OHSiprixLeg : NSObject {
  @public
    oh_leg leg;
    int callId; /* 0: an outgoing call that was not placed yet */
    NSString *to;
    BOOL video;
    BOOL outgoing;
    BOOL connected;  /* from here on: under the lock */
    BOOL held;       /* HoldState says that we hold it */
    BOOL remoteHeld; /* and that the peer does */
    BOOL changing;   /* our toggle is on its way */
    BOOL wanted;     /* to what */
    BOOL ending;     /* to be ended as soon as Siprix lets us */
}
@end

@implementation OHSiprixLeg
- (void)dealloc
{
    OH_RELEASE(to);
    OH_SUPER_DEALLOC;
}
@end

@implementation OHSiprixEngine

@synthesize matchHeader = _matchHeader;
@synthesize account = _account;
@synthesize transferTarget = _transferTarget;

static NSString *missing(id module)
{
    static const char *const needed[] = {"enableCallKit:",
                                         "activateSession:",
                                         "deactivateSession:",
                                         "handleIncomingPush",
                                         "callReject:statusCode:",
                                         "callAccept:withVideo:",
                                         "callHold:",
                                         "callMuteMic:mute:",
                                         "callSendDtmf:dtmfs:",
                                         "callTransferBlind:toExt:",
                                         "callInvite:",
                                         "callBye:",
                                         "callGetSipHeader:hdrName:"};
    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
        NSString *name = [NSString stringWithUTF8String:needed[i]];
        if (![module respondsToSelector:NSSelectorFromString(name)])
            return name;
    }
    return nil;
}

- (instancetype)initWithModule:(id)module error:(NSError **)error
{
    if (!(self = [super init]))
        return nil;
    NSString *lacks = missing(module);
    if (lacks) {
        NSString *sentence = [NSString
            stringWithFormat:@"the Siprix module has no %@: offhook knows version 1.0.40; "
                             @"use that, or tell us what changed",
                             lacks];
        if (error)
            *error = [NSError
                errorWithDomain:OHErrorDomain
                           code:OH_ERR_MODULE
                       userInfo:[NSDictionary dictionaryWithObject:sentence
                                                            forKey:NSLocalizedDescriptionKey]];
        OH_RELEASE(self);
        return nil;
    }
    _module = OH_RETAIN(module);
    _matchHeader = [@"Call-ID" copy];
    _lock = [NSLock new];
    _legs = [NSMutableArray new];
    return self;
}

- (void)dealloc
{
    OH_RELEASE(_module);
    OH_RELEASE(_events);
    OH_RELEASE(_matchHeader);
    OH_RELEASE(_lock);
    OH_RELEASE(_legs);
    OH_RELEASE(_placing);
    OH_RELEASE(_transferTarget);
    OH_RELEASE(_session);
    OH_SUPER_DEALLOC;
}

- (void)setEvents:(id<OHEngineEvents>)events
{
    OH_SET(_events, events);
}

/* ---- Legs ---- */

- (OHSiprixLeg *)addCall:(int)callId
{
    OHSiprixLeg *leg = OH_AUTORELEASE([OHSiprixLeg new]);
    [_lock lock];
    leg->leg = ++_last;
    leg->callId = callId;
    [_legs addObject:leg];
    [_lock unlock];
    return leg;
}

- (OHSiprixLeg *)legOf:(oh_leg)number
{
    OHSiprixLeg *found = nil;
    [_lock lock];
    for (OHSiprixLeg *leg in _legs)
        if (leg->leg == number)
            found = leg;
    found = OH_AUTORELEASE(OH_RETAIN(found));
    [_lock unlock];
    return found;
}

- (OHSiprixLeg *)legOfCall:(NSInteger)callId
{
    OHSiprixLeg *found = nil;
    [_lock lock];
    for (OHSiprixLeg *leg in _legs)
        if (leg->callId && leg->callId == callId)
            found = leg;
    if (!found && _placing) { /* told before callInvite: returned */
        found = _placing;
        found->callId = (int)callId;
    }
    found = OH_AUTORELEASE(OH_RETAIN(found));
    [_lock unlock];
    return found;
}

/* Once for each leg. */
- (void)leg:(OHSiprixLeg *)leg isOver:(enum oh_reason)reason
{
    [_lock lock];
    BOOL known = [_legs containsObject:leg];
    if (known)
        [_legs removeObject:leg]; /* the caller has it still */
    [_lock unlock];
    if (known)
        [_events leg:leg->leg ended:reason];
}

/* ---- Orders ---- */

- (void)acceptLeg:(oh_leg)number
{
    OHSiprixLeg *leg = [self legOf:number];
    if (!leg)
        return;
    int error = [_module callAccept:leg->callId withVideo:leg->video];
    if (error && error != ALREADY_ANSWERED)
        [self leg:leg isOver:OH_REASON_FAILED];
}

/* Of a call that Siprix has accepted already a refusal is an error, and the call goes on with a
 * live microphone (its plugin's 11): then it gets its BYE. */
- (void)rejectLeg:(oh_leg)number code:(uint16_t)code
{
    OHSiprixLeg *leg = [self legOf:number];
    if (!leg)
        return;
    int error = [_module callReject:leg->callId statusCode:code];
    if (error == NOT_FOUND)
        [self leg:leg isOver:OH_REASON_REMOTE];
    else if (error)
        [self endLeg:number];
}

- (void)endLeg:(oh_leg)number
{
    OHSiprixLeg *leg = [self legOf:number];
    if (!leg)
        return;
    int error = leg->callId ? [_module callBye:leg->callId] : NOT_FOUND;
    if (error == NOT_FOUND)
        [self leg:leg isOver:OH_REASON_REMOTE];
    else if (error && [self mayEndNow:leg])
        [_module callBye:leg->callId];
}

/* Once it is connected; if it is not yet, it is ended as soon as it is. Siprix may say so on its
 * own thread just now. */
- (BOOL)mayEndNow:(OHSiprixLeg *)leg
{
    [_lock lock];
    BOOL connected = leg->connected && !leg->ending;
    leg->ending = YES;
    [_lock unlock];
    return connected;
}

- (oh_leg)legForCallTo:(NSString *)handle video:(BOOL)video
{
    OHSiprixLeg *leg = [self addCall:0];
    leg->to = [handle copy];
    leg->video = video;
    leg->outgoing = YES;
    return leg->leg;
}

- (void)inviteLeg:(oh_leg)number
{
    OHSiprixLeg *leg = [self legOf:number];
    if (!leg || leg->callId)
        return;
    id<OHSiprixDestination> to = OH_AUTORELEASE([NSClassFromString(@"SiprixDestData") new]);
    [to setToExt:leg->to];
    [to setFromAccId:_account];
    [to setWithVideo:[NSNumber numberWithBool:leg->video]];
    [self setPlacing:leg];
    BOOL placed = to && ![_module callInvite:to];
    [_lock lock];
    if (placed)
        leg->callId = [to myCallId];
    [_lock unlock];
    [self setPlacing:nil];
    if (!placed)
        [self leg:leg isOver:OH_REASON_FAILED];
}

- (void)setPlacing:(OHSiprixLeg *)leg
{
    [_lock lock];
    OH_SET(_placing, leg);
    [_lock unlock];
}

/* A toggle: only from a state that is not the wanted one. */
- (void)changeLeg:(oh_leg)number toHeld:(BOOL)held
{
    OHSiprixLeg *leg = [self legOf:number];
    if (!leg)
        return;
    [_lock lock];
    BOOL pressed = leg->held != held;
    leg->wanted = held;
    leg->changing = pressed;
    [_lock unlock];
    if (!pressed) {
        [self leg:number isHeld:held];
    } else if ([_module callHold:leg->callId]) {
        [_lock lock];
        leg->changing = NO;
        [_lock unlock];
        [_events legChangeFailed:number];
    }
}

- (void)leg:(oh_leg)leg isHeld:(BOOL)held
{
    if (held)
        [_events legHeld:leg];
    else
        [_events legResumed:leg];
}

- (void)holdLeg:(oh_leg)leg
{
    [self changeLeg:leg toHeld:YES];
}

- (void)resumeLeg:(oh_leg)leg
{
    [self changeLeg:leg toHeld:NO];
}

- (void)muteLeg:(oh_leg)number on:(BOOL)on
{
    OHSiprixLeg *leg = [self legOf:number];
    if (leg)
        [_module callMuteMic:leg->callId mute:on];
}

- (void)sendDigits:(NSString *)digits toLeg:(oh_leg)number
{
    OHSiprixLeg *leg = [self legOf:number];
    if (leg)
        [_module callSendDtmf:leg->callId dtmfs:digits];
}

- (void)transferLeg:(oh_leg)number
{
    OHSiprixLeg *leg = [self legOf:number];
    NSString *to = self.transferTarget;
    if (leg && (![to length] || [_module callTransferBlind:leg->callId toExt:to]))
        [_events leg:number transferFailed:0];
}

- (void)wake
{
    [_module handleIncomingPush];
}

/* ---- Audio: one session for all calls; nothing else starts or stops it ---- */

- (void)prepareForCategory:(NSString *)category
                      mode:(NSString *)mode
                   options:(AVAudioSessionCategoryOptions)options
{
    (void)category, (void)mode, (void)options;
    [_module enableCallKit:YES];
}

- (void)sessionActivated:(AVAudioSession *)session
{
    OH_SET(_session, session);
}

- (void)sessionDeactivated:(AVAudioSession *)session
{
    (void)session;
    [self setEnabled:NO];
    OH_SET(_session, nil);
}

- (void)setEnabled:(BOOL)enabled
{
    if (!_session || enabled == _given)
        return;
    _given = enabled;
    if (enabled)
        [_module activateSession:_session];
    else
        [_module deactivateSession:_session];
}

/* ---- SiprixEventDelegate: its calls ---- */

- (void)onCallIncoming:(NSInteger)callId
                 accId:(NSInteger)accId
             withVideo:(BOOL)withVideo
               hdrFrom:(NSString *)hdrFrom
                 hdrTo:(NSString *)hdrTo
{
    OHSiprixLeg *leg = [self addCall:(int)callId];
    leg->video = withVideo;
    NSString *match = [_module callGetSipHeader:(int)callId hdrName:self.matchHeader];
    OHCaller *caller = OH_AUTORELEASE([[OHCaller alloc] initWithHandle:hdrFrom ? hdrFrom : @""
                                                                  name:nil
                                                                 video:withVideo]);
    [_events leg:leg->leg
        invitedBy:caller
           callID:[match length] ? match : nil
            flags:(uint16_t)(OH_INVITE_HAS_OFFER | (withVideo ? OH_INVITE_VIDEO : 0))];
    if ([self.next respondsToSelector:_cmd])
        [self.next onCallIncoming:callId
                            accId:accId
                        withVideo:withVideo
                          hdrFrom:hdrFrom
                            hdrTo:hdrTo];
}

- (void)onCallProceeding:(NSInteger)callId response:(NSString *)response
{
    OHSiprixLeg *leg = [self legOfCall:callId];
    if (leg)
        [_events leg:leg->leg progressed:OH_PROGRESS_RINGING];
    if ([self.next respondsToSelector:_cmd])
        [self.next onCallProceeding:callId response:response];
}

/* It says nothing between accept and this. */
- (void)onCallConnected:(NSInteger)callId
                hdrFrom:(NSString *)hdrFrom
                  hdrTo:(NSString *)hdrTo
              withVideo:(BOOL)withVideo
{
    OHSiprixLeg *leg = [self legOfCall:callId];
    if (leg) {
        [_lock lock];
        leg->connected = YES;
        BOOL ending = leg->ending;
        [_lock unlock];
        [_events legAccepted:leg->leg];
        [_events legConnected:leg->leg];
        if (ending)
            [_module callBye:leg->callId];
    }
    if ([self.next respondsToSelector:_cmd])
        [self.next onCallConnected:callId hdrFrom:hdrFrom hdrTo:hdrTo withVideo:withVideo];
}

/* Who ended a connected call is not said: with a success it was the peer or we (it is asked only
 * where we did not), with an error it broke (its plugin's 43 and 47). */
static enum oh_reason reason_of_connected(NSInteger status)
{
    return status >= 300 ? OH_REASON_FAILED : OH_REASON_REMOTE;
}

/* CANCEL's Reason header (RFC 3326), if the library still has it then: elsewhere is elsewhere (46).
 */
static enum oh_reason reason_of_cancelled(NSString *header)
{
    if ([header rangeOfString:@"cause=200"].length)
        return OH_REASON_ANSWERED_ELSEWHERE;
    if ([header rangeOfString:@"cause=603"].length || [header rangeOfString:@"cause=600"].length ||
        [header rangeOfString:@"cause=486"].length)
        return OH_REASON_DECLINED_ELSEWHERE;
    return OH_REASON_REMOTE;
}

static enum oh_reason reason_of_refused(NSInteger status)
{
    switch (status) {
    case 486:
    case 600: return OH_REASON_BUSY;
    case 603: return OH_REASON_DECLINED;
    case 408:
    case 480:
    case 487: return OH_REASON_UNANSWERED;
    case 404:
    case 410:
    case 484:
    case 604: return OH_REASON_UNREACHABLE;
    case 415:
    case 488:
    case 606: return OH_REASON_MEDIA;
    default: return OH_REASON_FAILED;
    }
}

- (void)onCallTerminated:(NSInteger)callId statusCode:(NSInteger)statusCode
{
    OHSiprixLeg *leg = [self legOfCall:callId];
    if (leg && leg->connected)
        [self leg:leg isOver:reason_of_connected(statusCode)];
    else if (leg && leg->outgoing)
        [self leg:leg isOver:reason_of_refused(statusCode)];
    else if (leg)
        [self leg:leg
            isOver:reason_of_cancelled([_module callGetSipHeader:(int)callId hdrName:@"Reason"])];
    if ([self.next respondsToSelector:_cmd])
        [self.next onCallTerminated:callId statusCode:statusCode];
}

/* The state, whoever changed it. If neither side of it changed while our toggle was on its way, the
 * peer refused it: nothing else says so. */
- (void)onCallHeld:(NSInteger)callId holdState:(NSInteger)holdState
{
    OHSiprixLeg *leg = [self legOfCall:callId];
    if (leg) {
        BOOL held = (holdState & HELD_BY_US) != 0, remote = (holdState & HELD_BY_PEER) != 0;
        [_lock lock];
        BOOL ours = leg->held != held, theirs = leg->remoteHeld != remote;
        BOOL done = leg->changing && ours && held == leg->wanted;
        BOOL refused = leg->changing && !ours && !theirs;
        leg->held = held;
        leg->remoteHeld = remote;
        leg->changing = leg->changing && !done && !refused;
        [_lock unlock];
        if (done)
            [self leg:leg->leg isHeld:held];
        else if (refused)
            [_events legChangeFailed:leg->leg];
        if (theirs && remote)
            [_events legRemoteHeld:leg->leg];
        else if (theirs)
            [_events legRemoteResumed:leg->leg];
    }
    if ([self.next respondsToSelector:_cmd])
        [self.next onCallHeld:callId holdState:holdState];
}

/* 0 to 9, then * and #. */
- (void)onCallDtmfReceived:(NSInteger)callId tone:(NSInteger)tone
{
    static const char tones[] = "0123456789*#ABCD";
    OHSiprixLeg *leg = [self legOfCall:callId];
    if (leg && tone >= 0 && tone < (NSInteger)strlen(tones))
        [_events leg:leg->leg receivedDigits:[NSString stringWithFormat:@"%c", tones[tone]]];
    if ([self.next respondsToSelector:_cmd])
        [self.next onCallDtmfReceived:callId tone:tone];
}

- (void)onCallTransferred:(NSInteger)callId statusCode:(NSInteger)statusCode
{
    OHSiprixLeg *leg = [self legOfCall:callId];
    if (leg && statusCode >= 200 && statusCode < 300)
        [_events legTransferred:leg->leg];
    else if (leg)
        [_events leg:leg->leg transferFailed:(uint16_t)statusCode];
    if ([self.next respondsToSelector:_cmd])
        [self.next onCallTransferred:callId statusCode:statusCode];
}

/* Our INVITE goes on under another id (its plugin's 27). */
- (void)onCallRedirected:(NSInteger)origCallId
           relatedCallId:(NSInteger)relatedCallId
                 referTo:(NSString *)referTo
{
    OHSiprixLeg *leg = [self legOfCall:origCallId];
    if (leg && leg->outgoing && !leg->connected) {
        [_lock lock];
        leg->callId = (int)relatedCallId;
        [_lock unlock];
    }
    if ([self.next respondsToSelector:_cmd])
        [self.next onCallRedirected:origCallId relatedCallId:relatedCallId referTo:referTo];
}

@end
