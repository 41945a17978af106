/* Records in pieces; see store.h. */
#include "store.h"

#include <stddef.h>
#include <string.h>

#include "search.h"

#define PIECES_OF_A_KIND ((1u << 8 * PIECE_BYTES) - 1)
#define USED_BYTES       ((TURNS + 7) / 8)

static uint64_t word_at(const void *record, unsigned at)
{
    uint64_t word;

    memcpy(&word, (const uint8_t *)record + at, sizeof word);
    return word;
}

/* The words that hold these bytes, but for the bits that tell what was used up. */
static void add_range(const struct setting *setting, struct piece *piece, unsigned from,
                      unsigned size)
{
    uint8_t wanted[WORDS_MAX * 8] = {0};
    struct env env = {0};

    memset(wanted + from, 0xff, size);
    env.used = (1u << TURNS) - 1;
    for (unsigned i = 0; i < offsetof(struct env, keys); i++)
        wanted[i] &= (uint8_t) ~((const uint8_t *)&env)[i];
    for (unsigned at = from; at < from + size; at += 8) {
        unsigned last = setting->words * 8u - 8;
        unsigned begins = at < last ? at : last;
        piece->words[piece->count].at = begins;
        piece->words[piece->count++].mask = word_at(wanted, begins);
        memset(wanted + begins, 0, 8);
    }
}

/* In a record: the environment's head, its keys, what more there is; then of the mind the
 * head, the slots, the rest (pack.c). In order of keys the slots are, too (symmetry.c), so that a
 * call's are together. */
static void lay_out(struct store *store)
{
    const struct setting *setting = store->setting;
    unsigned mind = setting->env_bytes + setting->more_bytes;
    unsigned slots = mind + setting->mind_head_bytes;
    unsigned shared_slots = setting->slots > setting->keys ? setting->slots - setting->keys : 0;
    unsigned rest = slots + setting->slots * setting->slot_bytes;
    unsigned extra = setting->more_bytes != 0 ? sizeof(struct env_extra) : 0;
    unsigned more = (setting->more_bytes - extra) / setting->keys;

    store->piece_count = 1 + setting->keys;
    add_range(setting, &store->pieces[0], 0, offsetof(struct env, keys));
    add_range(setting, &store->pieces[0], setting->env_bytes, extra);
    add_range(setting, &store->pieces[0], mind, setting->mind_head_bytes);
    add_range(setting, &store->pieces[0], slots + setting->keys * setting->slot_bytes,
              shared_slots * setting->slot_bytes);
    add_range(setting, &store->pieces[0], rest, mind + setting->mind_bytes - rest);
    for (unsigned key = 0; key < setting->keys; key++) {
        struct piece *piece = &store->pieces[1 + key];
        add_range(setting, piece,
                  (unsigned)(offsetof(struct env, keys) + key * sizeof(struct env_key)),
                  sizeof(struct env_key));
        add_range(setting, piece, setting->env_bytes + extra + key * more, more);
        if (key < setting->slots)
            add_range(setting, piece, slots + key * setting->slot_bytes, setting->slot_bytes);
    }
}

bool store_begin(struct store *store, const struct setting *setting, uint32_t max, bool covering)
{
    *store = (struct store){.setting = setting};
    lay_out(store);
    for (unsigned i = 0; i < store->piece_count; i++)
        if (!set_begin(&store->dictionaries[i], 8 * store->pieces[i].count, 0,
                       max < PIECES_OF_A_KIND ? max : PIECES_OF_A_KIND))
            return false;
    return set_begin(&store->states, PIECE_BYTES * store->piece_count + USED_BYTES,
                     covering ? USED_BYTES : 0, max);
}

void store_free(struct store *store)
{
    for (unsigned i = 0; i < store->piece_count; i++)
        set_free(&store->dictionaries[i]);
    set_free(&store->states);
}

/* ---- To and fro ---- */

/* What was used up, which is no piece. */
static uint32_t used_of(const uint64_t *record)
{
    struct env env;

    memcpy(&env, record, offsetof(struct env, keys));
    return env.used;
}

static void set_used(uint64_t *record, uint32_t used)
{
    struct env env;

    memcpy(&env, record, offsetof(struct env, keys));
    env.used = used & ((1u << TURNS) - 1);
    memcpy(record, &env, offsetof(struct env, keys));
}

static void gather(const struct piece *piece, const uint64_t *record, uint64_t *words)
{
    for (unsigned i = 0; i < piece->count; i++)
        words[i] = word_at(record, piece->words[i].at) & piece->words[i].mask;
}

static void scatter(const struct piece *piece, const uint8_t *item, uint64_t *record)
{
    for (unsigned i = 0; i < piece->count; i++) {
        uint64_t word = word_at(record, piece->words[i].at) | word_at(item, 8 * i);
        memcpy((uint8_t *)record + piece->words[i].at, &word, sizeof word);
    }
}

static void put_number(uint8_t *out, uint32_t number)
{
    for (unsigned i = 0; i < PIECE_BYTES; i++)
        out[i] = (uint8_t)(number >> 8 * i);
}

static uint32_t get_number(const uint8_t *in)
{
    uint32_t number = 0;

    for (unsigned i = 0; i < PIECE_BYTES; i++)
        number |= (uint32_t)in[i] << 8 * i;
    return number;
}

static void put_used(const struct store *store, uint8_t *state, uint32_t used)
{
    for (unsigned i = 0; i < USED_BYTES; i++)
        state[PIECE_BYTES * store->piece_count + i] = (uint8_t)(used >> 8 * i);
}

bool store_pack(struct store *store, const uint64_t *record, uint8_t *state)
{
    put_used(store, state, used_of(record));
    for (unsigned i = 0; i < store->piece_count; i++) {
        struct set *pieces = &store->dictionaries[i];
        uint64_t words[WORDS_MAX];
        const uint8_t *item = (const uint8_t *)words;
        bool added;
        gather(&store->pieces[i], record, words);
        uint32_t number = set_put(pieces, item, set_hash(pieces, item), &added);
        if (number == NO_ITEM)
            return false;
        put_number(state + PIECE_BYTES * i, number);
    }
    return true;
}

bool store_pack_known(const struct store *store, const uint64_t *record, uint8_t *state)
{
    put_used(store, state, used_of(record));
    for (unsigned i = 0; i < store->piece_count; i++) {
        uint64_t words[WORDS_MAX];
        gather(&store->pieces[i], record, words);
        uint32_t number = set_find(&store->dictionaries[i], (const uint8_t *)words);
        if (number == NO_ITEM)
            return false;
        put_number(state + PIECE_BYTES * i, number);
    }
    return true;
}

void store_open(const struct store *store, uint32_t number, uint64_t *record)
{
    const uint8_t *state = set_item(&store->states, number);
    uint32_t used = 0;

    memset(record, 0, store->setting->words * sizeof *record);
    for (unsigned i = 0; i < store->piece_count; i++)
        scatter(&store->pieces[i],
                set_item(&store->dictionaries[i], get_number(state + PIECE_BYTES * i)), record);
    for (unsigned i = 0; i < USED_BYTES; i++)
        used |= (uint32_t)state[PIECE_BYTES * store->piece_count + i] << 8 * i;
    set_used(record, used);
}

bool store_make_room(struct store *store, uint64_t more)
{
    for (unsigned i = 0; i < store->piece_count; i++)
        if (!set_make_room(&store->dictionaries[i], more))
            return false;
    return set_make_room(&store->states, more);
}

size_t store_memory(const struct store *store)
{
    size_t size = set_memory(&store->states);

    for (unsigned i = 0; i < store->piece_count; i++)
        size += set_memory(&store->dictionaries[i]);
    return size;
}
