/*
 * Transfers and redirections (claim 27: calls that the SDK places by itself).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"

static void describe(struct rig *rig, oh_leg leg, const char *uri)
{
    char text[300] = "";
    if (!rig->sip->describe_transfer(rig->engine, leg, uri, text, sizeof text))
        fail_msg("%s", text);
}

static void transferred(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    describe(rig, leg, "sip:dave@example.org");
    describe(rig, leg, "sip:carol@example.org"); /* the last one counts */
    rig->port.transfer(rig->port.ctx, leg);
    assert_told(rig, "Call_TransferBlind 1 sip:carol@example.org", 1);
    rig->sdk->transferred(call, 100);
    rig_settle(rig);
    assert_string_equal(rig->events->str, "");
    rig->sdk->transferred(call, 200);
    rig->sdk->transferred(call, 200);
    rig_settle(rig);
    assert_string_equal(rig->events->str, "transferred 1\n");
    rig_free(rig);
}

static void transfer_fails(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    rig->port.transfer(rig->port.ctx, leg); /* to nowhere */
    assert_event(rig, "transfer failed 1 400");
    describe(rig, leg, "sip:carol@example.org");
    rig->sdk->refuse("Call_TransferBlind", -1052, 1);
    rig->port.transfer(rig->port.ctx, leg);
    assert_event(rig, "transfer failed 1 500");
    describe(rig, leg, "sip:carol@example.org");
    rig->port.transfer(rig->port.ctx, leg);
    rig->sdk->transferred(call, 486);
    rig_settle(rig);
    assert_event(rig, "transfer failed 1 486");
    assert_true(rig->sdk->up(call));
    rig_free(rig);
}

static void bad_targets(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    char text[300] = "";
    uint32_t call;
    oh_leg leg = rig_answered(rig, &call);
    assert_false(rig->sip->describe_transfer(rig->engine, leg, "carol", text, sizeof text));
    assert_non_null(strstr(text, "no address to transfer to"));
    assert_false(rig->sip->describe_transfer(rig->engine, 99, "sip:c@d", text, sizeof text));
    assert_non_null(strstr(text, "no such call"));
    rig_free(rig);
}

/* 27: a 3xx to our INVITE. The leg is the same, the SDK's call another one. */
static void claim_27_a_redirected_call_goes_on(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    rig->sdk->manners()->never_connects = true;
    uint32_t first;
    oh_leg leg = rig_placed(rig, &first);
    uint32_t second = rig->sdk->placed("sip:carol@there");
    rig->sdk->redirected(first, second, "sip:carol@there");
    rig->sdk->terminated(first, 302);
    rig->sdk->connected(second);
    rig_settle(rig);
    assert_event(rig, "redirected 1");
    assert_event(rig, "connected 1");
    assert_null(strstr(rig->events->str, "ended"));
    rig->port.end(rig->port.ctx, leg, OH_REASON_USER);
    assert_told(rig, "Call_Bye 2", 1);
    rig_settle(rig);
    assert_event(rig, "ended 1 user");
    rig_free(rig);
}

/* 27: the peer sends REFER, and nobody takes the call that the SDK then placed. */
static void claim_27_a_call_that_nobody_wants_is_ended(void **state)
{
    (void)state;
    struct rig *rig = rig_new(NULL);
    uint32_t call;
    rig_answered(rig, &call);
    uint32_t related = rig->sdk->placed("sip:carol@there");
    rig->sdk->redirected(call, related, "sip:carol@there");
    rig_settle(rig);
    assert_event(rig, "transfer asked 1");
    assert_false(rig->sdk->lives(related));
    assert_true(rig->sdk->up(call));
    rig_free(rig);
}

struct follower {
    struct rig *rig;
    uint32_t related;
    oh_leg leg;
};

static int follow(void *ctx, const struct oh_event *event)
{
    struct follower *follower = ctx;
    struct oh_call_id none = {{0}};
    if (event->type != OH_EV_ENGINE_TRANSFER_ASKED)
        return 0;
    assert_true(memcmp(&event->call, &none, sizeof none) != 0);
    follower->leg = event->other_leg;
    assert_false(follower->rig->sdk->mic(follower->related)); /* shut before anybody decides */
    follower->rig->port.answer_transfer(follower->rig->port.ctx, event->leg, true);
    return 0;
}

/* 27: somebody takes it: what happened to it meanwhile is told then, and not before. */
static void claim_27_a_call_that_is_taken(void **state)
{
    (void)state;
    struct follower follower = {0};
    struct rig *rig = rig_new_with(&(struct oh_post){&follower, follow});
    follower.rig = rig;
    uint32_t call;
    rig_answered(rig, &call);
    uint32_t related = follower.related = rig->sdk->placed("sip:carol@there");
    rig->sdk->redirected(call, related, "sip:carol@there");
    rig->sdk->proceeding(related, "180 Ringing");
    rig->sdk->connected(related);
    rig->sdk->redirected(call, related, "sip:carol@there"); /* said twice */
    rig_settle(rig);
    assert_string_equal(rig->events->str, "transfer asked 1\n");
    assert_int_equal(follower.leg, 2);
    assert_false(rig->sdk->mic(related)); /* not open yet */
    rig->port.invite(rig->port.ctx, 2, (struct oh_call_id){{2}});
    assert_event(rig, "progressed 2 1");
    assert_event(rig, "connected 2");
    assert_told(rig, "Call_Invite", 0);
    rig->port.open(rig->port.ctx, 2, OH_DIRECTION_BOTH);
    assert_true(rig->sdk->mic(related));
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transferred),
        cmocka_unit_test(transfer_fails),
        cmocka_unit_test(bad_targets),
        cmocka_unit_test(claim_27_a_redirected_call_goes_on),
        cmocka_unit_test(claim_27_a_call_that_nobody_wants_is_ended),
        cmocka_unit_test(claim_27_a_call_that_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
