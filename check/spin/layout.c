/* What world.pml and witness.h need to know of a world: prints its 8-byte words a record and its
 * moves. usage: layout OPTION ...     of `offhook check` */
#include <stdio.h>

#include "moves.h"
#include "options.h"

int main(int argc, char **argv)
{
    static struct options options;
    static struct moves moves;
    char text[200];
    const char *wrong = options_read(argc, argv, &options, text, sizeof text);

    if (wrong != NULL) {
        fprintf(stderr, "layout: %s\n", wrong);
        return 2;
    }
    moves_of(&options.setting, &moves);
    printf("%u %u\n", options.setting.words, moves.count);
    return 0;
}
