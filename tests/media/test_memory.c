/*
 * No key of SRTP's is in this process's memory once the call is over.
 */
#include "pair.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

/* A key that is looked for without being there by that: under a mask. */
struct masked {
    uint8_t byte[64];
    size_t size;
};

enum { MASK = 0xa5 };

static struct masked masked(const void *bytes, size_t size)
{
    struct masked masked = {.size = MIN(size, sizeof masked.byte)};
    for (size_t i = 0; i < masked.size; i++)
        masked.byte[i] = ((const uint8_t *)bytes)[i] ^ MASK;
    return masked;
}

static bool stands_at(const uint8_t *at, const struct masked *key)
{
    for (size_t i = 0; i < key->size; i++)
        if ((at[i] ^ MASK) != key->byte[i])
            return false;
    return true;
}

static unsigned count_in(const uint8_t *from, const uint8_t *to, const struct masked *key)
{
    unsigned count = 0;
    while (from + key->size <= to &&
           (from = memchr(from, key->byte[0] ^ MASK, (size_t)(to - from) - key->size + 1)))
        count += stands_at(from++, key);
    return count;
}

/* What is read of memory, which may go away meanwhile; itself it is not looked at. */
enum { WINDOW = 1 << 20 };

static unsigned count_between(int memory, uint8_t *window, unsigned long from, unsigned long to,
                              const struct masked *key)
{
    unsigned count = 0;
    for (; from < to; from += WINDOW - sizeof key->byte) {
        ssize_t size = pread(memory, window, MIN(WINDOW, to - from), (off_t)from);
        if (size > 0)
            count += count_in(window, window + size, key);
    }
    return count;
}

/* How often it stands in what this process may write. What is larger than any heap is a
 * sanitizer's. */
static unsigned copies_of(const struct masked *key)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    uint8_t *window =
        mmap(NULL, WINDOW, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned long from, to, large = 1ul << 30, own = (unsigned long)window;
    char line[600], may[5];
    unsigned count = 0;
    assert_true(maps && memory >= 0 && window != MAP_FAILED);
    while (fgets(line, sizeof line, maps)) {
        assert_int_equal(sscanf(line, "%lx-%lx %4s", &from, &to, may), 3);
        if (strncmp(may, "rw", 2) != 0 || to - from > large)
            continue;
        if (from <= own && own < to) {
            count += count_between(memory, window, from, own, key);
            from = own + WINDOW;
        }
        count += count_between(memory, window, from, to, key);
    }
    munmap(window, WINDOW);
    close(memory);
    fclose(maps);
    return count;
}

/* The key in a description as it stands there, and as it is used; the description is then
 * forgotten.
 */
static void take_key(char *sdp, struct masked *text, struct masked *raw)
{
    char *found = strstr(sdp, "inline:") + strlen("inline:");
    gsize size = strcspn(found, "\r\n|");
    *text = masked(found, size);
    found[size] = '\0';
    g_base64_decode_inplace(found, &size);
    *raw = masked(found, size);
    explicit_bzero(sdp, STACK_SDP_MAX);
}

static void srtp_keys_are_not_in_memory_after_the_call(void **state)
{
    struct pair pair;
    struct masked text[2], raw[2];
    (void)state;
    pair_make(&pair, "audio=tone:400 measure=1 codecs=pcma offer=sdes",
              "audio=tone:1000 measure=1");
    pair_connect_and_open(&pair);
    pair_wait_until_both_hear(&pair, 400, 1000);
    take_key(pair.a.legs[CALLER].sdp, &text[0], &raw[0]);
    take_key(pair.b.legs[CALLEE].sdp, &text[1], &raw[1]);
    assert_true(copies_of(&raw[0]) > 0); /* it can be found */
    pair_end(&pair);
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(copies_of(&raw[i]), 0);
        assert_int_equal(copies_of(&text[i]), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {STACK_TEST(srtp_keys_are_not_in_memory_after_the_call)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
