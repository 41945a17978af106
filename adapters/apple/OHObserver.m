/*
 * CXCallObserver. Calls left over by a crash count against the system's limits and block new ones
 * (CK-64, CK-132): they are ended at the start. What is left are calls of other applications; how
 * the busiest of them stands is told. Who ended the last one no observer learns.
 */
#import "OHObserver.h"

#import "OHMemory.h"

@implementation OHObserver

- (instancetype)initWithContext:(OHContext *)context ui:(OHCallUI *)ui
{
    if ((self = [super init])) {
        _context = OH_RETAIN(context);
        _ui = OH_RETAIN(ui);
    }
    return self;
}

- (void)dealloc
{
    [_observer setDelegate:nil queue:nil];
    OH_RELEASE(_context);
    OH_RELEASE(_ui);
    OH_RELEASE(_observer);
    OH_SUPER_DEALLOC;
}

/* Reading the calls blocks the first time (CK-14), and a push may be waiting for our queue: so it
 * is done elsewhere. To end a call of somebody else does nothing. */
- (void)start
{
    CXCallObserver *observer = [CXCallObserver new];
    _observer = observer;
    [_observer setDelegate:self queue:_context.queue];
    dispatch_async(dispatch_get_global_queue(QOS_CLASS_UTILITY, 0), ^{
        NSArray *calls = [observer calls];
        [self->_context later:^{
            for (CXCall *call in calls)
                if (!call.hasEnded && self->_observer && ![self->_ui knows:call.UUID])
                    [self->_ui endLeftover:call.UUID];
            [self tellWhetherAnyway:NO];
        }];
    });
}

- (void)stop
{
    [_observer setDelegate:nil queue:nil];
    OH_SET(_observer, nil);
}

/* One that is dialled elsewhere has the audio, too. */
static enum oh_foreign how_stands(CXCall *call)
{
    if (call.isOnHold)
        return OH_FOREIGN_HELD;
    return call.hasConnected || call.isOutgoing ? OH_FOREIGN_ACTIVE : OH_FOREIGN_RINGING;
}

- (void)tellWhetherAnyway:(BOOL)anyway
{
    enum oh_foreign busiest = OH_FOREIGN_NONE;

    for (CXCall *call in _observer.calls)
        if (!call.hasEnded && ![_ui knows:call.UUID] && how_stands(call) > busiest)
            busiest = how_stands(call);
    if (busiest == _told && !anyway)
        return;
    _told = busiest;
    [_context post:OH_EVENT(OH_EV_UI_FOREIGN_CALL, .foreign = (uint8_t)busiest)];
}

- (void)callObserver:(CXCallObserver *)callObserver callChanged:(CXCall *)call
{
    (void)callObserver;
    if (_observer)
        [self tellWhetherAnyway:![_ui knows:call.UUID]];
}

@end
