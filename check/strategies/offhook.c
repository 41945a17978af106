/*
 * The real core as a strategy: driven with its own functions, deadlines one at a time, its state
 * packed to a few bytes. What is packed is what decides the future: times are constant here, ids
 * and legs are small numbers, and what the core keeps but will not read again is left out
 * (tests/check shows that it does not matter).
 */
#include <stdio.h>
#include <string.h>

#include "../../src/core/core.h"
#include "../strategy.h"

static void init(void *mind, const struct setting *setting)
{
    oh_init(mind, MIND_MAX, setting->slots, &setting->policy);
}

static void copy(void *to, const void *from)
{
    const struct oh_core *core = from;
    size_t rest = core->calls_max * sizeof(struct call) + core->dead_count * sizeof(struct dead);

    memcpy(to, from, offsetof(struct oh_core, policy));
    memcpy(((struct oh_core *)to)->calls, core->calls, rest);
}

static void step(void *mind, const struct oh_event *event, struct oh_commands *out)
{
    oh_step(mind, event, out);
}

static uint8_t due(const void *mind)
{
    const struct oh_core *core = mind;
    uint8_t bits = 0;

    for (unsigned slot = 0; slot < core->calls_max; slot++) {
        if (core_due_ms(core, slot) != OH_NEVER)
            bits |= (uint8_t)(1u << slot);
        if (core_due_ms(core, REQUEST_CLOCK + slot) != OH_NEVER)
            bits |= (uint8_t)(1u << (REQUEST_WHO + slot));
    }
    if (core_due_ms(core, AUDIO_CLOCK) != OH_NEVER)
        bits |= AUDIO_BIT;
    return bits;
}

static void fire(void *mind, uint8_t who, struct oh_commands *out)
{
    out->count = 0;
    out->ignored = false;
    if (who == AUDIO_WHO)
        core_fire(mind, AUDIO_CLOCK, out);
    else
        core_fire(mind, who < REQUEST_WHO ? who : REQUEST_CLOCK + who - REQUEST_WHO, out);
}

static const char *clock_name(const void *mind, uint8_t who)
{
    const struct oh_core *core = mind;

    if (who == AUDIO_WHO)
        return "the audio rung's time is over";
    if (who >= REQUEST_WHO)
        return "T_REQUEST: the call UI did not do what it was asked for";
    switch ((enum call_deadline)core->calls[who].deadline) {
    case DEADLINE_NONE: return "no deadline";
    case DEADLINE_INVITE: return "T_INVITE: the push's INVITE did not come";
    case DEADLINE_RING: return "T_RING: nobody answered";
    case DEADLINE_SETUP: return "T_SETUP: the answered call could not be accepted";
    case DEADLINE_ACK: return "T_ACK: the caller did not confirm";
    case DEADLINE_LOST: return "T_LOST: the connected call has no audio";
    case DEADLINE_CONNECTING: return "T_CONNECTING: the callee did not answer";
    }
    return "no deadline";
}

static bool last_resort(const void *mind, uint8_t who)
{
    const struct oh_core *core = mind;

    return core->calls[who].deadline == DEADLINE_SETUP ||
           core->calls[who].deadline == DEADLINE_LOST;
}

static struct oh_call_id in_slot(const void *mind, uint8_t slot)
{
    return ((const struct oh_core *)mind)->calls[slot].id;
}

static bool idle(const void *mind)
{
    const struct oh_core *core = mind;

    for (uint8_t i = 0; i < core->dead_count; i++)
        if (core_dead(core)[i].owes)
            return false;
    return !core_has_calls(core);
}

static bool knows(const void *mind, const struct oh_call_id *call)
{
    struct oh_call_info info;

    for (uint8_t i = 0; oh_call_at(mind, i, &info); i++)
        if (memcmp(&info.call, call, sizeof *call) == 0)
            return true;
    return false;
}

static bool waits_for_activation(const void *mind)
{
    const struct oh_core *core = mind;

    return core->audio.state == OH_AUDIO_WAITING && !core->audio.unusable;
}

/* ---- Ranks (rank.c) ---- */

static uint32_t calls_rank(const void *mind)
{
    const struct oh_core *core = mind;
    uint32_t rank = 0;

    for (uint8_t i = 0; i < core->calls_max; i++)
        rank += core->calls[i].ui != UI_NONE ? 2 : 0;
    for (uint8_t i = 0; i < core->dead_count; i++)
        rank += core_dead(core)[i].owes;
    return rank;
}

/*
 * How far from the end of the ladder. Quiet: a rung that waits comes after one whose PREPARE can
 * fail, and before the last, whose PREPARE does not fail there; what changed under a PREPARE makes
 * it begin once more. Hostile: every PREPARE fails, and no rung's time helps.
 */
static uint32_t audio_rank(const void *mind, uint8_t world)
{
    const struct audio *audio = &((const struct oh_core *)mind)->audio;
    bool preparing = audio->state == OH_AUDIO_PREPARING;
    uint32_t rung = audio->rung == RUNG_NONE ? 0 : audio->rung;
    uint32_t dirty = preparing && audio->dirty ? 64 : 0;

    if (world == HOSTILE)
        return dirty + (preparing ? 2 : audio->state == OH_AUDIO_WAITING);
    if (audio->state == OH_AUDIO_WAITING)
        return 20 - 2 * rung;
    if (!preparing)
        return 0;
    if (audio->rung == RUNG_NONE)
        return dirty + 40;
    if (audio->how == OH_PREPARE_FORCE || audio->how == OH_PREPARE_REOPEN)
        return dirty + 1;
    return dirty + 21 - 2 * rung;
}

/* ---- Packing ---- */

/* An id that is dead and owes nothing is forgotten when the next of its key dies. */
static unsigned deads_max(const struct setting *setting)
{
    unsigned deads = 0;

    for (unsigned id = 0; id < IDS; id++)
        deads += setting->ids >> id & 1;
    deads *= setting->keys;
    return deads < DEAD_MIN ? deads : DEAD_MIN;
}

static uint8_t head_bytes(const struct setting *setting)
{
    return setting->more_bytes != 0 ? 3 : 2;
}

static uint8_t slot_bytes(const struct setting *setting)
{
    return setting->more_bytes != 0 ? 12 : 4;
}

static unsigned packed_bytes(const struct setting *setting)
{
    return head_bytes(setting) + slot_bytes(setting) * setting->slots + 2 * deads_max(setting);
}

static void put16(uint8_t *out, uint16_t value)
{
    memcpy(out, &value, sizeof value);
}

static uint16_t get16(const uint8_t *in)
{
    uint16_t value;

    memcpy(&value, in, sizeof value);
    return value;
}

static uint32_t pack_call(const struct call *call)
{
    if (call->ui == UI_NONE)
        return 0;
    return (call->ui & 3u) | (uint32_t)(call->ui >> 2) << 24 | (uint32_t)call->id.bytes[0] << 2 |
           (uint32_t)call->leg << 6 | (uint32_t)call->sip << 9 | (uint32_t)call->direction << 12 |
           (uint32_t)(call->action != 0) << 14 | (uint32_t)call->outgoing << 15 |
           (uint32_t)call->uses_session << 16 | (uint32_t)call->preparing << 17 |
           (uint32_t)call->wanted << 18 | (uint32_t)call->held << 19 |
           (uint32_t)call->sip_held << 20 | (uint32_t)call->changing << 21 |
           (uint32_t)call->told_connected << 22 | (uint32_t)call->outdated << 23;
}

/* What is 0 but in the worlds that ask for it (ADV_MORE). */
static uint64_t pack_more(const struct call *call)
{
    return (uint64_t)call->muted | (uint64_t)call->told_muted << 1 |
           (uint64_t)call->remote_held << 2 | (uint64_t)call->digit_count << 3 |
           (uint64_t)call->transferring << 8 | (uint64_t)call->auto_answer << 9 |
           (uint64_t)call->to_talk << 10 | (uint64_t)(call->silent_ms != 0) << 11 |
           (uint64_t)(call->deaf_ms != 0) << 12 | (uint64_t)call->deaf << 13 |
           (uint64_t)call->cures << 14 | (uint64_t)call->asked << 32 |
           (uint64_t)(call->ui != UI_NONE && !call->outgoing && call->key == 0) << 48 |
           (uint64_t)call->pushed << 49 | (uint64_t)call->video << 50 |
           (uint64_t)call->bounce << 51 | (uint64_t)call->parked << 53 |
           (uint64_t)(call->group != 0) << 54 | (uint64_t)call->mixed << 55;
}

static void unpack_more(struct call *call, uint64_t bits, const struct setting *setting)
{
    call->muted = bits & 1;
    call->told_muted = bits >> 1 & 1;
    call->remote_held = bits >> 2 & 1;
    call->digit_count = bits >> 3 & 31;
    call->transferring = bits >> 8 & 1;
    call->auto_answer = bits >> 9 & 1;
    call->to_talk = bits >> 10 & 1;
    call->asked = (uint16_t)(bits >> 32);
    call->silent_ms = (bits >> 11 & 1) * REPORT_MS(setting);
    call->deaf_ms = (bits >> 12 & 1) * REPORT_MS(setting);
    call->deaf = bits >> 13 & 1;
    call->cures = bits >> 14 & 7;
    if (bits >> 48 & 1)
        call->key = 0;
    call->pushed = bits >> 49 & 1;
    call->video = bits >> 50 & 1;
    call->bounce = bits >> 51 & 3;
    call->parked = bits >> 53 & 1;
    call->group = bits >> 54 & 1; /* some number, until number_group() */
    call->mixed = bits >> 55 & 1;
    for (unsigned i = 0; i < call->digit_count; i++) /* nothing else is ever dialled here */
        call->digits |= (uint64_t)(DIALLED[i % (sizeof DIALLED - 1)] - '0') << (4 * i);
}

/* Of so few calls no two groups can be: its number follows from who is in it. */
static void number_group(struct oh_core *core)
{
    uint8_t number = 0;

    for (uint8_t i = 0; i < core->calls_max; i++) {
        struct call *call = &core->calls[i];
        if (call->group == 0)
            continue;
        if (number == 0)
            number = (uint8_t)(i + 1);
        call->group = number;
    }
}

static oh_match_key key_of(uint8_t id)
{
    return 1u + (id - 1u) / IDS;
}

static void unpack_call(struct call *call, uint32_t bits, bool audio_on)
{
    memset(call, 0, sizeof *call);
    if (bits == 0)
        return;
    call->ui = (bits & 3) | (bits >> 24 & 1) << 2;
    call->id.bytes[0] = bits >> 2 & 15;
    call->leg = bits >> 6 & 7;
    call->sip = bits >> 9 & 7;
    call->direction = bits >> 12 & 3;
    call->action = bits >> 14 & 1 ? ACTION_ANSWER : 0;
    call->outgoing = bits >> 15 & 1;
    call->uses_session = bits >> 16 & 1;
    call->preparing = bits >> 17 & 1;
    call->wanted = bits >> 18 & 1;
    call->held = bits >> 19 & 1;
    call->sip_held = bits >> 20 & 1;
    call->changing = bits >> 21 & 1;
    call->told_connecting = call->outgoing && call->sip != OH_SIP_NONE;
    call->told_connected = bits >> 22 & 1;
    call->outdated = bits >> 23 & 1;
    call->key = call->outgoing ? 0 : key_of(call->id.bytes[0]);
    call->deadline = (uint8_t)call_deadline(call, audio_on);
}

/* Rung and way are read only while they are in use. */
static uint16_t pack_audio(const struct audio *audio)
{
    bool preparing = audio->state == OH_AUDIO_PREPARING;
    bool climbing = preparing || audio->state == OH_AUDIO_WAITING;

    return (uint16_t)(audio->state | (climbing ? audio->rung & 15u : 0) << 2 |
                      (preparing ? audio->how : 0u) << 6 | (unsigned)audio->system << 8 |
                      (unsigned)audio->own << 9 | (unsigned)audio->unusable << 10 |
                      (preparing && audio->dirty ? 1u << 11 : 0) | (unsigned)audio->reset << 12 |
                      (unsigned)audio->unheld << 13 | (unsigned)audio->touched << 14);
}

static void unpack_audio(struct audio *audio, uint16_t bits)
{
    *audio = (struct audio){
        .state = bits & 3,
        .rung = bits >> 2 & 15,
        .how = bits >> 6 & 3,
        .system = bits >> 8 & 1,
        .own = bits >> 9 & 1,
        .unusable = bits >> 10 & 1,
        .dirty = bits >> 11 & 1,
        .reset = bits >> 12 & 1,
        .unheld = bits >> 13 & 1,
        .touched = bits >> 14 & 1,
    };
    if (audio->rung == 15)
        audio->rung = RUNG_NONE;
}

/* Why a call died matters only by what it forbids: another INVITE, another push, neither. */
static uint8_t class_of(uint8_t reason)
{
    switch ((enum oh_reason)reason) {
    case OH_REASON_USER:
    case OH_REASON_REFUSED:
    case OH_REASON_ANSWERED_ELSEWHERE:
    case OH_REASON_DECLINED_ELSEWHERE: return OH_REASON_USER;
    case OH_REASON_REMOTE: return OH_REASON_REMOTE;
    case OH_REASON_TRANSFERRED: return OH_REASON_TRANSFERRED;
    case OH_REASON_REPLACED:
    case OH_REASON_INSECURE:
    case OH_REASON_NONE:
    case OH_REASON_FAILED:
    case OH_REASON_UNANSWERED:
    case OH_REASON_BUSY:
    case OH_REASON_NO_INVITE:
    case OH_REASON_NO_AUDIO:
    case OH_REASON_NO_ACK:
    case OH_REASON_UI_RESET:
    case OH_REASON_MERGED:
    case OH_REASON_DECLINED:
    case OH_REASON_MEDIA:
    case OH_REASON_UNREACHABLE:
    case OH_REASON_STOPPED:
    case OH_REASONS: return OH_REASON_FAILED;
    }
    return OH_REASON_FAILED;
}

static void pack(const void *mind, const struct setting *setting, uint8_t *out)
{
    const struct oh_core *core = mind;

    put16(out, pack_audio(&core->audio));
    out += 2;
    if (setting->more_bytes != 0)
        *out++ = (uint8_t)(core->undisturbed | core->foreign << 1);
    for (unsigned i = 0; i < setting->slots; i++, out += 4) {
        uint32_t bits = pack_call(&core->calls[i]);
        memcpy(out, &bits, sizeof bits);
        if (setting->more_bytes == 0)
            continue;
        uint64_t more = pack_more(&core->calls[i]);
        memcpy(out + sizeof bits, &more, sizeof more);
        out += sizeof more;
    }
    for (unsigned i = 0; i < core->dead_count; i++, out += 2) {
        const struct dead *dead = &core_dead(core)[i];
        uint8_t reason = setting->exact ? dead->reason : class_of(dead->reason);
        put16(out, (uint16_t)(dead->id.bytes[0] | reason << 4 | dead->owes << 9 |
                              dead->reporting << 10 | (dead->key == 0) << 11));
    }
}

static void unpack_head(struct oh_core *core, uint8_t bits)
{
    core->undisturbed = bits & 1;
    core->foreign = bits >> 1;
}

static void unpack(void *mind, const struct setting *setting, const uint8_t *in)
{
    struct oh_core *core = mind;
    const uint8_t *end = in + setting->mind_bytes;

    unpack_audio(&core->audio, get16(in));
    in += 2;
    if (setting->more_bytes != 0)
        unpack_head(core, *in++);
    for (unsigned i = 0; i < setting->slots; i++, in += 4) {
        uint32_t bits;
        memcpy(&bits, in, sizeof bits);
        unpack_call(&core->calls[i], bits, core->audio.state == OH_AUDIO_ON);
        if (setting->more_bytes == 0)
            continue;
        uint64_t more;
        memcpy(&more, in + sizeof bits, sizeof more);
        unpack_more(&core->calls[i], more, setting);
        in += sizeof more;
    }
    number_group(core);
    core->dead_count = 0;
    for (; in < end; in += 2) {
        uint16_t bits = get16(in);
        if (bits == 0)
            break;
        core_dead(core)[core->dead_count++] =
            (struct dead){.id = {{bits & 15}},
                          .key = bits >> 11 & 1 ? 0 : key_of(bits & 15),
                          .reason = bits >> 4 & 31,
                          .owes = bits >> 9 & 1,
                          .reporting = bits >> 10 & 1};
    }
}

/* ---- Renaming ---- */

static void rename_id(struct oh_call_id *id, oh_match_key *key, const uint8_t *to)
{
    uint8_t from, number;

    if (!id_back(id, &from, &number))
        return;
    *id = id_of(to[from], number);
    if (*key != 0)
        *key = key_of(id->bytes[0]);
}

static void rename_call(struct call *call, const uint8_t *to)
{
    uint8_t key, leg;

    if (call->ui == UI_NONE)
        return;
    rename_id(&call->id, &call->key, to);
    if (leg_back(call->leg, &key, &leg))
        call->leg = leg_of(to[key], leg);
}

static bool before(const struct call *a, const struct call *b)
{
    return a->id.bytes[0] < b->id.bytes[0];
}

static bool in_place(const struct oh_core *core)
{
    for (unsigned i = 0; i < core->calls_max; i++)
        if (core->calls[i].ui != UI_NONE && key_of(core->calls[i].id.bytes[0]) != i + 1)
            return false;
    return true;
}

/* A call into the slot of its key, if that is there and free, or the first one that is free. */
static void place_calls(struct oh_core *core)
{
    struct call calls[KEYS_MAX]; /* --slots takes no more */
    unsigned count = 0;

    if (in_place(core))
        return;
    for (unsigned i = 0; i < core->calls_max; i++) {
        const struct call *call = &core->calls[i];
        unsigned at = count;
        if (call->ui == UI_NONE)
            continue;
        for (; at > 0 && before(call, &calls[at - 1]); at--)
            calls[at] = calls[at - 1];
        calls[at] = *call;
        count++;
    }
    memset(core->calls, 0, core->calls_max * sizeof *core->calls);
    for (unsigned i = 0; i < count; i++) {
        unsigned slot = (unsigned)key_of(calls[i].id.bytes[0]) - 1;
        if (slot >= core->calls_max || core->calls[slot].ui != UI_NONE)
            for (slot = 0; core->calls[slot].ui != UI_NONE;)
                slot++;
        core->calls[slot] = calls[i];
    }
}

/* What died of one key stays in its order, which the core asks for. */
static bool died_in_order(const struct dead *a, const struct dead *b)
{
    return key_of(a->id.bytes[0]) <= key_of(b->id.bytes[0]);
}

static void rename_all(void *mind, const struct setting *setting, const uint8_t *to)
{
    struct oh_core *core = mind;
    struct dead *deads = core_dead(core);

    (void)setting;
    for (unsigned i = 0; i < core->calls_max && to != NULL; i++)
        rename_call(&core->calls[i], to);
    place_calls(core);
    number_group(core);
    for (unsigned i = 0; i < core->dead_count && to != NULL; i++)
        rename_id(&deads[i].id, &deads[i].key, to);
    for (unsigned i = 1; i < core->dead_count; i++) {
        for (unsigned j = i; j > 0 && !died_in_order(&deads[j - 1], &deads[j]); j--) {
            struct dead dead = deads[j];
            deads[j] = deads[j - 1];
            deads[j - 1] = dead;
        }
    }
}

static void describe(const void *mind, char *text, size_t max)
{
    const struct oh_core *core = mind;
    const struct audio *audio = &core->audio;
    int count =
        snprintf(text, max, "audio %s%s%s%s%s", oh_audio_state_name(audio->state),
                 audio->system ? ", activated by the system" : "",
                 audio->own ? ", activated by us" : "", audio->unusable ? ", found unusable" : "",
                 audio->state == OH_AUDIO_PREPARING && audio->dirty ? ", dirty" : "");

    for (uint8_t i = 0; i < core->calls_max && count > 0 && (size_t)count < max; i++) {
        const struct call *call = &core->calls[i];
        if (call->ui == UI_NONE)
            continue;
        count += snprintf(text + count, max - (size_t)count, "; call %c %s%s%s%s",
                          (char)('A' + (call->id.bytes[0] - 1) / IDS), oh_sip_state_name(call->sip),
                          call->ui == UI_SHOWN ? ", shown" : "", call->wanted ? ", wanted" : "",
                          call->held ? ", held" : "");
    }
    for (uint8_t i = 0; i < core->dead_count && count > 0 && (size_t)count < max; i++) {
        const struct dead *dead = &core_dead(core)[i];
        count += snprintf(text + count, max - (size_t)count, "; dead %c (%s%s)",
                          (char)('A' + (dead->id.bytes[0] - 1) / IDS), oh_reason_name(dead->reason),
                          dead->owes ? ", owes its end" : "");
    }
}

const struct strategy strategy_offhook = {
    .name = "offhook",
    .gates = true,
    .last_ends = true,
    .forgets_legs = true,
    .init = init,
    .copy = copy,
    .step = step,
    .due = due,
    .fire = fire,
    .clock_name = clock_name,
    .last_resort = last_resort,
    .in_slot = in_slot,
    .calls_rank = calls_rank,
    .audio_rank = audio_rank,
    .idle = idle,
    .knows = knows,
    .waits_for_activation = waits_for_activation,
    .packed_bytes = packed_bytes,
    .head_bytes = head_bytes,
    .slot_bytes = slot_bytes,
    .rename = rename_all,
    .pack = pack,
    .unpack = unpack,
    .describe = describe,
};
