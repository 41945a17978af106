/*
 * The adapter on the stand-in under a real host and core, with a fake iOS platform above; what must
 * hold between them, looked at from outside. Time is virtual, the SDK's thread is real.
 */
#ifndef WHOLE_H
#define WHOLE_H

#include "fake.h"
#include "offhook/trace.h"
#include "rig.h"

struct whole {
    struct rig *rig;
    const struct standin *sdk;
    struct fake_clock *clock;
    struct fake_record *record;
    struct fake_ios *ios;
    struct oh_host *host;
    struct oh_engine_port engine;
    unsigned accepted_too_early; /* ACCEPT while audio was not enabled */
    bool hold_was_refused;       /* so what the SDK holds may differ from what the core holds */
    struct oh_trace_writer *writer;
    FILE *trace_file;
    char *trace_text;
    size_t trace_size;
};

struct whole *whole_new(void);
/* Checks that nothing is left anywhere and that the trace replays. */
void whole_free(struct whole *whole);

/* Let so much time pass, with the SDK saying what it has to say in between; then check. */
void whole_run(struct whole *whole, uint32_t ms);

/* What must hold whenever all was said: who is heard by the peer is a call that sends, each call of
 * the SDK's is one of the core's, the call UI was never wronged. Fails the test. */
void whole_check(struct whole *whole);

/* The index-th call of the core; false if there is none. */
bool whole_call(const struct whole *whole, unsigned index, struct oh_call_info *info);

/* A call that rings; one that is talked on. The SDK's number. */
uint32_t whole_ringing(struct whole *whole);
uint32_t whole_talking(struct whole *whole);
/* The user's touch on the call that came last. */
void whole_answer(struct whole *whole);
void whole_end(struct whole *whole);

/* The match key of a call with this Call-ID. */
oh_match_key whole_key(const char *call_id);
void whole_push(struct whole *whole, const char *call_id);

#endif
