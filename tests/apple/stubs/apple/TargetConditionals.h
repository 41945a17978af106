/* Of Apple's, what is asked; the target says it (clang's -target). */
#ifndef OH_STUB_TARGET_H
#define OH_STUB_TARGET_H

#include <Availability.h>
#if defined(__ENVIRONMENT_IPHONE_OS_VERSION_MIN_REQUIRED__)
#define TARGET_OS_IOS 1
#else
#define TARGET_OS_IOS 0
#endif

#endif
