/*
 * Random orders of what the peers, the SDK, the user and the platform may do. What must hold is
 * whole.c's; here is only chance, from a seed that a failure names.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "whole.h"

#define WALKS 1000
#define MOVES 40

static uint32_t any_call(GRand *chance, const struct whole *whole)
{
    uint32_t last = whole->sdk->last();
    return last ? (uint32_t)g_rand_int_range(chance, 1, (gint32)last + 1) : 0;
}

static bool any_of_the_core(GRand *chance, const struct whole *whole, struct oh_call_info *info)
{
    uint8_t count = oh_call_count(oh_host_core(whole->host));
    return count && whole_call(whole, (unsigned)g_rand_int_range(chance, 0, count), info);
}

static void place(struct whole *whole)
{
    char text[300] = "";
    struct oh_call_id id = oh_call_id_fresh();
    const struct oh_core *core = oh_host_core(whole->host);
    if (oh_call_count(core) >= oh_calls_max(core))
        return; /* a leg without a place in the core would be nobody's */
    oh_leg leg =
        whole->rig->sip->describe_call(whole->rig->engine, id, "sip:bob@there", text, sizeof text);
    if (fake_ios_start(whole->ios, id, leg, 0) == 0)
        whole->rig->port.end(whole->rig->port.ctx, leg, OH_REASON_USER);
    whole_run(whole, 20); /* until the core has it */
}

static void user(GRand *chance, struct whole *whole)
{
    struct oh_call_info info;
    if (!any_of_the_core(chance, whole, &info) || !info.shown)
        return;
    bool on = g_rand_boolean(chance);
    switch (g_rand_int_range(chance, 0, 6)) {
    case 0:
    case 1: fake_ios_answer(whole->ios, info.call); break;
    case 2: fake_ios_end(whole->ios, info.call); break;
    case 3:
    case 4: fake_ios_hold(whole->ios, info.call, on); break;
    case 5: fake_ios_mute(whole->ios, info.call, on); break;
    }
}

static void peer(GRand *chance, struct whole *whole)
{
    static const uint32_t statuses[] = {0, 200, 408, 486, 487, 503, 603, UINT32_MAX};
    uint32_t call = any_call(chance, whole);
    switch (g_rand_int_range(chance, 0, 6)) {
    case 0:
    case 1:
        if (whole->sdk->living() < 6)
            whole->sdk->incoming("<sip:alice@there>", g_rand_boolean(chance));
        break;
    case 2:
        whole->sdk->terminated(call, statuses[g_rand_int_range(chance, 0, G_N_ELEMENTS(statuses))]);
        break;
    case 3: whole->sdk->held(call, whole->sdk->hold_state(call) ^ 2); break;
    case 4: whole->sdk->dtmf(call, (uint16_t)g_rand_int_range(chance, 0, 20)); break;
    case 5: whole->sdk->connected(call + (uint32_t)g_rand_int_range(chance, 0, 2) * 1000); break;
    }
}

static void sdk(GRand *chance, struct whole *whole)
{
    struct standin_manners *manners = whole->sdk->manners();
    switch (g_rand_int_range(chance, 0, 6)) {
    case 0: manners->terminates_twice = g_rand_boolean(chance); break;
    case 1: manners->connects_twice = g_rand_boolean(chance); break;
    case 2: manners->mutes_only_connected = g_rand_boolean(chance); break;
    case 3: whole->sdk->refuse("Call_Accept", -1001, 1); break;
    case 4: whole->sdk->refuse("Call_Invite", -1035, 1); break;
    case 5:
        whole->sdk->refuse("Call_Hold", -1043, 1);
        whole->hold_was_refused = true;
        break;
    }
}

static void platform(GRand *chance, struct whole *whole)
{
    switch (g_rand_int_range(chance, 0, 6)) {
    case 0: fake_ios_engine_grabs(whole->ios, g_rand_boolean(chance)); break;
    case 1: fake_ios_interrupt(whole->ios); break;
    case 2: fake_ios_interruption_over(whole->ios, g_rand_boolean(chance)); break;
    case 3: fake_ios_faults(whole->ios)->activations_lost = 1; break;
    case 4: fake_ios_services_reset(whole->ios); break;
    case 5: fake_ios_reset(whole->ios); break;
    }
}

static guint32 walking;

/* cmocka leaves a failed test by a long jump: the seed is said at the end of the group. */
static int say_seed(void **state)
{
    (void)state;
    print_message("the last walk had SEED=%u\n", walking);
    return 0;
}

static void walk(guint32 seed, unsigned long *connected)
{
    GRand *chance = g_rand_new_with_seed(seed);
    struct whole *whole = whole_new();
    for (int i = 0; i < MOVES; i++) {
        switch (g_rand_int_range(chance, 0, 12)) {
        case 0:
        case 1:
        case 2:
        case 3: peer(chance, whole); break;
        case 4:
        case 5:
        case 6:
        case 7: user(chance, whole); break;
        case 8: place(whole); break;
        case 9: sdk(chance, whole); break;
        case 10: platform(chance, whole); break;
        case 11: whole_run(whole, (uint32_t)g_rand_int_range(chance, 0, 3000)); break;
        }
        if (g_rand_boolean(chance))
            rig_settle(whole->rig); /* else it is said, and not heard yet */
    }
    whole_run(whole, 1000);
    for (const char *at = whole->rig->events->str; (at = strstr(at, "\nconnected ")); at++)
        ++*connected;
    whole_free(whole);
    g_rand_free(chance);
}

static guint32 number_from(const char *variable, guint32 preset)
{
    const char *text = g_getenv(variable);
    return text ? (guint32)g_ascii_strtoull(text, NULL, 10) : preset;
}

/* SEED=7 begins there; WALKS=1 ends after one. */
static void random_orders(void **state)
{
    (void)state;
    guint32 first = number_from("SEED", 1), walks = number_from("WALKS", WALKS);
    unsigned long connected = 0;
    for (walking = first; walking < first + walks; walking++)
        walk(walking, &connected);
    print_message("%u walks, %lu calls connected\n", walks, connected);
    assert_true(walks < WALKS || connected > walks); /* the walks do get somewhere */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(random_orders)};
    return cmocka_run_group_tests(tests, NULL, say_seed);
}
