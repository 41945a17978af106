/*
 * Learns the demo's facts from the two ends' lines, and judges them.
 */
#include "facts.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define SILENCE_DB    (-60.0)
#define TOLERANCE_DB  3.0
#define TOLERANCE_HZ  10
#define STREAK_ENOUGH 5 /* half a second */

static double number(const cJSON *line, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(line, name);
    return cJSON_IsNumber(item) ? item->valuedouble : 0;
}

static const char *string(const cJSON *line, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(line, name));
    return text ? text : "";
}

static bool hears(const struct end *end, const struct end *other, int expected_hz)
{
    return other->measured && abs((int)end->heard_hz - expected_hz) <= TOLERANCE_HZ &&
           fabs(end->heard_db - other->sent_db) <= TOLERANCE_DB;
}

static void learn_measure(struct end *end, const struct end *other, int expected_hz,
                          const cJSON *line, int64_t at_us)
{
    double level_db = number(line, "level_db");
    if (!cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(line, "incoming"))) {
        if (level_db > SILENCE_DB) {
            end->sent_db = level_db;
            end->measured = true;
        }
        return;
    }
    if (level_db <= SILENCE_DB)
        return;
    if (end->first_sound_us == 0)
        end->first_sound_us = at_us;
    end->heard_db = level_db;
    end->heard_hz = (unsigned)number(line, "hz");
    end->streak = hears(end, other, expected_hz) ? end->streak + 1 : 0;
}

void facts_learn(struct facts *facts, bool from_phone, const cJSON *line)
{
    struct end *end = from_phone ? &facts->phone : &facts->caller;
    const struct end *other = from_phone ? &facts->caller : &facts->phone;
    const struct {
        const char *event;
        int64_t *at_us;
    } times[] = {
        {"ringing", &end->ringing_us},     {"answered", &end->answered_us},
        {"fulfilled", &end->fulfilled_us}, {"activated", &end->activated_us},
        {"audio_on", &end->audio_on_us},   {"accepted", &end->accepted_us},
        {"connected", &end->connected_us}, {"ended", &end->ended_us},
    };
    const char *event = string(line, "event");
    int64_t at_us = (int64_t)number(line, "at_us");

    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
        if (strcmp(event, times[i].event) == 0 && *times[i].at_us == 0)
            *times[i].at_us = at_us;
    if (strcmp(event, "ended") == 0)
        end->ended_by_remote = strcmp(string(line, "reason"), "remote") == 0;
    if (strcmp(event, "measured") == 0)
        learn_measure(end, other, from_phone ? FACTS_CALLER_HZ : FACTS_PHONE_HZ, line, at_us);
}

bool facts_audio_both_ways(const struct facts *facts)
{
    return facts->phone.streak >= STREAK_ENOUGH && facts->caller.streak >= STREAK_ENOUGH;
}

/* ---- Judging ---- */

struct judge {
    FILE *out;
    const char *broken; /* the first */
};

static void rule(struct judge *judge, bool holds, const char *fact, const char *detail)
{
    fprintf(judge->out, "  %s  %s%s%s%s\n", holds ? "yes" : "NO ", fact, *detail ? " (" : "",
            detail, *detail ? ")" : "");
    if (!holds && !judge->broken)
        judge->broken = fact;
}

/* "12.3 ms", or nothing if one of them did not happen. */
static const char *between(char text[32], int64_t from_us, int64_t to_us)
{
    text[0] = '\0';
    if (from_us && to_us)
        snprintf(text, 32, "%+.1f ms", (double)(to_us - from_us) / 1000);
    return text;
}

static void heard(struct judge *judge, const char *fact, const struct end *end,
                  const struct end *other)
{
    char detail[100] = "nothing was heard";
    if (end->first_sound_us)
        snprintf(detail, sizeof(detail), "%u Hz at %.1f dB; %.1f dB were sent", end->heard_hz,
                 end->heard_db, other->sent_db);
    rule(judge, end->streak >= STREAK_ENOUGH, fact, detail);
}

static bool in_order(int64_t earlier_us, int64_t later_us)
{
    return earlier_us && later_us && earlier_us < later_us;
}

/* Nothing is heard at this end, or only after audio was on. */
static bool silent_before(const struct end *end, int64_t audio_on_us)
{
    return !end->first_sound_us || in_order(audio_on_us, end->first_sound_us);
}

const char *facts_judge(const struct facts *facts, FILE *out)
{
    const struct end *phone = &facts->phone, *caller = &facts->caller;
    struct judge judge = {.out = out};
    char text[32];

    rule(&judge, phone->ringing_us, "the phone rang", "");
    rule(&judge, in_order(phone->ringing_us, phone->answered_us), "the user answered",
         between(text, phone->ringing_us, phone->answered_us));
    rule(&judge, in_order(phone->answered_us, phone->fulfilled_us),
         "the answer action was fulfilled", between(text, phone->answered_us, phone->fulfilled_us));
    rule(&judge, in_order(phone->fulfilled_us, phone->activated_us),
         "the system activated the audio session after the fulfilment",
         between(text, phone->fulfilled_us, phone->activated_us));
    rule(&judge, in_order(phone->activated_us, phone->accepted_us),
         "the 200 OK left after the activation",
         between(text, phone->activated_us, phone->accepted_us));
    /* Not against the phone's own stamp: the caller may have it before the phone hears that it
     * left. */
    rule(&judge, in_order(phone->activated_us, caller->accepted_us),
         "the 200 OK reached the caller after the activation",
         between(text, phone->activated_us, caller->accepted_us));
    rule(&judge, caller->connected_us && phone->connected_us, "the ACK reached the phone", "");
    rule(&judge,
         silent_before(phone, phone->audio_on_us) && silent_before(caller, phone->audio_on_us),
         "nothing was heard before audio was on", "");
    heard(&judge, "the caller hears the phone's tone within 3 dB", caller, phone);
    heard(&judge, "the phone hears the caller's tone within 3 dB", phone, caller);
    rule(&judge, phone->ended_us && caller->ended_us && phone->ended_by_remote,
         "the caller's BYE ended the call at both ends", "");
    rule(&judge, facts->ended_well, "both programs ended in order", "");
    rule(&judge, facts->replays, "the trace replays to the same commands", "");
    return judge.broken;
}
