/*
 * The host's clock on a GMainContext: CLOCK_BOOTTIME, so that time spent suspended counts.
 */
#ifndef OFFHOOK_APP_CLOCK_H
#define OFFHOOK_APP_CLOCK_H

#include <glib.h>

#include "offhook/host.h"

struct app_clock;

/* `host` points to where the host will be once it is made. NULL if the system has no such timer. */
struct app_clock *app_clock_new(GMainContext *context, struct oh_host **host);
void app_clock_free(struct app_clock *clock);
struct oh_clock_port app_clock_port(struct app_clock *clock);

#endif
