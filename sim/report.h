/* What a run came to: a table, a line of JSON, a page, the list of bad schedules. */
#ifndef SIM_REPORT_H
#define SIM_REPORT_H

#include "arguments.h"

/* The adversaries of check/ that a wave may meet. */
struct kind {
    uint64_t adversary;
    const char *name;
    const char *text;
};

extern const struct kind kinds[];
extern const unsigned kind_count;

/* Of a kind: the calls whose wave met it, and the bad ones of them. */
uint64_t kind_met(const struct sums *sums, const struct kind *kind);
uint64_t kind_bad(const struct sums *sums, const struct kind *kind);

/* In ms: how long it took `of_100` of those who could be talked on to hear each other; NEVER_MS if
 * fewer did, or it took longer than is told apart. */
uint64_t answer_to_sound_ms(const struct sums *sums, unsigned of_100);

double percent(uint64_t part, uint64_t whole);

/* What replays a schedule. */
void put_command(const struct sim_options *options, const struct run_result *result, uint64_t seed,
                 FILE *out);

void report_table(const struct sim_options *options, const struct run_result *results, FILE *out);
/* Returns false if memory is out. */
bool report_json(const struct sim_options *options, const struct run_result *results, FILE *out);
void report_bad(const struct sim_options *options, const struct run_result *results, FILE *out);
/* The head of the page as SVG: docs/sim.svg. */
void report_picture(const struct sim_options *options, const struct run_result *results, FILE *out);
void report_page(const struct sim_options *options, const struct run_result *results, FILE *out);

#endif
