/*
 * The daemon's calls and what reports and the screen do to them. Actions are actions.m's, the audio
 * activation.m's.
 */
#import "actions.h"
#import "session.h"

#import "parts.h"

/* Milliseconds: how long the daemon takes, kindly. */
#define REPORT_MS 30
#define RING_MS   60000 /* it ends an unanswered call (CK-85) */

static struct {
    NSMutableArray *providers; /* DoubleProvider, the newest last */
    NSMutableArray *calls;     /* DoubleCall */
    NSMutableDictionary *reasons;
    NSMutableSet *shown;  /* ids that were ever used */
    NSMutableSet *untold; /* ids of calls that ended by a time-out */
    NSUUID *last;
    dispatch_queue_t channel;
    unsigned reports;
    bool foreign; /* another application's call talks */
} daemon_;
#define D daemon_

@implementation DoubleProvider
- (void)dealloc
{
    [queue release];
    [own release];
    [configuration release];
    [transactions release];
    [super dealloc];
}
@end

@implementation DoubleCall
- (void)dealloc
{
    [uuid release];
    [provider release];
    [update release];
    [super dealloc];
}
@end

void daemon_reset(void)
{
    for (DoubleProvider *provider in D.providers)
        provider->dead = true;
    [D.providers release];
    [D.calls release];
    [D.reasons release];
    [D.shown release];
    [D.untold release];
    [D.last release];
    memset(&D, 0, sizeof(D));
    D.providers = [NSMutableArray new];
    D.calls = [NSMutableArray new];
    D.reasons = [NSMutableDictionary new];
    D.shown = [NSMutableSet new];
    D.untold = [NSMutableSet new];
    D.channel = world_queue("daemon to provider");
    actions_reset();
    activation_reset();
    observers_reset();
}

DoubleCall *call_of(NSUUID *uuid)
{
    for (DoubleCall *call in D.calls)
        if ([call->uuid isEqual:uuid])
            return call;
    return nil;
}

NSArray *all_calls(void)
{
    return [[D.calls copy] autorelease];
}

/* The provider that is alive. */
DoubleProvider *activation_provider(void)
{
    for (DoubleProvider *provider in [D.providers reverseObjectEnumerator])
        if (!provider->dead)
            return provider;
    return nil;
}

/* ---- Ends ---- */

void remove_call(DoubleCall *call, CXCallEndedReason reason)
{
    record("screen: call %u ended%s", call->number, reason ? " (reported)" : "");
    [call retain];
    [D.reasons setObject:[NSNumber numberWithLongLong:reason] forKey:call->uuid];
    [D.calls removeObject:call];
    observers_tell(call->uuid, true);
    actions_void(call->uuid);
    activation_consider_end(true);
    [call release];
}

void remove_call_untold(DoubleCall *call)
{
    [D.untold addObject:call->uuid];
    remove_call(call, 0);
}

/* ---- Providers ---- */

/* A callback that is under way already may reach a delegate that was taken off meanwhile (CK-16).
 */
void daemon_deliver(DoubleProvider *provider, void (^block)(id<CXProviderDelegate> delegate))
{
    [provider retain];
    void (^copy)(id<CXProviderDelegate>) = Block_copy(block);
    dispatch_async(D.channel, ^{
        dispatch_queue_t queue = provider->queue ? provider->queue : dispatch_get_main_queue();
        id<CXProviderDelegate> then = choose(CLAIM_LATE_CALLBACK, 2) ? provider->delegate : nil;
        dispatch_async(queue, ^{
            id<CXProviderDelegate> delegate = provider->delegate ? provider->delegate : then;
            if (delegate && provider->owner)
                copy(delegate);
            Block_release(copy);
            [provider release];
        });
    });
}

void daemon_add_provider(DoubleProvider *provider)
{
    [D.providers addObject:provider];
    provider->stale = choose(CLAIM_STALE_PROVIDER, 2);
    daemon_deliver(provider, ^(id<CXProviderDelegate> delegate) {
        if (provider->dead && !choose(CLAIM_LATE_CALLBACK, 2))
            return;
        if ([delegate respondsToSelector:@selector(providerDidBegin:)])
            [delegate providerDidBegin:provider->owner];
    });
}

static void reset_provider(DoubleProvider *provider)
{
    provider->dead = true;
    actions_void_provider(provider);
    for (DoubleCall *call in all_calls())
        if (call->provider == provider)
            remove_call(call, 0);
    daemon_deliver(provider, ^(id<CXProviderDelegate> delegate) {
        actions_tell_void(provider);
        [delegate providerDidReset:provider->owner];
    });
}

/* It marks its calls as ended in failure, and says so (CK-15, CK-16). */
void daemon_invalidate(DoubleProvider *provider)
{
    if (!provider->dead)
        reset_provider(provider);
    actions_tell_void(provider);
}

void daemon_refreshed(DoubleProvider *provider)
{
    if (provider->stale) {
        provider->stale = false;
        activation_consider();
    }
}

void daemon_dies(void)
{
    record("daemon died");
    D.foreign = false;
    session_system_gone();
    for (DoubleProvider *provider in [[D.providers copy] autorelease])
        if (!provider->dead)
            reset_provider(provider);
    for (DoubleCall *call in all_calls()) /* of processes that died before */
        remove_call(call, 0);
    controllers_die();
}

void process_dies(void)
{
    record("process died");
    world_forget_application();
    for (DoubleProvider *provider in D.providers) {
        provider->dead = true;
        provider->delegate = nil;
        actions_void_provider(provider);
    }
    for (DoubleCall *call in D.calls)
        call->orphan = true;
    session_process_gone();
    push_reset();
    application_reset();
    rtc_reset();
    peer_reset();
    observers_reset();
}

/* ---- Reports ---- */

static DoubleCall *add_call(DoubleProvider *provider, NSUUID *uuid, enum phase phase)
{
    DoubleCall *call = [[DoubleCall new] autorelease];
    call->uuid = [uuid copy];
    call->provider = [provider retain];
    call->phase = phase;
    [D.shown addObject:uuid];
    call->number = (unsigned)[D.shown count];
    [D.calls addObject:call];
    [D.last release];
    D.last = [uuid copy];
    return call;
}

static unsigned groups(void)
{
    unsigned count = 0;
    for (DoubleCall *call in D.calls)
        count += !call->group || [call->group isEqual:call->uuid];
    return count;
}

static NSInteger refusal(DoubleProvider *provider, NSUUID *uuid)
{
    /* Do Not Disturb, block list, and a code that is not in any list yet (CK-35). */
    static const NSInteger codes[] = {0, 3, 4, 42};
    if (provider->dead)
        return CXErrorCodeIncomingCallErrorUnknown + 1000; /* stands for 0: see error_of */
    if (call_of(uuid))
        return CXErrorCodeIncomingCallErrorCallUUIDAlreadyExists;
    if (groups() >= provider->configuration.maximumCallGroups)
        return 1000;
    return codes[choose(CLAIM_REPORT_REFUSED, 4)];
}

static NSError *error_of(NSInteger code)
{
    return code ? [NSError errorWithDomain:CXErrorDomainIncomingCall code:code % 1000 userInfo:nil]
                : nil;
}

static void rang_long_enough(NSUUID *uuid)
{
    DoubleCall *call = call_of(uuid);
    if (call && call->phase == PHASE_RINGING && !call->taken)
        system_ends(uuid);
}

void daemon_report(DoubleProvider *provider, NSUUID *uuid, CXCallUpdate *update,
                   void (^completed)(NSError *error))
{
    void (^copy)(NSError *) = Block_copy(completed);
    NSInteger code = refusal(provider, uuid);
    D.reports++;
    record("report%s", code ? " (refused)" : "");
    if (!code) {
        bool again = [D.untold containsObject:uuid];
        if ([D.shown containsObject:uuid] && !again)
            violation("S12: a call id is used again: a call that was ended rings again");
        DoubleCall *call = add_call(provider, uuid, PHASE_PENDING);
        call->update = [update copy];
        call->again = again;
    }
    uint32_t late_ms = choose(CLAIM_COMPLETION_LATE, 2) ? 300 : 0;
    world_after(REPORT_MS + late_ms + any(200), D.channel, ^{
        DoubleCall *call = code ? nil : call_of(uuid);
        if (call && call->phase == PHASE_PENDING) {
            call->phase = PHASE_RINGING;
            record("screen: call %u rings", call->number);
            observers_tell(uuid, false);
            world_after(RING_MS, D.channel, ^{
                rang_long_enough(uuid);
            });
        }
        /* A provider that died meanwhile: its completions are void (CK-130). */
        if (!provider->dead || code)
            copy(error_of(code));
        Block_release(copy);
    });
}

void daemon_update(DoubleProvider *provider, NSUUID *uuid, CXCallUpdate *update)
{
    DoubleCall *call = call_of(uuid);
    if (provider->dead || !call)
        return;
    /* What is nil keeps its value (CK-40). */
    CXCallUpdate *merged = [[update copy] autorelease];
    if (!merged.remoteHandle)
        merged.remoteHandle = call->update.remoteHandle;
    if (!merged.localizedCallerName)
        merged.localizedCallerName = call->update.localizedCallerName;
    [call->update release];
    call->update = [merged retain];
}

void daemon_report_ended(DoubleProvider *provider, NSUUID *uuid, CXCallEndedReason reason)
{
    DoubleCall *call = call_of(uuid);
    if (provider->dead)
        return;
    if (!call) {
        if ([[D.reasons objectForKey:uuid] integerValue] && ![D.untold containsObject:uuid])
            violation("S3: a call is reported ended twice");
        return;
    }
    if (call->phase == PHASE_PENDING && !call->outgoing && !call->orphan) {
        /* Ignored, or racy: it rings on. */
        if (!call->again)
            violation("S3b: a call is reported ended before its report completed");
        return;
    }
    NSUUID *id = [[uuid copy] autorelease];
    remove_call(call, reason);
    if (choose(CLAIM_END_ANYWAY, 2)) /* it crossed one that was under way (CK-46) */
        deliver_action([[[CXEndCallAction alloc] initWithCallUUID:id] autorelease], provider);
}

void daemon_report_connecting(DoubleProvider *provider, NSUUID *uuid)
{
    DoubleCall *call = call_of(uuid);
    if (call && !provider->dead && !call->outgoing)
        violation("an incoming call is reported connecting");
    if (call && !provider->dead)
        record("screen: call %u connecting", call->number);
}

void daemon_report_connected(DoubleProvider *provider, NSUUID *uuid)
{
    DoubleCall *call = call_of(uuid);
    if (!call || provider->dead)
        return;
    if (!call->outgoing)
        violation("an incoming call is reported connected: its answer's fulfilment does that");
    if (call->phase == PHASE_CONNECTED)
        violation("a call is reported connected twice");
    connect_call(call);
    activation_consider();
}

void connect_call(DoubleCall *call)
{
    call->phase = PHASE_CONNECTED;
    record("screen: call %u connected", call->number);
    observers_tell(call->uuid, false);
    NSUUID *uuid = [[call->uuid copy] autorelease];
    if (choose(CLAIM_UNMUTES, 2))
        world_after(100, D.channel, ^{
            user_mutes(uuid, false);
        });
}

/* ---- Outgoing calls ---- */

void begin_outgoing(DoubleProvider *provider, CXStartCallAction *action)
{
    DoubleCall *call = add_call(provider, action.callUUID, PHASE_CONNECTING);
    call->outgoing = true;
    call->update = [CXCallUpdate new];
    call->update.remoteHandle = action.handle;
    record("screen: call %u outgoing", call->number);
}

/* ---- Who wants the audio ---- */

bool activation_wanted(void)
{
    for (DoubleCall *call in D.calls)
        if (!call->held && !call->orphan &&
            (call->phase == PHASE_CONNECTED ||
             (call->outgoing && call->taken && !call->late_audio)))
            return true;
    return false;
}

bool foreign_has_audio(void)
{
    return D.foreign;
}

/* What an observer sees of it. */
static CXCall *foreign_call(bool ended)
{
    NSUUID *uuid = [[NSUUID alloc] initWithUUIDString:@"F0E1F0E1-0000-4000-8000-000000000001"];
    return observed_call([uuid autorelease], false, false, true, ended);
}

void foreign_answers(void)
{
    record("foreign call answered");
    D.foreign = true;
    observers_tell_of(foreign_call(false));
    for (DoubleCall *call in all_calls())
        if (!call->held && call->phase == PHASE_CONNECTED)
            user_holds(call->uuid, true);
    activation_consider_end(false);
}

/* Ended in the system's UI, ours comes back; ended by its peer, it stays held (CK-108). */
void foreign_ends(bool by_peer)
{
    record("foreign call ended%s", by_peer ? " by its peer" : "");
    D.foreign = false;
    observers_tell_of(foreign_call(true));
    unsigned held = 0;
    DoubleCall *last = nil;
    for (DoubleCall *call in D.calls)
        if (call->held)
            held++, last = call;
    if (!by_peer && held == 1)
        user_holds(last->uuid, false);
    else
        activation_consider();
}

/* ---- The screen ---- */

unsigned screen_count(void)
{
    return (unsigned)[D.calls count];
}

NSUUID *screen_call(unsigned index)
{
    return ((DoubleCall *)[D.calls objectAtIndex:index])->uuid;
}

bool screen_has(NSUUID *uuid)
{
    return call_of(uuid) != nil;
}

enum phase screen_phase(NSUUID *uuid)
{
    DoubleCall *call = call_of(uuid);
    return call ? call->phase : PHASE_PENDING;
}

bool screen_taken(NSUUID *uuid)
{
    DoubleCall *call = call_of(uuid);
    return call && (call->taken || call->outgoing);
}

bool screen_held(NSUUID *uuid)
{
    DoubleCall *call = call_of(uuid);
    return call && call->held;
}

NSString *screen_name(NSUUID *uuid)
{
    DoubleCall *call = call_of(uuid);
    NSString *name = call->update.localizedCallerName;
    return name ? name : call->update.remoteHandle.value;
}

CXCallEndedReason screen_reason(NSUUID *uuid)
{
    return (CXCallEndedReason)[[D.reasons objectForKey:uuid] integerValue];
}

NSUUID *screen_last(void)
{
    return D.last;
}

unsigned daemon_reports(void)
{
    return D.reports;
}

NSArray *daemon_observed(void)
{
    NSMutableArray *seen = [NSMutableArray array];
    for (DoubleCall *call in D.calls)
        [seen addObject:observed_call(call->uuid, call->outgoing, call->held,
                                      call->phase == PHASE_CONNECTED, false)];
    if (D.foreign)
        [seen addObject:foreign_call(false)];
    return seen;
}
