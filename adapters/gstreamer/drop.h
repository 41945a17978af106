/*
 * Getting rid of a stream of the sound server. Part of pulse.c's work; under the server's lock.
 */
#ifndef OFFHOOK_GSTREAMER_DROP_H
#define OFFHOOK_GSTREAMER_DROP_H

#include <pulse/pulseaudio.h>

/* End it without waiting, whatever its state; its callbacks are not called any more. Sets it to
 * NULL. */
void oh_stream_drop(pa_stream **stream);

#endif
