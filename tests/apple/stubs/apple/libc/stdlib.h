#ifndef OH_STUB_STDLIB_H
#define OH_STUB_STDLIB_H
#include <stddef.h>
void *calloc(size_t count, size_t size);
void *realloc(void *old, size_t size);
void free(void *memory);
unsigned long long strtoull(const char *text, char **end, int base);
void arc4random_buf(void *to, size_t size);
_Noreturn void abort(void);
#endif
