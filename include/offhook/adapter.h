/*
 * Adapter modules: shared objects in $libdir/offhook, opened with local binding, so that the
 * libraries they bring cannot clash (Sofia-SIP and libnice export the same symbol: docs/adr/0003).
 * A module needs no symbol of liboffhook: what it calls is handed to it.
 *
 * A module exports one function, oh_adapter(), which returns a static description.
 */
#ifndef OFFHOOK_ADAPTER_H
#define OFFHOOK_ADAPTER_H

#include "offhook/media.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Grows with every change of a struct in adapter.h, media.h or ports.h that an older module cannot
 * bear. */
#define OH_ADAPTER_ABI 1

/* Where an adapter posts its events: oh_host_post with the host as ctx. On the host's context only.
 */
struct oh_post {
    void *ctx;
    int (*post)(void *ctx, const struct oh_event *event);
};

/*
 * What every adapter is given. `main_context` is the GMainContext whose thread is the host's
 * context. `options` are "key=value" strings, NULL-terminated; each adapter's README lists its
 * keys; an unknown key or a bad value is an error with a sentence that names it.
 */
struct oh_adapter_config {
    uint32_t size;
    void *main_context;
    struct oh_log_sink log;
    const char *const *options;
};

/* An engine that speaks SIP and takes its media through a media port. */
struct oh_sip_adapter {
    uint32_t size;
    /* Make the engine: bind the addresses ("listen=udp:127.0.0.1:5070", more than once if need be).
     * Fills `port`. Returns the instance, or NULL with a sentence in `text`. */
    void *(*create)(const struct oh_adapter_config *config, const struct oh_post *post,
                    const struct oh_media_port *media, struct oh_engine_port *port, char *text,
                    size_t text_size);
    /* What the media stack is to call. Valid as long as the instance. */
    struct oh_media_events (*media_events)(void *instance);
    /* Describe an outgoing call before UI_STARTED is posted: where it goes. Returns the fresh leg
     * for the event, or 0 with a sentence in `text` (bad URI). The port's invite() places it. */
    oh_leg (*describe_call)(void *instance, struct oh_call_id call, const char *uri, char *text,
                            size_t text_size);
    /* The addresses really bound, "udp:127.0.0.1:5070" each, separated by spaces. Borrowed. */
    const char *(*bound)(void *instance);
    /* Ends what is left, sends what must be sent, unbinds. */
    void (*destroy)(void *instance);
};

/* A media stack. */
struct oh_media_adapter {
    uint32_t size;
    /* `events` may be called from the first request on. Fills `port`. NULL with a sentence on
     * failure. */
    void *(*create)(const struct oh_adapter_config *config, struct oh_media_port *port, char *text,
                    size_t text_size);
    void (*set_events)(void *instance, const struct oh_media_events *events);
    void (*destroy)(void *instance);
};

enum oh_adapter_kind { OH_ADAPTER_SIP = 1, OH_ADAPTER_MEDIA = 2 };

struct oh_adapter {
    uint32_t size;
    uint32_t abi;     /* OH_ADAPTER_ABI */
    const char *name; /* "sofia", "gstreamer" */
    enum oh_adapter_kind kind;
    const struct oh_sip_adapter *sip;
    const struct oh_media_adapter *media;
};

/* What a module exports. */
typedef const struct oh_adapter *(*oh_adapter_function)(void);
#define OH_ADAPTER_SYMBOL "oh_adapter"

struct oh_module;

/*
 * Open the module `name` ("sofia": file "offhook-sofia.so") from `folder`, or, if that is NULL,
 * from the environment's OFFHOOK_MODULES, or the folder it was installed to. Bound locally. Returns
 * NULL with a sentence that names the file and what to do. Part of the host.
 */
struct oh_module *oh_module_open(const char *name, enum oh_adapter_kind kind, const char *folder,
                                 char *text, size_t text_size);
const struct oh_adapter *oh_module_adapter(const struct oh_module *module);
void oh_module_close(struct oh_module *module);

#ifdef __cplusplus
}
#endif

#endif
