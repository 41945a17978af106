/*
 * The SDK's shared library: opened from a path, its functions found by name.
 */
#ifndef SIPRIX_LIBRARY_H
#define SIPRIX_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

#include "siprix_abi.h"

/*
 * Open the library at `path`, bound locally and for good, and find every function of siprix_api.
 * False with a sentence in `text` that names the file and what it lacks.
 */
bool library_open(const char *path, struct siprix_api *api, char *text, size_t text_size);

/* Whether a library that calls itself `version` has the facts of siprix_abi.h: the same major and
 * minor number. */
bool library_version_fits(const char *version);

#endif
