/* The generator is the published one, and distributions are what their quantiles say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "random.h"

/* The first outputs of splitmix64.c (Vigna, public domain) for these seeds. */
static void splitmix64_is_the_published_one(void **state)
{
    static const uint64_t of_0[] = {UINT64_C(0xe220a8397b1dcdaf), UINT64_C(0x6e789e6aa1b965f4),
                                    UINT64_C(0x06c45d188009454f), UINT64_C(0xf88bb8a8724c81ec),
                                    UINT64_C(0x1b39896a51a8749b)};
    static const uint64_t of_1234567[] = {
        UINT64_C(6457827717110365317), UINT64_C(3203168211198807973), UINT64_C(9817491932198370423),
        UINT64_C(4593380528125082431), UINT64_C(16408922859458223821)};

    (void)state;
    for (unsigned i = 0; i < 5; i++) {
        assert_true(splitmix64_at(0, i) == of_0[i]);
        assert_true(splitmix64_at(1234567, i) == of_1234567[i]);
    }
}

static void a_spread_begins_and_ends_where_it_says(void **state)
{
    static const struct spread spread = SPREAD(3, 10, 50, 90, 99, 1000);
    static const uint64_t at_10 = UINT64_C(429496730), at_50 = UINT64_C(2147483648);

    (void)state;
    assert_int_equal(spread_at(&spread, 0), 3);
    assert_int_equal(spread_at(&spread, UINT32_MAX), 999);
    assert_int_equal(spread_at(&spread, at_10), 10);
    assert_int_equal(spread_at(&spread, at_50), 50);
    assert_int_equal(spread_at(&spread, at_50 / 2), 25); /* 25 %: of 10 to 50, 15/40 */
    assert_int_equal(spread_at(&spread, UINT64_C(0xffffffff00000000)), 3); /* the low half only */
}

static void a_spread_never_falls(void **state)
{
    static const struct spread spread = SPREAD(0, 0, 1, 5, 20, 4000000000u);
    uint32_t last = 0;

    (void)state;
    for (uint64_t number = 0; number <= UINT32_MAX; number += 65521) {
        uint32_t ms = spread_at(&spread, number);
        assert_true(ms >= last);
        last = ms;
    }
    assert_true(last > 3900000000u);
}

static void shares_are_kept(void **state)
{
    static const struct spread spread = SPREAD(0, 100, 500, 900, 990, 1000);
    unsigned happened = 0, below = 0;

    (void)state;
    assert_false(happens(0, 0));
    assert_true(happens(UINT64_MAX, 10000));
    for (unsigned i = 0; i < 100000; i++) {
        happened += happens(splitmix64_at(7, i), 2500);
        below += spread_at(&spread, splitmix64_at(7, i)) < 500;
    }
    assert_in_range(happened, 24500, 25500);
    assert_in_range(below, 49500, 50500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splitmix64_is_the_published_one),
        cmocka_unit_test(a_spread_begins_and_ends_where_it_says),
        cmocka_unit_test(a_spread_never_falls),
        cmocka_unit_test(shares_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
