/*
 * A fake engine: legs in memory, with a peer that does what it is told. No SIP, no media.
 */
#include "agenda.h"

#include <string.h>

struct fake_engine {
    struct agenda agenda;
    struct fake_engine_faults faults;
    struct fake_engine_delays delays;
    GArray *legs; /* struct leg; leg n at index n - 1 */
    void (*grab)(void *ctx);
    void *grab_ctx;
    char remote[64];
};

struct leg {
    struct fake_leg seen; /* what tests may see */
    bool ending;          /* END or REJECT was given */
    enum oh_reason reason;
};

struct fake_engine *fake_engine_new(const struct fake_setup *setup)
{
    struct fake_engine *engine = g_new0(struct fake_engine, 1);
    agenda_init(&engine->agenda, setup);
    engine->legs = g_array_new(FALSE, TRUE, sizeof(struct leg));
    engine->delays = (struct fake_engine_delays){.accept_ms = 1,
                                                 .ack_ms = 20,
                                                 .end_ms = 20,
                                                 .change_ms = 20,
                                                 .ring_ms = 50,
                                                 .answer_ms = 1000};
    return engine;
}

void fake_engine_free(struct fake_engine *engine)
{
    if (!engine)
        return;
    agenda_clear(&engine->agenda);
    g_array_free(engine->legs, TRUE);
    g_free(engine);
}

struct fake_engine_faults *fake_engine_faults(struct fake_engine *engine)
{
    return &engine->faults;
}

struct fake_engine_delays *fake_engine_delays(struct fake_engine *engine)
{
    return &engine->delays;
}

void fake_engine_grabs(struct fake_engine *engine, void (*grab)(void *ctx), void *ctx)
{
    engine->grab = grab;
    engine->grab_ctx = ctx;
}

static struct leg *leg_of(const struct fake_engine *engine, oh_leg number)
{
    if (number < 1 || number > engine->legs->len)
        return NULL;
    return &g_array_index(engine->legs, struct leg, number - 1);
}

const struct fake_leg *fake_engine_leg(const struct fake_engine *engine, oh_leg number)
{
    const struct leg *leg = leg_of(engine, number);
    return leg ? &leg->seen : NULL;
}

/* The leg, if something may still happen on it. */
static struct leg *living(const struct fake_engine *engine, oh_leg number)
{
    struct leg *leg = leg_of(engine, number);
    return leg && !leg->seen.ended && !leg->ending ? leg : NULL;
}

static void later(struct fake_engine *engine, uint32_t delay_ms, oh_leg leg,
                  void (*run)(void *ctx, const struct task *task))
{
    agenda_after(&engine->agenda, delay_ms,
                 (struct task){.run = run, .ctx = engine, .number = leg});
}

static void post_leg(struct fake_engine *engine, enum oh_event_type type, oh_leg leg)
{
    agenda_post(&engine->agenda, &OH_EVENT(type, .leg = leg));
}

/* ---- The peer ---- */

oh_leg fake_engine_fresh_leg(struct fake_engine *engine)
{
    struct leg leg = {.seen.leg = engine->legs->len + 1};
    g_array_append_val(engine->legs, leg);
    return leg.seen.leg;
}

oh_leg fake_engine_invited(struct fake_engine *engine, oh_match_key key, uint16_t flags)
{
    oh_leg leg = fake_engine_fresh_leg(engine);
    if (engine->grab)
        engine->grab(engine->grab_ctx);
    agenda_post(&engine->agenda,
                &OH_EVENT(OH_EV_ENGINE_INVITED, .leg = leg, .match_key = key, .flags = flags));
    return leg;
}

static void end_leg(struct fake_engine *engine, struct leg *leg, enum oh_reason reason)
{
    if (!leg || leg->seen.ended)
        return;
    leg->seen.ended = true;
    leg->seen.open = OH_DIRECTION_NONE;
    agenda_post(&engine->agenda,
                &OH_EVENT(OH_EV_ENGINE_ENDED, .leg = leg->seen.leg, .reason = (uint8_t)reason));
}

void fake_engine_cancelled(struct fake_engine *engine, oh_leg number)
{
    struct leg *leg = living(engine, number);
    if (leg && !leg->seen.accepted) /* after our 200 a CANCEL means nothing (RFC 3261 9.2) */
        end_leg(engine, leg, OH_REASON_REMOTE);
}

void fake_engine_hung_up(struct fake_engine *engine, oh_leg number)
{
    end_leg(engine, living(engine, number), OH_REASON_REMOTE);
}

void fake_engine_remote_holds(struct fake_engine *engine, oh_leg number, bool on)
{
    if (living(engine, number))
        post_leg(engine, on ? OH_EV_ENGINE_REMOTE_HELD : OH_EV_ENGINE_REMOTE_RESUMED, number);
}

oh_leg fake_engine_asks_for_transfer(struct fake_engine *engine, oh_leg number)
{
    oh_leg other = fake_engine_fresh_leg(engine);
    if (living(engine, number))
        agenda_post(&engine->agenda, &OH_EVENT(OH_EV_ENGINE_TRANSFER_ASKED, .leg = number,
                                               .other_leg = other, .call = oh_call_id_fresh()));
    return other;
}

/* ---- What becomes of a command ---- */

static void connected(void *ctx, const struct task *task)
{
    struct fake_engine *engine = ctx;
    struct leg *leg = living(engine, task->number);
    if (!leg || engine->faults.never_acks)
        return;
    leg->seen.connected = true;
    post_leg(engine, OH_EV_ENGINE_CONNECTED, task->number);
}

static void accepted(void *ctx, const struct task *task)
{
    struct fake_engine *engine = ctx;
    struct leg *leg = living(engine, task->number);
    if (!leg || engine->faults.never_accepts)
        return;
    leg->seen.accepted = true;
    later(engine, engine->delays.ack_ms, task->number, connected);
    post_leg(engine, OH_EV_ENGINE_ACCEPTED, task->number);
}

static void ended(void *ctx, const struct task *task)
{
    struct fake_engine *engine = ctx;
    struct leg *leg = leg_of(engine, task->number);
    if (!engine->faults.never_ends)
        end_leg(engine, leg, leg->reason);
}

static void callee_answered(void *ctx, const struct task *task)
{
    struct fake_engine *engine = ctx;
    struct leg *leg = living(engine, task->number);
    if (!leg || engine->faults.never_answers)
        return;
    if (engine->faults.declines) {
        end_leg(engine, leg, OH_REASON_DECLINED);
        return;
    }
    leg->seen.accepted = leg->seen.connected = true;
    post_leg(engine, OH_EV_ENGINE_ACCEPTED, task->number);
    post_leg(engine, OH_EV_ENGINE_CONNECTED, task->number);
}

static void callee_rings(void *ctx, const struct task *task)
{
    struct fake_engine *engine = ctx;
    if (!living(engine, task->number))
        return;
    later(engine, engine->delays.answer_ms, task->number, callee_answered);
    agenda_post(&engine->agenda, &OH_EVENT(OH_EV_ENGINE_PROGRESSED, .leg = task->number,
                                           .flags = OH_PROGRESS_RINGING));
}

static void changed(void *ctx, const struct task *task)
{
    struct fake_engine *engine = ctx;
    struct leg *leg = living(engine, task->number);
    if (!leg)
        return;
    if (engine->faults.refuses_change)
        post_leg(engine, OH_EV_ENGINE_CHANGE_FAILED, task->number);
    else
        post_leg(engine, leg->seen.held ? OH_EV_ENGINE_HELD : OH_EV_ENGINE_RESUMED, task->number);
}

static void transferred(void *ctx, const struct task *task)
{
    struct fake_engine *engine = ctx;
    if (living(engine, task->number))
        post_leg(engine,
                 engine->faults.transfers_fail ? OH_EV_ENGINE_TRANSFER_FAILED
                                               : OH_EV_ENGINE_TRANSFERRED,
                 task->number);
}

static void not_mixed(void *ctx, const struct task *task)
{
    if (living(ctx, task->number))
        post_leg(ctx, OH_EV_ENGINE_GROUP_FAILED, task->number);
}

/* ---- The port ---- */

#define RECORD(engine, ...) fake_record_add((engine)->agenda.setup.record, __VA_ARGS__)

static void do_ring(void *ctx, oh_leg number)
{
    struct fake_engine *engine = ctx;
    struct leg *leg = living(engine, number);
    RECORD(engine, "engine ring %u", number);
    if (leg)
        leg->seen.ringing = true;
}

static void do_accept(void *ctx, oh_leg number)
{
    struct fake_engine *engine = ctx;
    RECORD(engine, "engine accept %u", number);
    if (living(engine, number))
        later(engine, engine->delays.accept_ms, number, accepted);
}

static void begin_end(struct fake_engine *engine, struct leg *leg, enum oh_reason reason)
{
    leg->ending = true;
    leg->reason = reason;
    leg->seen.open = OH_DIRECTION_NONE;
    later(engine, engine->delays.end_ms, leg->seen.leg, ended);
}

static void do_reject(void *ctx, oh_leg number, uint16_t code, enum oh_reason reason)
{
    struct fake_engine *engine = ctx;
    struct leg *leg = living(engine, number);
    RECORD(engine, "engine reject %u %u", number, code);
    if (!leg)
        return;
    leg->seen.rejected = code;
    begin_end(engine, leg, reason);
}

static void do_end(void *ctx, oh_leg number, enum oh_reason reason)
{
    struct fake_engine *engine = ctx;
    struct leg *leg = living(engine, number);
    RECORD(engine, "engine end %u", number);
    if (leg)
        begin_end(engine, leg, reason);
}

static void do_invite(void *ctx, oh_leg number, struct oh_call_id call)
{
    struct fake_engine *engine = ctx;
    (void)call;
    RECORD(engine, "engine invite %u", number);
    if (living(engine, number))
        later(engine, engine->delays.ring_ms, number, callee_rings);
}

static void change(struct fake_engine *engine, oh_leg number, bool held)
{
    struct leg *leg = living(engine, number);
    RECORD(engine, "engine %s %u", held ? "hold" : "resume", number);
    if (!leg)
        return;
    leg->seen.held = held;
    later(engine, engine->delays.change_ms, number, changed);
}

static void do_hold(void *ctx, oh_leg number)
{
    change(ctx, number, true);
}

static void do_resume(void *ctx, oh_leg number)
{
    change(ctx, number, false);
}

static void do_open(void *ctx, oh_leg number, enum oh_direction direction)
{
    struct fake_engine *engine = ctx;
    struct leg *leg = living(engine, number);
    RECORD(engine, "engine open %u %s", number, oh_direction_name(direction));
    if (leg)
        leg->seen.open = direction;
}

static void do_close(void *ctx, oh_leg number)
{
    struct fake_engine *engine = ctx;
    struct leg *leg = living(engine, number);
    RECORD(engine, "engine close %u", number);
    if (leg)
        leg->seen.open = OH_DIRECTION_NONE;
}

static void do_mute(void *ctx, oh_leg number, bool on)
{
    struct fake_engine *engine = ctx;
    struct leg *leg = living(engine, number);
    RECORD(engine, "engine mute %u %s", number, on ? "on" : "off");
    if (leg)
        leg->seen.muted = on;
}

static void do_restart_media(void *ctx, oh_leg number)
{
    struct fake_engine *engine = ctx;
    RECORD(engine, "engine restart media %u", number);
}

static void do_send_digits(void *ctx, oh_leg number, const char *digits)
{
    struct fake_engine *engine = ctx;
    RECORD(engine, "engine send digits %u %s", number, digits);
}

static void do_transfer(void *ctx, oh_leg number)
{
    struct fake_engine *engine = ctx;
    RECORD(engine, "engine transfer %u", number);
    if (living(engine, number))
        later(engine, engine->delays.change_ms, number, transferred);
}

static void do_answer_transfer(void *ctx, oh_leg number, bool on)
{
    struct fake_engine *engine = ctx;
    RECORD(engine, "engine answer transfer %u %s", number, on ? "on" : "off");
}

static void do_group(void *ctx, oh_leg number, oh_leg other)
{
    struct fake_engine *engine = ctx;
    RECORD(engine, "engine group %u %u", number, other);
    if (other != 0 && engine->faults.cannot_mix)
        later(engine, engine->delays.change_ms, number, not_mixed);
}

static const char *do_remote(void *ctx, oh_leg number)
{
    struct fake_engine *engine = ctx;
    if (!leg_of(engine, number))
        return NULL;
    g_snprintf(engine->remote, sizeof(engine->remote), "Peer %u <sip:peer-%u@example.invalid>",
               number, number);
    return engine->remote;
}

struct oh_engine_port fake_engine_port(struct fake_engine *engine)
{
    return (struct oh_engine_port){.size = sizeof(struct oh_engine_port),
                                   .ctx = engine,
                                   .ring = do_ring,
                                   .accept = do_accept,
                                   .reject = do_reject,
                                   .end = do_end,
                                   .invite = do_invite,
                                   .hold = do_hold,
                                   .resume = do_resume,
                                   .open = do_open,
                                   .close = do_close,
                                   .mute = do_mute,
                                   .restart_media = do_restart_media,
                                   .send_digits = do_send_digits,
                                   .transfer = do_transfer,
                                   .answer_transfer = do_answer_transfer,
                                   .group = do_group,
                                   .remote = do_remote};
}
