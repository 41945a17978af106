/* The fuzzer's bytes, taken one after another; zeros when they are used up. */
#ifndef FUZZ_BYTES_H
#define FUZZ_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct bytes {
    const uint8_t *at;
    size_t left;
};

static inline uint8_t take(struct bytes *bytes)
{
    if (bytes->left == 0)
        return 0;
    bytes->left--;
    return *bytes->at++;
}

/* One of 0 to count - 1. */
static inline uint8_t take_of(struct bytes *bytes, unsigned count)
{
    return (uint8_t)(take(bytes) % count);
}

static inline uint32_t take32(struct bytes *bytes)
{
    uint32_t value = 0;

    for (unsigned i = 0; i < 4; i++)
        value = value << 8 | take(bytes);
    return value;
}

/* What must hold; libFuzzer keeps the bytes under which it does not. */
static inline void insist(bool fact, const char *words)
{
    if (fact)
        return;
    fprintf(stderr, "fuzz: this does not hold: %s\n", words);
    abort();
}

/* To read what was found: OFFHOOK_FUZZ_SHOW=1 FUZZER FILE prints what the bytes came to. */
static inline bool shows(void)
{
    return getenv("OFFHOOK_FUZZ_SHOW") != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
