/*
 * The call plugin around the strategies `eager` and `pr61`, read from the Swift of siprix 1.0.40:
 * a list of models, one a call; no deadlines; nothing done about a refused report,
 * a timed out action, a provider reset, an interruption or a media reset. What the two do about an
 * answer is in eager.c and pr61.c.
 */
#ifndef CHECK_PLUGIN_H
#define CHECK_PLUGIN_H

#include "../strategy.h"

#define MODELS (KEYS_MAX * IDS) /* an id is reported once: there is a place for each */

/* Bytes only: a state is packed as it lies here. */
struct model {
    uint8_t id; /* 0: free */
    uint8_t leg;
    uint8_t shown : 1;
    uint8_t answered : 1;
    uint8_t accepted : 1;
    uint8_t connected : 1;
    uint8_t held : 1;
    uint8_t kept_action : 1; /* an answer before its INVITE: eager keeps the action */
    uint8_t ended_here : 1;  /* `endedByLocalSide` */
    uint8_t owes : 1;        /* its end is to be told when the report completed */
};

struct plugin {
    struct model models[MODELS];
    uint8_t changing;        /* legs with a re-INVITE in flight, as bits */
    uint8_t pending;         /* pr61: the leg of the one call that waits for didActivate */
    uint8_t has_pending : 1; /* it may be a call without a leg yet */
    uint8_t timer : 1;       /* eager: 250 ms after the connection; pr61w: the watchdog */
    uint8_t active : 1;      /* eager: `isAudioActive` */
    /* What kind of plugin it is; constant. */
    uint8_t tidy : 1; /* in its favour: no end before the report completed, none after a decline */
};

struct plugin_way {
    /* The user answered: a model with or without a leg. */
    void (*answered)(struct plugin *plugin, struct model *model, oh_action action,
                     struct oh_commands *out);
    void (*invited)(struct plugin *plugin, struct model *model, struct oh_commands *out);
    void (*connected)(struct plugin *plugin, struct oh_commands *out);
    void (*ended)(struct plugin *plugin, oh_leg leg);
    void (*activated)(struct plugin *plugin, bool usable, struct oh_commands *out);
};

void plugin_init(void *mind, bool tidy);
void plugin_copy(void *to, const void *from);
void plugin_step(struct plugin *plugin, const struct plugin_way *way, const struct oh_event *event,
                 struct oh_commands *out);
uint8_t plugin_due(const void *mind);
bool plugin_never(const void *mind, uint8_t who);
bool plugin_idle(const void *mind);
bool plugin_no_wait(const void *mind);
unsigned plugin_bytes(const struct setting *setting);
void plugin_pack(const void *mind, const struct setting *setting, uint8_t *out);
void plugin_unpack(void *mind, const struct setting *setting, const uint8_t *in);
void plugin_describe(const void *mind, char *text, size_t size);

struct oh_command *plugin_say(struct oh_commands *out, enum oh_command_type type);
void plugin_accept(struct model *model, struct oh_commands *out);
void plugin_fulfil(const struct model *model, oh_action action, struct oh_commands *out);
/* setActive and configure, at once, its answer not looked at; then the engine's audio on. */
void plugin_audio_on(enum oh_prepare how, struct oh_commands *out);

#endif
