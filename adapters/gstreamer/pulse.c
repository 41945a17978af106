/*
 * The connection. libpulse runs on a thread of its own; the owner's calls take its lock for the
 * time of a few writes to a socket.
 */
#include "pulse.h"
#include "log.h"
#include "pair.h"
#include "player.h"

#include <pulse/pulseaudio.h>

struct oh_pulse {
    const struct oh_media_options *options;
    struct oh_pulse_owner owner;
    pa_threaded_mainloop *loop;
    pa_context *context; /* NULL: not connected */
    unsigned connection;
    struct oh_pair pair;
    struct oh_player player;
};

static bool is_ready(const struct oh_pulse *pulse)
{
    return pulse->context && pa_context_get_state(pulse->context) == PA_CONTEXT_READY;
}

/* Under the lock. */
static void drop_context(struct oh_pulse *pulse)
{
    if (!pulse->context)
        return;
    oh_pair_close(&pulse->pair);
    oh_player_stop(&pulse->player);
    pa_context_set_state_callback(pulse->context, NULL, NULL);
    pa_context_disconnect(pulse->context);
    g_clear_pointer(&pulse->context, pa_context_unref);
}

static void is_gone(struct oh_pulse *pulse)
{
    oh_media_log(&pulse->owner.log, OH_LOG_WARNING,
                 "the sound server%s%s is not there: %s; start PulseAudio or PipeWire, or look at "
                 "PULSE_SERVER",
                 pulse->options->server ? " " : "",
                 pulse->options->server ? pulse->options->server : "",
                 pa_strerror(pa_context_errno(pulse->context)));
    pulse->owner.fact(pulse->owner.ctx, OH_PULSE_GONE, pulse->connection);
}

static void on_state(pa_context *context, void *ctx)
{
    struct oh_pulse *pulse = ctx;
    switch (pa_context_get_state(context)) {
    case PA_CONTEXT_READY:
        pulse->owner.fact(pulse->owner.ctx, OH_PULSE_HERE, pulse->connection);
        oh_player_resume(&pulse->player, context);
        break;
    case PA_CONTEXT_FAILED:
    case PA_CONTEXT_TERMINATED: is_gone(pulse); break;
    case PA_CONTEXT_UNCONNECTED:
    case PA_CONTEXT_CONNECTING:
    case PA_CONTEXT_AUTHORIZING:
    case PA_CONTEXT_SETTING_NAME: break;
    }
}

static pa_context *make_context(struct oh_pulse *pulse)
{
    pa_proplist *properties = pa_proplist_new();
    pa_proplist_sets(properties, PA_PROP_APPLICATION_NAME, "offhook");
    pa_proplist_sets(properties, PA_PROP_APPLICATION_ICON_NAME, "call-start");
    pa_context *context = pa_context_new_with_proplist(pa_threaded_mainloop_get_api(pulse->loop),
                                                       "offhook", properties);
    pa_proplist_free(properties);
    return context;
}

struct oh_pulse *oh_pulse_new(const struct oh_media_options *options,
                              const struct oh_pulse_owner *owner)
{
    struct oh_pulse *pulse = g_new0(struct oh_pulse, 1);
    pulse->options = options;
    pulse->owner = *owner;
    pulse->loop = pa_threaded_mainloop_new();
    oh_pair_begin(&pulse->pair, options, &pulse->owner);
    oh_player_begin(&pulse->player, options, &pulse->owner.log);
    if (pulse->loop)
        pa_threaded_mainloop_set_name(pulse->loop, "offhook-sound");
    if (!pulse->loop || pa_threaded_mainloop_start(pulse->loop) < 0) {
        g_clear_pointer(&pulse->loop, pa_threaded_mainloop_free);
        g_free(pulse);
        return NULL;
    }
    return pulse;
}

void oh_pulse_free(struct oh_pulse *pulse)
{
    oh_pulse_disconnect(pulse);
    pa_threaded_mainloop_stop(pulse->loop);
    pa_threaded_mainloop_free(pulse->loop);
    g_free(pulse);
}

void oh_pulse_connect(struct oh_pulse *pulse, unsigned connection)
{
    pa_threaded_mainloop_lock(pulse->loop);
    drop_context(pulse);
    pulse->connection = connection;
    pulse->context = make_context(pulse);
    pa_context_set_state_callback(pulse->context, on_state, pulse);
    /* If it fails at once, the state says so, too: either tells the owner, once. */
    if (pa_context_connect(pulse->context, pulse->options->server, PA_CONTEXT_NOFLAGS, NULL) < 0 &&
        pa_context_get_state(pulse->context) != PA_CONTEXT_FAILED)
        is_gone(pulse);
    pa_threaded_mainloop_unlock(pulse->loop);
}

void oh_pulse_disconnect(struct oh_pulse *pulse)
{
    pa_threaded_mainloop_lock(pulse->loop);
    drop_context(pulse);
    pa_threaded_mainloop_unlock(pulse->loop);
}

void oh_pulse_open(struct oh_pulse *pulse, unsigned number)
{
    pa_threaded_mainloop_lock(pulse->loop);
    if (is_ready(pulse))
        oh_pair_open(&pulse->pair, pulse->context, number);
    else
        pulse->owner.fact(pulse->owner.ctx, OH_PAIR_FAILED, number);
    pa_threaded_mainloop_unlock(pulse->loop);
}

void oh_pulse_start(struct oh_pulse *pulse)
{
    pa_threaded_mainloop_lock(pulse->loop);
    oh_pair_start(&pulse->pair);
    pa_threaded_mainloop_unlock(pulse->loop);
}

void oh_pulse_stop(struct oh_pulse *pulse)
{
    pa_threaded_mainloop_lock(pulse->loop);
    oh_pair_stop(&pulse->pair);
    pa_threaded_mainloop_unlock(pulse->loop);
}

void oh_pulse_close(struct oh_pulse *pulse)
{
    pa_threaded_mainloop_lock(pulse->loop);
    oh_pair_close(&pulse->pair);
    pa_threaded_mainloop_unlock(pulse->loop);
}

void oh_pulse_play(struct oh_pulse *pulse, enum oh_tone tone)
{
    pa_threaded_mainloop_lock(pulse->loop);
    oh_player_play(&pulse->player, is_ready(pulse) ? pulse->context : NULL, tone);
    pa_threaded_mainloop_unlock(pulse->loop);
}
