/*
 * The legs that use the devices: each block that was captured goes to all of them, what they
 * decoded is mixed into one.
 */
#ifndef OFFHOOK_GSTREAMER_LINES_H
#define OFFHOOK_GSTREAMER_LINES_H

#include "feed.h"
#include "playout.h"

/* A leg's two ends. */
struct oh_line {
    struct oh_feed *feed;       /* NULL: it sends nothing yet */
    struct oh_playout *playout; /* NULL: it plays nothing */
};

struct oh_lines {
    GMutex lock;
    GPtrArray *list; /* of struct oh_line, borrowed */
    bool enabled;    /* the session's own gate */
};

void oh_lines_begin(struct oh_lines *lines);
void oh_lines_end(struct oh_lines *lines);

/* On the owner's context. Once oh_lines_remove returned, nothing touches the line any more. */
void oh_lines_add(struct oh_lines *lines, struct oh_line *line);
void oh_lines_remove(struct oh_lines *lines, struct oh_line *line);
/* Change one end of a line that may be in the list. */
void oh_lines_set_feed(struct oh_lines *lines, struct oh_line *line, struct oh_feed *feed);
/* Off: once this returned, nothing goes either way. */
void oh_lines_enable(struct oh_lines *lines, bool on);

/* On the devices' thread. */
void oh_lines_captured(struct oh_lines *lines, const int16_t block[OH_BLOCK_SAMPLES]);
/* Overwrites `mix`. */
void oh_lines_mix(struct oh_lines *lines, int16_t mix[OH_BLOCK_SAMPLES]);

#endif
