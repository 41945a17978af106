/*
 * What in a trace is trouble, so that it can stand out when it is drawn. Private to src/trace.
 */
#ifndef OFFHOOK_TRACE_TROUBLE_H
#define OFFHOOK_TRACE_TROUBLE_H

#include "offhook/trace.h"

enum trouble {
    TROUBLE_NONE,
    TROUBLE_WARNING, /* a call may suffer from it */
    TROUBLE_FAILURE, /* a call did */
};

/* FLOWED is judged by the ladder, which knows what was open. */
enum trouble trouble_of_event(const struct oh_event *event);
enum trouble trouble_of_command(const struct oh_command *command);
enum trouble trouble_of_reason(enum oh_reason reason);

#endif
