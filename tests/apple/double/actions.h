/*
 * What daemon.m and actions.m share. Private to the double.
 */
#ifndef DOUBLE_ACTIONS_H
#define DOUBLE_ACTIONS_H

#import "daemon.h"

@interface DoubleCall : NSObject {
  @public
    NSUUID *uuid;
    DoubleProvider *provider;
    CXCallUpdate *update;
    NSUUID *group; /* not retained: some call's uuid; nil: alone */
    enum phase phase;
    unsigned number;
    bool outgoing;
    bool taken; /* the user answered or placed it */
    bool held;
    bool late_audio; /* outgoing: activates at the connection only (CK-91) */
    bool orphan;     /* its process died */
    bool again;      /* it had ended by a time-out, and was reported again */
}
@end

/* daemon.m */
DoubleCall *call_of(NSUUID *uuid);
NSArray *all_calls(void);
void remove_call(DoubleCall *call, CXCallEndedReason reason);
/* The same, and the application cannot know yet. */
void remove_call_untold(DoubleCall *call);
void connect_call(DoubleCall *call);
void begin_outgoing(DoubleProvider *provider, CXStartCallAction *action);

/* actions.m */
void actions_reset(void);
void actions_void(NSUUID *call);
void actions_void_provider(DoubleProvider *provider);
/* The application knows of that: from now on none may be answered. */
void actions_tell_void(DoubleProvider *provider);
void system_ends(NSUUID *call);
void deliver_action(CXCallAction *action, DoubleProvider *provider);

#endif
