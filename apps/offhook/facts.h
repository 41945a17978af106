/*
 * What the demo saw of its call, and whether that is a call as it should be.
 */
#ifndef OFFHOOK_APP_FACTS_H
#define OFFHOOK_APP_FACTS_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define FACTS_PHONE_HZ  620 /* what the phone sends */
#define FACTS_CALLER_HZ 440 /* what the caller sends */

/* One end of the call. Times are CLOCK_MONOTONIC microseconds, one clock for both processes; 0: it
 * did not happen. */
struct end {
    int64_t ringing_us, answered_us, fulfilled_us, activated_us, audio_on_us;
    int64_t accepted_us, connected_us, ended_us;
    int64_t first_sound_us; /* the first that was heard above the threshold of silence */
    bool measured;          /* an own level is known */
    double sent_db;         /* what this end's source gives */
    double heard_db;        /* what this end decoded last */
    unsigned heard_hz;
    unsigned streak; /* measures in a row that were the other's tone at the other's level */
    bool ended_by_remote;
};

struct facts {
    struct end phone, caller;
    bool ended_well; /* both processes */
    bool replays;    /* the trace gives the same commands again */
};

/* A line of JSON from the phone or the caller. */
void facts_learn(struct facts *facts, bool from_phone, const cJSON *line);

/* Both ends hear each other, for long enough to be sure. */
bool facts_audio_both_ways(const struct facts *facts);

/* Print every fact with what was measured. Returns the first that does not hold, or NULL. */
const char *facts_judge(const struct facts *facts, FILE *out);

#endif
