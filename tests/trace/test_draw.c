/*
 * The ladder, in the terminal and as HTML.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recording.h"

static struct oh_trace *answered(void)
{
    struct oh_policy policy = oh_policy_system();
    struct recording *recording = recording_new(&policy);
    record_answered_call(recording);
    struct oh_trace *trace = read_good(recording->text, recording->size);
    recording_free(recording);
    strcpy(trace->commit, "0123456789ab");
    strcpy(trace->version, "0.1.0");
    return trace;
}

/* Two calls: one pushed and then invited with the same key, one on another leg. */
static struct oh_trace *two_calls(void)
{
    struct oh_policy policy = oh_policy_system();
    struct recording *recording = recording_new(&policy);
    struct oh_call_id a = {{1}}, unused = {{2}}, b = {{3}};
    record(recording, OH_EVENT(OH_EV_PUSHED, .now_ms = 1000, .call = a, .match_key = 7,
                               .flags = OH_PUSH_MUST_REPORT));
    record(recording, OH_EVENT(OH_EV_ENGINE_INVITED, .now_ms = 1100, .leg = 1, .call = unused,
                               .match_key = 7));
    record(recording,
           OH_EVENT(OH_EV_ENGINE_INVITED, .now_ms = 1200, .leg = 2, .call = b, .match_key = 8));
    record(recording,
           OH_EVENT(OH_EV_ENGINE_ENDED, .now_ms = 1300, .leg = 1, .reason = OH_REASON_REMOTE));
    struct oh_trace *trace = read_good(recording->text, recording->size);
    recording_free(recording);
    return trace;
}

static char *shown(const struct oh_trace *trace, int columns, bool colour)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    oh_trace_show(trace, file, columns, colour);
    fclose(file);
    return text;
}

static char *html_of(const struct oh_trace *trace, const char *title)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    assert_int_equal(oh_trace_html(trace, title, file), 0);
    fclose(file);
    return text;
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" is not in:\n%s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("\"%s\" is in:\n%s", part, text);
}

/* ---- The terminal ---- */

static void the_ladder_of_an_answered_call(void **state)
{
    (void)state;
    struct oh_trace *trace = answered();
    char *text = shown(trace, 0, false);
    char golden[8192] = "";
    FILE *file = fopen(TEST_FOLDER "/answered.ladder", "r");
    assert_non_null(file);
    golden[fread(golden, 1, sizeof(golden) - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(text, golden);
    free(text);
    oh_trace_free(trace);
}

/* Columns on the screen: bytes that are not the second or third of a character. */
static size_t width_of(const char *line, size_t length)
{
    size_t width = 0;
    for (size_t i = 0; i < length; i++)
        width += (line[i] & 0xc0) != 0x80;
    return width;
}

static void no_line_is_wider_than_asked(void **state)
{
    (void)state;
    struct oh_trace *trace = answered();
    for (int columns = 56; columns < 300; columns += 7) {
        char *text = shown(trace, columns, false);
        for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1)
            assert_true(width_of(line, (size_t)(end - line)) <= (size_t)columns);
        free(text);
    }
    oh_trace_free(trace);
}

static void colours_only_if_asked(void **state)
{
    (void)state;
    struct oh_trace *trace = answered();
    char *bare = shown(trace, 100, false), *coloured = shown(trace, 100, true);
    assert_lacks(bare, "\033");
    assert_has(coloured, "\033[");
    free(bare);
    free(coloured);
    oh_trace_free(trace);
}

static void a_trace_cannot_command_the_terminal(void **state)
{
    (void)state;
    struct oh_trace *trace = answered();
    strcpy(trace->version, "\033[2Jevil\a");
    char *text = shown(trace, 100, false);
    assert_lacks(text, "\033");
    assert_lacks(text, "\a");
    assert_has(text, "?[2Jevil?");
    free(text);
    oh_trace_free(trace);
}

static void calls_are_told_apart(void **state)
{
    (void)state;
    struct oh_trace *trace = two_calls();
    char *text = shown(trace, 120, false);
    assert_has(text, "#1 pushed, must report");
    assert_has(text, "#1 invited, leg 1"); /* matched by its key, not by its fresh id */
    assert_has(text, "#2 invited, leg 2");
    assert_has(text, "#2 report");
    assert_has(text, "#1 ended, leg 1: remote");
    assert_lacks(text, "#3");
    free(text);
    char *html = html_of(trace, "t");
    assert_has(html, "call 2</span>");
    assert_lacks(html, "call 3</span>");
    free(html);
    oh_trace_free(trace);
}

static void an_empty_trace_is_drawn(void **state)
{
    (void)state;
    struct oh_policy policy = oh_policy_self();
    struct recording *recording = recording_new(&policy);
    struct oh_trace *trace = read_good(recording->text, recording->size);
    char *text = shown(trace, 80, true), *html = html_of(trace, "nothing");
    assert_has(text, "0 steps");
    assert_has(html, "<b>0</b> steps");
    free(text);
    free(html);
    oh_trace_free(trace);
    recording_free(recording);
}

/* ---- HTML ---- */

static void html_escapes(void **state)
{
    (void)state;
    struct oh_trace *trace = answered();
    strcpy(trace->commit, "</p><script>x");
    char *html = html_of(trace, "A & B's <b>\"call\"</b>");
    assert_has(html, "<title>A &amp; B&#39;s &lt;b&gt;&quot;call&quot;&lt;/b&gt;</title>");
    assert_has(html, "&lt;/p&gt;&lt;script&gt;x");
    assert_lacks(html, "<script");
    free(html);
    oh_trace_free(trace);
}

static void html_is_self_contained(void **state)
{
    (void)state;
    struct oh_trace *trace = answered();
    char *html = html_of(trace, "A call");
    static const char *const outside[] = {"http:",   "https:",  "src=",  "href=",  "url(",
                                          "@import", "<script", "<link", "<iframe"};
    for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++)
        assert_lacks(html, outside[i]);
    assert_has(html, "prefers-color-scheme:dark");
    free(html);
    oh_trace_free(trace);
}

static void html_tells_everything(void **state)
{
    (void)state;
    struct oh_trace *trace = answered();
    char *html = html_of(trace, "A call");
    assert_has(html, "<h1>A call</h1>");
    assert_has(html, "<b>0.1.0</b> (0123456789ab)");
    assert_has(html, "accepted <b>after audio is on</b>");
    assert_has(html, "<title>0.000 s: engine invited leg 1 call "
                     "a1b2c3d4-0000-0000-0000-000000000000 match key fedcba9876543210, has "
                     "offer</title>");
    assert_has(html, "<title>2.570 s: engine accept leg 1</title>");
    assert_has(html, "+2.4 s"); /* the pause before the answer */
    free(html);
    oh_trace_free(trace);
}

static void html_that_cannot_be_written(void **state)
{
    (void)state;
    struct oh_trace *trace = answered();
    FILE *full = fopen("/dev/full", "w");
    assert_true(oh_trace_html(trace, "A call", full) != 0);
    fclose(full);
    oh_trace_free(trace);
}

/* With a file's name: write the pages there, for check_html.py. */
int main(int count, char **arguments)
{
    if (count == 2) {
        struct oh_trace *trace = two_calls();
        FILE *file = fopen(arguments[1], "w");
        int error = file ? oh_trace_html(trace, "Two <calls> & a 'push'", file) : 1;
        if (file)
            fclose(file);
        oh_trace_free(trace);
        return error;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ladder_of_an_answered_call),
        cmocka_unit_test(no_line_is_wider_than_asked),
        cmocka_unit_test(colours_only_if_asked),
        cmocka_unit_test(a_trace_cannot_command_the_terminal),
        cmocka_unit_test(calls_are_told_apart),
        cmocka_unit_test(an_empty_trace_is_drawn),
        cmocka_unit_test(html_escapes),
        cmocka_unit_test(html_is_self_contained),
        cmocka_unit_test(html_tells_everything),
        cmocka_unit_test(html_that_cannot_be_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
