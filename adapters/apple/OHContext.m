/*
 * The queue, the host's clock on it, and the small translations that every part needs.
 */
#import "OHContext.h"

#include <stdarg.h>
#include <time.h>

#import "OHMemory.h"

static char on_queue; /* its address is the key of the queue's context */

/* Darwin's monotonic clock goes on while the device sleeps. */
static uint64_t monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

uint64_t (*OHNowMs)(void) = monotonic_ms;

@implementation OHContext

- (instancetype)initWithLog:(struct oh_log_sink)log
{
    if ((self = [super init])) {
        _log = log;
        _queue = dispatch_queue_create("offhook", DISPATCH_QUEUE_SERIAL);
        dispatch_queue_set_specific(_queue, &on_queue, OH_CONTEXT(self), NULL);
    }
    return self;
}

- (void)dealloc
{
    OH_RELEASE(_queue);
    OH_SUPER_DEALLOC;
}

- (dispatch_queue_t)queue
{
    return _queue;
}

- (struct oh_host *)host
{
    return _host;
}

- (void)setHost:(struct oh_host *)host
{
    _host = host;
    _wake++; /* a wake-up that was asked for finds nobody */
}

- (BOOL)isHere
{
    return dispatch_get_specific(&on_queue) == OH_CONTEXT(self);
}

- (void)run:(dispatch_block_t)block
{
    if ([self isHere])
        block();
    else
        dispatch_async(_queue, block);
}

- (void)later:(dispatch_block_t)block
{
    dispatch_async(_queue, block);
}

- (void)after:(uint64_t)ms run:(dispatch_block_t)block
{
    dispatch_after(dispatch_time(DISPATCH_TIME_NOW, (int64_t)(ms * NSEC_PER_MSEC)), _queue, block);
}

- (BOOL)post:(struct oh_event)event
{
    return _host && oh_host_post(_host, &event) == OH_OK;
}

- (BOOL)postLate:(struct oh_event)event
{
    event.now_ms = _lastMs;
    return [self post:event];
}

- (void)steppedAtMs:(uint64_t)ms
{
    _lastMs = ms;
}

- (const struct oh_core *)core
{
    return _host ? oh_host_core(_host) : NULL;
}

/* Lines longer than this are cut. */
#define LINE_MAX_BYTES 300

- (void)log:(enum oh_log_level)level text:(NSString *)format, ...
{
    if (!_log.log)
        return;
    va_list arguments;
    va_start(arguments, format);
    NSString *text = OH_AUTORELEASE([[NSString alloc] initWithFormat:format arguments:arguments]);
    va_end(arguments);
    if ([text length] > LINE_MAX_BYTES)
        text = [text substringToIndex:LINE_MAX_BYTES];
    _log.log(_log.ctx, level, "apple", [text UTF8String]);
}

/* ---- The clock ---- */

static uint64_t now_ms(void *ctx)
{
    (void)ctx;
    return OHNowMs();
}

static bool on_context(void *ctx)
{
    return [OH_OBJECT(OHContext, ctx) isHere];
}

- (void)wakeAtMs:(uint64_t)at_ms
{
    uint64_t number = ++_wake;
    if (at_ms == OH_NEVER)
        return;
    uint64_t now = OHNowMs();
    [self after:at_ms > now ? at_ms - now : 0
            run:^{
                if (self->_host && self->_wake == number)
                    oh_host_wake(self->_host);
            }];
}

static void wake_at_ms(void *ctx, uint64_t at_ms)
{
    [OH_OBJECT(OHContext, ctx) wakeAtMs:at_ms];
}

- (struct oh_clock_port)clock
{
    return (struct oh_clock_port){.size = sizeof(struct oh_clock_port),
                                  .ctx = OH_CONTEXT(self),
                                  .now_ms = now_ms,
                                  .wake_at_ms = wake_at_ms,
                                  .on_context = on_context};
}

@end

/* ---- Ids ---- */

NSUUID *OHUUIDOfCall(struct oh_call_id call)
{
    return OH_AUTORELEASE([[NSUUID alloc] initWithUUIDBytes:call.bytes]);
}

struct oh_call_id OHCallOfUUID(NSUUID *uuid)
{
    struct oh_call_id call = {{0}};
    [uuid getUUIDBytes:call.bytes];
    return call;
}

/* FNV-1a, 64 bit; 0 means absent. */
oh_match_key OHMatchKeyOf(NSString *callID)
{
    if (![callID length])
        return 0;
    uint64_t hash = 0xcbf29ce484222325u;
    for (const char *at = [callID UTF8String]; at && *at; at++)
        hash = (hash ^ (uint8_t)*at) * 0x100000001b3u;
    return hash ? hash : 1;
}
