/*
 * One source for the whole life of the mailbox: what arrives makes it ready. Not
 * g_main_context_invoke, which runs the function here and now when nobody owns the context.
 */
#include "mailbox.h"

struct letter {
    unsigned fact, about;
};

struct oh_mailbox {
    GSource *source;
    GMutex lock;
    GArray *letters;
    void (*take)(void *ctx, unsigned fact, unsigned about);
    void *ctx;
};

static gboolean on_ready(gpointer data)
{
    struct oh_mailbox *mailbox = data;
    GSource *source = g_source_ref(mailbox->source); /* taking may free the mailbox */
    g_mutex_lock(&mailbox->lock);
    GArray *letters = mailbox->letters;
    mailbox->letters = g_array_new(FALSE, FALSE, sizeof(struct letter));
    g_source_set_ready_time(source, -1);
    g_mutex_unlock(&mailbox->lock);
    for (guint i = 0; i < letters->len && !g_source_is_destroyed(source); i++) {
        struct letter letter = g_array_index(letters, struct letter, i);
        mailbox->take(mailbox->ctx, letter.fact, letter.about);
    }
    g_array_unref(letters);
    g_source_unref(source);
    return G_SOURCE_CONTINUE;
}

static gboolean dispatch(GSource *source, GSourceFunc callback, gpointer data)
{
    (void)source;
    return callback(data);
}

static GSourceFuncs functions = {.dispatch = dispatch};

struct oh_mailbox *oh_mailbox_new(GMainContext *context,
                                  void (*take)(void *ctx, unsigned fact, unsigned about), void *ctx)
{
    struct oh_mailbox *mailbox = g_new0(struct oh_mailbox, 1);
    mailbox->take = take;
    mailbox->ctx = ctx;
    mailbox->letters = g_array_new(FALSE, FALSE, sizeof(struct letter));
    g_mutex_init(&mailbox->lock);
    mailbox->source = g_source_new(&functions, sizeof(GSource));
    g_source_set_callback(mailbox->source, on_ready, mailbox, NULL);
    g_source_attach(mailbox->source, context);
    return mailbox;
}

void oh_mailbox_free(struct oh_mailbox *mailbox)
{
    g_source_destroy(mailbox->source);
    g_source_unref(mailbox->source);
    g_array_unref(mailbox->letters);
    g_mutex_clear(&mailbox->lock);
    g_free(mailbox);
}

void oh_mailbox_put(struct oh_mailbox *mailbox, unsigned fact, unsigned about)
{
    struct letter letter = {fact, about};
    g_mutex_lock(&mailbox->lock);
    g_array_append_val(mailbox->letters, letter);
    g_source_set_ready_time(mailbox->source, 0);
    g_mutex_unlock(&mailbox->lock);
}
