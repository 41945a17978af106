/*
 * TLS, which Sofia-SIP does by itself, but without SNI, without a reason when it fails, with no
 * other CA than a file in a folder, and with a check of names that knows no addresses. So OpenSSL's
 * context that it makes for a listener is caught when it is made, and given what it lacks. A
 * connection whose certificate was not verified, chain and name, is never used.
 */
#ifndef SOFIA_TLS_H
#define SOFIA_TLS_H

#include "listen.h"

/* A folder that cannot be, for NUTAG_CERTIFICATE_DIR: Sofia is to find nothing there. */
#define TLS_NO_FOLDER "/dev/null/offhook"

/* From here to tls_catch_end() contexts made by this thread are caught. */
void tls_catch_begin(void);

/* Take what was caught for this listener and complete it: CAs from the file `ca`, or the system's
 * if NULL. False with a sentence; then the listener must not be used. */
bool tls_catch_end(struct listener *listener, const char *ca, char *text, size_t text_size);

/* There is no nua after all. */
void tls_catch_cancel(void);

/* As tls_forget(), of a context that was taken from its listener; NULL: nothing. */
void tls_forget_context(void *context);

/* The listener's nua is gone. */
void tls_forget(struct listener *listener);

#endif
