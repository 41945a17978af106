/*
 * AVAudioSession as the host's audio port. Private to adapters/apple.
 */
#import "OHConfiguration.h"
#import "OHContext.h"

NS_ASSUME_NONNULL_BEGIN

@interface OHAudio : NSObject {
  @private
    OHContext *_context;
    AVAudioSession *_session;
    id<OHManualAudio> _engine;
    NSString *_mode;
    AVAudioSessionCategoryOptions _options;
    BOOL _active; /* what the engine's audio was told */
    BOOL _enabled;
    BOOL _system;  /* the system said that it activated it, and nothing else since */
    BOOL _assumed; /* taken as activated by the system, though nothing was said */
    BOOL _taken;   /* we activated it (FORCE), and did not let go of it since */
    BOOL _speaker;
}
- (instancetype)initWithContext:(OHContext *)context configuration:(OHConfiguration *)configuration;
- (struct oh_audio_port)port;
/* Begin, and end, to listen to what befalls the session. */
- (void)start;
- (void)stop;
/* Category and mode, without activating: what an application does before it fulfils (CK-90). */
- (BOOL)configure;
/* CallKit's callbacks. */
- (void)systemActivated;
- (void)systemDeactivated;
/* The provider died, and its activation with it. */
- (void)systemGone;
/* No call is left. */
- (void)noCalls;
- (void)setSpeaker:(BOOL)on;
@end

NS_ASSUME_NONNULL_END
