/*
 * What Opus sends, seen in its packets: with FEC and with DTX if the peer's description asks for
 * them, and without if not.
 */
#include "pair.h"
#include "wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

enum { OPUS = 111, HEADER = 12 };

/* The stack answers a peer whose Opus has these parameters. */
static void begin(struct world *world, const char *parameters)
{
    memset(world, 0, sizeof *world);
    assert_true(stack_make(&world->stack, "audio=tone:400"));
    wire_open(&world->rtp);
    char *offer =
        g_strdup_printf("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                        "m=audio %u RTP/AVP %d\r\na=rtpmap:%d opus/48000/2\r\na=fmtp:%d %s\r\n",
                        world->rtp.port, OPUS, OPUS, OPUS, parameters);
    assert_string_not_equal(stack_answer(&world->stack, LEG, offer), "");
    stack_open(&world->stack, LEG);
    g_free(offer);
}

static void end(struct world *world)
{
    stack_destroy(&world->stack);
    g_object_unref(world->rtp.socket);
}

/* RFC 6716: below 16 the configuration in the first octet has a part by SILK; that begins with a
 * bit for each of its frames that is speech (one of 20 ms here), and one for the copy of what went
 * before. */
static bool has_copy_of_the_last(const struct wire *wire)
{
    uint8_t configuration = wire->packet[HEADER] >> 3;
    return wire->size > HEADER + 1 && configuration < 16 && wire->packet[HEADER + 1] & 0x40;
}

/* Of the next packets, how many have a copy of the one before. */
static unsigned copies(struct world *world, unsigned packets)
{
    unsigned found = 0;
    for (unsigned i = 0; i < packets;) {
        WAIT_FOR(wire_read(&world->rtp), 10);
        if (!is_rtp(&world->rtp, OPUS))
            continue;
        i++;
        found += has_copy_of_the_last(&world->rtp);
    }
    return found;
}

static void fec_is_sent_if_it_is_asked_for(void **state)
{
    struct world world;
    (void)state;
    begin(&world, "minptime=10;useinbandfec=1");
    assert_in_range(copies(&world, 100), 5,
                    100); /* of what sounds like speech; a tone hardly does */
    end(&world);
    begin(&world, "minptime=10;useinbandfec=0");
    assert_int_equal(copies(&world, 100), 0);
    end(&world);
    begin(&world, "minptime=10");
    assert_int_equal(copies(&world, 100), 0);
    end(&world);
}

/* Of the stream's own time: that of the next packet. */
static guint32 next_time(struct world *world)
{
    const uint8_t *packet = world->rtp.packet;
    do
        WAIT_FOR(wire_read(&world->rtp), 10);
    while (!is_rtp(&world->rtp, OPUS));
    return (guint32)packet[4] << 24 | (guint32)packet[5] << 16 | (guint32)packet[6] << 8 |
           packet[7];
}

/* Packets in two seconds of the stream, from one second after it was muted. */
static unsigned packets_of_silence(const char *parameters)
{
    enum { SECOND = 48000 };
    struct world world;
    unsigned count = 0;
    begin(&world, parameters);
    const struct heard *heard = &world.stack.legs[LEG];
    WAIT_FOR(heard->frames.sent > 20, 10);
    wire_drain(&world.rtp);
    world.stack.port.mute(world.stack.port.ctx, LEG, true);
    guint32 captured = heard->frames.captured, from = next_time(&world), passed;
    while ((passed = next_time(&world) - from) < 3 * SECOND)
        count += passed >= SECOND;
    WAIT_FOR(heard->frames.captured > captured + 100, 10); /* silence is captured all the same */
    end(&world);
    return count;
}

static void silence_is_left_out_if_that_is_asked_for(void **state)
{
    (void)state;
    assert_in_range(packets_of_silence("usedtx=1"), 1, 20);
    assert_in_range(packets_of_silence("usedtx=0"), 80, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STACK_TEST(fec_is_sent_if_it_is_asked_for),
        STACK_TEST(silence_is_left_out_if_that_is_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
