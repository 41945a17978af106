/*
 * Calls one after another, of each kind, leave no file descriptor and no thread behind. (Memory is
 * the sanitizer build's to watch.)
 */
#include "stack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

enum { CALLS = 50, FEW = 10, WARM_UP = 3, AT_ONCE = 8 };

static unsigned entries(const char *folder)
{
    GDir *dir = g_dir_open(folder, 0, NULL);
    unsigned count = 0;
    assert_non_null(dir);
    while (g_dir_read_name(dir))
        count++;
    g_dir_close(dir);
    return count;
}

static unsigned open_files(void)
{
    return entries("/proc/self/fd");
}

static unsigned threads(void)
{
    return entries("/proc/self/task");
}

static void call(struct stack *a, struct stack *b, oh_leg leg)
{
    memset(&a->legs[leg], 0, sizeof a->legs[leg]);
    memset(&b->legs[leg], 0, sizeof b->legs[leg]);
    stack_connect(a, leg, b, leg);
    a->port.open(a->port.ctx, leg, OH_DIRECTION_BOTH);
    b->port.open(b->port.ctx, leg, OH_DIRECTION_BOTH);
    WAIT_FOR(a->legs[leg].measured_count[1] && b->legs[leg].measured_count[1], 5);
    a->port.end(a->port.ctx, leg);
    b->port.end(b->port.ctx, leg);
    b->port.end(b->port.ctx, leg); /* twice does no harm */
}

static void calls_leave_nothing_behind(const char *kind, int calls)
{
    struct stack a, b;
    char *options = g_strdup_printf("audio=tone:400 measure=1 offer=%s", kind);
    assert_true(stack_make(&a, options));
    assert_true(stack_make(&b, "audio=tone:1000 measure=1"));
    g_free(options);
    for (int i = 0; i < WARM_UP; i++)
        call(&a, &b, 1);
    unsigned files_before = open_files(), threads_before = threads();
    for (int i = 0; i < calls; i++)
        call(&a, &b, 1 + (oh_leg)i % 5);
    WAIT_FOR(open_files() <= files_before, 5);
    /* GLib keeps a few idle threads for half a minute. */
    WAIT_FOR(threads() <= threads_before + 2, 20);
    stack_destroy(&a);
    stack_destroy(&b);
}

static void fifty_calls_leave_nothing_behind(void **state)
{
    (void)state;
    calls_leave_nothing_behind("rtp", CALLS);
}

static void calls_with_keys_leave_nothing_behind(void **state)
{
    (void)state;
    calls_leave_nothing_behind("sdes", FEW);
}

static void calls_with_webrtc_leave_nothing_behind(void **state)
{
    (void)state;
    calls_leave_nothing_behind("webrtc", FEW);
}

static void destroying_ends_what_is_left(void **state)
{
    struct stack a, b;
    (void)state;
    unsigned files_before = open_files();
    assert_true(stack_make(&a, "audio=tone:400"));
    assert_true(stack_make(&b, "audio=echo"));
    for (oh_leg leg = 1; leg <= AT_ONCE; leg++) {
        stack_connect(&a, leg, &b, leg);
        a.port.open(a.port.ctx, leg, OH_DIRECTION_BOTH);
        b.port.open(b.port.ctx, leg, OH_DIRECTION_BOTH);
    }
    for (oh_leg leg = 1; leg <= AT_ONCE; leg++)
        WAIT_FOR(a.legs[leg].flowed_count >= 1 && a.legs[leg].frames.received > 0, 5);
    stack_destroy(&a);
    stack_destroy(&b);
    WAIT_FOR(open_files() <= files_before + 2, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STACK_TEST(fifty_calls_leave_nothing_behind),
        STACK_TEST(calls_with_keys_leave_nothing_behind),
        STACK_TEST(calls_with_webrtc_leave_nothing_behind),
        STACK_TEST(destroying_ends_what_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
