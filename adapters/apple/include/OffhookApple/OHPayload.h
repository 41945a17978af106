/*
 * What a push says of its call. What is missing or of a wrong type counts as not said: a push is
 * reported whatever it carries (PK-11).
 */
#import "OHEngine.h"

NS_ASSUME_NONNULL_BEGIN

NS_SWIFT_NAME(Push)
@interface OHPayload : NSObject {
  @private
    NSString *_callID;
    OHCaller *_caller;
    BOOL _cancels;
    uint32_t _ageMs;
}
/*
 * The usual keys, at the top level or in a dictionary "call": "call-id", "from", "name", "video",
 * "cancel" (the call is over), "sent" (seconds since 1970). Longer texts are cut.
 */
- (instancetype)initWithDictionary:(NSDictionary *)dictionary;
- (instancetype)initWithCallID:(nullable NSString *)callID
                        caller:(nullable OHCaller *)caller
                       cancels:(BOOL)cancels
                         ageMs:(uint32_t)ageMs;
@property(nonatomic, readonly, nullable) NSString *callID; /* as its INVITE's */
@property(nonatomic, readonly, nullable) OHCaller *caller;
@property(nonatomic, readonly) BOOL cancels;
@property(nonatomic, readonly) uint32_t ageMs;
@end

/* For payloads with other keys. Called on the coordinator's queue, inside the push's delegate call:
 * it must not wait for anything. */
NS_SWIFT_NAME(PushReader)
@protocol OHPayloadReader <NSObject>
- (nullable OHPayload *)readPayload:(NSDictionary *)dictionary;
@end

NS_ASSUME_NONNULL_END
