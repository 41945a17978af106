/*
 * The part of Foundation that adapters/apple uses, declared from its public documentation, so that
 * the bridge can be compiled with ARC for Apple's targets where there is no SDK. No part of Apple's
 * SDK.
 */
#ifndef OH_STUB_FOUNDATION_H
#define OH_STUB_FOUNDATION_H

#include <Availability.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NS_ASSUME_NONNULL_BEGIN      _Pragma("clang assume_nonnull begin")
#define NS_ASSUME_NONNULL_END        _Pragma("clang assume_nonnull end")
#define NS_UNAVAILABLE               __attribute__((unavailable))
#define NS_SWIFT_NAME(name)          __attribute__((swift_name(#name)))
#define NS_FORMAT_FUNCTION(at, from) __attribute__((format(__NSString__, at, from)))
#define YES                          ((BOOL)1)
#define NO                           ((BOOL)0)
#define nil                          ((id)0)
#ifndef NULL
#define NULL ((void *)0)
#endif

typedef bool BOOL;
typedef long NSInteger;
typedef unsigned long NSUInteger;
typedef struct objc_selector *SEL;
typedef double NSTimeInterval;
typedef struct stub_zone NSZone;

NS_ASSUME_NONNULL_BEGIN

@class NSString;
@class NSDictionary;
@class NSError;
typedef NSString *NSErrorDomain;
typedef NSString *NSNotificationName;
typedef struct {
    NSUInteger location;
    NSUInteger length;
} NSRange;

@protocol NSObject
- (BOOL)isEqual:(nullable id)object;
- (BOOL)isKindOfClass:(Class)class;
- (BOOL)respondsToSelector:(SEL)selector;
@end

@protocol NSCopying
- (id)copyWithZone:(nullable NSZone *)zone;
@end

__attribute__((objc_root_class))
@interface NSObject<NSObject>
+ (instancetype)alloc;
+ (instancetype)allocWithZone:(nullable NSZone *)zone;
+ (instancetype)new;
+ (Class)class;
+ (BOOL)instancesRespondToSelector:(SEL)selector;
- (instancetype)init;
- (void)dealloc;
- (id)copy;
- (id)mutableCopy;
- (Class)class;
@end

@interface NSString : NSObject <NSCopying>
+ (instancetype)stringWithUTF8String:(const char *)text;
+ (instancetype)stringWithFormat:(NSString *)format, ... NS_FORMAT_FUNCTION(1, 2);
- (instancetype)initWithFormat:(NSString *)format arguments:(va_list)arguments;
- (NSString *)stringByAppendingString:(NSString *)more;
- (NSString *)substringToIndex:(NSUInteger)to;
- (NSRange)rangeOfString:(NSString *)part;
@property(readonly) NSUInteger length;
@property(readonly, nullable) const char *UTF8String;
@end

@interface NSSimpleCString : NSString
@end
@interface NSConstantString : NSSimpleCString
@end

@interface NSNumber : NSObject
+ (NSNumber *)numberWithBool:(BOOL)value;
+ (NSNumber *)numberWithUnsignedInt:(unsigned)value;
@property(readonly) BOOL boolValue;
@property(readonly) double doubleValue;
@property(readonly) unsigned unsignedIntValue;
@property(readonly) NSUInteger unsignedIntegerValue;
@end

@interface NSData : NSObject <NSCopying>
@end

@interface NSDate : NSObject
+ (instancetype)date;
@property(readonly) NSTimeInterval timeIntervalSince1970;
@end

@interface NSUUID : NSObject <NSCopying>
+ (instancetype)UUID;
- (instancetype)initWithUUIDBytes:(const uint8_t *)bytes;
- (void)getUUIDBytes:(uint8_t *)bytes;
@end

@protocol NSFastEnumeration
- (NSUInteger)countByEnumeratingWithState:(void *)state
                                  objects:(id __unsafe_unretained _Nullable[_Nonnull])buffer
                                    count:(NSUInteger)count;
@end

@interface NSArray<ObjectType> : NSObject <NSCopying, NSFastEnumeration>
@property(readonly) NSUInteger count;
- (BOOL)containsObject:(ObjectType)object;
@end

@interface NSMutableArray<ObjectType> : NSArray <ObjectType>
- (void)addObject:(ObjectType)object;
- (void)removeObject:(ObjectType)object;
@end

@interface NSSet<ObjectType> : NSObject <NSCopying>
+ (instancetype)setWithObject:(ObjectType)object;
@property(readonly) NSUInteger count;
- (BOOL)containsObject:(ObjectType)object;
@end

@interface NSMutableSet<ObjectType> : NSSet <ObjectType>
- (void)addObject:(ObjectType)object;
- (void)removeObject:(ObjectType)object;
- (void)removeAllObjects;
@end

@interface NSDictionary<KeyType, ObjectType> : NSObject <NSCopying>
+ (instancetype)dictionary;
+ (instancetype)dictionaryWithObject:(ObjectType)object forKey:(KeyType)key;
- (nullable ObjectType)objectForKey:(KeyType)key;
@property(readonly) NSArray<KeyType> *allKeys;
@end

@interface NSMutableDictionary<KeyType, ObjectType> : NSDictionary <KeyType, ObjectType>
- (void)setObject:(ObjectType)object forKey:(KeyType)key;
- (void)removeObjectForKey:(KeyType)key;
- (void)removeAllObjects;
@end

extern NSString *const NSLocalizedDescriptionKey;

@interface NSError : NSObject
+ (instancetype)errorWithDomain:(NSErrorDomain)domain
                           code:(NSInteger)code
                       userInfo:(nullable NSDictionary *)info;
@property(readonly) NSInteger code;
@end

@interface NSLock : NSObject
- (void)lock;
- (void)unlock;
@end

@interface NSNotification : NSObject
@property(readonly, nullable) NSDictionary *userInfo;
@end

@interface NSNotificationCenter : NSObject
@property(class, readonly) NSNotificationCenter *defaultCenter;
- (void)addObserver:(id)observer
           selector:(SEL)selector
               name:(nullable NSNotificationName)name
             object:(nullable id)object;
- (void)removeObserver:(id)observer;
@end

Class _Nullable NSClassFromString(NSString *name);
SEL _Nullable NSSelectorFromString(NSString *name);

NS_ASSUME_NONNULL_END

#endif
