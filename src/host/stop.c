/*
 * oh_host_stop: end every call through the core, wait for the parties, let go of the session.
 */
#include "host_private.h"

#include <stdlib.h>
#include <string.h>

/* T_STOP, milliseconds: how long the parties may take to answer the ends. A peer that is there
 * answers in a round trip; a lost BYE is sent again after 0.5 and 1.5 s (RFC 3261 17.1.2.2, T1 =
 * 500 ms), and the last of these may still be answered while the engine says goodbye. Who closes
 * the program waits for a peer that is gone no longer than a person takes for a hang-up. */
#define T_STOP_MS 1500

/* The calls that were asked to end. */
struct asked {
    struct oh_call_id *calls;
    size_t count;
};

/* True once for each call; out of memory, a call is asked again: that does no harm. */
static bool first_time(struct asked *asked, struct oh_call_id call)
{
    for (size_t i = 0; i < asked->count; i++)
        if (!memcmp(&asked->calls[i], &call, sizeof(call)))
            return false;
    struct oh_call_id *grown = realloc(asked->calls, (asked->count + 1) * sizeof(call));
    if (grown) {
        asked->calls = grown;
        asked->calls[asked->count++] = call;
    }
    return true;
}

/* Each call is asked to end once: those that are there, and those that still come meanwhile. */
static void end_calls(struct oh_host *host, struct asked *asked)
{
    struct oh_call_info info;
    for (uint8_t i = 0; oh_call_at(host->core, i, &info);) {
        if (!first_time(asked, info.call)) {
            i++;
            continue;
        }
        oh_host_post(host,
                     &OH_EVENT(OH_EV_APP_ENDED, .call = info.call, .reason = OH_REASON_STOPPED));
        i = 0; /* the step may have moved them */
    }
}

static bool all_quiet(const struct oh_host *host)
{
    return oh_idle(host->core) && host->legs.count == 0;
}

static void wait_for_parties(struct oh_host *host, struct asked *asked)
{
    uint64_t end_ms = host->clock.now_ms(host->clock.ctx) + T_STOP_MS;
    while (!all_quiet(host) && host->clock.now_ms(host->clock.ctx) < end_ms) {
        uint64_t deadline_ms = oh_deadline_ms(host->core);
        host->clock.run_until_ms(host->clock.ctx, deadline_ms < end_ms ? deadline_ms : end_ms);
        if (host->clock.now_ms(host->clock.ctx) >= deadline_ms)
            oh_host_wake(host);
        end_calls(host, asked);
    }
}

/* Someone did not answer, so the core could not end its use of the session in order. */
static void let_go(struct oh_host *host)
{
    host_log(host, OH_LOG_WARNING,
             "stopped although %zu leg(s) and %u call(s) were not confirmed as ended within %d ms",
             host->legs.count, oh_call_count(host->core), T_STOP_MS);
    if (oh_idle(host->core))
        return;
    carry_out(&host->ports, &(struct oh_command){.type = OH_CMD_AUDIO_DISABLE});
    carry_out(&host->ports, &(struct oh_command){.type = OH_CMD_AUDIO_RELEASE});
}

int oh_host_stop(struct oh_host *host)
{
    host_assert_context(host);
    if (host->stopped)
        return OH_OK;
    if (host->stepping)
        return OH_ERR_ARGUMENT; /* from inside a port: its step could not end */

    struct asked asked = {0};
    end_calls(host, &asked);
    if (host->clock.run_until_ms)
        wait_for_parties(host, &asked);
    free(asked.calls);

    bool quiet = all_quiet(host);
    host->stopped = true;
    if (!quiet)
        let_go(host);
    if (host->wake_ms != OH_NEVER)
        host->clock.wake_at_ms(host->clock.ctx, OH_NEVER);
    return quiet ? OH_OK : OH_ERR_TIMEOUT;
}
