/* Items and their table; see set.h. A table's entry: fragment of the hash, number + 1. */
#define _GNU_SOURCE
#include "set.h"

#include <string.h>
#include <sys/mman.h>

#define FIRST_BITS 12
#define BUSY       UINT32_MAX /* claimed, about to be written */

/* ---- Memory ---- */

#define HUGE_FROM (8u << 20) /* below it, pages of 2 MiB cost more than they save */

void *memory_reserve(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (memory == MAP_FAILED)
        return NULL;
    if (size >= HUGE_FROM)
        madvise(memory, size, MADV_HUGEPAGE);
    return memory;
}

void memory_release(void *memory, size_t size)
{
    if (memory != NULL)
        munmap(memory, size);
}

static size_t table_size(const struct set *set)
{
    return sizeof(uint64_t) << set->bits;
}

/* Of the word at `at`, the bytes that belong to the mask. */
static uint64_t mask_of(const struct set *set, unsigned at)
{
    uint8_t bytes[8];
    uint64_t mask;

    for (unsigned i = 0; i < 8; i++)
        bytes[i] = at + i >= set->size - set->mask_size ? 0xff : 0;
    memcpy(&mask, bytes, sizeof mask);
    return mask;
}

bool set_begin(struct set *set, unsigned size, unsigned mask_size, uint32_t max)
{
    *set = (struct set){.size = size, .mask_size = mask_size, .max = max, .bits = FIRST_BITS};
    set->word_count = (size + 7) / 8;
    for (unsigned i = 0; i < set->word_count; i++) {
        unsigned at = 8 * i + 8 <= size ? 8 * i : size - 8;
        set->words[i].at = at;
        set->words[i].mask = mask_of(set, at);
    }
    set->items = memory_reserve((size_t)max * size);
    set->table = memory_reserve(table_size(set));
    return set->items != NULL && set->table != NULL;
}

void set_free(struct set *set)
{
    memory_release(set->items, (size_t)set->max * set->size);
    memory_release((void *)set->table, table_size(set));
    *set = (struct set){0};
}

size_t set_memory(const struct set *set)
{
    return (size_t)atomic_load(&set->count) * set->size + table_size(set);
}

/* ---- Comparing ---- */

static uint64_t mix(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t word_at(const uint8_t *item, unsigned at)
{
    uint64_t word;

    memcpy(&word, item + at, sizeof word);
    return word;
}

uint64_t set_hash(const struct set *set, const uint8_t *item)
{
    uint64_t hash = 0x9e3779b97f4a7c15u;

    for (unsigned i = 0; i < set->word_count; i++)
        hash = mix(hash ^ (word_at(item, set->words[i].at) & ~set->words[i].mask),
                   0xd6e8feb86659fd93u ^ (uint64_t)i << 32);
    return hash ^ hash >> 29;
}

/* Equal but for the mask, and no bit in its mask that `item` has not. */
static bool covers(const struct set *set, const uint8_t *it, const uint8_t *item)
{
    uint64_t difference = 0;

    for (unsigned i = 0; i < set->word_count; i++) {
        uint64_t a = word_at(it, set->words[i].at);
        uint64_t b = word_at(item, set->words[i].at);
        difference |= (a ^ b) & (~set->words[i].mask | a);
    }
    return difference == 0;
}

/* ---- Looking up ---- */

static uint64_t entry_at(const struct set *set, uint64_t place)
{
    return atomic_load_explicit(&set->table[place], memory_order_acquire);
}

uint32_t set_put(struct set *set, const uint8_t *item, uint64_t hash, bool *added)
{
    uint64_t mask = (1ull << set->bits) - 1;
    uint64_t fragment = (hash >> 32) << 32;
    uint64_t place = hash & mask;

    *added = false;
    for (;;) {
        uint64_t entry = entry_at(set, place);
        if (entry == 0) {
            if (!atomic_compare_exchange_strong_explicit(&set->table[place], &entry,
                                                         fragment | BUSY, memory_order_acquire,
                                                         memory_order_acquire))
                continue;
            uint32_t number = atomic_fetch_add_explicit(&set->count, 1, memory_order_relaxed);
            if (number >= set->max) {
                atomic_fetch_sub_explicit(&set->count, 1, memory_order_relaxed);
                atomic_store_explicit(&set->table[place], 0, memory_order_release);
                return NO_ITEM;
            }
            memcpy(set->items + (size_t)number * set->size, item, set->size);
            atomic_store_explicit(&set->table[place], fragment | (number + 1ull),
                                  memory_order_release);
            *added = true;
            return number;
        }
        if ((entry >> 32) << 32 == fragment) {
            if ((uint32_t)entry == BUSY)
                continue; /* another thread is about to write it */
            if (covers(set, set_item(set, (uint32_t)entry - 1), item))
                return (uint32_t)entry - 1;
        }
        place = (place + 1) & mask;
    }
}

uint32_t set_find(const struct set *set, const uint8_t *item)
{
    uint64_t hash = set_hash(set, item);
    uint64_t mask = (1ull << set->bits) - 1;

    for (uint64_t place = hash & mask;; place = (place + 1) & mask) {
        uint64_t entry = entry_at(set, place);
        if (entry == 0)
            return NO_ITEM;
        if (entry >> 32 == hash >> 32 && covers(set, set_item(set, (uint32_t)entry - 1), item))
            return (uint32_t)entry - 1;
    }
}

bool set_covered(const struct set *set, uint32_t number, uint32_t end)
{
    const uint8_t *item = set_item(set, number);
    uint64_t hash = set_hash(set, item);
    uint64_t mask = (1ull << set->bits) - 1;

    if (set->mask_size == 0)
        return false;
    for (uint64_t place = hash & mask;; place = (place + 1) & mask) {
        uint64_t entry = entry_at(set, place);
        uint32_t other = (uint32_t)entry - 1;
        if (entry == 0)
            return false;
        if (entry >> 32 == hash >> 32 && (uint32_t)entry != BUSY && other != number &&
            other < end && covers(set, set_item(set, other), item))
            return true;
    }
}

void set_prefetch_item(const struct set *set, uint64_t hash)
{
    uint64_t entry = entry_at(set, hash & ((1ull << set->bits) - 1));

    if (entry >> 32 == hash >> 32 && (uint32_t)entry != BUSY)
        __builtin_prefetch(set_item(set, (uint32_t)entry - 1));
}

/* ---- Growing ---- */

static bool grow(struct set *set, unsigned bits)
{
    _Atomic uint64_t *old = set->table;
    size_t old_size = table_size(set);
    uint32_t count = atomic_load_explicit(&set->count, memory_order_relaxed);
    uint64_t mask = (1ull << bits) - 1;
    _Atomic uint64_t *table = memory_reserve(sizeof(uint64_t) << bits);

    if (table == NULL)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t hash = set_hash(set, set_item(set, i));
        uint64_t place = hash & mask;
        while (atomic_load_explicit(&table[place], memory_order_relaxed) != 0)
            place = (place + 1) & mask;
        atomic_store_explicit(&table[place], (hash >> 32) << 32 | (i + 1ull), memory_order_relaxed);
    }
    set->table = table;
    set->bits = bits;
    memory_release((void *)old, old_size);
    return true;
}

bool set_make_room(struct set *set, uint64_t more)
{
    uint64_t needed = atomic_load(&set->count) + more;
    unsigned bits = set->bits;

    if (needed > set->max)
        needed = set->max; /* set_put will say that there is no room */
    while (needed + 1 > (1ull << bits) / 4 * 3)
        bits++;
    return bits == set->bits || grow(set, bits);
}
