/*
 * UIApplication's part.
 */
#import "application.h"

#import "parts.h"

#define TASK_MS \
    28000 /* what a background task may last; unspecified, seen as about half a minute */

struct task {
    NSUInteger number;
    void (^handler)(void);
};

static struct {
    UIApplication *shared;
    bool foreground;
    NSUInteger last;
    struct task tasks[16];
    unsigned count;
} application;

void application_reset(void)
{
    for (unsigned i = 0; i < application.count; i++)
        Block_release(application.tasks[i].handler);
    [application.shared release];
    memset(&application, 0, sizeof(application));
    application.foreground = true;
}

void application_enters_background(void)
{
    application.foreground = false;
    record("in the background");
}

void application_enters_foreground(void)
{
    application.foreground = true;
    record("in the foreground");
    [[NSNotificationCenter defaultCenter]
        postNotificationName:UIApplicationDidBecomeActiveNotification
                      object:application.shared];
}

bool application_in_foreground(void)
{
    return application.foreground;
}

unsigned application_tasks(void)
{
    return application.count;
}

static struct task *task_of(NSUInteger number)
{
    for (unsigned i = 0; i < application.count; i++)
        if (application.tasks[i].number == number)
            return &application.tasks[i];
    return NULL;
}

/* The handler must end the task (AS-60). */
static void expire(NSUInteger number)
{
    struct task *task = task_of(number);
    if (!task || application.foreground)
        return;
    record("background task expires");
    task->handler();
    dispatch_async(dispatch_get_main_queue(), ^{
        dispatch_async(dispatch_get_main_queue(), ^{
            world_after(1000, dispatch_get_main_queue(), ^{
                if (task_of(number))
                    violation("AS-60: an expired background task was not ended");
            });
        });
    });
}

@implementation UIApplication
+ (UIApplication *)sharedApplication
{
    if (!application.shared)
        application.shared = [UIApplication new];
    return application.shared;
}
- (UIBackgroundTaskIdentifier)beginBackgroundTaskWithName:(NSString *)taskName
                                        expirationHandler:(void (^)(void))handler
{
    (void)taskName;
    if (application.count == 16)
        return UIBackgroundTaskInvalid;
    NSUInteger number = ++application.last;
    application.tasks[application.count++] =
        (struct task){.number = number, .handler = Block_copy(handler)};
    uint32_t for_ms = choose(CLAIM_EXPIRES_EARLY, 2) ? 1000 : TASK_MS;
    world_after(for_ms, dispatch_get_main_queue(), ^{
        expire(number);
    });
    return number;
}
- (void)endBackgroundTask:(UIBackgroundTaskIdentifier)identifier
{
    struct task *task = task_of(identifier);
    if (!task) {
        violation("a background task is ended that is over");
        return;
    }
    Block_release(task->handler);
    *task = application.tasks[--application.count];
}
- (UIApplicationState)applicationState
{
    return application.foreground ? UIApplicationStateActive : UIApplicationStateBackground;
}
@end
