#ifndef OH_STUB_ASSERT_H
#define OH_STUB_ASSERT_H
#include <stdlib.h>
#define assert(what) ((what) ? (void)0 : abort())
#endif
