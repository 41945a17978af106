/*
 * What the files of this adapter share: the engine, its listeners, its legs. The engine translates
 * between Sofia-SIP's nua and the engine port; SDP comes from the media port.
 */
#ifndef SOFIA_ENGINE_H
#define SOFIA_ENGINE_H

#include <glib.h>

#define NUA_MAGIC_T  struct listener
#define NUA_HMAGIC_T struct leg
#include <sofia-sip/nua.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_util.h>
#include <sofia-sip/su_glib.h>

#include "offhook/adapter.h"

struct account;
struct listener;
struct leg;
struct look_ups;

/* Requests from elsewhere than the account's registrar and proxy: stranger.c. */
struct strangers {
    gint64 second; /* the present one */
    guint answers; /* given in it */
    guint acks_owed;
    guint untold;   /* since the last word in the log */
    GSource *timer; /* until the next one */
};

struct engine {
    GMainContext *context;
    struct oh_log_sink log;
    struct oh_post post;
    struct oh_media_port media;
    su_root_t *root;
    GPtrArray *listeners; /* of struct listener */
    GPtrArray *retired;   /* what they had before listen_anew() */
    GHashTable *legs;     /* oh_leg to struct leg */
    GPtrArray *gone;      /* legs off the table, freed when the stack has unwound */
    GSource *sweep;       /* frees them */
    GHashTable *expected; /* refusals we ordered, which the log need not tell of again: log.c */
    struct oh_sip_events events;
    struct account *account;   /* the one that is wanted, or NULL */
    GPtrArray *leaving;        /* accounts that unregister: account.c */
    GHashTable *origins;       /* addresses of its registrar and proxy: origin.c */
    struct look_ups *look_ups; /* of those */
    struct strangers strangers;
    guint keepalive_s;  /* 0: none */
    guint retry_base_s; /* backoff.h */
    oh_leg last_leg;
    GString *bound;
    char *ca;          /* file with the authorities that TLS trusts, or NULL: the system's */
    char *resolv_conf; /* in place of /etc/resolv.conf, or NULL */
    char *from;        /* our address in From of outgoing calls, or NULL */
    bool full_numbers; /* in the log */
    guint legs_max;    /* beyond it an INVITE is refused with 486 before anything is made for it */
    bool early_183;    /* ring with 183 and our answer in it */
    bool ring_back;    /* and let the caller hear a tone of ours */
    bool closing;      /* destroy() runs: nothing is posted any more */
};

/* Post about a leg; nothing once the engine is closing. */
void engine_post(struct engine *engine, const struct oh_event *event);

/* nua's callback: sorts its events to incoming.c, outgoing.c, change.c and leg.c. */
void engine_nua_event(nua_event_t event, int status, char const *phrase, nua_t *nua,
                      struct listener *listener, nua_handle_t *handle, struct leg *leg,
                      sip_t const *sip, tagi_t tags[]);

/* The media stack's answer to a request for a description, handed to whoever asked. */
void engine_described(void *ctx, oh_leg id, const char *sdp, uint16_t code, const char *why);
void engine_flowed(void *ctx, oh_leg id, const struct oh_frames *frames, uint32_t span_ms);
void engine_digits_received(void *ctx, oh_leg id, const char *digits);
void engine_media_failed(void *ctx, oh_leg id, const char *why);
void engine_media_insecure(void *ctx, oh_leg id, const char *why);

#endif
