/*
 * Replay: the same build finds no difference, and a change is found where it is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recording.h"

static struct recording *answered(void)
{
    struct oh_policy policy = oh_policy_system();
    struct recording *recording = recording_new(&policy);
    record_answered_call(recording);
    return recording;
}

static void the_same_is_the_same(void **state)
{
    (void)state;
    struct recording *recording = answered();
    struct oh_trace *trace = read_good(recording->text, recording->size);
    char text[1000] = "";
    if (oh_trace_replay(trace, text, sizeof(text)))
        fail_msg("%s", text);
    oh_trace_free(trace);
    recording_free(recording);
}

static void differs(int line, const char *from, const char *to, const char *expected)
{
    struct recording *recording = answered();
    char *changed = replaced(recording->text, line, from, to);
    struct oh_trace *trace = read_good(changed, strlen(changed));
    char text[1000] = "";
    assert_int_equal(oh_trace_replay(trace, text, sizeof(text)), 1);
    if (!strstr(text, expected))
        fail_msg("\"%s\" is not in \"%s\"", expected, text);
    oh_trace_free(trace);
    free(changed);
    recording_free(recording);
}

static void a_changed_command_is_found(void **state)
{
    (void)state;
    differs(7, "\"engine accept\"", "\"engine ring\"",
            "line 7, step 6, at 52570 ms, event \"audio prepared\": command 2 was "
            "\"engine ring leg 1\" and is now \"engine accept leg 1\"");
}

static void a_changed_field_is_found(void **state)
{
    (void)state;
    differs(7, "\"direction\":\"both\"", "\"direction\":\"receive\"",
            "command 3 was \"engine open leg 1 receive\" and is now \"engine open leg 1 both\"");
}

static void a_missing_command_is_found(void **state)
{
    (void)state;
    differs(2, ",{\"type\":\"engine ring\",\"leg\":1}", "",
            "command 2 was \"nothing\" and is now \"engine ring leg 1\"");
}

static void a_surplus_command_is_found(void **state)
{
    (void)state;
    differs(3, "\"commands\":[]", "\"commands\":[{\"type\":\"audio disable\"}]",
            "command 1 was \"audio disable\" and is now \"nothing\"");
}

static void a_changed_digest_is_found(void **state)
{
    (void)state;
    differs(3, "\"digest\":\"", "\"digest\":\"0123456789abcdef\",\"old\":\"",
            "line 3, step 2, at 50030 ms, event \"ui reported call "
            "a1b2c3d4-0000-0000-0000-000000000000\": the state's digest was 0123456789abcdef and "
            "is now ");
}

static void a_changed_event_is_found(void **state)
{
    (void)state;
    differs(4, "\"ui answered\"", "\"ui ended\"", "line 4, step 3");
}

static void ignored_is_compared(void **state)
{
    (void)state;
    differs(5, ",\"ignored\":true", "", "it meant something, and is now ignored");
    differs(6, "\"digest\"", "\"ignored\":true,\"digest\"",
            "it was ignored, and now means something");
}

/* A PIN is in no trace, and what was written in its place replays to the same commands: what was no
 * digit, or too much, is refused again. */
static void digits_are_masked_and_replay(void **state)
{
    (void)state;
    static const char *const dialled[] = {"47114711", "4x", "0123456789ABCDEF"};
    struct recording *recording = answered();
    struct oh_call_id call = {{9}};
    record(recording,
           OH_EVENT(OH_EV_ENGINE_INVITED, .now_ms = 60000, .leg = 2, .match_key = 9, .call = call));
    for (size_t i = 0; i < sizeof(dialled) / sizeof(dialled[0]); i++) {
        struct oh_event event =
            OH_EVENT(OH_EV_UI_DIGITS, .now_ms = 60000, .call = call, .action = 10 + (oh_action)i);
        memcpy(event.digits, dialled[i], strlen(dialled[i]));
        record(recording, event);
    }
    struct oh_event too_many =
        OH_EVENT(OH_EV_UI_DIGITS, .now_ms = 60000, .call = call, .action = 20);
    memset(too_many.digits, '1', sizeof(too_many.digits));
    record(recording, too_many);
    assert_non_null(strstr(recording->text, "\"digits\":\"########\""));
    assert_non_null(strstr(recording->text, "\"digits\":\"#?\""));
    assert_non_null(strstr(recording->text, "\"digits\":\"#################\""));
    assert_null(strstr(recording->text, "4711"));

    struct oh_trace *trace = read_good(recording->text, recording->size);
    char text[1000] = "";
    if (oh_trace_replay(trace, text, sizeof(text)))
        fail_msg("%s", text);
    oh_trace_free(trace);
    recording_free(recording);
}

static void a_policy_that_is_refused_now(void **state)
{
    (void)state;
    differs(1, "\"fulfil\":\"at once\"", "\"fulfil\":\"when connected\"",
            oh_rule_text(OH_RULE_FULFIL_DEADLOCK));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_is_the_same),
        cmocka_unit_test(a_changed_command_is_found),
        cmocka_unit_test(a_changed_field_is_found),
        cmocka_unit_test(a_missing_command_is_found),
        cmocka_unit_test(a_surplus_command_is_found),
        cmocka_unit_test(a_changed_digest_is_found),
        cmocka_unit_test(a_changed_event_is_found),
        cmocka_unit_test(ignored_is_compared),
        cmocka_unit_test(digits_are_masked_and_replay),
        cmocka_unit_test(a_policy_that_is_refused_now),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
