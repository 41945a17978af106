/*
 * A stand-in for Siprix's SDK: its interface, declared from the published facts (abi.txt), and a
 * behaviour of our own behind it, which follows what is known or claimed of the SDK and does on
 * demand what is feared of it. It is no measurement of the real one (adapters/siprix/README.md).
 *
 * It calls back on a thread of its own, in order, as the SDK does. The tests reach these functions
 * with dlsym, for they load it as the adapter does.
 */
#ifndef STANDIN_H
#define STANDIN_H

#include <stdbool.h>
#include <stdint.h>

/* Inside: what the functions of the interface do beside their behaviour. */
void standin_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
int32_t standin_result(const char *function);
void *standin_object(const char *function);

/* What it does by itself; all false after a reset. */
struct standin_manners {
    bool never_connects;       /* neither after Call_Accept nor after Call_Invite */
    bool never_terminates;     /* takes Call_Bye and Call_Reject and says nothing (claim 40) */
    bool terminates_twice;     /* each OnCallTerminated comes twice */
    bool connects_twice;       /* each OnCallConnected comes twice */
    bool hold_is_refused;      /* the peer refuses: OnCallHeld tells the old state */
    bool hold_is_silent;       /* takes Call_Hold and says nothing */
    bool mutes_only_connected; /* Call_MuteMic before that: ECallNotConnected (claim 35) */
};

struct standin {
    void (*reset)(void);
    struct standin_manners *(*manners)(void);
    /* The next `times` calls of this function return this code and do nothing. */
    void (*refuse)(const char *function, int32_t code, int times);
    /* What the calls of the interface were, a line each; borrowed until the next one. */
    const char *(*record)(void);
    void (*forget)(void);
    /* What Call_GetSipHeader has for every call; NULL: no such header. */
    void (*header)(const char *name, const char *value);
    void (*version)(const char *version);

    /* The network and the peer: each is said on the SDK's thread, and what it changes has changed
     * when the call returns. */
    uint32_t (*incoming)(const char *from, bool video);
    void (*incoming_again)(uint32_t call); /* said twice */
    void (*proceeding)(uint32_t call, const char *response);
    void (*connected)(uint32_t call);
    void (*terminated)(uint32_t call, uint32_t status);
    void (*held)(uint32_t call, uint8_t state);
    void (*redirected)(uint32_t call, uint32_t related, const char *to);
    uint32_t (*placed)(const char *to); /* a call that the SDK makes by itself */
    void (*transferred)(uint32_t call, uint32_t status);
    void (*dtmf)(uint32_t call, uint16_t tone);
    void (*account)(uint8_t state, const char *response);
    void (*trial)(void);
    /* Wait until everything was said. */
    void (*flush)(void);

    /* Reading. */
    uint32_t (*last)(void); /* the call that was made last */
    bool (*lives)(uint32_t call);
    bool (*up)(uint32_t call);  /* the peer and we are connected */
    bool (*mic)(uint32_t call); /* our microphone goes to the peer */
    uint8_t (*hold_state)(uint32_t call);
    unsigned (*living)(void);
};

/* The one function that the library exports beside the SDK's own. */
const struct standin *standin(void);

#endif
