/*
 * Virtual time, for the fakes' delays and for hosts. Nothing happens until it is run.
 */
#include <glib.h>

#include "fake.h"

struct entry {
    uint64_t due_ms;
    void (*fn)(void *data);
    void *data;
};

/* One host's wake-up. */
struct hand {
    struct fake_clock *clock;
    struct oh_host **host;
    uint64_t wake_ms;
};

struct fake_clock {
    uint64_t now_ms;
    GQueue entries; /* struct entry *, in the order in which they are due */
    GSList *hands;  /* struct hand * */
};

struct fake_clock *fake_clock_new(uint64_t start_ms)
{
    struct fake_clock *clock = g_new0(struct fake_clock, 1);
    clock->now_ms = start_ms;
    g_queue_init(&clock->entries);
    return clock;
}

void fake_clock_free(struct fake_clock *clock)
{
    if (!clock)
        return;
    g_queue_clear_full(&clock->entries, g_free);
    g_slist_free_full(clock->hands, g_free);
    g_free(clock);
}

uint64_t fake_clock_now_ms(const struct fake_clock *clock)
{
    return clock->now_ms;
}

static uint64_t now_ms(void *ctx)
{
    return fake_clock_now_ms(ctx);
}

/* Behind those that are due at the same time: first come, first served. */
static gint later(gconstpointer a, gconstpointer b, gpointer data)
{
    (void)data;
    return ((const struct entry *)a)->due_ms > ((const struct entry *)b)->due_ms ? 1 : -1;
}

static void after(void *ctx, uint32_t delay_ms, void (*fn)(void *data), void *data)
{
    struct fake_clock *clock = ctx;
    struct entry *entry = g_new0(struct entry, 1);
    *entry = (struct entry){.due_ms = clock->now_ms + delay_ms, .fn = fn, .data = data};
    g_queue_insert_sorted(&clock->entries, entry, later, NULL);
}

struct fake_scheduler fake_clock_scheduler(struct fake_clock *clock)
{
    return (struct fake_scheduler){.ctx = clock, .now_ms = now_ms, .after = after};
}

/* ---- Running ---- */

static struct hand *next_hand(const struct fake_clock *clock)
{
    struct hand *next = NULL;
    for (GSList *at = clock->hands; at; at = at->next) {
        struct hand *hand = at->data;
        if (!next || hand->wake_ms < next->wake_ms)
            next = hand;
    }
    return next && next->wake_ms != OH_NEVER ? next : NULL;
}

static void pass(struct fake_clock *clock, uint64_t to_ms)
{
    if (to_ms > clock->now_ms)
        clock->now_ms = to_ms;
}

/* Run the next thing that is due at `until_ms` or before. */
static bool run_one(struct fake_clock *clock, uint64_t until_ms)
{
    struct entry *entry = g_queue_peek_head(&clock->entries);
    struct hand *hand = next_hand(clock);

    if (entry && entry->due_ms <= until_ms && (!hand || entry->due_ms <= hand->wake_ms)) {
        g_queue_pop_head(&clock->entries);
        pass(clock, entry->due_ms);
        entry->fn(entry->data);
        g_free(entry);
        return true;
    }
    if (hand && hand->wake_ms <= until_ms) {
        pass(clock, hand->wake_ms);
        hand->wake_ms = OH_NEVER;
        oh_host_wake(*hand->host);
        return true;
    }
    return false;
}

void fake_clock_run(struct fake_clock *clock, uint32_t for_ms)
{
    uint64_t until_ms = clock->now_ms + for_ms;
    while (run_one(clock, until_ms))
        continue;
    pass(clock, until_ms);
}

/* ---- The host's port ---- */

static uint64_t hand_now_ms(void *ctx)
{
    return ((struct hand *)ctx)->clock->now_ms;
}

static void hand_wake_at_ms(void *ctx, uint64_t at_ms)
{
    ((struct hand *)ctx)->wake_ms = at_ms;
}

static void hand_run_until_ms(void *ctx, uint64_t at_ms)
{
    struct hand *hand = ctx;
    if (!run_one(hand->clock, at_ms))
        pass(hand->clock, at_ms);
}

struct oh_clock_port fake_clock_port(struct fake_clock *clock, struct oh_host **host)
{
    struct hand *hand = g_new0(struct hand, 1);
    *hand = (struct hand){.clock = clock, .host = host, .wake_ms = OH_NEVER};
    clock->hands = g_slist_prepend(clock->hands, hand);
    return (struct oh_clock_port){.size = sizeof(struct oh_clock_port),
                                  .ctx = hand,
                                  .now_ms = hand_now_ms,
                                  .wake_at_ms = hand_wake_at_ms,
                                  .run_until_ms = hand_run_until_ms};
}
