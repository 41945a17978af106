/*
 * Who is at the other end of what: told by a push for a call, by an INVITE for a leg. Private to
 * adapters/apple.
 */
#import "OHEngine.h"

#include <offhook/offhook.h>

NS_ASSUME_NONNULL_BEGIN

@interface OHCallers : NSObject {
  @private
    NSMutableDictionary *_byCall; /* NSUUID: OHCaller */
    NSMutableDictionary *_byLeg;  /* NSNumber: OHCaller */
}
- (void)setCaller:(nullable OHCaller *)caller ofCall:(NSUUID *)call;
- (void)setCaller:(nullable OHCaller *)caller ofLeg:(oh_leg)leg;
- (nullable OHCaller *)callerOfLeg:(oh_leg)leg;
/* The leg's word counts more than the push's. */
- (nullable OHCaller *)callerOfCall:(NSUUID *)call inCore:(nullable const struct oh_core *)core;
/* Forget whoever is in no call any more. */
- (void)keepCallsOfCore:(nullable const struct oh_core *)core;
@end

/* The core's call of this leg; false if there is none. */
BOOL OHCallOfLeg(const struct oh_core *_Nullable core, oh_leg leg,
                 struct oh_call_info *_Nonnull info);
BOOL OHCoreHasCall(const struct oh_core *_Nullable core, struct oh_call_id call);

NS_ASSUME_NONNULL_END
