/*
 * The tests' own engine: an OHEngine that can gate, with libwebrtc's audio (double/rtc.h) and peers
 * (double/peer.h) at its other side. Its events come on the engine's thread.
 */
#ifndef TEST_APPLE_ENGINE_H
#define TEST_APPLE_ENGINE_H

#import "OHEngine.h"
#import "peer.h"

@interface TestEngine : NSObject <OHEngine, PeerFace> {
  @public
    id<OHEngineEvents> events;
    bool (*knows_end)(oh_leg leg); /* whether the application took up that the leg is over */
    int numbers[64];               /* the peer's number of leg n at n; 0: not placed yet */
    oh_leg last;
    NSString *callee;
    unsigned wakes;
    bool activates_at_start;       /* setActive by itself, when its device starts (F16) */
    bool prepares_audio_at_invite; /* as WebRTC does when a description is set */
}
/* A fresh leg for this call of the peer's; 0: no room. */
- (oh_leg)addLeg:(int)number;
/* The peer's number of this leg; 0: it has none. */
- (int)numberOf:(oh_leg)leg;
@end

#endif
