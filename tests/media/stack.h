/*
 * For tests: media stacks from the module, as the host would open it, and what they told.
 */
#ifndef TESTS_MEDIA_STACK_H
#define TESTS_MEDIA_STACK_H

#include "offhook/adapter.h"

#include <glib.h>

enum { STACK_LEGS_MAX = 64, STACK_SDP_MAX = 16384 };

/* What one leg was told. */
struct heard {
    char sdp[STACK_SDP_MAX];
    char why[300];
    unsigned described_count, flowed_count, failed_count, insecure_count;
    uint16_t code;
    struct oh_frames frames;             /* summed */
    struct oh_frames last;               /* in the last second */
    struct oh_media_measure measured[2]; /* outgoing, incoming: the last one */
    unsigned measured_count[2];
    char digits[100]; /* received, in order */
};

struct stack {
    const struct oh_media_adapter *adapter;
    void *instance;
    struct oh_media_port port;
    struct heard legs[STACK_LEGS_MAX];
    char why[300];
    bool is_warm; /* it told that the certificate for WebRTC is made */
};

/* The context that everything runs on. */
extern GMainContext *stack_context;

/* `options` as one string, separated by spaces. False: not made, `why` says why. */
bool stack_make(struct stack *stack, const char *options);
void stack_destroy(struct stack *stack);
/* What a failed test left, after each test. */
int stack_teardown(void **state);
#define STACK_TEST(function) cmocka_unit_test_teardown(function, stack_teardown)

/* Ask for a description and wait for it; "" if it was refused. Borrowed until the leg's next. */
const char *stack_offer(struct stack *stack, oh_leg leg, bool held);
const char *stack_answer(struct stack *stack, oh_leg leg, const char *offer);

/* Offer from one, answer from the other, agreed by the one. */
void stack_connect(struct stack *from, oh_leg from_leg, struct stack *to, oh_leg to_leg);

/* Run the context until the condition holds; the test fails after `seconds`. */
#define WAIT_FOR(condition, seconds)                                                   \
    do {                                                                               \
        gint64 wait_until = g_get_monotonic_time() + (gint64)(seconds)*G_USEC_PER_SEC; \
        while (!(condition)) {                                                         \
            if (g_get_monotonic_time() > wait_until)                                   \
                fail_msg("waited %d s in vain for: %s", (int)(seconds), #condition);   \
            stack_turn();                                                              \
        }                                                                              \
    } while (0)

/* Let the context do what is ready, or something within some milliseconds. */
void stack_turn(void);

#endif
