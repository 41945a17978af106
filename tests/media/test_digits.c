/*
 * Key presses as telephone-events (RFC 4733), both ways: packet by packet against bare sockets, and
 * between two stacks.
 */
#include "pair.h"
#include "wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

enum { FRAME = 160, PRESS = 800, PAUSE = 800 }; /* RTP ticks at 8000 Hz */

/* ---- Sending ---- */

static bool send_digits(struct stack *stack, oh_leg leg, const char *digits)
{
    return stack->port.send_digits(stack->port.ctx, leg, digits);
}

static uint16_t sequence_of(const struct wire *wire)
{
    return (uint16_t)(wire->packet[2] << 8 | wire->packet[3]);
}

static uint32_t time_of(const struct wire *wire)
{
    const uint8_t *p = wire->packet + 4;
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool is_marked(const struct wire *wire)
{
    return wire->packet[1] & 0x80;
}

/* A press as it came. */
struct press {
    unsigned event;
    uint32_t begin;
    unsigned packets, ends;
    unsigned duration;
};

/* What was sent, packet by packet. Times are known from the first packet of audio on. */
struct listener {
    struct wire *wire;
    bool began, time_known;
    uint16_t first_sequence, last_sequence;
    uint32_t first_time;
    uint8_t source[4];
    struct press presses[32];
    size_t count;
};

/* The time that a packet of audio would have in this place. */
static uint32_t expected_time(const struct listener *listener)
{
    uint16_t passed = (uint16_t)(listener->last_sequence - listener->first_sequence);
    return listener->first_time + passed * (uint32_t)FRAME;
}

static void take_event(struct listener *listener)
{
    const struct wire *wire = listener->wire;
    const uint8_t *event = wire->packet + 12;
    struct press *press = &listener->presses[listener->count];
    unsigned duration = (unsigned)(event[2] << 8 | event[3]);
    assert_int_equal(wire->size, 16);
    if (listener->count == 0 || press[-1].begin != time_of(wire)) {
        assert_true(is_marked(wire));
        assert_true(!listener->time_known || time_of(wire) == expected_time(listener));
        *press = (struct press){.event = event[0], .begin = time_of(wire)};
        listener->count++;
    } else {
        press--;
        assert_false(is_marked(wire));
        assert_int_equal(event[0], press->event);
        assert_true(duration >= press->duration);
        assert_false(press->ends > 0 && !(event[1] & 0x80));
    }
    assert_true(duration > 0);
    press->packets++;
    press->duration = duration;
    press->ends += (event[1] & 0x80) != 0;
}

/* One packet, if one is there. Whatever it is, numbers and times go on as if all were audio. */
static bool listen(struct listener *listener)
{
    struct wire *wire = listener->wire;
    if (!wire_read(wire))
        return false;
    if (!listener->began)
        memcpy(listener->source, wire->packet + 8, 4);
    else
        assert_int_equal(sequence_of(wire), (uint16_t)(listener->last_sequence + 1));
    assert_memory_equal(wire->packet + 8, listener->source, 4);
    listener->began = true;
    listener->last_sequence = sequence_of(wire);
    if (is_rtp(wire, EVENT)) {
        take_event(listener);
    } else {
        assert_true(is_rtp(wire, PCMA));
        if (!listener->time_known) {
            listener->time_known = true;
            listener->first_sequence = sequence_of(wire);
            listener->first_time = time_of(wire);
        }
        assert_int_equal(time_of(wire), expected_time(listener));
    }
    return true;
}

static bool has_ended(const struct listener *listener, size_t count)
{
    return listener->count == count && listener->presses[count - 1].ends == 3;
}

static void check_presses(const struct listener *listener, const unsigned *events, size_t count)
{
    assert_int_equal(listener->count, count);
    for (size_t i = 0; i < count; i++) {
        const struct press *press = &listener->presses[i];
        assert_int_equal(press->event, events[i]);
        assert_int_equal(press->ends, 3);
        assert_int_equal(press->duration, PRESS);
        assert_int_equal(press->packets, PRESS / FRAME + 2);
        if (i > 0)
            assert_true(press->begin - press[-1].begin >= PRESS + PAUSE);
    }
}

static void digits_take_the_place_of_audio(void **state)
{
    struct world world;
    struct listener listener = {.wire = &world.rtp};
    (void)state;
    world_begin(&world, "audio=tone:400", "");
    world_open(&world, OH_DIRECTION_BOTH);
    WAIT_FOR((listen(&listener), world.rtp.count >= 5), 5);
    assert_true(send_digits(&world.stack, LEG, "15"));
    assert_true(send_digits(&world.stack, LEG, "5#")); /* after what is being sent */
    WAIT_FOR((listen(&listener), has_ended(&listener, 4)), 10);
    unsigned count = world.rtp.count;
    WAIT_FOR((listen(&listener), world.rtp.count >= count + 15), 5); /* and no more of them */
    check_presses(&listener, (unsigned[]){1, 5, 5, 11}, 4);
    world_end(&world);
}

static void digits_leave_while_muted(void **state)
{
    struct world world;
    struct listener listener = {.wire = &world.rtp};
    (void)state;
    world_begin(&world, "audio=tone:400", "");
    world_open(&world, OH_DIRECTION_BOTH);
    world.stack.port.mute(world.stack.port.ctx, LEG, true);
    assert_true(send_digits(&world.stack, LEG, "*d"));
    WAIT_FOR((listen(&listener), has_ended(&listener, 2)), 10);
    check_presses(&listener, (unsigned[]){10, 15}, 2);
    world_end(&world);
}

/* The gate closes in the middle of a press: it ends with the first packets after the opening, and
 * is not begun anew. What waited comes then, too. */
static void digits_wait_for_the_gate(void **state)
{
    struct world world;
    struct listener listener = {.wire = &world.rtp};
    (void)state;
    world_begin(&world, "audio=tone:400", "");
    world_open(&world, OH_DIRECTION_BOTH);
    assert_true(send_digits(&world.stack, LEG, "78"));
    WAIT_FOR((listen(&listener), listener.count == 1), 5);
    world_open(&world, OH_DIRECTION_NONE);
    while (listen(&listener))
        ;
    assert_int_equal(listener.count, 1);
    unsigned count = world.rtp.count;
    struct world clock; /* some time, told by another stack */
    world_begin(&clock, "audio=tone:400", "");
    world_open(&clock, OH_DIRECTION_BOTH);
    WAIT_FOR((wire_read(&clock.rtp), clock.rtp.count >= 25), 5);
    world_end(&clock);
    assert_false(listen(&listener));
    assert_int_equal(world.rtp.count, count);
    world_open(&world, OH_DIRECTION_BOTH);
    listener.time_known = false; /* the audio's time went on meanwhile */
    WAIT_FOR((listen(&listener), has_ended(&listener, 2)), 10);
    assert_int_equal(listener.presses[0].event, 7);
    assert_int_equal(listener.presses[0].ends, 3);
    assert_int_equal(listener.presses[1].event, 8);
    world_end(&world);
}

static void who_takes_no_events_gets_none(void **state)
{
    struct stack stack;
    (void)state;
    assert_true(stack_make(&stack, "audio=tone:400 codecs=pcma,opus"));
    const char *answer = stack_answer(&stack, LEG,
                                      "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\n"
                                      "c=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\n");
    assert_non_null(strstr(answer, "m=audio"));
    assert_false(send_digits(&stack, LEG, "1"));
    assert_false(send_digits(&stack, 17, "1")); /* no such leg */
    /* Events with another clock than the audio's would need a stream of their own. */
    stack_answer(&stack, 2,
                 "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                 "m=audio 9 RTP/AVP 96 101\r\na=rtpmap:96 opus/48000/2\r\n"
                 "a=rtpmap:101 telephone-event/8000\r\n");
    assert_false(send_digits(&stack, 2, "1"));
    stack_destroy(&stack);

    struct world world; /* nothing leaves that could carry them */
    world_begin(&world, "audio=none", "");
    world_open(&world, OH_DIRECTION_BOTH);
    assert_false(send_digits(&world.stack, LEG, "1"));
    world_end(&world);
}

static void more_digits_than_may_wait_are_dropped(void **state)
{
    struct world world;
    char many[601];
    (void)state;
    memset(many, '1', sizeof many - 1);
    many[sizeof many - 1] = '\0';
    world_begin(&world, "audio=tone:400", "");
    assert_true(send_digits(&world.stack, LEG, many));
    assert_true(send_digits(&world.stack, LEG, many));
    world_end(&world);
}

/* ---- Receiving ---- */

static void push_event(struct world *world, uint32_t time, unsigned event, bool marker, bool end,
                       unsigned duration, size_t size)
{
    struct wire *wire = &world->rtp;
    uint8_t packet[16] = {0x80,
                          (uint8_t)((marker ? 0x80 : 0) | EVENT),
                          wire->sequence >> 8 & 0xff,
                          wire->sequence & 0xff,
                          time >> 24 & 0xff,
                          time >> 16 & 0xff,
                          time >> 8 & 0xff,
                          time & 0xff,
                          0,
                          0,
                          (uint8_t)(wire->port >> 8),
                          (uint8_t)wire->port,
                          (uint8_t)event,
                          (uint8_t)((end ? 0x80 : 0) | 10),
                          duration >> 8 & 0xff,
                          duration & 0xff};
    wire->sequence++;
    wire_send_bytes(wire, world->port, packet, size);
    WAIT_FOR(wire_read(wire), 5); /* at the pace of the stack's own packets */
}

/* A press of 100 ms, as a telephone sends it. */
static void push_press(struct world *world, uint32_t time, unsigned event)
{
    for (unsigned i = 1; i <= 5; i++)
        push_event(world, time, event, i == 1, false, i * FRAME, 16);
    for (unsigned i = 0; i < 3; i++)
        push_event(world, time, event, false, true, PRESS, 16);
}

/* This one is told, and until then nothing else was. */
static void told(struct world *world, const char *digits)
{
    struct heard *heard = &world->stack.legs[LEG];
    WAIT_FOR(strlen(heard->digits) >= strlen(digits), 10);
    assert_string_equal(heard->digits, digits);
}

static void each_press_is_told_once(void **state)
{
    struct world world;
    (void)state;
    world_begin(&world, "audio=tone:400", "");
    world_open(&world, OH_DIRECTION_BOTH);
    uint32_t time = 0xfffff000; /* it wraps meanwhile */
    for (unsigned event = 0; event < 16; event++)
        push_press(&world, time += PRESS + PAUSE, event);
    push_press(&world, time += PRESS + PAUSE, 15); /* the same key again */
    told(&world, "0123456789*#ABCDD");
    world_end(&world);
}

static void lost_packets_lose_no_press(void **state)
{
    struct world world;
    (void)state;
    world_begin(&world, "audio=tone:400", "");
    world_open(&world, OH_DIRECTION_BOTH);
    push_event(&world, 10000, 1, false, false, 3 * FRAME, 16); /* its begin is lost, and its end */
    push_event(&world, 20000, 2, false, true, PRESS, 16);      /* all but the last end */
    world.rtp.sequence += 3;
    push_event(&world, 30000, 3, true, false, FRAME, 16); /* all but the first */
    push_event(&world, 40000, 3, true, false, FRAME, 16); /* and again */
    told(&world, "1233");
    world_end(&world);
}

static void repeated_and_late_packets_are_no_press(void **state)
{
    struct world world;
    (void)state;
    world_begin(&world, "audio=tone:400", "");
    world_open(&world, OH_DIRECTION_BOTH);
    push_press(&world, 10000, 4);
    for (int i = 0; i < 5; i++) {
        push_event(&world, 10000, 4, i == 2, true, PRESS, 16); /* ends without end */
        world.rtp.sequence--;
        push_event(&world, 10000, 4, false, true, PRESS, 16); /* the same packet twice */
    }
    push_press(&world, 20000, 5);
    push_event(&world, 10000, 4, false, true, PRESS, 16); /* a straggler */
    push_event(&world, 30000, 16, true, true, PRESS, 16); /* a hook flash */
    push_event(&world, 31000, 255, true, true, PRESS, 16);
    push_event(&world, 32000, 6, true, true, PRESS, 14); /* cut off */
    push_press(&world, 40000, 7);
    told(&world, "457");
    world_end(&world);
}

/* More than 8 s at 8000 Hz: a second segment begins where the first one ends. */
static void a_long_press_is_one(void **state)
{
    struct world world;
    (void)state;
    world_begin(&world, "audio=tone:400", "");
    world_open(&world, OH_DIRECTION_BOTH);
    push_event(&world, 10000, 8, true, false, 160, 16);
    push_event(&world, 10000, 8, false, false, 0xffff, 16);
    push_event(&world, 10000 + 0xffff, 8, false, false, 160, 16);
    push_event(&world, 10000 + 0xffff, 8, false, true, 320, 16);
    push_press(&world, 10000 + 0xffff + PRESS + PAUSE, 8);
    told(&world, "88");
    world_end(&world);
}

static void a_clock_set_anew_loses_no_press(void **state)
{
    struct world world;
    (void)state;
    world_begin(&world, "audio=tone:400", "");
    world_open(&world, OH_DIRECTION_BOTH);
    push_press(&world, 1000000, 1);
    push_press(&world, 1000, 2);
    push_press(&world, 3000, 3);
    told(&world, "123");
    world_end(&world);
}

/* While the gate is closed nobody listens. */
static void nothing_is_told_behind_a_closed_gate(void **state)
{
    struct world world;
    (void)state;
    world_begin(&world, "audio=tone:400", "");
    world_open(&world, OH_DIRECTION_SEND);
    push_press(&world, 10000, 1);
    push_press(&world, 20000, 2);
    for (int i = 0; i < 25; i++) /* let the jitter buffer run dry */
        WAIT_FOR(wire_read(&world.rtp), 5);
    world_open(&world, OH_DIRECTION_BOTH);
    push_press(&world, 30000, 3);
    told(&world, "3");
    world_end(&world);
}

/* Nobody reads for a while: what piles up is bounded, and afterwards the next press is told. */
static void a_flood_of_presses_is_bounded(void **state)
{
    struct world world;
    struct heard *heard = &world.stack.legs[LEG];
    (void)state;
    world_begin(&world, "audio=tone:400", "");
    world_open(&world, OH_DIRECTION_BOTH);
    for (uint32_t i = 1; i <= 90; i++) {
        uint8_t packet[16] = {0x80, 0x80 | EVENT, 0, (uint8_t)i, [7] = (uint8_t)i, [15] = 160};
        wire_send_bytes(&world.rtp, world.port, packet, sizeof packet);
        assert_true(g_socket_condition_timed_wait(world.rtp.socket, G_IO_IN, 5 * G_USEC_PER_SEC,
                                                  NULL, NULL));
        wire_drain(&world.rtp);
    }
    WAIT_FOR(strlen(heard->digits) >= 64, 10);
    assert_int_equal(strlen(heard->digits), 64);
    world.rtp.sequence = 100;
    push_press(&world, 80000, 9);
    WAIT_FOR(strchr(heard->digits, '9'), 10);
    world_end(&world);
}

/* ---- Two stacks ---- */

static void every_digit_arrives(const char *codec)
{
    struct pair pair;
    char *options = g_strdup_printf("audio=tone:400 codecs=%s", codec);
    pair_make(&pair, options, options);
    pair_connect_and_open(&pair);
    assert_true(send_digits(&pair.a, CALLER, "0123456789*#abcd"));
    assert_true(send_digits(&pair.b, CALLEE, "112"));
    WAIT_FOR(strlen(pair.b.legs[CALLEE].digits) == 16 && strlen(pair.a.legs[CALLER].digits) == 3,
             20);
    assert_string_equal(pair.b.legs[CALLEE].digits, "0123456789*#ABCD");
    assert_string_equal(pair.a.legs[CALLER].digits, "112");
    pair_end(&pair);
    g_free(options);
}

static void every_digit_arrives_beside_pcma(void **state)
{
    (void)state;
    every_digit_arrives("pcma");
}

static void every_digit_arrives_beside_opus(void **state)
{
    (void)state;
    every_digit_arrives("opus");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STACK_TEST(digits_take_the_place_of_audio),
        STACK_TEST(digits_leave_while_muted),
        STACK_TEST(digits_wait_for_the_gate),
        STACK_TEST(who_takes_no_events_gets_none),
        STACK_TEST(more_digits_than_may_wait_are_dropped),
        STACK_TEST(each_press_is_told_once),
        STACK_TEST(lost_packets_lose_no_press),
        STACK_TEST(repeated_and_late_packets_are_no_press),
        STACK_TEST(a_long_press_is_one),
        STACK_TEST(a_clock_set_anew_loses_no_press),
        STACK_TEST(nothing_is_told_behind_a_closed_gate),
        STACK_TEST(a_flood_of_presses_is_bounded),
        STACK_TEST(every_digit_arrives_beside_pcma),
        STACK_TEST(every_digit_arrives_beside_opus),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
