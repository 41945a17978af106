/*
 * The inside of the core: its memory, shared by the files of this folder and by check/, which
 * drives deadlines one at a time and packs states. Nobody else includes it.
 */
#ifndef OH_CORE_CORE_H
#define OH_CORE_CORE_H

#include "offhook/offhook.h"

#include "audio.h"
#include "call.h"
#include "limits.h"

/* Takes less code when it is called than when it is inlined, which compilers misjudge. */
#ifdef __OPTIMIZE_SIZE__
#define CALLED __attribute__((noinline))
#else
#define CALLED
#endif

/* A call that ended lately. */
struct dead {
    struct oh_call_id id;
    oh_match_key key;
    uint64_t died_ms;
    uint8_t reason; /* enum oh_reason */
    bool reporting; /* its report has not completed */
    bool owes;      /* and then the end must still be reported */
};

/*
 * One piece of memory. First what is read most, for what is near the beginning takes less code to
 * reach; the calls (calls_max slots, a slot with ui == UI_NONE is free) are followed by dead_max
 * places for dead calls, oldest first. The policy and the numbers of places never change.
 */
struct oh_core {
    uint8_t calls_max;
    uint8_t dead_max; /* at least as many as calls, which may all come to owe their ends at once */
    uint8_t dead_count;
    bool undisturbed; /* who calls is refused, and nobody is told */
    uint8_t foreign;  /* enum oh_foreign: the busiest call of other applications */
    uint64_t now_ms;
    struct audio audio;
    struct oh_policy policy;
    struct call calls[];
};

static inline struct dead *core_dead(const struct oh_core *core)
{
    return (struct dead *)(core->calls + core->calls_max);
}

static inline bool same_id(const struct oh_call_id *a, const struct oh_call_id *b)
{
    uint64_t of_a[2], of_b[2]; /* as two words: less code than a comparison of bytes */

    __builtin_memcpy(of_a, a, sizeof of_a);
    __builtin_memcpy(of_b, b, sizeof of_b);
    return ((of_a[0] ^ of_b[0]) | (of_a[1] ^ of_b[1])) == 0;
}

/* Whose clock: a call's deadline, by its slot; what is asked of the call UI for it; the audio
 * session's rung. */
#define REQUEST_CLOCK 256u
#define AUDIO_CLOCK   512u

/* When the clock of `who` fires, or OH_NEVER. */
uint64_t core_due_ms(const struct oh_core *core, unsigned who);

/* Fire it now, whatever the time; as oh_step does when its time has come. */
void core_fire(struct oh_core *core, unsigned who, struct oh_commands *out);

/* A call by its id, or by its leg; a free slot; NULL if there is none. And the end of all slots. */
struct call *core_call_by_id(struct oh_core *core, const struct oh_call_id *id);
struct call *core_call_by_leg(struct oh_core *core, oh_leg leg);
struct call *core_free_slot(struct oh_core *core);
struct call *core_calls_end(struct oh_core *core);

/* A free slot for a call of this id, if there never was one, as far as is remembered, on a leg that
 * no other call has. */
struct call *core_slot_for(struct oh_core *core, const struct oh_call_id *id, oh_leg leg);

/* The one way in which a call ends: the engine is told, if it did not end it, an open action is
 * failed, the end reported or owed, its group left, and the slot is free. */
void core_finish(struct oh_core *core, struct call *call, enum oh_reason reason,
                 bool engine_ended_it, struct oh_commands *out);

/* Any slot taken. */
bool core_has_calls(const struct oh_core *core);

#endif
