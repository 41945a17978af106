/*
 * CallKit as the host's call UI port. Private to adapters/apple.
 */
#import "OHActions.h"
#import "OHAudio.h"
#import "OHCallers.h"
#import "OHConfiguration.h"
#import "OHContext.h"

NS_ASSUME_NONNULL_BEGIN

@class OHCallUI;

/* What CallKit's part needs of the others. */
@protocol OHCallUIOwner <NSObject>
- (oh_leg)legForCallTo:(NSString *)handle video:(BOOL)video;
- (void)requestRefused:(enum oh_request)request ofCall:(NSUUID *)call code:(NSInteger)code;
@end

@interface OHCallUI : NSObject <CXProviderDelegate> {
  @private
    OHContext *_context;
    OHAudio *_audio;
    OHCallers *_callers;
    OHActions *_actions;
    id<OHCallUIOwner> _owner;
    CXProviderConfiguration *_configuration;
    CXProvider *_provider;
    CXCallController *_controller;
    NSMutableDictionary *_legs; /* NSUUID: the leg of a call that was asked to start */
    NSMutableSet *_reported;    /* NSUUID: the calls of this process */
    BOOL _supportsHolding;
    unsigned _reports; /* invoked so far */
}
- (instancetype)initWithContext:(OHContext *)context
                  configuration:(OHConfiguration *)configuration
                          audio:(OHAudio *)audio
                        callers:(OHCallers *)callers
                          owner:(id<OHCallUIOwner>)owner;
- (struct oh_ui_port)port;
- (void)start;
- (void)stop;
/* How often a report was invoked: a push must see that number grow (PK-11). */
@property(nonatomic, readonly) unsigned reports;
/* A call that nobody will place: shown and ended, because a push must be reported. */
- (void)reportNothing;
/* Better words for a call that is shown. */
- (void)updateCall:(NSUUID *)call;
/* Whether this process told the system of the call. */
- (BOOL)knows:(NSUUID *)call;
/* A call of a process that died is still on the screen (CK-132). */
- (void)endLeftover:(NSUUID *)call;
/* Ask the system for an action. */
- (void)request:(CXCallAction *)action as:(enum oh_request)request on:(BOOL)on;
@end

NS_ASSUME_NONNULL_END
