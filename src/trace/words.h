/*
 * Events and commands in words, for people. Private to src/trace.
 */
#ifndef OFFHOOK_TRACE_WORDS_H
#define OFFHOOK_TRACE_WORDS_H

#include "offhook/trace.h"

#define WORDS_MAX 256

/* All of it, with party and every field: "engine reject leg 1 code 603 reason user". */
void event_words(const struct oh_event *event, char text[WORDS_MAX]);
void command_words(const struct oh_command *command, char text[WORDS_MAX]);

/* For an arrow whose lane already tells the party: "reject 603, leg 1". */
void event_label(const struct oh_event *event, char text[WORDS_MAX]);
void command_label(const struct oh_command *command, char text[WORDS_MAX]);

#endif
