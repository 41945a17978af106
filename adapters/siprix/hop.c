/*
 * One queue under one lock, and a source that is made ready whenever something is put in.
 */
#include "hop.h"

#include <pthread.h>
#include <time.h>

#include "text.h"

struct hop {
    GSource *source;
    GQueue notices;
    void (*take)(void *ctx, const struct notice *notice);
    void *ctx;
};

/* pthread's, because ThreadSanitizer knows them and does not see into GLib's. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards `present` and its queue */
static pthread_cond_t told;
static pthread_once_t told_once = PTHREAD_ONCE_INIT;
static struct hop *present;

static void make_told(void)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&told, &attributes);
    pthread_condattr_destroy(&attributes);
}

struct hop_source {
    GSource source;
    struct hop *hop;
};

static void free_notice(gpointer data)
{
    struct notice *notice = data;
    g_free(notice->text);
    g_free(notice->more);
    g_free(notice);
}

void hop_tell(const struct notice *notice)
{
    struct notice *copy = g_new(struct notice, 1);
    *copy = *notice;
    copy->text = text_clean(notice->text);
    copy->more = text_clean(notice->more);

    pthread_mutex_lock(&lock);
    if (present) {
        g_queue_push_tail(&present->notices, copy);
        g_source_set_ready_time(present->source, 0);
        pthread_cond_signal(&told);
        copy = NULL;
    }
    pthread_mutex_unlock(&lock);
    if (copy)
        free_notice(copy);
}

/* What is there now; what comes meanwhile has its turn in the next round. */
static void take_all(struct hop *hop)
{
    pthread_mutex_lock(&lock);
    GQueue notices = hop->notices;
    g_queue_init(&hop->notices);
    pthread_mutex_unlock(&lock);

    struct notice *notice;
    while ((notice = g_queue_pop_head(&notices))) {
        hop->take(hop->ctx, notice);
        free_notice(notice);
    }
}

static gboolean dispatch(GSource *source, GSourceFunc callback, gpointer data)
{
    (void)callback;
    (void)data;
    g_source_set_ready_time(source, -1); /* before the queue is looked at: nothing is missed */
    take_all(((struct hop_source *)source)->hop);
    return G_SOURCE_CONTINUE;
}

struct hop *hop_new(GMainContext *context, void (*take)(void *ctx, const struct notice *notice),
                    void *ctx)
{
    static GSourceFuncs functions = {.dispatch = dispatch};
    pthread_once(&told_once, make_told);
    struct hop *hop = g_new0(struct hop, 1);
    g_queue_init(&hop->notices);
    hop->take = take;
    hop->ctx = ctx;
    hop->source = g_source_new(&functions, sizeof(struct hop_source));
    ((struct hop_source *)hop->source)->hop = hop;
    g_source_set_static_name(hop->source, "siprix");

    /* Attached before anybody may tell: a source that is made ready meanwhile might wake nobody. */
    g_source_attach(hop->source, context);

    pthread_mutex_lock(&lock);
    bool taken = present != NULL;
    if (!taken)
        present = hop;
    pthread_mutex_unlock(&lock);
    if (!taken)
        return hop;
    g_source_destroy(hop->source);
    g_source_unref(hop->source);
    g_free(hop);
    return NULL;
}

void hop_free(struct hop *hop)
{
    if (!hop)
        return;
    pthread_mutex_lock(&lock);
    present = NULL;
    pthread_mutex_unlock(&lock);
    g_source_destroy(hop->source);
    g_source_unref(hop->source);
    g_queue_clear_full(&hop->notices, free_notice);
    g_free(hop);
}

void hop_run(struct hop *hop, bool (*wanted)(void *ctx), gint64 until_us)
{
    const struct timespec until = {.tv_sec = until_us / G_USEC_PER_SEC,
                                   .tv_nsec = until_us % G_USEC_PER_SEC * 1000};
    take_all(hop);
    while (wanted(hop->ctx)) {
        pthread_mutex_lock(&lock);
        bool more = true;
        while (more && g_queue_is_empty(&hop->notices))
            more = pthread_cond_timedwait(&told, &lock, &until) == 0;
        pthread_mutex_unlock(&lock);
        take_all(hop);
        if (!more)
            return;
    }
}
