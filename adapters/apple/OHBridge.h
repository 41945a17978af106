/*
 * The coordinator's inside: the host and its parties, alive until everything was let go of, which
 * may be later than the OHCoordinator. Private to adapters/apple.
 */
#import "OHBackgroundTask.h"
#import "OHCoordinator.h"
#import "OHEnginePort.h"
#import "OHMemory.h"
#import "OHObserver.h"
#import "OHPush.h"

NS_ASSUME_NONNULL_BEGIN

@interface OHBridge : NSObject <OHCallUIOwner, OHPushOwner> {
  @private
    OHConfiguration *_configuration;
    OHContext *_context;
    OHCallers *_callers;
    OHAudio *_audio;
    OHCallUI *_ui;
    OHEnginePort *_engine;
    OHPush *_push;
    OHObserver *_observer;
    OHBackgroundTask *_background;
    struct oh_trace_sink _trace; /* the application's */
    void (^_stopped)(void);
    NSMutableSet *_legs; /* NSNumber: that the engine did not say ended of */
    BOOL _stopping;
    BOOL _gone;
    OH_WEAK OHCoordinator *_front;
    OH_WEAK id<OHCoordinatorDelegate> _delegate;
}
- (nullable instancetype)initWithConfiguration:(OHConfiguration *)configuration
                                        engine:(id<OHEngine>)engine
                                         error:(NSError *_Nullable *_Nullable)error;
@property(nonatomic, readonly) OHContext *context;
@property(nonatomic, readonly) OHCallUI *ui;
@property(nonatomic, readonly) OHCallers *callers;
@property(nonatomic, readonly) OHAudio *audio;
/* Who is told; neither is retained. nil: nobody any more. */
- (void)setFront:(nullable OHCoordinator *)front
        delegate:(nullable id<OHCoordinatorDelegate>)delegate;
- (void)start;
- (void)stopWithCompletion:(nullable void (^)(void))completion;
@end

NS_ASSUME_NONNULL_END
