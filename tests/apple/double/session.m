/*
 * AVAudioSession. The rules are those of the claims AS-1 to AS-42 and CK-92, CK-93.
 */
#import "session.h"

#import "daemon.h"
#import "parts.h"

static struct {
    AVAudioSession *shared;
    enum session_state state;
    bool let_go;            /* the application did, in this very block */
    bool reset_by_app;      /* it let go of it and took it again: it records */
    bool told;              /* session_told */
    bool told_by_system;    /* and that it is the system that activated it */
    bool let_go_of_systems; /* and it knew */
    bool systems_lost;
    bool unconfigured_untold; /* the services took the category, which is not told yet */
    bool no_input_until_reset;
    uint64_t no_input_until_ms;
    unsigned generation;
    NSString *category, *mode;
    AVAudioSessionCategoryOptions options;
    dispatch_queue_t system;
    bool (*io_running)(void);
} session;

/* The application let go of what the system owns, and did not take it again at once: not a reset.
 */
static void check_let_go(void)
{
    if (session.let_go_of_systems)
        violation("S11: the system's session is released (CK-92)");
    if (session.systems_lost) /* the activation of the provider's session changed: it is told */
        activation_tell_lost();
    session.let_go_of_systems = session.systems_lost = session.let_go = false;
}

void session_reset(void)
{
    [session.shared release];
    [session.category release];
    [session.mode release];
    memset(&session, 0, sizeof(session));
    session.category = [AVAudioSessionCategorySoloAmbient copy];
    session.mode = [AVAudioSessionModeDefault copy];
    session.system = world_queue("system");
    world_each(check_let_go);
}

void session_process_gone(void)
{
    session.io_running = NULL;
    session.let_go_of_systems = session.unconfigured_untold = false;
    session.told = session.told_by_system = session.systems_lost = false;
    if (session.state != SESSION_INTERRUPTED)
        session.state = SESSION_INACTIVE;
    [session.category release];
    session.category = [AVAudioSessionCategorySoloAmbient copy];
}

static void become(enum session_state state)
{
    static const char *const words[] = {"inactive", "active by the system", "active by the app",
                                        "interrupted"};
    if (session.state == state)
        return;
    session.state = state;
    session.generation++;
    record("session %s", words[state]);
}

enum session_state session_state(void)
{
    return session.state;
}

bool session_active(void)
{
    return session.state == SESSION_BY_SYSTEM || session.state == SESSION_BY_APP;
}

bool session_told(void)
{
    return session.told;
}

bool session_told_by_system(void)
{
    return session.told_by_system;
}

void session_tell(bool active)
{
    session.told = session.told_by_system = active;
}

static bool records(void)
{
    return [session.category isEqual:AVAudioSessionCategoryPlayAndRecord] ||
           [session.category isEqual:AVAudioSessionCategoryRecord];
}

bool session_configured(void)
{
    return records() || session.unconfigured_untold;
}

static bool has_input(void)
{
    return !session.no_input_until_reset && session.no_input_until_ms <= world_now_ms();
}

bool session_usable(void)
{
    return (session.state == SESSION_BY_SYSTEM ||
            (session.state == SESSION_BY_APP && session.reset_by_app)) &&
           has_input() && records();
}

unsigned session_generation(void)
{
    return session.generation;
}

void session_io(bool (*running)(void))
{
    session.io_running = running;
}

/* ---- The system ---- */

/* Without a recording category it did not come on iOS 10 to 12, and nobody says that it does now
 * (CK-33, CK-95, CK-107). */
bool session_activate_by_system(void)
{
    if (session.state != SESSION_INACTIVE && session.state != SESSION_BY_SYSTEM)
        return false; /* CK-93 */
    if (!records() && choose(CLAIM_UNCONFIGURED, 2)) {
        record("no activation: no recording category was set");
        return false;
    }
    unsigned way = session.state == SESSION_INACTIVE ? choose(CLAIM_NO_INPUT, 3) : 0;
    session.no_input_until_ms = way == 1 ? world_now_ms() + 80 : 0;
    session.no_input_until_reset = way == 2;
    session.generation += session.state == SESSION_BY_SYSTEM;
    become(SESSION_BY_SYSTEM);
    return true;
}

void session_deactivate_by_system(void)
{
    if (session_active())
        become(SESSION_INACTIVE);
}

void session_system_gone(void)
{
    if (session.state == SESSION_BY_SYSTEM)
        become(SESSION_INACTIVE);
}

/* The application can know of it when its queue came to it. */
static void untell(void)
{
    DoubleProvider *provider = activation_provider();
    if (provider && provider->queue)
        dispatch_async(provider->queue, ^{
            session.told = session.told_by_system = session.unconfigured_untold = false;
        });
    else
        session.told = session.told_by_system = session.unconfigured_untold = false;
}

static void notify(NSString *name, NSDictionary *info)
{
    NSNumber *type = [info objectForKey:AVAudioSessionInterruptionTypeKey];
    bool lost = [name isEqual:AVAudioSessionMediaServicesWereLostNotification] ||
                [name isEqual:AVAudioSessionMediaServicesWereResetNotification] ||
                [type unsignedIntegerValue] == AVAudioSessionInterruptionTypeBegan;
    dispatch_async(session.system, ^{
        if (lost)
            untell();
        [[NSNotificationCenter defaultCenter] postNotificationName:name
                                                            object:session.shared
                                                          userInfo:info];
    });
}

/* It has been deactivated already when that is told (AS-20). */
void session_interrupt(void)
{
    become(SESSION_INTERRUPTED);
    notify(
        AVAudioSessionInterruptionNotification,
        [NSDictionary
            dictionaryWithObject:[NSNumber
                                     numberWithUnsignedInteger:AVAudioSessionInterruptionTypeBegan]
                          forKey:AVAudioSessionInterruptionTypeKey]);
}

void session_interruption_over(void)
{
    if (session.state != SESSION_INTERRUPTED)
        return;
    become(SESSION_INACTIVE);
    if (!choose(CLAIM_END_OF_INTERRUPTION_SILENT, 2))
        notify(AVAudioSessionInterruptionNotification,
               [NSDictionary dictionaryWithObject:[NSNumber numberWithUnsignedInteger:
                                                                AVAudioSessionInterruptionTypeEnded]
                                           forKey:AVAudioSessionInterruptionTypeKey]);
}

/* Whatever was active, and whoever made it so (AS-40); whether CallKit activates again is not known
 * (AS-42): here it does with the next call only. */
static void forget_everything(void)
{
    become(SESSION_INACTIVE);
    session.generation++;
    session.unconfigured_untold = true;
    [session.category release];
    session.category = [AVAudioSessionCategorySoloAmbient copy];
    activation_forget();
}

void session_services_die(void)
{
    forget_everything();
    notify(AVAudioSessionMediaServicesWereLostNotification, nil);
    world_after(300, session.system, ^{
        forget_everything();
        notify(AVAudioSessionMediaServicesWereResetNotification, nil);
    });
}

void session_route_changes(AVAudioSessionRouteChangeReason reason)
{
    notify(AVAudioSessionRouteChangeNotification,
           [NSDictionary dictionaryWithObject:[NSNumber numberWithUnsignedInteger:reason]
                                       forKey:AVAudioSessionRouteChangeReasonKey]);
}

/* ---- The application ---- */

static BOOL fail(NSError **error, AVAudioSessionErrorCode code)
{
    if (error)
        *error = [NSError errorWithDomain:@"NSOSStatusErrorDomain"
                                     code:(NSInteger)code
                                 userInfo:nil];
    return NO;
}

static BOOL activate(NSError **error)
{
    static const AVAudioSessionErrorCode refusals[] = {
        AVAudioSessionErrorCodeNone, AVAudioSessionErrorCodeInsufficientPriority,
        AVAudioSessionErrorCodeMissingEntitlement, AVAudioSessionErrorCodeCannotInterruptOthers,
        AVAudioSessionErrorCodeUnspecified};
    session.let_go_of_systems = false; /* it was a reset, granted or not */
    if (foreign_has_audio() || session.state == SESSION_INTERRUPTED)
        return fail(error, AVAudioSessionErrorCodeInsufficientPriority); /* AS-3, CK-109 */
    unsigned way = choose(CLAIM_SET_ACTIVE_REFUSED, 5); /* AS-7: the code says nothing */
    if (way)
        return fail(error, refusals[way]);
    if (session.state != SESSION_BY_APP)
        session.reset_by_app = session.let_go;
    session.no_input_until_reset = false;
    session.no_input_until_ms = 0;
    if (session.state != SESSION_BY_SYSTEM)
        become(SESSION_BY_APP);
    session.told = true;
    session.let_go_of_systems = session.systems_lost = false;
    return YES;
}

static BOOL deactivate(NSError **error)
{
    bool running = session_active() && session.io_running && session.io_running();
    bool systems = session.state == SESSION_BY_SYSTEM;
    session.systems_lost = systems;
    session.let_go = true;
    if (systems && session.told_by_system)
        session.let_go_of_systems = true;
    session.told = session.told_by_system = false;
    if (running)
        violation("AS-4: the session is let go of with audio running");
    if (session_active()) {
        become(SESSION_INACTIVE);
        if (!choose(CLAIM_RELEASE_NO_HELP, 2))
            activation_consider(); /* if a call waits for it */
    }
    session.reset_by_app = false;
    if (running && choose(CLAIM_BUSY_WHILE_RUNNING, 2))
        return fail(error, AVAudioSessionErrorCodeIsBusy);
    return YES;
}

@implementation AVAudioSession
+ (AVAudioSession *)sharedInstance
{
    if (!session.shared)
        session.shared = [AVAudioSession new];
    return session.shared;
}
- (BOOL)setActive:(BOOL)active error:(NSError **)outError
{
    return [self setActive:active withOptions:0 error:outError];
}
- (BOOL)setActive:(BOOL)active
      withOptions:(AVAudioSessionSetActiveOptions)options
            error:(NSError **)outError
{
    (void)options;
    record("setActive %s", active ? "YES" : "NO");
    return active ? activate(outError) : deactivate(outError);
}
- (BOOL)setCategory:(AVAudioSessionCategory)category
               mode:(AVAudioSessionMode)mode
            options:(AVAudioSessionCategoryOptions)options
              error:(NSError **)outError
{
    if (!category || !mode)
        return fail(outError, AVAudioSessionErrorCodeBadParam);
    if (![category isEqual:session.category])
        record("category %s", [category UTF8String]);
    [session.category release];
    [session.mode release];
    session.category = [category copy];
    session.mode = [mode copy];
    session.options = options;
    return YES;
}
- (BOOL)overrideOutputAudioPort:(AVAudioSessionPortOverride)portOverride error:(NSError **)outError
{
    if (![session.category isEqual:AVAudioSessionCategoryPlayAndRecord]) /* AS-9 */
        return fail(outError, AVAudioSessionErrorCodeIncompatibleCategory);
    record("output %s", portOverride == AVAudioSessionPortOverrideSpeaker ? "speaker" : "none");
    return YES;
}
- (AVAudioSessionCategory)category
{
    return session.category;
}
- (AVAudioSessionMode)mode
{
    return session.mode;
}
- (AVAudioSessionCategoryOptions)categoryOptions
{
    return session.options;
}
- (BOOL)isInputAvailable
{
    return has_input();
}
- (BOOL)isOtherAudioPlaying
{
    return NO;
}
- (double)sampleRate
{
    return session_active() ? 48000 : 0;
}
@end
