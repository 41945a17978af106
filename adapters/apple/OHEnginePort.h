/*
 * An OHEngine as the host's engine port, and its events as the host's. Private to adapters/apple.
 */
#import "OHCallUI.h"

NS_ASSUME_NONNULL_BEGIN

@interface OHEnginePort : NSObject <OHEngineEvents> {
  @private
    OHContext *_context;
    OHCallers *_callers;
    OHCallUI *_ui; /* told when a call gets better words; set by -start: */
    id<OHEngine> _engine;
    NSString *_words; /* what `remote` returned last */
}
- (instancetype)initWithContext:(OHContext *)context
                        callers:(OHCallers *)callers
                         engine:(id<OHEngine>)engine;
- (struct oh_engine_port)port;
- (void)startWithUI:(OHCallUI *)ui;
- (void)stop;
- (oh_leg)legForCallTo:(NSString *)handle video:(BOOL)video;
- (void)wake;
@end

NS_ASSUME_NONNULL_END
