#ifndef OH_STUB_PTHREAD_H
#define OH_STUB_PTHREAD_H
typedef struct stub_thread *pthread_t;
pthread_t pthread_self(void);
int pthread_equal(pthread_t a, pthread_t b);
#endif
