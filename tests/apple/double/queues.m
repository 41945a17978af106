/*
 * libdispatch in virtual time. Every queue is serial; whose turn it is, is chosen. The
 * application's queues are those that it makes, the main queue and the global one; the others are
 * the system's.
 */
#import "world.h"

#include <stdlib.h>
#include <string.h>

#import "parts.h"

struct item {
    struct item *next;
    uint64_t number; /* the order in which they were queued */
    dispatch_block_t block;
};

@interface DoubleQueue : NSObject <OS_dispatch_queue> {
  @public
    const char *label;
    bool application;
    bool dead; /* its process died */
    struct item *first;
    struct item **end;
    uint64_t blocked_until_ms;
    const void *key;
    void *context;
}
@end

struct timer {
    struct timer *next;
    uint64_t due_ms;
    DoubleQueue *queue;
    dispatch_block_t block;
};

#define QUEUES_MAX 128
#define EACH_MAX   2

static struct {
    uint64_t now_ms;
    uint64_t number;
    DoubleQueue *queues[QUEUES_MAX]; /* not retained: a queue takes itself out */
    unsigned count;
    NSMutableArray *system; /* those that live until the reset */
    DoubleQueue *main, *global, *current;
    struct timer *timers;
    void (*each[EACH_MAX])(void);
} time_and_queues;
#define T time_and_queues

@implementation DoubleQueue

- (instancetype)initWithLabel:(const char *)name application:(bool)is
{
    if ((self = [super init])) {
        label = name;
        application = is;
        end = &first;
        NSCAssert(T.count < QUEUES_MAX, @"too many queues");
        T.queues[T.count++] = self;
    }
    return self;
}

- (void)forget
{
    while (first) {
        struct item *item = first;
        first = item->next;
        Block_release(item->block);
        free(item);
    }
    end = &first;
}

- (void)dealloc
{
    [self forget];
    for (unsigned i = 0; i < T.count; i++)
        if (T.queues[i] == self) {
            memmove(&T.queues[i], &T.queues[i + 1], (--T.count - i) * sizeof(self));
            break;
        }
    [super dealloc];
}

@end

static void forget_timers(bool application_only)
{
    for (struct timer **at = &T.timers; *at;) {
        struct timer *timer = *at;
        if (application_only && !timer->queue->application) {
            at = &timer->next;
            continue;
        }
        *at = timer->next;
        Block_release(timer->block);
        [timer->queue release];
        free(timer);
    }
}

void queues_reset(void)
{
    forget_timers(false);
    for (unsigned i = 0; i < T.count; i++)
        [T.queues[i] forget];
    T.count = 0; /* those of applications that died are never let go of */
    [T.system release];
    [T.main release];
    [T.global release];
    T.system = [NSMutableArray new];
    T.now_ms = 1000000;
    T.number = 0;
    T.current = nil;
    memset(T.each, 0, sizeof(T.each));
    T.main = [[DoubleQueue alloc] initWithLabel:"main" application:true];
    T.global = [[DoubleQueue alloc] initWithLabel:"global" application:true];
}

void world_forget_application(void)
{
    forget_timers(true);
    for (unsigned i = 0; i < T.count; i++)
        if (T.queues[i]->application) {
            [T.queues[i] forget];
            T.queues[i]->dead = T.queues[i] != T.main && T.queues[i] != T.global;
        }
}

void world_each(void (*function)(void))
{
    unsigned n = 0;
    while (n < EACH_MAX && T.each[n] && T.each[n] != function)
        n++;
    NSCAssert(n < EACH_MAX, @"too many look on");
    T.each[n] = function;
}

uint64_t world_now_ms(void)
{
    return T.now_ms;
}

/* ---- Running ---- */

static bool is_ready(const DoubleQueue *queue)
{
    return queue->first && queue->blocked_until_ms <= T.now_ms;
}

/* The queue whose turn it is: the one that waits longest, or any. */
static DoubleQueue *next_queue(void)
{
    DoubleQueue *oldest = nil, *ready[QUEUES_MAX];
    unsigned count = 0;
    for (unsigned i = 0; i < T.count; i++) {
        DoubleQueue *queue = T.queues[i];
        if (!is_ready(queue))
            continue;
        ready[count++] = queue;
        if (!oldest || queue->first->number < oldest->first->number)
            oldest = queue;
    }
    if (count < 2)
        return oldest;
    unsigned way = choose(CLAIM_ORDER, count + 1);
    return way ? ready[way - 1] : oldest;
}

static void run_one(DoubleQueue *queue)
{
    struct item *item = queue->first;
    queue->first = item->next;
    if (!queue->first)
        queue->end = &queue->first;
    [queue retain];
    T.current = queue;
    @autoreleasepool {
        item->block();
        Block_release(item->block);
        free(item);
    }
    T.current = nil;
    [queue release];
    for (unsigned n = 0; n < EACH_MAX && T.each[n]; n++)
        T.each[n]();
}

void world_settle(void)
{
    for (DoubleQueue *queue; (queue = next_queue());) {
        if (queue->application && choose(CLAIM_BLOCKED, 2)) {
            world_block(queue, 500 + any(3000));
            continue;
        }
        run_one(queue);
    }
}

static uint64_t next_time(void)
{
    uint64_t next = T.timers ? T.timers->due_ms : UINT64_MAX;
    for (unsigned i = 0; i < T.count; i++) {
        const DoubleQueue *queue = T.queues[i];
        if (queue->first && queue->blocked_until_ms > T.now_ms && queue->blocked_until_ms < next)
            next = queue->blocked_until_ms;
    }
    return next;
}

void world_run(uint32_t for_ms)
{
    uint64_t until_ms = T.now_ms + for_ms;
    world_settle();
    for (uint64_t next; (next = next_time()) <= until_ms;) {
        if (next > T.now_ms)
            T.now_ms = next;
        while (T.timers && T.timers->due_ms <= T.now_ms) {
            struct timer *timer = T.timers;
            T.timers = timer->next;
            dispatch_async(timer->queue, timer->block);
            Block_release(timer->block);
            [timer->queue release];
            free(timer);
        }
        world_settle();
    }
    T.now_ms = until_ms;
}

/* ---- The world's side ---- */

dispatch_queue_t world_queue(const char *label)
{
    DoubleQueue *queue = [[DoubleQueue alloc] initWithLabel:label application:false];
    [T.system addObject:queue];
    [queue release];
    return queue;
}

void world_after(uint32_t delay_ms, dispatch_queue_t queue, dispatch_block_t block)
{
    struct timer *timer = calloc(1, sizeof(*timer));
    timer->due_ms = T.now_ms + delay_ms;
    timer->queue = [(DoubleQueue *)queue retain];
    timer->block = Block_copy(block);
    struct timer **at = &T.timers;
    while (*at && (*at)->due_ms <= timer->due_ms)
        at = &(*at)->next;
    timer->next = *at;
    *at = timer;
}

void world_block(dispatch_queue_t queue, uint32_t for_ms)
{
    ((DoubleQueue *)queue)->blocked_until_ms = T.now_ms + for_ms;
}

/* ---- libdispatch ---- */

dispatch_queue_t dispatch_queue_create(const char *label, dispatch_queue_attr_t attr)
{
    (void)attr;
    return [[DoubleQueue alloc] initWithLabel:label application:true];
}

dispatch_queue_t dispatch_get_main_queue(void)
{
    return T.main;
}

dispatch_queue_t dispatch_get_global_queue(intptr_t identifier, uintptr_t flags)
{
    (void)identifier, (void)flags;
    return T.global;
}

void dispatch_async(dispatch_queue_t queue, dispatch_block_t block)
{
    DoubleQueue *on = (DoubleQueue *)queue;
    if (on->dead)
        return;
    struct item *item = calloc(1, sizeof(*item));
    item->number = ++T.number;
    item->block = Block_copy(block);
    *on->end = item;
    on->end = &item->next;
}

/* Nanoseconds of the world's clock. */
dispatch_time_t dispatch_time(dispatch_time_t when, int64_t delta)
{
    return (when == DISPATCH_TIME_NOW ? T.now_ms * NSEC_PER_MSEC : when) + (uint64_t)delta;
}

void dispatch_after(dispatch_time_t when, dispatch_queue_t queue, dispatch_block_t block)
{
    uint64_t at_ms = (when + NSEC_PER_MSEC - 1) / NSEC_PER_MSEC;
    world_after(at_ms > T.now_ms ? (uint32_t)(at_ms - T.now_ms) : 0, queue, block);
}

void dispatch_queue_set_specific(dispatch_queue_t queue, const void *key, void *context,
                                 dispatch_function_t destructor)
{
    (void)destructor;
    ((DoubleQueue *)queue)->key = key;
    ((DoubleQueue *)queue)->context = context;
}

void *dispatch_get_specific(const void *key)
{
    return T.current && T.current->key == key ? T.current->context : NULL;
}
