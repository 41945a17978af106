/*
 * The coordinator: CallKit, PushKit, the audio session and an engine, made to agree on every call.
 *
 * Make it once, at every launch, in application:didFinishLaunchingWithOptions: (PK-1), and keep it.
 * No other part of the application may own a CXProvider, a PKPushRegistry or activate the audio
 * session. Methods may be called on any thread; everything happens on one serial queue.
 */
#import "OHConfiguration.h"
#import "OHEngine.h"
#include <offhook/host.h>

NS_ASSUME_NONNULL_BEGIN

@class OHBridge;
@class OHCoordinator;

/* All on the coordinator's queue: hop to the main one before touching a view. */
NS_SWIFT_NAME(CoordinatorDelegate)
@protocol OHCoordinatorDelegate <NSObject>
@optional
/* For the server. nil: tell it to stop sending (PK-2). */
- (void)coordinator:(OHCoordinator *)coordinator pushTokenChanged:(nullable NSData *)token;
/* Something about the calls changed: read them with -readCore:. */
- (void)coordinatorChanged:(OHCoordinator *)coordinator;
/* What people should know of a call that goes on. */
- (void)coordinator:(OHCoordinator *)coordinator
              tells:(enum oh_told)what
             ofCall:(NSUUID *)call
             reason:(enum oh_reason)reason;
/* The system refused what was wished for: code of CXErrorDomainRequestTransaction. */
- (void)coordinator:(OHCoordinator *)coordinator
     requestRefused:(enum oh_request)request
             ofCall:(NSUUID *)call
               code:(NSInteger)code;
@end

/* Of errors: code is an enum oh_error. */
extern NSString *const OHErrorDomain;

NS_SWIFT_NAME(Coordinator)
@interface OHCoordinator : NSObject {
  @private
    OHBridge *_bridge;
}

/* nil with an error that says what is wrong and what would mend it. The delegate is not retained.
 */
- (nullable instancetype)initWithConfiguration:(OHConfiguration *)configuration
                                        engine:(id<OHEngine>)engine
                                      delegate:(nullable id<OHCoordinatorDelegate>)delegate
                                         error:(NSError *_Nullable *_Nullable)error;
- (instancetype)init NS_UNAVAILABLE;

/* ---- The application's wishes; each goes through the system, and comes back as an action (CK-8D).
 * What the system refuses, or does not do in two seconds, is given up and told (OH_TOLD_REFUSED).
 * Of a call that is not there, or that is as it is wished already, nothing is asked. */

/* Place a call; returns its id at once. Refused: the delegate is told (requestRefused). */
- (NSUUID *)callTo:(NSString *)handle video:(BOOL)video NS_SWIFT_NAME(call(to:video:));
- (void)answerCall:(NSUUID *)call NS_SWIFT_NAME(answer(_:));
/* Carried out even if the system refuses: the peer gets its BYE. */
- (void)endCall:(NSUUID *)call NS_SWIFT_NAME(end(_:));
/* NO: whoever is talked to now is held first. */
- (void)setCall:(NSUUID *)call held:(BOOL)held NS_SWIFT_NAME(set(_:held:));
- (void)setCall:(NSUUID *)call muted:(BOOL)muted NS_SWIFT_NAME(set(_:muted:));
- (void)sendDigits:(NSString *)digits toCall:(NSUUID *)call NS_SWIFT_NAME(send(digits:to:));
/* Pass the call on, to where the engine was told before (its own matter). The delegate is told if
 * it failed; else the call ends. */
- (void)transferCall:(NSUUID *)call NS_SWIFT_NAME(transfer(_:));
/* The loudspeaker, for as long as it is wished: the system forgets it at route changes (AS-9). */
- (void)setSpeaker:(BOOL)on;

/* Run a block on the queue with the core, to read its calls: oh_call_count, oh_call_at. */
- (void)readCore:(void (^)(const struct oh_core *core))block NS_SWIFT_NAME(read(_:));

/* End every call, let go of everything, then say so, on the queue. Releasing the last reference
 * does the same. */
- (void)stopWithCompletion:(nullable void (^)(void))completion;

@end

NS_ASSUME_NONNULL_END
