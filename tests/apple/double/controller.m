/*
 * CXCallController and CXCallObserver: two more clients of the daemon, each with its own queue.
 */
#import "daemon.h"

@interface DoubleObserver : NSObject {
  @public
    CXCallObserver *owner; /* not retained */
    id<CXCallObserverDelegate> delegate;
    dispatch_queue_t queue;
}
@end

@implementation DoubleObserver
- (void)dealloc
{
    [queue release];
    [super dealloc];
}
@end

@interface DoubleController : NSObject {
  @public
    dispatch_queue_t queue;
    CXCallObserver *observer;
    bool dead; /* its daemon died (CK-63) */
}
@end

@implementation DoubleController
- (void)dealloc
{
    [queue release];
    [observer release];
    [super dealloc];
}
@end

static NSMutableArray *observers;   /* DoubleObserver */
static NSMutableArray *controllers; /* DoubleController */
static dispatch_queue_t to_controllers, to_observers;

void observers_reset(void)
{
    for (DoubleObserver *observer in observers)
        observer->delegate = nil;
    [observers release];
    [controllers release];
    observers = [NSMutableArray new];
    controllers = [NSMutableArray new];
    to_controllers = world_queue("daemon to controller");
    to_observers = world_queue("daemon to observer");
}

void controllers_die(void)
{
    for (DoubleController *controller in controllers)
        controller->dead = true;
}

/* ---- The observer ---- */

@implementation CXCall
+ (CXCall *)named:(NSUUID *)uuid flags:(NSArray *)flags
{
    CXCall *call = [[self new] autorelease];
    call->_double =
        [[NSDictionary dictionaryWithObjectsAndKeys:uuid, @"UUID", flags, @"flags", nil] retain];
    return call;
}
- (void)dealloc
{
    [_double release];
    [super dealloc];
}
- (BOOL)flag:(NSUInteger)index
{
    return [[[_double objectForKey:@"flags"] objectAtIndex:index] boolValue];
}
- (NSUUID *)UUID
{
    return [_double objectForKey:@"UUID"];
}
- (BOOL)isOutgoing
{
    return [self flag:0];
}
- (BOOL)isOnHold
{
    return [self flag:1];
}
- (BOOL)hasConnected
{
    return [self flag:2];
}
- (BOOL)hasEnded
{
    return [self flag:3];
}
- (BOOL)isEqualToCall:(CXCall *)call
{
    return [call.UUID isEqual:self.UUID];
}
@end

CXCall *observed_call(NSUUID *uuid, bool outgoing, bool held, bool connected, bool ended)
{
    NSArray *flags = [NSArray
        arrayWithObjects:[NSNumber numberWithBool:outgoing], [NSNumber numberWithBool:held],
                         [NSNumber numberWithBool:connected], [NSNumber numberWithBool:ended], nil];
    return [CXCall named:uuid flags:flags];
}

void observers_tell_of(CXCall *call)
{
    for (DoubleObserver *observer in observers)
        dispatch_async(to_observers, ^{
            if (!observer->delegate)
                return;
            dispatch_async(observer->queue ? observer->queue : dispatch_get_main_queue(), ^{
                [observer->delegate callObserver:observer->owner callChanged:call];
            });
        });
}

void observers_tell(NSUUID *uuid, bool ended)
{
    observers_tell_of(observed_call(uuid, false, false, false, ended));
}

@implementation CXCallObserver
- (instancetype)init
{
    if ((self = [super init])) {
        DoubleObserver *end = [DoubleObserver new];
        end->owner = self;
        [observers addObject:end];
        _double = end;
    }
    return self;
}
- (void)dealloc
{
    ((DoubleObserver *)_double)->delegate = nil;
    [observers removeObject:_double];
    [_double release];
    [super dealloc];
}
- (NSArray<CXCall *> *)calls
{
    return daemon_observed();
}
- (void)setDelegate:(id<CXCallObserverDelegate>)delegate queue:(dispatch_queue_t)queue
{
    DoubleObserver *end = _double;
    end->delegate = delegate;
    [queue retain];
    [end->queue release];
    end->queue = queue;
}
@end

/* ---- The controller ---- */

@implementation CXCallController
- (instancetype)init
{
    return [self initWithQueue:world_queue("a controller's own queue")];
}
- (instancetype)initWithQueue:(dispatch_queue_t)queue
{
    if ((self = [super init])) {
        DoubleController *end = [DoubleController new];
        end->queue = [queue retain];
        end->observer = [CXCallObserver new];
        [controllers addObject:end];
        _double = end;
    }
    return self;
}
- (void)dealloc
{
    [controllers removeObject:_double];
    [_double release];
    [super dealloc];
}
- (CXCallObserver *)callObserver
{
    return ((DoubleController *)_double)->observer;
}
/* Accepted is not performed (CK-60), and knows no order with it (CK-61). */
- (void)requestTransaction:(CXTransaction *)transaction completion:(void (^)(NSError *))completion
{
    DoubleController *end = _double;
    void (^copy)(NSError *) = Block_copy(completion);
    dispatch_async(to_controllers, ^{
        NSInteger code = daemon_request(transaction, end->dead);
        NSError *error = code ? [NSError errorWithDomain:CXErrorDomainRequestTransaction
                                                    code:code
                                                userInfo:nil]
                              : nil;
        record("request%s", code ? " refused" : "");
        dispatch_async(end->queue, ^{
            copy(error);
            Block_release(copy);
        });
    });
}
- (void)requestTransactionWithActions:(NSArray<CXAction *> *)actions
                           completion:(void (^)(NSError *))completion
{
    [self requestTransaction:[[[CXTransaction alloc] initWithActions:actions] autorelease]
                  completion:completion];
}
- (void)requestTransactionWithAction:(CXAction *)action completion:(void (^)(NSError *))completion
{
    [self requestTransaction:[[[CXTransaction alloc] initWithAction:action] autorelease]
                  completion:completion];
}
@end
