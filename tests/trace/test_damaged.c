/*
 * Damaged and foreign traces: each gets its line and a reason, and none gets further.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recording.h"

static struct recording *good(void)
{
    struct oh_policy policy = oh_policy_system();
    struct recording *recording = recording_new(&policy);
    record_answered_call(recording);
    return recording;
}

static void assert_refused(const char *text, size_t size, const char *expected)
{
    char why[300] = "";
    struct oh_trace *trace = read_text(text, size, why, sizeof(why));
    if (trace)
        fail_msg("was read, though: %s", expected);
    if (strncmp(why, expected, strlen(expected)))
        fail_msg("expected \"%s...\", got \"%s\"", expected, why);
}

/* One damage: the first `from` from line `line` on becomes `to`. */
struct damage {
    int line;
    const char *from;
    const char *to;
    const char *reason;
};

/* Lines of the good trace: 1 head, 2 invited, 3 reported, 4 answered, 5 prepared (too early), 6 activated, 7
 * prepared, 8 accepted, 9 connected, 10 to 12 flowed, 13 time, 14 ended, 15 engine ended. */
static const struct damage damages[] = {
    /* The head. */
    {1, "\"trace\":\"offhook\"", "\"trace\":\"other\"", "line 1: no head of an offhook trace"},
    {1, "\"trace\":", "\"track\":", "line 1: no head of an offhook trace"},
    {1, "\"schema\":1", "\"schema\":2", "line 1: schema 2, this offhook reads schema 1"},
    {1, "\"schema\":1", "\"schema\":\"1\"", "line 1: \"schema\" is missing or no number"},
    {1, "\"version\":", "\"vision\":", "line 1: \"version\" is missing, no string"},
    {1, "\"version\":\"", "\"version\":\"0123456789012345678901234567890123456789",
     "line 1: \"version\" is missing, no string, or longer than 31 bytes"},
    {1, "\"commit\":\"", "\"commit\":5,\"c\":\"", "line 1: \"commit\" is missing, no string"},
    {1, "\"policy\":", "\"police\":", "line 1: the head has no \"policy\""},
    {1, "\"activation\":\"system\"", "\"activation\":\"nobody\"",
     "line 1: the policy's \"activation\" is neither \"system\" nor \"self\""},
    {1, "\"fulfil\":\"at once\"", "\"fulfil\":0", "line 1: the policy's \"fulfil\" is neither"},
    {1, "\"decline_code\":603", "\"decline_code\":99999",
     "line 1: \"decline_code\" is no whole number from 0 to 65535"},
    {1, "\"ring_ms\":", "\"rang_ms\":", "line 1: \"ring_ms\" is missing or no number"},
    {1, "\"ring_ms\":55000", "\"ring_ms\":-1", "line 1: \"ring_ms\" is no whole number"},
    {1, "\"ladder\":[", "\"ladder\":5,\"l\":[", "line 1: the policy's \"ladder\" is no array"},
    {1, "\"rung\":\"wait\"", "\"rung\":\"climb\"",
     "line 1: the policy's \"ladder\" has an unknown"},
    {1, "\"wait_ms\":1500", "\"wait_ms\":\"long\"", "line 1: \"wait_ms\" is missing or no number"},
    {1, "\"calls_max\":2", "\"calls_max\":0", "line 1: \"calls_max\" is 0"},
    {1, "\"calls_max\":2", "\"calls_max\":256", "line 1: \"calls_max\" is no whole number"},

    /* JSON. */
    {1, "{\"trace\"", "trace", "line 1: not JSON"},
    {3, "{\"ms\"", "\"ms\"", "line 3: not JSON"},
    {4, "}\n", "\n", "line 4: not JSON"},
    {4, "}\n", "} x\n", "line 4: not JSON"},
    {4, "{\"ms\"", "\n{\"ms\"", "line 4: not JSON"},
    {4, "{\"ms\"", "[]\n{\"ms\"", "line 4: JSON, but no object"},
    {4, "{\"ms\"", "null\n{\"ms\"", "line 4: JSON, but no object"},

    /* A step. */
    {2, "\"ms\":50000", "\"ms\":\"50000\"", "line 2: \"ms\" is missing or no number"},
    {2, "\"ms\":50000", "\"ms\":50000.5", "line 2: \"ms\" is no whole number"},
    {2, "\"ms\":50000", "\"ms\":1e300", "line 2: \"ms\" is no whole number"},
    {2, "\"ms\":50000", "\"ms\":-5", "line 2: \"ms\" is no whole number"},
    {2, "\"event\":", "\"advent\":", "line 2: \"event\" is missing or no object"},
    {2, "\"event\":{", "\"event\":7,\"e\":{", "line 2: \"event\" is missing or no object"},
    {2, "\"engine invited\"", "\"engine invaded\"",
     "line 2: \"type\" is unknown: \"engine invaded\""},
    {2, "\"type\":\"engine invited\"", "\"type\":null", "line 2: \"type\" is missing or no number"},
    {2, "\"leg\":1", "\"leg\":\"1\"", "line 2: \"leg\" is missing or no number"},
    {2, "\"leg\":1", "\"leg\":4294967296",
     "line 2: \"leg\" is no whole number from 0 to 4294967295"},
    {2, "\"leg\":1", "\"log\":1", "line 2: \"leg\" is missing or no number"},
    {2, "\"a1b2c3d4-", "\"a1b2c3d4", "line 2: \"call\" is missing or no UUID"},
    {2, "\"a1b2c3d4-", "\"g1b2c3d4-", "line 2: \"call\" is missing or no UUID"},
    {2, "\"call\":\"", "\"call\":5,\"c\":\"", "line 2: \"call\" is missing or no UUID"},
    {2, "fedcba9876543210", "fedcba987654321", "line 2: \"match_key\" is missing or not 16"},
    {2, "fedcba9876543210", "FEDCBA9876543210", "line 2: \"match_key\" is missing or not 16"},
    {2, "\"flags\":[", "\"flags\":5,\"f\":[", "line 2: \"flags\" is missing or no array"},
    {2, "[\"has offer\"]", "[\"has often\"]", "line 2: \"flags\" of \"engine invited\" has a flag"},
    {2, "[\"has offer\"]", "[3]", "line 2: \"flags\" of \"engine invited\" has a flag"},
    {2, "[\"has offer\"]", "[\"must report\"]",
     "line 2: \"flags\" of \"engine invited\" has a flag"},
    {6, "\"found\":\"usable\"", "\"found\":\"useless\"",
     "line 6: \"found\" is unknown: \"useless\""},
    {6, "\"found\":\"usable\"", "\"found\":256",
     "line 6: \"found\" is no whole number from 0 to 255"},
    {10, "\"frames\":{", "\"frames\":5,\"f\":{", "line 10: \"frames\" is missing or no object"},
    {10, "\"received\":50", "\"received\":true", "line 10: \"received\" is missing or no number"},
    {15, "\"reason\":\"user\"", "\"reason\":\"loser\"",
     "line 15: \"reason\" is unknown: \"loser\""},
    {2, "\"commands\":", "\"demands\":", "line 2: \"commands\" is missing or no array"},
    {2, "\"commands\":[", "\"commands\":[5,", "line 2: a command is no object"},
    {2, "\"ui report\"", "\"ui retort\"", "line 2: \"type\" is unknown: \"ui retort\""},
    {4, "\"ui fulfil\"", "\"ui update\"", NULL}, /* a change, but no damage */
    {7, "\"direction\":\"both\"", "\"direction\":[]",
     "line 7: \"direction\" is missing or no number"},
    {2, "\"digest\":\"", "\"digest\":\"x", "line 2: \"digest\" is missing or not 16"},
    {2, "\"digest\":", "\"digits\":", "line 2: \"digest\" is missing or not 16"},
    {5, "\"ignored\":true", "\"ignored\":\"yes\"", "line 5: \"ignored\" is neither true nor false"},
};

static void each_damage_gets_line_and_reason(void **state)
{
    (void)state;
    struct recording *recording = good();
    for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
        const struct damage *damage = &damages[i];
        char *text = replaced(recording->text, damage->line, damage->from, damage->to);
        if (damage->reason)
            assert_refused(text, strlen(text), damage->reason);
        else
            oh_trace_free(read_good(text, strlen(text)));
        free(text);
    }
    recording_free(recording);
}

static void an_empty_file_has_no_head(void **state)
{
    (void)state;
    assert_refused("", 0, "line 1: no head: the file is empty");
}

static void other_files_are_refused(void **state)
{
    (void)state;
    static const char elf[] = "\x7f"
                              "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0";
    assert_refused(elf, sizeof(elf), "line 1: not JSON: it has a zero byte");
    assert_refused("INVITE sip:bob SIP/2.0\r\n", 24, "line 1: not JSON");
    assert_refused("{}\n", 3, "line 1: no head of an offhook trace");
    assert_refused("\n", 1, "line 1: not JSON");
}

static void an_oversized_line_is_refused(void **state)
{
    (void)state;
    struct recording *recording = good();
    size_t long_size = 70000;
    char *blanks = calloc(1, long_size + 1);
    memset(blanks, ' ', long_size);
    char *text = replaced(recording->text, 3, "\"ms\"", blanks);
    assert_refused(text, strlen(text), "line 3: longer than 65536 bytes");
    free(text);
    free(blanks);
    recording_free(recording);
}

static void deep_nesting_is_refused(void **state)
{
    (void)state;
    char deep[60001];
    memset(deep, '[', sizeof(deep) - 1);
    deep[sizeof(deep) - 1] = '\0';
    assert_refused(deep, strlen(deep), "line 1: not JSON");
}

static void a_directory_is_refused(void **state)
{
    (void)state;
    char why[300] = "";
    FILE *folder = fopen("/", "r");
    assert_non_null(folder);
    assert_null(oh_trace_read(folder, why, sizeof(why)));
    assert_string_equal(why, "line 1: cannot be read");
    fclose(folder);
}

/* Whatever the damage: it is read, or gets a line and a reason. */
static void assert_survives(const char *text, size_t size)
{
    char why[300] = "";
    struct oh_trace *trace = read_text(text, size, why, sizeof(why));
    if (!trace)
        assert_int_equal(strncmp(why, "line ", 5), 0);
    char replay[300];
    if (trace)
        oh_trace_replay(trace, replay, sizeof(replay));
    oh_trace_free(trace);
}

static void any_byte_may_be_wrong_or_missing(void **state)
{
    (void)state;
    struct recording *recording = good();
    char *text = malloc(recording->size);
    static const char wrong[] = {'"', '9', '}'};
    for (size_t at = 0; at < recording->size; at += 3) {
        assert_survives(recording->text, at);
        for (size_t i = 0; i < sizeof(wrong); i++) {
            memcpy(text, recording->text, recording->size);
            text[at] = wrong[i];
            assert_survives(text, recording->size);
        }
    }
    free(text);
    recording_free(recording);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_damage_gets_line_and_reason),
        cmocka_unit_test(an_empty_file_has_no_head),
        cmocka_unit_test(other_files_are_refused),
        cmocka_unit_test(an_oversized_line_is_refused),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(a_directory_is_refused),
        cmocka_unit_test(any_byte_may_be_wrong_or_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
