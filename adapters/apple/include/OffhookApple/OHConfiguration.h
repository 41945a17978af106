/*
 * What a coordinator is made of. Copied when it is made.
 */
#import <CallKit/CallKit.h>

#import "OHManualAudio.h"
#import "OHPayload.h"
#include <offhook/ports.h>

NS_ASSUME_NONNULL_BEGIN

NS_SWIFT_NAME(Configuration)
@interface OHConfiguration : NSObject <NSCopying> {
  @private
    CXProviderConfiguration *_provider;
    struct oh_policy _policy;
    uint8_t _callsMax;
    id<OHManualAudio> _audio;
    BOOL _usesPush;
    id<OHPayloadReader> _payloadReader;
    NSString *_mode;
    AVAudioSessionCategoryOptions _categoryOptions;
    BOOL _supportsHolding;
    struct oh_trace_sink _trace;
    struct oh_log_sink _log;
}
/* A usual one: oh_policy_system(), two calls, push, voice chat with Bluetooth. */
- (instancetype)init;

/* CallKit's. Its maximumCallGroups should be at least callsMax. */
@property(nonatomic, copy) CXProviderConfiguration *provider;
/* oh_policy_system() or a change of it. */
@property(nonatomic) struct oh_policy policy;
@property(nonatomic) uint8_t callsMax;
/* The engine's audio, if it can be kept from starting by itself. */
@property(nonatomic, strong, nullable) id<OHManualAudio> audio;
/* Whether calls come by VoIP push. */
@property(nonatomic) BOOL usesPush;
@property(nonatomic, strong, nullable) id<OHPayloadReader> payloadReader;
/* Of the audio session; the category is PlayAndRecord (CK-95). */
@property(nonatomic, copy) NSString *mode;
@property(nonatomic) AVAudioSessionCategoryOptions categoryOptions;
/* Whether the system offers to hold calls (CK-124). */
@property(nonatomic) BOOL supportsHolding;
/* Sees every step (docs/trace.md), on the coordinator's queue. What its ctx points to must outlive
 * the coordinator. */
@property(nonatomic) struct oh_trace_sink trace;
/* Where words go. Any thread. */
@property(nonatomic) struct oh_log_sink log;
@end

NS_ASSUME_NONNULL_END
