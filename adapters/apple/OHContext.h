/*
 * The serial queue that everything happens on, and the host that lives there. Private to
 * adapters/apple.
 */
#import <Foundation/Foundation.h>
#import <dispatch/dispatch.h>

#include <offhook/host.h>

NS_ASSUME_NONNULL_BEGIN

@interface OHContext : NSObject {
  @private
    dispatch_queue_t _queue;
    struct oh_host *_host; /* NULL before it is made and after it was stopped */
    struct oh_log_sink _log;
    uint64_t _wake;   /* the number of the wake-up that counts */
    uint64_t _lastMs; /* the time of the last step */
}
- (instancetype)initWithLog:(struct oh_log_sink)log;
@property(nonatomic, readonly) dispatch_queue_t queue;
@property(nonatomic) struct oh_host *_Nullable host;
/* For the host: wake-ups and time. */
- (struct oh_clock_port)clock;
/* Run on the queue: now, if that is where we are, else later, in order. */
- (void)run:(dispatch_block_t)block;
/* Run later, on the queue. */
- (void)later:(dispatch_block_t)block;
- (void)after:(uint64_t)ms run:(dispatch_block_t)block;
/* Take an event, on the queue. False: the host is gone, nothing follows. */
- (BOOL)post:(struct oh_event)event;
/* The same, of a fact that was so before the queue came to it: no deadline is held against it that
 * passed in the meantime; each will be right afterwards. */
- (BOOL)postLate:(struct oh_event)event;
/* A step was made, at this time. */
- (void)steppedAtMs:(uint64_t)ms;
/* The core; NULL if the host is gone. */
- (const struct oh_core *_Nullable)core;
- (void)log:(enum oh_log_level)level text:(NSString *)format, ... NS_FORMAT_FUNCTION(2, 3);
@end

/* Milliseconds, counting the time that the device slept. Tests put their own here. */
extern uint64_t (*OHNowMs)(void);

NSUUID *OHUUIDOfCall(struct oh_call_id call);
struct oh_call_id OHCallOfUUID(NSUUID *uuid);
/* What push and INVITE of a call share, as a number; 0: nothing. */
oh_match_key OHMatchKeyOf(NSString *_Nullable callID);

NS_ASSUME_NONNULL_END
