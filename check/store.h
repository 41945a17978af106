/*
 * The states that were found, each as the numbers of its pieces: what all calls share, and each
 * call with what the mind knows of it. A piece is kept once, for there are few different ones.
 *
 * A state that differs from another one only by having used up more adversaries is covered by it:
 * whatever can happen in it can happen there, too (tests/check/test_cover.c). What was found no
 * later with fewer used up stands for it.
 */
#ifndef CHECK_STORE_H
#define CHECK_STORE_H

#include "set.h"
#include "world.h"

#define PIECES_MAX (1 + KEYS_MAX)

/* Bits of a record that make up a piece: words of 8 bytes, wherever they begin. */
struct piece {
    unsigned count;
    struct {
        uint64_t mask;
        unsigned at;
    } words[WORDS_MAX];
};

struct store {
    const struct setting *setting;
    unsigned piece_count;
    struct piece pieces[PIECES_MAX];
    struct set dictionaries[PIECES_MAX];
    struct set states;
};

/* As it is kept: numbers of 3 bytes, then what was used up. */
#define PIECE_BYTES 3
#define STATE_MAX   (PIECE_BYTES * PIECES_MAX + 4)

/* `covering`: do not add what is covered. Returns false if memory is out. */
bool store_begin(struct store *store, const struct setting *setting, uint32_t max, bool covering);
void store_free(struct store *store);

/* A record as it is kept. False if there are too many different pieces. */
bool store_pack(struct store *store, const uint64_t *record, uint8_t *state);

/* The same, of a record whose pieces are all known; false if one is not. */
bool store_pack_known(const struct store *store, const uint64_t *record, uint8_t *state);

/* The record of a state. */
void store_open(const struct store *store, uint32_t number, uint64_t *record);

/* Room for as many more pieces and states. */
bool store_make_room(struct store *store, uint64_t more);
size_t store_memory(const struct store *store);

#endif
