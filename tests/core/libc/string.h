/* All that the core asks of a C library (tests/core/targets). */
#ifndef OH_TEST_STRING_H
#define OH_TEST_STRING_H
#include <stddef.h>
void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);
#endif
