/*
 * Making and taking down, and what must hold afterwards.
 */
#import "rig.h"

#include <offhook/trace.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#import "OHBridge.h"
#import "watch.h"

/* GNUstep's: counts the living objects of each class. */
BOOL GSDebugAllocationActive(BOOL on);
int GSDebugAllocationCount(Class class);

Application *app;
static unsigned runs; /* traces are numbered */
static bool killed;   /* what a process that died held is not freed in order */
static char *trace_text;
static size_t trace_size;
static FILE *trace_file;
static struct oh_trace_writer *writer;

@implementation Application

- (void)coordinator:(OHCoordinator *)from pushTokenChanged:(NSData *)to
{
    (void)from;
    [token release];
    token = [to retain];
}

- (void)coordinator:(OHCoordinator *)from
     requestRefused:(enum oh_request)request
             ofCall:(NSUUID *)call
               code:(NSInteger)code
{
    (void)from, (void)request, (void)call;
    refused++;
    refusal = code;
}

- (void)coordinator:(OHCoordinator *)from
              tells:(enum oh_told)what
             ofCall:(NSUUID *)call
             reason:(enum oh_reason)reason
{
    (void)from, (void)call, (void)reason;
    told++;
    still_held += what == OH_TOLD_STILL_HELD;
}

- (void)dealloc
{
    [token release];
    [engine release];
    [siprix release];
    [module release];
    [super dealloc];
}

@end

/* ---- Launching ---- */

static void log_line(void *ctx, enum oh_log_level level, const char *area, const char *text)
{
    (void)ctx, (void)level;
    record("log %s: %s", area, text);
}

static OHConfiguration *configuration_with(const struct oh_policy *policy)
{
    OHConfiguration *configuration = [[OHConfiguration new] autorelease];
    if (policy)
        configuration.policy = *policy;
    struct oh_trace_sink sink;
    struct oh_policy used = configuration.policy;
    trace_file = open_memstream(&trace_text, &trace_size);
    writer = oh_trace_writer_new(trace_file, &used, configuration.callsMax, &sink);
    configuration.trace = watch_sink(sink);
    configuration.log = (struct oh_log_sink){.size = sizeof(struct oh_log_sink), .log = log_line};
    return configuration;
}

static void make(enum kind kind, const struct oh_policy *policy)
{
    NSError *error = nil;
    app = [Application new];
    app->kind = kind;
    app->policy = policy ? *policy : oh_policy_system();
    OHConfiguration *configuration = configuration_with(policy);
    id<OHEngine> engine;
    if (kind == WITH_WEBRTC) {
        engine = app->engine = [TestEngine new];
        configuration.audio = [[[OHWebRTCAudio alloc] initWithPrefix:@"" error:&error] autorelease];
    } else {
        app->module = [SiprixModule new];
        app->siprix = [[OHSiprixEngine alloc] initWithModule:app->module error:&error];
        [app->module initialize:(id)app->siprix iniData:[[SiprixIniData new] autorelease]];
        configuration.audio = app->siprix;
        engine = app->siprix;
    }
    app->coordinator = [[OHCoordinator alloc] initWithConfiguration:configuration
                                                             engine:engine
                                                           delegate:app
                                                              error:&error];
    if (!app->coordinator)
        fail_msg("no coordinator: %s", [[error localizedDescription] UTF8String]);
    if (app->engine)
        app->engine->knows_end = watch_knows_end;
    watch([app->coordinator valueForKey:@"bridge"], app -> engine);
    assert_true(GSDebugAllocationCount([OHCoordinator class]) > 0); /* counting works */
}

void launch(enum kind kind, const struct oh_policy *policy)
{
    @autoreleasepool {
        make(kind, policy);
    }
}

void begin_world(uint64_t seed, unsigned faults)
{
    OHNowMs = world_now_ms;
    GSDebugAllocationActive(YES);
    world_reset(seed, faults);
}

void begin(enum kind kind)
{
    begin_world(0, 0);
    launch(kind, NULL);
    world_settle();
}

/* ---- Taking down ---- */

/* With a folder in OFFHOOK_TRACES, every trace is kept there for the program to replay. */
static void keep_trace(void)
{
    const char *folder = getenv("OFFHOOK_TRACES");
    char path[512];
    if (!folder)
        return;
    snprintf(path, sizeof(path), "%s/%d-%04u.jsonl", folder, (int)getpid(), runs);
    FILE *file = fopen(path, "w");
    if (!file || fwrite(trace_text, 1, trace_size, file) != trace_size || fclose(file))
        fail_msg("the trace cannot be kept in %s", path);
}

static void check_trace(void)
{
    char text[1024] = "";
    assert_int_equal(oh_trace_writer_free(writer), 0);
    fclose(trace_file);
    runs++;
    keep_trace();
    FILE *file = fmemopen(trace_text, trace_size, "r");
    struct oh_trace *trace = oh_trace_read(file, text, sizeof(text));
    fclose(file);
    if (!trace)
        fail_msg("the trace cannot be read: %s", text);
    if (oh_trace_replay(trace, text, sizeof(text)))
        fail_msg("the trace cannot be replayed: %s", text);
    oh_trace_free(trace);
    free(trace_text);
    trace_text = NULL;
}

static const char *const ours[] = {
    "OHCoordinator", "OHBridge",  "OHContext",    "OHCallUI",         "OHAudio",
    "OHPush",        "OHCallers", "OHEnginePort", "OHObserver",       "OHActions",
    "OHCaller",      "OHPayload", "OHTask",       "OHBackgroundTask", "OHConfiguration"};

static void check_leaks(void)
{
    if (killed)
        return;
    for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++) {
        NSString *name = [NSString stringWithUTF8String:ours[i]];
        int count = GSDebugAllocationCount(NSClassFromString(name));
        if (count)
            fail_msg("%d %s leaked\n%s", count, ours[i], record_text());
    }
}

void kill_application(void)
{
    killed = true;
    watch_nobody();
    @autoreleasepool {
        process_dies();
        /* What it held is gone with it; here it must not be told any more. */
        OHBridge *bridge = [app->coordinator valueForKey:@"bridge"];
        [[NSNotificationCenter defaultCenter] removeObserver:bridge.audio];
        [app->coordinator release];
        world_forget_application();
        [app release];
        app = nil;
    }
    world_forget_application();
    oh_trace_writer_free(writer);
    fclose(trace_file);
    free(trace_text);
    trace_text = NULL;
}

static void nothing_may_be_left(void)
{
    assert_int_equal(application_tasks(), 0);
    assert_int_equal(screen_count(), 0);
    if (session_state() == SESSION_BY_APP && !rtc_unasked())
        fail_msg("Q5: the session is ours\n%s", record_text());
    if (rtc_count())
        fail_msg("the activation count is %d\n%s", rtc_count(), record_text());
}

void end_violated(unsigned count)
{
    watch_nobody();
    @autoreleasepool {
        [app->coordinator release];
        app->coordinator = nil;
        world_run(20000);
        [app release];
        app = nil;
    }
    world_run(1000);
    if (world_violations() != count)
        fail_msg("%u violations:\n%s", world_violations(), record_text());
    nothing_may_be_left();
    check_trace();
    world_forget_application();
    check_leaks();
}

void end(void)
{
    end_violated(0);
}

/* ---- Looking ---- */

bool talks(int number)
{
    Leg *leg = peer_leg(number);
    if (!leg || leg->sip != SIP_UP || leg->held)
        return false;
    if (app->kind == WITH_SIPRIX)
        return siprix_sounds();
    return rtc_sounds() && leg->receives && leg->sends;
}

int talk(NSString *callID)
{
    int leg = peer_invites(callID, @"sip:alice@example.org", OH_INVITE_HAS_OFFER);
    world_run(500);
    if (!user_answers(screen_last()))
        fail_msg("it does not ring:\n%s", record_text());
    world_run(1000);
    return leg;
}

NSDictionary *push_of(NSString *callID)
{
    return [NSDictionary dictionaryWithObjectsAndKeys:callID, @"call-id", @"+4930123", @"from",
                                                      @"Alice", @"name", nil];
}

static const struct oh_core *core_now(void)
{
    static const struct oh_core *found;
    found = NULL;
    [app->coordinator readCore:^(const struct oh_core *core) {
        found = core;
    }];
    world_settle();
    return found;
}

unsigned core_calls(void)
{
    const struct oh_core *core = core_now();
    return core ? oh_call_count(core) : 0;
}

struct oh_call_info only_call(void)
{
    struct oh_call_info info;
    const struct oh_core *core = core_now();
    memset(&info, 0, sizeof(info));
    if (!core || oh_call_count(core) != 1 || !oh_call_at(core, 0, &info))
        fail_msg("there is not one call\n%s", record_text());
    return info;
}

/* ---- At rest (Q1 to Q7 of check/) ---- */

static NSString *trouble_of_call(NSUUID *uuid, const struct oh_core *core)
{
    struct oh_call_info info;
    struct oh_call_id call = OHCallOfUUID(uuid);
    bool known = false;
    for (uint8_t i = 0; !known && oh_call_at(core, i, &info); i++)
        known = !memcmp(&info.call, &call, sizeof(call));
    if (!known)
        return @"Q3: the screen shows a call that is over";
    if (screen_phase(uuid) == PHASE_PENDING || screen_phase(uuid) == PHASE_RINGING)
        return @"Q1: it rings";
    if (info.sip != OH_SIP_UP)
        return @"Q3: the screen says connected, SIP does not";
    int number = app->kind == WITH_WEBRTC ? app->engine->numbers[info.leg] : 0;
    Leg *leg = peer_leg(number);
    if (leg && leg->sip != SIP_UP)
        return @"Q3: the peer is gone";
    if (info.held != screen_held(uuid))
        return @"Q4: held on the screen is not held here";
    if (leg && leg->muted != info.muted)
        return @"S17: muted is not what the user wants";
    if (!info.held && number && !(leg->refused && leg->held) && !talks(number))
        return @"Q4: connected, and silent";
    return nil;
}

NSString *trouble_at_rest(void)
{
    const struct oh_core *core = core_now();
    if (!core)
        return @"there is no core";
    if (daemon_open_actions())
        return @"Q7: an action is open";
    for (unsigned i = 0; i < screen_count(); i++) {
        NSString *trouble = trouble_of_call(screen_call(i), core);
        if (trouble)
            return trouble;
    }
    if (oh_call_count(core) != screen_count())
        return @"Q3: a call lives that the screen does not show";
    if (peer_living() != oh_call_count(core))
        return @"Q2: a peer waits for nobody";
    if (!oh_call_count(core) && !oh_idle(core))
        return @"Q6: no call, and something is left to do";
    if (!oh_call_count(core) &&
        ((session_state() == SESSION_BY_APP && !rtc_unasked()) || rtc_count()))
        return @"Q5: no call, and the session is ours";
    if (!oh_call_count(core) && application_tasks())
        return @"AS-61: no call, and a background task";
    return nil;
}

/* ---- What tests of an order need ---- */

int ring(NSString *callID)
{
    int leg = peer_invites(callID, @"sip:alice@example.org", OH_INVITE_HAS_OFFER);
    world_run(500);
    return leg;
}

NSUUID *last_call(void)
{
    return [[screen_last() retain] autorelease];
}

void assert_before(const char *first, const char *second)
{
    const char *a = strstr(record_text(), first), *b = strstr(record_text(), second);
    if (!a || !b || a > b)
        fail_msg("\"%s\" is not before \"%s\":\n%s", first, second, record_text());
}

unsigned times(const char *line)
{
    unsigned count = 0;
    for (const char *at = record_text(); (at = strstr(at, line)); at++)
        count++;
    return count;
}

void assert_rest(void)
{
    NSString *trouble = trouble_at_rest();
    if (trouble)
        fail_msg("%s\n%s", [trouble UTF8String], record_text());
}
