/*
 * Sets that threads share, and records kept in pieces: everything is found again, once, under one
 * number, and comes out as it went in.
 */
#include "walk.h"

#include <pthread.h>

#include "set.h"
#include "store.h"

#define ITEMS   20000
#define THREADS 4

static struct set shared;

static void make_item(uint32_t i, uint8_t *item)
{
    memset(item, 0, 11);
    memcpy(item, &i, sizeof i);
    item[10] = (uint8_t)(i * 7);
}

/* Each from another end. */
static void *put_all(void *argument)
{
    unsigned first = *(unsigned *)argument;
    uint8_t item[11];
    bool added;

    for (uint32_t i = 0; i < ITEMS; i++) {
        make_item((i * (2 * first + 1) + first) % ITEMS, item);
        if (set_put(&shared, item, set_hash(&shared, item), &added) == NO_ITEM)
            return argument;
    }
    return NULL;
}

static void threads_share_a_set(void **state)
{
    pthread_t threads[THREADS];
    unsigned names[THREADS];
    uint8_t seen[ITEMS] = {0};

    (void)state;
    assert_true(set_begin(&shared, 11, 0, 2 * ITEMS));
    assert_true(set_make_room(&shared, ITEMS));
    for (unsigned i = 0; i < THREADS; i++) {
        names[i] = i;
        assert_int_equal(pthread_create(&threads[i], NULL, put_all, &names[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        void *failed;
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
    for (uint32_t i = 0; i < ITEMS; i++) {
        uint8_t item[11];
        make_item(i, item);
        uint32_t number = set_find(&shared, item);
        assert_true(number < ITEMS);
        assert_int_equal(seen[number]++, 0);
        assert_memory_equal(set_item(&shared, number), item, sizeof item);
    }
    assert_int_equal(shared.count, ITEMS);
    set_free(&shared);
}

static void a_set_grows_and_says_when_it_is_full(void **state)
{
    uint8_t item[11];
    bool added;

    (void)state;
    assert_true(set_begin(&shared, 11, 0, ITEMS));
    for (uint32_t i = 0; i < ITEMS; i++) {
        make_item(i, item);
        assert_true(set_make_room(&shared, 1));
        assert_int_equal(set_put(&shared, item, set_hash(&shared, item), &added), i);
        assert_true(added);
    }
    make_item(ITEMS, item);
    assert_true(set_make_room(&shared, 1));
    assert_int_equal(set_put(&shared, item, set_hash(&shared, item), &added), NO_ITEM);
    make_item(7, item);
    assert_int_equal(set_put(&shared, item, set_hash(&shared, item), &added), 7);
    assert_false(added);
    set_free(&shared);
}

static uint32_t put_masked(uint8_t name, uint16_t mask, bool *added)
{
    uint8_t item[13] = {[4] = name};

    memcpy(item + 11, &mask, sizeof mask);
    return set_put(&shared, item, set_hash(&shared, item), added);
}

static void fewer_bits_cover_more(void **state)
{
    bool added;

    (void)state;
    assert_true(set_begin(&shared, 13, 2, 100));
    assert_int_equal(put_masked(1, 0x107, &added), 0);
    assert_int_equal(put_masked(1, 0x107, &added), 0);
    assert_false(added);
    assert_int_equal(put_masked(1, 0x10f, &added), 0); /* covered */
    assert_false(added);
    assert_int_equal(put_masked(2, 0x10f, &added), 1); /* another one */
    assert_int_equal(put_masked(1, 0x010, &added), 2);
    assert_int_equal(put_masked(1, 0x100, &added), 3); /* comes after what it covers */
    assert_true(added);
    assert_true(set_covered(&shared, 0, 4));
    assert_false(set_covered(&shared, 0, 3)); /* not by what comes later */
    assert_false(set_covered(&shared, 1, 4));
    assert_false(set_covered(&shared, 2, 4));
    assert_false(set_covered(&shared, 3, 4));
    set_free(&shared);
}

/* Every record of random walks, in a store that many share. */
static void records_come_out_as_they_went_in(void **state)
{
    static const char *const worlds[] = {"all,away,retry", "all,outgoing,mute,digits,silence,app"};
    static struct scene scene;
    struct store store;
    uint64_t seed = 5;

    (void)state;
    for (unsigned keys = 1; keys <= KEYS_MAX; keys++) {
        struct setting setting = walk_setting(keys, worlds[keys % 2]);
        struct moves moves;
        const struct move *move;
        moves_of(&setting, &moves);
        assert_true(store_begin(&store, &setting, 100000, keys == 2));
        for (unsigned walk = 0; walk < 200; walk++) {
            scene_init(&scene, &setting);
            for (unsigned i = 0; i < 60 && (move = walk_choose(&scene, &moves, &seed)) != NULL;
                 i++) {
                uint64_t record[WORDS_MAX], again[WORDS_MAX];
                uint8_t packed[STATE_MAX], known[STATE_MAX];
                bool added;
                move_play(&scene, move);
                record_of(&scene, record);
                assert_true(store_make_room(&store, 1));
                assert_true(store_pack(&store, record, packed));
                assert_true(store_pack_known(&store, record, known));
                assert_memory_equal(packed, known, store.states.size);
                uint32_t number =
                    set_put(&store.states, packed, set_hash(&store.states, packed), &added);
                if (!added && keys == 2)
                    continue; /* covered, maybe */
                store_open(&store, number, again);
                assert_memory_equal(record, again, setting.words * sizeof *record);
            }
        }
        store_free(&store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_share_a_set),
        cmocka_unit_test(a_set_grows_and_says_when_it_is_full),
        cmocka_unit_test(fewer_bits_cover_more),
        cmocka_unit_test(records_come_out_as_they_went_in),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
