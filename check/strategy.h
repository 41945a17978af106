/*
 * A strategy: the mind that is put into the world. offhook is the real core; the others are small
 * models of what exists, to see that the environment tells good from bad.
 */
#ifndef CHECK_STRATEGY_H
#define CHECK_STRATEGY_H

#include "world.h"

/* Whose clock: a call's slot; what is asked of the call UI for it; the audio session's. */
#define REQUEST_WHO KEYS_MAX
#define AUDIO_WHO   7
#define AUDIO_BIT   (1u << AUDIO_WHO)

struct strategy {
    const char *name;
    bool gates;        /* it opens and closes legs; if not, an accepted leg counts as open */
    bool last_ends;    /* it bounds calls by deadlines: hostile worlds are checked, too */
    bool forgets_legs; /* it ignores, for ever, a leg that it ended */
    void (*init)(void *mind, const struct setting *setting);
    void (*copy)(void *to, const void *from);
    void (*step)(void *mind, const struct oh_event *event, struct oh_commands *out);

    /* Running clocks as bits. */
    uint8_t (*due)(const void *mind);
    void (*fire)(void *mind, uint8_t who, struct oh_commands *out);
    const char *(*clock_name)(const void *mind, uint8_t who);
    bool (*last_resort)(const void *mind, uint8_t who);
    struct oh_call_id (*in_slot)(const void *mind, uint8_t slot); /* where requests have a clock */

    /* What is still to come (rank.c); NULL for a strategy whose cycles are searched for. */
    uint32_t (*calls_rank)(const void *mind);
    uint32_t (*audio_rank)(const void *mind, uint8_t world);

    bool (*idle)(const void *mind); /* no slot used, nothing remembered to do (Q6) */
    bool (*knows)(const void *mind, const struct oh_call_id *call); /* a living call; may be NULL */
    bool (*waits_for_activation)(const void *mind);                 /* S14 */

    /* Into bytes, and back: of these the first that all calls share, and so many for each slot, in
     * a row; the rest is shared, too. Both are 0 where the mind is not to be taken apart. */
    unsigned (*packed_bytes)(const struct setting *setting);
    uint8_t (*head_bytes)(const struct setting *setting); /* may be NULL, and so the next */
    uint8_t (*slot_bytes)(const struct setting *setting);
    void (*pack)(const void *mind, const struct setting *setting, uint8_t *out);
    void (*unpack)(void *mind, const struct setting *setting, const uint8_t *in);
    /* What was of key k is of key to[k], or, `to` being NULL, still of k; slots, and what is
     * remembered, come in the order of keys. The function may be NULL: calls are not to be
     * exchanged (symmetry.h). */
    void (*rename)(void *mind, const struct setting *setting, const uint8_t *to);
    void (*describe)(const void *mind, char *text, size_t size);
};

extern const struct strategy strategy_offhook;
extern const struct strategy strategy_eager;
extern const struct strategy strategy_eager_timer;
extern const struct strategy strategy_pr61;
extern const struct strategy strategy_pr61c;
extern const struct strategy strategy_pr61w;

const struct strategy *strategy_by_name(const char *name);

#endif
