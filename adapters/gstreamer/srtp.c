/*
 * srtpenc and srtpdec, between rtpbin and the sockets, where rtpbin asks for them.
 */
#include "srtp.h"

#include <string.h>

static void zero_and_free(gpointer key)
{
    explicit_bzero(key, OH_CRYPTO_KEY_MAX);
    g_free(key);
}

/* Zeroed with its last reference. */
static GstBuffer *buffer_of(const struct oh_crypto *crypto)
{
    gpointer key = g_memdup2(crypto->key, sizeof crypto->key);
    return gst_buffer_new_wrapped_full(GST_MEMORY_FLAG_READONLY, key, sizeof crypto->key, 0,
                                       crypto->suite->key_bytes, key, zero_and_free);
}

/* A new source of the peer's: with which key. None is known before the descriptions are agreed. */
static GstCaps *on_request_key(GstElement *decoder, guint source, gpointer ctx)
{
    struct oh_srtp *srtp = ctx;
    GstCaps *caps = NULL;
    (void)decoder;
    (void)source;
    g_mutex_lock(&srtp->lock);
    const struct oh_suite *suite = srtp->theirs.suite;
    if (suite) {
        GstBuffer *key = buffer_of(&srtp->theirs);
        caps = gst_caps_new_simple(
            "application/x-srtp", "srtp-key", GST_TYPE_BUFFER, key, "srtp-cipher", G_TYPE_STRING,
            suite->cipher, "srtp-auth", G_TYPE_STRING, suite->rtp_auth, "srtcp-cipher",
            G_TYPE_STRING, suite->cipher, "srtcp-auth", G_TYPE_STRING, suite->rtcp_auth, NULL);
        gst_buffer_unref(key);
    }
    g_mutex_unlock(&srtp->lock);
    return caps;
}

static GstElement *with_pad(struct oh_srtp *srtp, const char *format, guint session)
{
    char *name = g_strdup_printf(format, session);
    gst_object_unref(gst_element_request_pad_simple(srtp->encoder, name));
    g_free(name);
    return gst_object_ref(srtp->encoder);
}

static GstElement *on_rtp_encoder(GstElement *rtpbin, guint session, gpointer ctx)
{
    (void)rtpbin;
    return with_pad(ctx, "rtp_sink_%u", session);
}

static GstElement *on_rtcp_encoder(GstElement *rtpbin, guint session, gpointer ctx)
{
    (void)rtpbin;
    return with_pad(ctx, "rtcp_sink_%u", session);
}

static GstElement *on_decoder(GstElement *rtpbin, guint session, gpointer ctx)
{
    struct oh_srtp *srtp = ctx;
    (void)rtpbin;
    (void)session;
    return gst_object_ref(srtp->decoder);
}

/* A key that is set anew begins its count of packets anew, though it be the same. */
static void use_key(struct oh_srtp *srtp, const struct oh_crypto *ours)
{
    const struct oh_suite *suite = ours->suite;
    if (memcmp(&srtp->ours, ours, sizeof *ours) == 0)
        return;
    srtp->ours = *ours;
    GstBuffer *key = buffer_of(ours);
    gst_util_set_object_arg(G_OBJECT(srtp->encoder), "rtp-cipher", suite->cipher);
    gst_util_set_object_arg(G_OBJECT(srtp->encoder), "rtp-auth", suite->rtp_auth);
    gst_util_set_object_arg(G_OBJECT(srtp->encoder), "rtcp-cipher", suite->cipher);
    gst_util_set_object_arg(G_OBJECT(srtp->encoder), "rtcp-auth", suite->rtcp_auth);
    g_object_set(srtp->encoder, "key", key, NULL);
    gst_buffer_unref(key);
}

void oh_srtp_begin(struct oh_srtp *srtp, GstElement *rtpbin, const struct oh_crypto *ours)
{
    *srtp =
        (struct oh_srtp){.rtpbin = rtpbin,
                         .encoder = gst_object_ref_sink(gst_element_factory_make("srtpenc", NULL)),
                         .decoder = gst_object_ref_sink(gst_element_factory_make("srtpdec", NULL))};
    g_mutex_init(&srtp->lock);
    use_key(srtp, ours);
    g_signal_connect(srtp->decoder, "request-key", G_CALLBACK(on_request_key), srtp);
    g_signal_connect(rtpbin, "request-rtp-encoder", G_CALLBACK(on_rtp_encoder), srtp);
    g_signal_connect(rtpbin, "request-rtcp-encoder", G_CALLBACK(on_rtcp_encoder), srtp);
    g_signal_connect(rtpbin, "request-rtp-decoder", G_CALLBACK(on_decoder), srtp);
    g_signal_connect(rtpbin, "request-rtcp-decoder", G_CALLBACK(on_decoder), srtp);
}

void oh_srtp_end(struct oh_srtp *srtp)
{
    g_signal_handlers_disconnect_by_data(srtp->rtpbin, srtp);
    g_signal_handlers_disconnect_by_data(srtp->decoder, srtp);
    gst_clear_object(&srtp->encoder);
    gst_clear_object(&srtp->decoder);
    oh_crypto_clear(&srtp->ours);
    oh_crypto_clear(&srtp->theirs);
    g_mutex_clear(&srtp->lock);
}

void oh_srtp_agree(struct oh_srtp *srtp, const struct oh_crypto *ours,
                   const struct oh_crypto *theirs)
{
    use_key(srtp, ours);
    g_mutex_lock(&srtp->lock);
    bool changed = memcmp(&srtp->theirs, theirs, sizeof *theirs) != 0;
    srtp->theirs = *theirs;
    g_mutex_unlock(&srtp->lock);
    if (changed)
        g_signal_emit_by_name(srtp->decoder, "clear-keys");
}
