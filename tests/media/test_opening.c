/*
 * What arrived before the receiving gate opened is never heard, though it still waits in the jitter
 * buffer then; what arrives afterwards is heard from its first frame on.
 */
#include "pair.h"
#include "wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* ---- Frame by frame ---- */

enum { FRAME_BYTES = 160, SILENCE = 0xd5 };

/* Frame `number` of the peer's: 20 ms of A-law, each byte that number. What is heard comes back by
 * audio=echo, decoded and encoded anew, which leaves every byte of A-law what it was. */
static void say(struct world *world, uint8_t number)
{
    struct wire *wire = &world->rtp;
    uint8_t packet[12 + FRAME_BYTES] = {0x80, PCMA};
    uint32_t time = wire->sequence * (uint32_t)FRAME_BYTES;
    packet[2] = (uint8_t)(wire->sequence >> 8);
    packet[3] = (uint8_t)wire->sequence;
    for (int i = 0; i < 4; i++)
        packet[4 + i] = (uint8_t)(time >> (24 - 8 * i));
    packet[11] = 1;
    memset(packet + 12, number, FRAME_BYTES);
    wire_send_bytes(wire, world->port, packet, sizeof packet);
    wire->sequence++;
}

static void say_from_to(struct world *world, uint8_t first, uint8_t last)
{
    for (uint8_t number = first; number <= last; number++)
        say(world, number);
}

static uint32_t arrived(const struct world *world)
{
    struct oh_media_stats stats;
    assert_true(world->stack.port.stats(world->stack.port.ctx, LEG, &stats));
    return stats.received;
}

/* One is lost on its way and five follow, which wait for it while the gate opens. */
static void say_and_wait_until_it_is_there(struct world *world, uint8_t first)
{
    uint32_t before = arrived(world);
    world->rtp.sequence++;
    say_from_to(world, first, first + 4);
    gint64 until_us = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;
    while (arrived(world) < before + 5) { /* at once: what waits in there does not for long */
        assert_true(g_get_monotonic_time() < until_us);
        g_thread_yield();
    }
}

/* Note what was heard: how often each number came back. */
static void hear(struct world *world, unsigned *heard)
{
    while (wire_read(&world->rtp))
        if (is_rtp(&world->rtp, PCMA))
            for (gssize i = 12; i < world->rtp.size; i++)
                heard[world->rtp.packet[i]]++;
}

static bool are_whole(const unsigned *heard, uint8_t first, uint8_t last)
{
    for (uint8_t number = first; number <= last; number++)
        if (heard[number] != FRAME_BYTES)
            return false;
    return true;
}

static void open_and_hear(struct world *world, uint8_t first, uint8_t last)
{
    unsigned heard[256] = {0};
    world_open(world, OH_DIRECTION_BOTH);
    say_from_to(world, first, last);
    WAIT_FOR((hear(world, heard), are_whole(heard, first, last)), 10);
    for (unsigned number = 0; number < 256; number++)
        if (heard[number] && (number < first || number > last) && number != SILENCE)
            fail_msg("0x%02x was heard, which came before the opening", number);
}

static void say_hold_and_resume(const char *lines)
{
    struct world world;
    world_begin(&world, "audio=echo codecs=pcma", lines);
    say_and_wait_until_it_is_there(&world, 1);
    open_and_hear(&world, 11, 20);
    for (uint8_t turn = 0; turn < 3; turn++) {
        world_open(&world, OH_DIRECTION_NONE);
        say_and_wait_until_it_is_there(&world, 21);
        open_and_hear(&world, 31, 40);
    }
    world_end(&world);
}

static void what_came_before_the_opening_is_not_heard(void **state)
{
    (void)state;
    say_hold_and_resume("");
}

/* ---- With keys: each frame played is one that came after the opening ---- */

static uint32_t came(const struct pair *pair, oh_leg leg)
{
    struct oh_media_stats stats;
    return pair->b.port.stats(pair->b.port.ctx, leg, &stats) ? stats.received : 0;
}

/* The caller talks already; the callee answers while its first words wait in the jitter buffer. */
static void answer_at_the_first_words(struct pair *pair, oh_leg leg)
{
    const struct heard *heard = &pair->b.legs[leg];
    stack_connect(&pair->a, leg, &pair->b, leg);
    pair->b.port.connect(pair->b.port.ctx, leg);
    stack_open(&pair->a, leg);
    WAIT_FOR(came(pair, leg) > 1, 10);
    stack_open(&pair->b, leg);
    WAIT_FOR(came(pair, leg) > 20, 10);
    pair->b.port.close(pair->b.port.ctx, leg); /* tells at once what flowed */
    assert_in_range(heard->frames.played, 1, heard->frames.received);
    pair->a.port.end(pair->a.port.ctx, leg);
    pair->b.port.end(pair->b.port.ctx, leg);
}

static void answer_calls(const char *options)
{
    struct pair pair;
    char *caller = g_strconcat("audio=tone:400 codecs=pcma ", options, NULL);
    pair_make(&pair, caller, "audio=tone:1000 codecs=pcma");
    for (oh_leg leg = 1; leg <= 3; leg++)
        answer_at_the_first_words(&pair, leg);
    pair_end(&pair);
    g_free(caller);
}

static void nor_with_keys_in_the_descriptions(void **state)
{
    (void)state;
    answer_calls("offer=sdes");
}

static void nor_with_webrtc(void **state)
{
    (void)state;
    answer_calls("offer=webrtc");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STACK_TEST(what_came_before_the_opening_is_not_heard),
        STACK_TEST(nor_with_keys_in_the_descriptions),
        STACK_TEST(nor_with_webrtc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
