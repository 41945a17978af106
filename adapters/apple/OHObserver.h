/*
 * What the system shows that is not ours: calls of a process of ours that died, and calls of other
 * applications. Private to adapters/apple.
 */
#import "OHCallUI.h"

NS_ASSUME_NONNULL_BEGIN

@interface OHObserver : NSObject <CXCallObserverDelegate> {
  @private
    OHContext *_context;
    OHCallUI *_ui;
    CXCallObserver *_observer;
    enum oh_foreign _told;
}
- (instancetype)initWithContext:(OHContext *)context ui:(OHCallUI *)ui;
- (void)start;
- (void)stop;
@end

NS_ASSUME_NONNULL_END
