#include "protocol.h"
int protocol_print(FILE *out)
{
    (void)out;
    return 2;
}
