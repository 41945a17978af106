/*
 * A fake audio session that we acquire ourselves: no sound, only who holds it.
 */
#include "agenda.h"

#define PREPARE_MS 10 /* opening a stream */
#define RELEASE_MS 2

struct fake_audio {
    struct agenda agenda;
    struct fake_audio_faults faults;
    bool held;
    bool enabled;
};

struct fake_audio *fake_audio_new(const struct fake_setup *setup)
{
    struct fake_audio *audio = g_new0(struct fake_audio, 1);
    agenda_init(&audio->agenda, setup);
    return audio;
}

void fake_audio_free(struct fake_audio *audio)
{
    if (!audio)
        return;
    agenda_clear(&audio->agenda);
    g_free(audio);
}

struct fake_audio_faults *fake_audio_faults(struct fake_audio *audio)
{
    return &audio->faults;
}

bool fake_audio_enabled(const struct fake_audio *audio)
{
    return audio->enabled;
}

void fake_audio_take(struct fake_audio *audio)
{
    audio->held = false;
    agenda_post(&audio->agenda, &OH_EVENT(OH_EV_AUDIO_DEACTIVATED));
}

/* ---- The port ---- */

#define RECORD(audio, ...) fake_record_add((audio)->agenda.setup.record, __VA_ARGS__)

static void prepared(void *ctx, const struct task *task)
{
    struct fake_audio *audio = ctx;
    (void)task;
    if (audio->faults.never_answers)
        return;
    if (audio->faults.prepares_fail) {
        if (audio->faults.prepares_fail != UINT32_MAX)
            audio->faults.prepares_fail--;
        agenda_post(&audio->agenda, &OH_EVENT(OH_EV_AUDIO_PREPARE_FAILED));
        return;
    }
    audio->held = true;
    agenda_post(&audio->agenda, &OH_EVENT(OH_EV_AUDIO_PREPARED));
}

static void do_prepare(void *ctx, enum oh_prepare how)
{
    struct fake_audio *audio = ctx;
    RECORD(audio, "audio prepare %s", oh_prepare_name(how));
    agenda_after(&audio->agenda, PREPARE_MS, (struct task){.run = prepared, .ctx = audio});
}

static void released(void *ctx, const struct task *task)
{
    struct fake_audio *audio = ctx;
    (void)task;
    agenda_post(&audio->agenda, &OH_EVENT(OH_EV_AUDIO_RELEASED));
}

static void do_release(void *ctx)
{
    struct fake_audio *audio = ctx;
    RECORD(audio, "audio release");
    audio->held = false;
    agenda_after(&audio->agenda, RELEASE_MS, (struct task){.run = released, .ctx = audio});
}

static void do_enable(void *ctx)
{
    struct fake_audio *audio = ctx;
    RECORD(audio, "audio enable");
    audio->enabled = true;
}

static void do_disable(void *ctx)
{
    struct fake_audio *audio = ctx;
    RECORD(audio, "audio disable");
    audio->enabled = false;
}

struct oh_audio_port fake_audio_port(struct fake_audio *audio)
{
    return (struct oh_audio_port){.size = sizeof(struct oh_audio_port),
                                  .ctx = audio,
                                  .prepare = do_prepare,
                                  .release = do_release,
                                  .enable = do_enable,
                                  .disable = do_disable};
}
