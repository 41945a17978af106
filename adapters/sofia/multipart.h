/*
 * The parts of a body (RFC 2046 5.1). Not Sofia's msg_multipart_parse(), which asserts what a peer
 * need not have sent, looks behind the body's end, and writes into it.
 */
#ifndef SOFIA_MULTIPART_H
#define SOFIA_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>

struct part {
    const char *data; /* in the body */
    size_t size;
};

/* The first part of this type that ends with a delimiter. `boundary` is without quotes. */
bool multipart_find(const char *body, size_t size, const char *boundary, const char *type,
                    struct part *part);

#endif
