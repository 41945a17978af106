/*
 * A leg: one INVITE dialog with its facts, from the first request to the last response. The table
 * of legs, how a leg ends (ENDED exactly once), and when its memory goes.
 */
#ifndef SOFIA_LEG_H
#define SOFIA_LEG_H

#include "engine.h"

/* What the open request for a description is for. One a leg at a time (media.h). */
enum asked {
    ASKED_NOTHING = 0,
    ASKED_FIRST,       /* incoming: our answer, or our offer if the INVITE had none */
    ASKED_OFFER,       /* outgoing: the offer of our INVITE */
    ASKED_PEER_CHANGE, /* our answer (or offer) to the peer's re-INVITE or UPDATE */
    ASKED_OWN_CHANGE   /* the offer of our re-INVITE */
};

struct leg {
    oh_leg id;
    struct engine *engine;
    struct listener *listener;
    nua_handle_t *handle; /* NULL once the leg is off the table */
    char *remote;         /* for people to read */
    char *call_id;        /* with remote_tag: to know requests that seem to be of this dialog */
    char *remote_tag;     /* the peer's; outgoing: NULL until it answers */
    char *branch;         /* incoming: the INVITE's topmost Via */
    uint32_t cseq;        /* incoming: the INVITE's */
    bool outgoing;
    char *target;           /* outgoing: the URI that is called */
    GPtrArray *targets;     /* outgoing: those of its chain of redirects, with this one */
    uint8_t redirects;      /* ... how long that is */
    uint16_t redirected_by; /* the 3xx that it comes of; 0: none */
    char *tried; /* the challenge to one of our requests that was answered: challenge.c */

    /* Offer and answer. */
    enum asked asked;
    char *sdp;           /* what we send next */
    char *agreed_sdp;    /* outgoing: the answer that was agreed, so that its repetition is seen */
    bool offered;        /* the INVITE had an offer */
    bool answer_awaited; /* our offer went out in a 200 or a reliable 18x; the ACK or PRACK answers
                          */
    bool answer_settled; /* offer and answer are through before the 200 (reliable 18x) */
    uint16_t refusal;    /* media's status if it refused before INVITED was posted */
    char *warning;       /* ... and why, for the caller, as in a Warning header; or NULL */
    oh_leg replaces;     /* incoming: the leg whose place it takes; 0: it is a call of its own */
    bool untold;         /* ... which is not posted before its media is judged */
    uint16_t flags;      /* incoming: OH_INVITE_*, as they will be posted */

    /* How far it is. */
    bool invited;     /* INVITED or REPLACED was posted, or our INVITE left */
    bool ring_wanted; /* RING waits for our description */
    bool accept_wanted;
    bool requires_100rel;
    bool supports_100rel;
    bool refused;                  /* a final refusal was handed to nua */
    bool final_given;              /* the 200 was handed to nua */
    bool accepted;                 /* the 200 left or came */
    enum oh_direction open_wanted; /* OPEN waits until our 200 left: no RTP may be ahead of it */
    bool connected;                /* the ACK came or left */

    /* Changes of a running call. */
    bool held;                   /* we hold it, and the peer took that */
    bool hold_wanted;            /* what HOLD and RESUME last asked for */
    bool change_owed;            /* HELD, RESUMED or CHANGE_FAILED must still be posted */
    bool changing;               /* our re-INVITE is in flight */
    bool changing_to;            /* what it asks for: held or not */
    bool restart_wanted;         /* RESTART_MEDIA was asked for and has not left yet */
    bool restarting;             /* our re-INVITE in flight is that, too */
    guint change_tries;          /* answered with 491 so far */
    GSource *retry;              /* waits before the next try */
    nua_saved_event_t change[1]; /* the peer's request that waits for our description */
    bool change_has_offer;       /* it carried one */
    bool change_pending;         /* from the peer's request to its ACK (INVITE) or our 200 */
    bool peer_holds;

    /* INFO, REFER and NOTIFY of ours that nua has no answer to yet. */
    guint requests;
    bool invite_waits; /* our re-INVITE, for them */

    /* Digits by INFO: info.c. */
    GString *digits;    /* wait to be sent, or NULL; the first is on its way if `info_open` */
    bool info_open;     /* an INFO of ours has no answer yet */
    bool info_plain;    /* the peer wants application/dtmf */
    GSource *info_next; /* until the next may be sent */

    /* Our REFER: transfer_out.c. */
    char *refer_to;       /* where the next one sends the peer */
    bool referring;       /* TRANSFERRED or TRANSFER_FAILED must still be posted */
    GSource *refer_limit; /* how long the peer may take to say what came of it */

    /* The peer's REFER: transfer_in.c. */
    nua_saved_event_t refer[1];
    bool refer_asked;  /* it waits for the core's answer */
    bool refer_open;   /* from the REFER to the last NOTIFY */
    char *refer_event; /* what our NOTIFYs name it by */
    oh_leg refer_leg;  /* the leg that carries it out */
    oh_leg referrer;   /* of that leg: whose REFER it is; 0: none */
    char *referred_by; /* of that leg: for its INVITE, or NULL */
    char *replacing;   /* of that leg: the Replaces in its INVITE, or NULL */
    int told_status;   /* the last that a NOTIFY told */

    /* How it ends. */
    bool ending;           /* we were told to end it */
    bool cancel_given;     /* CANCEL was handed to nua */
    bool bye_given;        /* BYE was handed to nua */
    bool ended;            /* ENDED was posted */
    enum oh_reason reason; /* NONE until somebody said why */
};

struct leg *leg_new(struct engine *engine, struct listener *listener, nua_handle_t *handle);

/* A request of ours other than INVITE goes to nua; it has its final answer, or nua gave it up. */
void leg_request_began(struct leg *leg);
void leg_request_over(struct leg *leg);

/* The leg of this number, or NULL if it is over. */
struct leg *leg_find(struct engine *engine, oh_leg id);

/* Post an event of nothing but its type and the leg. */
void leg_post(struct leg *leg, enum oh_event_type type);

/* The first one to say why is right: what follows is only the consequence. */
void leg_because(struct leg *leg, enum oh_reason reason);

/* End it by whatever SIP has for its state: a refusal, CANCEL, BYE, or BYE after the ACK. */
void leg_end(struct leg *leg, enum oh_reason reason);

/* The engine goes: end it without waiting for an ACK or PRACK. */
void leg_end_at_once(struct leg *leg);

/* Refuse an INVITE that was not accepted yet. */
void leg_refuse(struct leg *leg, int status);

/* Tell the media, before it is asked for anything, whether others can read what we say. */
void leg_signalled(const struct leg *leg);

/* Post ENDED, once, and end its media. The dialog may take longer. */
void leg_ended(struct leg *leg);

/* nua is done with it: post ENDED if need be and take it off the table. */
void leg_gone(struct leg *leg);

/* Free what is off the table. */
void leg_sweep(struct engine *engine);

#endif
