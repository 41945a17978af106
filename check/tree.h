/*
 * Steps of the core, told apart by as few facts as make a difference: a decision tree for each kind
 * of event, whose leaves are the rows of docs/protocol.md.
 */
#ifndef CHECK_TREE_H
#define CHECK_TREE_H

#include <stdio.h>

#include "facts.h"

/* What a step does to the calls, and what to the audio session, are two tables. */
enum part { PART_CALL, PART_AUDIO, PARTS };

/* One step: what it met, what it left, and its commands (an index of a text). */
struct sample {
    uint8_t kind;
    uint8_t before[FACTS];
    uint8_t after[FACTS];
    uint16_t commands[PARTS]; /* to the engine and the call UI; to the audio session */
};

/* Who gets a row: its condition, commands and changes, in words. */
typedef void row_sink(void *context, const char *when, uint16_t commands, const char *then);

/* `samples` are all of one kind; they are put in another order. */
void tree_rows(struct sample *samples, size_t count, enum part part, row_sink *sink, void *context);

#endif
