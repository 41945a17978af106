/*
 * A host with fake parties in virtual time, for tests: on iOS (`ios`), or on a desktop (`ui` and
 * `audio`). What happened is in `record`, and, as a trace, in `trace_text`.
 */
#ifndef OFFHOOK_TEST_WORLD_H
#define OFFHOOK_TEST_WORLD_H

#include <stdio.h>

#include "fake.h"
#include "offhook/trace.h"

struct world {
    struct fake_clock *clock;
    struct fake_record *record;
    struct fake_engine *engine;
    struct fake_ios *ios;
    struct fake_ui *ui;
    struct fake_audio *audio;
    struct oh_host *host;
    struct oh_trace_writer *writer;
    FILE *trace_file;
    char *trace_text;
    size_t trace_size;
};

struct world *world_ios(void);
struct world *world_desktop(void);
/* The fakes of who activates the session by this policy. */
struct world *world_under(const struct oh_policy *policy);
/* Checks that the trace can be replayed, too. */
void world_free(struct world *world);

/* Run for so long. */
void world_run(struct world *world, uint32_t for_ms);

/* The trace so far. Free it. */
struct oh_trace *world_trace(const struct world *world);

/* That these lines are in the record, in this order (others may stand between). */
void assert_order(const struct world *world, const char *const *lines, size_t count);
#define ASSERT_ORDER(world, ...)                            \
    assert_order(world, (const char *const[]){__VA_ARGS__}, \
                 sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

#endif
