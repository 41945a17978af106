/*
 * The hop: what the SDK says on threads of its own comes to the host's context, all of it, in the
 * order in which it was said, and nothing after hop_free().
 *
 * The SDK's callbacks have no context of ours, so there is one hop in a process at a time.
 */
#ifndef SIPRIX_HOP_H
#define SIPRIX_HOP_H

#include <glib.h>

#include "siprix_abi.h"

enum notice_kind {
    NOTICE_TRIAL,
    NOTICE_ACCOUNT,     /* account, number: siprix_reg_state, text: the response */
    NOTICE_INCOMING,    /* call, account, flag: video, text: From, more: To */
    NOTICE_PROCEEDING,  /* call, text: the response */
    NOTICE_CONNECTED,   /* call, flag: video, text: From, more: To */
    NOTICE_TERMINATED,  /* call, number: status */
    NOTICE_HELD,        /* call, number: siprix_hold_state */
    NOTICE_TRANSFERRED, /* call, number: status */
    NOTICE_REDIRECTED,  /* call, related, text: to where */
    NOTICE_DTMF,        /* call, number: tone */
};

/* One thing said. The texts are clean (text.h) and never NULL once taken. */
struct notice {
    enum notice_kind kind;
    siprix_call call, related;
    siprix_account account;
    uint32_t number;
    bool flag;
    char *text, *more;
};

struct hop;

/* `take` is called on the context's thread, once for each notice. NULL if there is a hop already.
 */
struct hop *hop_new(GMainContext *context, void (*take)(void *ctx, const struct notice *notice),
                    void *ctx);

/* Nothing is taken any more once this returned. */
void hop_free(struct hop *hop);

/* From any thread. Without a hop it is dropped. The texts may be NULL or anything; they are copied.
 */
void hop_tell(const struct notice *notice);

/* Take what is there now, and wait for more until `until_us` (monotonic) while `wanted` says so. On
 * the context's thread. */
void hop_run(struct hop *hop, bool (*wanted)(void *ctx), gint64 until_us);

#endif
