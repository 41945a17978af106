/*
 * The fakes of a desktop (we acquire the session) behind host and core, and real time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <glib.h>

#include "world.h"

static oh_leg answered_call(struct world *world)
{
    oh_leg leg = fake_engine_invited(world->engine, 7, OH_INVITE_HAS_OFFER);
    world_run(world, 100);
    fake_ui_answer(world->ui, fake_ui_last(world->ui));
    world_run(world, 5000);
    return leg;
}

static void assert_talking(struct world *world, oh_leg leg)
{
    const struct fake_leg *seen = fake_engine_leg(world->engine, leg);
    if (!seen->connected || seen->open != OH_DIRECTION_BOTH || !fake_audio_enabled(world->audio))
        fail_msg("no talk on leg %u:\n%s", leg, fake_record_text(world->record));
}

static void answered_in_the_right_order(void **state)
{
    (void)state;
    struct world *world = world_desktop();
    oh_leg leg = answered_call(world);
    assert_talking(world, leg);
    ASSERT_ORDER(world, "ui report", "engine ring 1", "ui fulfil 1", "audio prepare plain",
                 "audio enable", "engine accept 1", "engine open 1 both");
    fake_engine_hung_up(world->engine, leg);
    world_run(world, 100);
    ASSERT_ORDER(world, "ui report ended remote", "audio disable", "audio release");
    assert_true(oh_idle(oh_host_core(world->host)));
    world_free(world);
}

static void prepare_fails_at_first(void **state)
{
    (void)state;
    struct world *world = world_desktop();
    fake_audio_faults(world->audio)->prepares_fail = 1;
    assert_talking(world, answered_call(world));
    ASSERT_ORDER(world, "audio prepare plain", "audio prepare reopen", "engine accept 1");
    world_free(world);
}

static void prepare_always_fails(void **state)
{
    (void)state;
    struct world *world = world_desktop();
    fake_audio_faults(world->audio)->prepares_fail = UINT32_MAX;
    oh_leg leg = answered_call(world);
    world_run(world, 20000);
    assert_true(fake_engine_leg(world->engine, leg)->ended);
    assert_true(fake_record_has(world->record, "ui report ended no audio"));
    world_free(world);
}

static void device_is_taken(void **state)
{
    (void)state;
    struct world *world = world_desktop();
    oh_leg leg = answered_call(world);
    fake_audio_take(world->audio);
    assert_int_equal(fake_engine_leg(world->engine, leg)->open, OH_DIRECTION_NONE);
    world_run(world, 5000);
    assert_talking(world, leg);
    world_free(world);
}

static void notification_is_refused(void **state)
{
    (void)state;
    struct world *world = world_desktop();
    fake_ui_faults(world->ui)->refuses_reports = true;
    oh_leg leg = fake_engine_invited(world->engine, 7, OH_INVITE_HAS_OFFER);
    world_run(world, 1000);
    assert_int_equal(fake_engine_leg(world->engine, leg)->rejected, 486);
    world_free(world);
}

static void callee_declines(void **state)
{
    (void)state;
    struct world *world = world_desktop();
    fake_engine_faults(world->engine)->declines = true;
    oh_leg leg = fake_engine_fresh_leg(world->engine);
    fake_ui_start(world->ui, oh_call_id_fresh(), leg, 0);
    world_run(world, 5000);
    ASSERT_ORDER(world, "ui fulfil 1", "engine invite 1", "ui report ended declined");
    assert_true(oh_idle(oh_host_core(world->host)));
    world_free(world);
}

static void muted_and_dialled_early(void **state)
{
    (void)state;
    struct world *world = world_desktop();
    oh_leg leg = fake_engine_fresh_leg(world->engine);
    struct oh_call_id call = oh_call_id_fresh();
    fake_ui_start(world->ui, call, leg, 0);
    fake_ui_mute(world->ui, call, true);
    fake_ui_dial(world->ui, call, "4711#");
    world_run(world, 5000);
    assert_talking(world, leg);
    ASSERT_ORDER(world, "ui fulfil 2", "engine mute 1 on", "ui fulfil 3", "engine open 1 both",
                 "engine send digits 1 4711#");
    world_free(world);
}

static void passed_on(void **state)
{
    (void)state;
    struct world *world = world_desktop();
    oh_leg leg = answered_call(world);
    struct oh_call_id call = fake_ui_last(world->ui);
    fake_engine_faults(world->engine)->transfers_fail = true;
    oh_host_post(world->host, &OH_EVENT(OH_EV_APP_TRANSFERRED, .call = call));
    world_run(world, 1000);
    assert_talking(world, leg);
    fake_engine_faults(world->engine)->transfers_fail = false;
    oh_host_post(world->host, &OH_EVENT(OH_EV_APP_TRANSFERRED, .call = call));
    world_run(world, 1000);
    ASSERT_ORDER(world, "engine transfer 1", "engine transfer 1", "engine end 1",
                 "ui report ended transferred");
    assert_true(oh_idle(oh_host_core(world->host)));
    world_free(world);
}

/* The peer asks us to call somebody: both are there, and the peer is on hold. */
static void connected_by_the_peer(void **state)
{
    (void)state;
    struct world *world = world_desktop();
    oh_leg leg = answered_call(world);
    oh_leg other = fake_engine_asks_for_transfer(world->engine, leg);
    world_run(world, 5000);
    assert_talking(world, other);
    assert_true(fake_engine_leg(world->engine, leg)->held);
    ASSERT_ORDER(world, "engine answer transfer 1 on", "ui request start off", "engine hold 1",
                 "engine invite 2");
    world_free(world);
}

/* Two calls are joined as the application wishes, and the engine finds that it cannot mix them. */
static void joined_in_vain(void **state)
{
    (void)state;
    struct oh_policy policy = oh_policy_self();
    policy.groups = OH_GROUPS_ON;
    struct world *world = world_under(&policy);
    oh_leg first = answered_call(world);
    struct oh_call_id one = fake_ui_last(world->ui);
    fake_engine_invited(world->engine, 8, OH_INVITE_HAS_OFFER);
    world_run(world, 100);
    struct oh_call_id other = fake_ui_last(world->ui);
    fake_ui_answer(world->ui, other);
    world_run(world, 1000);
    assert_true(fake_engine_leg(world->engine, first)->held);

    fake_engine_faults(world->engine)->cannot_mix = true;
    fake_engine_delays(world->engine)->change_ms = 1000;
    oh_host_post(world->host, &OH_EVENT(OH_EV_APP_GROUPED, .call = one, .other_call = other));
    world_run(world, 100);
    fake_ui_hold(world->ui, one, false);
    world_run(world, 100);
    assert_talking(world, first);
    assert_talking(world, 2);
    world_run(world, 5000);
    ASSERT_ORDER(world, "ui request group off", "engine group 1 2", "engine group 2 0");
    assert_true(fake_engine_leg(world->engine, first)->held);
    assert_talking(world, 2);
    world_free(world);
}

static void answers_itself(void **state)
{
    (void)state;
    struct oh_policy policy = oh_policy_self();
    policy.auto_answer = OH_AUTO_ANSWER_WHEN_ASKED;
    struct world *world = world_under(&policy);
    oh_leg leg = fake_engine_invited(world->engine, 7, OH_INVITE_AUTO_ANSWER);
    world_run(world, 5000);
    assert_talking(world, leg);
    ASSERT_ORDER(world, "ui report", "ui request answer off", "ui fulfil 1", "engine accept 1");
    world_free(world);
}

static void does_not_answer_itself(void **state)
{
    (void)state;
    struct oh_policy policy = oh_policy_self();
    policy.auto_answer = OH_AUTO_ANSWER_ALWAYS;
    struct world *world = world_under(&policy);
    fake_ui_faults(world->ui)->refuses_requests = true;
    oh_leg leg = fake_engine_invited(world->engine, 7, 0);
    world_run(world, 5000);
    assert_true(fake_engine_leg(world->engine, leg)->ringing);
    assert_false(fake_engine_leg(world->engine, leg)->accepted);
    fake_ui_answer(world->ui, fake_ui_last(world->ui));
    world_run(world, 5000);
    assert_talking(world, leg);
    world_free(world);
}

static void caller_never_acks(void **state)
{
    (void)state;
    struct world *world = world_desktop();
    fake_engine_faults(world->engine)->never_acks = true;
    oh_leg leg = answered_call(world);
    world_run(world, 40000);
    assert_true(fake_record_has(world->record, "ui report ended no ack"));
    assert_true(fake_engine_leg(world->engine, leg)->ended);
    world_free(world);
}

static void peer_refuses_to_be_held(void **state)
{
    (void)state;
    struct world *world = world_desktop();
    oh_leg leg = answered_call(world);
    fake_engine_faults(world->engine)->refuses_change = true;
    fake_ui_hold(world->ui, fake_ui_last(world->ui), true);
    world_run(world, 1000);
    assert_int_equal(fake_engine_leg(world->engine, leg)->open, OH_DIRECTION_NONE);
    fake_ui_hold(world->ui, fake_ui_last(world->ui), false);
    world_run(world, 1000);
    assert_talking(world, leg);
    world_free(world);
}

/* ---- Time ---- */

static void note(void *data)
{
    g_string_append((GString *)((gpointer *)data)[0], ((gpointer *)data)[1]);
}

static void virtual_time_runs_in_order(void **state)
{
    (void)state;
    GString *text = g_string_new(NULL);
    gpointer late[] = {text, "late "}, early[] = {text, "early "}, also[] = {text, "also "};
    struct fake_clock *clock = fake_clock_new(5);
    struct fake_scheduler scheduler = fake_clock_scheduler(clock);
    scheduler.after(scheduler.ctx, 100, note, late);
    scheduler.after(scheduler.ctx, 50, note, early);
    scheduler.after(scheduler.ctx, 100, note, also);
    scheduler.after(scheduler.ctx, 500, note, late); /* never run: freed with the clock */
    fake_clock_run(clock, 99);
    assert_string_equal(text->str, "early ");
    fake_clock_run(clock, 1);
    assert_string_equal(text->str, "early late also ");
    assert_int_equal(scheduler.now_ms(scheduler.ctx), 105);
    fake_clock_free(clock);
    g_string_free(text, TRUE);
}

static void quit(void *data)
{
    g_main_loop_quit(data);
}

static void real_time_runs_on_a_main_context(void **state)
{
    (void)state;
    GMainContext *context = g_main_context_new();
    GMainLoop *main_loop = g_main_loop_new(context, FALSE);
    struct fake_loop *loop = fake_loop_new(context);
    struct fake_scheduler scheduler = fake_loop_scheduler(loop);
    uint64_t before = scheduler.now_ms(scheduler.ctx);
    scheduler.after(scheduler.ctx, 5, quit, main_loop);
    scheduler.after(scheduler.ctx, 1000000, quit, main_loop); /* dropped with the loop */
    g_main_loop_run(main_loop);
    assert_true(scheduler.now_ms(scheduler.ctx) >= before);
    fake_loop_free(loop);
    g_main_loop_unref(main_loop);
    g_main_context_unref(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answered_in_the_right_order),
        cmocka_unit_test(prepare_fails_at_first),
        cmocka_unit_test(prepare_always_fails),
        cmocka_unit_test(device_is_taken),
        cmocka_unit_test(notification_is_refused),
        cmocka_unit_test(callee_declines),
        cmocka_unit_test(muted_and_dialled_early),
        cmocka_unit_test(passed_on),
        cmocka_unit_test(connected_by_the_peer),
        cmocka_unit_test(joined_in_vain),
        cmocka_unit_test(answers_itself),
        cmocka_unit_test(does_not_answer_itself),
        cmocka_unit_test(caller_never_acks),
        cmocka_unit_test(peer_refuses_to_be_held),
        cmocka_unit_test(virtual_time_runs_in_order),
        cmocka_unit_test(real_time_runs_on_a_main_context),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
