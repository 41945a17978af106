/*
 * The adapter, loaded as a module, on the stand-in; its events as lines, and whatever of offhook a
 * test wants above it.
 */
#ifndef RIG_H
#define RIG_H

#include <glib.h>

#include "offhook/adapter.h"
#include "offhook/host.h"
#include "standin.h"

struct rig {
    GMainContext *context;
    const struct standin *sdk;
    struct oh_module *module;
    const struct oh_sip_adapter *sip;
    void *engine;
    struct oh_engine_port port;
    GString *events;      /* "invited 1", "ended 1 remote", a line each */
    GString *log;         /* "warning ..." */
    GPtrArray *extra;     /* options beside those of every test */
    struct oh_post post;  /* if set, gets the events, too */
    struct oh_event last; /* that was posted */
    enum oh_registration_state registration;
    uint16_t registration_code;
    unsigned registrations;
};

/* The engine on the stand-in, with these options (NULL-terminated; NULL: none) beside lib= and
 * listen=. */
struct rig *rig_new(const char *const *options);
#define RIG(...) rig_new((const char *const[]){__VA_ARGS__, NULL})
/* The same with an own post, for a host. */
struct rig *rig_new_with(const struct oh_post *post);
void rig_free(struct rig *rig);

/* Try to make an engine from exactly these options. NULL: made (and destroyed again); else the
 * sentence. Borrowed until the next one. */
const char *rig_refusal(const char *const *options);

/* Let the stand-in say what it has to say, and the adapter hear it. */
void rig_settle(struct rig *rig);
/* Wait until it is so; fails the test after 10 s. */
void rig_wait(struct rig *rig, bool (*fact)(struct rig *rig));

/* Whether the events, or what the SDK was told, have this line; how often. */
bool rig_has(const struct rig *rig, const char *event);
unsigned rig_told(const struct rig *rig, const char *line);
/* Forget both until now. */
void rig_forget(struct rig *rig);

/* A fresh incoming call, as far as INVITED; an answered one; one that we placed and that was
 * answered. Returns the leg; *call is the SDK's number. */
oh_leg rig_incoming(struct rig *rig, uint32_t *call);
oh_leg rig_answered(struct rig *rig, uint32_t *call);
oh_leg rig_placed(struct rig *rig, uint32_t *call);

#define assert_event(rig, line)                                                                \
    do {                                                                                       \
        if (!rig_has(rig, line))                                                               \
            fail_msg("no \"%s\" in:\n%s(log: %s)", line, (rig)->events->str, (rig)->log->str); \
    } while (0)
#define assert_no_event(rig, line)                                      \
    do {                                                                \
        if (rig_has(rig, line))                                         \
            fail_msg("\"%s\" is there:\n%s", line, (rig)->events->str); \
    } while (0)
#define assert_told(rig, line, times)                                                    \
    do {                                                                                 \
        if (rig_told(rig, line) != (times))                                              \
            fail_msg("\"%s\" is there %u times, not %u:\n%s", line, rig_told(rig, line), \
                     (unsigned)(times), (rig)->sdk->record());                           \
    } while (0)

#endif
