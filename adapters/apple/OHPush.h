/*
 * PushKit. Private to adapters/apple.
 */
#import <PushKit/PushKit.h>

#import "OHCallUI.h"

NS_ASSUME_NONNULL_BEGIN

@protocol OHPushOwner <NSObject>
- (void)pushTokenChanged:(nullable NSData *)token;
- (void)pushed;
@end

@interface OHPush : NSObject <PKPushRegistryDelegate> {
  @private
    OHContext *_context;
    OHCallUI *_ui;
    OHCallers *_callers;
    id<OHPayloadReader> _reader;
    id<OHPushOwner> _owner;
    PKPushRegistry *_registry;
    PKPushPayload *_last; /* seen last: only one of two methods may act upon it */
}
- (instancetype)initWithContext:(OHContext *)context
                         reader:(nullable id<OHPayloadReader>)reader
                             ui:(OHCallUI *)ui
                        callers:(OHCallers *)callers
                          owner:(id<OHPushOwner>)owner;
- (void)start;
- (void)stop;
@end

NS_ASSUME_NONNULL_END
