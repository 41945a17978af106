/*
 * The host: the order of commands, posting from inside a port, wake-ups, bad set-ups.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "offhook/host.h"

/* A host whose ports write down what they were told. */
struct bench {
    struct oh_host *host;
    GString *told;
    uint64_t now_ms;
    uint64_t wake_ms;
    unsigned wake_asked; /* how often */
    struct oh_call_id reported;
    bool report_answers; /* the report completes inside the port */
};

static void tell(struct bench *bench, const char *word)
{
    g_string_append_printf(bench->told, "%s%s", bench->told->len ? ", " : "", word);
}

static void ring(void *ctx, oh_leg leg)
{
    (void)leg;
    tell(ctx, "ring");
}

static void accept_leg(void *ctx, oh_leg leg)
{
    (void)leg;
    tell(ctx, "accept");
}

static void reject(void *ctx, oh_leg leg, uint16_t code, enum oh_reason reason)
{
    char word[64];
    g_snprintf(word, sizeof(word), "reject %u %u %s", leg, code, oh_reason_name(reason));
    tell(ctx, word);
}

static const char *remote(void *ctx, oh_leg leg)
{
    (void)ctx;
    return leg == 1 ? "Alice <sip:alice@example.org>" : NULL;
}

static void report(void *ctx, struct oh_call_id call)
{
    struct bench *bench = ctx;
    bench->reported = call;
    tell(bench, "report (");
    if (bench->report_answers) {
        /* Queued: the step that reports goes on first. */
        assert_int_equal(oh_host_post(bench->host, &OH_EVENT(OH_EV_UI_REPORTED, .call = call)),
                         OH_OK);
        assert_int_equal(
            oh_host_post(bench->host, &OH_EVENT(OH_EV_UI_ENDED, .call = call, .action = 5)), OH_OK);
    }
    tell(bench, ")");
}

static void fulfil(void *ctx, struct oh_call_id call, oh_action action)
{
    char word[32];
    (void)call;
    g_snprintf(word, sizeof(word), "fulfil %u", action);
    tell(ctx, word);
}

static void step_traced(void *ctx, const struct oh_core *core, const struct oh_event *event,
                        const struct oh_commands *commands)
{
    char word[64];
    (void)core;
    assert_true(event->now_ms != 0);
    g_snprintf(word, sizeof(word), "[%s: %u]", oh_event_name(event->type), commands->count);
    tell(ctx, word);
}

static uint64_t now_ms(void *ctx)
{
    return ((struct bench *)ctx)->now_ms;
}

static void wake_at_ms(void *ctx, uint64_t at_ms)
{
    struct bench *bench = ctx;
    bench->wake_ms = at_ms;
    bench->wake_asked++;
}

static struct oh_host_config config_of(struct bench *bench)
{
    return (struct oh_host_config){
        .size = sizeof(struct oh_host_config),
        .calls_max = 1,
        .policy = oh_policy_system(),
        .engine = {.size = sizeof(struct oh_engine_port),
                   .ctx = bench,
                   .ring = ring,
                   .accept = accept_leg,
                   .reject = reject,
                   .remote = remote},
        .ui = {.size = sizeof(struct oh_ui_port), .ctx = bench, .report = report, .fulfil = fulfil},
        .audio = {.size = sizeof(struct oh_audio_port), .ctx = bench},
        .clock = {.size = sizeof(struct oh_clock_port),
                  .ctx = bench,
                  .now_ms = now_ms,
                  .wake_at_ms = wake_at_ms},
        .trace = {.size = sizeof(struct oh_trace_sink), .ctx = bench, .step = step_traced},
    };
}

static void set_up(struct bench *bench)
{
    *bench = (struct bench){.told = g_string_new(NULL), .now_ms = 1000, .wake_ms = OH_NEVER};
    struct oh_host_config config = config_of(bench);
    int error = 1;
    char text[200];
    bench->host = oh_host_new(&config, &error, text, sizeof(text));
    assert_non_null(bench->host);
    assert_int_equal(error, OH_OK);
}

static void tear_down(struct bench *bench)
{
    oh_host_free(bench->host);
    g_string_free(bench->told, TRUE);
}

static int invite(struct bench *bench, oh_leg leg)
{
    return oh_host_post(bench->host,
                        &OH_EVENT(OH_EV_ENGINE_INVITED, .leg = leg, .flags = OH_INVITE_HAS_OFFER));
}

/* ---- Steps; the audio port has no functions: its commands are passed over ---- */

static void commands_are_carried_out_before_post_returns(void **state)
{
    (void)state;
    struct bench bench;
    set_up(&bench);
    assert_int_equal(invite(&bench, 1), OH_OK);
    assert_string_equal(bench.told->str, "report (, ), ring, [engine invited: 2]");
    tear_down(&bench);
}

static void events_from_inside_a_port_wait_for_the_step(void **state)
{
    (void)state;
    struct bench bench;
    set_up(&bench);
    bench.report_answers = true;
    invite(&bench, 1);
    assert_string_equal(bench.told->str,
                        "report (, ), ring, [engine invited: 2], [ui reported: 0], "
                        "fulfil 5, reject 1 603 user, [ui ended: 3]");
    tear_down(&bench);
}

static void a_fresh_call_id_is_filled_in(void **state)
{
    (void)state;
    struct bench bench;
    struct oh_call_id given = {{1, 2, 3}};
    set_up(&bench);
    invite(&bench, 1);
    assert_int_equal(bench.reported.bytes[6] >> 4, 4);
    assert_int_equal(bench.reported.bytes[8] >> 6, 2);
    struct oh_call_info info;
    assert_true(oh_call_at(oh_host_core(bench.host), 0, &info));
    assert_memory_equal(&info.call, &bench.reported, sizeof(given));
    tear_down(&bench);

    set_up(&bench);
    oh_host_post(bench.host, &OH_EVENT(OH_EV_PUSHED, .call = given, .flags = OH_PUSH_MUST_REPORT));
    assert_memory_equal(&given, &bench.reported, sizeof(given));
    tear_down(&bench);
}

static void call_ids_are_fresh(void **state)
{
    (void)state;
    struct oh_call_id a = oh_call_id_fresh(), b = oh_call_id_fresh();
    assert_memory_not_equal(&a, &b, sizeof(a));
}

static void an_event_of_an_older_header_is_taken(void **state)
{
    (void)state;
    struct bench bench;
    set_up(&bench);
    struct oh_event event = OH_EVENT(OH_EV_ENGINE_INVITED, .leg = 1);
    event.size = offsetof(struct oh_event, frames);
    assert_int_equal(oh_host_post(bench.host, &event), OH_OK);
    event.size = 0;
    assert_int_equal(oh_host_post(bench.host, &event), OH_ERR_ARGUMENT);
    assert_string_equal(bench.told->str, "report (, ), ring, [engine invited: 2]");
    tear_down(&bench);
}

static void the_remote_party_has_a_name(void **state)
{
    (void)state;
    struct bench bench;
    set_up(&bench);
    invite(&bench, 1);
    assert_string_equal(oh_host_remote(bench.host, bench.reported),
                        "Alice <sip:alice@example.org>");
    assert_string_equal(oh_host_remote(bench.host, oh_call_id_fresh()), "unknown");
    tear_down(&bench);
}

/* ---- Time ---- */

static void the_clock_is_asked_only_when_the_deadline_changed(void **state)
{
    (void)state;
    struct bench bench;
    set_up(&bench);
    oh_host_post(bench.host, &OH_EVENT(OH_EV_AUDIO_ROUTE_CHANGED));
    assert_int_equal(bench.wake_asked, 0);
    invite(&bench, 1);
    assert_int_equal(bench.wake_asked, 1);
    assert_int_equal(bench.wake_ms, 1000 + 55000); /* T_RING */
    bench.now_ms = 1500;
    oh_host_post(bench.host, &OH_EVENT(OH_EV_UI_REPORTED, .call = bench.reported));
    assert_int_equal(bench.wake_asked, 1);
    tear_down(&bench);
}

static void an_early_wake_up_does_nothing_but_ask_again(void **state)
{
    (void)state;
    struct bench bench;
    set_up(&bench);
    invite(&bench, 1);
    g_string_truncate(bench.told, 0);
    bench.now_ms = 2000;
    oh_host_wake(bench.host);
    assert_string_equal(bench.told->str, "");
    assert_int_equal(bench.wake_asked, 2);
    assert_int_equal(bench.wake_ms, 56000);
    tear_down(&bench);
}

static void a_late_wake_up_fires_the_deadline(void **state)
{
    (void)state;
    struct bench bench;
    set_up(&bench);
    invite(&bench, 1);
    oh_host_post(bench.host, &OH_EVENT(OH_EV_UI_REPORTED, .call = bench.reported));
    g_string_truncate(bench.told, 0);
    bench.now_ms = 99000;
    oh_host_wake(bench.host);
    assert_string_equal(bench.told->str, "reject 1 480 unanswered, [time: 3]");
    tear_down(&bench);
}

static void freeing_cancels_the_wake_up(void **state)
{
    (void)state;
    struct bench bench;
    set_up(&bench);
    invite(&bench, 1);
    tear_down(&bench);
    assert_int_equal(bench.wake_ms, OH_NEVER);
}

/* ---- Several hosts, and the thread ---- */

static void two_hosts_in_a_process(void **state)
{
    (void)state;
    struct bench a, b;
    set_up(&a);
    set_up(&b);
    invite(&a, 1);
    assert_string_equal(b.told->str, "");
    invite(&b, 1);
    assert_string_equal(a.told->str, b.told->str);
    assert_memory_not_equal(&a.reported, &b.reported, sizeof(a.reported));
    tear_down(&a);
    assert_int_equal(oh_call_count(oh_host_core(b.host)), 1);
    tear_down(&b);
}

#ifndef NDEBUG
static gpointer post_from_elsewhere(gpointer bench)
{
    invite(bench, 1);
    return NULL;
}

static void another_thread_is_an_error(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        struct bench bench;
        set_up(&bench);
        fclose(stderr);
        signal(SIGABRT, SIG_DFL);
        g_thread_join(g_thread_new("other", post_from_elsewhere, &bench));
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}
#endif

static bool anywhere(void *ctx)
{
    (void)ctx;
    return true;
}

static gpointer invite_from_elsewhere(gpointer bench)
{
    invite(bench, 1);
    return NULL;
}

static void the_clock_may_say_what_the_context_is(void **state)
{
    (void)state;
    struct bench bench = {.told = g_string_new(NULL), .now_ms = 1, .wake_ms = OH_NEVER};
    struct oh_host_config config = config_of(&bench);
    config.clock.on_context = anywhere;
    bench.host = oh_host_new(&config, NULL, NULL, 0);
    assert_non_null(bench.host);
    g_thread_join(g_thread_new("other", invite_from_elsewhere, &bench));
    assert_int_equal(oh_call_count(oh_host_core(bench.host)), 1);
    tear_down(&bench);
}

/* ---- Bad set-ups ---- */

static void refused(const struct oh_host_config *config, int expected, const char *part)
{
    int error = 0;
    char text[300] = "";
    assert_null(oh_host_new(config, &error, text, sizeof(text)));
    assert_int_equal(error, expected);
    if (!strstr(text, part))
        fail_msg("\"%s\" is not in \"%s\"", part, text);
}

static void bad_set_ups_get_a_sentence(void **state)
{
    (void)state;
    struct bench bench = {0};
    struct oh_host_config good = config_of(&bench), config;

    config = good;
    config.policy.fulfil = OH_FULFIL_WHEN_CONNECTED;
    refused(&config, OH_ERR_POLICY, oh_rule_text(OH_RULE_FULFIL_DEADLOCK));
    config = good;
    config.calls_max = 0;
    refused(&config, OH_ERR_POLICY, oh_rule_text(OH_RULE_CALLS_MAX));
    config = good;
    config.size = 8;
    refused(&config, OH_ERR_ARGUMENT, "config is shorter");
    config = good;
    config.ui.size = 0;
    refused(&config, OH_ERR_ARGUMENT, "set .size");
    config = good;
    config.trace.size = 0;
    refused(&config, OH_ERR_ARGUMENT, "set .size");
    config = good;
    config.clock.now_ms = NULL;
    refused(&config, OH_ERR_ARGUMENT, "now_ms");
}

static void a_port_of_an_older_header_is_taken(void **state)
{
    (void)state;
    struct bench bench = {.told = g_string_new(NULL), .now_ms = 1};
    struct oh_host_config config = config_of(&bench);
    config.engine.size = offsetof(struct oh_engine_port, accept); /* knows of ring() only */
    int error;
    char text[200];
    bench.host = oh_host_new(&config, &error, text, sizeof(text));
    assert_non_null(bench.host);
    invite(&bench, 1);
    invite(&bench, 2); /* rejected, but the port is too old to be told */
    assert_string_equal(bench.told->str,
                        "report (, ), ring, [engine invited: 2], [engine invited: 1]");
    tear_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_are_carried_out_before_post_returns),
        cmocka_unit_test(events_from_inside_a_port_wait_for_the_step),
        cmocka_unit_test(a_fresh_call_id_is_filled_in),
        cmocka_unit_test(call_ids_are_fresh),
        cmocka_unit_test(an_event_of_an_older_header_is_taken),
        cmocka_unit_test(the_remote_party_has_a_name),
        cmocka_unit_test(the_clock_is_asked_only_when_the_deadline_changed),
        cmocka_unit_test(an_early_wake_up_does_nothing_but_ask_again),
        cmocka_unit_test(a_late_wake_up_fires_the_deadline),
        cmocka_unit_test(freeing_cancels_the_wake_up),
        cmocka_unit_test(two_hosts_in_a_process),
#ifndef NDEBUG
        cmocka_unit_test(another_thread_is_an_error),
#endif
        cmocka_unit_test(the_clock_may_say_what_the_context_is),
        cmocka_unit_test(bad_set_ups_get_a_sentence),
        cmocka_unit_test(a_port_of_an_older_header_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
