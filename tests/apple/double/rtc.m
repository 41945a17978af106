/*
 * RTCAudioSession and AudioDeviceIOS, as far as their published source shows it. The device's work
 * runs at once here, not on a thread of its own.
 */
#import "rtc.h"

#import "parts.h"
#import "session.h"

enum unit { UNIT_NONE, UNIT_UNINITIALIZED, UNIT_INITIALIZED, UNIT_STARTED };

static struct {
    RTCAudioSession *shared;
    RTCAudioSessionConfiguration *configuration;
    int count;
    bool active, interrupted, manual, enabled, can_cached, locked;
    bool unasked;
    enum unit unit;
    unsigned unit_generation;
    bool unit_interrupted, playing;
} rtc;

static void update_unit(bool can);

void rtc_reset(void)
{
    if (rtc.shared)
        [[NSNotificationCenter defaultCenter] removeObserver:rtc.shared];
    [rtc.shared release];
    [rtc.configuration release];
    memset(&rtc, 0, sizeof(rtc));
}

static bool can_play(void)
{
    return !rtc.manual || rtc.enabled;
}

bool rtc_enabled(void)
{
    return rtc.shared && can_play();
}

bool rtc_unasked(void)
{
    return rtc.unasked;
}

int rtc_count(void)
{
    return rtc.count;
}

/* ---- RTCAudioSession ---- */

static bool set_active(bool on)
{
    bool call = (on && !rtc.active) || (!on && rtc.active && rtc.count == 1);
    bool ok = !call || [[AVAudioSession sharedInstance] setActive:on error:NULL];
    if (ok && on) {
        if (call)
            rtc.active = true, rtc.interrupted = false;
        rtc.count++;
    }
    if (!on) {
        if (call)
            rtc.active = false;
        rtc.count--; /* always, even below 0 (RTC-13) */
    }
    return ok;
}

/* RTC-20: nobody asks for it, and nothing switches it off. */
static void after_event(void)
{
    bool on = rtc.count > 0;
    if ([[AVAudioSession sharedInstance] setActive:on error:NULL])
        rtc.active = on;
    rtc.unasked = rtc.unasked || on;
}

static void check_count(void)
{
    if (rtc.count < 0)
        violation("RTC-13: the activation count is %d", rtc.count);
    if (rtc.count > 2)
        violation("RTC-14: the activation count is %d", rtc.count);
}

static void end_interruption(void)
{
    rtc.unit_interrupted = false;
    update_unit(can_play());
}

@implementation RTCAudioSession
+ (instancetype)sharedInstance
{
    if (!rtc.shared) {
        rtc.shared = [self new];
        NSNotificationCenter *center = [NSNotificationCenter defaultCenter];
        [center addObserver:rtc.shared
                   selector:@selector(interruption:)
                       name:AVAudioSessionInterruptionNotification
                     object:nil];
        [center addObserver:rtc.shared
                   selector:@selector(services:)
                       name:AVAudioSessionMediaServicesWereLostNotification
                     object:nil];
        [center addObserver:rtc.shared
                   selector:@selector(services:)
                       name:AVAudioSessionMediaServicesWereResetNotification
                     object:nil];
    }
    return rtc.shared;
}
- (void)interruption:(NSNotification *)notification
{
    NSNumber *type = [notification.userInfo objectForKey:AVAudioSessionInterruptionTypeKey];
    if ([type unsignedIntegerValue] == AVAudioSessionInterruptionTypeBegan) {
        rtc.active = false;
        rtc.interrupted = true;
        if (rtc.unit == UNIT_STARTED)
            rtc.unit = UNIT_INITIALIZED;
        rtc.unit_interrupted = true;
    } else {
        rtc.interrupted = false;
        after_event();
        end_interruption();
    }
}
- (void)services:(NSNotification *)notification
{
    (void)notification;
    after_event();
}
- (void)changed
{
    bool can = can_play();
    if (can != rtc.can_cached) { /* RTC-1 */
        rtc.can_cached = can;
        update_unit(can);
    }
}
- (BOOL)useManualAudio
{
    return rtc.manual;
}
- (void)setUseManualAudio:(BOOL)on
{
    rtc.manual = on;
    [self changed];
}
- (BOOL)isAudioEnabled
{
    return rtc.enabled;
}
- (void)setIsAudioEnabled:(BOOL)on
{
    if (on && !session_told() && !session_active())
        violation("S6: the engine's audio is enabled while the session is not active");
    if (on && !session_configured())
        violation("S7: the engine's audio is enabled while the session does not record");
    record("rtc audio %s", on ? "enabled" : "disabled");
    rtc.enabled = on;
    [self changed];
}
- (BOOL)isActive
{
    return rtc.active;
}
- (void)lockForConfiguration
{
    if (rtc.locked)
        violation("the configuration lock is not recursive: it aborts");
    rtc.locked = true;
}
- (void)unlockForConfiguration
{
    rtc.locked = false;
}
- (BOOL)setCategory:(AVAudioSessionCategory)category
               mode:(AVAudioSessionMode)mode
            options:(AVAudioSessionCategoryOptions)options
              error:(NSError **)outError
{
    if (!rtc.locked) {
        violation("a configuration without the lock: LockRequired");
        return NO;
    }
    return [[AVAudioSession sharedInstance] setCategory:category
                                                   mode:mode
                                                options:options
                                                  error:outError];
}
- (void)audioSessionDidActivate:(AVAudioSession *)session
{
    (void)session;
    rtc.count++;
    rtc.active = true;
    rtc.interrupted = false;
    check_count();
    end_interruption();
}
- (void)audioSessionDidDeactivate:(AVAudioSession *)session
{
    (void)session;
    rtc.active = false;
    rtc.count--;
    check_count(); /* the unit is not told (RTC-10) */
}
@end

@implementation RTCAudioSessionConfiguration
@synthesize category = _category;
@synthesize mode = _mode;
@synthesize categoryOptions = _categoryOptions;
+ (instancetype)webRTCConfiguration
{
    if (!rtc.configuration)
        rtc.configuration = [self new];
    return rtc.configuration;
}
+ (void)setWebRTCConfiguration:(RTCAudioSessionConfiguration *)configuration
{
    [configuration retain];
    [rtc.configuration release];
    rtc.configuration = configuration;
}
- (void)dealloc
{
    [_category release];
    [_mode release];
    [super dealloc];
}
@end

/* ---- AudioDeviceIOS ---- */

static bool configure(void)
{
    RTCAudioSessionConfiguration *wanted = [RTCAudioSessionConfiguration webRTCConfiguration];
    if (!wanted.category)
        record("rtc: no explicit configuration: it depends on who came first (RTC-4)");
    return set_active(true);
}

static void initialize(void)
{
    rtc.unit = UNIT_INITIALIZED;
    rtc.unit_generation = session_active() ? session_generation() : 0;
}

static void uninitialize(void)
{
    if (rtc.unit >= UNIT_INITIALIZED) {
        rtc.unit = UNIT_UNINITIALIZED;
        set_active(false);
        check_count();
    }
}

static void update_unit(bool can)
{
    if (rtc.unit_interrupted || rtc.unit == UNIT_NONE)
        return;
    if (!can) {
        uninitialize();
        return;
    }
    if (rtc.unit == UNIT_UNINITIALIZED) {
        configure(); /* the result is ignored */
        initialize();
    }
    if (rtc.unit == UNIT_INITIALIZED && rtc.playing)
        rtc.unit = UNIT_STARTED;
}

static bool running(void)
{
    return rtc.unit == UNIT_STARTED;
}

void rtc_negotiated(void)
{
    [RTCAudioSession sharedInstance];
    session_io(running);
    if (rtc.unit != UNIT_NONE)
        return;
    rtc.unit_interrupted = rtc.interrupted;
    rtc.unit = UNIT_UNINITIALIZED;
    if (!can_play())
        return;
    if (configure())
        initialize();
    else
        rtc.unit = UNIT_NONE; /* dropped; nothing tries again */
}

void rtc_starts(void)
{
    rtc.playing = true;
    if (rtc.unit == UNIT_INITIALIZED && !rtc.unit_interrupted)
        rtc.unit = UNIT_STARTED;
}

void rtc_closes(void)
{
    rtc.playing = false;
    uninitialize();
    rtc.unit = UNIT_NONE;
}

bool rtc_sounds(void)
{
    return running() && rtc.unit_generation == session_generation() && session_usable();
}
