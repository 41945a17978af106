/*
 * Answering: in the kind world, and in the orders in which calls were seen to be silent.
 */
#import "rig.h"

static void answered_in_the_foreground(void **state)
{
    (void)state;
    begin(WITH_WEBRTC);
    int leg = talk(@"a");
    assert_true_or_record(talks(leg));
    user_ends(screen_last());
    world_run(1000);
    assert_int_equal(peer_leg(leg)->sip, SIP_ENDED);
    assert_null([trouble_at_rest() UTF8String]);
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answered_in_the_foreground),
    };
    @autoreleasepool {
        return cmocka_run_group_tests(tests, NULL, NULL);
    }
}
