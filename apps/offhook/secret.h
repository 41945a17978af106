/*
 * A password, from a file that only its owner can read or from the terminal, for as long as it
 * takes to hand it on.
 */
#ifndef OFFHOOK_APP_SECRET_H
#define OFFHOOK_APP_SECRET_H

#include <stddef.h>

/* Memory of its own, which is not swapped (where the system lets us), in no core file, and zeroed
 * when freed. */
struct secret;

/* The only line of the file. NULL with a sentence in `text`. */
struct secret *secret_from_file(const char *path, char *text, size_t text_size);

/* Ask on the terminal that standard input is, without echo. Blocks. NULL with a sentence in
 * `text`. */
struct secret *secret_from_terminal(const char *question, char *text, size_t text_size);

const char *secret_text(const struct secret *secret);
void secret_free(struct secret *secret);

#endif
