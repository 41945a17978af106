/*
 * The world that the double plays: choices, time, queues, what happened. What befalls the single
 * frameworks is in the headers beside this one. Everything runs on one thread.
 */
#ifndef DOUBLE_WORLD_H
#define DOUBLE_WORLD_H

#import <Foundation/Foundation.h>
#include <stdbool.h>
#include <stdint.h>

#import <dispatch/dispatch.h>

/* ---- Choices ---- */

enum claim {
#define CLAIM(name, id, confidence, text) CLAIM_##name,
#include "claims.def"
#undef CLAIM
    CLAIMS
};

const char *claim_id(enum claim claim);
const char *claim_text(enum claim claim);

/* A new world. Seed 0: kind and in order; else every choice is drawn from the seed, with at most
 * `faults` unkind ones a claim. */
void world_reset(uint64_t seed, unsigned faults);
/* The claim goes this way, so many times (UINT32_MAX: always). */
void world_force(enum claim claim, unsigned way, uint32_t times);
/* Which of `ways` it goes: 0 is the kind one. */
unsigned choose(enum claim claim, unsigned ways);
/* A number below `below`, with no malice in it: delays and the like. Seed 0: 0. */
unsigned any(unsigned below);
/* From now on everything goes kindly, but order is still chosen. */
void world_calm(void);
/* How often a claim went an unkind way since the program began. */
uint64_t claim_count(enum claim claim);

/* ---- Time and queues ---- */

uint64_t world_now_ms(void);
/* Let this much time pass, and all that is due in it happen. */
void world_run(uint32_t for_ms);
/* Let happen what can without time passing. */
void world_settle(void);
/* A queue for a party that is not the application; lives until the next reset. */
dispatch_queue_t world_queue(const char *label);
/* Run the block on that queue in so many milliseconds. */
void world_after(uint32_t delay_ms, dispatch_queue_t queue, dispatch_block_t block);
/* Nothing of it runs for this long. */
void world_block(dispatch_queue_t queue, uint32_t for_ms);
/* Called after each block that ran, beside those that are called already. */
void world_each(void (*function)(void));
/* The process is gone: nothing that the application queued runs any more. */
void world_forget_application(void);

/* ---- What happened ---- */

void record(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* All lines. Borrowed until the next. */
const char *record_text(void);
bool record_has(const char *line);
/* What the frameworks would not forgive, or a property forbids: "S1: ...". */
void violation(const char *format, ...) __attribute__((format(printf, 1, 2)));
unsigned world_violations(void);
/* Whether a violation begins with this. */
bool violated(const char *property);

#endif
