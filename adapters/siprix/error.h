/*
 * The SDK's error codes: a sentence for people, and enum oh_reason for the core.
 */
#ifndef SIPRIX_ERROR_H
#define SIPRIX_ERROR_H

#include "offhook/adapter.h"
#include "siprix_abi.h"

/* What a code means and what would mend it, in words without a full stop; NULL for a code that is
 * not in the SDK's table (then its own GetErrorText may know). Static. */
const char *error_text(siprix_error error);

/* The name of the code in the SDK's header; NULL as above. Static. */
const char *error_name(siprix_error error);

/* Why a call that could not be placed, answered or found ends. */
enum oh_reason error_reason(siprix_error error);

#endif
