/*
 * Makes the parts, drives the host, and takes everything down in order.
 */
#import "OHBridge.h"

/* T_STOP, milliseconds: how long the engine may take to end its calls (as the host's own). */
#define STOP_MS 5000

@implementation OHBridge

@synthesize context = _context;
@synthesize ui = _ui;
@synthesize callers = _callers;
@synthesize audio = _audio;

static void step(void *ctx, const struct oh_core *core, const struct oh_event *event,
                 const struct oh_commands *commands)
{
    OHBridge *bridge = OH_OBJECT(OHBridge, ctx);
    if (bridge->_trace.step)
        bridge->_trace.step(bridge->_trace.ctx, core, event, commands);
    [bridge noteLegs:event commands:commands];
    [bridge stepped:core event:event];
}

static void tell(void *ctx, const struct oh_command *told)
{
    OHBridge *bridge = OH_OBJECT(OHBridge, ctx);
    id<OHCoordinatorDelegate> delegate = bridge->_delegate;
    if ([delegate respondsToSelector:@selector(coordinator:tells:ofCall:reason:)])
        [delegate coordinator:bridge->_front
                        tells:(enum oh_told)told->what
                       ofCall:OHUUIDOfCall(told->call)
                       reason:(enum oh_reason)told->reason];
}

static NSError *error_of(int code, const char *text)
{
    NSDictionary *info = [NSDictionary dictionaryWithObject:[NSString stringWithUTF8String:text]
                                                     forKey:NSLocalizedDescriptionKey];
    return [NSError errorWithDomain:OHErrorDomain code:code userInfo:info];
}

- (struct oh_host *)hostWithError:(NSError **)error
{
    struct oh_host_config config = {
        .size = sizeof(config),
        .calls_max = _configuration.callsMax,
        .policy = _configuration.policy,
        .engine = [_engine port],
        .ui = [_ui port],
        .audio = [_audio port],
        .app = {.size = sizeof(config.app), .ctx = OH_CONTEXT(self), .tell = tell},
        .clock = [_context clock],
        .trace = {.size = sizeof(config.trace), .ctx = OH_CONTEXT(self), .step = step},
        .log = _configuration.log,
    };
    int code = OH_OK;
    char text[256] = "";
    struct oh_host *host = oh_host_new(&config, &code, text, sizeof(text));
    if (!host && error)
        *error = error_of(code, text);
    return host;
}

- (instancetype)initWithConfiguration:(OHConfiguration *)configuration
                               engine:(id<OHEngine>)engine
                                error:(NSError **)error
{
    if (!(self = [super init]))
        return nil;
    _configuration = [configuration copy];
    _trace = configuration.trace;
    _context = [[OHContext alloc] initWithLog:configuration.log];
    _callers = [OHCallers new];
    _legs = [NSMutableSet new];
    _background = [OHBackgroundTask new];
    _audio = [[OHAudio alloc] initWithContext:_context configuration:_configuration];
    _ui = [[OHCallUI alloc] initWithContext:_context
                              configuration:_configuration
                                      audio:_audio
                                    callers:_callers
                                      owner:self];
    _engine = [[OHEnginePort alloc] initWithContext:_context callers:_callers engine:engine];
    _push = [[OHPush alloc] initWithContext:_context
                                     reader:_configuration.payloadReader
                                         ui:_ui
                                    callers:_callers
                                      owner:self];
    _observer = [[OHObserver alloc] initWithContext:_context ui:_ui];
    _context.host = [self hostWithError:error];
    if (_context.host)
        return self;
    [self letGo];
    OH_RELEASE(self);
    return nil;
}

- (void)dealloc
{
    OH_RELEASE(_configuration);
    OH_RELEASE(_context);
    OH_RELEASE(_callers);
    OH_RELEASE(_legs);
    OH_RELEASE(_background);
    OH_RELEASE(_audio);
    OH_RELEASE(_ui);
    OH_RELEASE(_engine);
    OH_RELEASE(_push);
    OH_RELEASE(_observer);
    OH_SUPER_DEALLOC;
}

/* Called before anybody else can: a push may wait for its registry already (PK-4). */
- (void)start
{
    [_audio start];
    [_ui start];
    [_engine startWithUI:_ui];
    if (_configuration.usesPush)
        [_push start];
    [_observer start];
}

/* ---- After each step ---- */

/* The last word on each is waited for when we stop. */
- (void)noteLegs:(const struct oh_event *)event commands:(const struct oh_commands *)commands
{
    if (event->type == OH_EV_ENGINE_INVITED)
        [_legs addObject:[NSNumber numberWithUnsignedInt:event->leg]];
    else if (event->type == OH_EV_ENGINE_ENDED)
        [_legs removeObject:[NSNumber numberWithUnsignedInt:event->leg]];
    for (uint16_t i = 0; i < commands->count; i++)
        if (commands->items[i].type == OH_CMD_ENGINE_INVITE)
            [_legs addObject:[NSNumber numberWithUnsignedInt:commands->items[i].leg]];
}

- (BOOL)isQuiet
{
    return oh_idle([_context core]) && ![_legs count];
}

/* A call that rings or connects keeps nobody awake (AS-61). */
- (void)stepped:(const struct oh_core *)core event:(const struct oh_event *)event
{
    [_context steppedAtMs:event->now_ms];
    [_background setNeeded:oh_call_count(core) && oh_audio_state(core) != OH_AUDIO_ON];
    if (event->type == OH_EV_ENGINE_ENDED || !oh_call_count(core))
        [_callers keepCallsOfCore:core];
    if (!oh_call_count(core))
        [_audio noCalls];
    id<OHCoordinatorDelegate> delegate = _delegate;
    if ([delegate respondsToSelector:@selector(coordinatorChanged:)])
        [delegate coordinatorChanged:_front];
    if (_stopping && [self isQuiet])
        [_context later:^{
            [self finish];
        }];
}

/* ---- What the parts need ---- */

- (oh_leg)legForCallTo:(NSString *)handle video:(BOOL)video
{
    return [_engine legForCallTo:handle video:video];
}

- (void)requestRefused:(enum oh_request)request ofCall:(NSUUID *)call code:(NSInteger)code
{
    id<OHCoordinatorDelegate> delegate = _delegate;
    if ([delegate respondsToSelector:@selector(coordinator:requestRefused:ofCall:code:)])
        [delegate coordinator:_front requestRefused:request ofCall:call code:code];
}

- (void)pushTokenChanged:(NSData *)token
{
    id<OHCoordinatorDelegate> delegate = _delegate;
    if ([delegate respondsToSelector:@selector(coordinator:pushTokenChanged:)])
        [delegate coordinator:_front pushTokenChanged:token];
}

- (void)pushed
{
    [_engine wake];
}

- (void)setFront:(OHCoordinator *)front delegate:(id<OHCoordinatorDelegate>)delegate
{
    _front = front;
    _delegate = delegate;
}

/* ---- Stopping ---- */

- (void)endCalls
{
    struct oh_call_info info;
    uint8_t count = [_context core] ? oh_call_count([_context core]) : 0;
    struct oh_call_id calls[UINT8_MAX];
    for (uint8_t i = 0; i < count && oh_call_at([_context core], i, &info); i++)
        calls[i] = info.call;
    for (uint8_t i = 0; i < count; i++)
        [_context post:OH_EVENT(OH_EV_APP_ENDED, .call = calls[i], .reason = OH_REASON_STOPPED)];
}

/* The parts know each other: each lets go of the others. */
- (void)letGo
{
    [_push stop];
    [_observer stop];
    [_ui stop];
    [_engine stop];
    [_audio stop];
    [_background setNeeded:NO];
    [self setFront:nil delegate:nil];
}

- (void)finish
{
    struct oh_host *host = _context.host;
    if (_gone)
        return;
    _gone = YES;
    if (host && oh_host_stop(host) != OH_OK)
        [_context log:OH_LOG_WARNING text:@"stopped although the engine did not end every call"];
    _context.host = NULL;
    oh_host_free(host);
    [self letGo];
    if (_stopped) {
        _stopped();
        OH_BLOCK_RELEASE(_stopped);
        _stopped = nil;
    }
}

- (void)stopNow:(void (^)(void))completion
{
    if (_gone || _stopping) {
        if (completion)
            completion();
        return;
    }
    _stopping = YES;
    if (completion)
        _stopped = OH_BLOCK_COPY(completion);
    [self endCalls];
    if ([self isQuiet])
        [self finish];
    else
        [_context after:STOP_MS
                    run:^{
                        [self finish];
                    }];
}

- (void)stopWithCompletion:(void (^)(void))completion
{
    void (^copy)(void) = nil;
    if (completion)
        copy = OH_BLOCK_COPY(completion);
    [_context later:^{
        [self stopNow:copy];
        if (copy)
            OH_BLOCK_RELEASE(copy);
    }];
}

@end
