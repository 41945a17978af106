/* docs/protocol.md, generated from the exploration. */
#ifndef CHECK_PROTOCOL_H
#define CHECK_PROTOCOL_H

#include <stdio.h>

/* Returns 0, or 2 if memory is out. */
int protocol_print(FILE *out);

#endif
