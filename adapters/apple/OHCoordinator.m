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

- (void)request:(CXCallAction *)action as:(enum oh_request)request
{
    OHBridge *bridge = _bridge;
    [bridge.context run:^{
        [bridge.ui request:action as:request];
    }];
}

- (NSUUID *)callTo:(NSString *)handle video:(BOOL)video
{
    NSUUID *uuid = [NSUUID UUID];
    CXHandle *to = OH_AUTORELEASE([[CXHandle alloc] initWithType:CXHandleTypeGeneric value:handle]);
    CXStartCallAction *action = OH_AUTORELEASE([[CXStartCallAction alloc] initWithCallUUID:uuid
                                                                                    handle:to]);
    action.video = video;
    [self request:action as:OH_REQUEST_START];
    return uuid;
}

- (void)answerCall:(NSUUID *)call
{
    [self request:OH_AUTORELEASE([[CXAnswerCallAction alloc] initWithCallUUID:call])
               as:OH_REQUEST_ANSWER];
}

- (void)endCall:(NSUUID *)call
{
    [self request:OH_AUTORELEASE([[CXEndCallAction alloc] initWithCallUUID:call])
               as:OH_REQUEST_END];
}

- (void)setCall:(NSUUID *)call held:(BOOL)held
{
    [self request:OH_AUTORELEASE([[CXSetHeldCallAction alloc] initWithCallUUID:call onHold:held])
               as:OH_REQUEST_HOLD];
}

- (void)setCall:(NSUUID *)call muted:(BOOL)muted
{
    [self request:OH_AUTORELEASE([[CXSetMutedCallAction alloc] initWithCallUUID:call muted:muted])
               as:OH_REQUEST_MUTE];
}

- (void)sendDigits:(NSString *)digits toCall:(NSUUID *)call
{
    CXPlayDTMFCallAction *action = OH_AUTORELEASE([[CXPlayDTMFCallAction alloc]
        initWithCallUUID:call
                  digits:digits
                    type:CXPlayDTMFCallActionTypeSingleTone]);
    [self request:action as:OH_REQUEST_NONE];
}

- (void)transferCall:(NSUUID *)call
{
    OHBridge *bridge = _bridge;
    [bridge.context run:^{
        [bridge.context post:OH_EVENT(OH_EV_APP_TRANSFERRED, .call = OHCallOfUUID(call))];
    }];
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
