/*
 * Bytes of a core. It allocates nothing itself: tests/core/freestanding shows that it could not.
 */
#include <stdio.h>

#include "../src/core/core.h"

int main(void)
{
    printf(
        "bytes: %zu a call, %zu for eight without policy and dead keys, %zu for all of that core\n",
        sizeof(struct call),
        oh_core_size(8) - sizeof(struct oh_policy) - DEAD_MIN * sizeof(struct dead),
        oh_core_size(8));
    return 0;
}
