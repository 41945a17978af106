/*
 * A bucket that time fills and blocks empty. It holds little, so a stand-still gives no credit for
 * its flood; it fills a little faster than real time, so a device whose clock is fast loses
 * nothing.
 */
#include "backlog.h"
#include "block.h"

/* As late as live sound may come, that is, in how large a burst. */
#define CREDIT_MAX_US 100000
#define BLOCK_US      (OH_BLOCK_MS * 1000)

void oh_backlog_begin(struct oh_backlog *backlog)
{
    *backlog = (struct oh_backlog){.credit_us = CREDIT_MAX_US};
}

bool oh_backlog_is_live(struct oh_backlog *backlog, int64_t now_us)
{
    int64_t passed_us = backlog->last_us ? now_us - backlog->last_us : 0;
    backlog->last_us = now_us;
    backlog->credit_us += passed_us + passed_us / 100;
    if (backlog->credit_us > CREDIT_MAX_US)
        backlog->credit_us = CREDIT_MAX_US;
    if (backlog->credit_us < BLOCK_US)
        return false;
    backlog->credit_us -= BLOCK_US;
    return true;
}
