/*
 * Nothing but the certificate, for it takes ten times as long as all the rest of a first WebRTC
 * call's media; what else could be loaded would cost much memory and save little time.
 */
#include "warm.h"
#include "elements.h"

/* The phone is up by then, and registered if all goes well; whoever calls in a row is not disturbed
 * between two calls. */
enum { QUIET_MS = 1000 };

static void make(void *data)
{
    (void)data;
    oh_elements_make_certificate();
}

static void made(void *data)
{
    const struct oh_warm *warm = data;
    oh_media_log(&warm->log, OH_LOG_INFO, "the certificate for DTLS is made");
}

static void stop(struct oh_warm *warm)
{
    if (warm->quiet)
        g_source_destroy(warm->quiet);
    g_clear_pointer(&warm->quiet, g_source_unref);
}

static gboolean on_quiet(gpointer ctx)
{
    struct oh_warm *warm = ctx;
    stop(warm);
    warm->begun = true;
    oh_worker_do(warm->worker, make, made, warm);
    return G_SOURCE_REMOVE;
}

static void settle(struct oh_warm *warm)
{
    bool wanted = warm->can && !warm->busy && !warm->begun;
    if (!wanted) {
        stop(warm);
    } else if (!warm->quiet) {
        warm->quiet = g_timeout_source_new(QUIET_MS);
        g_source_set_callback(warm->quiet, on_quiet, warm, NULL);
        g_source_attach(warm->quiet, warm->worker->context);
    }
}

void oh_warm_begin(struct oh_warm *warm, struct oh_worker *worker, struct oh_log_sink log)
{
    *warm = (struct oh_warm){.worker = worker, .log = log};
}

void oh_warm_end(struct oh_warm *warm)
{
    stop(warm);
}

void oh_warm_can(struct oh_warm *warm)
{
    warm->can = true;
    settle(warm);
}

void oh_warm_busy(struct oh_warm *warm, bool busy)
{
    warm->busy = busy;
    settle(warm);
}
