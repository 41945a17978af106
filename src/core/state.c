/*
 * The state, read: for faces, traces and tests. Times are left out of the bytes, so that equal
 * histories give equal bytes whatever the clock said.
 */
#include "core.h"

#include <stddef.h>

uint8_t oh_calls_max(const struct oh_core *core)
{
    return core->calls_max;
}

const struct oh_policy *oh_core_policy(const struct oh_core *core)
{
    return &core->policy;
}

enum oh_audio_state oh_audio_state(const struct oh_core *core)
{
    return (enum oh_audio_state)core->audio.state;
}

uint8_t oh_call_count(const struct oh_core *core)
{
    uint8_t count = 0;

    for (uint8_t i = 0; i < core->calls_max; i++)
        count += core->calls[i].ui != UI_NONE;
    return count;
}

bool oh_call_at(const struct oh_core *core, uint8_t index, struct oh_call_info *info)
{
    for (uint8_t i = 0; i < core->calls_max; i++) {
        const struct call *call = &core->calls[i];
        if (call->ui == UI_NONE || index-- > 0)
            continue;
        *info = (struct oh_call_info){
            .call = call->id,
            .match_key = call->key,
            .leg = call->leg,
            .sip = call->sip,
            .direction = call->direction,
            .outgoing = call->outgoing,
            .shown = call->ui == UI_SHOWN,
            .wanted = call->wanted,
            .held = call->held,
            .uses_session = call->uses_session,
            .muted = call->muted,
            .remote_held = call->remote_held,
            .video = call->video,
            .group = call->group,
        };
        return true;
    }
    return false;
}

bool oh_idle(const struct oh_core *core)
{
    for (uint8_t i = 0; i < core->dead_count; i++)
        if (core_dead(core)[i].owes)
            return false;
    return !core_has_calls(core) && core->audio.state == OH_AUDIO_OFF;
}

/* ---- As bytes ---- */

/* Where bytes go: into memory, as far as it reaches, and into a digest (FNV-1a). */
struct bytes {
    uint8_t *out;
    size_t max;
    size_t count;
    uint64_t digest;
};

static void put(struct bytes *bytes, const void *from, size_t size)
{
    const uint8_t *byte = from;

    for (size_t i = 0; i < size; i++, bytes->count++) {
        if (bytes->count < bytes->max)
            bytes->out[bytes->count] = byte[i];
        bytes->digest = (bytes->digest ^ byte[i]) * 0x100000001b3u;
    }
}

/* From one member to another, with what lies between. */
#define PUT(bytes, from, first, last)                              \
    put(bytes, &(from)->first,                                     \
        offsetof(__typeof__(*(from)), last) + sizeof(from)->last - \
            offsetof(__typeof__(*(from)), first))

/* As it lies in memory, which is so on every little-endian machine of 64 bits; bit by bit it would
 * take a kibibyte of code. But for times, for what follows from the rest, and for which digits
 * wait. */
static void put_call(struct bytes *bytes, const struct call *call)
{
    struct call known = *call;

    known.since_ms = known.asked_ms = 0;
    known.deadline = DEADLINE_NONE;
    known.digits = 0;
    put(bytes, &known, sizeof known);
}

static void put_dead(struct bytes *bytes, const struct dead *dead)
{
    PUT(bytes, dead, id, key);
    PUT(bytes, dead, reason, owes);
}

static void put_core(struct bytes *bytes, const struct oh_core *core)
{
    PUT(bytes, &core->audio, state, touched);
    PUT(bytes, core, undisturbed, foreign);
    for (uint8_t i = 0; i < core->calls_max; i++)
        put_call(bytes, &core->calls[i]);
    for (uint8_t i = 0; i < core->dead_count; i++)
        put_dead(bytes, &core_dead(core)[i]);
}

size_t oh_core_write(const struct oh_core *core, uint8_t *out, size_t max)
{
    struct bytes bytes = {.out = out, .max = max};

    put_core(&bytes, core);
    return bytes.count;
}

uint64_t oh_core_digest(const struct oh_core *core)
{
    struct bytes bytes = {.digest = 0xcbf29ce484222325u};

    put_core(&bytes, core);
    return bytes.digest;
}
