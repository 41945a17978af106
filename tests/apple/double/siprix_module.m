/*
 * The stand-in for Siprix. Call ids are the legs' numbers; hold is a toggle.
 */
#import "siprix_module.h"

#import "peer.h"
#import "session.h"

static struct {
    bool callkit, activated, refuses_bye, tells_early;
    unsigned generation;
} siprix;

void siprix_reset(void)
{
    memset(&siprix, 0, sizeof(siprix));
}

void siprix_tell_early(void)
{
    siprix.tells_early = true;
}

void siprix_refuse_bye(void)
{
    siprix.refuses_bye = true;
}

static bool ready(void)
{
    return siprix.activated && (session_told() || session_active());
}

bool siprix_sounds(void)
{
    return siprix.activated && siprix.generation == session_generation() && session_usable();
}

static bool running(void)
{
    return false; /* it lets go of its unit when it is told to (closed code: assumed) */
}

@implementation SiprixIniData
@dynamic license;
@end

static NSMutableDictionary *slots(id *slot)
{
    if (!*slot)
        *slot = [NSMutableDictionary new];
    return *slot;
}

#define INT(get, set)                                                                   \
    -(int)get                                                                           \
    {                                                                                   \
        return [[slots(&self->_double) objectForKey:@ #get] intValue];                  \
    }                                                                                   \
    -(void)set : (int)value                                                             \
    {                                                                                   \
        [slots(&self->_double) setObject:[NSNumber numberWithInt:value] forKey:@ #get]; \
    }
#define OBJECT(type, get, set)                                     \
    -(type)get                                                     \
    {                                                              \
        return [slots(&self->_double) objectForKey:@ #get];        \
    }                                                              \
    -(void)set : (type)value                                       \
    {                                                              \
        if (value)                                                 \
            [slots(&self->_double) setObject:value forKey:@ #get]; \
    }

@implementation SiprixDestData
INT(myCallId, setMyCallId)
INT(fromAccId, setFromAccId)
OBJECT(NSString *, toExt, setToExt)
OBJECT(NSNumber *, withVideo, setWithVideo)
OBJECT(NSString *, displName, setDisplName)
- (void)dealloc
{
    [_double release];
    [super dealloc];
}
@end

@implementation SiprixHoldData
- (HoldState)holdState
{
    return (HoldState)[_double integerValue];
}
- (void)setHoldState:(HoldState)state
{
    [_double release];
    _double = [[NSNumber numberWithInteger:state] retain];
}
- (void)dealloc
{
    [_double release];
    [super dealloc];
}
@end

@interface SiprixModule (Face) <PeerFace>
@end

@implementation SiprixModule

- (id<SiprixEventDelegate>)events
{
    return _double; /* not retained */
}

- (int)initialize:(id<SiprixEventDelegate>)delegate iniData:(SiprixIniData *)iniData
{
    (void)iniData;
    _double = delegate;
    siprix_reset();
    peer_face(self);
    peer_audio_ready(ready);
    session_io(running);
    return 0;
}
- (int)unInitialize
{
    peer_face(nil);
    _double = nil;
    return 0;
}
- (BOOL)isInitialized
{
    return _double != nil;
}
- (void)enableCallKit:(BOOL)enable
{
    siprix.callkit = enable;
}
- (void)activateSession:(AVAudioSession *)session
{
    (void)session;
    record("siprix: session activated");
    if (!session_told() && !session_active())
        violation("S6: the engine's audio is activated while the session is not active");
    if (!session_configured())
        violation("S7: the engine's audio is activated while the session does not record");
    siprix.activated = true;
    siprix.generation = session_generation();
}
- (void)deactivateSession:(AVAudioSession *)session
{
    (void)session;
    record("siprix: session deactivated");
    siprix.activated = false;
}
- (void)handleIncomingPush
{
}
- (int)callInvite:(SiprixDestData *)destData
{
    int number = 0;
    int error = peer_invite(destData.toExt, &number);
    if (siprix.tells_early) /* the callback runs before this function returns */
        [[self events] onCallProceeding:number response:@"100 Trying"];
    destData.myCallId = number;
    return error;
}
- (int)callReject:(int)callId statusCode:(int)statusCode
{
    return peer_reject(callId, statusCode);
}
- (int)callAccept:(int)callId withVideo:(BOOL)withVideo
{
    if (withVideo)
        record("siprix: accepted with video");
    if (!siprix.callkit)
        [[AVAudioSession sharedInstance] setActive:YES error:NULL];
    return peer_accept(callId);
}
static HoldState hold_state(Leg *leg)
{
    return (HoldState)((leg->held ? HoldStateLocal : 0) | (leg->remote_held ? HoldStateRemote : 0));
}
- (int)callHold:(int)callId
{
    Leg *leg = peer_leg(callId);
    return leg ? peer_change(callId, !leg->held) : PEER_NOT_FOUND;
}
- (int)callGetHoldState:(int)callId holdState:(SiprixHoldData *)holdState
{
    Leg *leg = peer_leg(callId);
    if (!leg)
        return PEER_NOT_FOUND;
    holdState.holdState = hold_state(leg);
    return 0;
}
- (int)callMuteMic:(int)callId mute:(BOOL)mute
{
    Leg *leg = peer_leg(callId);
    if (!leg || leg->sip == SIP_ENDED)
        return PEER_NOT_FOUND;
    leg->muted = mute;
    return 0;
}
- (int)callSendDtmf:(int)callId dtmfs:(NSString *)dtmfs
{
    Leg *leg = peer_leg(callId);
    if (!leg || leg->sip != SIP_UP)
        return PEER_NOT_UP;
    NSString *all = [[leg->digits stringByAppendingString:dtmfs] retain];
    [leg->digits release];
    leg->digits = all;
    return 0;
}
- (int)callTransferBlind:(int)callId toExt:(NSString *)toExt
{
    (void)toExt;
    Leg *leg = peer_leg(callId);
    if (!leg || leg->sip != SIP_UP)
        return PEER_NOT_UP;
    dispatch_async(peer_queue(), ^{
        [[self events] onCallTransferred:callId statusCode:200];
    });
    return 0;
}
- (int)callBye:(int)callId
{
    if (siprix.refuses_bye) {
        siprix.refuses_bye = false;
        return PEER_NOT_UP;
    }
    return peer_bye(callId);
}
- (NSString *)callGetSipHeader:(int)callId hdrName:(NSString *)hdrName
{
    Leg *leg = peer_leg(callId);
    if ([hdrName isEqual:@"Call-ID"])
        return leg && leg->callID ? leg->callID : @"";
    if ([hdrName isEqual:@"Reason"])
        return leg && leg->reason_header ? leg->reason_header : @"";
    return @"";
}
- (NSString *)getErrorText:(int)code
{
    return [NSString stringWithFormat:@"error %d", code];
}

/* ---- The peers ---- */

- (void)invited:(Leg *)leg
{
    [[self events] onCallIncoming:leg->number
                            accId:1
                        withVideo:leg->video
                          hdrFrom:leg->remote
                            hdrTo:@"sip:us@example.org"];
}
- (void)progressed:(Leg *)leg
{
    [[self events] onCallProceeding:leg->number response:@"180 Ringing"];
}
- (void)accepted:(Leg *)leg
{
    (void)leg; /* there is no such callback */
}
- (void)connected:(Leg *)leg
{
    [[self events] onCallConnected:leg->number hdrFrom:leg->remote hdrTo:@"" withVideo:leg->video];
}
- (void)ended:(Leg *)leg status:(int)status
{
    [[self events] onCallTerminated:leg->number statusCode:status];
}
- (void)changed:(Leg *)leg toHeld:(bool)held failed:(bool)failed
{
    (void)held, (void)failed; /* the state as it is; a refusal is not told apart */
    [[self events] onCallHeld:leg->number holdState:hold_state(leg)];
}
- (void)remoteHeld:(Leg *)leg
{
    [[self events] onCallHeld:leg->number holdState:hold_state(leg)];
}
@end
