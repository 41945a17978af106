/*
 * Watches the steps of the core and the words of the adapters, and makes happenings of them.
 */
#ifndef OFFHOOK_APP_WATCH_H
#define OFFHOOK_APP_WATCH_H

#include "happening.h"
#include "offhook/host.h"
#include "output.h"
#include "roll.h"

struct watch;

/* `host` points to where the host will be once it is made; `face` makes lines for `output`. */
struct watch *watch_new(struct oh_host **host, face_function *face, struct output *output);
void watch_free(struct watch *watch);

/* Say something; at_us is filled in. */
void watch_say(struct watch *watch, struct happening what);

/* One step of the core, after its commands were carried out. */
void watch_step(struct watch *watch, const struct oh_core *core, const struct oh_event *event,
                const struct oh_commands *commands);

/* The engine says something, before anybody acts on it: the 200 and the ACK are said at once. */
void watch_engine(struct watch *watch, const struct oh_event *event);

/* The media stack measured a leg, or says how it was when its gates closed; the system's screen
 * changed. */
void watch_measured(struct watch *watch, oh_leg leg, const struct oh_media_measure *measure);
void watch_stats(struct watch *watch, oh_leg leg, const struct oh_media_stats *stats);
void watch_screen(struct watch *watch, struct oh_call_id call, const char *shows);

/* The calls by number. Borrowed. */
struct roll *watch_roll(struct watch *watch);

#endif
