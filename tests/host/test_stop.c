/*
 * oh_host_stop: everything ends in order, within T_STOP, and then there is silence.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "world.h"

#define OFFER     OH_INVITE_HAS_OFFER
#define T_STOP_MS 1500

static oh_leg ringing_call(struct world *world)
{
    oh_leg leg = fake_engine_invited(world->engine, 7, OFFER);
    world_run(world, 100);
    return leg;
}

static oh_leg connected_call(struct world *world)
{
    oh_leg leg = ringing_call(world);
    fake_ios_answer(world->ios, fake_ios_last(world->ios));
    world_run(world, 5000);
    assert_true(fake_engine_leg(world->engine, leg)->connected);
    return leg;
}

/* Stops, and checks that nothing happens afterwards, whatever comes. */
static void stop(struct world *world, int expected)
{
    uint64_t begun_ms = fake_clock_now_ms(world->clock);
    assert_int_equal(oh_host_stop(world->host), expected);
    assert_true(fake_clock_now_ms(world->clock) <= begun_ms + T_STOP_MS);
    if (expected == OH_OK)
        assert_true(fake_clock_now_ms(world->clock) < begun_ms + T_STOP_MS);
    assert_false(world->ios && fake_ios_enabled(world->ios));

    fake_record_clear(world->record);
    assert_int_equal(
        oh_host_post(world->host, &OH_EVENT(OH_EV_ENGINE_INVITED, .leg = 99, .flags = OFFER)),
        OH_ERR_STOPPED);
    fake_engine_invited(world->engine, 77, OFFER);
    oh_host_wake(world->host);
    world_run(world, 200000);
    assert_false(fake_record_has(world->record, "ui report"));
    assert_false(fake_record_has(world->record, "engine ring 2"));
    assert_int_equal(oh_host_stop(world->host), OH_OK);
}

static void with_nothing_to_end(void **state)
{
    (void)state;
    struct world *world = world_ios();
    uint64_t before = fake_clock_now_ms(world->clock);
    assert_int_equal(oh_host_stop(world->host), OH_OK);
    assert_int_equal(fake_clock_now_ms(world->clock), before);
    assert_string_equal(fake_record_text(world->record), "");
    world_free(world);
}

static void while_it_rings(void **state)
{
    (void)state;
    struct world *world = world_ios();
    oh_leg leg = ringing_call(world);
    stop(world, OH_OK);
    assert_true(fake_engine_leg(world->engine, leg)->ended);
    assert_int_equal(fake_ios_call_count(world->ios), 0);
    assert_int_equal(fake_ios_violations(world->ios), 0);
    world_free(world);
}

static void before_the_report_completed(void **state)
{
    (void)state;
    struct world *world = world_ios();
    fake_engine_invited(world->engine, 7, OFFER);
    stop(world, OH_OK);
    assert_int_equal(fake_ios_call_count(world->ios), 0);
    assert_int_equal(fake_ios_violations(world->ios), 0);
    world_free(world);
}

static void while_connected(void **state)
{
    (void)state;
    struct world *world = world_ios();
    oh_leg leg = connected_call(world);
    stop(world, OH_OK);
    assert_true(fake_engine_leg(world->engine, leg)->ended);
    assert_int_equal(fake_engine_leg(world->engine, leg)->rejected, 0);
    assert_int_equal(fake_ios_session(world->ios), FAKE_SESSION_INACTIVE);
    assert_int_equal(fake_ios_violations(world->ios), 0);
    world_free(world);
}

static void while_audio_is_being_prepared(void **state)
{
    (void)state;
    struct world *world = world_ios();
    ringing_call(world);
    fake_ios_delays(world->ios)->prepare_ms = 1000;
    fake_ios_answer(world->ios, fake_ios_last(world->ios));
    world_run(world, 100);
    assert_int_equal(oh_audio_state(oh_host_core(world->host)), OH_AUDIO_PREPARING);
    stop(world, OH_OK);
    world_free(world);
}

static void two_calls(void **state)
{
    (void)state;
    struct world *world = world_ios();
    connected_call(world);
    fake_engine_invited(world->engine, 8, OFFER);
    world_run(world, 100);
    stop(world, OH_OK);
    assert_true(fake_engine_leg(world->engine, 1)->ended);
    assert_true(fake_engine_leg(world->engine, 2)->ended);
    world_free(world);
}

/* The engine's part of a call that comes while we stop. */
static void invite_late(void *data)
{
    struct world *world = data;
    fake_engine_invited(world->engine, 9, OFFER);
}

static void a_call_that_comes_meanwhile_is_ended_too(void **state)
{
    (void)state;
    struct world *world = world_ios();
    connected_call(world);
    struct fake_scheduler scheduler = fake_clock_scheduler(world->clock);
    scheduler.after(scheduler.ctx, 5, invite_late, world);
    stop(world, OH_OK);
    assert_true(fake_engine_leg(world->engine, 2)->ended);
    assert_int_equal(fake_ios_call_count(world->ios), 0);
    world_free(world);
}

static void the_engine_never_answers(void **state)
{
    (void)state;
    struct world *world = world_ios();
    connected_call(world);
    fake_engine_faults(world->engine)->never_ends = true;
    fake_ios_delays(world->ios)->deactivate_ms = 3600000; /* the system keeps its session */
    stop(world, OH_ERR_TIMEOUT);
    assert_int_equal(fake_ios_violations(world->ios), 0); /* and it was not released under it */
    world_free(world);
}

static void the_audio_session_never_answers(void **state)
{
    (void)state;
    struct world *world = world_ios();
    ringing_call(world);
    fake_ios_faults(world->ios)->prepares_never_answered = true;
    fake_ios_answer(world->ios, fake_ios_last(world->ios));
    world_run(world, 200);
    fake_record_clear(world->record);
    assert_int_equal(oh_host_stop(world->host), OH_ERR_TIMEOUT);
    ASSERT_ORDER(world, "audio disable", "audio release");
    world_free(world);
}

static void the_call_ui_never_answers(void **state)
{
    (void)state;
    struct world *world = world_desktop();
    fake_ui_faults(world->ui)->never_reports = true;
    fake_engine_invited(world->engine, 7, OFFER);
    stop(world, OH_ERR_TIMEOUT);
    world_free(world);
}

/* ---- Which legs are waited for ---- */

static const struct oh_call_id some_call = {{1}};

/* A host whose parties are told of nothing and say nothing. */
static void mute_host(struct fake_clock **clock, struct oh_host **slot)
{
    *clock = fake_clock_new(1);
    struct oh_host_config config = {.size = sizeof(config),
                                    .calls_max = 1,
                                    .policy = oh_policy_self(),
                                    .engine = {.size = sizeof(config.engine)},
                                    .ui = {.size = sizeof(config.ui)},
                                    .audio = {.size = sizeof(config.audio)},
                                    .clock = fake_clock_port(*clock, slot)};
    *slot = oh_host_new(&config, NULL, NULL, 0);
    assert_non_null(*slot);
}

static void the_leg_that_replaced_another_is_waited_for(void **state)
{
    (void)state;
    struct oh_host *host;
    struct fake_clock *clock;
    mute_host(&clock, &host);
    const struct oh_event events[] = {
        OH_EVENT(OH_EV_ENGINE_INVITED, .leg = 1, .call = some_call, .flags = OH_INVITE_NO_SESSION),
        OH_EVENT(OH_EV_UI_REPORTED, .call = some_call),
        OH_EVENT(OH_EV_UI_ANSWERED, .call = some_call, .action = 1),
        OH_EVENT(OH_EV_ENGINE_ACCEPTED, .leg = 1),
        OH_EVENT(OH_EV_ENGINE_CONNECTED, .leg = 1),
        OH_EVENT(OH_EV_ENGINE_REPLACED, .leg = 1, .other_leg = 2, .flags = OH_INVITE_NO_SESSION),
        OH_EVENT(OH_EV_ENGINE_ENDED, .leg = 1, .reason = OH_REASON_REPLACED),
    };
    for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++)
        assert_int_equal(oh_host_post(host, &events[i]), OH_OK);
    assert_int_equal(oh_call_count(oh_host_core(host)), 1);
    assert_int_equal(oh_host_stop(host), OH_ERR_TIMEOUT);
    oh_host_free(host);
    fake_clock_free(clock);
}

static void a_leg_that_was_redirected_is_not(void **state)
{
    (void)state;
    struct oh_host *host;
    struct fake_clock *clock;
    mute_host(&clock, &host);
    oh_host_post(host, &OH_EVENT(OH_EV_UI_STARTED, .call = some_call, .action = 1, .leg = 1,
                                 .flags = OH_START_NO_SESSION));
    oh_host_post(host, &OH_EVENT(OH_EV_ENGINE_REDIRECTED, .leg = 1, .other_leg = 2));
    assert_int_equal(oh_call_count(oh_host_core(host)), 0);
    assert_int_equal(oh_host_stop(host), OH_OK);
    oh_host_free(host);
    fake_clock_free(clock);
}

/* ---- From inside a port ---- */

static int inside;

static void stop_from_port(void *ctx, struct oh_call_id call)
{
    struct oh_host **host = ctx;
    (void)call;
    inside = oh_host_stop(*host);
}

static void from_inside_a_port_is_refused(void **state)
{
    (void)state;
    struct oh_host *host = NULL;
    struct fake_clock *clock = fake_clock_new(1);
    struct oh_host_config config = {
        .size = sizeof(config),
        .calls_max = 1,
        .policy = oh_policy_self(),
        .engine = {.size = sizeof(config.engine)},
        .ui = {.size = sizeof(config.ui), .ctx = &host, .report = stop_from_port},
        .audio = {.size = sizeof(config.audio)},
        .clock = fake_clock_port(clock, &host)};
    int error;
    char text[100];
    host = oh_host_new(&config, &error, text, sizeof(text));
    oh_host_post(host, &OH_EVENT(OH_EV_ENGINE_INVITED, .leg = 1));
    assert_int_equal(inside, OH_ERR_ARGUMENT);
    oh_host_free(host);
    fake_clock_free(clock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_nothing_to_end),
        cmocka_unit_test(while_it_rings),
        cmocka_unit_test(before_the_report_completed),
        cmocka_unit_test(while_connected),
        cmocka_unit_test(while_audio_is_being_prepared),
        cmocka_unit_test(two_calls),
        cmocka_unit_test(a_call_that_comes_meanwhile_is_ended_too),
        cmocka_unit_test(the_engine_never_answers),
        cmocka_unit_test(the_audio_session_never_answers),
        cmocka_unit_test(the_call_ui_never_answers),
        cmocka_unit_test(the_leg_that_replaced_another_is_waited_for),
        cmocka_unit_test(a_leg_that_was_redirected_is_not),
        cmocka_unit_test(from_inside_a_port_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
