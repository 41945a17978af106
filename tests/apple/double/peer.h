/*
 * SIP as an engine sees it: legs, and what the peers at their other ends do. No packets. Two
 * engines stand on it: the tests' own (test_engine.m) and the stand-in for Siprix
 * (siprix_module.m).
 */
#ifndef DOUBLE_PEER_H
#define DOUBLE_PEER_H

#import "world.h"

enum sip { SIP_OFFERED, SIP_ACCEPTED, SIP_UP, SIP_INVITING, SIP_RINGING, SIP_ENDED };

@interface Leg : NSObject {
  @public
    int number;
    enum sip sip;
    NSString *callID, *remote, *reason_header, *digits;
    unsigned flags;
    bool outgoing, video;
    bool held;        /* by us; the peer took it */
    bool remote_held; /* by the peer */
    bool changing;    /* a re-INVITE is on its way */
    bool refused;     /* the peer refused one: it may be held for good */
    bool muted;
    bool receives, sends; /* gates */
    int rejected;         /* our final refusal, 0: none */
    bool ended_by_us;
}
@end

/* What an engine makes of it; called on the engine's thread. */
@protocol PeerFace
- (void)invited:(Leg *)leg;
- (void)progressed:(Leg *)leg;
- (void)accepted:(Leg *)leg;
- (void)connected:(Leg *)leg;
- (void)ended:(Leg *)leg status:(int)status;
- (void)changed:(Leg *)leg toHeld:(bool)held failed:(bool)failed;
- (void)remoteHeld:(Leg *)leg;
@end

void peer_face(id<PeerFace> face);
dispatch_queue_t peer_queue(void); /* the engine's thread */

/* ---- What the peers do ---- */
int peer_invites(NSString *callID, NSString *from, unsigned flags);
void peer_cancels(int leg, NSString *reason_header);
void peer_hangs_up(int leg);
void peer_holds(int leg, bool on);
void peer_answers(int leg);
void peer_declines(int leg, int status);
/* Something between us broke: the call is over, with this status. */
void peer_breaks(int leg, int status);

/* ---- What an engine asks. 0, or an error as Siprix numbers them. ---- */
enum {
    PEER_NOT_FOUND = -1040,
    PEER_NOT_INCOMING = -1041,
    PEER_ALREADY = -1042,
    PEER_NOT_UP = -1043
};
/* Whether the engine may take a call now: audio is on (S1), or gates are closed. */
void peer_audio_ready(bool (*ready)(void));
int peer_accept(int leg);
int peer_reject(int leg, int status);
int peer_bye(int leg);
int peer_change(int leg, bool held);
int peer_invite(NSString *to, int *leg);
void peer_gate(int leg, bool receives, bool sends);

/* ---- What tests see ---- */
Leg *peer_leg(int number);
unsigned peer_count(void);
unsigned peer_living(void);

#endif
