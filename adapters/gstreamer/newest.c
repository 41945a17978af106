/*
 * Streaming threads bring packets, the thread that agreed on the keys brings those, and the owner's
 * context forgets: the lock is never held while something is pushed.
 */
#include "newest.h"

static GstPadProbeReturn on_packet(GstPad *pad, GstPadProbeInfo *info, gpointer ctx)
{
    struct oh_newest *newest = ctx;
    GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    (void)pad;
    g_mutex_lock(&newest->lock);
    while (newest->first && newest->first != buffer) /* it is on its way; keep the order */
        g_cond_wait(&newest->first_sent, &newest->lock);
    bool passes = newest->passes || newest->lets_one;
    newest->lets_one = false;
    if (!passes)
        gst_buffer_replace(&newest->kept, buffer);
    g_mutex_unlock(&newest->lock);
    return passes ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

/* Under the lock. */
static void forget(struct oh_newest *newest)
{
    gst_buffer_replace(&newest->kept, NULL);
    while (newest->first)
        g_cond_wait(&newest->first_sent, &newest->lock);
}

void oh_newest_begin(struct oh_newest *newest)
{
    *newest = (struct oh_newest){0};
    g_mutex_init(&newest->lock);
    g_cond_init(&newest->first_sent);
}

void oh_newest_end(struct oh_newest *newest)
{
    oh_newest_leave(newest);
    g_cond_clear(&newest->first_sent);
    g_mutex_clear(&newest->lock);
}

void oh_newest_watch(struct oh_newest *newest, GstPad *pad)
{
    g_mutex_lock(&newest->lock);
    newest->pad = gst_object_ref(pad);
    newest->lets_one = false;
    g_mutex_unlock(&newest->lock);
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, on_packet, newest, NULL);
}

void oh_newest_leave(struct oh_newest *newest)
{
    g_mutex_lock(&newest->lock);
    forget(newest);
    gst_clear_object(&newest->pad);
    g_mutex_unlock(&newest->lock);
}

void oh_newest_let_one(struct oh_newest *newest)
{
    g_mutex_lock(&newest->lock);
    newest->lets_one = true;
    g_mutex_unlock(&newest->lock);
}

void oh_newest_forget(struct oh_newest *newest)
{
    g_mutex_lock(&newest->lock);
    forget(newest);
    g_mutex_unlock(&newest->lock);
}

void oh_newest_pass(struct oh_newest *newest)
{
    g_mutex_lock(&newest->lock);
    newest->passes = true;
    GstBuffer *first = newest->first = g_steal_pointer(&newest->kept);
    g_mutex_unlock(&newest->lock);
    if (!first)
        return;
    gst_pad_push(newest->pad, first);
    g_mutex_lock(&newest->lock);
    newest->first = NULL;
    g_cond_broadcast(&newest->first_sent);
    g_mutex_unlock(&newest->lock);
}
