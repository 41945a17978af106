/*
 * Words for the log sink: ours, and Sofia-SIP's, which would go to stderr. Addresses are shortened:
 * "sip:alice@host" becomes "sip:a..e@host", and so do numbers of six digits or more.
 */
#ifndef SOFIA_LOG_H
#define SOFIA_LOG_H

#include "engine.h"

void log_line(const struct engine *engine, enum oh_log_level level, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/*
 * We are about to order this answer (400 to 699) to the request with this CSeq, and have said why,
 * or the core wanted it. Every other one that leaves is logged as a warning.
 */
void log_expect(const struct engine *engine, uint32_t cseq, int status);

/*
 * Sofia's log goes to this engine's sink from now on; it is one for the whole module, so the last
 * engine made gets it. `detail` 0: only what was wrong with messages; 1 to 9: Sofia's own levels.
 */
void log_redirect(struct engine *engine, int detail);

/* The engine goes: Sofia's words are dropped if they went to it. */
void log_forget(const struct engine *engine);

/* `text` with user parts and long numbers shortened. Free with g_free. */
char *log_shorten(const char *text);

#endif
