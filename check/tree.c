/*
 * Splitting by the fact that tells most, until all steps of a leaf give the same commands and the
 * same facts. Siblings that turn out alike become one row.
 */
#include "tree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define UNCHANGED 255
#define VALUES    12

/* What a step does: commands, and facts set (UNCHANGED: not). */
struct outcome {
    uint16_t commands;
    uint8_t set[FACTS];
};

struct path {
    uint16_t values[FACTS]; /* as bits; 0: any */
};

static enum part part;          /* which table is being made */
static enum oh_event_type type; /* of which event */

/* Facts that are told of what a step left: of a call that is gone, only that it is. */
static bool is_told(unsigned fact, const struct sample *sample)
{
    if (part == PART_AUDIO)
        return fact >= FIRST_AUDIO_FACT;
    return fact == FACT_WHO || fact == FACT_FOREIGN || fact == FACT_UI ||
           (fact > FACT_UI && fact < FIRST_AUDIO_FACT && sample->after[FACT_UI] != 0);
}

static bool add_to_outcome(struct outcome *outcome, const struct sample *sample)
{
    if (outcome->commands != sample->commands[part])
        return false;
    for (unsigned f = 0; f < FACTS; f++) {
        if (!is_told(f, sample) || sample->before[f] == sample->after[f])
            continue;
        if (outcome->set[f] != UNCHANGED && outcome->set[f] != sample->after[f])
            return false;
        outcome->set[f] = sample->after[f];
    }
    return true;
}

static bool fits(const struct outcome *outcome, const struct sample *sample)
{
    if (outcome->commands != sample->commands[part])
        return false;
    for (unsigned f = 0; f < FACTS; f++) {
        if (!is_told(f, sample))
            continue;
        uint8_t expected = outcome->set[f] == UNCHANGED ? sample->before[f] : outcome->set[f];
        if (sample->after[f] != expected)
            return false;
    }
    return true;
}

/* Whether one outcome explains all of them. */
static bool explain(const struct sample *samples, size_t count, struct outcome *outcome)
{
    outcome->commands = samples[0].commands[part];
    memset(outcome->set, UNCHANGED, sizeof outcome->set);
    for (size_t i = 0; i < count; i++)
        if (!add_to_outcome(outcome, &samples[i]))
            return false;
    for (size_t i = 0; i < count; i++)
        if (!fits(outcome, &samples[i]))
            return false;
    return true;
}

/* ---- Which fact tells most ---- */

/* Facts that all of them leave as they were, or set to the same, need no telling apart. */
static void plain_facts(const struct sample *samples, size_t count, bool *plain)
{
    for (unsigned f = 0; f < FACTS; f++) {
        bool kept = true;
        bool set = true;
        int value = -1;
        for (size_t i = 0; i < count; i++) {
            if (!is_told(f, &samples[i])) {
                set = false;
                continue;
            }
            kept &= samples[i].after[f] == samples[i].before[f];
            set &= value < 0 || samples[i].after[f] == value;
            value = samples[i].after[f];
        }
        plain[f] = kept || set;
    }
}

static uint32_t signature(const struct sample *sample, const bool *plain)
{
    uint32_t hash = sample->commands[part] * 2654435761u;

    for (unsigned f = 0; f < FACTS; f++)
        if (!plain[f] && is_told(f, sample) && sample->before[f] != sample->after[f])
            hash = (hash ^ (f * 31u + sample->after[f])) * 2654435761u;
    return hash >> 20; /* few enough to count */
}

static double disorder(const uint32_t *counts, unsigned size, double total)
{
    double bits = 0;

    for (unsigned i = 0; i < size; i++)
        if (counts[i] > 0)
            bits -= counts[i] * log2(counts[i] / total);
    return bits;
}

/* Each table goes by its own facts, and by what the step comes to for the other. */
static bool goes_by(unsigned fact)
{
    if (fact < FIRST_CALL_FACT)
        return part == PART_AUDIO ? fact != FACT_ON : fact != FACT_NEEDED && fact != FACT_LEFT;
    return part == PART_AUDIO ? fact >= FIRST_AUDIO_FACT : fact < FIRST_AUDIO_FACT;
}

static unsigned best_fact(const struct sample *samples, size_t count)
{
    static uint32_t counts[VALUES][4096];
    bool plain[FACTS];
    unsigned best = FACTS;
    double least = 0;

    plain_facts(samples, count, plain);
    for (unsigned f = 0; f < FACTS; f++) {
        double totals[VALUES] = {0};
        double bits = 0;
        unsigned values = 0;
        if (!goes_by(f))
            continue;
        memset(counts, 0, sizeof counts);
        for (size_t i = 0; i < count; i++) {
            counts[samples[i].before[f]][signature(&samples[i], plain)]++;
            totals[samples[i].before[f]]++;
        }
        for (unsigned v = 0; v < VALUES; v++) {
            values += totals[v] > 0;
            bits += disorder(counts[v], 4096, totals[v] + (totals[v] == 0));
        }
        if (values > 1 && (best == FACTS || bits < least - 1e-6)) {
            best = f;
            least = bits;
        }
    }
    return best;
}

/* ---- Rows ---- */

static void append(char *text, size_t size, const char *separator, const char *more)
{
    size_t length = strlen(text);

    if (*more != '\0')
        snprintf(text + length, size - length, "%s%s", length > 0 ? separator : "", more);
}

static void condition(const struct path *path, char *text, size_t size)
{
    text[0] = '\0';
    for (unsigned f = 0; f < FACTS; f++) {
        char values[400] = "";
        if (path->values[f] == 0)
            continue;
        for (unsigned v = 0; v < VALUES; v++)
            if (path->values[f] >> v & 1)
                append(values, sizeof values, " or ", fact_text(type, f, (uint8_t)v));
        append(text, size, "; ", values);
    }
}

static void give_row(const struct path *path, const struct outcome *outcome, row_sink *sink,
                     void *context)
{
    char when[1000];
    char then[1000] = "";

    condition(path, when, sizeof when);
    for (unsigned f = 0; f < FACTS; f++)
        if (outcome->set[f] != UNCHANGED)
            append(then, sizeof then, "; ", fact_text(type, f, outcome->set[f]));
    sink(context, when, outcome->commands, then);
}

static unsigned sort_fact;

static int by_fact(const void *a, const void *b)
{
    return ((const struct sample *)a)->before[sort_fact] -
           ((const struct sample *)b)->before[sort_fact];
}

static void grow(struct sample *samples, size_t count, struct path path, row_sink *sink,
                 void *context);

/* The children of a split: those that one outcome explains together are given as one row. */
static void split(struct sample *samples, size_t count, unsigned fact, struct path path,
                  row_sink *sink, void *context)
{
    struct sample *parts[VALUES];
    size_t sizes[VALUES] = {0};
    bool done[VALUES] = {false};

    sort_fact = fact;
    qsort(samples, count, sizeof *samples, by_fact);
    for (size_t i = 0; i < count; i++) {
        uint8_t value = samples[i].before[fact];
        if (sizes[value]++ == 0)
            parts[value] = &samples[i];
    }
    for (unsigned v = 0; v < VALUES; v++) {
        struct outcome outcome, both;
        if (sizes[v] == 0 || done[v])
            continue;
        path.values[fact] = (uint16_t)(1u << v);
        if (!explain(parts[v], sizes[v], &outcome)) {
            grow(parts[v], sizes[v], path, sink, context);
            continue;
        }
        for (unsigned w = v + 1; w < VALUES; w++) {
            bool alike = sizes[w] > 0 && !done[w] && explain(parts[w], sizes[w], &both);
            struct outcome sum = outcome;
            for (size_t i = 0; alike && i < sizes[w]; i++)
                alike = add_to_outcome(&sum, &parts[w][i]);
            for (unsigned u = 0; alike && u <= w; u++)
                if (u == w || path.values[fact] >> u & 1)
                    for (size_t i = 0; alike && i < sizes[u]; i++)
                        alike = fits(&sum, &parts[u][i]);
            if (!alike)
                continue;
            outcome = sum;
            done[w] = true;
            path.values[fact] |= (uint16_t)(1u << w);
        }
        give_row(&path, &outcome, sink, context);
    }
}

static void grow(struct sample *samples, size_t count, struct path path, row_sink *sink,
                 void *context)
{
    struct outcome outcome;
    unsigned fact;

    if (explain(samples, count, &outcome)) {
        give_row(&path, &outcome, sink, context);
        return;
    }
    fact = best_fact(samples, count);
    if (fact == FACTS) { /* the facts do not tell them apart */
        char when[1000];
        condition(&path, when, sizeof when);
        sink(context, when, UINT16_MAX, "(more than one outcome)");
        return;
    }
    split(samples, count, fact, path, sink, context);
}

void tree_rows(struct sample *samples, size_t count, enum part which, row_sink *sink, void *context)
{
    struct path any = {0};

    part = which;
    type = (enum oh_event_type)samples[0].kind;
    grow(samples, count, any, sink, context);
}
