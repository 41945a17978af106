/*
 * The fake iOS platform behind host and core: the answered call in the right order, and what the
 * platform is known to do wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "world.h"

#define OFFER OH_INVITE_HAS_OFFER

/* Rings, is answered, and has had five seconds to connect. */
static oh_leg answered_call(struct world *world)
{
    oh_leg leg = fake_engine_invited(world->engine, 7, OFFER);
    world_run(world, 100);
    assert_int_equal(fake_ios_answer(world->ios, fake_ios_last(world->ios)), 1);
    world_run(world, 5000);
    return leg;
}

static void assert_talking(struct world *world, oh_leg leg)
{
    const struct fake_leg *seen = fake_engine_leg(world->engine, leg);
    if (!seen->connected || seen->open != OH_DIRECTION_BOTH || !fake_ios_enabled(world->ios))
        fail_msg("no talk on leg %u:\n%s", leg, fake_record_text(world->record));
    assert_int_equal(fake_ios_violations(world->ios), 0);
}

static void assert_all_over(struct world *world, oh_leg leg)
{
    world_run(world, 5000);
    assert_true(fake_engine_leg(world->engine, leg)->ended);
    assert_int_equal(fake_ios_call_count(world->ios), 0);
    assert_int_equal(fake_ios_session(world->ios), FAKE_SESSION_INACTIVE);
    assert_false(fake_ios_enabled(world->ios));
    assert_int_equal(fake_ios_violations(world->ios), 0);
    assert_true(oh_idle(oh_host_core(world->host)));
}

/* Without the user, and in the same order: the system activates after the fulfilment. */
static void answers_itself(void **state)
{
    (void)state;
    struct oh_policy policy = oh_policy_system();
    policy.auto_answer = OH_AUTO_ANSWER_ALWAYS;
    struct world *world = world_under(&policy);
    oh_leg leg = fake_engine_invited(world->engine, 7, OFFER);
    world_run(world, 5000);
    assert_talking(world, leg);
    ASSERT_ORDER(world, "ui report", "ios call 1 rings", "ui request answer off", "audio release",
                 "ui fulfil 1", "ios session active by the system", "audio prepare plain",
                 "audio enable", "engine accept 1");
    fake_ios_end(world->ios, fake_ios_last(world->ios));
    assert_all_over(world, leg);
    world_free(world);
}

static void answered_in_the_right_order(void **state)
{
    (void)state;
    struct world *world = world_ios();
    oh_leg leg = answered_call(world);
    assert_talking(world, leg);
    ASSERT_ORDER(world, "ui report", "engine ring 1", "ios call 1 rings",
                 "ios action 1: call 1 answered", "audio release", "ui fulfil 1",
                 "ios session active by the system", "audio prepare plain", "audio enable",
                 "engine accept 1", "engine open 1 both");
    assert_true(fake_ios_action(world->ios, 1)->fulfilled);

    assert_int_equal(fake_ios_end(world->ios, fake_ios_last(world->ios)), 2);
    assert_all_over(world, leg);
    ASSERT_ORDER(world, "ui fulfil 2", "ios call 1 gone (user)", "engine end 1", "audio disable",
                 "ios session inactive");
    world_free(world);
}

static void declined(void **state)
{
    (void)state;
    struct world *world = world_ios();
    oh_leg leg = fake_engine_invited(world->engine, 7, OFFER);
    world_run(world, 100);
    fake_ios_end(world->ios, fake_ios_last(world->ios));
    assert_all_over(world, leg);
    assert_int_equal(fake_engine_leg(world->engine, leg)->rejected, 603);
    world_free(world);
}

static void caller_gives_up(void **state)
{
    (void)state;
    struct world *world = world_ios();
    oh_leg leg = fake_engine_invited(world->engine, 7, OFFER);
    world_run(world, 10); /* the report has not completed: it must not be ended yet */
    fake_engine_cancelled(world->engine, leg);
    assert_all_over(world, leg);
    ASSERT_ORDER(world, "ios call 1 rings", "ui report ended remote", "ios call 1 gone (remote)");
    world_free(world);
}

/* CK-93: whoever has the session, the system does not activate it. */
static void grab(void *ctx)
{
    fake_ios_engine_grabs(ctx, false);
}

static void engine_grabs_early_silently(void **state)
{
    (void)state;
    struct world *world = world_ios();
    fake_engine_grabs(world->engine, grab, world->ios);
    oh_leg leg = answered_call(world);
    assert_talking(world, leg);
    ASSERT_ORDER(world, "ios session active by the engine", "audio release", "ios session inactive",
                 "ui fulfil 1", "ios session active by the system", "engine accept 1");
    fake_engine_hung_up(world->engine, leg);
    assert_all_over(world, leg);
    world_free(world);
}

static void engine_grabs_after_the_answer(void **state)
{
    (void)state;
    struct world *world = world_ios();
    fake_engine_invited(world->engine, 7, OFFER);
    world_run(world, 100);
    fake_ios_answer(world->ios, fake_ios_last(world->ios));
    world_run(world, 30); /* fulfilled, not yet activated */
    assert_true(fake_ios_action(world->ios, 1)->fulfilled);
    fake_ios_engine_grabs(world->ios, true);
    world_run(world, 5000);
    assert_talking(world, 1);
    world_free(world);
}

/* Without the fake's own rule the test above would show nothing. */
static void grabbed_session_is_never_activated(void **state)
{
    (void)state;
    struct world *world = world_ios();
    fake_engine_invited(world->engine, 7, OFFER);
    world_run(world, 100);
    fake_ios_answer(world->ios, fake_ios_last(world->ios));
    world_run(world, 30);
    fake_ios_engine_grabs(world->ios, false);
    world_run(world, 100);
    assert_true(fake_record_has(world->record,
                                "ios does not activate: the session is active by the engine"));
    assert_int_equal(fake_ios_session(world->ios), FAKE_SESSION_BY_ENGINE);
    assert_false(fake_engine_leg(world->engine, 1)->accepted);
    world_free(world);
}

static void lost_activation_climbs_the_ladder(void **state)
{
    (void)state;
    struct world *world = world_ios();
    fake_ios_faults(world->ios)->activations_lost = UINT32_MAX;
    oh_leg leg = answered_call(world);
    assert_talking(world, leg);
    ASSERT_ORDER(world, "ui fulfil 1", "ios does not activate: lost", "ui refresh",
                 "audio prepare force", "ios session active by us", "audio enable",
                 "engine accept 1");
    fake_engine_hung_up(world->engine, leg);
    assert_all_over(world, leg);
    world_free(world);
}

static void stale_provider_is_refreshed(void **state)
{
    (void)state;
    struct world *world = world_ios();
    fake_ios_faults(world->ios)->stale_until_refresh = true;
    assert_talking(world, answered_call(world));
    ASSERT_ORDER(world, "ios does not activate: the provider is stale", "ui refresh",
                 "ios session active by the system", "engine accept 1");
    assert_false(fake_record_has(world->record, "audio prepare force"));
    world_free(world);
}

static void no_audio_at_all_ends_the_call(void **state)
{
    (void)state;
    struct world *world = world_ios();
    fake_ios_faults(world->ios)->activations_lost = UINT32_MAX;
    fake_ios_faults(world->ios)->forces_refused = UINT32_MAX;
    fake_engine_invited(world->engine, 7, OFFER);
    world_run(world, 100);
    fake_ios_answer(world->ios, fake_ios_last(world->ios));
    world_run(world, 30000);
    assert_false(fake_engine_leg(world->engine, 1)->accepted);
    assert_true(fake_record_has(world->record, "ui report ended no audio"));
    assert_all_over(world, 1);
    world_free(world);
}

static void prepare_never_answered_ends_the_call(void **state)
{
    (void)state;
    struct world *world = world_ios();
    fake_ios_faults(world->ios)->prepares_never_answered = true;
    fake_engine_invited(world->engine, 7, OFFER);
    world_run(world, 100);
    fake_ios_answer(world->ios, fake_ios_last(world->ios));
    world_run(world, 30000);
    assert_false(fake_engine_leg(world->engine, 1)->accepted);
    assert_true(fake_engine_leg(world->engine, 1)->ended);
    assert_int_equal(fake_ios_call_count(world->ios), 0);
    world_free(world);
}

static void activated_before_the_answer(void **state)
{
    (void)state;
    struct world *world = world_ios();
    fake_ios_faults(world->ios)->activates_at_report = true;
    assert_talking(world, answered_call(world));
    ASSERT_ORDER(world, "ios session active by the system", "ios action 1: call 1 answered",
                 "ui fulfil 1", "engine accept 1");
    assert_false(fake_record_has(world->record, "audio release"));
    world_free(world);
}

static void unusable_session_is_looked_at_again(void **state)
{
    (void)state;
    struct world *world = world_ios();
    fake_ios_faults(world->ios)->found = OH_FOUND_NO_INPUT;
    fake_ios_faults(world->ios)->found_for_ms = 50;
    assert_talking(world, answered_call(world));
    assert_false(fake_record_has(world->record, "audio prepare force"));
    world_free(world);
}

static void unusable_session_is_forced(void **state)
{
    (void)state;
    struct world *world = world_ios();
    fake_ios_faults(world->ios)->found = OH_FOUND_OTHER_AUDIO;
    assert_talking(world, answered_call(world));
    ASSERT_ORDER(world, "audio prepare plain", "audio prepare force", "engine accept 1");
    world_free(world);
}

static void report_refused(void **state)
{
    (void)state;
    struct world *world = world_ios();
    fake_ios_faults(world->ios)->report_refused = 3;
    oh_leg leg = fake_engine_invited(world->engine, 7, OFFER);
    assert_all_over(world, leg);
    assert_int_equal(fake_engine_leg(world->engine, leg)->rejected, 486);
    world_free(world);
}

static void provider_reset_ends_everything(void **state)
{
    (void)state;
    struct world *world = world_ios();
    oh_leg leg = answered_call(world);
    fake_ios_reset(world->ios);
    assert_all_over(world, leg);
    ASSERT_ORDER(world, "ios reset", "ui rebuild", "ios began");

    oh_leg next = fake_engine_invited(world->engine, 8, OFFER);
    world_run(world, 100);
    assert_true(fake_ios_answer(world->ios, fake_ios_last(world->ios)) != 0);
    world_run(world, 5000);
    assert_talking(world, next);
    world_free(world);
}

static void interruption(bool notified)
{
    struct world *world = world_ios();
    oh_leg leg = answered_call(world);
    fake_ios_interrupt(world->ios);
    assert_false(fake_ios_enabled(world->ios));
    assert_int_equal(fake_engine_leg(world->engine, leg)->open, OH_DIRECTION_NONE);
    world_run(world, 1000);
    fake_ios_interruption_over(world->ios, notified);
    world_run(world, 10000);
    assert_talking(world, leg);
    world_free(world);
}

static void interruption_with_notified_end(void **state)
{
    (void)state;
    interruption(true);
}

static void interruption_with_silent_end(void **state)
{
    (void)state;
    interruption(false);
}

static void services_reset(void **state)
{
    (void)state;
    struct world *world = world_ios();
    oh_leg leg = answered_call(world);
    fake_ios_services_reset(world->ios);
    world_run(world, 5000);
    assert_talking(world, leg);
    world_free(world);
}

static void unasked_deactivation(void **state)
{
    (void)state;
    struct world *world = world_ios();
    oh_leg leg = answered_call(world);
    fake_ios_deactivate(world->ios);
    assert_false(fake_ios_enabled(world->ios));
    world_run(world, 10000);
    assert_talking(world, leg);
    world_free(world);
}

static void held_and_resumed(void **state)
{
    (void)state;
    struct world *world = world_ios();
    oh_leg leg = answered_call(world);
    fake_ios_hold(world->ios, fake_ios_last(world->ios), true);
    world_run(world, 1000);
    assert_true(fake_engine_leg(world->engine, leg)->held);
    assert_int_equal(fake_ios_session(world->ios), FAKE_SESSION_INACTIVE);
    fake_ios_hold(world->ios, fake_ios_last(world->ios), false);
    world_run(world, 5000);
    assert_false(fake_engine_leg(world->engine, leg)->held);
    assert_talking(world, leg);
    world_free(world);
}

static void outgoing(bool at_connected)
{
    struct world *world = world_ios();
    fake_ios_faults(world->ios)->outgoing_at_connected = at_connected;
    oh_leg leg = fake_engine_fresh_leg(world->engine);
    assert_int_equal(fake_ios_start(world->ios, oh_call_id_fresh(), leg, 0), 1);
    world_run(world, 10000);
    assert_talking(world, leg);
    ASSERT_ORDER(world, "ui fulfil 1", "engine invite 1", "ui report connecting",
                 "ui report connected");
    fake_engine_hung_up(world->engine, leg);
    assert_all_over(world, leg);
    world_free(world);
}

static void outgoing_activated_at_start(void **state)
{
    (void)state;
    outgoing(false);
}

static void outgoing_activated_at_connected(void **state)
{
    (void)state;
    outgoing(true);
}

static void end_delivered_twice(void **state)
{
    (void)state;
    struct world *world = world_ios();
    fake_ios_faults(world->ios)->ends_twice = true;
    oh_leg leg = answered_call(world);
    fake_ios_end(world->ios, fake_ios_last(world->ios));
    assert_all_over(world, leg);
    ASSERT_ORDER(world, "ui fulfil 2", "ui fail 2");
    world_free(world);
}

static void nobody_answers(void **state)
{
    (void)state;
    struct world *world = world_ios();
    oh_leg leg = fake_engine_invited(world->engine, 7, OFFER);
    world_run(world, 65000);
    assert_all_over(world, leg);
    world_free(world);
}

/* ---- The platform by itself: what it holds against whoever drives it ---- */

static int swallow(void *ctx, const struct oh_event *event)
{
    *(struct oh_event *)ctx = *event;
    return OH_OK;
}

struct alone {
    struct fake_clock *clock;
    struct fake_record *record;
    struct oh_event last;
    struct fake_ios *ios;
    struct oh_ui_port ui;
    struct oh_audio_port audio;
};

static void set_up(struct alone *alone)
{
    *alone = (struct alone){.clock = fake_clock_new(0), .record = fake_record_new()};
    alone->ios = fake_ios_new(&(struct fake_setup){.scheduler = fake_clock_scheduler(alone->clock),
                                                   .post = {.ctx = &alone->last, .post = swallow},
                                                   .record = alone->record});
    alone->ui = fake_ios_ui_port(alone->ios);
    alone->audio = fake_ios_audio_port(alone->ios);
}

static void tear_down(struct alone *alone)
{
    fake_clock_free(alone->clock);
    fake_ios_free(alone->ios);
    fake_record_free(alone->record);
}

static void action_must_be_answered_once_and_in_time(void **state)
{
    (void)state;
    struct alone alone;
    struct oh_call_id call = oh_call_id_fresh();
    set_up(&alone);
    alone.ui.report(alone.ui.ctx, call);
    fake_clock_run(alone.clock, 100);
    assert_int_equal(alone.last.type, OH_EV_UI_REPORTED);

    assert_int_equal(fake_ios_answer(alone.ios, call), 1);
    fake_clock_run(alone.clock, 59000);
    assert_int_equal(alone.last.type, OH_EV_UI_ANSWERED);
    assert_false(fake_ios_action(alone.ios, 1)->timed_out);
    fake_clock_run(alone.clock, 1000);
    assert_true(fake_ios_action(alone.ios, 1)->timed_out);
    alone.ui.fulfil(alone.ui.ctx, call, 1);
    assert_int_equal(fake_ios_violations(alone.ios), 1);

    fake_clock_run(alone.clock, 10); /* the time-out is followed by an end (CK-87) */
    assert_int_equal(alone.last.type, OH_EV_UI_ENDED);
    alone.ui.fulfil(alone.ui.ctx, call, alone.last.action);
    alone.ui.fulfil(alone.ui.ctx, call, alone.last.action);
    assert_int_equal(fake_ios_violations(alone.ios), 2);
    (alone.ui.fail)(alone.ui.ctx, call, 99); /* in brackets: cmocka has a macro of that name */
    assert_int_equal(fake_ios_violations(alone.ios), 3);
    tear_down(&alone);
}

static void mistakes_are_violations(void **state)
{
    (void)state;
    struct alone alone;
    struct oh_call_id call = oh_call_id_fresh();
    set_up(&alone);
    alone.audio.enable(alone.audio.ctx); /* in an inactive session */
    assert_int_equal(fake_ios_violations(alone.ios), 1);
    alone.audio.disable(alone.audio.ctx);
    alone.ui.report(alone.ui.ctx, call);
    alone.ui.report_ended(alone.ui.ctx, call, OH_REASON_REMOTE); /* not yet reported */
    assert_int_equal(fake_ios_violations(alone.ios), 2);
    fake_clock_run(alone.clock, 100);
    assert_int_equal(fake_ios_call_count(alone.ios), 1); /* it rings on */
    alone.ui.report_ended(alone.ui.ctx, call, OH_REASON_REMOTE);
    alone.ui.report_ended(alone.ui.ctx, call, OH_REASON_REMOTE); /* twice */
    assert_int_equal(fake_ios_violations(alone.ios), 3);
    fake_ios_activate(alone.ios);
    alone.audio.release(alone.audio.ctx); /* the system's */
    assert_int_equal(fake_ios_violations(alone.ios), 4);
    tear_down(&alone);
}

static void no_activation_before_the_fulfilment(void **state)
{
    (void)state;
    struct alone alone;
    struct oh_call_id call = oh_call_id_fresh();
    set_up(&alone);
    alone.ui.report(alone.ui.ctx, call);
    fake_clock_run(alone.clock, 100);
    fake_ios_answer(alone.ios, call);
    fake_clock_run(alone.clock, 1000);
    assert_int_equal(fake_ios_session(alone.ios), FAKE_SESSION_INACTIVE);
    alone.ui.fulfil(alone.ui.ctx, call, 1);
    fake_clock_run(alone.clock, 1000);
    assert_int_equal(fake_ios_session(alone.ios), FAKE_SESSION_BY_SYSTEM);
    assert_int_equal(alone.last.type, OH_EV_AUDIO_ACTIVATED);
    tear_down(&alone);
}

static void no_activation_for_a_call_that_is_gone(void **state)
{
    (void)state;
    struct alone alone;
    struct oh_call_id call = oh_call_id_fresh();
    set_up(&alone);
    alone.ui.report(alone.ui.ctx, call);
    fake_clock_run(alone.clock, 100);
    fake_ios_answer(alone.ios, call);
    alone.ui.fulfil(alone.ui.ctx, call, 1);
    alone.ui.report_ended(alone.ui.ctx, call, OH_REASON_REMOTE);
    fake_clock_run(alone.clock, 1000);
    assert_false(fake_record_has(alone.record, "ios session active by the system"));
    tear_down(&alone);
}

static void interrupted_session_cannot_be_forced(void **state)
{
    (void)state;
    struct alone alone;
    set_up(&alone);
    fake_ios_activate(alone.ios);
    fake_ios_interrupt(alone.ios);
    alone.audio.prepare(alone.audio.ctx, OH_PREPARE_FORCE);
    fake_clock_run(alone.clock, 100);
    assert_int_equal(alone.last.type, OH_EV_AUDIO_PREPARE_FAILED);
    fake_ios_interruption_over(alone.ios, false);
    alone.audio.prepare(alone.audio.ctx, OH_PREPARE_FORCE);
    fake_clock_run(alone.clock, 100);
    assert_int_equal(alone.last.type, OH_EV_AUDIO_PREPARED);
    assert_int_equal(fake_ios_session(alone.ios), FAKE_SESSION_BY_US);
    tear_down(&alone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answered_in_the_right_order),
        cmocka_unit_test(answers_itself),
        cmocka_unit_test(declined),
        cmocka_unit_test(caller_gives_up),
        cmocka_unit_test(engine_grabs_early_silently),
        cmocka_unit_test(engine_grabs_after_the_answer),
        cmocka_unit_test(grabbed_session_is_never_activated),
        cmocka_unit_test(lost_activation_climbs_the_ladder),
        cmocka_unit_test(stale_provider_is_refreshed),
        cmocka_unit_test(no_audio_at_all_ends_the_call),
        cmocka_unit_test(prepare_never_answered_ends_the_call),
        cmocka_unit_test(activated_before_the_answer),
        cmocka_unit_test(unusable_session_is_looked_at_again),
        cmocka_unit_test(unusable_session_is_forced),
        cmocka_unit_test(report_refused),
        cmocka_unit_test(provider_reset_ends_everything),
        cmocka_unit_test(interruption_with_notified_end),
        cmocka_unit_test(interruption_with_silent_end),
        cmocka_unit_test(services_reset),
        cmocka_unit_test(unasked_deactivation),
        cmocka_unit_test(held_and_resumed),
        cmocka_unit_test(outgoing_activated_at_start),
        cmocka_unit_test(outgoing_activated_at_connected),
        cmocka_unit_test(end_delivered_twice),
        cmocka_unit_test(nobody_answers),
        cmocka_unit_test(action_must_be_answered_once_and_in_time),
        cmocka_unit_test(mistakes_are_violations),
        cmocka_unit_test(no_activation_before_the_fulfilment),
        cmocka_unit_test(no_activation_for_a_call_that_is_gone),
        cmocka_unit_test(interrupted_session_cannot_be_forced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
