/*
 * A job is in the list from its order until its end was told, so that ending the worker finds
 * those whose source did not get its turn any more.
 */
#include "worker.h"

struct job {
    struct oh_worker *worker;
    void (*work)(void *data);
    void (*done)(void *data);
    void *data;
    GSource *told;
};

static void finish(struct job *job)
{
    g_queue_remove(&job->worker->open, job);
    g_source_destroy(job->told);
    g_source_unref(job->told);
    job->done(job->data);
    g_free(job);
}

static gboolean on_told(gpointer job)
{
    finish(job);
    return G_SOURCE_REMOVE;
}

static void run(gpointer data, gpointer ctx)
{
    struct job *job = data;
    (void)ctx;
    job->work(job->data);
    /* Not g_main_context_invoke: that runs it here when nobody owns the context just now. */
    g_source_attach(job->told, job->worker->context);
}

void oh_worker_begin(struct oh_worker *worker, GMainContext *context)
{
    worker->context = context;
    worker->pool = g_thread_pool_new(run, NULL, -1, FALSE, NULL);
    g_queue_init(&worker->open);
}

void oh_worker_end(struct oh_worker *worker)
{
    g_thread_pool_free(g_steal_pointer(&worker->pool), FALSE, TRUE);
    while (worker->open.head)
        finish(worker->open.head->data);
}

void oh_worker_do(struct oh_worker *worker, void (*work)(void *data), void (*done)(void *data),
                  void *data)
{
    struct job *job = g_new0(struct job, 1);
    *job = (struct job){worker, work, done, data, g_idle_source_new()};
    g_source_set_priority(job->told, G_PRIORITY_DEFAULT);
    g_source_set_callback(job->told, on_told, job, NULL);
    g_queue_push_tail(&worker->open, job);
    if (worker->pool) {
        g_thread_pool_push(worker->pool, job, NULL);
        return;
    }
    job->work(job->data); /* the worker ends, and this follows from what it tells */
    finish(job);
}
