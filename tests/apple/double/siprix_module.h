/*
 * A stand-in for Siprix's library behind its iOS classes, scripted from what its published plugin
 * and header show. The real one cannot be had here.
 */
#ifndef DOUBLE_SIPRIX_MODULE_H
#define DOUBLE_SIPRIX_MODULE_H

#import <siprix/siprix.h>

#import "world.h"

/* Sound flows: it was given the session in the session's present activation. */
bool siprix_sounds(void);
void siprix_reset(void);
/* The next callBye is refused (its plugin's 41). */
void siprix_refuse_bye(void);
/* Its callbacks of an outgoing call begin before callInvite: returned. */
void siprix_tell_early(void);

#endif
