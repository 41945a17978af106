/*
 * VoIP pushes: each becomes an event, and is reported before its delegate call returns, from the
 * payload alone (PK-11, PK-53).
 */
#import "OHPush.h"

#import "OHMemory.h"

@implementation OHPush

- (instancetype)initWithContext:(OHContext *)context
                         reader:(id<OHPayloadReader>)reader
                             ui:(OHCallUI *)ui
                        callers:(OHCallers *)callers
                          owner:(id<OHPushOwner>)owner
{
    if ((self = [super init])) {
        _context = OH_RETAIN(context);
        _reader = OH_RETAIN(reader);
        _ui = OH_RETAIN(ui);
        _callers = OH_RETAIN(callers);
        _owner = OH_RETAIN(owner);
    }
    return self;
}

- (void)dealloc
{
    _registry.delegate = nil;
    OH_RELEASE(_context);
    OH_RELEASE(_reader);
    OH_RELEASE(_ui);
    OH_RELEASE(_callers);
    OH_RELEASE(_owner);
    OH_RELEASE(_registry);
    OH_RELEASE(_last);
    OH_SUPER_DEALLOC;
}

/* The delegate first, then the types (PK-1); on the coordinator's queue, so that a push is an event
 * at once. */
- (void)start
{
    _registry = [[PKPushRegistry alloc] initWithQueue:_context.queue];
    _registry.delegate = self;
    _registry.desiredPushTypes = [NSSet setWithObject:PKPushTypeVoIP];
}

- (void)stop
{
    _registry.delegate = nil;
    OH_SET(_registry, nil);
    OH_SET(_last, nil);
    OH_SET(_owner, nil);
    OH_SET(_reader, nil);
}

/* ---- Tokens ---- */

- (void)pushRegistry:(PKPushRegistry *)registry
    didUpdatePushCredentials:(PKPushCredentials *)pushCredentials
                     forType:(PKPushType)type
{
    (void)registry;
    if ([type isEqual:PKPushTypeVoIP])
        [_owner pushTokenChanged:pushCredentials.token];
}

- (void)pushRegistry:(PKPushRegistry *)registry didInvalidatePushTokenForType:(PKPushType)type
{
    (void)registry;
    if ([type isEqual:PKPushTypeVoIP])
        [_owner pushTokenChanged:nil];
}

/* ---- Pushes ---- */

static NSDictionary *dictionary_of(PKPushPayload *payload)
{
    id dictionary = payload.dictionaryPayload;
    return [dictionary isKindOfClass:[NSDictionary class]] ? dictionary : [NSDictionary dictionary];
}

- (OHPayload *)read:(NSDictionary *)dictionary
{
    OHPayload *payload = [_reader readPayload:dictionary];
    if (!payload) /* of no use to the application's reader: it may be to ours */
        payload = OH_AUTORELEASE([[OHPayload alloc] initWithDictionary:dictionary]);
    return payload;
}

- (BOOL)take:(PKPushPayload *)payload mustReport:(BOOL)must
{
    OHPayload *push = [self read:dictionary_of(payload)];
    NSUUID *uuid = [NSUUID UUID];
    uint16_t flags =
        (uint16_t)((must ? OH_PUSH_MUST_REPORT : 0) | (push.cancels ? OH_PUSH_CANCEL : 0));
    [_callers setCaller:push.caller ofCall:uuid]; /* for the report inside the step */
    return [_context post:OH_EVENT(OH_EV_PUSHED, .call = OHCallOfUUID(uuid),
                                   .match_key = OHMatchKeyOf(push.callID), .flags = flags,
                                   .age_ms = push.ageMs)];
}

- (void)receive:(PKPushPayload *)payload mustReport:(BOOL)must
{
    if (payload == _last)
        return; /* both methods were called for one push */
    OH_SET(_last, payload);
    unsigned reports = _ui.reports;
    [self take:payload mustReport:must];
    /* Nobody did (the coordinator is stopping): the system would kill the process. */
    if (must && _ui.reports == reports)
        [_ui reportNothing];
    [_owner pushed];
}

/* The completion plays no role, or must be called when done (CONFLICT C5): once, after the report.
 */
- (void)pushRegistry:(PKPushRegistry *)registry
    didReceiveIncomingPushWithPayload:(PKPushPayload *)payload
                              forType:(PKPushType)type
                withCompletionHandler:(void (^)(void))completion
{
    (void)registry;
    if ([type isEqual:PKPushTypeVoIP])
        [self receive:payload mustReport:YES];
    completion();
}

- (void)pushRegistry:(PKPushRegistry *)registry
    didReceiveIncomingVoIPPushWithPayload:(PKPushPayload *)payload
                                 metadata:(PKVoIPPushMetadata *)metadata
                    withCompletionHandler:(void (^)(void))completion API_AVAILABLE(ios(26.4))
{
    (void)registry;
    [self receive:payload mustReport:metadata.mustReport];
    completion();
}

@end
