/* clang asks for this header of GNUstep's own runtime when blocks are used with gcc's. */
#include <Block.h>
