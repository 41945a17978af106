/*
 * Each action is answered once (CK-70), never after its time-out (CK-75) or its provider's end
 * (CK-130): whoever takes it out may answer it.
 */
#import "OHActions.h"

#import "OHMemory.h"

@implementation OHActions

- (instancetype)init
{
    if ((self = [super init]))
        _open = [NSMutableDictionary new];
    return self;
}

- (void)dealloc
{
    OH_RELEASE(_open);
    OH_SUPER_DEALLOC;
}

- (oh_action)add:(CXAction *)action
{
    [_open setObject:action forKey:[NSNumber numberWithUnsignedInt:++_last]];
    return _last;
}

- (CXAction *)peek:(oh_action)number
{
    return [_open objectForKey:[NSNumber numberWithUnsignedInt:number]];
}

- (CXAction *)take:(oh_action)number
{
    CXAction *action = OH_RETAIN([self peek:number]);
    [_open removeObjectForKey:[NSNumber numberWithUnsignedInt:number]];
    return OH_AUTORELEASE(action);
}

- (oh_action)takeAction:(CXAction *)action
{
    for (NSNumber *number in [_open allKeys])
        if ([_open objectForKey:number] == action) {
            [_open removeObjectForKey:number];
            return [number unsignedIntValue];
        }
    return 0;
}

- (void)forgetAll
{
    [_open removeAllObjects];
}

@end
