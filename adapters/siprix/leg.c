/*
 * The table of legs. One that is over is freed later, so that whoever is up the stack (a port
 * called from within an event) may still look at it.
 */
#include "leg.h"

struct leg *leg_new(struct engine *engine, bool outgoing)
{
    struct leg *leg = g_new0(struct leg, 1);
    leg->id = ++engine->last_leg;
    leg->engine = engine;
    leg->outgoing = outgoing;
    leg->mic_on = true;
    leg->digits = g_string_new(NULL);
    g_hash_table_insert(engine->legs, GUINT_TO_POINTER(leg->id), leg);
    return leg;
}

struct leg *leg_find(const struct engine *engine, oh_leg id)
{
    return g_hash_table_lookup(engine->legs, GUINT_TO_POINTER(id));
}

struct leg *leg_of_call(const struct engine *engine, siprix_call call)
{
    return g_hash_table_lookup(engine->calls, GUINT_TO_POINTER(call));
}

static void forget_call(struct leg *leg)
{
    if (leg->has_call && leg_of_call(leg->engine, leg->call) == leg)
        g_hash_table_remove(leg->engine->calls, GUINT_TO_POINTER(leg->call));
    leg->has_call = false;
}

void leg_set_call(struct leg *leg, siprix_call call)
{
    forget_call(leg);
    leg->call = call;
    leg->has_call = true;
    g_hash_table_insert(leg->engine->calls, GUINT_TO_POINTER(call), leg);
}

void leg_post(struct leg *leg, enum oh_event_type type)
{
    if (!leg->over)
        engine_post(leg->engine, &OH_EVENT(type, .leg = leg->id));
}

void leg_because(struct leg *leg, enum oh_reason reason)
{
    if (leg->reason == OH_REASON_NONE)
        leg->reason = reason;
}

void leg_complain(const struct leg *leg, enum oh_log_level level, const char *function,
                  siprix_error error)
{
    char *why = engine_error(leg->engine, error);
    engine_log(leg->engine, level, "%s of leg %u: %s", function, leg->id, why);
    g_free(why);
}

void leg_stop_timer(GSource **timer)
{
    if (!*timer)
        return;
    g_source_destroy(*timer);
    g_clear_pointer(timer, g_source_unref);
}

void leg_timer(struct leg *leg, GSource **timer, guint ms, GSourceFunc fire)
{
    leg_stop_timer(timer);
    *timer = g_timeout_source_new(ms);
    g_source_set_callback(*timer, fire, leg, NULL);
    g_source_attach(*timer, leg->engine->context);
}

void leg_ended(struct leg *leg)
{
    struct engine *engine = leg->engine;
    if (leg->over)
        return;
    leg_because(leg, OH_REASON_FAILED);
    leg->over = true;
    leg_stop_timer(&leg->hold_timer);
    leg_stop_timer(&leg->digit_timer);
    leg_stop_timer(&leg->end_timer);
    forget_call(leg);
    g_hash_table_remove(engine->legs, GUINT_TO_POINTER(leg->id));
    g_ptr_array_add(engine->gone, leg);
    engine_post(engine,
                &OH_EVENT(OH_EV_ENGINE_ENDED, .leg = leg->id, .reason = (uint8_t)leg->reason));
}

static void leg_free(gpointer data)
{
    struct leg *leg = data;
    g_free(leg->remote);
    g_free(leg->destination);
    g_free(leg->transfer_to);
    g_string_free(leg->digits, TRUE);
    g_free(leg);
}

void leg_sweep(struct engine *engine)
{
    for (guint i = 0; i < engine->gone->len; i++)
        leg_free(engine->gone->pdata[i]);
    g_ptr_array_set_size(engine->gone, 0);
}
