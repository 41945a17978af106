/*
 * Every duration and bound of the core, with its unit and its reason. Durations are defaults: an
 * application sets its own in struct oh_policy. None of them is needed for safety (check/ fires
 * them in any order); they only say how long a user waits.
 */
#ifndef OH_CORE_LIMITS_H
#define OH_CORE_LIMITS_H

/* From a push to its INVITE. A registration after a push takes seconds; the user looks at a ringing
 * phone. */
#define T_INVITE_MS 15000

/* A system that activates (iOS) ends what rings after so long (CK-85), and fails an answer that is
 * not fulfilled (CK-81): oh_init refuses deadlines that it comes before. */
#define SYSTEM_LIMIT_MS 60000

/* Nobody answers. iOS ends a ringing call itself after 60 s (CK-85): ours comes first. */
#define T_RING_SYSTEM_MS 55000
/* Without a system that does so: what SIP callers commonly wait, 2 minutes (RFC 3261 timer C is 3).
 */
#define T_RING_SELF_MS 120000

/* From the answer to our 200. Longer than every ladder, shorter than the user's patience and the 60
 * s that the answer action has (CK-81). */
#define T_SETUP_MS 10000

/* From our 200 to its ACK: 64*T1 = 32 s are the engine's (RFC 3261 13.3.1.4); one second later it
 * is ours. */
#define T_ACK_MS 33000

/* A connected call without audio: long enough for an alarm or Siri, short enough not to be a dead
 * line. */
#define T_LOST_MS 30000

/* An outgoing call that nobody answers: RFC 3261 timer C, 3 minutes. */
#define T_CONNECTING_MS 180000

/* For how long an ended call is remembered: a push may be late by half a minute (C6), a
 * retransmitted or forked INVITE by 32 s; a caller who tries again after two minutes is a new call.
 */
#define T_DEAD_MS 120000

/* Nothing captured, sent or played although it should be: two reports in a row, for one may have
 * begun before the gate was open. */
#define T_SILENT_MS 2000

/* No sign of life from the peer: longer than a lost packet or a handover, and than RTCP's 5 s. */
#define T_DEAF_MS 8000

/* From what we ask of the call UI to its action: the system does such a thing at once; it is
 * another process that may hang. */
#define T_REQUEST_MS 2000

/* Episodes of dead audio that are cured in a call. Who was not helped three times is told. */
#define CURES_MAX 3

/* Ended calls remembered at least (as many as calls_max, if that is more): more than a person ends
 * within T_DEAD. With no place free, the oldest that owes nothing is forgotten. */
#define DEAD_MIN 8

/* Rungs of the system's ladder, in ms; all together 6.5 s, within T_SETUP. */
#define RUNG_WAIT_MS    1500 /* didActivate normally comes within a few 100 ms */
#define RUNG_RELEASE_MS 1000 /* and so it does after the session was let go of */
#define RUNG_REFRESH_MS 1000 /* (CK-21) */
#define RUNG_ASSUME_MS  500  /* before the next remedy when the assumption was wrong */
#define RUNG_BOUNCE_MS  1500 /* two actions through the system and an activation (CK-109) */
#define RUNG_FORCE_MS   1000 /* between two attempts */
#define RUNG_LOOK_MS    100  /* AirPods show no input for a moment (AS-32) */

/* Android's Telecom. A microphone may be given 10 to 15 s after the answer (F91): the call waits
 * for it, within the 60 s in which Telecom wants it active (AN). */
#define T_SETUP_TELECOM_MS 20000
/* And one that is silent for so long is no dead one: three cures take longer. */
#define T_SILENT_TELECOM_MS 5500
/* Telecom gives an operation up after 5 s (AN-10): it says so; what it says late is not lost. */
#define T_REQUEST_TELECOM_MS 6000

/* Rungs of our own ladder: a device is there at once, or a sound server needs a second to come
 * back. */
#define RUNG_PREPARE_MS 300
#define RUNG_REOPEN_MS  1000

/* The most commands of one step: every call may end in it (3 each), and each deadline that fires
 * may move gates and the audio session (proved enough by check/). */
#define COMMANDS_BASE   16
#define COMMANDS_A_CALL 16

#endif
