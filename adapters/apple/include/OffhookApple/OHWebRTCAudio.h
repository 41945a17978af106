/*
 * RTCAudioSession of libwebrtc as an OHManualAudio. It is found by name, so that offhook builds
 * without WebRTC.
 */
#import "OHManualAudio.h"

NS_ASSUME_NONNULL_BEGIN

@protocol OHRTCAudioSession; /* private */

NS_SWIFT_NAME(WebRTCAudio)
@interface OHWebRTCAudio : NSObject <OHManualAudio> {
  @private
    id<OHRTCAudioSession> _session;
    NSString *_prefix;
}
/* The class RTCAudioSession, with the prefix that WebRTC was built with ("" or "RTC_OBJC", say).
 * nil, with an error that names the class, if it is not linked, or lacks something. */
- (nullable instancetype)initWithPrefix:(NSString *)prefix
                                  error:(NSError *_Nullable *_Nullable)error;
- (instancetype)init NS_UNAVAILABLE;
@end

NS_ASSUME_NONNULL_END
