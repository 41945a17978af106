/*
 * Actions and transactions: made by the user or by request, delivered in order, completed once,
 * timed out (600, 60 or 5 s after they were made: CK-80 to CK-83).
 */
#import "actions.h"
#import "session.h"

#define DELIVER_MS 5 /* from the touch to the delegate, kindly */

enum state { OPEN, DELIVERED, FULFILLED, FAILED, TIMED_OUT, VOID };

@interface DoubleAction : NSObject {
  @public
    CXCallAction *action;
    DoubleProvider *provider;
    enum state state;
    bool void_told; /* the application was told that it is void */
    bool after_end; /* it crossed the end of its call: how it is answered does not matter */
}
@end

@implementation DoubleAction
- (void)dealloc
{
    [action release];
    [provider release];
    [super dealloc];
}
@end

static NSMutableArray *actions; /* DoubleAction */
static uint64_t last_due_ms;
static bool holds_amiss;
static dispatch_queue_t user; /* the user's touches and the actions' clocks */

void actions_reset(void)
{
    [actions release];
    actions = [NSMutableArray new];
    last_due_ms = 0;
    holds_amiss = false;
    user = world_queue("user");
}

static DoubleAction *action_of(CXAction *action)
{
    for (DoubleAction *known in actions)
        if (known->action == action)
            return known;
    return nil;
}

static bool is_open(const DoubleAction *action)
{
    return action->state == OPEN || action->state == DELIVERED;
}

unsigned daemon_open_actions(void)
{
    unsigned count = 0;
    for (DoubleAction *action in actions)
        count += is_open(action) && !action->after_end;
    return count;
}

bool daemon_is_complete(CXAction *action)
{
    DoubleAction *known = action_of(action);
    return known && !is_open(known);
}

uint32_t daemon_limit_ms(CXAction *action)
{
    if ([action isKindOfClass:[CXStartCallAction class]])
        return 600000;
    return [action isKindOfClass:[CXAnswerCallAction class]] ? 60000 : 5000;
}

bool daemon_holds_amiss(void)
{
    return holds_amiss;
}

static const char *name_of(CXAction *action)
{
    return [NSStringFromClass([action class]) UTF8String];
}

/* The call is gone: what is still under way for it matters to nobody. */
void actions_void(NSUUID *call)
{
    for (DoubleAction *action in actions)
        if (is_open(action) && [action->action.callUUID isEqual:call])
            action->after_end = true;
}

void actions_void_provider(DoubleProvider *provider)
{
    for (DoubleAction *action in actions)
        if (is_open(action) && action->provider == provider)
            action->state = VOID;
}

void actions_tell_void(DoubleProvider *provider)
{
    for (DoubleAction *action in actions)
        if (action->state == VOID && action->provider == provider)
            action->void_told = true;
}

/* ---- Completion ---- */

static void fulfilled(DoubleAction *known)
{
    CXCallAction *action = known->action;
    DoubleCall *call = call_of(action.callUUID);
    if (!call)
        return;
    if ([action isKindOfClass:[CXAnswerCallAction class]]) {
        connect_call(call);
        activation_consider();
    } else if ([action isKindOfClass:[CXStartCallAction class]]) {
        call->late_audio = choose(CLAIM_OUTGOING_AT_CONNECTED, 2);
        call->taken = true;
        activation_consider();
    } else if ([action isKindOfClass:[CXEndCallAction class]]) {
        remove_call(call, 0);
    } else if ([action isKindOfClass:[CXSetHeldCallAction class]]) {
        call->held = [(CXSetHeldCallAction *)action isOnHold];
        record("screen: call %u %s", call->number, call->held ? "held" : "not held");
        observers_tell(call->uuid, false);
        if (call->held)
            activation_consider_end(false);
        else
            activation_of_unhold();
    } else if ([action isKindOfClass:[CXSetGroupCallAction class]]) {
        call->group = [(CXSetGroupCallAction *)action callUUIDToGroupWith] ? call->uuid : nil;
    }
}

/* Answer and start: the call ends as failed; all others change nothing (CK-73). */
static void failed(DoubleAction *known)
{
    DoubleCall *call = call_of(known->action.callUUID);
    if (call && ([known->action isKindOfClass:[CXAnswerCallAction class]] ||
                 [known->action isKindOfClass:[CXStartCallAction class]]))
        remove_call(call, 0);
}

/* An End was failed: the call must end all the same, by a report that was under way. */
static void expect_end(NSUUID *uuid)
{
    world_after(2000, user, ^{
        if (call_of(uuid))
            violation("an End of a call that lives is failed: the user cannot end it");
    });
}

void daemon_complete(CXAction *action, bool ok)
{
    DoubleAction *known = action_of(action);
    if (!known)
        return; /* does nothing (CK-72) */
    switch (known->state) {
    case OPEN:
    case DELIVERED: break;
    case FULFILLED:
    case FAILED: violation("S2: %s is answered twice (CK-70)", name_of(action)); return;
    case TIMED_OUT:
        violation("S2: %s is answered after its time-out (CK-75)", name_of(action));
        return;
    case VOID:
        if (!known->void_told)
            return; /* it crossed the reset */
        violation("S2: %s is answered after its provider died (CK-130)", name_of(action));
        return;
    }
    known->state = ok ? FULFILLED : FAILED;
    record("%s %s", name_of(action), ok ? "fulfilled" : "failed");
    if (!ok && [action isKindOfClass:[CXEndCallAction class]])
        expect_end(known->action.callUUID);
    if (ok)
        fulfilled(known);
    else
        failed(known);
}

/* ---- Time-outs ---- */

static void time_out(DoubleAction *known)
{
    if (!is_open(known))
        return;
    bool delivered = known->state == DELIVERED;
    known->state = TIMED_OUT;
    CXCallAction *action = known->action;
    holds_amiss = holds_amiss || [action isKindOfClass:[CXSetHeldCallAction class]];
    record("%s timed out", name_of(action));
    if (delivered && !known->after_end)
        violation("an action is not answered: %s timed out", name_of(action));
    daemon_deliver(known->provider, ^(id<CXProviderDelegate> delegate) {
        if ([delegate respondsToSelector:@selector(provider:timedOutPerformingAction:)])
            [delegate provider:known->provider->owner timedOutPerformingAction:action];
    });
    DoubleCall *call = call_of(action.callUUID);
    if (!call)
        return;
    if ([action isKindOfClass:[CXStartCallAction class]])
        remove_call_untold(call);
    else if ([action isKindOfClass:[CXAnswerCallAction class]] ||
             ([action isKindOfClass:[CXSetHeldCallAction class]] &&
              choose(CLAIM_HOLD_TIMEOUT_ENDS, 2)))
        system_ends(call->uuid); /* CK-87 */
    else if ([action isKindOfClass:[CXEndCallAction class]])
        remove_call_untold(call);
}

/* ---- Delivery ---- */

static void perform(id<CXProviderDelegate> delegate, CXProvider *provider, CXCallAction *action)
{
    static const struct {
        const char *name;
        const char *selector;
    } methods[] = {
        {"CXStartCallAction", "provider:performStartCallAction:"},
        {"CXAnswerCallAction", "provider:performAnswerCallAction:"},
        {"CXEndCallAction", "provider:performEndCallAction:"},
        {"CXSetHeldCallAction", "provider:performSetHeldCallAction:"},
        {"CXSetMutedCallAction", "provider:performSetMutedCallAction:"},
        {"CXSetGroupCallAction", "provider:performSetGroupCallAction:"},
        {"CXPlayDTMFCallAction", "provider:performPlayDTMFCallAction:"},
    };
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        if (strcmp(name_of(action), methods[i].name))
            continue;
        SEL selector = sel_registerName(methods[i].selector);
        if ([delegate respondsToSelector:selector])
            [delegate performSelector:selector withObject:provider withObject:action];
        else
            [action fail];
    }
}

/* Each after the one before returned, fulfilled or not (CK-89). */
static void deliver(DoubleProvider *provider, CXTransaction *transaction)
{
    daemon_deliver(provider, ^(id<CXProviderDelegate> delegate) {
        if ([delegate respondsToSelector:@selector(provider:executeTransaction:)])
            [delegate provider:provider->owner executeTransaction:transaction];
    });
    for (CXCallAction *action in transaction.actions) {
        DoubleAction *known = action_of(action);
        daemon_deliver(provider, ^(id<CXProviderDelegate> delegate) {
            if (known->state != OPEN)
                return; /* timed out, or its provider died, before it came */
            known->state = DELIVERED;
            record("%s", name_of(action));
            perform(delegate, provider->owner, action);
        });
    }
}

static bool resumes(CXCallAction *action)
{
    return [action isKindOfClass:[CXSetHeldCallAction class]] &&
           ![(CXSetHeldCallAction *)action isOnHold];
}

static void note_crossing(CXCallAction *action)
{
    if (!resumes(action) && ![action isKindOfClass:[CXAnswerCallAction class]])
        return;
    for (DoubleAction *other in actions)
        if (is_open(other) && resumes(other->action) &&
            ![other->action.callUUID isEqual:action.callUUID])
            holds_amiss = true;
}

static void take_in(CXTransaction *transaction, DoubleProvider *provider)
{
    for (CXCallAction *action in transaction.actions) {
        note_crossing(action);
        DoubleAction *known = [[DoubleAction new] autorelease];
        known->action = [action retain];
        known->provider = [provider retain];
        [actions addObject:known];
        world_after(daemon_limit_ms(action), user, ^{
            time_out(known);
        });
        if ([action isKindOfClass:[CXStartCallAction class]])
            begin_outgoing(provider, (CXStartCallAction *)action);
    }
    /* Transactions come in the order in which they were made. */
    uint64_t due_ms = world_now_ms() + DELIVER_MS + any(50);
    last_due_ms = due_ms > last_due_ms ? due_ms : last_due_ms;
    world_after((uint32_t)(last_due_ms - world_now_ms()), user, ^{
        deliver(provider, transaction);
    });
}

void deliver_action(CXCallAction *action, DoubleProvider *provider)
{
    CXTransaction *transaction = [[[CXTransaction alloc] initWithAction:action] autorelease];
    take_in(transaction, provider);
    if (!call_of(action.callUUID))
        action_of(action)->after_end = true;
}

/* ---- The user ---- */

static CXCallAction *held_action(NSUUID *call, bool on)
{
    return [[[CXSetHeldCallAction alloc] initWithCallUUID:call onHold:on] autorelease];
}

/* The calls of ours that talk, but this one. */
static NSArray *talking_but(NSUUID *uuid)
{
    NSMutableArray *talking = [NSMutableArray array];
    for (DoubleCall *call in all_calls())
        if (![call->uuid isEqual:uuid] && !call->held && !call->orphan &&
            (call->phase == PHASE_CONNECTED || call->taken))
            [talking addObject:call->uuid];
    return talking;
}

static bool touch(NSUUID *uuid, NSArray *before, CXCallAction *action)
{
    DoubleCall *call = call_of(uuid);
    if (!call || call->orphan || call->provider->dead)
        return false;
    NSMutableArray *all = [NSMutableArray arrayWithArray:before];
    [all addObject:action];
    take_in([[[CXTransaction alloc] initWithActions:all] autorelease], call->provider);
    return true;
}

static bool may_answer(NSUUID *uuid)
{
    DoubleCall *call = call_of(uuid);
    return call && !call->taken && !call->outgoing &&
           (call->phase == PHASE_RINGING ||
            (call->phase == PHASE_PENDING && choose(CLAIM_ACT_BEFORE_REPORTED, 2)));
}

static bool answer(NSUUID *uuid, NSArray *before)
{
    call_of(uuid)->taken = true;
    return touch(uuid, before, [[[CXAnswerCallAction alloc] initWithCallUUID:uuid] autorelease]);
}

bool user_answers(NSUUID *uuid)
{
    if (!may_answer(uuid))
        return false;
    NSMutableArray *before = [NSMutableArray array];
    for (NSUUID *other in talking_but(uuid))
        [before addObject:held_action(other, true)];
    return answer(uuid, before);
}

bool user_ends_and_answers(NSUUID *uuid)
{
    if (!may_answer(uuid))
        return false;
    NSMutableArray *before = [NSMutableArray array];
    for (NSUUID *other in talking_but(uuid))
        [before addObject:[[[CXEndCallAction alloc] initWithCallUUID:other] autorelease]];
    return answer(uuid, before);
}

bool user_ends(NSUUID *uuid)
{
    DoubleCall *call = call_of(uuid);
    if (call && call->phase == PHASE_PENDING && !call->outgoing &&
        !choose(CLAIM_ACT_BEFORE_REPORTED, 2))
        return false;
    bool done = touch(uuid, nil, [[[CXEndCallAction alloc] initWithCallUUID:uuid] autorelease]);
    if (done && choose(CLAIM_ENDS_TWICE, 2))
        touch(uuid, nil, [[[CXEndCallAction alloc] initWithCallUUID:uuid] autorelease]);
    return done;
}

void system_ends(NSUUID *uuid)
{
    touch(uuid, nil, [[[CXEndCallAction alloc] initWithCallUUID:uuid] autorelease]);
}

bool user_holds(NSUUID *uuid, bool on)
{
    NSMutableArray *before = [NSMutableArray array];
    if (!on)
        for (NSUUID *other in talking_but(uuid))
            [before addObject:held_action(other, true)];
    return touch(uuid, before, held_action(uuid, on));
}

bool user_mutes(NSUUID *uuid, bool on)
{
    return touch(uuid, nil,
                 [[[CXSetMutedCallAction alloc] initWithCallUUID:uuid muted:on] autorelease]);
}

bool user_dials(NSUUID *uuid, NSString *digits)
{
    return touch(uuid, nil,
                 [[[CXPlayDTMFCallAction alloc] initWithCallUUID:uuid
                                                          digits:digits
                                                            type:CXPlayDTMFCallActionTypeSingleTone]
                     autorelease]);
}

bool user_groups(NSUUID *uuid, NSUUID *with)
{
    return touch(uuid, nil,
                 [[[CXSetGroupCallAction alloc] initWithCallUUID:uuid
                                             callUUIDToGroupWith:with] autorelease]);
}

NSUUID *user_starts(NSString *handle)
{
    NSUUID *uuid = [NSUUID UUID];
    CXHandle *to = [[[CXHandle alloc] initWithType:CXHandleTypeGeneric value:handle] autorelease];
    CXAction *action = [[[CXStartCallAction alloc] initWithCallUUID:uuid handle:to] autorelease];
    return daemon_request([[[CXTransaction alloc] initWithAction:action] autorelease], false)
               ? nil
               : uuid;
}

/* ---- Requests of the application (CK-62, CK-63) ---- */

static NSInteger refusal_of(CXCallAction *action, DoubleProvider *provider)
{
    bool start = [action isKindOfClass:[CXStartCallAction class]];
    DoubleCall *call = call_of(action.callUUID);
    if (start && call)
        return CXErrorCodeRequestTransactionErrorCallUUIDAlreadyExists;
    if (start && screen_count() >= provider->configuration.maximumCallGroups)
        return CXErrorCodeRequestTransactionErrorMaximumCallGroupsReached;
    if (!start && (!call || call->orphan))
        return CXErrorCodeRequestTransactionErrorUnknownCallUUID;
    if ([action isKindOfClass:[CXAnswerCallAction class]] && (call->outgoing || call->taken))
        return CXErrorCodeRequestTransactionErrorInvalidAction;
    return 0;
}

NSInteger daemon_request(CXTransaction *transaction, bool controller_dead)
{
    DoubleProvider *provider = activation_provider();
    if (!provider || controller_dead || choose(CLAIM_DEAD_REQUEST, 2))
        return CXErrorCodeRequestTransactionErrorUnknownCallProvider;
    if (![transaction.actions count])
        return CXErrorCodeRequestTransactionErrorEmptyTransaction;
    NSMutableArray *all = [NSMutableArray array];
    for (CXCallAction *action in transaction.actions) {
        NSInteger code = refusal_of(action, provider);
        if (code)
            return code;
        /* Who starts, answers or un-holds a call holds what talks, first (CK-65). */
        bool takes = [action isKindOfClass:[CXStartCallAction class]] ||
                     [action isKindOfClass:[CXAnswerCallAction class]] ||
                     ([action isKindOfClass:[CXSetHeldCallAction class]] &&
                      ![(CXSetHeldCallAction *)action isOnHold]);
        if (takes)
            for (NSUUID *other in talking_but(action.callUUID))
                [all addObject:held_action(other, true)];
        if ([action isKindOfClass:[CXAnswerCallAction class]])
            call_of(action.callUUID)->taken = true;
        [all addObject:action];
    }
    take_in([[[CXTransaction alloc] initWithActions:all] autorelease], provider);
    return 0;
}
