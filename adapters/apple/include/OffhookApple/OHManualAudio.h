/*
 * An engine's audio that does not start by itself: RTCAudioSession with manual audio
 * (OHWebRTCAudio), or the like. Without it the engine must start its audio in openLeg:direction:.
 */
#import <AVFAudio/AVFAudio.h>

NS_ASSUME_NONNULL_BEGIN

/* Called on the coordinator's queue. */
NS_SWIFT_NAME(ManualAudio)
@protocol OHManualAudio <NSObject>
/* Once, before any call: nothing may take the session from now on (useManualAudio). `category` and
 * the others are what the coordinator will configure. */
- (void)prepareForCategory:(NSString *)category
                      mode:(NSString *)mode
                   options:(AVAudioSessionCategoryOptions)options;
/* Exactly once for each activation and deactivation, never twice the same in a row (RTC-15). An
 * activation comes before it is enabled, a deactivation after it is disabled. */
- (void)sessionActivated:(AVAudioSession *)session;
- (void)sessionDeactivated:(AVAudioSession *)session;
/* It may run, or not (isAudioEnabled). Off and on again rebuilds what runs (RTC-11). */
- (void)setEnabled:(BOOL)enabled;
@end

NS_ASSUME_NONNULL_END
