/*
 * rtpbin keeps figures for each source: our own, and each that the peer ever sent with.
 */
#include "stats.h"
#include "crypto.h"

static double ms_of(guint ticks, gint clock_hz)
{
    return clock_hz > 0 ? 1000.0 * ticks / clock_hz : 0;
}

static void add_source(struct oh_media_stats *stats, const GstStructure *source, gint clock_hz)
{
    gboolean internal = FALSE, reported = FALSE, sends = FALSE;
    gint lost = 0, lost_there = 0;
    guint jitter = 0, jitter_there = 0, round_trip = 0;
    gst_structure_get(source, "internal", G_TYPE_BOOLEAN, &internal, "is-sender", G_TYPE_BOOLEAN,
                      &sends, "packets-lost", G_TYPE_INT, &lost, "jitter", G_TYPE_UINT, &jitter,
                      NULL);
    if (internal)
        return;
    stats->lost += (uint32_t)MAX(lost, 0);
    if (sends)
        stats->jitter_ms = ms_of(jitter, clock_hz);
    /* The peer's report on us. */
    gst_structure_get(source, "have-rb", G_TYPE_BOOLEAN, &reported, "rb-packetslost", G_TYPE_INT,
                      &lost_there, "rb-jitter", G_TYPE_UINT, &jitter_there, "rb-round-trip",
                      G_TYPE_UINT, &round_trip, NULL);
    if (!reported)
        return;
    stats->reported = true;
    stats->peer_lost = (uint32_t)MAX(lost_there, 0);
    stats->peer_jitter_ms = ms_of(jitter_there, clock_hz);
    if (round_trip > 0)
        stats->round_trip_ms = 1000.0 * round_trip / 65536;
}

void oh_stats_of_session(struct oh_media_stats *stats, GstElement *rtpbin)
{
    GObject *session = NULL;
    GstStructure *structure = NULL;
    g_signal_emit_by_name(rtpbin, "get-internal-session", 0u, &session);
    if (session)
        g_object_get(session, "stats", &structure, NULL);
    const GValue *value = structure ? gst_structure_get_value(structure, "source-stats") : NULL;
    GValueArray *sources = value ? g_value_get_boxed(value) : NULL;
    for (guint i = 0; sources && i < sources->n_values; i++)
        add_source(stats, g_value_get_boxed(&sources->values[i]), (gint)stats->clock_hz);
    g_clear_pointer(&structure, gst_structure_free);
    g_clear_object(&session);
}

static char *nick_of(GstElement *element, const char *property)
{
    GParamSpec *spec = g_object_class_find_property(G_OBJECT_GET_CLASS(element), property);
    gint value = 0;
    g_object_get(element, property, &value, NULL);
    GEnumClass *class = g_type_class_ref(spec->value_type);
    const GEnumValue *found = g_enum_get_value(class, value);
    char *nick = g_strdup(found ? found->value_nick : "");
    g_type_class_unref(class);
    return nick;
}

const char *oh_stats_cipher(GstBin *bin)
{
    GstIterator *encoders = gst_bin_iterate_all_by_element_factory_name(bin, "srtpenc");
    GValue value = G_VALUE_INIT;
    const char *name = "";
    if (gst_iterator_next(encoders, &value) == GST_ITERATOR_OK) {
        GstElement *encoder = g_value_get_object(&value);
        char *cipher = nick_of(encoder, "rtp-cipher"), *auth = nick_of(encoder, "rtp-auth");
        name = oh_crypto_suite_name(cipher, auth);
        g_free(cipher);
        g_free(auth);
        g_value_unset(&value);
    }
    gst_iterator_free(encoders);
    return name;
}
