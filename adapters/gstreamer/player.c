/*
 * Each tone is a new stream: which device rings, and what the server does with other sound
 * meanwhile, goes by what a stream says of itself. A tone is never worth an error.
 */
#include "player.h"
#include "drop.h"
#include "tone.h"

#include <glib.h>

enum { BUFFER_BYTES = 10 * OH_BLOCK_BYTES };

static const pa_sample_spec format = {PA_SAMPLE_S16LE, OH_BLOCK_RATE_HZ, 1};

void oh_player_begin(struct oh_player *player, const struct oh_media_options *options,
                     const struct oh_log_sink *log)
{
    *player = (struct oh_player){.options = options, .log = log};
}

static void on_wanted(pa_stream *stream, size_t bytes, void *ctx)
{
    struct oh_player *player = ctx;
    int16_t block[OH_BLOCK_SAMPLES];
    for (; bytes >= OH_BLOCK_BYTES; bytes -= OH_BLOCK_BYTES) {
        player->position = oh_tone_write(player->tone, player->position, block, OH_BLOCK_SAMPLES);
        pa_stream_write(stream, block, sizeof block, NULL, 0, PA_SEEK_RELATIVE);
    }
}

static void on_state(pa_stream *stream, void *ctx)
{
    struct oh_player *player = ctx;
    if (pa_stream_get_state(stream) == PA_STREAM_FAILED)
        oh_media_log(player->log, OH_LOG_WARNING, "the tone cannot be played: %s",
                     pa_strerror(pa_context_errno(pa_stream_get_context(stream))));
}

static const char *device_of(const struct oh_player *player)
{
    return player->tone == OH_TONE_RING && player->options->ring_sink ? player->options->ring_sink
                                                                      : player->options->sink;
}

static void start(struct oh_player *player, pa_context *context)
{
    static const pa_buffer_attr attributes = {(uint32_t)-1, BUFFER_BYTES, OH_BLOCK_BYTES,
                                              OH_BLOCK_BYTES, (uint32_t)-1};
    pa_proplist *properties = pa_proplist_new();
    pa_proplist_sets(properties, PA_PROP_MEDIA_ROLE, "event");
    pa_proplist_sets(properties, PA_PROP_EVENT_ID, "phone-incoming-call");
    player->stream = pa_stream_new_with_proplist(context, "tone", &format, NULL, properties);
    pa_proplist_free(properties);
    player->position = 0;
    pa_stream_set_state_callback(player->stream, on_state, player);
    pa_stream_set_write_callback(player->stream, on_wanted, player);
    pa_stream_connect_playback(player->stream, device_of(player), &attributes,
                               PA_STREAM_ADJUST_LATENCY, NULL, NULL);
}

void oh_player_stop(struct oh_player *player)
{
    oh_stream_drop(&player->stream);
}

void oh_player_play(struct oh_player *player, pa_context *context, enum oh_tone tone)
{
    if (player->tone == tone)
        return;
    oh_player_stop(player);
    player->tone = tone;
    oh_player_resume(player, context);
}

void oh_player_resume(struct oh_player *player, pa_context *context)
{
    if (context && player->tone != OH_TONE_NONE && !player->stream)
        start(player, context);
}
