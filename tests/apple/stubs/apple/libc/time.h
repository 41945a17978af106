#ifndef OH_STUB_TIME_H
#define OH_STUB_TIME_H
struct timespec {
    long tv_sec;
    long tv_nsec;
};
typedef int clockid_t;
#define CLOCK_MONOTONIC 6
int clock_gettime(clockid_t clock, struct timespec *now);
#endif
