/*
 * The audio session: configured and let go of when the core says so, never activated for a CallKit
 * call but by the core's FORCE (CK-92). setActive blocks (AS-1): so this runs on the coordinator's
 * queue, never on the main one.
 */
#import "OHAudio.h"

#import "OHMemory.h"

@implementation OHAudio

- (instancetype)initWithContext:(OHContext *)context configuration:(OHConfiguration *)configuration
{
    if ((self = [super init])) {
        _context = OH_RETAIN(context);
        _session = OH_RETAIN([AVAudioSession sharedInstance]);
        _engine = OH_RETAIN(configuration.audio);
        _mode = [configuration.mode copy];
        _options = configuration.categoryOptions;
    }
    return self;
}

- (void)dealloc
{
    [[NSNotificationCenter defaultCenter] removeObserver:self];
    OH_RELEASE(_context);
    OH_RELEASE(_session);
    OH_RELEASE(_engine);
    OH_RELEASE(_mode);
    OH_SUPER_DEALLOC;
}

/* ---- The level that the engine's audio knows ---- */

/* Once for each change: RTCAudioSession counts (RTC-13 to RTC-15). */
- (void)setActive:(BOOL)active
{
    if (active == _active)
        return;
    _active = active;
    if (active)
        [_engine sessionActivated:_session];
    else
        [_engine sessionDeactivated:_session];
}

- (void)setEnabled:(BOOL)enabled
{
    _enabled = enabled;
    [_engine setEnabled:enabled];
}

- (void)letGo
{
    [self setActive:NO];
    _taken = _assumed = NO;
    [_session setActive:NO
            withOptions:AVAudioSessionSetActiveOptionNotifyOthersOnDeactivation
                  error:NULL];
}

/* What runs stops, then it is told, then the core takes it up, and may prepare anew within that
 * very post (RTC-10). The session is inactive already (AS-20, AS-40). */
- (void)lostBy:(enum oh_event_type)type
{
    [self quiet];
    _system = NO;
    [_context post:OH_EVENT(type)];
}

/* ---- Configuring ---- */

- (BOOL)isConfigured
{
    return [_session.category isEqual:AVAudioSessionCategoryPlayAndRecord] &&
           [_session.mode isEqual:_mode] && (_session.categoryOptions & _options) == _options;
}

- (BOOL)configure
{
    NSError *error = nil;
    if ([self isConfigured]) /* each change of category is a change of route (AS-31) */
        return YES;
    if ([_session setCategory:AVAudioSessionCategoryPlayAndRecord
                         mode:_mode
                      options:_options
                        error:&error])
        return YES;
    [_context log:OH_LOG_WARNING
             text:@"the audio session's category cannot be set (%ld): the call may stay silent",
                  (long)error.code];
    return NO;
}

/* Configured, with an input: what was found without one is not ready (AS-32). */
- (BOOL)isReady
{
    return [self configure] && _session.inputAvailable;
}

/* Resuming may have activated it without a word (C3). A session that is not active has no sample
 * rate yet (AS-11): to be tried on a device. */
- (BOOL)assume
{
    if (![self isReady] || _session.sampleRate <= 0)
        return NO;
    _assumed = YES;
    [self setActive:YES];
    return YES;
}

- (BOOL)force
{
    [self setActive:NO];
    /* NO does not mean that it is still active (AS-4). */
    [_session setActive:NO withOptions:0 error:NULL];
    NSError *error = nil;
    _taken = NO;
    if (![_session setActive:YES withOptions:0 error:&error]) {
        [_context log:OH_LOG_WARNING
                 text:@"the audio session cannot be reset (%ld)", (long)error.code];
        return NO;
    }
    _taken = YES;
    if (![self isReady])
        return NO;
    [self setActive:YES];
    return YES;
}

- (BOOL)prepare:(enum oh_prepare)how
{
    switch (how) {
    case OH_PREPARE_PLAIN: return _active && [self isReady];
    case OH_PREPARE_ASSUME: return [self assume];
    case OH_PREPARE_FORCE:
    case OH_PREPARE_REOPEN: return [self force];
    }
    return NO;
}

/* ---- The port ---- */

static void do_prepare(void *ctx, enum oh_prepare how)
{
    OHAudio *audio = OH_OBJECT(OHAudio, ctx);
    BOOL done = [audio prepare:how];
    [audio->_context post:OH_EVENT(done ? OH_EV_AUDIO_PREPARED : OH_EV_AUDIO_PREPARE_FAILED)];
}

static void do_release(void *ctx)
{
    OHAudio *audio = OH_OBJECT(OHAudio, ctx);
    [audio letGo];
    [audio->_context post:OH_EVENT(OH_EV_AUDIO_RELEASED)];
}

static void do_enable(void *ctx)
{
    OHAudio *audio = OH_OBJECT(OHAudio, ctx);
    [audio setActive:YES];
    [audio setEnabled:YES];
    [audio routeOutput];
}

static void do_disable(void *ctx)
{
    [OH_OBJECT(OHAudio, ctx) setEnabled:NO];
}

- (struct oh_audio_port)port
{
    return (struct oh_audio_port){.size = sizeof(struct oh_audio_port),
                                  .ctx = OH_CONTEXT(self),
                                  .prepare = do_prepare,
                                  .release = do_release,
                                  .enable = do_enable,
                                  .disable = do_disable};
}

/* ---- CallKit ---- */

- (enum oh_found)found
{
    if (!_session.inputAvailable)
        return OH_FOUND_NO_INPUT;
    return _session.otherAudioPlaying ? OH_FOUND_OTHER_AUDIO : OH_FOUND_USABLE;
}

- (void)systemActivated
{
    BOOL again = _active;
    _system = YES;
    _assumed = NO;
    [self setActive:YES];
    /* Late is not missing: a remedy that fell due while the queue was busy would pull down what the
     * system has activated by now. */
    [_context postLate:OH_EVENT(OH_EV_AUDIO_ACTIVATED, .found = (uint8_t)[self found])];
    /* What ran before this activation is a zombie (CK-100, CK-104): off and on rebuilds it. */
    if (again && _enabled) {
        [_engine setEnabled:NO];
        [_engine setEnabled:YES];
    }
}

/* What we took ourselves counts as lost, too, for the core: so that is made true. */
- (void)systemDeactivated
{
    [self systemGone];
    [self lostBy:OH_EV_AUDIO_DEACTIVATED];
}

- (void)quiet
{
    if (_enabled)
        [self setEnabled:NO];
    [self setActive:NO];
}

- (void)systemGone
{
    [self quiet];
    _system = NO;
    if (_taken)
        [self letGo];
}

/* What was only assumed to be the system's may be the engine's (CK-93), and what we took may have
 * been called lost by a word that came late: nobody else would let go of it. */
- (void)noCalls
{
    if ((_assumed || _taken) && !_system)
        [self letGo];
}

/* ---- The loudspeaker ---- */

- (void)routeOutput
{
    if (!_speaker || !_enabled)
        return;
    [_session overrideOutputAudioPort:AVAudioSessionPortOverrideSpeaker error:NULL];
}

- (void)setSpeaker:(BOOL)on
{
    _speaker = on;
    if (on)
        [self routeOutput];
    else if (_enabled)
        [_session overrideOutputAudioPort:AVAudioSessionPortOverrideNone error:NULL];
}

/* ---- What befalls the session ---- */

- (void)observe:(NSString *)name with:(SEL)selector
{
    [[NSNotificationCenter defaultCenter] addObserver:self
                                             selector:selector
                                                 name:name
                                               object:_session];
}

- (void)start
{
    [_engine prepareForCategory:AVAudioSessionCategoryPlayAndRecord mode:_mode options:_options];
    [self observe:AVAudioSessionInterruptionNotification with:@selector(interruption:)];
    [self observe:AVAudioSessionRouteChangeNotification with:@selector(routeChanged:)];
    [self observe:AVAudioSessionMediaServicesWereLostNotification with:@selector(servicesLost:)];
    [self observe:AVAudioSessionMediaServicesWereResetNotification with:@selector(servicesReset:)];
}

- (void)stop
{
    [[NSNotificationCenter defaultCenter] removeObserver:self];
    if (_enabled)
        [self setEnabled:NO];
    [self noCalls];
    [self setActive:NO];
}

/* Notifications come on any thread. */
- (void)interruption:(NSNotification *)notification
{
    id type = [notification.userInfo objectForKey:AVAudioSessionInterruptionTypeKey];
    if (![type isKindOfClass:[NSNumber class]])
        return;
    BOOL began = [type unsignedIntegerValue] == AVAudioSessionInterruptionTypeBegan;
    [_context run:^{
        if (began)
            [self lostBy:OH_EV_AUDIO_INTERRUPTED]; /* it is inactive already (AS-20) */
        else
            [self->_context post:OH_EVENT(OH_EV_AUDIO_INTERRUPTION_ENDED)];
    }];
}

- (void)routeChanged:(NSNotification *)notification
{
    (void)notification;
    [_context run:^{
        [self->_context post:OH_EVENT(OH_EV_AUDIO_ROUTE_CHANGED)];
        [self routeOutput];
    }];
}

- (void)servicesLost:(NSNotification *)notification
{
    (void)notification;
    [_context run:^{
        [self lostBy:OH_EV_AUDIO_SERVICES_LOST];
    }];
}

/* Every audio object is void (AS-40): the core prepares and enables anew. */
- (void)servicesReset:(NSNotification *)notification
{
    (void)notification;
    [_context run:^{
        [self lostBy:OH_EV_AUDIO_SERVICES_RESET];
    }];
}

@end
