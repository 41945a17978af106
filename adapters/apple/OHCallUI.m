/*
 * CallKit. Provider and controller have the coordinator's queue for their delegate and completions,
 * so that there is one order (CK-11 to CK-13). After a reset both are made anew (CK-63); what still
 * comes from the old ones is not listened to (CK-16).
 */
#import "OHCallUI.h"

#import "OHMemory.h"

@implementation OHCallUI

@synthesize reports = _reports;

- (instancetype)initWithContext:(OHContext *)context
                  configuration:(OHConfiguration *)configuration
                          audio:(OHAudio *)audio
                        callers:(OHCallers *)callers
                          owner:(id<OHCallUIOwner>)owner
{
    if ((self = [super init])) {
        _context = OH_RETAIN(context);
        _audio = OH_RETAIN(audio);
        _callers = OH_RETAIN(callers);
        _owner = OH_RETAIN(owner);
        _actions = [OHActions new];
        _configuration = [configuration.provider copy];
        _supportsHolding = configuration.supportsHolding;
        _legs = [NSMutableDictionary new];
        _reported = [NSMutableSet new];
    }
    return self;
}

- (void)dealloc
{
    [_provider setDelegate:nil queue:nil];
    [_provider invalidate]; /* before it is deallocated (CK-15) */
    OH_RELEASE(_context);
    OH_RELEASE(_audio);
    OH_RELEASE(_callers);
    OH_RELEASE(_owner);
    OH_RELEASE(_actions);
    OH_RELEASE(_configuration);
    OH_RELEASE(_provider);
    OH_RELEASE(_controller);
    OH_RELEASE(_legs);
    OH_RELEASE(_reported);
    OH_SUPER_DEALLOC;
}

- (void)start
{
    CXProvider *provider = [[CXProvider alloc] initWithConfiguration:_configuration];
    CXCallController *controller = [[CXCallController alloc] initWithQueue:_context.queue];
    OH_SET(_provider, provider);
    OH_SET(_controller, controller);
    OH_RELEASE(provider);
    OH_RELEASE(controller);
    [_provider setDelegate:self queue:_context.queue]; /* before the first report (CK-17) */
}

- (void)leave
{
    [_actions forgetAll];
    [_provider setDelegate:nil queue:nil];
    [_provider invalidate];
    OH_SET(_provider, nil);
    OH_SET(_controller, nil);
}

- (void)stop
{
    [self leave];
    OH_SET(_owner, nil);
}

/* ---- Reports ---- */

- (CXCallUpdate *)updateOfCall:(NSUUID *)uuid
{
    OHCaller *caller = [_callers callerOfCall:uuid inCore:[_context core]];
    CXCallUpdate *update = OH_AUTORELEASE([CXCallUpdate new]);
    NSString *handle = caller.handle ? caller.handle : @"unknown";
    update.remoteHandle = OH_AUTORELEASE([[CXHandle alloc] initWithType:CXHandleTypeGeneric
                                                                  value:handle]);
    update.localizedCallerName = caller.name;
    update.hasVideo = caller.video;
    update.supportsHolding = _supportsHolding;
    update.supportsDTMF = YES;
    return update;
}

/* The provider may have lost its audio session's id, on every version: its configuration is
 * assigned again before each new call (CK-21). */
- (void)refresh
{
    _provider.configuration = _configuration;
}

- (void)report:(NSUUID *)uuid completion:(void (^)(NSError *error))completion
{
    CXProvider *provider = _provider;
    [self refresh];
    _reports++;
    [provider reportNewIncomingCallWithUUID:uuid
                                     update:[self updateOfCall:uuid]
                                 completion:^(NSError *error) {
                                     [self->_context run:^{
                                         if (provider == self->_provider)
                                             completion(error);
                                     }];
                                 }];
}

static void do_report(void *ctx, struct oh_call_id call)
{
    OHCallUI *ui = OH_OBJECT(OHCallUI, ctx);
    NSUUID *uuid = OHUUIDOfCall(call);
    OHContext *context = ui->_context;
    [ui->_reported addObject:uuid];
    [ui report:uuid
        completion:^(NSError *error) {
            /* Whatever the code, known or not: it does not ring here (CK-35). */
            if (error)
                [context post:OH_EVENT(OH_EV_UI_REPORT_REFUSED, .call = call,
                                       .code = (uint16_t)error.code)];
            else
                [context post:OH_EVENT(OH_EV_UI_REPORTED, .call = call)];
        }];
}

/* Refused with "exists already", which satisfies the push (CK-30, PK-14). If it is taken, the first
 * report was not, and the call rings: whether it lives, or is over by now. */
static void do_report_again(void *ctx, struct oh_call_id call)
{
    OHCallUI *ui = OH_OBJECT(OHCallUI, ctx);
    NSUUID *uuid = OHUUIDOfCall(call);
    [ui report:uuid
        completion:^(NSError *error) {
            if (error)
                return;
            if (OHCoreHasCall([ui->_context core], call))
                [ui->_context post:OH_EVENT(OH_EV_UI_REPORTED, .call = call)];
            else
                [ui->_provider reportCallWithUUID:uuid
                                      endedAtDate:nil
                                           reason:CXCallEndedReasonFailed];
        }];
}

static CXCallEndedReason ended_reason(enum oh_reason reason)
{
    switch (reason) {
    case OH_REASON_UNANSWERED:
    case OH_REASON_NO_INVITE: return CXCallEndedReasonUnanswered;
    case OH_REASON_ANSWERED_ELSEWHERE: return CXCallEndedReasonAnsweredElsewhere;
    case OH_REASON_DECLINED_ELSEWHERE: return CXCallEndedReasonDeclinedElsewhere;
    case OH_REASON_REMOTE:
    case OH_REASON_BUSY:
    case OH_REASON_DECLINED:
    case OH_REASON_TRANSFERRED:
    case OH_REASON_REPLACED:
    case OH_REASON_USER: return CXCallEndedReasonRemoteEnded; /* there is none for our own end */
    case OH_REASON_NONE:
    case OH_REASON_FAILED:
    case OH_REASON_REFUSED:
    case OH_REASON_NO_AUDIO:
    case OH_REASON_NO_ACK:
    case OH_REASON_UI_RESET:
    case OH_REASON_INSECURE:
    case OH_REASON_MERGED:
    case OH_REASON_MEDIA:
    case OH_REASON_UNREACHABLE:
    case OH_REASON_STOPPED:
    case OH_REASONS: break;
    }
    return CXCallEndedReasonFailed;
}

static void do_report_ended(void *ctx, struct oh_call_id call, enum oh_reason reason)
{
    OHCallUI *ui = OH_OBJECT(OHCallUI, ctx);
    NSUUID *uuid = OHUUIDOfCall(call);
    [ui->_provider reportCallWithUUID:uuid endedAtDate:nil reason:ended_reason(reason)];
}

static void do_report_connecting(void *ctx, struct oh_call_id call)
{
    OHCallUI *ui = OH_OBJECT(OHCallUI, ctx);
    [ui->_provider reportOutgoingCallWithUUID:OHUUIDOfCall(call) startedConnectingAtDate:nil];
}

static void do_report_connected(void *ctx, struct oh_call_id call)
{
    OHCallUI *ui = OH_OBJECT(OHCallUI, ctx);
    [ui->_provider reportOutgoingCallWithUUID:OHUUIDOfCall(call) connectedAtDate:nil];
}

- (void)reportNothing
{
    NSUUID *uuid = [NSUUID UUID];
    CXProvider *provider = _provider;
    [_reported addObject:uuid];
    [self report:uuid
        completion:^(NSError *error) {
            if (!error)
                [provider reportCallWithUUID:uuid endedAtDate:nil reason:CXCallEndedReasonFailed];
        }];
}

- (void)updateCall:(NSUUID *)uuid
{
    [_provider reportCallWithUUID:uuid updated:[self updateOfCall:uuid]];
}

- (BOOL)knows:(NSUUID *)uuid
{
    return [_reported containsObject:uuid];
}

- (void)endLeftover:(NSUUID *)uuid
{
    [_context log:OH_LOG_INFO text:@"a call of a process that died is ended"];
    [_provider reportCallWithUUID:uuid endedAtDate:nil reason:CXCallEndedReasonFailed];
}

/* ---- Actions ---- */

/* Audio is about to be wanted: category and mode first, then the fulfilment, then the system
 * activates (CK-90); without a recording category it may not (CK-107). */
static BOOL brings_audio(CXAction *action)
{
    return [action isKindOfClass:[CXAnswerCallAction class]] ||
           [action isKindOfClass:[CXStartCallAction class]] ||
           ([action isKindOfClass:[CXSetHeldCallAction class]] &&
            ![(CXSetHeldCallAction *)action isOnHold]);
}

static void do_fulfil(void *ctx, struct oh_call_id call, oh_action number)
{
    OHCallUI *ui = OH_OBJECT(OHCallUI, ctx);
    CXAction *action = [ui->_actions take:number];
    (void)call;
    if (brings_audio(action))
        [ui->_audio configure];
    [action fulfill];
}

static void do_fail(void *ctx, struct oh_call_id call, oh_action number)
{
    (void)call;
    [[OH_OBJECT(OHCallUI, ctx)->_actions take:number] fail];
}

/* `event` names the action and its call. Nobody there to answer it: it is failed at once. */
- (void)provider:(CXProvider *)provider action:(CXCallAction *)action event:(struct oh_event)event
{
    if (provider != _provider || action.complete)
        return;
    event.call = OHCallOfUUID(action.callUUID);
    event.action = [_actions add:action];
    if (![_context post:event])
        [[_actions take:event.action] fail];
}

- (void)provider:(CXProvider *)provider performAnswerCallAction:(CXAnswerCallAction *)action
{
    [self provider:provider action:action event:OH_EVENT(OH_EV_UI_ANSWERED)];
}

- (void)provider:(CXProvider *)provider performEndCallAction:(CXEndCallAction *)action
{
    [self provider:provider action:action event:OH_EVENT(OH_EV_UI_ENDED)];
}

- (void)provider:(CXProvider *)provider performSetHeldCallAction:(CXSetHeldCallAction *)action
{
    [self provider:provider action:action event:OH_EVENT(OH_EV_UI_HELD, .on = action.onHold != 0)];
}

- (void)provider:(CXProvider *)provider performSetMutedCallAction:(CXSetMutedCallAction *)action
{
    [self provider:provider action:action event:OH_EVENT(OH_EV_UI_MUTED, .on = action.muted != 0)];
}

- (void)provider:(CXProvider *)provider performSetGroupCallAction:(CXSetGroupCallAction *)action
{
    struct oh_event event = OH_EVENT(OH_EV_UI_GROUPED);
    if (action.callUUIDToGroupWith)
        event.other_call = OHCallOfUUID(action.callUUIDToGroupWith);
    [self provider:provider action:action event:event];
}

- (void)provider:(CXProvider *)provider performPlayDTMFCallAction:(CXPlayDTMFCallAction *)action
{
    struct oh_event event = OH_EVENT(OH_EV_UI_DIGITS);
    const char *digits = [action.digits UTF8String];
    /* More than an event can bring is failed as a whole: half a number would be another one. */
    if (!digits || strlen(digits) > OH_DIGITS_MAX) {
        if (provider == _provider)
            [action fail];
        return;
    }
    memcpy(event.digits, digits, strlen(digits));
    [self provider:provider action:action event:event];
}

/* Placed by the application, from Recents or by voice: it is the same. */
- (void)provider:(CXProvider *)provider performStartCallAction:(CXStartCallAction *)action
{
    if (provider != _provider || action.complete)
        return;
    NSUUID *uuid = action.callUUID;
    NSNumber *known = [_legs objectForKey:uuid];
    NSString *handle = action.handle.value;
    oh_leg leg = known ? [known unsignedIntValue] : [_owner legForCallTo:handle video:action.video];
    [_legs removeObjectForKey:uuid];
    if (!leg) {
        [_context log:OH_LOG_WARNING text:@"there is no calling that number: the call is failed"];
        [action fail];
        return;
    }
    OHCaller *callee = OH_AUTORELEASE([[OHCaller alloc] initWithHandle:handle ? handle : @"unknown"
                                                                  name:nil
                                                                 video:action.video]);
    [_callers setCaller:callee ofLeg:leg];
    [_callers setCaller:callee ofCall:uuid];
    [self provider:provider action:action event:OH_EVENT(OH_EV_UI_STARTED, .leg = leg)];
}

static enum oh_request kind_of(CXAction *action)
{
    if ([action isKindOfClass:[CXAnswerCallAction class]])
        return OH_REQUEST_ANSWER;
    if ([action isKindOfClass:[CXEndCallAction class]])
        return OH_REQUEST_END;
    if ([action isKindOfClass:[CXStartCallAction class]])
        return OH_REQUEST_START;
    if ([action isKindOfClass:[CXSetHeldCallAction class]])
        return OH_REQUEST_HOLD;
    if ([action isKindOfClass:[CXSetMutedCallAction class]])
        return OH_REQUEST_MUTE;
    if ([action isKindOfClass:[CXPlayDTMFCallAction class]])
        return OH_REQUEST_DIGITS;
    return [action isKindOfClass:[CXSetGroupCallAction class]] ? OH_REQUEST_GROUP : OH_REQUEST_NONE;
}

/* Of an action that never came, too: its time ran out while our queue was busy (CK-83). */
- (void)provider:(CXProvider *)provider timedOutPerformingAction:(CXAction *)action
{
    if (provider != _provider)
        return;
    oh_action number = [_actions takeAction:action];
    [_context post:OH_EVENT(OH_EV_UI_ACTION_TIMED_OUT, .action = number,
                            .request = (uint8_t)kind_of(action),
                            .call = OHCallOfUUID([(CXCallAction *)action callUUID]))];
}

/* ---- The provider ---- */

- (void)providerDidBegin:(CXProvider *)provider
{
    if (provider == _provider)
        [_context post:OH_EVENT(OH_EV_UI_BEGAN)];
}

/* Every call and action is void; none may be answered (CK-130). */
- (void)providerDidReset:(CXProvider *)provider
{
    if (provider != _provider)
        return;
    [_actions forgetAll];
    [_audio systemGone];
    [_context post:OH_EVENT(OH_EV_UI_RESET)];
}

- (void)provider:(CXProvider *)provider didActivateAudioSession:(AVAudioSession *)session
{
    (void)session;
    if (provider == _provider)
        [_audio systemActivated];
}

- (void)provider:(CXProvider *)provider didDeactivateAudioSession:(AVAudioSession *)session
{
    (void)session;
    if (provider == _provider)
        [_audio systemDeactivated];
}

static void do_refresh(void *ctx)
{
    [OH_OBJECT(OHCallUI, ctx) refresh];
}

static void do_rebuild(void *ctx)
{
    OHCallUI *ui = OH_OBJECT(OHCallUI, ctx);
    [ui leave];
    [ui start];
}

/* ---- Requests ---- */

- (void)request:(CXCallAction *)action as:(enum oh_request)request on:(BOOL)on
{
    NSUUID *uuid = action.callUUID;
    if (request == OH_REQUEST_START) /* the system knows the call before its action comes */
        [_reported addObject:uuid];
    [_controller requestTransactionWithAction:action
                                   completion:^(NSError *error) {
                                       if (!error)
                                           return; /* it comes as an action (CK-60, CK-8D) */
                                       [self->_context run:^{
                                           [self refused:request
                                                      on:on
                                                  ofCall:uuid
                                                    code:error.code];
                                       }];
                                   }];
}

- (void)refused:(enum oh_request)request on:(BOOL)on ofCall:(NSUUID *)uuid code:(NSInteger)code
{
    [_legs removeObjectForKey:uuid];
    [_context post:OH_EVENT(OH_EV_UI_REQUEST_REFUSED, .call = OHCallOfUUID(uuid),
                            .request = (uint8_t)request, .on = on != 0, .code = (uint16_t)code)];
    [_owner requestRefused:request ofCall:uuid code:code];
}

- (CXCallAction *)actionFor:(const struct oh_command *)command ofCall:(NSUUID *)uuid
{
    bool on = command->on != 0;
    switch ((enum oh_request)command->request) {
    case OH_REQUEST_ANSWER:
        return OH_AUTORELEASE([[CXAnswerCallAction alloc] initWithCallUUID:uuid]);
    case OH_REQUEST_END: return OH_AUTORELEASE([[CXEndCallAction alloc] initWithCallUUID:uuid]);
    case OH_REQUEST_HOLD:
        return OH_AUTORELEASE([[CXSetHeldCallAction alloc] initWithCallUUID:uuid onHold:on]);
    case OH_REQUEST_MUTE:
        return OH_AUTORELEASE([[CXSetMutedCallAction alloc] initWithCallUUID:uuid muted:on]);
    case OH_REQUEST_START: {
        OHCaller *callee = [_callers callerOfCall:uuid inCore:NULL];
        NSString *handle = callee.handle ? callee.handle : @"unknown";
        CXHandle *to = OH_AUTORELEASE([[CXHandle alloc] initWithType:CXHandleTypeGeneric
                                                               value:handle]);
        return OH_AUTORELEASE([[CXStartCallAction alloc] initWithCallUUID:uuid handle:to]);
    }
    case OH_REQUEST_DIGITS: {
        char digits[OH_COMMAND_DIGITS_MAX + 1] = "";
        memcpy(digits, command->digits, OH_COMMAND_DIGITS_MAX);
        return OH_AUTORELEASE([[CXPlayDTMFCallAction alloc]
            initWithCallUUID:uuid
                      digits:[NSString stringWithUTF8String:digits]
                        type:CXPlayDTMFCallActionTypeSingleTone]);
    }
    case OH_REQUEST_GROUP: {
        static const struct oh_call_id nobody;
        BOOL leaves = memcmp(&command->other_call, &nobody, sizeof nobody) == 0;
        return OH_AUTORELEASE([[CXSetGroupCallAction alloc]
               initWithCallUUID:uuid
            callUUIDToGroupWith:leaves ? nil : OHUUIDOfCall(command->other_call)]);
    }
    case OH_REQUEST_NONE: break;
    }
    return nil;
}

/* Of a start the leg is there already: it must come back with the action. */
static void do_request(void *ctx, const struct oh_command *command)
{
    OHCallUI *ui = OH_OBJECT(OHCallUI, ctx);
    NSUUID *uuid = OHUUIDOfCall(command->call);
    enum oh_request request = (enum oh_request)command->request;
    if (request == OH_REQUEST_START && command->leg) {
        [ui->_callers setCaller:[ui->_callers callerOfLeg:command->leg] ofCall:uuid];
        [ui->_legs setObject:[NSNumber numberWithUnsignedInt:command->leg] forKey:uuid];
    }
    CXCallAction *action = [ui actionFor:command ofCall:uuid];
    if (action)
        [ui request:action as:request on:command->on != 0];
    else /* no engine here mixes calls */
        [ui refused:request on:NO ofCall:uuid code:0];
}

- (struct oh_ui_port)port
{
    return (struct oh_ui_port){.size = sizeof(struct oh_ui_port),
                               .ctx = OH_CONTEXT(self),
                               .report = do_report,
                               .report_again = do_report_again,
                               .report_ended = do_report_ended,
                               .report_connecting = do_report_connecting,
                               .report_connected = do_report_connected,
                               .fulfil = do_fulfil,
                               .fail = do_fail,
                               .request = do_request,
                               .refresh = do_refresh,
                               .rebuild = do_rebuild};
}

@end
