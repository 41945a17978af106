#ifndef OH_STUB_CTYPE_H
#define OH_STUB_CTYPE_H
int isdigit(int character);
int isxdigit(int character);
#endif
