/*
 * Siprix's iOS framework as an engine. It is driven through its published selectors and classes,
 * found by name, so that offhook builds without it. The real library could not be had: what was
 * tried, and on what, is in adapters/apple/README.md.
 */
#import "OHEngine.h"
#import "OHManualAudio.h"

/* Weak where there is ARC. */
#if __has_feature(objc_arc)
#define OH_NEXT_IVAR     __weak
#define OH_NEXT_PROPERTY weak
#else
#define OH_NEXT_IVAR
#define OH_NEXT_PROPERTY assign
#endif

NS_ASSUME_NONNULL_BEGIN

/* What it needs of a SiprixModule. */
@protocol OHSiprixModule <NSObject>
- (void)enableCallKit:(BOOL)enable;
- (void)activateSession:(AVAudioSession *)session;
- (void)deactivateSession:(AVAudioSession *)session;
- (void)handleIncomingPush;
- (int)callReject:(int)callId statusCode:(int)statusCode;
- (int)callAccept:(int)callId withVideo:(BOOL)withVideo;
- (int)callHold:(int)callId;
- (int)callMuteMic:(int)callId mute:(BOOL)mute;
- (int)callSendDtmf:(int)callId dtmfs:(NSString *)dtmfs;
- (int)callTransferBlind:(int)callId toExt:(NSString *)toExt;
- (int)callInvite:(id)destData;
- (int)callBye:(int)callId;
- (NSString *)callGetSipHeader:(int)callId hdrName:(NSString *)hdrName;
@end

@class OHSiprixLeg; /* private */

/* Takes the callbacks of SiprixEventDelegate that are not of calls, and hands them on. */
@interface OHSiprixListener : NSObject {
  @protected
    OH_NEXT_IVAR id _next;
}
/* Gets every callback of SiprixEventDelegate as well: accounts, messages, devices. Not retained. */
@property(nonatomic, OH_NEXT_PROPERTY, nullable) id next;
@end

/*
 * Make the SiprixModule, initialise it with this engine as its delegate ([module
 * initialize:(id)engine iniData:data]), and give both to the coordinator: the engine as engine, and
 * as its configuration's audio. Do not answer, end, hold or mute calls on the module any more: wish
 * it from the coordinator.
 */
NS_SWIFT_NAME(SiprixEngine)
@interface OHSiprixEngine : OHSiprixListener <OHEngine, OHManualAudio> {
  @private
    id<OHSiprixModule> _module;
    id<OHEngineEvents> _events;
    NSString *_matchHeader;
    NSLock *_lock;         /* Siprix calls back on threads of its own */
    NSMutableArray *_legs; /* what lives */
    OHSiprixLeg *_placing; /* an INVITE of ours is on its way into Siprix */
    oh_leg _last;
    int _account;
    NSString *_transferTarget;
    AVAudioSession *_session; /* activated */
    BOOL _given;              /* Siprix has it */
}
/* nil, with an error that names what is missing, if the module lacks a selector (another version).
 */
- (nullable instancetype)initWithModule:(id)module error:(NSError *_Nullable *_Nullable)error;
- (instancetype)init NS_UNAVAILABLE;
/* The header whose value the push carries, too. "Call-ID". */
@property(nonatomic, copy) NSString *matchHeader;
/* The account that outgoing calls go through: what accountAdd: put into myAccId. */
@property(nonatomic) int account;
/* Where transferLeg: sends the peer. */
@property(nonatomic, copy, nullable) NSString *transferTarget;
@end

NS_ASSUME_NONNULL_END
