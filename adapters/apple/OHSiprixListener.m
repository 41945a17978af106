/*
 * The rest of SiprixEventDelegate: nothing of a call's answer path; handed on to the application.
 */
#import "OHSiprixEngine.h"

/* Told to whatever object the application gave. */
@protocol OHSiprixRest
- (void)onTrialModeNotified;
- (void)onDevicesAudioChanged;
- (void)onAccountRegState:(NSInteger)a regState:(NSInteger)b response:(NSString *)c;
- (void)onSubscriptionState:(NSInteger)a subscrState:(NSInteger)b response:(NSString *)c;
- (void)onNetworkState:(NSString *)a netState:(NSInteger)b;
- (void)onPlayerState:(NSInteger)a playerState:(NSInteger)b;
- (void)onRingerState:(BOOL)a;
- (void)onCallSwitched:(NSInteger)a;
- (void)onCallVideoUpgraded:(NSInteger)a withVideo:(BOOL)b;
- (void)onCallVideoUpgradeRequested:(NSInteger)a;
- (void)onMessageSentState:(NSInteger)a success:(BOOL)b response:(NSString *)c;
- (void)onMessageIncoming:(NSInteger)a accId:(NSInteger)b hdrFrom:(NSString *)c body:(NSString *)d;
- (void)onSipNotify:(NSInteger)a hdrEvent:(NSString *)b body:(NSString *)c;
- (void)onVuMeterLevel:(NSInteger)a spkLevel:(NSInteger)b;
@end

#define HAND_ON(message)                           \
    do {                                           \
        if ([self.next respondsToSelector:_cmd])   \
            [(id<OHSiprixRest>)self.next message]; \
    } while (0)

@implementation OHSiprixListener

@synthesize next = _next;

- (void)onTrialModeNotified
{
    HAND_ON(onTrialModeNotified);
}

- (void)onDevicesAudioChanged
{
    HAND_ON(onDevicesAudioChanged);
}

- (void)onAccountRegState:(NSInteger)a regState:(NSInteger)b response:(NSString *)c
{
    HAND_ON(onAccountRegState : a regState : b response : c);
}

- (void)onSubscriptionState:(NSInteger)a subscrState:(NSInteger)b response:(NSString *)c
{
    HAND_ON(onSubscriptionState : a subscrState : b response : c);
}

- (void)onNetworkState:(NSString *)a netState:(NSInteger)b
{
    HAND_ON(onNetworkState : a netState : b);
}

- (void)onPlayerState:(NSInteger)a playerState:(NSInteger)b
{
    HAND_ON(onPlayerState : a playerState : b);
}

- (void)onRingerState:(BOOL)a
{
    HAND_ON(onRingerState : a);
}

- (void)onCallSwitched:(NSInteger)a
{
    HAND_ON(onCallSwitched : a);
}

- (void)onCallVideoUpgraded:(NSInteger)a withVideo:(BOOL)b
{
    HAND_ON(onCallVideoUpgraded : a withVideo : b);
}

- (void)onCallVideoUpgradeRequested:(NSInteger)a
{
    HAND_ON(onCallVideoUpgradeRequested : a);
}

- (void)onMessageSentState:(NSInteger)a success:(BOOL)b response:(NSString *)c
{
    HAND_ON(onMessageSentState : a success : b response : c);
}

- (void)onMessageIncoming:(NSInteger)a accId:(NSInteger)b hdrFrom:(NSString *)c body:(NSString *)d
{
    HAND_ON(onMessageIncoming : a accId : b hdrFrom : c body : d);
}

- (void)onSipNotify:(NSInteger)a hdrEvent:(NSString *)b body:(NSString *)c
{
    HAND_ON(onSipNotify : a hdrEvent : b body : c);
}

- (void)onVuMeterLevel:(NSInteger)a spkLevel:(NSInteger)b
{
    HAND_ON(onVuMeterLevel : a spkLevel : b);
}

@end
