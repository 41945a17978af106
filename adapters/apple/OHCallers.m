/*
 * Callers, and what an engine and a push say of them.
 */
#import "OHCallers.h"

#import "OHContext.h"
#import "OHMemory.h"
#import "OHPayload.h"

/* Longer names and numbers are cut: nobody could read them (a push may have 5 KB). */
#define TEXT_MAX 256

static NSString *cut(NSString *text)
{
    return [text length] > TEXT_MAX ? [text substringToIndex:TEXT_MAX] : text;
}

@implementation OHCaller

- (instancetype)initWithHandle:(NSString *)handle name:(NSString *)name video:(BOOL)video
{
    if ((self = [super init])) {
        _handle = [cut(handle) copy];
        _name = [cut(name) copy];
        _video = video;
    }
    return self;
}

- (void)dealloc
{
    OH_RELEASE(_handle);
    OH_RELEASE(_name);
    OH_SUPER_DEALLOC;
}

@synthesize handle = _handle;
@synthesize name = _name;
@synthesize video = _video;

@end

@implementation OHPayload

/* nil unless it is what it should be. */
static id of_class(NSDictionary *dictionary, NSString *key, Class class)
{
    id value = [dictionary objectForKey:key];
    return [value isKindOfClass:class] ? value : nil;
}

static NSString *text_of(NSDictionary *dictionary, NSString *key)
{
    NSString *text = of_class(dictionary, key, [NSString class]);
    return [text length] ? cut(text) : nil;
}

static BOOL flag_of(NSDictionary *dictionary, NSString *key)
{
    return [of_class(dictionary, key, [NSNumber class]) boolValue];
}

/* Clocks differ: what was sent in the future has no age. */
static uint32_t age_of(NSDictionary *dictionary)
{
    NSNumber *sent = of_class(dictionary, @"sent", [NSNumber class]);
    double age = sent ? [[NSDate date] timeIntervalSince1970] - [sent doubleValue] : 0;
    return age > 0 && age < UINT32_MAX / 1000 ? (uint32_t)(age * 1000) : 0;
}

- (instancetype)initWithDictionary:(NSDictionary *)dictionary
{
    NSDictionary *call = of_class(dictionary, @"call", [NSDictionary class]);
    if (!call)
        call = dictionary;
    NSString *from = text_of(call, @"from");
    NSString *name = text_of(call, @"name");
    OHCaller *caller = nil;
    if (from || name)
        caller = OH_AUTORELEASE([[OHCaller alloc] initWithHandle:from ? from : name
                                                            name:name
                                                           video:flag_of(call, @"video")]);
    return [self initWithCallID:text_of(call, @"call-id")
                         caller:caller
                        cancels:flag_of(call, @"cancel")
                          ageMs:age_of(call)];
}

- (instancetype)initWithCallID:(NSString *)callID
                        caller:(OHCaller *)caller
                       cancels:(BOOL)cancels
                         ageMs:(uint32_t)ageMs
{
    if ((self = [super init])) {
        _callID = [callID copy];
        _caller = OH_RETAIN(caller);
        _cancels = cancels;
        _ageMs = ageMs;
    }
    return self;
}

- (void)dealloc
{
    OH_RELEASE(_callID);
    OH_RELEASE(_caller);
    OH_SUPER_DEALLOC;
}

@synthesize callID = _callID;
@synthesize caller = _caller;
@synthesize cancels = _cancels;
@synthesize ageMs = _ageMs;

@end

@implementation OHCallers

- (instancetype)init
{
    if ((self = [super init])) {
        _byCall = [NSMutableDictionary new];
        _byLeg = [NSMutableDictionary new];
    }
    return self;
}

- (void)dealloc
{
    OH_RELEASE(_byCall);
    OH_RELEASE(_byLeg);
    OH_SUPER_DEALLOC;
}

- (void)setCaller:(OHCaller *)caller ofCall:(NSUUID *)call
{
    if (caller)
        [_byCall setObject:caller forKey:call];
}

- (void)setCaller:(OHCaller *)caller ofLeg:(oh_leg)leg
{
    if (caller)
        [_byLeg setObject:caller forKey:[NSNumber numberWithUnsignedInt:leg]];
}

- (OHCaller *)callerOfLeg:(oh_leg)leg
{
    return [_byLeg objectForKey:[NSNumber numberWithUnsignedInt:leg]];
}

static BOOL find_call(const struct oh_core *core, struct oh_call_id call, struct oh_call_info *info)
{
    for (uint8_t i = 0; core && oh_call_at(core, i, info); i++)
        if (!memcmp(&info->call, &call, sizeof(call)))
            return YES;
    return NO;
}

- (OHCaller *)callerOfCall:(NSUUID *)call inCore:(const struct oh_core *)core
{
    struct oh_call_info info;
    OHCaller *caller = nil;
    if (find_call(core, OHCallOfUUID(call), &info) && info.leg)
        caller = [self callerOfLeg:info.leg];
    return caller ? caller : [_byCall objectForKey:call];
}

- (void)keepCallsOfCore:(const struct oh_core *)core
{
    struct oh_call_info info;
    for (NSUUID *call in [_byCall allKeys])
        if (!find_call(core, OHCallOfUUID(call), &info))
            [_byCall removeObjectForKey:call];
    for (NSNumber *leg in [_byLeg allKeys])
        if (!OHCallOfLeg(core, [leg unsignedIntValue], &info))
            [_byLeg removeObjectForKey:leg];
}

@end

BOOL OHCallOfLeg(const struct oh_core *core, oh_leg leg, struct oh_call_info *info)
{
    for (uint8_t i = 0; core && oh_call_at(core, i, info); i++)
        if (info->leg == leg)
            return YES;
    return NO;
}

BOOL OHCoreHasCall(const struct oh_core *core, struct oh_call_id call)
{
    struct oh_call_info info;
    return find_call(core, call, &info);
}
