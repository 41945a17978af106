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

/* Call after call, as long as a page is drawn whole, and a little longer. */
static struct oh_trace *long_trace(unsigned step_count)
{
    struct oh_policy policy = oh_policy_system();
    struct recording *recording = recording_new(&policy);
    uint64_t now_ms = 1000;
    for (unsigned steps = 0, call = 1; steps < step_count; call++, now_ms += 3000) {
        struct oh_call_id id = {{(uint8_t)call, (uint8_t)(call >> 8), (uint8_t)(call >> 16), 1}};
        struct oh_event events[] = {
            OH_EVENT(OH_EV_ENGINE_INVITED, .leg = call, .call = id, .match_key = call),
            OH_EVENT(OH_EV_UI_REPORTED, .call = id),
            OH_EVENT(OH_EV_UI_ANSWERED, .call = id, .action = call),
            OH_EVENT(OH_EV_AUDIO_ACTIVATED),
            OH_EVENT(OH_EV_AUDIO_PREPARED),
            OH_EVENT(OH_EV_ENGINE_ACCEPTED, .leg = call),
            OH_EVENT(OH_EV_ENGINE_CONNECTED, .leg = call),
            OH_EVENT(OH_EV_ENGINE_ENDED, .leg = call, .reason = OH_REASON_REMOTE),
        };
        for (size_t i = 0; i < sizeof(events) / sizeof(events[0]) && steps < step_count; i++) {
            events[i].now_ms = now_ms += 20;
            record(recording, events[i]);
            steps++;
        }
    }
    struct oh_trace *trace = read_good(recording->text, recording->size);
    recording_free(recording);
    return trace;
}

/* Nothing activates the session, every remedy fails: the call ends without audio. */
static struct oh_trace *failing(void)
{
    struct oh_policy policy = oh_policy_system();
    struct recording *recording = recording_new(&policy);
    struct oh_call_id call = {{9}};
    record(recording, OH_EVENT(OH_EV_ENGINE_INVITED, .now_ms = 1000, .leg = 1, .call = call));
    record(recording, OH_EVENT(OH_EV_UI_REPORTED, .now_ms = 1030, .call = call));
    record(recording, OH_EVENT(OH_EV_UI_ANSWERED, .now_ms = 2000, .call = call, .action = 1));
    for (uint64_t now_ms = 2000; oh_call_count(recording->core);) {
        now_ms = oh_deadline_ms(recording->core);
        record(recording, OH_EVENT(OH_EV_TIME, .now_ms = now_ms));
        for (uint16_t i = 0; i < recording->commands.count; i++)
            if (recording->commands.items[i].type == OH_CMD_AUDIO_PREPARE) {
                record(recording, OH_EVENT(OH_EV_AUDIO_PREPARE_FAILED, .now_ms = now_ms));
                break;
            }
    }
    record(recording,
           OH_EVENT(OH_EV_ENGINE_ENDED, .now_ms = 12010, .leg = 1, .reason = OH_REASON_NO_AUDIO));
    struct oh_trace *trace = read_good(recording->text, recording->size);
    recording_free(recording);
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

static char *drawn(int (*draw)(const struct oh_trace *, const char *, FILE *),
                   const struct oh_trace *trace, const char *title)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    assert_int_equal(draw(trace, title, file), 0);
    fclose(file);
    return text;
}

static char *html_of(const struct oh_trace *trace, const char *title)
{
    return drawn(oh_trace_html, trace, title);
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

static int count_of(const char *text, const char *part)
{
    int count = 0;
    for (; (text = strstr(text, part)); text += strlen(part))
        count++;
    return count;
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
    strcpy(trace->commit, "\xc2\x9b"
                          "2J"); /* a C1 control, and UTF-8 */
    char *text = shown(trace, 100, false);
    assert_lacks(text, "\033");
    assert_lacks(text, "\a");
    assert_lacks(text, "\x9b");
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
    assert_has(html, "<b class=\"id i2\">2</b>");
    assert_lacks(html, "<b class=\"id i3\">");
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

#define HOSTILE "</title></style><script>alert(1)</script>\"'><img onerror=x> ]]>\u202eé"

static void hostile_text_stays_text(void **state)
{
    (void)state;
    static int (*const draws[])(const struct oh_trace *, const char *, FILE *) = {oh_trace_html,
                                                                                  oh_trace_svg};
    struct oh_trace *trace = answered();
    strcpy(trace->version, "\"onload='x' <b>");
    strcpy(trace->commit, "</p><script>x]]>\xff\xc0\x80\x1b\xed\xa0\x80");
    for (size_t i = 0; i < 2; i++) {
        char *text = drawn(draws[i], trace, HOSTILE);
        assert_has(text, "&lt;/title&gt;&lt;/style&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;"
                         "&#39;&gt;&lt;img onerror=x&gt; ]]&gt;\ufffdé");
        assert_lacks(text, "<script>alert");
        assert_lacks(text, "<img");
        assert_lacks(text, "\xff");
        assert_lacks(text, "\x1b");
        assert_lacks(text, "\xed\xa0");
        assert_lacks(text, "\u202e");
        free(text);
    }
    char *html = html_of(trace, "t");
    assert_has(html, "&lt;/p&gt;&lt;script&gt;x]]&gt;");
    assert_has(html, "&quot;onload=&#39;x&#39; &lt;b&gt;");
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
    assert_has(html, "accepts <b>after audio is on</b>");
    assert_has(html, "title=\"engine invited leg 1 call "
                     "a1b2c3d4-0000-0000-0000-000000000000 match key fedcba9876543210, has "
                     "offer\"");
    assert_has(html, "title=\"engine accept leg 1\"");
    assert_has(html, "title=\"audio prepared (ignored)\"");
    assert_has(html, "<span>+2.4 s</span></li>"); /* the pause before the answer */
    /* Answered at 2.500: the 200 left at 2.571, the leg was opened at 2.570. */
    assert_has(html, "<td>2.500</td><td>71 ms</td><td>70 ms</td><td>8.000</td>"
                     "<td class=\"end\">user</td><td>none</td>");
    assert_has(html, "<span class=\"au new\">audio preparing</span>"
                     "<span class=\"c\">ringing, answered</span>");
    assert_has(html, "<span class=\"c new\">up, open both</span>");
    assert_has(html, "<span class=\"c new over\">ended: user</span>");
    assert_has(html, "<span class=\"d\">deadline in 1.5 s</span>");
    assert_lacks(html, "class=\"note");
    free(html);
    oh_trace_free(trace);
}

static void trouble_stands_out(void **state)
{
    (void)state;
    struct oh_trace *trace = failing();
    char *html = html_of(trace, "t"), *svg = drawn(oh_trace_svg, trace, "t");
    assert_has(html, "<p class=\"f a bad\" title=\"audio prepare failed\">");
    assert_has(html, "<p class=\"o a warn\" title=\"audio prepare force\">");
    assert_has(html, "<td class=\"end bad\">no audio</td>");
    assert_has(html, "<span class=\"c new over bad\">ended: no audio</span>");
    assert_has(svg, "<g class=\"f a bad\"><title>audio prepare failed</title>");
    char *text = shown(trace, 0, false);
    assert_has(text, "a dotted arrow changed nothing; !: may hurt, !!: failed");
    assert_has(text, " !!      │                            │◀─ prepare failed ─");
    assert_has(text, " !       │                            ├── prepare (force) ─");
    free(text);
    free(html);
    free(svg);
    oh_trace_free(trace);
    trace = answered();
    html = html_of(trace, "t");
    assert_lacks(html, " bad\"");
    assert_lacks(html, " warn\"");
    free(html);
    oh_trace_free(trace);
}

/* Frames that stop while the leg is open are shown and marked; those that flow on are not shown. */
static void silence_is_shown(void **state)
{
    (void)state;
    struct oh_policy policy = oh_policy_system();
    struct recording *recording = recording_new(&policy);
    record_answered_call_until(recording, OH_EV_ENGINE_CONNECTED);
    for (unsigned i = 1; i <= 6; i++) {
        unsigned received = i < 4 ? 50 : 0;
        record(recording, OH_EVENT(OH_EV_ENGINE_FLOWED, .now_ms = 52590 + 1000 * i, .leg = 1,
                                   .frames = {50, received, 50, received, 0}, .span_ms = 1000));
    }
    struct oh_trace *trace = read_good(recording->text, recording->size);
    char *html = html_of(trace, "t"), *text = shown(trace, 0, false);
    assert_has(html, "<i>flowed, leg 1: 50 out, 50 in</i>");
    assert_has(html, " warn\" title=\"engine flowed leg 1 sent 50 received 0 ");
    assert_int_equal(count_of(text, "50 out, 0 in"), 1);
    assert_has(html, "(4 that changed nothing left out)");
    free(html);
    free(text);
    oh_trace_free(trace);
    recording_free(recording);
}

/* A second branch of the INVITE is turned away; the call goes on, and ends for its own reason. */
static void another_branch_does_not_end_the_call(void **state)
{
    (void)state;
    struct oh_policy policy = oh_policy_system();
    struct recording *recording = recording_new(&policy);
    record_answered_call_until(recording, OH_EV_UI_REPORTED);
    record(recording,
           OH_EVENT(OH_EV_ENGINE_INVITED, .now_ms = 50100, .leg = 2, .call = {{5}},
                    .match_key = UINT64_C(0xfedcba9876543210), .flags = OH_INVITE_MERGED));
    record(recording,
           OH_EVENT(OH_EV_ENGINE_ENDED, .now_ms = 50110, .leg = 2, .reason = OH_REASON_MERGED));
    record(recording,
           OH_EVENT(OH_EV_ENGINE_ENDED, .now_ms = 51000, .leg = 1, .reason = OH_REASON_REMOTE));
    struct oh_trace *trace = read_good(recording->text, recording->size);
    char *html = html_of(trace, "t");
    assert_has(html, "reason merged\"");
    assert_has(html, "<td>1.000</td><td class=\"end\">remote</td>");
    free(html);
    oh_trace_free(trace);
    recording_free(recording);
}

/* A trace of another version: no state is made up. */
static void states_end_where_the_replay_differs(void **state)
{
    (void)state;
    struct oh_trace *trace = answered();
    trace->steps[4].commands[0].how = OH_PREPARE_FORCE;
    char *html = html_of(trace, "t");
    assert_has(html, "no states are shown from line 6 of the trace on: line 6, step 5, ");
    assert_has(html, "<span class=\"au\">audio waiting</span>");
    assert_lacks(html, "audio preparing</span>");
    free(html);
    oh_trace_free(trace);
}

static void a_long_trace_is_drawn_from_its_end(void **state)
{
    (void)state;
    struct oh_trace *trace = long_trace(50004);
    char *html = html_of(trace, "t"), *svg = drawn(oh_trace_svg, trace, "t");
    assert_has(html, "the last 50000 of 50004 steps");
    assert_has(html, "Of <b>6251</b> calls <b>6251</b> answered, <b>0</b> ended by a failure; from "
                     "answer to 200 median <b>60 ms</b>, longest <b>60 ms</b>; ");
    assert_lacks(html, "id=\"L5\"");
    assert_has(html, "id=\"L6\"");
    assert_has(html, "id=\"L50005\"");
    assert_lacks(html, "<pre>");
    assert_true(strlen(html) < 50u << 20);
    assert_has(svg, "the first 1000 of 50004 steps");
    assert_true(strlen(svg) < 2u << 20);
    free(html);
    free(svg);
    oh_trace_free(trace);
}

/* Steps alone bound nothing: one may have very many orders. */
static void steps_with_very_many_orders_are_bounded(void **state)
{
    (void)state;
    enum { STEPS = 5, ORDERS = 50000 };
    struct oh_command *orders = calloc(ORDERS, sizeof(*orders));
    struct oh_trace_step steps[STEPS] = {0};
    struct oh_trace trace = {
        .policy = oh_policy_system(), .calls_max = 1, .steps = steps, .step_count = STEPS};
    for (size_t i = 0; i < ORDERS; i++)
        orders[i].type = OH_CMD_AUDIO_ENABLE;
    for (size_t i = 0; i < STEPS; i++)
        steps[i] = (struct oh_trace_step){
            .event = OH_EVENT(OH_EV_UI_BEGAN), .commands = orders, .command_count = ORDERS};
    char *html = html_of(&trace, "t"), *svg = drawn(oh_trace_svg, &trace, "t");
    assert_has(html, "the last 3 of 5 steps");
    assert_int_equal(count_of(html, "class=\"step"), 3);
    assert_has(svg, "the first 0 of 5 steps");
    free(html);
    free(svg);
    free(orders);
}

static void a_wide_terminal_shows_times_and_states(void **state)
{
    (void)state;
    struct oh_trace *trace = two_calls();
    char *wide = shown(trace, 180, false), *narrow = shown(trace, 159, false);
    assert_has(wide, "  +100 ms     0.100 ");
    assert_has(wide, "audio off; #1 ringing, not shown; #2 ringing, not shown; 54.9 s left\n");
    assert_lacks(narrow, "+100 ms");
    assert_lacks(narrow, "audio off;");
    free(wide);
    free(narrow);
    oh_trace_free(trace);
}

static void html_that_cannot_be_written(void **state)
{
    (void)state;
    struct oh_trace *trace = answered();
    FILE *full = fopen("/dev/full", "w");
    assert_true(oh_trace_html(trace, "A call", full) != 0);
    clearerr(full);
    assert_true(oh_trace_svg(trace, "A call", full) != 0);
    fclose(full);
    oh_trace_free(trace);
}

/* With a folder's name: write pages and a picture there, for check_html.py. */
static int write_pages(const char *folder)
{
    static const struct {
        const char *name;
        struct oh_trace *(*make)(void);
    } pages[] = {{"answered", answered}, {"two", two_calls}, {"failing", failing}};
    int failed = 0;
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        char path[4096];
        struct oh_trace *trace = pages[i].make();
        snprintf(path, sizeof(path), "%s/%s.html", folder, pages[i].name);
        FILE *html = fopen(path, "w");
        snprintf(path, sizeof(path), "%s/%s.svg", folder, pages[i].name);
        FILE *svg = fopen(path, "w");
        snprintf(path, sizeof(path), "%s/%s.text", folder, pages[i].name);
        FILE *text = fopen(path, "w");
        failed |= oh_trace_html(trace, "Two <calls> & a 'push'", html);
        failed |= oh_trace_svg(trace, "Two <calls> & a 'push'", svg);
        oh_trace_show(trace, text, 0, false);
        failed |= fclose(html) | fclose(svg) | fclose(text);
        oh_trace_free(trace);
    }
    return failed;
}

int main(int count, char **arguments)
{
    if (count == 2)
        return write_pages(arguments[1]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ladder_of_an_answered_call),
        cmocka_unit_test(no_line_is_wider_than_asked),
        cmocka_unit_test(a_wide_terminal_shows_times_and_states),
        cmocka_unit_test(colours_only_if_asked),
        cmocka_unit_test(a_trace_cannot_command_the_terminal),
        cmocka_unit_test(calls_are_told_apart),
        cmocka_unit_test(an_empty_trace_is_drawn),
        cmocka_unit_test(hostile_text_stays_text),
        cmocka_unit_test(html_tells_everything),
        cmocka_unit_test(trouble_stands_out),
        cmocka_unit_test(silence_is_shown),
        cmocka_unit_test(another_branch_does_not_end_the_call),
        cmocka_unit_test(states_end_where_the_replay_differs),
        cmocka_unit_test(a_long_trace_is_drawn_from_its_end),
        cmocka_unit_test(steps_with_very_many_orders_are_bounded),
        cmocka_unit_test(html_that_cannot_be_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
