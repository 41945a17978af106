/*
 * The functions that the SDK calls, on its threads: each makes a notice and returns at once.
 */
#ifndef SIPRIX_CALLBACKS_H
#define SIPRIX_CALLBACKS_H

#include "siprix_abi.h"

/* Set them all. Returns the first error, and in `failed` the name of the function that gave it. */
siprix_error callbacks_set(const struct siprix_api *api, struct ISiprixModule *module,
                           const char **failed);

#endif
