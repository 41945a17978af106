/*
 * An engine (a SIP/WebRTC stack) behind Objective-C: what the coordinator orders, and the events
 * that answer it. Legs are numbered by the engine from 1, each number used once.
 */
#import <Foundation/Foundation.h>
#include <offhook/offhook.h>

NS_ASSUME_NONNULL_BEGIN

/* Who is at the other end, for people to read. */
NS_SWIFT_NAME(Caller)
@interface OHCaller : NSObject {
  @private
    NSString *_handle;
    NSString *_name;
    BOOL _video;
}
- (instancetype)initWithHandle:(NSString *)handle name:(nullable NSString *)name video:(BOOL)video;
@property(nonatomic, readonly) NSString *handle; /* a number, or a SIP address */
@property(nonatomic, readonly, nullable) NSString *name;
@property(nonatomic, readonly) BOOL video;
@end

/*
 * What the engine tells. Each may be called on any thread, also from inside an order; it is taken
 * up on the coordinator's queue, in the order of the calls. After the coordinator stopped they do
 * nothing. An event for a leg that nobody knows does nothing.
 */
NS_SWIFT_NAME(EngineEvents)
@protocol OHEngineEvents <NSObject>
/* An INVITE came. `callID` is what the push carries, too (SIP's Call-ID, say); nil: they cannot be
 * matched. `flags` are OH_INVITE_*. */
- (void)leg:(oh_leg)leg
    invitedBy:(nullable OHCaller *)caller
       callID:(nullable NSString *)callID
        flags:(uint16_t)flags;
- (void)legPrepared:(oh_leg)leg;
- (void)legPrepareFailed:(oh_leg)leg;
- (void)leg:(oh_leg)leg progressed:(uint16_t)flags; /* OH_PROGRESS_* */
- (void)legAccepted:(oh_leg)leg;                    /* the 200 left, or came */
- (void)legConnected:(oh_leg)leg;                   /* the ACK came, or left */
- (void)leg:(oh_leg)leg ended:(enum oh_reason)reason NS_SWIFT_NAME(leg(_:ended:));
- (void)legHeld:(oh_leg)leg;
- (void)legResumed:(oh_leg)leg;
- (void)legChangeFailed:(oh_leg)leg;
- (void)legRemoteHeld:(oh_leg)leg;
- (void)legRemoteResumed:(oh_leg)leg;
- (void)leg:(oh_leg)leg flowed:(struct oh_frames)frames inMs:(uint32_t)span_ms;
- (void)leg:(oh_leg)leg receivedDigits:(NSString *)digits;
/* The peer sent REFER: `other` is a fresh leg for the call that it asks for (inviteLeg: will place
 * it). Whether it is followed is policy; answerTransferOfLeg:on: says so. */
- (void)leg:(oh_leg)leg asksForTransferTo:(nullable OHCaller *)callee on:(oh_leg)other;
- (void)legTransferred:(oh_leg)leg;
- (void)leg:(oh_leg)leg transferFailed:(uint16_t)code;
/* The engine took the audio session by itself. */
- (void)audioGrabbed;
@end

/*
 * What the engine is told. Called on the coordinator's queue; must not block: what came of an order
 * comes back as an event. Being asked twice does no harm. What an engine cannot do, it leaves out.
 */
NS_SWIFT_NAME(Engine)
@protocol OHEngine <NSObject>
/* Before anything else, once. To be kept for as long as there are events. */
- (void)setEvents:(id<OHEngineEvents>)events;
/* 200, as soon as the answer is ready: accepted, then connected follow. */
- (void)acceptLeg:(oh_leg)leg;
/* A final refusal; ended follows. */
- (void)rejectLeg:(oh_leg)leg code:(uint16_t)code;
/* BYE, or CANCEL of our INVITE; ended follows. */
- (void)endLeg:(oh_leg)leg;

@optional
- (void)ringLeg:(oh_leg)leg;
/* A fresh leg for a call to there, which inviteLeg: will place; 0: it cannot be called. */
- (oh_leg)legForCallTo:(NSString *)handle video:(BOOL)video;
- (void)inviteLeg:(oh_leg)leg;
/* Held, resumed or changeFailed follows. Without these two no call is held towards its peer. */
- (void)holdLeg:(oh_leg)leg;
- (void)resumeLeg:(oh_leg)leg;
/* The gates. An engine without them cannot be used with OH_ACCEPT_GATED. */
- (void)openLeg:(oh_leg)leg direction:(enum oh_direction)direction;
- (void)closeLeg:(oh_leg)leg;
- (void)muteLeg:(oh_leg)leg on:(BOOL)on;
- (void)sendDigits:(NSString *)digits toLeg:(oh_leg)leg;
- (void)transferLeg:(oh_leg)leg;
- (void)answerTransferOfLeg:(oh_leg)leg on:(BOOL)on;
- (void)restartMediaOfLeg:(oh_leg)leg;
/* A push told of a call: register anew, so that its INVITE can come (RFC 8599). */
- (void)wake;
@end

NS_ASSUME_NONNULL_END
