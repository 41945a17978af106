/*
 * Legs and peers.
 */
#import "peer.h"

#import "parts.h"

#define INVITE_VIDEO 1  /* OH_INVITE_VIDEO: the double knows nothing of offhook */
#define WIRE_MS      20 /* one way, kindly */

@implementation Leg
- (void)dealloc
{
    [callID release];
    [remote release];
    [reason_header release];
    [digits release];
    [super dealloc];
}
@end

static struct {
    NSMutableArray *legs; /* number n at n - 1 */
    id<PeerFace> face;    /* not retained */
    dispatch_queue_t queue, wire;
    bool (*ready)(void);
} peer;

void peer_reset(void)
{
    [peer.legs release];
    memset(&peer, 0, sizeof(peer));
    peer.legs = [NSMutableArray new];
    peer.queue = world_queue("engine");
    peer.wire = world_queue("wire");
}

void peer_face(id<PeerFace> face)
{
    peer.face = face;
}

dispatch_queue_t peer_queue(void)
{
    return peer.queue;
}

void peer_audio_ready(bool (*ready)(void))
{
    peer.ready = ready;
}

Leg *peer_leg(int number)
{
    return number > 0 && (NSUInteger)number <= [peer.legs count]
               ? [peer.legs objectAtIndex:(NSUInteger)number - 1]
               : nil;
}

unsigned peer_count(void)
{
    return (unsigned)[peer.legs count];
}

unsigned peer_living(void)
{
    unsigned count = 0;
    for (Leg *leg in peer.legs)
        count += leg->sip != SIP_ENDED;
    return count;
}

static Leg *living(int number)
{
    Leg *leg = peer_leg(number);
    return leg && leg->sip != SIP_ENDED ? leg : nil;
}

static void on_engine(Leg *leg, void (^block)(id<PeerFace> face))
{
    void (^copy)(id<PeerFace>) = Block_copy(block);
    dispatch_async(peer.queue, ^{
        if (peer.face && peer_leg(leg->number) == leg) /* its process lives */
            copy(peer.face);
        Block_release(copy);
    });
}

static void over_the_wire(void (^block)(void))
{
    world_after(WIRE_MS + any(300), peer.wire, block);
}

static Leg *add_leg(NSString *callID, NSString *remote)
{
    Leg *leg = [[Leg new] autorelease];
    [peer.legs addObject:leg];
    leg->number = (int)[peer.legs count];
    leg->callID = [callID copy];
    leg->remote = [remote copy];
    leg->digits = [@"" copy];
    return leg;
}

static void end(Leg *leg, int status, bool by_us)
{
    if (leg->sip == SIP_ENDED)
        return;
    leg->sip = SIP_ENDED;
    leg->ended_by_us = by_us;
    leg->receives = leg->sends = false;
    record("leg %d ended (%d)", leg->number, status);
    void (^tell)(void) = ^{
        on_engine(leg, ^(id<PeerFace> face) {
            [face ended:leg status:status];
        });
    };
    if (choose(CLAIM_ENGINE_SLOW, 2))
        world_after(3000, peer.wire, tell);
    else
        tell();
}

/* ---- Peers ---- */

int peer_invites(NSString *callID, NSString *from, unsigned flags)
{
    Leg *leg = add_leg(callID, from);
    leg->flags = flags;
    leg->video = flags & INVITE_VIDEO;
    leg->sip = SIP_OFFERED;
    record("leg %d invited", leg->number);
    on_engine(leg, ^(id<PeerFace> face) {
        [face invited:leg];
    });
    return leg->number;
}

void peer_cancels(int number, NSString *reason_header)
{
    Leg *leg = living(number);
    if (!leg || leg->sip != SIP_OFFERED)
        return;
    leg->reason_header = [reason_header copy];
    end(leg, 487, false);
}

void peer_hangs_up(int number)
{
    Leg *leg = living(number);
    if (leg && leg->sip == SIP_OFFERED)
        peer_cancels(number, nil);
    else if (leg)
        end(leg, 200, false);
}

void peer_holds(int number, bool on)
{
    Leg *leg = living(number);
    if (!leg || leg->sip != SIP_UP)
        return;
    leg->remote_held = on;
    on_engine(leg, ^(id<PeerFace> face) {
        [face remoteHeld:leg];
    });
}

void peer_answers(int number)
{
    Leg *leg = living(number);
    if (!leg || (leg->sip != SIP_INVITING && leg->sip != SIP_RINGING))
        return;
    leg->sip = SIP_UP;
    record("leg %d up", number);
    on_engine(leg, ^(id<PeerFace> face) {
        [face accepted:leg];
        [face connected:leg];
    });
}

void peer_declines(int number, int status)
{
    Leg *leg = living(number);
    if (leg && (leg->sip == SIP_INVITING || leg->sip == SIP_RINGING))
        end(leg, status, false);
}

void peer_breaks(int number, int status)
{
    Leg *leg = living(number);
    if (leg)
        end(leg, status, false);
}

/* ---- Engines ---- */

static void acknowledge(Leg *leg)
{
    if (leg->sip != SIP_ACCEPTED)
        return;
    leg->sip = SIP_UP;
    record("leg %d up", leg->number);
    on_engine(leg, ^(id<PeerFace> face) {
        [face connected:leg];
    });
}

int peer_accept(int number)
{
    Leg *leg = living(number);
    if (!leg)
        return PEER_NOT_FOUND;
    if (leg->outgoing)
        return PEER_NOT_INCOMING;
    if (leg->sip != SIP_OFFERED) {
        violation("S4: leg %d is accepted twice", number);
        return PEER_ALREADY;
    }
    if (peer.ready && !peer.ready())
        violation("S1: leg %d is accepted, and there is no audio to be had", number);
    if (choose(CLAIM_ENGINE_FAILS, 2)) {
        end(leg, 500, true);
        return PEER_NOT_FOUND;
    }
    leg->sip = SIP_ACCEPTED;
    record("leg %d accepted", number);
    on_engine(leg, ^(id<PeerFace> face) {
        [face accepted:leg];
    });
    if (choose(CLAIM_PEER_NEVER_ACKS, 2))
        record("leg %d is never confirmed", number);
    else
        over_the_wire(^{
            acknowledge(leg);
        });
    return 0;
}

int peer_reject(int number, int status)
{
    Leg *leg = living(number);
    if (!leg)
        return PEER_NOT_FOUND;
    if (leg->sip != SIP_OFFERED && !leg->outgoing) {
        violation("S4: leg %d is rejected after it was accepted", number);
        return PEER_ALREADY;
    }
    leg->rejected = status;
    record("leg %d rejected (%d)", number, status);
    end(leg, status, true);
    return 0;
}

int peer_bye(int number)
{
    Leg *leg = living(number);
    if (!leg)
        return PEER_NOT_FOUND;
    if (leg->sip == SIP_OFFERED) {
        violation("S5: leg %d gets a BYE before it was accepted", number);
        return PEER_NOT_UP;
    }
    end(leg, 200, true);
    return 0;
}

int peer_change(int number, bool held)
{
    Leg *leg = living(number);
    if (!leg)
        return PEER_NOT_FOUND;
    if (leg->sip != SIP_UP || leg->changing)
        return PEER_NOT_UP;
    leg->changing = true;
    over_the_wire(^{
        leg->changing = false;
        if (leg->sip != SIP_UP)
            return;
        bool failed = choose(CLAIM_PEER_REFUSES_CHANGE, 2);
        leg->refused = leg->refused || failed;
        if (!failed)
            leg->held = held;
        record("leg %d %s%s", leg->number, held ? "hold" : "resume", failed ? " refused" : "");
        on_engine(leg, ^(id<PeerFace> face) {
            [face changed:leg toHeld:held failed:failed];
        });
    });
    return 0;
}

int peer_invite(NSString *to, int *number)
{
    Leg *leg = add_leg(@"outgoing", to);
    leg->outgoing = true;
    leg->sip = SIP_INVITING;
    *number = leg->number;
    record("leg %d invites", leg->number);
    over_the_wire(^{
        if (leg->sip != SIP_INVITING)
            return;
        leg->sip = SIP_RINGING;
        on_engine(leg, ^(id<PeerFace> face) {
            [face progressed:leg];
        });
    });
    return 0;
}

void peer_gate(int number, bool receives, bool sends)
{
    Leg *leg = living(number);
    if (!leg)
        return; /* it ended a moment ago */
    if (sends && leg->sip != SIP_ACCEPTED && leg->sip != SIP_UP)
        violation("S15: leg %d sends before its call is answered", number);
    leg->receives = receives;
    leg->sends = sends;
}
