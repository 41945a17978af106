/*
 * The state as bytes, and names: equal histories give equal bytes, different facts give different
 * ones, times do not show, every enumerator has a name that leads back to it.
 */
#include "rig.h"

static void equal_histories_give_equal_bytes(void **state)
{
    struct oh_policy policy = oh_policy_system();
    struct rig a, b;
    uint8_t bytes_a[256], bytes_b[256];

    (void)state;
    rig_make(&a, 2, &policy);
    rig_make(&b, 2, &policy);
    rig_invite(&a, 1, 10);
    rig_invite(&b, 1, 99999);
    size_t size = oh_core_write(a.core, bytes_a, sizeof bytes_a);
    assert_int_equal(oh_core_write(b.core, bytes_b, sizeof bytes_b), size);
    assert_memory_equal(bytes_a, bytes_b, size);
    assert_int_equal(oh_core_digest(a.core), oh_core_digest(b.core));

    rig_step(&b, OH_EVENT(OH_EV_UI_REPORTED, .call = rig_call(1)));
    assert_int_not_equal(oh_core_digest(a.core), oh_core_digest(b.core));
}

static void bytes_are_cut_at_the_end_of_memory(void **state)
{
    struct oh_policy policy = oh_policy_system();
    struct rig rig;
    uint8_t bytes[8] = {0};

    (void)state;
    rig_make(&rig, 2, &policy);
    rig_invite(&rig, 1, 0);
    assert_true(oh_core_write(rig.core, bytes, 4) > 4);
    assert_int_equal(bytes[4], 0);
}

static void a_copied_core_goes_on_like_the_original(void **state)
{
    struct oh_policy policy = oh_policy_system();
    struct rig a;
    uint64_t copy[512];

    (void)state;
    rig_make(&a, 2, &policy);
    rig_invite(&a, 1, 0);
    assert_true(oh_core_size(2) <= sizeof copy);
    memcpy(copy, a.core, oh_core_size(2));
    rig_step(&a, OH_EVENT(OH_EV_UI_ANSWERED, .call = rig_call(1), .action = 1));
    uint64_t digest = oh_core_digest(a.core);
    a.core = (struct oh_core *)copy;
    rig_step(&a, OH_EVENT(OH_EV_UI_ANSWERED, .call = rig_call(1), .action = 1));
    assert_int_equal(oh_core_digest(a.core), digest);
}

/* What a face shows of a call. */
static void a_call_tells_of_mute_and_of_the_peers_hold(void **state)
{
    struct oh_policy policy = oh_policy_system();
    struct oh_call_info info;
    struct rig rig;

    (void)state;
    rig_make(&rig, 2, &policy);
    rig_invite(&rig, 1, 0);
    rig_step(&rig, OH_EVENT(OH_EV_UI_MUTED, .call = rig_call(1), .action = 1, .on = 1));
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_REMOTE_HELD, .leg = 1));
    assert_true(oh_call_at(rig.core, 0, &info));
    assert_true(info.muted && info.remote_held);
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_REMOTE_HELD, .leg = 1));
    assert_true(rig.out.ignored);
    rig_step(&rig, OH_EVENT(OH_EV_UI_MUTED, .call = rig_call(1), .action = 2, .on = 0));
    rig_step(&rig, OH_EVENT(OH_EV_ENGINE_REMOTE_RESUMED, .leg = 1));
    assert_true(oh_call_at(rig.core, 0, &info));
    assert_false(info.muted || info.remote_held);
}

/* A digest in a trace must not tell a PIN: the number of digits is all there is to see. */
static void digits_do_not_show_in_the_bytes(void **state)
{
    struct oh_policy policy = oh_policy_system();
    struct rig a, b;

    (void)state;
    rig_make(&a, 2, &policy);
    rig_make(&b, 2, &policy);
    rig_invite(&a, 1, 0);
    rig_invite(&b, 1, 0);
    rig_step(&a, OH_EVENT(OH_EV_UI_DIGITS, .call = rig_call(1), .action = 1, .digits = "4711"));
    rig_step(&b, OH_EVENT(OH_EV_UI_DIGITS, .call = rig_call(1), .action = 1, .digits = "####"));
    assert_int_equal(oh_core_digest(a.core), oh_core_digest(b.core));
    rig_step(&b, OH_EVENT(OH_EV_UI_DIGITS, .call = rig_call(1), .action = 2, .digits = "1"));
    assert_int_not_equal(oh_core_digest(a.core), oh_core_digest(b.core));
}

#define NAMES_LEAD_BACK(count, name, from)              \
    do {                                                \
        for (int value = 0; value < (count); value++) { \
            assert_non_null(name(value));               \
            assert_int_equal(from(name(value)), value); \
        }                                               \
        assert_null(name(count));                       \
        assert_int_equal(from("no such thing"), -1);    \
    } while (0)

static void names_lead_back(void **state)
{
    (void)state;
    NAMES_LEAD_BACK(OH_EVENT_TYPES, oh_event_name, oh_event_from);
    NAMES_LEAD_BACK(OH_COMMAND_TYPES, oh_command_name, oh_command_from);
    NAMES_LEAD_BACK(OH_REASONS, oh_reason_name, oh_reason_from);
    NAMES_LEAD_BACK(OH_FOUND_OTHER_AUDIO + 1, oh_found_name, oh_found_from);
    NAMES_LEAD_BACK(OH_PREPARE_REOPEN + 1, oh_prepare_name, oh_prepare_from);
    NAMES_LEAD_BACK(OH_DIRECTION_BOTH + 1, oh_direction_name, oh_direction_from);
    NAMES_LEAD_BACK(OH_REQUEST_GROUP + 1, oh_request_name, oh_request_from);
    NAMES_LEAD_BACK(OH_FOREIGN_ACTIVE + 1, oh_foreign_name, oh_foreign_from);
    NAMES_LEAD_BACK(OH_RUNG_KINDS, oh_rung_name, oh_rung_from);
    NAMES_LEAD_BACK(OH_TOLD_KINDS, oh_told_name, oh_told_from);
    assert_string_equal(oh_sip_state_name(OH_SIP_PROGRESSED), "progressed");
    assert_string_equal(oh_audio_state_name(OH_AUDIO_ON), "on");
}

static void the_version_is_the_headers(void **state)
{
    (void)state;
    assert_string_equal(oh_version(), "0.1.0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_histories_give_equal_bytes),
        cmocka_unit_test(bytes_are_cut_at_the_end_of_memory),
        cmocka_unit_test(a_copied_core_goes_on_like_the_original),
        cmocka_unit_test(a_call_tells_of_mute_and_of_the_peers_hold),
        cmocka_unit_test(digits_do_not_show_in_the_bytes),
        cmocka_unit_test(names_lead_back),
        cmocka_unit_test(the_version_is_the_headers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
