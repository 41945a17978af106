/*
 * From options to the core's policy: the profile of the call UI, and what was said to differ from
 * it. Whether that can work is the core's knowledge, and its sentence.
 */
#include "policy.h"

static void set_seconds(uint32_t *deadline_ms, int seconds)
{
    if (seconds)
        *deadline_ms = (uint32_t)seconds * 1000;
}

struct oh_policy policy_of(const struct phone_options *options)
{
    struct oh_policy policy = options->fake_ios ? oh_policy_system() : oh_policy_self();
    policy.accept = (uint8_t)options->accept;
    policy.fulfil = (uint8_t)options->fulfil;
    policy.focus = (uint8_t)options->focus;
    policy.call_waiting = (uint8_t)options->call_waiting;
    policy.auto_answer = (uint8_t)options->auto_answer;
    policy.transfer = (uint8_t)options->transfer;
    policy.redirect = (uint8_t)options->redirect;
    policy.decline_code = options->decline == DECLINE_486 ? 486 : 603;
    set_seconds(&policy.deadlines.ring_ms, options->ring_s);
    set_seconds(&policy.deadlines.setup_ms, options->setup_s);
    set_seconds(&policy.deadlines.connecting_ms, options->connecting_s);
    set_seconds(&policy.deadlines.lost_ms, options->lost_s);
    set_seconds(&policy.deadlines.silent_ms, options->silent_s);
    set_seconds(&policy.deadlines.deaf_ms, options->deaf_s);
    return policy;
}

const char *policy_broken(const struct phone_options *options)
{
    struct oh_policy policy = policy_of(options);
    size_t size = oh_core_size((uint8_t)options->calls_max);
    void *memory = g_malloc(size);
    enum oh_rule rule = oh_init(memory, size, (uint8_t)options->calls_max, &policy);
    g_free(memory);
    return rule == OH_RULE_NONE ? NULL : oh_rule_text(rule);
}
