/*
 * A coordinator's configuration: values.
 */
#import "OHConfiguration.h"

#import "OHMemory.h"

/* By its value: the constant has another name since the SDK of iOS 26. */
#define ALLOW_BLUETOOTH_HFP ((AVAudioSessionCategoryOptions)0x4)

@implementation OHConfiguration

- (instancetype)init
{
    if ((self = [super init])) {
        _provider = [CXProviderConfiguration new];
        _policy = oh_policy_system();
        _callsMax = 2;
        _usesPush = YES;
        _mode = [AVAudioSessionModeVoiceChat copy];
        _categoryOptions = ALLOW_BLUETOOTH_HFP;
        _supportsHolding = YES;
    }
    return self;
}

- (void)dealloc
{
    OH_RELEASE(_provider);
    OH_RELEASE(_audio);
    OH_RELEASE(_payloadReader);
    OH_RELEASE(_mode);
    OH_SUPER_DEALLOC;
}

- (id)copyWithZone:(NSZone *)zone
{
    OHConfiguration *copy = [[[self class] allocWithZone:zone] init];
    copy.provider = _provider;
    copy.policy = _policy;
    copy.callsMax = _callsMax;
    copy.audio = _audio;
    copy.usesPush = _usesPush;
    copy.payloadReader = _payloadReader;
    copy.mode = _mode;
    copy.categoryOptions = _categoryOptions;
    copy.supportsHolding = _supportsHolding;
    copy.trace = _trace;
    copy.log = _log;
    return copy;
}

@synthesize provider = _provider;
@synthesize policy = _policy;
@synthesize callsMax = _callsMax;
@synthesize audio = _audio;
@synthesize usesPush = _usesPush;
@synthesize payloadReader = _payloadReader;
@synthesize mode = _mode;
@synthesize categoryOptions = _categoryOptions;
@synthesize supportsHolding = _supportsHolding;
@synthesize trace = _trace;
@synthesize log = _log;

@end
