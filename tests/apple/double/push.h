/*
 * PushKit, and what it does to those who do not report (PK-10 to PK-15).
 */
#ifndef DOUBLE_PUSH_H
#define DOUBLE_PUSH_H

#import <PushKit/PushKit.h>

#import "world.h"

/* A push arrives. It must be reported, unless the application is in the foreground or in a call. */
void push_arrives(NSDictionary *payload);
/* It was told nothing, or too late. */
bool push_killed_the_process(void);
unsigned push_count(void);
NSData *push_token(void);

/* provider.m: a report was invoked. */
void push_note_report(void);

#endif
