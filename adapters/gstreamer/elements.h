/*
 * Making and joining elements, with errors in sentences; and the list of elements we need.
 */
#ifndef OFFHOOK_GSTREAMER_ELEMENTS_H
#define OFFHOOK_GSTREAMER_ELEMENTS_H

#include <gst/gst.h>
#include <stdbool.h>
#include <stddef.h>

/* Initialises GStreamer and looks for every element that we use. Any thread. False with a sentence
 * that names the package of what is missing. */
bool oh_elements_find(char *why, size_t why_size);
/* Loads their plugins. After oh_elements_find; any thread. */
bool oh_elements_load(char *why, size_t why_size);
/* Those for keys in descriptions (SDES), which may be loaded later: some 30 ms, and 2 MiB. After
 * oh_elements_find; any thread. */
bool oh_elements_load_srtp(char *why, size_t why_size);
/* Those that only WebRTC needs, with the former, which may be loaded later: some 30 ms. After
 * oh_elements_find; any thread. */
bool oh_elements_load_webrtc(char *why, size_t why_size);
/* The process's DTLS certificate, which comes with its first dtlsdec: an RSA key, some 200 ms. Who
 * needs it meanwhile waits for it. After oh_elements_find; any thread. */
void oh_elements_make_certificate(void);

/* Makes an element and adds it to the bin, which owns it. After oh_elements_load it cannot fail. */
GstElement *oh_element_add(GstBin *bin, const char *factory);
/* A capsfilter for raw audio: 16 bit, one channel. */
GstElement *oh_element_add_raw(GstBin *bin, unsigned rate_hz);
/* A fakesink that takes what comes, when it comes. */
GstElement *oh_element_add_drain(GstBin *bin);

#endif
