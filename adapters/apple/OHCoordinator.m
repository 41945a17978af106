/*
 * The coordinator's face: wishes become requests to the system. What is decided, is decided in the
 * core, when the action comes back.
 */
#import "OHBridge.h"

NSString *const OHErrorDomain = @"org.offhook";

@implementation OHCoordinator

- (instancetype)initWithConfiguration:(OHConfiguration *)configuration
                               engine:(id<OHEngine>)engine
                             delegate:(id<OHCoordinatorDelegate>)delegate
                                error:(NSError **)error
{
    if (!(self = [super init]))
        return nil;
    _bridge = [[OHBridge alloc] initWithConfiguration:configuration engine:engine error:error];
    if (!_bridge) {
        OH_RELEASE(self);
        return nil;
    }
    [_bridge setFront:self delegate:delegate];
    [_bridge start];
    return self;
}

/* The bridge lives until its calls are ended and everything is let go of. */
- (void)dealloc
{
    [_bridge setFront:nil delegate:nil];
    [_bridge stopWithCompletion:nil];
    OH_RELEASE(_bridge);
    OH_SUPER_DEALLOC;
}

- (void)wish:(struct oh_event)wish
{
    OHBridge *bridge = _bridge;
    [bridge.context run:^{
        [bridge.context post:wish];
    }];
}

/* By the system from the start: its action asks for the leg, as that of a call from Recents does. */
- (NSUUID *)callTo:(NSString *)handle video:(BOOL)video
{
    OHBridge *bridge = _bridge;
    NSUUID *uuid = [NSUUID UUID];
    CXHandle *to = OH_AUTORELEASE([[CXHandle alloc] initWithType:CXHandleTypeGeneric value:handle]);
    CXStartCallAction *action = OH_AUTORELEASE([[CXStartCallAction alloc] initWithCallUUID:uuid
                                                                                    handle:to]);
    action.video = video;
    [bridge.context run:^{
        [bridge.ui request:action as:OH_REQUEST_START on:NO];
    }];
    return uuid;
}

- (void)answerCall:(NSUUID *)call
{
    [self wish:OH_EVENT(OH_EV_APP_ANSWERED, .call = OHCallOfUUID(call))];
}

- (void)endCall:(NSUUID *)call
{
    [self wish:OH_EVENT(OH_EV_APP_ENDED, .call = OHCallOfUUID(call))];
}

- (void)setCall:(NSUUID *)call held:(BOOL)held
{
    [self wish:OH_EVENT(OH_EV_APP_HELD, .call = OHCallOfUUID(call), .on = held != 0)];
}

- (void)setCall:(NSUUID *)call muted:(BOOL)muted
{
    [self wish:OH_EVENT(OH_EV_APP_MUTED, .call = OHCallOfUUID(call), .on = muted != 0)];
}

/* More than an event can bring are none, as those of the system's keypad. */
- (void)sendDigits:(NSString *)digits toCall:(NSUUID *)call
{
    struct oh_event wish = OH_EVENT(OH_EV_APP_DIGITS, .call = OHCallOfUUID(call));
    const char *text = [digits UTF8String];
    if (!text || strlen(text) > OH_DIGITS_MAX)
        return;
    memcpy(wish.digits, text, strlen(text));
    [self wish:wish];
}

- (void)transferCall:(NSUUID *)call
{
    [self wish:OH_EVENT(OH_EV_APP_TRANSFERRED, .call = OHCallOfUUID(call))];
}

- (void)setSpeaker:(BOOL)on
{
    OHBridge *bridge = _bridge;
    [bridge.context run:^{
        [bridge.audio setSpeaker:on];
    }];
}

- (void)readCore:(void (^)(const struct oh_core *core))block
{
    OHBridge *bridge = _bridge;
    void (^copy)(const struct oh_core *) = OH_BLOCK_COPY(block);
    [bridge.context run:^{
        const struct oh_core *core = [bridge.context core];
        if (core)
            copy(core);
        OH_BLOCK_RELEASE(copy);
    }];
}

- (void)stopWithCompletion:(void (^)(void))completion
{
    [_bridge stopWithCompletion:completion];
}

@end
