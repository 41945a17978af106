/*
 * The plugin's handlers, one for one; the numbers are those of the list of places where it can lose
 * a call.
 */
#import "eager.h"

@interface EagerCall : NSObject {
  @public
    NSUUID *uuid;
    int callId; /* 0: a push whose INVITE has not been matched */
    bool connected, held, endedByUs;
    CXAnswerCallAction *answer; /* kept until the INVITE is matched */
    CXEndCallAction *end;       /* kept until the engine says that the call is over */
}
@end

@implementation EagerCall
- (void)dealloc
{
    [uuid release];
    [answer release];
    [end release];
    [super dealloc];
}
@end

@implementation Eager

- (instancetype)initWithPushKit:(BOOL)pushKit
{
    if ((self = [super init])) {
        _calls = [NSMutableArray new];
        _module = [SiprixModule new];
        [_module initialize:self iniData:[[SiprixIniData new] autorelease]];
        [_module enableCallKit:YES];
        _provider =
            [[CXProvider alloc] initWithConfiguration:[[CXProviderConfiguration new] autorelease]];
        [_provider setDelegate:self queue:nil];
        if (pushKit) {
            _registry = [[PKPushRegistry alloc] initWithQueue:dispatch_get_main_queue()];
            _registry.delegate = self;
            _registry.desiredPushTypes = [NSSet setWithObject:PKPushTypeVoIP];
        }
    }
    return self;
}

- (void)dealloc
{
    [_module unInitialize];
    [_provider setDelegate:nil queue:nil];
    [_provider invalidate];
    [_provider release];
    [_registry release];
    [_module release];
    [_calls release];
    [super dealloc];
}

- (EagerCall *)callOf:(NSUUID *)uuid
{
    for (EagerCall *call in _calls)
        if ([call->uuid isEqual:uuid])
            return call;
    return nil;
}

- (EagerCall *)callOfId:(NSInteger)callId
{
    for (EagerCall *call in _calls)
        if (call->callId == callId && callId)
            return call;
    return nil;
}

- (EagerCall *)report:(NSString *)from
{
    EagerCall *call = [[EagerCall new] autorelease];
    call->uuid = [[NSUUID UUID] retain];
    [_calls addObject:call];
    [[AVAudioSession sharedInstance] setCategory:AVAudioSessionCategoryPlayAndRecord
                                            mode:AVAudioSessionModeVoiceChat
                                         options:0
                                           error:NULL];
    CXCallUpdate *update = [[CXCallUpdate new] autorelease];
    update.localizedCallerName = from;
    [_provider reportNewIncomingCallWithUUID:call->uuid
                                      update:update
                                  completion:^(NSError *error) {
                                      (void)error;
                                  }]; /* 21 */
    return call;
}

/* ---- Push ---- */

- (void)pushRegistry:(PKPushRegistry *)registry
    didUpdatePushCredentials:(PKPushCredentials *)credentials
                     forType:(PKPushType)type
{
    (void)registry, (void)credentials, (void)type;
}

- (void)pushRegistry:(PKPushRegistry *)registry
    didReceiveIncomingPushWithPayload:(PKPushPayload *)payload
                              forType:(PKPushType)type
                withCompletionHandler:(void (^)(void))completion
{
    (void)registry, (void)type, (void)payload;
    [self report:@"push"];
    completion();
}

- (void)accept:(EagerCall *)call
{
    if ([_module callAccept:call->callId withVideo:NO])
        [call->answer fail];
    else
        [call->answer fulfill];
    [call->answer release];
    call->answer = nil;
}

- (void)matchCall:(NSUUID *)uuid with:(int)callId
{
    EagerCall *call = [self callOf:uuid];
    if (!call)
        return;
    call->callId = callId;
    if (call->answer)
        [self accept:call]; /* 17: perhaps of an action that timed out long ago */
}

/* ---- CallKit ---- */

- (void)providerDidReset:(CXProvider *)provider
{
    (void)provider; /* 25: only logged */
}

- (void)provider:(CXProvider *)provider performAnswerCallAction:(CXAnswerCallAction *)action
{
    (void)provider;
    EagerCall *call = [self callOf:action.callUUID];
    if (!call) {
        [action fail];
        return;
    }
    call->answer = [action retain];
    if (call->callId)       /* else it waits, without end (16) */
        [self accept:call]; /* 1: before any audio */
}

- (void)provider:(CXProvider *)provider performEndCallAction:(CXEndCallAction *)action
{
    (void)provider;
    EagerCall *call = [self callOf:action.callUUID];
    if (!call) {
        [action fail];
        return;
    }
    if (!call->callId) { /* 18 */
        call->end = [action retain];
        return;
    }
    /* 11: an accepted call that is not connected yet is "rejected" */
    int error = call->connected ? [_module callBye:call->callId]
                                : [_module callReject:call->callId statusCode:486];
    call->endedByUs = call->connected;
    if (error) {
        [action fail];
        return;
    }
    [call->end release];
    call->end = [action retain];
}

- (void)provider:(CXProvider *)provider performSetHeldCallAction:(CXSetHeldCallAction *)action
{
    (void)provider;
    EagerCall *call = [self callOf:action.callUUID];
    if (!call || call->held == action.onHold) {
        [action fail]; /* 33 */
        return;
    }
    [_module callHold:call->callId]; /* 31: the result is ignored, and it is a toggle */
    call->held = action.onHold;
    [action fulfill];
}

- (void)provider:(CXProvider *)provider didActivateAudioSession:(AVAudioSession *)session
{
    (void)provider;
    [_module activateSession:session];
}

- (void)provider:(CXProvider *)provider didDeactivateAudioSession:(AVAudioSession *)session
{
    (void)provider;
    [_module deactivateSession:session];
}

/* ---- The engine; its callbacks are hopped to the main queue ---- */

- (void)onCallIncoming:(NSInteger)callId
                 accId:(NSInteger)accId
             withVideo:(BOOL)withVideo
               hdrFrom:(NSString *)hdrFrom
                 hdrTo:(NSString *)hdrTo
{
    (void)accId, (void)withVideo, (void)hdrTo;
    dispatch_async(dispatch_get_main_queue(), ^{
        if (!_registry) /* 13 */
            [self report:hdrFrom]->callId = (int)callId;
    });
}

- (void)onCallConnected:(NSInteger)callId
                hdrFrom:(NSString *)hdrFrom
                  hdrTo:(NSString *)hdrTo
              withVideo:(BOOL)withVideo
{
    (void)hdrFrom, (void)hdrTo, (void)withVideo;
    dispatch_async(dispatch_get_main_queue(), ^{
        EagerCall *call = [self callOfId:callId];
        if (call)
            call->connected = true;
    });
}

- (void)onCallTerminated:(NSInteger)callId statusCode:(NSInteger)statusCode
{
    (void)statusCode;
    dispatch_async(dispatch_get_main_queue(), ^{
        EagerCall *call = [self callOfId:callId];
        if (!call) /* 15: a push that was not matched yet stays for good */
            return;
        if (call->end)
            [call->end fulfill];
        if (!call->endedByUs)
            [_provider reportCallWithUUID:call->uuid
                              endedAtDate:nil
                                   reason:CXCallEndedReasonRemoteEnded];
        [_calls removeObject:call];
    });
}

- (void)onCallHeld:(NSInteger)callId holdState:(HoldState)holdState
{
    (void)callId, (void)holdState; /* 32 */
}

- (void)onTrialModeNotified
{
}
- (void)onDevicesAudioChanged
{
}
- (void)onAccountRegState:(NSInteger)accId regState:(RegState)regState response:(NSString *)response
{
    (void)accId, (void)regState, (void)response;
}
- (void)onSubscriptionState:(NSInteger)subscrId
                subscrState:(SubscrState)subscrState
                   response:(NSString *)response
{
    (void)subscrId, (void)subscrState, (void)response;
}
- (void)onNetworkState:(NSString *)name netState:(NetworkState)netState
{
    (void)name, (void)netState;
}
- (void)onPlayerState:(NSInteger)playerId playerState:(PlayerState)playerState
{
    (void)playerId, (void)playerState;
}
- (void)onRingerState:(BOOL)started
{
    (void)started;
}
- (void)onCallProceeding:(NSInteger)callId response:(NSString *)response
{
    (void)callId, (void)response;
}
- (void)onCallDtmfReceived:(NSInteger)callId tone:(NSInteger)tone
{
    (void)callId, (void)tone;
}
- (void)onCallSwitched:(NSInteger)callId
{
    (void)callId;
}
- (void)onCallTransferred:(NSInteger)callId statusCode:(NSInteger)statusCode
{
    (void)callId, (void)statusCode;
}
- (void)onCallRedirected:(NSInteger)callId
           relatedCallId:(NSInteger)relatedCallId
                 referTo:(NSString *)referTo
{
    (void)callId, (void)relatedCallId, (void)referTo;
}
- (void)onCallVideoUpgraded:(NSInteger)callId withVideo:(BOOL)withVideo
{
    (void)callId, (void)withVideo;
}
- (void)onCallVideoUpgradeRequested:(NSInteger)callId
{
    (void)callId;
}
- (void)onMessageSentState:(NSInteger)messageId success:(BOOL)success response:(NSString *)response
{
    (void)messageId, (void)success, (void)response;
}
- (void)onMessageIncoming:(NSInteger)messageId
                    accId:(NSInteger)accId
                  hdrFrom:(NSString *)hdrFrom
                     body:(NSString *)body
{
    (void)messageId, (void)accId, (void)hdrFrom, (void)body;
}
- (void)onSipNotify:(NSInteger)accId hdrEvent:(NSString *)hdrEvent body:(NSString *)body
{
    (void)accId, (void)hdrEvent, (void)body;
}
- (void)onVuMeterLevel:(NSInteger)micLevel spkLevel:(NSInteger)spkLevel
{
    (void)micLevel, (void)spkLevel;
}

@end
