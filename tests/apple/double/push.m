/*
 * PushKit. "Reported" means: a report was invoked before the delegate's method returned (PK-11).
 */
#import "push.h"

#import "application.h"
#import "daemon.h"
#import "parts.h"

static struct {
    PKPushRegistry *registry; /* not retained */
    dispatch_queue_t channel;
    bool reported;
    bool killed;
    unsigned count;
} push;

@interface DoubleRegistry : NSObject {
  @public
    dispatch_queue_t queue;
    id<PKPushRegistryDelegate> delegate;
    NSSet *types;
}
@end

@implementation DoubleRegistry
- (void)dealloc
{
    [queue release];
    [types release];
    [super dealloc];
}
@end

void push_reset(void)
{
    memset(&push, 0, sizeof(push));
    push.channel = world_queue("push");
}

void push_note_report(void)
{
    push.reported = true;
}

bool push_killed_the_process(void)
{
    return push.killed;
}

unsigned push_count(void)
{
    return push.count;
}

NSData *push_token(void)
{
    return [NSData dataWithBytes:"\x01\x02\xab\xff" length:4];
}

@implementation PKPushCredentials
- (PKPushType)type
{
    return PKPushTypeVoIP;
}
- (NSData *)token
{
    return push_token();
}
@end

@implementation PKPushPayload
- (void)dealloc
{
    [_double release];
    [super dealloc];
}
- (PKPushType)type
{
    return PKPushTypeVoIP;
}
- (NSDictionary *)dictionaryPayload
{
    return _double;
}
@end

@implementation PKVoIPPushMetadata
- (BOOL)mustReport
{
    return [_double boolValue];
}
- (void)dealloc
{
    [_double release];
    [super dealloc];
}
@end

/* ---- Delivery ---- */

static void call_delegate(PKPushRegistry *registry, NSDictionary *dictionary, bool must,
                          void (^completion)(void))
{
    id<PKPushRegistryDelegate> delegate = registry.delegate;
    PKPushPayload *payload = [[PKPushPayload new] autorelease];
    payload->_double = [dictionary retain];
    SEL newer = @selector(pushRegistry:
        didReceiveIncomingVoIPPushWithPayload:metadata:withCompletionHandler:);
    if ([delegate respondsToSelector:newer] && !choose(CLAIM_OLD_PUSH_METHOD, 2)) {
        PKVoIPPushMetadata *metadata = [[PKVoIPPushMetadata new] autorelease];
        metadata->_double = [[NSNumber numberWithBool:must] retain];
        [delegate pushRegistry:registry
            didReceiveIncomingVoIPPushWithPayload:payload
                                         metadata:metadata
                            withCompletionHandler:completion];
    } else {
        [delegate pushRegistry:registry
            didReceiveIncomingPushWithPayload:payload
                                      forType:PKPushTypeVoIP
                        withCompletionHandler:completion];
    }
}

static void deliver(DoubleRegistry *end, NSDictionary *dictionary)
{
    if (!push.registry || push.registry->_double != end)
        return;
    bool must = !application_in_foreground() && !screen_count();
    __block unsigned completions = 0;
    push.reported = false;
    push.count++;
    record("push%s", must ? " (must be reported)" : "");
    call_delegate(push.registry, dictionary, must, ^{
        completions++;
    });
    if (must && !push.reported) {
        push.killed = true;
        violation("S9: a push was not reported before its delegate returned (PK-11)");
    }
    if (completions != 1)
        violation("C5: a push's completion was called %u times", completions);
}

void push_arrives(NSDictionary *payload)
{
    dispatch_async(push.channel, ^{
        PKPushRegistry *registry = push.registry;
        if (!registry || !registry.delegate) {
            push.killed = true;
            violation("PK-4: a push, and no registry with a delegate");
            return;
        }
        DoubleRegistry *end = registry->_double;
        dispatch_async(end->queue ? end->queue : dispatch_get_main_queue(), ^{
            deliver(end, payload);
        });
    });
}

@implementation PKPushRegistry
- (instancetype)initWithQueue:(dispatch_queue_t)queue
{
    if ((self = [super init])) {
        DoubleRegistry *end = [DoubleRegistry new];
        end->queue = [queue retain];
        _double = end;
        push.registry = self;
    }
    return self;
}
- (void)dealloc
{
    if (push.registry == self)
        push.registry = nil;
    ((DoubleRegistry *)_double)->delegate = nil;
    [_double release];
    [super dealloc];
}
- (id<PKPushRegistryDelegate>)delegate
{
    return ((DoubleRegistry *)_double)->delegate;
}
- (void)setDelegate:(id<PKPushRegistryDelegate>)delegate
{
    ((DoubleRegistry *)_double)->delegate = delegate;
}
- (NSSet<PKPushType> *)desiredPushTypes
{
    return ((DoubleRegistry *)_double)->types;
}
- (void)setDesiredPushTypes:(NSSet<PKPushType> *)types
{
    DoubleRegistry *end = _double;
    if (!end->delegate)
        violation("PK-1: the push types are asked for before the delegate is set");
    [end->types release];
    end->types = [types copy];
    dispatch_async(push.channel, ^{
        dispatch_async(end->queue ? end->queue : dispatch_get_main_queue(), ^{
            if (push.registry && push.registry->_double == end)
                [end->delegate pushRegistry:push.registry
                    didUpdatePushCredentials:[[PKPushCredentials new] autorelease]
                                     forType:PKPushTypeVoIP];
        });
    });
}
- (NSData *)pushTokenForType:(PKPushType)type
{
    (void)type;
    return push_token();
}
@end
