/*
 * The engine, both ways. Its events come from any thread and are taken up on the coordinator's
 * queue in their order, never inside the engine's call.
 */
#import "OHEnginePort.h"

#import "OHMemory.h"

@implementation OHEnginePort

- (instancetype)initWithContext:(OHContext *)context
                        callers:(OHCallers *)callers
                         engine:(id<OHEngine>)engine
{
    if ((self = [super init])) {
        _context = OH_RETAIN(context);
        _callers = OH_RETAIN(callers);
        _engine = OH_RETAIN(engine);
    }
    return self;
}

- (void)dealloc
{
    OH_RELEASE(_context);
    OH_RELEASE(_callers);
    OH_RELEASE(_ui);
    OH_RELEASE(_engine);
    OH_RELEASE(_words);
    OH_SUPER_DEALLOC;
}

- (void)startWithUI:(OHCallUI *)ui
{
    OH_SET(_ui, ui);
    [_engine setEvents:self];
}

/* The engine keeps its events, so they must not keep the engine for ever. */
- (void)stop
{
    OH_SET(_ui, nil);
    OH_SET(_engine, nil);
}

/* ---- What the engine tells ---- */

- (void)tell:(struct oh_event)event
{
    [_context later:^{
        [self->_context post:event];
    }];
}

/* A push told of this call before: its report said what the push knew. */
- (void)improve:(oh_leg)leg
{
    struct oh_call_info info;
    if (OHCallOfLeg([_context core], leg, &info) && [_callers callerOfLeg:leg])
        [_ui updateCall:OHUUIDOfCall(info.call)];
}

- (void)leg:(oh_leg)leg invitedBy:(OHCaller *)caller callID:(NSString *)callID flags:(uint16_t)flags
{
    oh_match_key key = OHMatchKeyOf(callID);
    [_context later:^{
        [self->_callers setCaller:caller ofLeg:leg]; /* for the report inside the step */
        unsigned reports = self->_ui.reports;
        [self->_context
            post:OH_EVENT(OH_EV_ENGINE_INVITED, .leg = leg, .match_key = key, .flags = flags)];
        if (self->_ui.reports == reports)
            [self improve:leg];
    }];
}

- (void)legPrepared:(oh_leg)leg
{
    [self tell:OH_EVENT(OH_EV_ENGINE_PREPARED, .leg = leg)];
}

- (void)legPrepareFailed:(oh_leg)leg
{
    [self tell:OH_EVENT(OH_EV_ENGINE_PREPARE_FAILED, .leg = leg)];
}

- (void)leg:(oh_leg)leg progressed:(uint16_t)flags
{
    [self tell:OH_EVENT(OH_EV_ENGINE_PROGRESSED, .leg = leg, .flags = flags)];
}

- (void)legAccepted:(oh_leg)leg
{
    [self tell:OH_EVENT(OH_EV_ENGINE_ACCEPTED, .leg = leg)];
}

- (void)legConnected:(oh_leg)leg
{
    [self tell:OH_EVENT(OH_EV_ENGINE_CONNECTED, .leg = leg)];
}

- (void)leg:(oh_leg)leg ended:(enum oh_reason)reason
{
    [self tell:OH_EVENT(OH_EV_ENGINE_ENDED, .leg = leg, .reason = (uint8_t)reason)];
}

- (void)legHeld:(oh_leg)leg
{
    [self tell:OH_EVENT(OH_EV_ENGINE_HELD, .leg = leg)];
}

- (void)legResumed:(oh_leg)leg
{
    [self tell:OH_EVENT(OH_EV_ENGINE_RESUMED, .leg = leg)];
}

- (void)legChangeFailed:(oh_leg)leg
{
    [self tell:OH_EVENT(OH_EV_ENGINE_CHANGE_FAILED, .leg = leg)];
}

- (void)legRemoteHeld:(oh_leg)leg
{
    [self tell:OH_EVENT(OH_EV_ENGINE_REMOTE_HELD, .leg = leg)];
}

- (void)legRemoteResumed:(oh_leg)leg
{
    [self tell:OH_EVENT(OH_EV_ENGINE_REMOTE_RESUMED, .leg = leg)];
}

- (void)leg:(oh_leg)leg flowed:(struct oh_frames)frames inMs:(uint32_t)span_ms
{
    [self tell:OH_EVENT(OH_EV_ENGINE_FLOWED, .leg = leg, .frames = frames, .span_ms = span_ms)];
}

- (void)leg:(oh_leg)leg receivedDigits:(NSString *)digits
{
    struct oh_event event = OH_EVENT(OH_EV_ENGINE_DIGITS_RECEIVED, .leg = leg);
    const char *text = [digits UTF8String];
    if (!text || strlen(text) > OH_DIGITS_MAX)
        return;
    memcpy(event.digits, text, strlen(text));
    [self tell:event];
}

- (void)leg:(oh_leg)leg asksForTransferTo:(OHCaller *)callee on:(oh_leg)other
{
    [_context later:^{
        [self->_callers setCaller:callee ofLeg:other];
        [self->_context post:OH_EVENT(OH_EV_ENGINE_TRANSFER_ASKED, .leg = leg, .other_leg = other,
                                      .call = oh_call_id_fresh())];
    }];
}

- (void)legTransferred:(oh_leg)leg
{
    [self tell:OH_EVENT(OH_EV_ENGINE_TRANSFERRED, .leg = leg)];
}

- (void)leg:(oh_leg)leg transferFailed:(uint16_t)code
{
    [self tell:OH_EVENT(OH_EV_ENGINE_TRANSFER_FAILED, .leg = leg, .code = code)];
}

- (void)audioGrabbed
{
    [self tell:OH_EVENT(OH_EV_ENGINE_AUDIO_GRABBED)];
}

/* ---- What the engine is told ---- */

- (oh_leg)legForCallTo:(NSString *)handle video:(BOOL)video
{
    if (![handle length] || ![_engine respondsToSelector:@selector(legForCallTo:video:)] ||
        ![_engine respondsToSelector:@selector(inviteLeg:)])
        return 0;
    return [_engine legForCallTo:handle video:video];
}

- (void)wake
{
    if ([_engine respondsToSelector:@selector(wake)])
        [_engine wake];
}

#define ENGINE(ctx)     (OH_OBJECT(OHEnginePort, ctx)->_engine)
#define CAN(ctx, order) ([ENGINE(ctx) respondsToSelector:@selector(order)])

static void do_ring(void *ctx, oh_leg leg)
{
    if (CAN(ctx, ringLeg:))
        [ENGINE(ctx) ringLeg:leg];
}

static void do_accept(void *ctx, oh_leg leg)
{
    [ENGINE(ctx) acceptLeg:leg];
}

static void do_reject(void *ctx, oh_leg leg, uint16_t code, enum oh_reason reason)
{
    (void)reason;
    [ENGINE(ctx) rejectLeg:leg code:code];
}

static void do_end(void *ctx, oh_leg leg, enum oh_reason reason)
{
    (void)reason;
    [ENGINE(ctx) endLeg:leg];
}

static void do_invite(void *ctx, oh_leg leg, struct oh_call_id call)
{
    (void)call;
    if (CAN(ctx, inviteLeg:))
        [ENGINE(ctx) inviteLeg:leg];
    else
        [OH_OBJECT(OHEnginePort, ctx) leg:leg ended:OH_REASON_FAILED];
}

/* What the engine cannot do has failed: the core would wait for the answer. */
static void do_hold(void *ctx, oh_leg leg)
{
    if (CAN(ctx, holdLeg:))
        [ENGINE(ctx) holdLeg:leg];
    else
        [OH_OBJECT(OHEnginePort, ctx) legChangeFailed:leg];
}

static void do_resume(void *ctx, oh_leg leg)
{
    if (CAN(ctx, resumeLeg:))
        [ENGINE(ctx) resumeLeg:leg];
    else
        [OH_OBJECT(OHEnginePort, ctx) legChangeFailed:leg];
}

static void do_open(void *ctx, oh_leg leg, enum oh_direction direction)
{
    if (CAN(ctx, openLeg:direction:))
        [ENGINE(ctx) openLeg:leg direction:direction];
}

static void do_close(void *ctx, oh_leg leg)
{
    if (CAN(ctx, closeLeg:))
        [ENGINE(ctx) closeLeg:leg];
}

static void do_mute(void *ctx, oh_leg leg, bool on)
{
    if (CAN(ctx, muteLeg:on:))
        [ENGINE(ctx) muteLeg:leg on:on];
}

static void do_restart_media(void *ctx, oh_leg leg)
{
    if (CAN(ctx, restartMediaOfLeg:))
        [ENGINE(ctx) restartMediaOfLeg:leg];
}

static void do_send_digits(void *ctx, oh_leg leg, const char *digits)
{
    if (CAN(ctx, sendDigits:toLeg:))
        [ENGINE(ctx) sendDigits:[NSString stringWithUTF8String:digits] toLeg:leg];
}

static void do_transfer(void *ctx, oh_leg leg)
{
    if (CAN(ctx, transferLeg:))
        [ENGINE(ctx) transferLeg:leg];
    else
        [OH_OBJECT(OHEnginePort, ctx) leg:leg transferFailed:501];
}

static void do_answer_transfer(void *ctx, oh_leg leg, bool on)
{
    if (CAN(ctx, answerTransferOfLeg:on:))
        [ENGINE(ctx) answerTransferOfLeg:leg on:on];
}

/* No engine of ours mixes calls. */
static void do_group(void *ctx, oh_leg leg, oh_leg other)
{
    if (other)
        [OH_OBJECT(OHEnginePort, ctx) tell:OH_EVENT(OH_EV_ENGINE_GROUP_FAILED, .leg = leg)];
}

static const char *do_remote(void *ctx, oh_leg leg)
{
    OHEnginePort *port = OH_OBJECT(OHEnginePort, ctx);
    OHCaller *caller = [port->_callers callerOfLeg:leg];
    OH_SET(port->_words, caller.name ? caller.name : caller.handle);
    return [port->_words UTF8String];
}

- (struct oh_engine_port)port
{
    return (struct oh_engine_port){.size = sizeof(struct oh_engine_port),
                                   .ctx = OH_CONTEXT(self),
                                   .ring = do_ring,
                                   .accept = do_accept,
                                   .reject = do_reject,
                                   .end = do_end,
                                   .invite = do_invite,
                                   .hold = do_hold,
                                   .resume = do_resume,
                                   .open = do_open,
                                   .close = do_close,
                                   .mute = do_mute,
                                   .restart_media = do_restart_media,
                                   .send_digits = do_send_digits,
                                   .transfer = do_transfer,
                                   .answer_transfer = do_answer_transfer,
                                   .group = do_group,
                                   .remote = do_remote};
}

@end
