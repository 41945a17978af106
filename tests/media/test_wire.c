/*
 * A media stack against bare sockets: what leaves when, where it goes, what may come.
 */
#include "wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* Some time in which a stack with an open gate would have sent a lot, told by one that does. */
static void pass_some_packets(void)
{
    struct world clock;
    world_begin(&clock, "audio=tone:400", "");
    world_open(&clock, OH_DIRECTION_SEND);
    WAIT_FOR((wire_read(&clock.rtp), clock.rtp.count >= 25), 5);
    world_end(&clock);
}

static void nothing_leaves_before_the_opening(void **state)
{
    struct world world;
    (void)state;
    world_begin(&world, "audio=tone:400", "");
    pass_some_packets();
    wire_drain(&world.rtp);
    assert_int_equal(world.rtp.count, 0);
    world_open(&world, OH_DIRECTION_RECEIVE);
    pass_some_packets();
    wire_drain(&world.rtp);
    assert_int_equal(world.rtp.count, 0);
    world_end(&world);
}

/* It is not merely soon: the packet is there when open() returns. */
static void the_first_packet_leaves_within_the_opening(void **state)
{
    struct world world;
    (void)state;
    world_begin(&world, "audio=tone:400", "");
    pass_some_packets(); /* while it rings, the source comes up */
    world_open(&world, OH_DIRECTION_BOTH);
    assert_true(wire_read(&world.rtp));
    assert_true(is_rtp(&world.rtp, PCMA));
    assert_int_equal(world.rtp.size, 12 + 160);
    assert_int_equal(world.rtp.from, world.port);
    assert_true(world.rtp.packet[1] & 0x80); /* marked as the begin of a talk spurt */
    for (int i = 12; i < 12 + 160; i++)      /* silence: nothing captured before */
        assert_int_equal(world.rtp.packet[i] | 0x80, 0xd5);
    uint16_t sequence = (uint16_t)(world.rtp.packet[2] << 8 | world.rtp.packet[3]);
    WAIT_FOR(wire_read(&world.rtp), 2);
    assert_int_equal((uint16_t)(world.rtp.packet[2] << 8 | world.rtp.packet[3]),
                     (uint16_t)(sequence + 1));
    world_end(&world);
}

static void the_asked_packet_time_is_sent(void **state)
{
    struct world world;
    (void)state;
    world_begin(&world, "audio=tone:400", "a=ptime:40\r\n");
    world_open(&world, OH_DIRECTION_BOTH);
    WAIT_FOR(wire_read(&world.rtp), 2);
    assert_int_equal(world.rtp.size, 12 + 320);
    world_end(&world);
}

/* The peer's packets come from another port than it said: answers go there. A stranger who sends
 * while the peer does moves nothing. */
static void packets_go_where_they_come_from(void **state)
{
    struct world world;
    struct wire stranger;
    (void)state;
    world_begin(&world, "audio=tone:400", "");
    world_open(&world, OH_DIRECTION_BOTH);
    WAIT_FOR(wire_read(&world.rtp), 2);
    for (int i = 0; i < 5; i++)
        wire_send_rtp(&world.other, world.port, PCMA);
    WAIT_FOR(wire_read(&world.other), 2);
    assert_true(is_rtp(&world.other, PCMA));

    wire_open(&stranger);
    for (int i = 0; i < 50; i++) {
        wire_send_rtp(&world.other, world.port, PCMA);
        wire_send_rtp(&stranger, world.port, PCMA);
    }
    unsigned count = world.other.count;
    WAIT_FOR((wire_read(&world.other), world.other.count > count + 10), 3);
    assert_false(wire_read(&stranger));
    g_object_unref(stranger.socket);
    world_end(&world);
}

/* One stray packet, or packets with a number never agreed, are no peer. */
static void what_is_no_rtp_of_ours_moves_nothing(void **state)
{
    struct world world;
    (void)state;
    world_begin(&world, "audio=tone:400", "");
    world_open(&world, OH_DIRECTION_BOTH);
    for (int i = 0; i < 20; i++) {
        wire_send_rtp(&world.other, world.port, 96);
        wire_send_bytes(&world.other, world.port, "hello, is there anybody?", 24);
        wire_send_bytes(&world.other, world.port, "", 0);
        wire_send_bytes(&world.other, world.port + 1, "\x81\xc8\0\1", 4);
    }
    wire_send_rtp(&world.other, world.port, PCMA);
    WAIT_FOR((wire_read(&world.rtp), world.rtp.count > 10), 3);
    WAIT_FOR(world.stack.legs[LEG].flowed_count >= 1, 3);
    assert_false(wire_read(&world.other));
    assert_int_equal(world.stack.legs[LEG].frames.received, 0);
    world_end(&world);
}

/* Noise, digits, a lost packet, a repeated one and garbage between frames: the sound goes on. (Each
 * breaks the stream, and a measurement wants 100 ms without a break.) */
static void noise_digits_and_garbage_do_no_harm(void **state)
{
    struct world world;
    struct heard *heard = &world.stack.legs[LEG];
    (void)state;
    world_begin(&world, "audio=tone:400 measure=1", "");
    world_open(&world, OH_DIRECTION_BOTH);
    for (unsigned i = 0; i < 200 || heard->measured_count[1] < 10; i++) {
        wire_send_rtp(&world.rtp, world.port, PCMA);
        if (i % 40 == 0)
            wire_send_rtp(&world.rtp, world.port, NOISE);
        if (i % 40 == 10)
            wire_send_rtp(&world.rtp, world.port, EVENT);
        if (i % 40 == 20)
            world.rtp.sequence--;
        if (i % 40 == 30)
            world.rtp.sequence++;
        wire_send_bytes(&world.rtp, world.port, "\x80\x08garbage", 9);
        WAIT_FOR(wire_read(&world.rtp), 2); /* at the pace of the stack's own packets */
        assert_in_range(i, 0, 1000);
    }
    assert_true(heard->frames.played > 100);
    assert_true(heard->measured[1].level_db < -60);
    world_end(&world);
}

/* A peer that only makes comfort noise, presses keys and reports lives, and sends no sound. */
static void signs_of_life_are_told_from_sound(void **state)
{
    struct world world;
    struct heard *heard = &world.stack.legs[LEG];
    const uint8_t report[] = {0x80, 0xc9, 0, 1, 0, 0, 0, 1};
    (void)state;
    world_begin(&world, "audio=tone:400", "a=rtcp-mux\r\n");
    world_open(&world, OH_DIRECTION_BOTH);
    for (unsigned i = 0; i < 3; i++) {
        unsigned alive = heard->frames.alive;
        WAIT_FOR((i == 0   ? wire_send_rtp(&world.rtp, world.port, NOISE)
                  : i == 1 ? wire_send_rtp(&world.rtp, world.port, EVENT)
                           : wire_send_bytes(&world.rtp, world.port, report, sizeof report),
                  heard->frames.alive > alive),
                 5);
    }
    assert_int_equal(heard->frames.received, 0);
    WAIT_FOR((wire_send_rtp(&world.rtp, world.port, PCMA), heard->frames.received > 0), 5);
    world_end(&world);
}

/* The peer says good-bye in RTCP and goes on with another source, as phones do that put a call
 * through. */
static void another_source_is_heard_after_a_goodbye(void **state)
{
    struct world world;
    struct heard *heard = &world.stack.legs[LEG];
    (void)state;
    world_begin(&world, "audio=tone:400 measure=1", "a=rtcp-mux\r\n");
    world_open(&world, OH_DIRECTION_BOTH);
    for (uint8_t source = 1; source <= 6; source++) {
        unsigned count = heard->measured_count[1];
        world.rtp.source = source;
        for (int i = 0; heard->measured_count[1] == count; i++) {
            wire_send_rtp(&world.rtp, world.port, PCMA);
            WAIT_FOR(wire_read(&world.rtp), 2);
            assert_in_range(i, 0, 200);
        }
        uint8_t bye[] = {
            0x80, 0xc9, 0, 1, 0, source, world.rtp.port >> 8 & 0xff, world.rtp.port & 0xff,
            0x81, 0xcb, 0, 1, 0, source, world.rtp.port >> 8 & 0xff, world.rtp.port & 0xff};
        wire_send_bytes(&world.rtp, world.port, bye, sizeof bye);
    }
    world_end(&world);
}

/* A peer with a socket for reports of its own. */
static void begin_with_reports(struct world *world, struct wire *reports)
{
    wire_open(reports);
    char *line = g_strdup_printf("a=rtcp:%u\r\n", reports->port);
    world_begin(world, "audio=tone:400", line);
    g_free(line);
    assert_null(strstr(world->stack.legs[LEG].sdp, "rtcp-mux"));
}

static void reports_go_to_their_port_once_open(void **state)
{
    struct world ringing, talking;
    struct wire not_yet, reports;
    (void)state;
    begin_with_reports(&ringing, &not_yet);
    begin_with_reports(&talking, &reports);
    world_open(&talking, OH_DIRECTION_BOTH);
    WAIT_FOR(wire_read(&reports), 10);
    assert_true(is_rtcp(&reports));
    assert_int_equal(reports.from, talking.port + 1);
    /* The second report comes 2 to 6 s after the first, which comes within 3 s (RFC 3550, 6.3): so
     * the ringing leg's first one has had its time. */
    WAIT_FOR((wire_send_rtp(&ringing.rtp, ringing.port, PCMA), wire_read(&reports)), 10);
    assert_false(wire_read(&not_yet));
    g_object_unref(not_yet.socket);
    g_object_unref(reports.socket);
    world_end(&ringing);
    world_end(&talking);
}

static void reports_share_the_port_if_that_was_offered(void **state)
{
    struct world world;
    (void)state;
    world_begin(&world, "audio=none", "a=rtcp-mux\r\n");
    assert_non_null(strstr(world.stack.legs[LEG].sdp, "a=rtcp-mux\r\n"));
    world_open(&world, OH_DIRECTION_RECEIVE);
    WAIT_FOR((wire_send_rtp(&world.rtp, world.port, PCMA), wire_read(&world.rtp)), 10);
    assert_true(is_rtcp(&world.rtp));
    assert_int_equal(world.rtp.from, world.port);
    for (int i = 0; i < 5; i++) /* ours are heard on that port, too: reports follow them */
        wire_send_bytes(&world.other, world.port, "\x80\xc9\0\1\1\2\3\4", 8);
    WAIT_FOR((wire_send_rtp(&world.rtp, world.port, PCMA), wire_read(&world.other)), 10);
    assert_true(is_rtcp(&world.other));
    world_end(&world);
}

static void taken_ports_are_an_error_with_their_name(void **state)
{
    struct world world;
    char *options;
    (void)state;
    world_begin(&world, "audio=none", "");
    unsigned port = world.port;
    options = g_strdup_printf("audio=none rtp_ports=%u-%u", port, port + 1);
    struct stack second;
    assert_true(stack_make(&second, options));
    stack_offer(&second, LEG, false);
    assert_int_equal(second.legs[LEG].code, 500);
    assert_non_null(strstr(second.legs[LEG].why, "rtp_ports"));
    world_end(&world);
    stack_offer(&second, LEG, false);
    assert_non_null(strstr(second.legs[LEG].sdp, "m=audio"));
    stack_destroy(&second);
    g_free(options);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STACK_TEST(nothing_leaves_before_the_opening),
        STACK_TEST(the_first_packet_leaves_within_the_opening),
        STACK_TEST(the_asked_packet_time_is_sent),
        STACK_TEST(packets_go_where_they_come_from),
        STACK_TEST(what_is_no_rtp_of_ours_moves_nothing),
        STACK_TEST(noise_digits_and_garbage_do_no_harm),
        STACK_TEST(signs_of_life_are_told_from_sound),
        STACK_TEST(another_source_is_heard_after_a_goodbye),
        STACK_TEST(reports_go_to_their_port_once_open),
        STACK_TEST(reports_share_the_port_if_that_was_offered),
        STACK_TEST(taken_ports_are_an_error_with_their_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
