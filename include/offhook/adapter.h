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
#define OH_ADAPTER_ABI 3

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

/* An account at a registrar. Everything is borrowed for the call; what is kept is copied. */
struct oh_sip_account {
    uint32_t size;
    const char *uri;       /* "sip:alice@example.org": our address of record */
    const char *user;      /* for digest authentication; NULL: the user part of uri */
    const char *password;  /* NULL: none. Kept in memory that is zeroed before it is freed; in no
                              log and no event */
    const char *registrar; /* URI; NULL: the host of uri */
    const char *proxy;     /* outbound proxy, URI; NULL: none */
    const char
        *contact_params; /* for the Contact, "pn-provider=...;pn-prid=..." (RFC 8599); NULL */
    uint32_t expires_s;  /* what is asked for; 0: an hour */
    bool accept_any;     /* take requests that do not come from the registrar or the proxy */
};

enum oh_registration_state {
    OH_UNREGISTERED = 0,
    OH_REGISTERING,
    OH_REGISTERED,
    OH_REGISTRATION_FAILED, /* retry_s says when it is tried again; 0: not by itself */
};

struct oh_registration {
    uint32_t size;
    enum oh_registration_state state;
    uint16_t code;      /* SIP status; 0: none came */
    uint32_t expires_s; /* REGISTERED: what the registrar granted */
    uint32_t retry_s;
    const char *why; /* a sentence on what is wrong and what would mend it; NULL unless failed */
};

/* What a SIP engine tells beside its events. Called on the host's context. */
struct oh_sip_events {
    uint32_t size;
    void *ctx;
    void (*registered)(void *ctx, const struct oh_registration *registration);
};

/* An engine that speaks SIP. It takes its media through a media port, or brings its own
 * (`own_media`). */
struct oh_sip_adapter {
    uint32_t size;
    /* Make the engine: bind the addresses ("listen=udp:127.0.0.1:5070", more than once if need be).
     * Fills `port`. Returns the instance, or NULL with a sentence in `text`. `media`: NULL for one
     * that brings its own. */
    void *(*create)(const struct oh_adapter_config *config, const struct oh_post *post,
                    const struct oh_media_port *media, struct oh_engine_port *port, char *text,
                    size_t text_size);
    /* What the media stack is to call. Valid as long as the instance. NULL with own_media. */
    struct oh_media_events (*media_events)(void *instance);
    /* Describe an outgoing call before UI_STARTED is posted: where it goes. Returns the fresh leg
     * for the event, or 0 with a sentence in `text` (bad URI). The port's invite() places it. */
    oh_leg (*describe_call)(void *instance, struct oh_call_id call, const char *uri, char *text,
                            size_t text_size);
    /* Say where OH_CMD_ENGINE_TRANSFER of this leg is to send the peer, before the wish is posted.
     * False with a sentence in `text` (bad URI, no such leg). */
    bool (*describe_transfer)(void *instance, oh_leg leg, const char *uri, char *text,
                              size_t text_size);
    void (*set_events)(void *instance, const struct oh_sip_events *events);
    /* Register this account, from now on; NULL: unregister. False with a sentence in `text`. */
    bool (*set_account)(void *instance, const struct oh_sip_account *account, char *text,
                        size_t text_size);
    /* The addresses really bound, "udp:127.0.0.1:5070" each, separated by spaces. Borrowed. */
    const char *(*bound)(void *instance);
    /* Ends what is left, sends what must be sent, unbinds. */
    void (*destroy)(void *instance);
    /* Its media goes to the devices without a media stack, and its gates may not be whole: its
     * README says what OPEN and CLOSE do. */
    bool own_media;
    /* The machine's addresses or routes have changed, and are at rest again: register anew, from
     * where we are now. NULL: the engine has no use for it. */
    void (*network_changed)(void *instance);
};

/* A media stack. */
struct oh_media_adapter {
    uint32_t size;
    /* Fills `port`, and, if port->uses_session, `audio`: the session that its media uses, which
     * posts its facts through `post` (else `audio` is left alone). Events may come from the first
     * request on. NULL with a sentence on failure. */
    void *(*create)(const struct oh_adapter_config *config, const struct oh_post *post,
                    struct oh_media_port *port, struct oh_audio_port *audio, char *text,
                    size_t text_size);
    void (*set_events)(void *instance, const struct oh_media_events *events);
    /* Play a tone from now on, instead of the one before; never blocks. NULL: there is no device.
     */
    void (*play)(void *instance, enum oh_tone tone);
    void (*destroy)(void *instance);
};

/* What watches the machine's network. */
struct oh_network_adapter {
    uint32_t size;
    /* From now on `changed` is called on the host's context whenever addresses or routes have
     * changed and are at rest again. NULL with a sentence on failure. */
    void *(*create)(const struct oh_adapter_config *config, void (*changed)(void *ctx), void *ctx,
                    char *text, size_t text_size);
    void (*destroy)(void *instance);
};

enum oh_adapter_kind { OH_ADAPTER_SIP = 1, OH_ADAPTER_MEDIA = 2, OH_ADAPTER_NETWORK = 3 };

struct oh_adapter {
    uint32_t size;
    uint32_t abi;     /* OH_ADAPTER_ABI */
    const char *name; /* "sofia", "gstreamer", "network" */
    enum oh_adapter_kind kind;
    const struct oh_sip_adapter *sip;
    const struct oh_media_adapter *media;
    const struct oh_network_adapter *network; /* not in modules of the other kinds that are older */
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
