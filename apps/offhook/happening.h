/*
 * What a face shows: one happening is one line, in words or as JSON.
 */
#ifndef OFFHOOK_APP_HAPPENING_H
#define OFFHOOK_APP_HAPPENING_H

#include "offhook/adapter.h"

enum happening_kind {
    HAPPENING_LISTENING,     /* text: the addresses */
    HAPPENING_RINGING,       /* call, remote; waiting: the user talks on another one */
    HAPPENING_CALLING,       /* call, remote: our INVITE left */
    HAPPENING_PROGRESS,      /* call: the callee rings */
    HAPPENING_ANSWERED,      /* call, action: the user answered */
    HAPPENING_FULFILLED,     /* call, action: the call UI was told that an action was carried out */
    HAPPENING_FAILED,        /* call, action: ... that it was not */
    HAPPENING_ACCEPTED,      /* call: the 200 left, or came */
    HAPPENING_CONNECTED,     /* call: the ACK came, or left */
    HAPPENING_OPENED,        /* call, text: the direction */
    HAPPENING_CLOSED,        /* call */
    HAPPENING_HELD,          /* call */
    HAPPENING_RESUMED,       /* call */
    HAPPENING_CHANGE_FAILED, /* call: the peer refused our hold or resume */
    HAPPENING_REMOTE_HELD,   /* call */
    HAPPENING_REMOTE_RESUMED,  /* call */
    HAPPENING_MUTED,           /* call */
    HAPPENING_UNMUTED,         /* call */
    HAPPENING_DIGITS,          /* call, text: keys that the peer pressed */
    HAPPENING_AUTO_ANSWERED,   /* call: answered without the user */
    HAPPENING_TRANSFER_ASKED,  /* call: the peer wishes us to call somebody else */
    HAPPENING_TRANSFERRED,     /* call: the peer talks to somebody else now, as we asked */
    HAPPENING_TRANSFER_FAILED, /* call, code */
    HAPPENING_REPLACED,        /* call, remote: who came in its peer's place */
    HAPPENING_REDIRECTED,      /* call, remote: who is called in its callee's place */
    HAPPENING_DEAF,            /* call: nothing comes in any more */
    HAPPENING_HEARS_AGAIN,     /* call */
    HAPPENING_SILENT,          /* call: our audio is dead, and no remedy helps */
    HAPPENING_ENDED,           /* call, reason */
    HAPPENING_REFUSED,         /* remote, code: an INVITE that never rang */
    HAPPENING_ACTIVATED,       /* the system activated the audio session; text: how it was found */
    HAPPENING_DEACTIVATED,
    HAPPENING_AUDIO,   /* text: what the sound server, or another program, did to our audio */
    HAPPENING_GRABBED, /* the engine took the audio session by itself */
    HAPPENING_AUDIO_ON,
    HAPPENING_AUDIO_OFF,
    HAPPENING_FLOWED,      /* call, frames */
    HAPPENING_MEASURED,    /* call, measure */
    HAPPENING_SCREEN,      /* call, text: what the system's call screen shows */
    HAPPENING_CALL,        /* call, remote, text, muted, remote_held: of the list; call 0: none */
    HAPPENING_UNDISTURBED, /* text: on, off; who calls is refused */
    HAPPENING_HELP,        /* text */
    HAPPENING_ERROR,       /* text: what was wrong with a command */
    HAPPENING_REGISTERING, /* these five: remote: the account; registration */
    HAPPENING_REGISTERED,
    HAPPENING_REGISTRATION_FAILED, /* text: why */
    HAPPENING_UNREGISTERED,
    HAPPENING_ACCOUNT, /* the answer to `account` */
    HAPPENING_STATS,   /* call, stats: of the list, or when it closed */
    HAPPENINGS
};

struct happening {
    enum happening_kind kind;
    int64_t at_us; /* CLOCK_MONOTONIC */
    unsigned call; /* its short number; 0: none */
    const char *remote;
    const char *text;
    bool waiting, muted, remote_held;
    oh_action action;
    enum oh_reason reason;
    unsigned code;
    const struct oh_frames *frames;
    const struct oh_media_measure *measure;
    const struct oh_registration *registration;
    const struct oh_media_stats *stats;
};

/* Makes a happening a line with its newline, to be freed with g_free; NULL: this face does not show
 * it.
 */
typedef char *face_function(const struct happening *happening);

/* For people: "12:00:01 call 1 rings: Alice <sip:alice@example.org>". */
face_function face_text;
/* For programs: {"event":"ringing","at_us":1,"call":1,"remote":"..."}. */
face_function face_json;

#endif
