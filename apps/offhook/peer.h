/*
 * A phone in a process of its own: this very program, run as `offhook phone --json`.
 */
#ifndef OFFHOOK_APP_PEER_H
#define OFFHOOK_APP_PEER_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdbool.h>

struct peer;

/* What a peer said: its line as JSON (borrowed), or NULL when it has ended. */
typedef void peer_line_function(void *ctx, struct peer *peer, const cJSON *line);

/* Start it with these options (NULL-terminated) after `phone --json`. NULL after a sentence on
 * standard error. It is told to end when we die. */
struct peer *peer_start(const char *const *options, peer_line_function *line, void *ctx);
/* Give it a command. */
void peer_say(struct peer *peer, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* It ended with status 0. Only after its end was told. */
bool peer_ended_well(const struct peer *peer);
/* Ends it if it still runs. */
void peer_free(struct peer *peer);

#endif
