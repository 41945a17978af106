/* `offhook sim` as a program of its own, for tests and for a tree without the phone. */
#include "sim.h"

int main(int argc, char **argv)
{
    return sim_main(argc, argv);
}
