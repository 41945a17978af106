/*
 * Time to ring and to connect in the background (AS-61). Private to adapters/apple.
 */
#import <Foundation/Foundation.h>

@interface OHBackgroundTask : NSObject {
  @private
    id _task; /* stays after it expired: no more time is asked for until none is needed */
}
- (void)setNeeded:(BOOL)needed;
@end
