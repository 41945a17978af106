/*
 * What GLib and GStreamer set up at the first use of each element costs the first call some 4 ms
 * between its answer and its first packet. The rehearsal pays them beforehand.
 */
#include "rehearse.h"
#include "pipeline.h"

/* Enough for a packet on a busy machine; without one the first call is a little slower. */
enum { PACKET_WAIT_MS = 100 };

static void send_one(struct oh_pipeline *pipeline, const struct oh_codec *codec,
                     GInetSocketAddress *to)
{
    struct oh_agreed agreed = {
        .send = {.codec = codec, .payload = codec->payload},
        .receive = {.item = {{.codec = codec, .payload = codec->payload}}, .count = 1},
        .rtp = to,
        .rtcp = to,
        .rtcp_mux = true,
        .ptime_ms = 20,
        .direction = OH_DIRECTION_BOTH};
    oh_pipeline_agree(pipeline, &agreed);
    oh_pipeline_gates(pipeline, true, true, false);
    for (int ms = 0; ms < PACKET_WAIT_MS && !oh_pipeline_take_frames(pipeline).sent; ms++)
        g_usleep(1000);
    oh_pipeline_gates(pipeline, false, false, false);
}

bool oh_media_rehearse(const struct oh_media_options *options, const struct oh_pcm *pcm, char *why,
                       size_t why_size)
{
    struct oh_sockets sockets;
    struct oh_pipeline pipeline;
    if (options->audio == OH_AUDIO_ECHO || options->audio == OH_AUDIO_NONE)
        return true; /* there is nothing to send */
    if (!oh_sockets_bind(&sockets, options->address, 0, 0, why, why_size))
        return true; /* the first call will say so */
    struct oh_wire wire = {.kind = OH_KIND_RTP, .sockets = &sockets};
    bool good = oh_pipeline_begin(&pipeline, &wire, options, pcm, NULL, why, why_size);
    if (good) {
        GInetSocketAddress *self =
            G_INET_SOCKET_ADDRESS(g_inet_socket_address_new(options->address, sockets.port));
        for (size_t i = 0; i < options->codec_count; i++)
            send_one(&pipeline, options->codecs[i], self);
        g_object_unref(self);
        oh_pipeline_end(&pipeline);
    }
    oh_sockets_close(&sockets);
    return good;
}
