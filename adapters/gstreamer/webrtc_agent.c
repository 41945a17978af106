/*
 * libnice's agent: what webrtcbin has no words for, or does not ask of it.
 */
#include "webrtc_agent.h"

#include <gmodule.h>
#include <stdio.h>

#define LIBNICE "libnice.so.10"

/* Between two checks of ICE: the least that RFC 8445 (14) allows. Of few candidates there are few
 * checks, and the first waits for it, too. */
enum { CHECKS_EVERY_MS = 5 };

/* libnice's log has ICE's passwords in it, in words that we could not tell from others: it stays
 * off. libnice looks at the environment when the first agent of a process is made, not before. */
static void leave_passwords_out(void)
{
    void (*disable)(gboolean with_stun) = NULL;
    if (!g_getenv("NICE_DEBUG") && !g_getenv("G_MESSAGES_DEBUG"))
        return;
    GModule *libnice = g_module_open(LIBNICE, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);
    if (libnice && g_module_symbol(libnice, "nice_debug_disable", (gpointer *)&disable)) {
        disable(TRUE);
        fprintf(stderr, "libnice's log has passwords in it, and is left out\n");
    }
    if (libnice)
        g_module_close(libnice);
}

/* Nothing that nobody asked for: no port mapping by multicast (UPnP), no TCP, no other interface.
 */
void oh_webrtc_set_agent(GstElement *bin, const struct oh_media_options *options)
{
    GObject *ice = NULL, *agent = NULL;
    gboolean added;
    g_object_get(bin, "ice-agent", &ice, NULL);
    g_object_set(ice, "ice-tcp", FALSE, NULL);
    if (options->port_max)
        g_object_set(ice, "max-rtp-port", (guint)options->port_max, "min-rtp-port",
                     (guint)options->port_min, NULL);
    for (size_t i = 0; i < MAX(options->ice_address_count, 1); i++) {
        char *host = g_inet_address_to_string(options->ice_address_count ? options->ice_addresses[i]
                                                                         : options->address);
        g_signal_emit_by_name(ice, "add-local-ip-address", host, &added);
        g_free(host);
    }
    g_object_get(ice, "agent", &agent, NULL);
    leave_passwords_out();
    g_object_set(agent, "upnp", FALSE, "stun-pacing-timer", (guint)CHECKS_EVERY_MS, NULL);
    g_object_unref(agent);
    g_object_unref(ice);
}

void oh_webrtc_connect(struct oh_webrtc *webrtc, const struct oh_ice *theirs)
{
    for (size_t i = 0; i < theirs->candidate_count; i++) {
        char *line = g_strconcat("candidate:", theirs->candidates[i], NULL);
        g_signal_emit_by_name(webrtc->bin, "add-ice-candidate", 0u, line);
        g_free(line);
    }
}

/* What webrtcbin has no words for is asked of its agent. libnice is in the process since the first
 * webrtcbin is; our module does not link it, as plain RTP needs neither. */
static bool restart_agent(GModule *libnice, gpointer agent, const struct oh_ice *ours,
                          const struct oh_ice *theirs)
{
    enum { STREAM = 1 }; /* the only one */
    gboolean (*restart)(gpointer agent, guint stream) = NULL;
    gboolean (*set_ours)(gpointer agent, guint stream, const char *ufrag, const char *pwd) = NULL;
    gboolean (*set_theirs)(gpointer agent, guint stream, const char *ufrag, const char *pwd) = NULL;
    return g_module_symbol(libnice, "nice_agent_restart_stream", (gpointer *)&restart) &&
           g_module_symbol(libnice, "nice_agent_set_local_credentials", (gpointer *)&set_ours) &&
           g_module_symbol(libnice, "nice_agent_set_remote_credentials", (gpointer *)&set_theirs) &&
           restart(agent, STREAM) && set_ours(agent, STREAM, ours->ufrag, ours->pwd) &&
           set_theirs(agent, STREAM, theirs->ufrag, theirs->pwd);
}

bool oh_webrtc_restart(struct oh_webrtc *webrtc, const struct oh_ice *ours,
                       const struct oh_ice *theirs, char *why, size_t why_size)
{
    GModule *libnice = g_module_open(LIBNICE, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);
    GObject *ice = NULL, *agent = NULL;
    g_object_get(webrtc->bin, "ice-agent", &ice, NULL);
    g_object_get(ice, "agent", &agent, NULL);
    bool good = libnice && restart_agent(libnice, agent, ours, theirs);
    if (good)
        oh_webrtc_connect(webrtc, theirs);
    else
        g_snprintf(why, why_size, "WebRTC: ICE cannot be restarted: %s",
                   libnice ? "libnice does not do it" : g_module_error());
    g_clear_object(&agent);
    g_clear_object(&ice);
    if (libnice)
        g_module_close(libnice);
    return good;
}

/* A server that does not answer forgets us by itself, in some minutes. */
enum { RELEASE_MS = 1000 };

static void on_agent_closed(GObject *agent, GAsyncResult *result, gpointer waiting)
{
    (void)agent;
    (void)result;
    *(bool *)waiting = false;
}

static gboolean on_release_limit(gpointer waiting)
{
    *(bool *)waiting = false;
    return G_SOURCE_REMOVE;
}

/* The agent answers on the context of who asks. */
static void close_agent(gpointer agent,
                        void (*close_async)(gpointer agent, GAsyncReadyCallback closed,
                                            gpointer ctx))
{
    GMainContext *context = g_main_context_new();
    GSource *limit = g_timeout_source_new(RELEASE_MS);
    bool waiting = true;
    g_main_context_push_thread_default(context);
    g_source_set_callback(limit, on_release_limit, &waiting, NULL);
    g_source_attach(limit, context);
    close_async(agent, on_agent_closed, &waiting);
    while (waiting)
        g_main_context_iteration(context, TRUE);
    g_source_destroy(limit);
    g_source_unref(limit);
    g_main_context_pop_thread_default(context);
    g_main_context_unref(context); /* with the answer, if that comes too late */
}

void oh_webrtc_release_relays(struct oh_webrtc *webrtc)
{
    void (*close_async)(gpointer agent, GAsyncReadyCallback closed, gpointer ctx) = NULL;
    if (!webrtc->has_relay)
        return;
    GModule *libnice = g_module_open(LIBNICE, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);
    GObject *ice = NULL, *agent = NULL;
    g_object_get(webrtc->bin, "ice-agent", &ice, NULL);
    g_object_get(ice, "agent", &agent, NULL);
    if (libnice && g_module_symbol(libnice, "nice_agent_close_async", (gpointer *)&close_async))
        close_agent(agent, close_async);
    g_clear_object(&agent);
    g_clear_object(&ice);
    if (libnice)
        g_module_close(libnice);
}
