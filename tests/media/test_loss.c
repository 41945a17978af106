/*
 * A network that loses every tenth packet: what Opus makes up for it.
 */
#include "pair.h"
#include "wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { LOST_OF = 10 };

static unsigned port_of(const char *sdp)
{
    const char *line = strstr(sdp, "m=audio ");
    assert_non_null(line);
    return (unsigned)strtoul(line + strlen("m=audio "), NULL, 10);
}

/* The description with another port in it. */
static char *with_port(const char *sdp, unsigned port)
{
    const char *line = strstr(sdp, "m=audio ") + strlen("m=audio ");
    return g_strdup_printf("%.*s%u%s", (int)(line - sdp), sdp, port, strchr(line, ' '));
}

/* Between the two, for either the other one; every tenth packet to the callee is lost. */
struct relay {
    struct wire wire;
    unsigned caller, callee; /* their ports */
    unsigned seen;
};

static void hand_on(struct relay *relay)
{
    struct wire *wire = &relay->wire;
    while (wire_read(wire)) {
        bool forth = wire->from == relay->caller;
        if (!forth || ++relay->seen % LOST_OF != 0)
            wire_send_bytes(wire, forth ? relay->callee : relay->caller, wire->packet,
                            (size_t)wire->size);
    }
}

static bool a_whole_second(const struct heard *heard, unsigned *seconds)
{
    bool came = heard->flowed_count > *seconds;
    *seconds = heard->flowed_count;
    return came;
}

static void opus_makes_up_for_lost_packets(void **state)
{
    struct pair pair;
    struct relay relay = {0};
    char why[300];
    (void)state;
    pair_make(&pair, "audio=tone:400 codecs=opus", "audio=tone:1000 codecs=opus measure=1");
    wire_open(&relay.wire);
    const char *offer = stack_offer(&pair.a, CALLER, false);
    relay.caller = port_of(offer);
    char *offer_by_relay = with_port(offer, relay.wire.port);
    const char *answer = stack_answer(&pair.b, CALLEE, offer_by_relay);
    relay.callee = port_of(answer);
    char *by_relay = with_port(answer, relay.wire.port);
    assert_true(pair.a.port.agree(pair.a.port.ctx, CALLER, by_relay, why, sizeof why));
    stack_open(&pair.a, CALLER);
    stack_open(&pair.b, CALLEE);
    const struct heard *heard = &pair.b.legs[CALLEE];
    unsigned seconds = 0;
    /* The first ones have the beginning in them. */
    WAIT_FOR((hand_on(&relay), a_whole_second(heard, &seconds)) && seconds >= 2, 10);
    uint32_t received = heard->frames.received, played = heard->frames.played;
    WAIT_FOR((hand_on(&relay), a_whole_second(heard, &seconds)) && seconds >= 5, 15);
    received = heard->frames.received - received;
    played = heard->frames.played - played;
    assert_true(received > 100);
    /* Each lost one is there again, but for those on the edges. */
    assert_in_range(played, received * LOST_OF / (LOST_OF - 1) - 4,
                    received * LOST_OF / (LOST_OF - 1) + 4);
    struct oh_media_stats stats;
    assert_true(pair.b.port.stats(pair.b.port.ctx, CALLEE, &stats));
    assert_in_range(stats.lost, stats.received / 12, stats.received / 7);
    pair_end(&pair);
    g_free(offer_by_relay);
    g_free(by_relay);
    g_object_unref(relay.wire.socket);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STACK_TEST(opus_makes_up_for_lost_packets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
