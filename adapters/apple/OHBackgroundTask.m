/*
 * UIApplication's background task. Its expiration comes on the main thread and must end the task
 * there (AS-60), so a task is an object of its own that is ended once.
 */
#import "OHBackgroundTask.h"

#include <TargetConditionals.h>
#include <stdatomic.h>

#import "OHMemory.h"

#if TARGET_OS_IOS
#import <UIKit/UIKit.h>

@interface OHTask : NSObject {
  @private
    UIBackgroundTaskIdentifier _identifier;
    atomic_flag _ended;
}
- (void)end;
@end

@implementation OHTask

- (instancetype)init
{
    if ((self = [super init])) {
        atomic_flag_clear(&_ended);
        _identifier = [[UIApplication sharedApplication] beginBackgroundTaskWithName:@"offhook"
                                                                   expirationHandler:^{
                                                                       [self end];
                                                                   }];
    }
    return self;
}

- (void)end
{
    if (!atomic_flag_test_and_set(&_ended) && _identifier != UIBackgroundTaskInvalid)
        [[UIApplication sharedApplication] endBackgroundTask:_identifier];
}

@end
#endif

@implementation OHBackgroundTask

- (void)dealloc
{
    [self setNeeded:NO];
    OH_SUPER_DEALLOC;
}

- (void)setNeeded:(BOOL)needed
{
#if TARGET_OS_IOS
    if (needed == (_task != nil))
        return;
    [(OHTask *)_task end];
    OHTask *task = needed ? [OHTask new] : nil;
    OH_SET(_task, task);
    OH_RELEASE(task);
#else
    (void)needed;
#endif
}

@end
