/*
 * The state, read: for faces, traces and tests. Times are left out of the bytes, so that equal
 * histories give equal bytes whatever the clock said.
 */
#include "core.h"

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

static void put(struct bytes *bytes, uint64_t value, unsigned size)
{
    for (unsigned i = 0; i < size; i++, bytes->count++) {
        uint8_t byte = (uint8_t)(value >> (8 * i));
        if (bytes->count < bytes->max)
            bytes->out[bytes->count] = byte;
        bytes->digest = (bytes->digest ^ byte) * 0x100000001b3u;
    }
}

static void put_id(struct bytes *bytes, const struct oh_call_id *id)
{
    for (unsigned i = 0; i < sizeof id->bytes; i++)
        put(bytes, id->bytes[i], 1);
}

static void put_audio(struct bytes *bytes, const struct audio *audio)
{
    put(bytes, audio->state, 1);
    put(bytes, audio->rung, 1);
    put(bytes, audio->how, 1);
    put(bytes,
        (uint64_t)audio->system | (uint64_t)audio->own << 1 | (uint64_t)audio->unusable << 2 |
            (uint64_t)audio->dirty << 3 | (uint64_t)audio->reset << 4 |
            (uint64_t)audio->unheld << 5 | (uint64_t)audio->touched << 6,
        1);
}

static void put_call(struct bytes *bytes, const struct call *call)
{
    put(bytes, call->ui, 1);
    if (call->ui == UI_NONE)
        return;
    put_id(bytes, &call->id);
    put(bytes, call->key, 8);
    put(bytes, call->leg, 4);
    put(bytes, call->action, 4);
    put(bytes, call->sip, 1);
    put(bytes, call->direction, 1);
    put(bytes, call->digit_count, 1); /* how many, never which */
    put(bytes,
        (uint64_t)call->outgoing | (uint64_t)call->uses_session << 1 |
            (uint64_t)call->preparing << 2 | (uint64_t)call->wanted << 3 |
            (uint64_t)call->held << 4 | (uint64_t)call->sip_held << 5 |
            (uint64_t)call->changing << 6 | (uint64_t)call->told_connected << 7 |
            (uint64_t)call->muted << 8 | (uint64_t)call->told_muted << 9 |
            (uint64_t)call->remote_held << 10 | (uint64_t)call->transferring << 11 |
            (uint64_t)call->auto_answer << 12 | (uint64_t)call->to_talk << 13 |
            (uint64_t)call->deaf << 14 | (uint64_t)call->pushed << 15 |
            (uint64_t)call->video << 16 | (uint64_t)call->outdated << 17 |
            (uint64_t)call->told_connecting << 18 | (uint64_t)call->bounce << 19 |
            (uint64_t)call->parked << 21,
        3);
    put(bytes, call->asked, 2);
    put(bytes, call->cures, 1);
    put(bytes, call->silent_ms, 4);
    put(bytes, call->deaf_ms, 4);
}

static void put_dead(struct bytes *bytes, const struct dead *dead)
{
    put_id(bytes, &dead->id);
    put(bytes, dead->key, 8);
    put(bytes, dead->reason, 1);
    put(bytes, (uint64_t)dead->owes | (uint64_t)dead->reporting << 1, 1);
}

static void put_core(struct bytes *bytes, const struct oh_core *core)
{
    put_audio(bytes, &core->audio);
    put(bytes, core->undisturbed, 1);
    put(bytes, core->foreign, 1);
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
