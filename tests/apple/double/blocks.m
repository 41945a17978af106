/*
 * A block retains the objects that it captures. Debian's blocks runtime knows of no objects, so the
 * two functions that the compiler calls for each captured variable are put before the library's.
 */
#define _GNU_SOURCE
#import <Foundation/Foundation.h>
#include <dlfcn.h>

/* From the published ABI of blocks: what kind of variable it is. */
enum { FIELD_IS_OBJECT = 3, BYREF_CALLER = 128 };

void _Block_object_assign(void *to, const void *object, const int flags);
void _Block_object_dispose(const void *object, const int flags);

void _Block_object_assign(void *to, const void *object, const int flags)
{
    if (flags == FIELD_IS_OBJECT) {
        *(const void **)to = [(id)object retain];
        return;
    }
    static void (*next)(void *, const void *, const int);
    if (!next)
        next = (void (*)(void *, const void *, const int))dlsym(RTLD_NEXT, "_Block_object_assign");
    next(to, object, flags);
}

void _Block_object_dispose(const void *object, const int flags)
{
    if (flags == FIELD_IS_OBJECT) {
        [(id)object release];
        return;
    }
    static void (*next)(const void *, const int);
    if (!next)
        next = (void (*)(const void *, const int))dlsym(RTLD_NEXT, "_Block_object_dispose");
    next(object, flags);
}
