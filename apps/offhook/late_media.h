/*
 * The ports of a media stack that is not open yet: the SIP engine and the host get these, and the
 * first use opens it.
 */
#ifndef OFFHOOK_APP_LATE_MEDIA_H
#define OFFHOOK_APP_LATE_MEDIA_H

#include "stack.h"

struct oh_media_port late_media_port(struct stack *stack);
struct oh_audio_port late_audio_port(struct stack *stack);

#endif
