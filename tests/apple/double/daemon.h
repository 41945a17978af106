/*
 * CallKit's daemon: calls, actions, who has the right to the audio; and what the user, other
 * applications and bad luck do to them. Beside it the parts of the double that it drives.
 */
#ifndef DOUBLE_DAEMON_H
#define DOUBLE_DAEMON_H

#import <CallKit/CallKit.h>

#import "world.h"

/* ---- What tests do ---- */

/* The user touches the screen. False if the screen shows no such call. Who answers or un-holds a
 * call while another of ours talks holds that one, first, in the same transaction (CK-89). */
bool user_answers(NSUUID *call);
bool user_ends_and_answers(NSUUID *call);
bool user_ends(NSUUID *call);
bool user_holds(NSUUID *call, bool on);
bool user_mutes(NSUUID *call, bool on);
bool user_dials(NSUUID *call, NSString *digits);
bool user_groups(NSUUID *call, NSUUID *with);
/* From Recents, or by voice. */
NSUUID *user_starts(NSString *handle);

/* A cellular call, or another application's: it takes the audio, and our talking call is held. */
void foreign_answers(void);
void foreign_ends(bool by_peer);

void daemon_dies(void);
/* The process dies: its calls stay on the screen (CK-132). What the application held is dead. */
void process_dies(void);

/* ---- What tests see ---- */

enum phase { PHASE_PENDING, PHASE_RINGING, PHASE_CONNECTING, PHASE_CONNECTED };

/* The calls that the screen shows. */
unsigned screen_count(void);
NSUUID *screen_call(unsigned index);
enum phase screen_phase(NSUUID *call);
/* The user answered or placed it. */
bool screen_taken(NSUUID *call);
bool screen_held(NSUUID *call);
bool screen_has(NSUUID *call);
/* The call's caller and name as shown. */
NSString *screen_name(NSUUID *call);
/* Why the call ended; 0: by an End action, or not at all. */
CXCallEndedReason screen_reason(NSUUID *call);
/* The call that was shown last. */
NSUUID *screen_last(void);
/* Actions that nobody answered yet. */
unsigned daemon_open_actions(void);
/* Since the reset a hold timed out, or a call was resumed or answered while the resumption of
 * another was under way, for which no hold is sent then: the screen may show two calls that talk
 * (F32). */
bool daemon_holds_amiss(void);
/* Reports of incoming calls since the reset, refused ones, too. */
unsigned daemon_reports(void);

/* ---- For the other parts of the double ---- */

@interface DoubleProvider : NSObject {
  @public
    CXProvider *owner; /* not retained */
    id<CXProviderDelegate> delegate;
    dispatch_queue_t queue;
    dispatch_queue_t own; /* where completions run without a queue (CK-12) */
    CXProviderConfiguration *configuration;
    bool dead;  /* invalidated, or its daemon or process died */
    bool stale; /* does not activate until its configuration is assigned again (CK-21) */
    NSMutableArray *transactions;
}
@end

bool daemon_is_complete(CXAction *action);
uint32_t daemon_limit_ms(CXAction *action);
void daemon_complete(CXAction *action, bool fulfilled);

void daemon_add_provider(DoubleProvider *provider);
void daemon_invalidate(DoubleProvider *provider);
void daemon_refreshed(DoubleProvider *provider);
/* 0, or the code with which the report is refused; `completed` runs on the provider's channel. */
void daemon_report(DoubleProvider *provider, NSUUID *call, CXCallUpdate *update,
                   void (^completed)(NSError *error));
void daemon_update(DoubleProvider *provider, NSUUID *call, CXCallUpdate *update);
void daemon_report_ended(DoubleProvider *provider, NSUUID *call, CXCallEndedReason reason);
void daemon_report_connecting(DoubleProvider *provider, NSUUID *call);
void daemon_report_connected(DoubleProvider *provider, NSUUID *call);
/* 0, or the code with which the request is refused. */
NSInteger daemon_request(CXTransaction *transaction, bool controller_dead);
/* To the delegate, on its queue, by way of the daemon's channel. */
void daemon_deliver(DoubleProvider *provider, void (^block)(id<CXProviderDelegate> delegate));

/* activation.m */
void activation_reset(void);
/* Something happened that may make the system activate the session, or deactivate it. */
void activation_consider(void);
/* An un-hold was fulfilled: activated and told, activated without a word, or not at all (C3). */
void activation_of_unhold(void);
void activation_consider_end(bool a_call_ended);
/* The application let go of what the system had activated. */
void activation_tell_lost(void);
/* The media services died, and nobody knows of an activation any more. */
void activation_forget(void);
bool activation_wanted(void); /* daemon.m: a call of ours talks, or is about to */
DoubleProvider *activation_provider(void);
bool foreign_has_audio(void);

/* observer.m: tell observers of a change. */
void observers_tell(NSUUID *call, bool ended);
void observers_tell_of(CXCall *call);
CXCall *observed_call(NSUUID *uuid, bool outgoing, bool held, bool connected, bool ended);
NSArray *daemon_observed(void);
void observers_reset(void);
void controllers_die(void);

#endif
