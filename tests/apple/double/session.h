/*
 * AVAudioSession: who made it active, and what befalls it.
 */
#ifndef DOUBLE_SESSION_H
#define DOUBLE_SESSION_H

#import <AVFAudio/AVFAudio.h>

#import "world.h"

enum session_state {
    SESSION_INACTIVE,
    SESSION_BY_SYSTEM, /* CallKit, with priority */
    SESSION_BY_APP,    /* setActive of the application or its engine */
    SESSION_INTERRUPTED,
};

enum session_state session_state(void);
bool session_active(void);
/* Active, as far as the application can know: what it was told, and what it did itself. */
bool session_told(void);
/* The system told it of an activation, and of no end of it. */
bool session_told_by_system(void);
/* The session records, or the application cannot know yet that it does not any more. */
bool session_configured(void);
/* Active, made by the system or by a reset of ours, with input, for a recording category: sound can
 * flow both ways. What was active before CallKit could activate it does not record (CK-93). */
bool session_usable(void);
/* A change of this number means: what was started before is a zombie (CK-104). */
unsigned session_generation(void);

/* An alarm, Siri. */
void session_interrupt(void);
void session_interruption_over(void);
void session_services_die(void); /* lost, and reset a moment later */
void session_route_changes(AVAudioSessionRouteChangeReason reason);
/* Somebody plays or records: asked at setActive(NO) (AS-4). */
void session_io(bool (*running)(void));

/* For the daemon. */
bool session_activate_by_system(void); /* false: it stays as it is */
void session_tell(bool active);        /* a callback of CallKit's reaches the application */
void session_deactivate_by_system(void);
void session_system_gone(void);
void session_process_gone(void);

#endif
