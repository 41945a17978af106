#ifndef OH_STUB_ERRNO_H
#define OH_STUB_ERRNO_H
int *__error(void);
#define errno (*__error())
#define EIO    5
#define ENOMEM 12
#endif
