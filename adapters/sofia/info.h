/*
 * Digits in INFO requests, both ways, for peers whose media does not carry them.
 */
#ifndef SOFIA_INFO_H
#define SOFIA_INFO_H

#include "leg.h"

/* The peer sent an INFO, which nua gave the present event for. */
void info_came(struct leg *leg, nua_t *nua, sip_t const *sip);

/* An INFO outside of any call. */
void info_stranger(nua_handle_t *handle, nua_t *nua);

/* Send these after what waits. */
void info_send(struct leg *leg, const char *digits);

/* A response to our INFO. */
void info_response(struct leg *leg, int status);

/* The leg is over: nothing more is sent. */
void info_forget(struct leg *leg);

#endif
