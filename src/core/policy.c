/*
 * The profiles as data, what makes a policy impossible, and making a core in the caller's
 * memory.
 */
#include "core.h"

#include <string.h>

#define TEXT_OF(number)  TEXT_OF_(number)
#define TEXT_OF_(number) #number

const char *oh_version(void)
{
    return TEXT_OF(OH_VERSION_MAJOR) "." TEXT_OF(OH_VERSION_MINOR) "." TEXT_OF(OH_VERSION_PATCH);
}

static const struct oh_policy system_profile = {
    .size = sizeof(struct oh_policy),
    .activation = OH_ACTIVATION_SYSTEM,
    .ui_reset = OH_UI_RESET_ENDS_CALLS,
    .decline_code = 603,
    .deadlines =
        {
            .invite_ms = T_INVITE_MS,
            .ring_ms = T_RING_SYSTEM_MS,
            .setup_ms = T_SETUP_MS,
            .ack_ms = T_ACK_MS,
            .lost_ms = T_LOST_MS,
            .connecting_ms = T_CONNECTING_MS,
            .dead_ms = T_DEAD_MS,
            .silent_ms = T_SILENT_MS,
            .deaf_ms = T_DEAF_MS,
            .request_ms = T_REQUEST_MS,
        },
    .ladder = {{{OH_RUNG_WAIT, RUNG_WAIT_MS},
                {OH_RUNG_RELEASE, RUNG_RELEASE_MS},
                {OH_RUNG_REFRESH, RUNG_REFRESH_MS},
                {OH_RUNG_ASSUME, RUNG_ASSUME_MS},
                {OH_RUNG_HOLD_BOUNCE, RUNG_BOUNCE_MS},
                {OH_RUNG_FORCE, RUNG_FORCE_MS},
                {OH_RUNG_GIVE_UP, 0}}},
    .unusable = {{{OH_RUNG_WAIT, RUNG_LOOK_MS},
                  {OH_RUNG_PREPARE, RUNG_LOOK_MS},
                  {OH_RUNG_FORCE, RUNG_FORCE_MS},
                  {OH_RUNG_GIVE_UP, 0}}},
};

static const struct oh_ladder self_ladder = {
    {{OH_RUNG_PREPARE, RUNG_PREPARE_MS}, {OH_RUNG_REOPEN, RUNG_REOPEN_MS}, {OH_RUNG_GIVE_UP, 0}}};

struct oh_policy oh_policy_system(void)
{
    return system_profile;
}

struct oh_policy oh_policy_self(void)
{
    struct oh_policy policy = oh_policy_system();

    policy.activation = OH_ACTIVATION_SELF;
    policy.ui_reset = OH_UI_RESET_RESHOW;
    policy.transfer = OH_TRANSFER_FOLLOW;
    policy.deadlines.ring_ms = T_RING_SELF_MS;
    policy.ladder = self_ladder;
    return policy;
}

/* There is no activation to wait for: who was let answer, start or resume may open the microphone
 * (AN-11). Focus and route are Telecom's (AN-13): to open it anew touches neither. What Telecom
 * forgot is over, for it would let no call go on that it does not know. */
struct oh_policy oh_policy_telecom(void)
{
    struct oh_policy policy = oh_policy_self();

    policy.ui_reset = OH_UI_RESET_ENDS_CALLS;
    policy.transfer = OH_TRANSFER_REFUSE;
    policy.deadlines.ring_ms = T_RING_SYSTEM_MS; /* Telecom ends what rings for 60 s, too */
    policy.deadlines.setup_ms = T_SETUP_TELECOM_MS;
    policy.deadlines.silent_ms = T_SILENT_TELECOM_MS;
    policy.deadlines.request_ms = T_REQUEST_TELECOM_MS;
    return policy;
}

/* ---- What cannot work ---- */

static bool prepares(uint8_t kind)
{
    return kind == OH_RUNG_FORCE || kind == OH_RUNG_PREPARE || kind == OH_RUNG_REOPEN;
}

/* Without a system, nothing is to be waited for, released for, or assumed. With one, a session that
 * it did not activate cannot just be configured: only force makes it ours. */
static bool known_to(const struct oh_policy *policy, const struct oh_ladder *ladder, uint8_t kind)
{
    if (kind >= OH_RUNG_KINDS)
        return false;
    if (policy->activation == OH_ACTIVATION_SELF)
        return kind == OH_RUNG_PREPARE || kind == OH_RUNG_REOPEN;
    return kind != OH_RUNG_REOPEN && !(kind == OH_RUNG_PREPARE && ladder == &policy->ladder);
}

static enum oh_rule check_ladder(const struct oh_policy *policy, const struct oh_ladder *ladder)
{
    uint32_t total_ms = 0;
    uint8_t count = 0;

    while (count < OH_RUNGS_MAX && ladder->rungs[count].kind != OH_RUNG_GIVE_UP) {
        if (!known_to(policy, ladder, ladder->rungs[count].kind))
            return OH_RULE_LADDER_KIND;
        if (ladder->rungs[count].wait_ms == 0)
            return OH_RULE_DEADLINE_ZERO;
        total_ms += ladder->rungs[count].wait_ms;
        count++;
    }
    if (count == OH_RUNGS_MAX || count == 0 || !prepares(ladder->rungs[count - 1].kind))
        return OH_RULE_LADDER_OPEN;
    return total_ms > policy->deadlines.setup_ms ? OH_RULE_LADDER_LONG : OH_RULE_NONE;
}

/* Else the system ends the call, or fails the answer, before we do, and no reason is told. */
static bool sooner_than_the_system(const struct oh_policy *policy)
{
    const struct oh_deadlines *d = &policy->deadlines;

    return policy->activation == OH_ACTIVATION_SELF ||
           (d->ring_ms < SYSTEM_LIMIT_MS &&
            (policy->fulfil == OH_FULFIL_AT_ONCE ||
             (uint64_t)d->invite_ms + d->setup_ms + d->ack_ms < SYSTEM_LIMIT_MS));
}

static enum oh_rule check_policy(const struct oh_policy *policy)
{
    const struct oh_deadlines *d = &policy->deadlines;
    enum oh_rule rule = OH_RULE_NONE;

    if (policy->activation > OH_ACTIVATION_SELF || policy->accept > OH_ACCEPT_GATED ||
        policy->fulfil > OH_FULFIL_WHEN_CONNECTED || policy->focus > OH_FOCUS_ALL ||
        policy->ui_reset > OH_UI_RESET_RESHOW || policy->auto_answer > OH_AUTO_ANSWER_ALWAYS ||
        policy->call_waiting > OH_CALL_WAITING_OFF || policy->transfer > OH_TRANSFER_FOLLOW ||
        policy->redirect > OH_REDIRECT_FOLLOW || policy->groups > OH_GROUPS_ON)
        return OH_RULE_ENUM;
    if (policy->decline_code != 603 && policy->decline_code != 486)
        return OH_RULE_DECLINE_CODE;
    if (d->invite_ms == 0 || d->ring_ms == 0 || d->setup_ms == 0 || d->ack_ms == 0 ||
        d->lost_ms == 0 || d->connecting_ms == 0 || d->dead_ms == 0 || d->silent_ms == 0 ||
        d->deaf_ms == 0 || d->request_ms == 0)
        return OH_RULE_DEADLINE_ZERO;
    if (policy->fulfil == OH_FULFIL_WHEN_CONNECTED && policy->accept == OH_ACCEPT_AFTER_AUDIO &&
        policy->activation == OH_ACTIVATION_SYSTEM)
        return OH_RULE_FULFIL_DEADLOCK;
    if (!sooner_than_the_system(policy))
        return OH_RULE_SYSTEM_LIMIT;
    rule = check_ladder(policy, &policy->ladder);
    if (rule == OH_RULE_NONE && policy->activation == OH_ACTIVATION_SYSTEM)
        rule = check_ladder(policy, &policy->unusable);
    return rule;
}

const char *oh_rule_text(enum oh_rule rule)
{
    switch (rule) {
    case OH_RULE_NONE: return "the policy is sound";
    case OH_RULE_SIZE:
        return "memory or policy is smaller than this library needs; use oh_core_size()";
    case OH_RULE_CALLS_MAX: return "calls_max is 0; at least one call must have a place";
    case OH_RULE_ENUM: return "a choice has a value that does not exist in this version";
    case OH_RULE_DECLINE_CODE: return "decline_code must be 603 or 486";
    case OH_RULE_DEADLINE_ZERO: return "a deadline or a rung lasts 0 ms; give each a length";
    case OH_RULE_LADDER_OPEN:
        return "a ladder must end in a rung that prepares (force, prepare, reopen), then give up";
    case OH_RULE_LADDER_LONG:
        return "a ladder lasts longer than T_SETUP; shorten its rungs or lengthen setup_ms";
    case OH_RULE_LADDER_KIND:
        return "a ladder has a rung that it cannot have: reopen and prepare acquire a session of "
               "our own "
               "(self), prepare looks again at an unusable one, all else is for system";
    case OH_RULE_FULFIL_DEADLOCK:
        return "fulfil when_connected with accept after_audio deadlocks under a system that "
               "activates "
               "after the fulfilment; fulfil at_once, or accept gated";
    case OH_RULE_SYSTEM_LIMIT:
        return "a system that activates ends what rings, and fails what is not fulfilled, after 60 "
               "s; shorten ring_ms, or, for when_connected, invite_ms, setup_ms or ack_ms";
    case OH_RULES: break;
    }
    return "unknown rule";
}

/* ---- Making a core ---- */

static uint8_t dead_max(uint8_t calls_max)
{
    return calls_max > DEAD_MIN ? calls_max : DEAD_MIN;
}

size_t oh_core_size(uint8_t calls_max)
{
    if (calls_max == 0)
        return 0;
    return sizeof(struct oh_core) + calls_max * sizeof(struct call) +
           dead_max(calls_max) * sizeof(struct dead);
}

uint16_t oh_commands_max(uint8_t calls_max)
{
    return (uint16_t)(COMMANDS_BASE + calls_max * COMMANDS_A_CALL);
}

enum oh_rule oh_init(void *memory, size_t size, uint8_t calls_max, const struct oh_policy *policy)
{
    struct oh_core *core = memory;
    enum oh_rule rule;

    if (calls_max == 0)
        return OH_RULE_CALLS_MAX;
    if (size < oh_core_size(calls_max) || policy->size < sizeof *policy)
        return OH_RULE_SIZE;
    rule = check_policy(policy);
    if (rule != OH_RULE_NONE)
        return rule;
    memset(memory, 0, oh_core_size(calls_max));
    core->policy = *policy;
    core->calls_max = calls_max;
    core->dead_max = dead_max(calls_max);
    return OH_RULE_NONE;
}
