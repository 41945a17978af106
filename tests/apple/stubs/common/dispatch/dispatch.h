/*
 * The part of libdispatch that adapters/apple uses. Declarations only: the double implements them
 * in virtual time, the compile gate needs no more.
 */
#ifndef OH_STUB_DISPATCH_H
#define OH_STUB_DISPATCH_H

#import <Foundation/Foundation.h>
#include <stdint.h>

@protocol OS_dispatch_queue <NSObject>
@end
typedef NSObject<OS_dispatch_queue> *dispatch_queue_t;
typedef struct dispatch_queue_attr *dispatch_queue_attr_t;
typedef uint64_t dispatch_time_t;
typedef void (^dispatch_block_t)(void);
typedef void (*dispatch_function_t)(void *);

#define DISPATCH_QUEUE_SERIAL ((dispatch_queue_attr_t)0)
#define DISPATCH_TIME_NOW     (0ull)
#define NSEC_PER_MSEC         1000000ull
#define QOS_CLASS_UTILITY     0x11

dispatch_queue_t dispatch_queue_create(const char *label, dispatch_queue_attr_t attr)
#if __has_feature(objc_arc)
    __attribute__((ns_returns_retained))
#endif
    ;
dispatch_queue_t dispatch_get_main_queue(void);
dispatch_queue_t dispatch_get_global_queue(intptr_t identifier, uintptr_t flags);
dispatch_time_t dispatch_time(dispatch_time_t when, int64_t delta);
void dispatch_async(dispatch_queue_t queue, dispatch_block_t block);
void dispatch_after(dispatch_time_t when, dispatch_queue_t queue, dispatch_block_t block);
void dispatch_queue_set_specific(dispatch_queue_t queue, const void *key, void *context,
                                 dispatch_function_t destructor);
void *dispatch_get_specific(const void *key);

#endif
