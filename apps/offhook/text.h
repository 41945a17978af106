/*
 * Strange text, made fit to be shown.
 */
#ifndef OFFHOOK_APP_TEXT_H
#define OFFHOOK_APP_TEXT_H

/* The beginning of `text`, enough to find it again, as UTF-8 and without anything that could move a
 * terminal's cursor; to be freed. */
char *text_shown(const char *text);

#endif
