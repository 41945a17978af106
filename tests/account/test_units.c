/*
 * The pure parts of an account: the digest's arithmetic and the back-off.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "backoff.h"
#include "digest.h"

/* The example of RFC 7616 3.9.1. */
static struct digest_input example(const char *algorithm)
{
    return (struct digest_input){
        .algorithm = algorithm,
        .user = "Mufasa",
        .realm = "http-auth@example.org",
        .password = "Circle of Life",
        .nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        .cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
        .method = "GET",
        .uri = "/dir/index.html",
        .count = 1,
    };
}

static void md5_and_sha256(void **state)
{
    char hex[DIGEST_HEX_MAX];
    struct digest_input in = example(NULL);
    (void)state;
    assert_true(digest_response(&in, hex));
    assert_string_equal(hex, "8ca523f5e9506fed4657c9700eebdbec");
    in.algorithm = "SHA-256";
    assert_true(digest_response(&in, hex));
    assert_string_equal(hex, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
}

/* RFC 2069's way, which RFC 3261 22.4 keeps for servers without qop. */
static void without_qop(void **state)
{
    char hex[DIGEST_HEX_MAX];
    struct digest_input in = {.user = "Mufasa",
                              .realm = "testrealm@host.com",
                              .password = "CircleOfLife",
                              .nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093",
                              .method = "GET",
                              .uri = "/dir/index.html"};
    (void)state;
    assert_true(digest_response(&in, hex)); /* RFC 2069 2.4, as its erratum 749 has it */
    assert_string_equal(hex, "1949323746fe6a43ef61f9606e7febea");
}

static void unknown_algorithm(void **state)
{
    char hex[DIGEST_HEX_MAX];
    struct digest_input in = example("SHA3-512");
    (void)state;
    assert_false(digest_response(&in, hex));
    in = example("MD5-sess");
    in.cnonce = NULL;
    assert_false(digest_response(&in, hex));
}

static void the_wait_doubles_up_to_half_an_hour(void **state)
{
    (void)state;
    assert_int_equal(backoff_s(1, 30, 1), 60);
    assert_int_equal(backoff_s(1, 30, 0), 30);
    assert_int_equal(backoff_s(2, 30, 1), 120);
    assert_int_equal(backoff_s(6, 30, 1), BACKOFF_MAX_S);
    assert_int_equal(backoff_s(1000000, 30, 0), BACKOFF_MAX_S / 2);
    assert_int_equal(backoff_s(1, 1, 0), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(md5_and_sha256),
        cmocka_unit_test(without_qop),
        cmocka_unit_test(unknown_algorithm),
        cmocka_unit_test(the_wait_doubles_up_to_half_an_hour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
