/*
 * The bridge on the double: a coordinator with an engine, its trace, and what must hold when a run
 * is over.
 */
#ifndef TEST_APPLE_RIG_H
#define TEST_APPLE_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#import "OffhookApple.h"
#import "application.h"
#import "daemon.h"
#import "engine.h"
#import "peer.h"
#import "push.h"
#import "rtc.h"
#import "session.h"
#import "siprix_module.h"

enum kind { WITH_WEBRTC, WITH_SIPRIX };

/* The application. */
@interface Application : NSObject <OHCoordinatorDelegate> {
  @public
    OHCoordinator *coordinator;
    TestEngine *engine;
    OHSiprixEngine *siprix;
    SiprixModule *module;
    enum kind kind;
    struct oh_policy policy;
    NSData *token;
    unsigned refused, told, still_held;
    NSInteger refusal;
}
@end
extern Application *app;

/* A world (seed, faults), and an application in it. */
void begin(enum kind kind);
void begin_world(uint64_t seed, unsigned faults); /* without an application yet */
/* The application is launched in the world as it is; `end` or `kill_application` before. */
void launch(enum kind kind, const struct oh_policy *policy);
/* The process dies without a word. */
void kill_application(void);
/* The application goes, in order; then nothing may be left over, nothing leaked, nothing violated,
 * and the trace must replay. */
void end(void);
/* The same, although something was violated on purpose. */
void end_violated(unsigned count);
/* What is wrong now that everything has had time; empty: nothing. */
NSString *trouble_at_rest(void);

/* Sound flows both ways with this peer, but for a mute. */
bool talks(int leg);
/* An incoming call, rung, answered and connected; returns its leg. */
int talk(NSString *callID);
/* The same, and nobody answers yet. */
int ring(NSString *callID);
NSUUID *last_call(void);
/* A usual push for it. */
NSDictionary *push_of(NSString *callID);
/* The state of the core's only call; fails if there is none. */
struct oh_call_info only_call(void);
unsigned core_calls(void);

/* Of the record: the first line with the one is before the first with the other; how often. */
void assert_before(const char *first, const char *second);
unsigned times(const char *line);
void assert_rest(void);

#define assert_said(text)                                               \
    do {                                                                \
        if (!record_has(text))                                          \
            fail_msg("\"%s\" is missing in:\n%s", text, record_text()); \
    } while (0)
#define assert_true_or_record(condition)                           \
    do {                                                           \
        if (!(condition))                                          \
            fail_msg("not so: " #condition "\n%s", record_text()); \
    } while (0)

#endif
