/*
 * Any event in any state, at any time, under any policy. The core must neither crash nor give more
 * commands than it says, keep the contract of its header, and be the same wherever it lies in
 * memory: equal histories, equal bytes. Numbers are used once, as the header demands; in some runs
 * they are not, and then only the rest is asked.
 */
#include <string.h>

#include "bytes.h"
#include "contract.h"

#define STEPS_MAX 300
#define HEAD      offsetof(struct oh_event, call) /* what every event has */
#define FAR_MS    (1ull << 48)                    /* a clock that stands here will not overflow */

/* Two cores with the same history, and the commands of each. The first is woken at each event's
 * time before it is told, the second is not: a late wake-up does no harm. */
struct twins {
    struct oh_core *core[2];
    struct oh_commands out[2];
    struct oh_command *early;
    size_t size;
};

struct run {
    struct bytes bytes;
    struct twins twins;
    struct contract contract;
    struct oh_policy policy;
    uint64_t now_ms;
    uint64_t told_ms; /* the latest */
    bool shows;
    bool honest; /* numbers are used once */
    unsigned calls, legs, actions;
    struct oh_call_id acted_on[NUMBERS_MAX]; /* by action */
};

/* ---- The policy ---- */

static void take_ladder(struct bytes *bytes, struct oh_ladder *ladder)
{
    for (unsigned i = 0; i < OH_RUNGS_MAX; i++)
        ladder->rungs[i] =
            (struct oh_rung){take_of(bytes, OH_RUNG_KINDS + 1), (uint16_t)(take(bytes) * 8)};
}

static struct oh_policy take_policy(struct bytes *bytes)
{
    struct oh_policy policy = take(bytes) & 1 ? oh_policy_self() : oh_policy_system();

    policy.accept = take_of(bytes, 2);
    policy.fulfil = take_of(bytes, 2);
    policy.focus = take_of(bytes, 2);
    policy.ui_reset = take_of(bytes, 2);
    policy.auto_answer = take_of(bytes, 3);
    policy.call_waiting = take_of(bytes, 2);
    policy.transfer = take_of(bytes, 2);
    policy.redirect = take_of(bytes, 2);
    policy.groups = take_of(bytes, 2);
    switch (take_of(bytes, 8)) {
    case 1: take_ladder(bytes, &policy.ladder); break;
    case 2: take_ladder(bytes, &policy.unusable); break;
    case 3: policy.deadlines.dead_ms = take32(bytes); break;
    case 4: policy.deadlines.setup_ms = take32(bytes); break;
    case 5: policy.decline_code = (uint16_t)take32(bytes); break;
    case 6: policy.activation = take(bytes); break; /* some that do not exist */
    }
    return policy;
}

/* ---- Two cores ---- */

static bool begin(struct twins *twins, uint8_t calls_max, const struct oh_policy *policy)
{
    enum oh_rule rules[2];

    twins->size = oh_core_size(calls_max);
    for (unsigned i = 0; i < 2; i++) {
        twins->core[i] = malloc(twins->size);
        memset(twins->core[i], i == 0 ? 0 : 0xff, twins->size);
        rules[i] = oh_init(twins->core[i], twins->size, calls_max, policy);
        twins->out[i].max = oh_commands_max(calls_max);
        twins->out[i].items = malloc(twins->out[i].max * sizeof(struct oh_command));
    }
    twins->early = malloc(twins->out[0].max * sizeof(struct oh_command));
    insist(rules[0] == rules[1], "a policy is good or bad whatever was in the memory");
    insist(oh_rule_text(rules[0]) != NULL, "a rule has a text");
    return rules[0] == OH_RULE_NONE;
}

static void end(struct twins *twins)
{
    for (unsigned i = 0; i < 2; i++) {
        free(twins->core[i]);
        free(twins->out[i].items);
    }
    free(twins->early);
}

static void same_commands(const struct oh_command *a, const struct oh_command *b, uint16_t count)
{
    for (uint16_t i = 0; i < count; i++)
        insist(memcmp(&a[i], &b[i], sizeof a[i]) == 0, "equal histories, equal commands");
}

/* `early`: what the first core gave when it was woken in time, before this event. */
static void same(const struct twins *twins, uint16_t early)
{
    const struct oh_commands *a = &twins->out[0], *b = &twins->out[1];
    uint8_t bytes[2][4096];
    size_t sizes[2];

    for (unsigned i = 0; i < 2; i++)
        sizes[i] = oh_core_write(twins->core[i], bytes[i], sizeof bytes[i]);
    insist(sizes[0] == sizes[1], "equal histories, equal bytes");
    insist(memcmp(bytes[0], bytes[1], sizes[0] < sizeof bytes[0] ? sizes[0] : sizeof bytes[0]) == 0,
           "equal histories, equal bytes");
    insist(early + a->count == b->count && a->ignored == b->ignored,
           "equal histories, equal commands");
    same_commands(twins->early, b->items, early);
    same_commands(a->items, b->items + early, a->count);
    insist(oh_deadline_ms(twins->core[0]) == oh_deadline_ms(twins->core[1]),
           "equal histories, equal deadlines");
}

/* A core goes on in other memory. */
static void move(struct twins *twins)
{
    struct oh_core *other = malloc(twins->size);

    memcpy(other, twins->core[1], twins->size);
    memset(twins->core[1], 0xaa, twins->size);
    free(twins->core[1]);
    twins->core[1] = other;
}

/* ---- Events ---- */

/* A number that was given out lately, or the next one. */
static unsigned known(struct run *run, unsigned last)
{
    unsigned back = take(&run->bytes) & 7;

    return last > back ? last - back : last;
}

static unsigned fresh(struct run *run, unsigned *last)
{
    if (!run->honest && take(&run->bytes) & 1)
        return known(run, *last);
    if (*last + 1 < NUMBERS_MAX)
        (*last)++;
    return *last;
}

/* Which of an event's numbers are to be fresh ones. */
static void take_numbers(struct run *run, struct oh_event *event)
{
    bool fresh_call = event->type == OH_EV_ENGINE_INVITED ||
                      event->type == OH_EV_ENGINE_TRANSFER_ASKED ||
                      event->type == OH_EV_UI_STARTED || event->type == OH_EV_PUSHED ||
                      event->type == OH_EV_APP_PLACED;
    bool fresh_leg = event->type == OH_EV_ENGINE_INVITED || event->type == OH_EV_UI_STARTED ||
                     event->type == OH_EV_APP_PLACED;
    bool fresh_other = event->type == OH_EV_ENGINE_TRANSFER_ASKED ||
                       event->type == OH_EV_ENGINE_REPLACED ||
                       event->type == OH_EV_ENGINE_REDIRECTED;

    event->call = contract_id(fresh_call ? fresh(run, &run->calls) : known(run, run->calls));
    event->other_call = contract_id(take(&run->bytes) & 1 ? known(run, run->calls) : 0);
    event->leg = fresh_leg ? fresh(run, &run->legs) : known(run, run->legs);
    event->other_leg = fresh_other ? fresh(run, &run->legs) : known(run, run->legs);
    if (event->type == OH_EV_UI_ACTION_TIMED_OUT) {
        event->action = known(run, run->actions);
        if (run->honest)
            event->call = run->acted_on[event->action];
    } else if (event->type >= OH_EV_UI_ANSWERED && event->type <= OH_EV_UI_GROUPED) {
        event->action = fresh(run, &run->actions);
        run->acted_on[event->action] = event->call;
    }
}

static void take_time(struct run *run)
{
    static const uint32_t often_ms[] = {0,    0,     0,     1,      500,        1500,
                                        2000, 10000, 60000, 120000, 4000000000u};
    uint8_t choice = take_of(&run->bytes, 14);
    uint64_t due_ms = oh_deadline_ms(run->twins.core[0]);

    if (choice < sizeof often_ms / sizeof *often_ms)
        run->now_ms += often_ms[choice];
    else if (choice == 11 && due_ms != OH_NEVER)
        run->now_ms = due_ms;
    else if (choice == 12)
        run->now_ms -= run->now_ms < 1000 ? run->now_ms : 1000;
    else if (choice == 13)
        run->now_ms = (uint64_t)take32(&run->bytes) << 32;
}

static struct oh_event take_event(struct run *run)
{
    struct bytes *bytes = &run->bytes;
    struct oh_event event = {.size = sizeof event};

    event.type =
        (enum oh_event_type)take_of(bytes, OH_EVENT_TYPES + 1); /* one that does not exist, too */
    take_numbers(run, &event);
    take_time(run);
    event.now_ms = run->now_ms;
    event.match_key = take_of(bytes, 4);
    event.flags = take(bytes);
    event.reason = take_of(bytes, OH_REASONS);
    event.found = take_of(bytes, 3);
    event.request = take_of(bytes, OH_REQUEST_GROUP + 1);
    event.on = take(bytes) & 1;
    event.foreign = take_of(bytes, 4);
    if (event.type == OH_EV_ENGINE_FLOWED) {
        uint8_t some = take(bytes);
        event.frames = (struct oh_frames){some & 1 ? 50 : 0, some & 2 ? 50 : 0, some & 4 ? 50 : 0,
                                          some & 8 ? 50 : 0, some & 16 ? 1 : 0};
        event.span_ms = some & 32 ? take32(bytes) : 1000;
    }
    if (event.type == OH_EV_UI_DIGITS || event.type == OH_EV_APP_DIGITS)
        for (unsigned i = 0; i < OH_DIGITS_MAX; i++)
            event.digits[i] = "0123456789*#ABCDx\0\0"[take_of(bytes, 19)];
    if (!run->honest && take(bytes) & 1)
        event.size =
            (uint32_t)(HEAD + take_of(bytes, sizeof event - HEAD + 1)); /* of an older header */
    return event;
}

/* ---- A step ---- */

static unsigned number_of(struct oh_call_id id)
{
    return id.bytes[0] | (unsigned)id.bytes[1] << 8;
}

static void show(const struct run *run, const struct oh_event *event)
{
    const char *name = oh_event_name(event->type);

    printf("%llu: %s call %u leg %u other leg %u action %u key %u flags %x on %u%s\n",
           (unsigned long long)event->now_ms, name != NULL ? name : "?", number_of(event->call),
           event->leg, event->other_leg, event->action, (unsigned)event->match_key, event->flags,
           event->on, run->twins.out[0].ignored ? " (ignored)" : "");
    for (uint16_t i = 0; i < run->twins.out[0].count; i++) {
        const struct oh_command *command = &run->twins.out[0].items[i];
        name = oh_command_name((enum oh_command_type)command->type);
        printf("    < %s call %u leg %u action %u code %u reason %u\n", name != NULL ? name : "?",
               number_of(command->call), command->leg, command->action, command->code,
               command->reason);
    }
    fflush(stdout);
}

/* Tell the first core, which keeps the contract. */
static void tell(struct run *run, const struct oh_event *event)
{
    struct twins *twins = &run->twins;

    if (run->honest)
        contract_before(&run->contract, &run->policy, event);
    oh_step(twins->core[0], event, &twins->out[0]);
    if (run->shows)
        show(run, event);
    if (run->honest)
        contract_after(&run->contract, twins->core[0], event, &twins->out[0]);
    if (run->told_ms < FAR_MS)
        insist(oh_deadline_ms(twins->core[0]) > run->told_ms, "what was due has been done");
}

static uint16_t wake(struct run *run, uint64_t now_ms)
{
    struct oh_event event = OH_EVENT(OH_EV_TIME, .now_ms = now_ms);
    struct twins *twins = &run->twins;

    if (now_ms <= run->told_ms)
        return 0;
    run->told_ms = now_ms;
    tell(run, &event);
    memcpy(twins->early, twins->out[0].items, twins->out[0].count * sizeof *twins->early);
    return twins->out[0].count;
}

static void step(struct run *run)
{
    struct twins *twins = &run->twins;
    struct oh_event event = take_event(run);
    uint16_t early = wake(run, event.now_ms);
    uint64_t digest = oh_core_digest(twins->core[0]);

    tell(run, &event);
    if (run->honest && twins->out[0].ignored)
        insist(twins->out[0].count == 0 && oh_core_digest(twins->core[0]) == digest,
               "an event that means nothing changes nothing");
    oh_step(twins->core[1], &event, &twins->out[1]);
    same(twins, early);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t calls_max[] = {1, 2, 3, 8};
    static struct run run;

    memset(&run, 0, sizeof run);
    run.bytes = (struct bytes){data, size};
    run.shows = shows();
    uint8_t kind = take(&run.bytes);
    run.honest = (kind & 12) != 0;
    run.policy = take_policy(&run.bytes);
    if (begin(&run.twins, calls_max[kind & 3], &run.policy))
        for (unsigned i = 0; i < STEPS_MAX && run.bytes.left > 0; i++) {
            step(&run);
            if (take_of(&run.bytes, 16) == 15)
                move(&run.twins);
        }
    end(&run.twins);
    return 0;
}
