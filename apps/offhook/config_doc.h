/*
 * What can stand in the configuration file, for people: from the table of keys.
 */
#ifndef OFFHOOK_APP_CONFIG_DOC_H
#define OFFHOOK_APP_CONFIG_DOC_H

#include <stdio.h>

/* docs/configuration.md. */
void config_doc_print(FILE *out);

/* A file to begin with: every key with its preset or an example, as comments. */
void config_example_print(FILE *out);

#endif
