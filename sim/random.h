/*
 * Numbers that look like chance and are none: the splitmix64 stream of a seed. It is counter-based,
 * so that any number of it can be had without those before: each draw has an address (what for,
 * which time), and what one party draws moves nobody else's. Whole numbers only: the same schedule
 * on every machine.
 */
#ifndef SIM_RANDOM_H
#define SIM_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

/* The n-th number (0 up) of the stream that `seed` begins (Steele, Lea, Flood 2014). */
static inline uint64_t splitmix64_at(uint64_t seed, uint64_t n)
{
    uint64_t z = seed + (n + 1) * UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* Whether something that happens in `of_10000` cases of 10000 happens; `number` is of the stream.
 */
static inline bool happens(uint64_t number, unsigned of_10000)
{
    return (uint32_t)(number >> 32) * UINT64_C(10000) >> 32 < of_10000;
}

/*
 * A distribution of milliseconds by its quantiles: least, 10 %, median, 90 %, 99 %, most; between
 * them it is even.
 */
#define QUANTILES 6

struct spread {
    uint32_t ms[QUANTILES];
};

#define SPREAD(least, p10, median, p90, p99, most) \
    {                                              \
        {                                          \
            least, p10, median, p90, p99, most     \
        }                                          \
    }

/* One of it, by the low half of a number of the stream. */
uint32_t spread_at(const struct spread *spread, uint64_t number);

#endif
