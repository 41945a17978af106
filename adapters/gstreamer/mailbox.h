/*
 * Carries facts from any thread to the owner's context, in the order in which they were put in.
 */
#ifndef OFFHOOK_GSTREAMER_MAILBOX_H
#define OFFHOOK_GSTREAMER_MAILBOX_H

#include <glib.h>

struct oh_mailbox;

/* `take` is called on the context, once for each fact: a number, and whom it is about. */
struct oh_mailbox *oh_mailbox_new(GMainContext *context,
                                  void (*take)(void *ctx, unsigned fact, unsigned about),
                                  void *ctx);
/* On the context, when nobody puts anything in any more. What is inside is dropped. */
void oh_mailbox_free(struct oh_mailbox *mailbox);

/* On any thread; never blocks for long. */
void oh_mailbox_put(struct oh_mailbox *mailbox, unsigned fact, unsigned about);

#endif
