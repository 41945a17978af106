/*
 * The ports: what the host calls to carry a command out, one struct of functions for each party.
 *
 * All are called on the host's serial context, only by the host. They return nothing: what came of
 * it comes back as an event (post from anywhere on the context, also from inside a port: it is
 * queued). Being asked twice does no harm. A function that a party does not have may be NULL; it is
 * passed over.
 */
#ifndef OFFHOOK_PORTS_H
#define OFFHOOK_PORTS_H

#include "offhook/offhook.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The engine: a SIP/WebRTC stack. See OH_CMD_ENGINE_* for what each must bring back. */
struct oh_engine_port {
    uint32_t size;
    void *ctx;
    void (*ring)(void *ctx, oh_leg leg);
    void (*accept)(void *ctx, oh_leg leg);
    void (*reject)(void *ctx, oh_leg leg, uint16_t code, enum oh_reason reason);
    void (*end)(void *ctx, oh_leg leg, enum oh_reason reason);
    void (*invite)(void *ctx, oh_leg leg, struct oh_call_id call);
    void (*hold)(void *ctx, oh_leg leg);
    void (*resume)(void *ctx, oh_leg leg);
    void (*open)(void *ctx, oh_leg leg, enum oh_direction direction);
    void (*close)(void *ctx, oh_leg leg);
    void (*mute)(void *ctx, oh_leg leg, bool on);
    void (*restart_media)(void *ctx, oh_leg leg);
    /* `digits` ends with a NUL; borrowed for the call. */
    void (*send_digits)(void *ctx, oh_leg leg, const char *digits);
    void (*transfer)(void *ctx, oh_leg leg);
    void (*answer_transfer)(void *ctx, oh_leg leg, bool on);
    void (*group)(void *ctx, oh_leg leg, oh_leg other_leg);
    /* Who is at the other end, for people to read ("Alice <sip:alice@example.org>"). Borrowed until
     * the next call into the engine; NULL if the leg is unknown. */
    const char *(*remote)(void *ctx, oh_leg leg);
};

/* The call UI: the system's, a desktop's, a terminal. */
struct oh_ui_port {
    uint32_t size;
    void *ctx;
    void (*report)(void *ctx, struct oh_call_id call);
    void (*report_again)(void *ctx, struct oh_call_id call);
    void (*report_ended)(void *ctx, struct oh_call_id call, enum oh_reason reason);
    void (*report_connecting)(void *ctx, struct oh_call_id call);
    void (*report_connected)(void *ctx, struct oh_call_id call);
    void (*fulfil)(void *ctx, struct oh_call_id call, oh_action action);
    void (*fail)(void *ctx, struct oh_call_id call, oh_action action);
    /* What a REQUEST asks for, and of which call; borrowed for the call. It comes back as the
     * action (START: with its leg and flags), at once where no system stands between; or as
     * REQUEST_REFUSED. */
    void (*request)(void *ctx, const struct oh_command *request);
    void (*update)(void *ctx, struct oh_call_id call);
    void (*refresh)(void *ctx);
    void (*rebuild)(void *ctx);
};

/* The audio session. */
struct oh_audio_port {
    uint32_t size;
    void *ctx;
    void (*prepare)(void *ctx, enum oh_prepare how);
    void (*release)(void *ctx);
    void (*enable)(void *ctx);
    void (*disable)(void *ctx);
};

/* The application. */
struct oh_app_port {
    uint32_t size;
    void *ctx;
    /* An APP_TELL; borrowed for the call. */
    void (*tell)(void *ctx, const struct oh_command *told);
};

/* The clock of the host's context. */
struct oh_clock_port {
    uint32_t size;
    void *ctx;
    /* Monotonic milliseconds, counting suspended time (CLOCK_BOOTTIME). */
    uint64_t (*now_ms)(void *ctx);
    /* Call oh_host_wake at or soon after this time; replaces the wake-up asked for before;
     * OH_NEVER: none. */
    void (*wake_at_ms)(void *ctx, uint64_t at_ms);
    /* Let the context run its other sources once, until something happened or the time came. For
     * oh_host_stop only; NULL: oh_host_stop does not wait. */
    void (*run_until_ms)(void *ctx, uint64_t at_ms);
    /* Whether the caller is on the host's context; asked by debug builds. NULL: the context is one
     * thread, that of oh_host_new. (A dispatch queue has many.) */
    bool (*on_context)(void *ctx);
};

/* Sees each step after its commands were carried out. Everything is borrowed for the call. */
struct oh_trace_sink {
    uint32_t size;
    void *ctx;
    void (*step)(void *ctx, const struct oh_core *core, const struct oh_event *event,
                 const struct oh_commands *commands);
};

enum oh_log_level { OH_LOG_ERROR = 0, OH_LOG_WARNING, OH_LOG_INFO, OH_LOG_DEBUG };

/* Where the libraries' words go; they print nothing themselves. `area`: "host", "sip", "media" and
 * so on. May be called on any thread. */
struct oh_log_sink {
    uint32_t size;
    void *ctx;
    void (*log)(void *ctx, enum oh_log_level level, const char *area, const char *text);
};

#ifdef __cplusplus
}
#endif

#endif
