/*
 * The options of `offhook phone`: what the command line says, and where it is silent, the presets.
 */
#ifndef OFFHOOK_APP_OPTIONS_H
#define OFFHOOK_APP_OPTIONS_H

#include <glib.h>
#include <stdbool.h>

enum password { PASSWORD_NOT_ASKED, PASSWORD_ASK };
enum accept_from { ACCEPT_FROM_REGISTRAR, ACCEPT_FROM_ANY };
enum engine_choice { ENGINE_SOFIA, ENGINE_SIPRIX };
enum media_security { SECURITY_PREFER, SECURITY_REQUIRE, SECURITY_OFF };
enum media_offer { OFFER_AUTO, OFFER_RTP, OFFER_SDES, OFFER_WEBRTC };
enum grab { GRAB_NONE, GRAB_SILENT, GRAB_NOTIFIED };

/* Every field is the value of one row in keys.c; a choice is the index of its word there. */
struct phone_options {
    char *account_uri; /* NULL: no account, and nothing else of it */
    char *account_user, *account_registrar, *account_proxy, *account_contact_params;
    char *account_password_file, *account_ca;
    int account_password; /* enum password */
    int account_expires_s, account_keepalive_s;
    int account_accept; /* enum accept_from */
    int engine;         /* enum engine_choice */
    char *siprix_lib, *siprix_license;
    GStrv listen;
    char *audio;
    char *server, *ring_device; /* NULL: the usual ones */
    int processing;
    char *codecs;                                           /* NULL: the media stack's own choice */
    char *rtp_ports;                                        /* NULL: any */
    int media_security;                                     /* enum media_security */
    int media_offer;                                        /* enum media_offer */
    char *ice_addresses, *stun, *turn, *turn_password_file; /* NULL: our own one; none */
    char *trace;                                            /* NULL: none */
    int calls_max;
    int activation_ms; /* fake iOS: from the fulfilment to the activation; 0: its default */
    int accept;        /* enum oh_accept */
    int fulfil;        /* enum oh_fulfil */
    int decline;       /* enum decline */
    int focus;         /* enum oh_focus */
    int call_waiting;  /* enum oh_call_waiting */
    int auto_answer;   /* enum oh_auto_answer */
    int dnd;           /* from the start: who calls is refused */
    int transfer;      /* enum oh_transfer */
    int redirect;      /* enum oh_redirect */
    int ring_s, setup_s, connecting_s, lost_s, silent_s, deaf_s; /* 0: the profile's own */
    int way_s;
    int grab; /* enum grab */
    int fake_ios;
    int json;
    int measure;
    int early;       /* off, 183 */
    int early_media; /* none, ring-back */
    int eager;
    int verbose;
    int full_numbers;
};

enum decline { DECLINE_603, DECLINE_486 };

/*
 * Reads the command line of the sub-command (argv[0] is its name), and the configuration file. True
 * to go on. Else *status is what to exit with: 0 if it printed what was asked for, 2 after a
 * sentence for each mistake on standard error. Clear the options in any case.
 */
bool phone_options_read(struct phone_options *options, int argc, char **argv, int *status);
/* Whether the media has a device, and whether calls use the audio session, which must be known
 * before the media stack is there. siprix uses the devices without one of ours: what stands for the
 * session is the call UI's. Tone and file use it where calls take turns. */
bool phone_options_use_device(const struct phone_options *options);
bool phone_options_use_session(const struct phone_options *options);
void phone_options_clear(struct phone_options *options);

#endif
