/*
 * How the parts of the double begin anew. Private to the double.
 */
#ifndef DOUBLE_PARTS_H
#define DOUBLE_PARTS_H

void queues_reset(void);
void daemon_reset(void);
void session_reset(void);
void push_reset(void);
void application_reset(void);
void rtc_reset(void);
void peer_reset(void);

#endif
