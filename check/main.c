/* `offhook check` as a program of its own, for tests and for a tree without the phone. */
#include "check.h"

int main(int argc, char **argv)
{
    return check_main(argc, argv);
}
