#ifndef OH_STUB_STDIO_H
#define OH_STUB_STDIO_H
#include <stdarg.h>
#include <stddef.h>
typedef struct stub_file FILE;
#define EOF (-1)
int fputs(const char *text, FILE *file);
int fputc(int byte, FILE *file);
int fflush(FILE *file);
int sprintf(char *to, const char *format, ...) __attribute__((format(printf, 2, 3)));
int snprintf(char *to, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
int vsnprintf(char *to, size_t size, const char *format, va_list arguments);
#endif
