/*
 * CallKit's classes that hold values: handles, actions, transactions, updates, configurations. An
 * action's fulfil and fail are the daemon's.
 */
#import <CallKit/CallKit.h>

#import "daemon.h"

/* Everything is kept by its property's name. */
static NSMutableDictionary *slots(id *slot)
{
    if (!*slot)
        *slot = [NSMutableDictionary new];
    return *slot;
}

static void put(id *slot, NSString *key, id value)
{
    if (value)
        [slots(slot) setObject:value forKey:key];
    else
        [slots(slot) removeObjectForKey:key];
}

#define OBJECT(type, get, set)                                   \
    -(type)get                                                   \
    {                                                            \
        return [slots(&self->_double) objectForKey:@ #get];      \
    }                                                            \
    -(void)set : (type)value                                     \
    {                                                            \
        put(&self->_double, @ #get, [[value copy] autorelease]); \
    }
#define NUMBER(type, get, set, method, name)                                          \
    -(type)get                                                                        \
    {                                                                                 \
        return (type)[[slots(&self->_double) objectForKey:@ #name] method];           \
    }                                                                                 \
    -(void)set : (type)value                                                          \
    {                                                                                 \
        put(&self->_double, @ #name, [NSNumber numberWithLongLong:(long long)value]); \
    }
#define FLAG(get, set, name) NUMBER(BOOL, get, set, boolValue, name)
#define FORGET                   \
    -(void)dealloc               \
    {                            \
        [self->_double release]; \
        [super dealloc];         \
    }
#define COPY                                                          \
    -(id)copyWithZone : (NSZone *)zone                                \
    {                                                                 \
        typeof(self) copy = [[[self class] allocWithZone:zone] init]; \
        [copy->_double release];                                      \
        copy->_double = [self->_double mutableCopy];                  \
        return copy;                                                  \
    }

@implementation CXHandle
- (instancetype)initWithType:(CXHandleType)type value:(NSString *)value
{
    if ((self = [super init])) {
        put(&_double, @"type", [NSNumber numberWithLongLong:type]);
        put(&_double, @"value", [[value copy] autorelease]);
    }
    return self;
}
- (CXHandleType)type
{
    return (CXHandleType)[[slots(&_double) objectForKey:@"type"] longLongValue];
}
- (NSString *)value
{
    return [slots(&_double) objectForKey:@"value"];
}
- (BOOL)isEqualToHandle:(CXHandle *)handle
{
    return handle.type == self.type && [handle.value isEqual:self.value];
}
- (id)copyWithZone:(NSZone *)zone
{
    (void)zone;
    return [self retain];
}
FORGET
@end

@implementation CXCallUpdate
OBJECT(CXHandle *, remoteHandle, setRemoteHandle)
OBJECT(NSString *, localizedCallerName, setLocalizedCallerName)
FLAG(supportsHolding, setSupportsHolding, supportsHolding)
FLAG(supportsGrouping, setSupportsGrouping, supportsGrouping)
FLAG(supportsUngrouping, setSupportsUngrouping, supportsUngrouping)
FLAG(supportsDTMF, setSupportsDTMF, supportsDTMF)
FLAG(hasVideo, setHasVideo, hasVideo)
COPY FORGET @end

@implementation CXProviderConfiguration
/* The defaults are measured ones (platform claims, 1.2). */
- (instancetype)init
{
    if ((self = [super init])) {
        self.maximumCallGroups = 2;
        self.maximumCallsPerCallGroup = 5;
        self.includesCallsInRecents = YES;
    }
    return self;
}
OBJECT(NSString *, ringtoneSound, setRingtoneSound)
OBJECT(NSData *, iconTemplateImageData, setIconTemplateImageData)
NUMBER(NSUInteger, maximumCallGroups, setMaximumCallGroups, longLongValue, maximumCallGroups)
NUMBER(NSUInteger, maximumCallsPerCallGroup, setMaximumCallsPerCallGroup, longLongValue,
       maximumCallsPerCallGroup)
FLAG(includesCallsInRecents, setIncludesCallsInRecents, includesCallsInRecents)
FLAG(supportsVideo, setSupportsVideo, supportsVideo)
OBJECT(NSSet *, supportedHandleTypes, setSupportedHandleTypes)
COPY FORGET @end

/* ---- Actions ---- */

@implementation CXAction
- (instancetype)init
{
    if ((self = [super init])) {
        put(&_double, @"UUID", [NSUUID UUID]);
        put(&_double, @"created", [NSNumber numberWithLongLong:(long long)world_now_ms()]);
    }
    return self;
}
- (NSUUID *)UUID
{
    return [slots(&_double) objectForKey:@"UUID"];
}
- (BOOL)isComplete
{
    return daemon_is_complete(self);
}
- (NSDate *)timeoutDate
{
    double made = [[slots(&_double) objectForKey:@"created"] doubleValue];
    return [NSDate dateWithTimeIntervalSince1970:(made + daemon_limit_ms(self)) / 1000];
}
- (void)fulfill
{
    daemon_complete(self, true);
}
- (void)fail
{
    daemon_complete(self, false);
}
COPY FORGET @end

@implementation CXCallAction
- (instancetype)initWithCallUUID:(NSUUID *)callUUID
{
    if ((self = [self init]))
        put(&_double, @"callUUID", callUUID);
    return self;
}
- (NSUUID *)callUUID
{
    return [slots(&_double) objectForKey:@"callUUID"];
}
@end

@implementation CXStartCallAction
- (instancetype)initWithCallUUID:(NSUUID *)callUUID handle:(CXHandle *)handle
{
    if ((self = [self initWithCallUUID:callUUID]))
        self.handle = handle;
    return self;
}
OBJECT(CXHandle *, handle, setHandle)
OBJECT(NSString *, contactIdentifier, setContactIdentifier)
FLAG(isVideo, setVideo, video)
- (void)fulfillWithDateStarted:(NSDate *)dateStarted
{
    (void)dateStarted;
    [self fulfill];
}
@end

@implementation CXAnswerCallAction
- (void)fulfillWithDateConnected:(NSDate *)dateConnected
{
    (void)dateConnected;
    [self fulfill];
}
@end

@implementation CXEndCallAction
- (void)fulfillWithDateEnded:(NSDate *)dateEnded
{
    (void)dateEnded;
    [self fulfill];
}
@end

@implementation CXSetHeldCallAction
- (instancetype)initWithCallUUID:(NSUUID *)callUUID onHold:(BOOL)onHold
{
    if ((self = [self initWithCallUUID:callUUID]))
        self.onHold = onHold;
    return self;
}
FLAG(isOnHold, setOnHold, onHold)
@end

@implementation CXSetMutedCallAction
- (instancetype)initWithCallUUID:(NSUUID *)callUUID muted:(BOOL)muted
{
    if ((self = [self initWithCallUUID:callUUID]))
        self.muted = muted;
    return self;
}
FLAG(isMuted, setMuted, muted)
@end

@implementation CXSetGroupCallAction
- (instancetype)initWithCallUUID:(NSUUID *)callUUID callUUIDToGroupWith:(NSUUID *)other
{
    if ((self = [self initWithCallUUID:callUUID]))
        self.callUUIDToGroupWith = other;
    return self;
}
OBJECT(NSUUID *, callUUIDToGroupWith, setCallUUIDToGroupWith)
@end

@implementation CXPlayDTMFCallAction
- (instancetype)initWithCallUUID:(NSUUID *)callUUID
                          digits:(NSString *)digits
                            type:(CXPlayDTMFCallActionType)type
{
    if ((self = [self initWithCallUUID:callUUID])) {
        self.digits = digits;
        self.type = type;
    }
    return self;
}
OBJECT(NSString *, digits, setDigits)
NUMBER(CXPlayDTMFCallActionType, type, setType, longLongValue, type)
@end

@implementation CXTransaction
- (instancetype)initWithActions:(NSArray<CXAction *> *)actions
{
    if ((self = [super init])) {
        put(&_double, @"UUID", [NSUUID UUID]);
        put(&_double, @"actions", [[actions copy] autorelease]);
    }
    return self;
}
- (instancetype)initWithAction:(CXAction *)action
{
    return [self initWithActions:[NSArray arrayWithObject:action]];
}
- (NSUUID *)UUID
{
    return [slots(&_double) objectForKey:@"UUID"];
}
- (NSArray<CXAction *> *)actions
{
    return [slots(&_double) objectForKey:@"actions"];
}
- (BOOL)isComplete
{
    for (CXAction *action in self.actions)
        if (!action.complete)
            return NO;
    return YES;
}
- (void)addAction:(CXAction *)action
{
    put(&_double, @"actions", [self.actions arrayByAddingObject:action]);
}
COPY FORGET @end
