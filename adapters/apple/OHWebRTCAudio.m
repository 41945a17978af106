/*
 * RTCAudioSession, by its selectors.
 */
#import "OHWebRTCAudio.h"

#import "OHCoordinator.h"
#import "OHMemory.h"

/* What is used of it; its own header is not needed. */
@protocol OHRTCAudioSession <NSObject>
- (void)setUseManualAudio:(BOOL)on;
- (void)setIsAudioEnabled:(BOOL)on;
- (void)audioSessionDidActivate:(AVAudioSession *)session;
- (void)audioSessionDidDeactivate:(AVAudioSession *)session;
@end

/* Class methods, told to a class. */
@protocol OHRTCClass <NSObject>
- (id)sharedInstance;
- (id)webRTCConfiguration;
- (void)setWebRTCConfiguration:(id)configuration;
@end

@protocol OHRTCConfiguration <NSObject>
- (void)setCategory:(NSString *)category;
- (void)setMode:(NSString *)mode;
- (void)setCategoryOptions:(AVAudioSessionCategoryOptions)options;
@end

@implementation OHWebRTCAudio

static NSString *missing(Class class)
{
    static const char *const needed[] = {"setUseManualAudio:", "setIsAudioEnabled:",
                                         "audioSessionDidActivate:", "audioSessionDidDeactivate:"};
    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
        NSString *name = [NSString stringWithUTF8String:needed[i]];
        if (![class instancesRespondToSelector:NSSelectorFromString(name)])
            return name;
    }
    return nil;
}

static NSError *error_of(NSString *sentence)
{
    return [NSError errorWithDomain:OHErrorDomain
                               code:OH_ERR_MODULE
                           userInfo:[NSDictionary dictionaryWithObject:sentence
                                                                forKey:NSLocalizedDescriptionKey]];
}

- (instancetype)initWithPrefix:(NSString *)prefix error:(NSError **)error
{
    if (!(self = [super init]))
        return nil;
    NSString *name = [prefix stringByAppendingString:@"RTCAudioSession"];
    Class class = NSClassFromString(name);
    NSString *lacks = class ? missing(class) : nil;
    if (class && !lacks) {
        _prefix = [prefix copy];
        _session = OH_RETAIN([(id<OHRTCClass>)class sharedInstance]);
        return self;
    }
    if (error && !class)
        *error = error_of([NSString
            stringWithFormat:@"there is no class %@: link WebRTC, and give the prefix that it "
                             @"was built with",
                             name]);
    else if (error)
        *error = error_of([NSString
            stringWithFormat:@"%@ has no %@: use a WebRTC with manual audio", name, lacks]);
    OH_RELEASE(self);
    return nil;
}

- (void)dealloc
{
    OH_RELEASE(_session);
    OH_RELEASE(_prefix);
    OH_SUPER_DEALLOC;
}

/* Explicit: what it copies by itself depends on who came first (RTC-4). */
- (void)prepareForCategory:(NSString *)category
                      mode:(NSString *)mode
                   options:(AVAudioSessionCategoryOptions)options
{
    NSString *name = [_prefix stringByAppendingString:@"RTCAudioSessionConfiguration"];
    id<OHRTCClass> class = (id<OHRTCClass>)NSClassFromString(name);
    [_session setUseManualAudio:YES];
    [_session setIsAudioEnabled:NO];
    id<OHRTCConfiguration> configuration = [class webRTCConfiguration];
    [configuration setCategory:category];
    [configuration setMode:mode];
    [configuration setCategoryOptions:options];
    [class setWebRTCConfiguration:configuration];
}

- (void)sessionActivated:(AVAudioSession *)session
{
    [_session audioSessionDidActivate:session];
}

- (void)sessionDeactivated:(AVAudioSession *)session
{
    [_session audioSessionDidDeactivate:session];
}

- (void)setEnabled:(BOOL)enabled
{
    [_session setIsAudioEnabled:enabled];
}

@end
