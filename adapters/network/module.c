/*
 * Changes come from GIO's monitor, in swarms (an address, its routes, the default route): one is
 * made of those that come within SETTLE_MS.
 */
#include <gio/gio.h>

#include "offhook/adapter.h"

/* How long the network must have been at rest. */
#define SETTLE_MS 200

struct watch {
    GMainContext *context;
    GNetworkMonitor *monitor; /* GIO's own, for good */
    GSource *settle;          /* it changed; waits until it is at rest */
    void (*changed)(void *ctx);
    void *ctx;
};

static void stop_settling(struct watch *watch)
{
    if (watch->settle)
        g_source_destroy(watch->settle);
    watch->settle = NULL;
}

static gboolean settled(gpointer data)
{
    struct watch *watch = data;
    watch->settle = NULL;
    watch->changed(watch->ctx);
    return G_SOURCE_REMOVE;
}

static void on_changed(GNetworkMonitor *monitor, gboolean available, gpointer data)
{
    struct watch *watch = data;
    (void)monitor;
    (void)available;
    stop_settling(watch);
    watch->settle = g_timeout_source_new(SETTLE_MS);
    g_source_set_callback(watch->settle, settled, watch, NULL);
    g_source_attach(watch->settle, watch->context);
    g_source_unref(watch->settle);
}

static void *create(const struct oh_adapter_config *config, void (*changed)(void *ctx), void *ctx,
                    char *text, size_t text_size)
{
    if (config->options && *config->options) {
        g_snprintf(text, (gulong)text_size, "network: option \"%s\" is not known; there are none",
                   *config->options);
        return NULL;
    }
    struct watch *watch = g_new0(struct watch, 1);
    watch->context = config->main_context;
    watch->changed = changed;
    watch->ctx = ctx;
    g_main_context_push_thread_default(watch->context); /* where it tells */
    watch->monitor = g_network_monitor_get_default();
    g_main_context_pop_thread_default(watch->context);
    g_signal_connect(watch->monitor, "network-changed", G_CALLBACK(on_changed), watch);
    return watch;
}

static void destroy(void *instance)
{
    struct watch *watch = instance;
    stop_settling(watch);
    g_signal_handlers_disconnect_by_data(watch->monitor, watch);
    g_free(watch);
}

static const struct oh_network_adapter network = {
    .size = sizeof network,
    .create = create,
    .destroy = destroy,
};

static const struct oh_adapter adapter = {
    .size = sizeof adapter,
    .abi = OH_ADAPTER_ABI,
    .name = "network",
    .kind = OH_ADAPTER_NETWORK,
    .network = &network,
};

__attribute__((visibility("default"))) const struct oh_adapter *oh_adapter(void);

const struct oh_adapter *oh_adapter(void)
{
    return &adapter;
}
