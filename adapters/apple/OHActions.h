/*
 * The actions of the system's call UI that nobody answered yet, by number. Private to
 * adapters/apple.
 */
#import <CallKit/CallKit.h>

#include <offhook/offhook.h>

NS_ASSUME_NONNULL_BEGIN

@interface OHActions : NSObject {
  @private
    NSMutableDictionary *_open; /* NSNumber: CXAction */
    oh_action _last;
}
/* A number for it. */
- (oh_action)add:(CXAction *)action;
/* Not to be answered any more. */
- (nullable CXAction *)take:(oh_action)number;
/* The number of this very action, taken out; 0 if it was answered. */
- (oh_action)takeAction:(CXAction *)action;
- (nullable CXAction *)peek:(oh_action)number;
- (void)forgetAll;
@end

NS_ASSUME_NONNULL_END
