/*
 * A small copy of the published behaviour of the plugin around Siprix, 1.0.40, read in its Swift:
 * accept inside the answer action, no time-outs, errors ignored. It is here so that the double is
 * known to be able to fail; it is no product.
 */
#ifndef TEST_APPLE_EAGER_H
#define TEST_APPLE_EAGER_H

#import <CallKit/CallKit.h>
#import <PushKit/PushKit.h>
#import <siprix/siprix.h>

@interface Eager : NSObject <CXProviderDelegate, PKPushRegistryDelegate, SiprixEventDelegate> {
    CXProvider *_provider;
    PKPushRegistry *_registry;
    SiprixModule *_module;
    NSMutableArray *_calls;
}
- (instancetype)initWithPushKit:(BOOL)pushKit;
/* The application matched a push with an INVITE. */
- (void)matchCall:(NSUUID *)uuid with:(int)callId;
@end

#endif
