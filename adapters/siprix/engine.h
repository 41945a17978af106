/*
 * What the files of this adapter share: the engine, the SDK behind it, its legs.
 */
#ifndef SIPRIX_ENGINE_H
#define SIPRIX_ENGINE_H

#include <glib.h>

#include "hop.h"
#include "offhook/adapter.h"
#include "options.h"
#include "siprix_abi.h"

struct engine {
    GMainContext *context;
    struct oh_log_sink log;
    struct oh_post post;
    struct oh_sip_events events;
    struct options options;

    struct siprix_api api;
    struct ISiprixModule *module; /* NULL until Module_Create */
    bool initialized;
    struct hop *hop;

    bool has_account;
    siprix_account account;
    bool registers; /* the account has a registrar; else it is there to listen and to call only */
    uint32_t expires_s;

    GHashTable *legs;  /* oh_leg to struct leg */
    GHashTable *calls; /* siprix_call to struct leg */
    GPtrArray *gone;   /* legs off the tables, freed when the stack has unwound */
    oh_leg last_leg;
    bool closing; /* destroy() runs: nothing is posted any more */
};

/* Post about a leg; nothing once the engine is closing. */
void engine_post(struct engine *engine, const struct oh_event *event);

/* What the SDK said, on the host's context: hop.h's `take`. */
void engine_take(void *ctx, const struct notice *notice);

/* A line to the log sink. */
void engine_log(const struct engine *engine, enum oh_log_level level, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* A sentence on an error of the SDK's: "the call is not connected yet (ECallNotConnected)". To be
 * freed. */
char *engine_error(const struct engine *engine, siprix_error error);

#endif
