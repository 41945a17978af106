/*
 * Choices and what happened. The queues and their time are queues.m's.
 */
#import "world.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#import "parts.h"

static const struct {
    const char *id;
    const char *text;
} claims[CLAIMS] = {
#define CLAIM(name, id, confidence, text) [CLAIM_##name] = {id, text " (" confidence ")"},
#include "claims.def"
#undef CLAIM
};

static struct {
    uint64_t seed;
    uint64_t random;
    unsigned faults;
    unsigned used[CLAIMS]; /* unkind ways taken */
    unsigned way[CLAIMS];
    uint32_t times[CLAIMS];
    char *text;
    size_t size;
    FILE *file;
    unsigned violations;
} world;
static uint64_t counts[CLAIMS];

const char *claim_id(enum claim claim)
{
    return claims[claim].id;
}

const char *claim_text(enum claim claim)
{
    return claims[claim].text;
}

/* xorshift64*: the same on every machine. */
static uint64_t draw(void)
{
    world.random ^= world.random >> 12;
    world.random ^= world.random << 25;
    world.random ^= world.random >> 27;
    return world.random * 2685821657736338717ull;
}

void world_reset(uint64_t seed, unsigned faults)
{
    if (world.file)
        fclose(world.file);
    free(world.text);
    memset(&world, 0, sizeof(world));
    world.seed = seed;
    world.random = seed * 6364136223846793005ull + 1442695040888963407ull;
    world.faults = faults;
    world.file = open_memstream(&world.text, &world.size);
    queues_reset();
    daemon_reset();
    session_reset();
    push_reset();
    application_reset();
    rtc_reset();
    peer_reset();
}

void world_force(enum claim claim, unsigned way, uint32_t times)
{
    world.way[claim] = way;
    world.times[claim] = times;
}

unsigned any(unsigned below)
{
    return world.seed && below > 1 ? (unsigned)((draw() >> 33) % below) : 0;
}

/* One unkind way in so many. */
#define RARITY 6

unsigned choose(enum claim claim, unsigned ways)
{
    if (world.times[claim]) {
        if (world.times[claim] != UINT32_MAX)
            world.times[claim]--;
        counts[claim]++;
        return world.way[claim] < ways ? world.way[claim] : 0;
    }
    if (!world.seed || ways < 2)
        return 0;
    if (claim == CLAIM_ORDER)
        return any(ways);
    if (world.used[claim] >= world.faults || any(RARITY))
        return 0;
    world.used[claim]++;
    counts[claim]++;
    unsigned way = 1 + any(ways - 1);
    record("claim %s: %s (%u)", claims[claim].id, claims[claim].text, way);
    return way;
}

void world_calm(void)
{
    world.faults = 0;
    memset(world.times, 0, sizeof(world.times));
}

uint64_t claim_count(enum claim claim)
{
    return counts[claim];
}

/* ---- What happened ---- */

static void write_line(const char *format, va_list arguments)
{
    fprintf(world.file, "%8.3f ", (double)world_now_ms() / 1000);
    vfprintf(world.file, format, arguments);
    fputc('\n', world.file);
}

void record(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    write_line(format, arguments);
    va_end(arguments);
}

const char *record_text(void)
{
    fflush(world.file);
    return world.text;
}

bool record_has(const char *line)
{
    return strstr(record_text(), line) != NULL;
}

void violation(const char *format, ...)
{
    va_list arguments;
    fprintf(world.file, "violation ");
    va_start(arguments, format);
    write_line(format, arguments);
    va_end(arguments);
    world.violations++;
}

unsigned world_violations(void)
{
    return world.violations;
}

bool violated(const char *property)
{
    const char *at = record_text();
    size_t length = strlen(property);
    while ((at = strstr(at, "violation "))) {
        double seconds;
        int skip = 0;
        if (sscanf(at, "violation %lf %n", &seconds, &skip) == 1 &&
            strncmp(at + skip, property, length) == 0)
            return true;
        at++;
    }
    return false;
}
