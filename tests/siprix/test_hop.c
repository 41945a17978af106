/*
 * The hop from the SDK's threads: nothing is lost, the order is kept, nothing comes after the end.
 * Built and run under ThreadSanitizer, too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

#include "hop.h"

#define THREADS 8
#define NOTICES 3000

struct taken {
    unsigned count[THREADS];
    unsigned whole;
    unsigned out_of_order;
    unsigned garbled;
};

static void take(void *ctx, const struct notice *notice)
{
    struct taken *taken = ctx;
    char expected[64];
    taken->out_of_order += notice->number != taken->count[notice->call];
    g_snprintf(expected, sizeof expected, "%u of %u", notice->number, notice->call);
    taken->garbled += strcmp(notice->text, expected) != 0;
    taken->count[notice->call]++;
    taken->whole++;
}

static void *tell_many(void *data)
{
    unsigned thread = *(unsigned *)data;
    for (unsigned i = 0; i < NOTICES; i++) {
        char text[64];
        g_snprintf(text, sizeof text, "%u of %u", i, thread);
        hop_tell(&(struct notice){.kind = NOTICE_DTMF, .call = thread, .number = i, .text = text});
        memset(text, 'x', sizeof text); /* it was only lent */
    }
    return NULL;
}

static void start(pthread_t *threads, unsigned *numbers, void *(*run)(void *))
{
    for (unsigned i = 0; i < THREADS; i++) {
        numbers[i] = i;
        assert_int_equal(pthread_create(&threads[i], NULL, run, &numbers[i]), 0);
    }
}

static void join(const pthread_t *threads)
{
    for (unsigned i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

static gboolean too_late(gpointer data)
{
    (void)data;
    abort(); /* the test's bound */
}

static void nothing_is_lost_and_order_is_kept(void **state)
{
    (void)state;
    GMainContext *context = g_main_context_new();
    GSource *bound = g_timeout_source_new_seconds(60);
    g_source_set_callback(bound, too_late, NULL, NULL);
    g_source_attach(bound, context);

    struct taken taken = {0};
    struct hop *hop = hop_new(context, take, &taken);
    pthread_t threads[THREADS];
    unsigned numbers[THREADS];
    start(threads, numbers, tell_many);
    while (taken.whole < THREADS * NOTICES)
        g_main_context_iteration(context, TRUE);
    join(threads);
    while (g_main_context_iteration(context, FALSE)) /* it may be woken once for nothing */
        ;
    assert_int_equal(taken.whole, THREADS * NOTICES);
    assert_int_equal(taken.out_of_order, 0);
    assert_int_equal(taken.garbled, 0);
    hop_free(hop);
    g_source_destroy(bound);
    g_source_unref(bound);
    g_main_context_unref(context);
}

/* ---- The end ---- */

/* One for each notice that may be told: without them the queue would grow, and the tellers turn,
 * for as long as the other side does not get the processor. */
static sem_t tokens;
static int stop; /* atomic */

static void *tell_always(void *data)
{
    unsigned thread = *(unsigned *)data;
    for (unsigned i = 0; sem_wait(&tokens) == 0 && !__atomic_load_n(&stop, __ATOMIC_ACQUIRE); i++)
        hop_tell(&(struct notice){.kind = NOTICE_HELD, .call = thread, .number = i});
    return NULL;
}

static void give_tokens(unsigned number)
{
    while (number-- > 0)
        sem_post(&tokens);
}

static void count(void *ctx, const struct notice *notice)
{
    (void)notice;
    ++*(unsigned *)ctx;
}

static void nothing_comes_after_the_end(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    unsigned numbers[THREADS];
    sem_init(&tokens, 0, 0);
    start(threads, numbers, tell_always);
    for (int round = 0; round < 30; round++) {
        GMainContext *context = g_main_context_new();
        unsigned *taken = calloc(1, sizeof *taken);
        struct hop *hop = hop_new(context, count, taken);
        give_tokens(300);
        while (*taken < 10)
            g_main_context_iteration(context, TRUE);
        hop_free(hop);
        free(taken); /* who came now would be seen by AddressSanitizer */
        while (g_main_context_iteration(context, FALSE))
            ;
        g_main_context_unref(context);
    }
    __atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
    give_tokens(THREADS);
    join(threads);
    sem_destroy(&tokens);
}

static bool wants_ten(void *ctx)
{
    return *(unsigned *)ctx < 10;
}

static void *tell_ten(void *data)
{
    (void)data;
    for (unsigned i = 0; i < 10; i++)
        hop_tell(&(struct notice){.kind = NOTICE_TRIAL});
    return NULL;
}

static void runs_without_its_context(void **state)
{
    (void)state;
    GMainContext *context = g_main_context_new();
    unsigned taken = 0;
    struct hop *hop = hop_new(context, count, &taken);
    hop_run(hop, wants_ten, g_get_monotonic_time()); /* nobody says anything: until then only */
    assert_int_equal(taken, 0);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, tell_ten, NULL), 0);
    hop_run(hop, wants_ten, g_get_monotonic_time() + 60 * G_USEC_PER_SEC);
    assert_int_equal(taken, 10);
    pthread_join(thread, NULL);
    hop_free(hop);
    g_main_context_unref(context);
}

static void one_at_a_time(void **state)
{
    (void)state;
    GMainContext *context = g_main_context_new();
    unsigned taken = 0;
    hop_tell(&(struct notice){.kind = NOTICE_TRIAL}); /* before there is one */
    struct hop *hop = hop_new(context, count, &taken);
    assert_null(hop_new(context, count, &taken));
    hop_tell(&(struct notice){.kind = NOTICE_TRIAL});
    while (g_main_context_iteration(context, FALSE))
        ;
    assert_int_equal(taken, 1);
    hop_tell(&(struct notice){.kind = NOTICE_TRIAL}); /* waits when the end comes */
    hop_free(hop);
    hop = hop_new(context, count, &taken);
    assert_non_null(hop);
    while (g_main_context_iteration(context, FALSE))
        ;
    assert_int_equal(taken, 1);
    hop_free(hop);
    g_main_context_unref(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost_and_order_is_kept),
        cmocka_unit_test(nothing_comes_after_the_end),
        cmocka_unit_test(runs_without_its_context),
        cmocka_unit_test(one_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
