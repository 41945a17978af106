/*
 * A set of equally long byte strings that only grows, shared by threads: an item has a number, in
 * the order of arrival. An open-addressing table of hash fragments and numbers beside one array;
 * a place is claimed with one compare-and-swap. The table grows only where nobody else is at work.
 *
 * The last bytes of an item may be a mask. Then an item is covered by one that is equal but for
 * having fewer bits in the mask, and what is covered when it arrives is not added.
 */
#ifndef CHECK_SET_H
#define CHECK_SET_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NO_ITEM UINT32_MAX

#define ITEM_MIN 8
#define ITEM_MAX 128

struct set {
    uint8_t *items;
    unsigned size;      /* of an item, the mask included: ITEM_MIN to ITEM_MAX */
    unsigned mask_size; /* 0: items are equal, or they are not */

    /* An item is looked at in words of 8 bytes; the last two may overlap. */
    unsigned word_count;
    struct {
        uint64_t mask; /* which of its bits are the mask's */
        unsigned at;
    } words[ITEM_MAX / 8];
    uint32_t max;
    _Atomic uint32_t count;
    _Atomic uint64_t *table;
    unsigned bits;
};

/* Memory is taken from the system as it is used. Returns false if there is none. */
bool set_begin(struct set *set, unsigned size, unsigned mask_size, uint32_t max);
void set_free(struct set *set);

uint64_t set_hash(const struct set *set, const uint8_t *item);

/* The number of the item, or of one that covers it, adding it if there is neither; NO_ITEM if there
 * is no room. */
uint32_t set_put(struct set *set, const uint8_t *item, uint64_t hash, bool *added);
uint32_t set_find(const struct set *set, const uint8_t *item);

/* Whether an item before `end` covers this one with fewer bits than it has. */
bool set_covered(const struct set *set, uint32_t number, uint32_t end);

/* Make room for so many more. One thread alone. Returns false if memory is out. */
bool set_make_room(struct set *set, uint64_t more);

/* What it takes, in bytes. */
size_t set_memory(const struct set *set);

/* Memory that costs nothing until it is used, and zero; NULL if there is none. */
void *memory_reserve(size_t size);
void memory_release(void *memory, size_t size);

static inline const uint8_t *set_item(const struct set *set, uint32_t number)
{
    return set->items + (size_t)number * set->size;
}

/* Two steps ahead of set_put: the place in the table, then the item that it names. */
static inline void set_prefetch_place(const struct set *set, uint64_t hash)
{
    __builtin_prefetch((const void *)&set->table[hash & ((1ull << set->bits) - 1)]);
}

void set_prefetch_item(const struct set *set, uint64_t hash);

#endif
