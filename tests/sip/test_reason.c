/* The tables between SIP's causes and enum oh_reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "reason.h"

static void cancel_says_who_took_the_call(void **state)
{
    (void)state;
    assert_int_equal(reason_from_cancel(NULL, 0), OH_REASON_REMOTE);
    assert_int_equal(reason_from_cancel("SIP", 200), OH_REASON_ANSWERED_ELSEWHERE);
    assert_int_equal(reason_from_cancel("sip", 200), OH_REASON_ANSWERED_ELSEWHERE);
    assert_int_equal(reason_from_cancel("SIP", 603), OH_REASON_DECLINED_ELSEWHERE);
    assert_int_equal(reason_from_cancel("SIP", 600), OH_REASON_DECLINED_ELSEWHERE);
    assert_int_equal(reason_from_cancel("SIP", 408), OH_REASON_UNANSWERED);
    assert_int_equal(reason_from_cancel("Q.850", 26), OH_REASON_ANSWERED_ELSEWHERE);
    assert_int_equal(reason_from_cancel("Q.850", 21), OH_REASON_DECLINED_ELSEWHERE);
    assert_int_equal(reason_from_cancel("Q.850", 19), OH_REASON_UNANSWERED);
    assert_int_equal(reason_from_cancel("Q.850", 16), OH_REASON_REMOTE);
    assert_int_equal(reason_from_cancel("Q.850", 200), OH_REASON_REMOTE);
    assert_int_equal(reason_from_cancel("X-VENDOR", 200), OH_REASON_REMOTE);
}

static void bye_is_a_plain_hang_up_unless_something_broke(void **state)
{
    (void)state;
    assert_int_equal(reason_from_bye(NULL, 0), OH_REASON_REMOTE);
    assert_int_equal(reason_from_bye("SIP", 200), OH_REASON_REMOTE);
    assert_int_equal(reason_from_bye("Q.850", 16), OH_REASON_REMOTE);
    assert_int_equal(reason_from_bye("SIP", 488), OH_REASON_MEDIA);
    assert_int_equal(reason_from_bye("Q.850", 88), OH_REASON_MEDIA);
    assert_int_equal(reason_from_bye("SIP", 503), OH_REASON_FAILED);
    assert_int_equal(reason_from_bye("Q.850", 41), OH_REASON_FAILED);
}

static void final_statuses_of_our_invite(void **state)
{
    static const struct {
        int status;
        enum oh_reason reason;
    } table[] = {
        {302, OH_REASON_UNREACHABLE}, {400, OH_REASON_FAILED},      {401, OH_REASON_UNREACHABLE},
        {403, OH_REASON_UNREACHABLE}, {404, OH_REASON_UNREACHABLE}, {407, OH_REASON_UNREACHABLE},
        {408, OH_REASON_UNANSWERED},  {415, OH_REASON_MEDIA},       {480, OH_REASON_UNREACHABLE},
        {482, OH_REASON_MERGED},      {486, OH_REASON_BUSY},        {487, OH_REASON_UNANSWERED},
        {488, OH_REASON_MEDIA},       {500, OH_REASON_FAILED},      {503, OH_REASON_UNREACHABLE},
        {600, OH_REASON_BUSY},        {603, OH_REASON_DECLINED},    {604, OH_REASON_UNREACHABLE},
        {606, OH_REASON_MEDIA},       {699, OH_REASON_FAILED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_int_equal(reason_from_status(table[i].status), table[i].reason);
}

static void every_reason_has_a_final_status(void **state)
{
    (void)state;
    for (int r = 0; r < OH_REASONS; r++) {
        int status = reason_to_status((enum oh_reason)r);
        assert_in_range(status, 400, 699);
    }
    assert_int_equal(reason_to_status(OH_REASON_USER), 603);
    assert_int_equal(reason_to_status(OH_REASON_BUSY), 486);
    assert_int_equal(reason_to_status(OH_REASON_MERGED), 482);
    assert_int_equal(reason_to_status(OH_REASON_MEDIA), 488);
    assert_int_equal(reason_to_status(OH_REASON_UNANSWERED), 480);
}

/* What we say in a Reason header means the same to another phone of ours. */
static void headers_read_as_they_were_meant(void **state)
{
    (void)state;
    assert_null(reason_to_header(OH_REASON_USER));
    assert_null(reason_to_header(OH_REASON_NONE));
    assert_non_null(reason_to_header(OH_REASON_ANSWERED_ELSEWHERE));
    for (int r = 0; r < OH_REASONS; r++) {
        const char *header = reason_to_header((enum oh_reason)r);
        int cause = 0, end = 0;
        if (!header)
            continue;
        assert_int_equal(sscanf(header, "SIP;cause=%d;text=\"%n", &cause, &end), 1);
        assert_true(end > 0);
        if (r == OH_REASON_ANSWERED_ELSEWHERE || r == OH_REASON_DECLINED_ELSEWHERE ||
            r == OH_REASON_UNANSWERED)
            assert_int_equal(reason_from_cancel("SIP", cause), r);
        if (r == OH_REASON_MEDIA || r == OH_REASON_FAILED)
            assert_int_equal(reason_from_bye("SIP", cause), r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cancel_says_who_took_the_call),
        cmocka_unit_test(bye_is_a_plain_hang_up_unless_something_broke),
        cmocka_unit_test(final_statuses_of_our_invite),
        cmocka_unit_test(every_reason_has_a_final_status),
        cmocka_unit_test(headers_read_as_they_were_meant),
    };
    return cmocka_run_group_tests_name("reasons", tests, NULL, NULL);
}
