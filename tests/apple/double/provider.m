/*
 * CXProvider: the application's end of the daemon, for what the network tells.
 */
#import "daemon.h"
#import "push.h"

@implementation CXProvider

- (DoubleProvider *)end
{
    return _double;
}

- (instancetype)initWithConfiguration:(CXProviderConfiguration *)configuration
{
    if ((self = [super init])) {
        DoubleProvider *end = [DoubleProvider new];
        end->owner = self;
        end->configuration = [configuration copy];
        end->own = [world_queue("a provider's own queue") retain];
        _double = end;
        daemon_add_provider(end);
    }
    return self;
}

- (void)dealloc
{
    if (![self end]->dead)
        violation("CK-15: a provider is deallocated that was not invalidated");
    [self end]->owner = nil;
    [self end]->delegate = nil;
    [_double release];
    [super dealloc];
}

- (void)setDelegate:(id<CXProviderDelegate>)delegate queue:(dispatch_queue_t)queue
{
    DoubleProvider *end = [self end];
    end->delegate = delegate; /* weak (CK-10) */
    [queue retain];
    [end->queue release];
    end->queue = queue;
}

- (void)reportNewIncomingCallWithUUID:(NSUUID *)UUID
                               update:(CXCallUpdate *)update
                           completion:(void (^)(NSError *))completion
{
    DoubleProvider *end = [self end];
    void (^copy)(NSError *) = Block_copy(completion);
    push_note_report();
    daemon_report(end, UUID, update, ^(NSError *error) {
        dispatch_async(end->queue ? end->queue : end->own, ^{ /* CK-12 */
                                                              copy(error);
                                                              Block_release(copy);
        });
    });
}

- (void)reportCallWithUUID:(NSUUID *)UUID updated:(CXCallUpdate *)update
{
    daemon_update([self end], UUID, update);
}

- (void)reportCallWithUUID:(NSUUID *)UUID
               endedAtDate:(NSDate *)dateEnded
                    reason:(CXCallEndedReason)endedReason
{
    (void)dateEnded;
    daemon_report_ended([self end], UUID, endedReason);
}

- (void)reportOutgoingCallWithUUID:(NSUUID *)UUID startedConnectingAtDate:(NSDate *)date
{
    (void)date;
    daemon_report_connecting([self end], UUID);
}

- (void)reportOutgoingCallWithUUID:(NSUUID *)UUID connectedAtDate:(NSDate *)date
{
    (void)date;
    daemon_report_connected([self end], UUID);
}

/* Copied on set and on get (CK-18). */
- (CXProviderConfiguration *)configuration
{
    return [[[self end]->configuration copy] autorelease];
}

- (void)setConfiguration:(CXProviderConfiguration *)configuration
{
    DoubleProvider *end = [self end];
    CXProviderConfiguration *copy = [configuration copy];
    [end->configuration release];
    end->configuration = copy;
    daemon_refreshed(end);
}

- (void)invalidate
{
    daemon_invalidate([self end]);
}

- (NSArray<CXTransaction *> *)pendingTransactions
{
    return [NSArray array];
}

- (NSArray<CXCallAction *> *)pendingCallActionsOfClass:(Class)class withCallUUID:(NSUUID *)UUID
{
    (void)class, (void)UUID;
    return [NSArray array];
}

@end
