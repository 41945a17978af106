/*
 * Who keeps what, with and without ARC: applications build this with ARC, the tests without it, on
 * GNUstep (whose runtime has no ARC, and whose blocks are no objects). Private to adapters/apple.
 */
#ifndef OH_APPLE_MEMORY_H
#define OH_APPLE_MEMORY_H

#include <string.h>

#if __has_feature(objc_arc)
#define OH_RETAIN(object)        (object)
#define OH_RELEASE(object)       ((void)0)
#define OH_AUTORELEASE(object)   (object)
#define OH_SUPER_DEALLOC         ((void)0)
#define OH_BLOCK_COPY(block)     ([(block) copy])
#define OH_BLOCK_RELEASE(block)  ((void)0)
#define OH_CONTEXT(object)       ((__bridge void *)(object))
#define OH_OBJECT(type, context) ((__bridge type *)(context))
#define OH_UNRETAINED            __unsafe_unretained
#define OH_WEAK                  __weak
#else
#define OH_RETAIN(object)        ([(object) retain])
#define OH_RELEASE(object)       ([(object) release])
#define OH_AUTORELEASE(object)   ([(object) autorelease])
#define OH_SUPER_DEALLOC         ([super dealloc])
#define OH_BLOCK_COPY(block)     (Block_copy(block))
#define OH_BLOCK_RELEASE(block)  (Block_release(block))
#define OH_CONTEXT(object)       ((void *)(object))
#define OH_OBJECT(type, context) ((type *)(context))
#define OH_UNRETAINED
#define OH_WEAK
#endif

/* Put an object into an instance variable that owns it. */
#if __has_feature(objc_arc)
#define OH_SET(variable, value) ((variable) = (value))
#else
#define OH_SET(variable, value)                \
    do {                                       \
        __typeof__(variable) oh_new = (value); \
        [oh_new retain];                       \
        [(variable) release];                  \
        (variable) = oh_new;                   \
    } while (0)
#endif

#endif
