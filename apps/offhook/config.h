/*
 * The configuration file: from bytes to settings. The format is that of GLib's key files.
 */
#ifndef OFFHOOK_APP_CONFIG_H
#define OFFHOOK_APP_CONFIG_H

#include "settings.h"

#define CONFIG_BYTES_MAX 65536 /* ten times the example file; more is some other file */

/* Where it is looked for if nobody names one; to be freed. */
char *config_default_path(void);

/* Read the file. False if there is none; all other trouble is a mistake among the settings. */
bool config_load(const char *path, struct settings *settings);

/* Read these bytes; `path` is what mistakes call them, and where relative file names begin. */
void config_read(const char *path, const char *bytes, size_t size, struct settings *settings);

#endif
