/*
 * The strategy "eager", for showing what goes wrong: a shim between the core and its parties that
 * makes the phone behave as the failing apps do. Not for use.
 */
#ifndef OFFHOOK_APP_EAGER_H
#define OFFHOOK_APP_EAGER_H

#include "offhook/adapter.h"
#include "offhook/host.h"

struct eager;

/* `next` is where events go on to; `host` points to where the host will be once it is made. */
struct eager *eager_new(struct oh_post next, struct oh_host **host);
void eager_free(struct eager *eager);

/* Where the parties post instead. */
struct oh_post eager_post(struct eager *eager);

/* Step between: each port is copied and replaced. */
void eager_wrap_engine(struct eager *eager, struct oh_engine_port *engine);
void eager_wrap_audio(struct eager *eager, struct oh_audio_port *audio);
void eager_wrap_ui(struct eager *eager, struct oh_ui_port *ui);

#endif
