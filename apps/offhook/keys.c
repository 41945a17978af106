/*
 * The table of what can be set.
 */
#include "keys.h"

#include <string.h>

#define AT(field) .offset = offsetof(struct phone_options, field)

#define SWITCH "yes|no"
#define PASSWORDS \
    "a password goes into a file of its own that only you can read; name that with password_file"

const struct key keys[] = {
    {GROUP_PHONE, "ui", "ui", 0, KEY_CHOICE, "terminal|fake-ios", "terminal",
     "what rings; fake-ios plays a system that activates audio itself", AT(fake_ios)},
    {GROUP_PHONE, "json", "json", 0, KEY_SWITCH, SWITCH, "no", "print JSON Lines, for programs",
     AT(json)},
    {GROUP_PHONE, "trace", "trace", 0, KEY_PATH, "FILE", NULL, "write a trace of every step",
     .example = "phone.trace", AT(trace)},
    {GROUP_PHONE, "full_numbers", "full-numbers", 0, KEY_SWITCH, SWITCH, "no",
     "the log has whole numbers and names of users, not their ends alone", AT(full_numbers)},
    {GROUP_PHONE, "verbose", "verbose", 'v', KEY_SWITCH, SWITCH, "no", "log to standard error",
     AT(verbose)},

    {GROUP_ACCOUNT, "uri", "account", 0, KEY_TEXT, "sip:USER@HOST", NULL,
     "our address at the registrar; with none there is no account",
     .example = "sip:alice@127.0.0.1", .fits = key_form_address_of_record, .secret = PASSWORDS,
     AT(account_uri)},
    {GROUP_ACCOUNT, "user", "user", 0, KEY_TEXT, "NAME", NULL,
     "who we are for the registrar (the USER of uri)", .example = "alice", AT(account_user)},
    {GROUP_ACCOUNT, "password_file", "password-file", 0, KEY_PATH, "FILE", NULL,
     "a file with the password and nothing else, of mode 0600", .example = "password",
     AT(account_password_file)},
    {GROUP_ACCOUNT, "password", NULL, 0, KEY_CHOICE, "none|ask", "none",
     "ask for the password on the terminal when the phone starts", .secret = PASSWORDS,
     AT(account_password)},
    {GROUP_ACCOUNT, "registrar", "registrar", 0, KEY_TEXT, "sip:HOST[:PORT]", NULL,
     "where to register (the HOST of uri); ;transport=tcp and the like may follow",
     .example = "sip:127.0.0.1:5060;transport=tcp", .fits = key_form_uri, .secret = PASSWORDS,
     AT(account_registrar)},
    {GROUP_ACCOUNT, "proxy", "proxy", 0, KEY_TEXT, "sip:HOST[:PORT]", NULL,
     "the outbound proxy, through which everything leaves", .example = "sip:127.0.0.1:5060;lr",
     .fits = key_form_uri, .secret = PASSWORDS, AT(account_proxy)},
    {GROUP_ACCOUNT, "ca", "ca", 0, KEY_PATH, "FILE", NULL,
     "the authorities that TLS trusts, certificates in PEM (the system's)", .example = "ca.pem",
     AT(account_ca)},
    {GROUP_ACCOUNT, "expires", NULL, 0, KEY_NUMBER, "SECONDS", "3600",
     "for how long to register; the registrar may grant less", .min = 60, .max = 604800,
     AT(account_expires_s)},
    {GROUP_ACCOUNT, "accept", NULL, 0, KEY_CHOICE, "registrar|any", "registrar",
     "whose calls may ring: those that come from the registrar or the proxy, or anybody's",
     AT(account_accept)},
    {GROUP_ACCOUNT, "keepalive", NULL, 0, KEY_NUMBER, "SECONDS", "30",
     "between signs of life that keep the way to the registrar open; 0: none", .min = 0,
     .max = 3600, AT(account_keepalive_s)},
    {GROUP_ACCOUNT, "contact_params", NULL, 0, KEY_TEXT, "NAME=VALUE;...", NULL,
     "parameters of our Contact, for push notifications (RFC 8599)",
     .example = "pn-provider=acme;pn-prid=1234", .fits = key_form_parameters,
     AT(account_contact_params)},

    {GROUP_SIP, "engine", "engine", 0, KEY_CHOICE, "sofia|siprix", "sofia",
     "who speaks SIP; siprix is a library of its own with media of its own, which you have",
     AT(engine)},
    {GROUP_SIP, "siprix_lib", "siprix-lib", 0, KEY_PATH, "FILE", NULL,
     "siprix: where its libsiprix.so is", .example = "/opt/siprix/libsiprix.so", AT(siprix_lib)},
    {GROUP_SIP, "siprix_license", "siprix-license", 0, KEY_PATH, "FILE", NULL,
     "siprix: a file with the licence key; without it, it runs as a trial",
     .example = "siprix-license", AT(siprix_license)},
    {GROUP_SIP, "listen", "listen", 'l', KEY_LIST, "udp|tcp|tls:ADDRESS:PORT", "udp:127.0.0.1:5070",
     "where to listen, more than one if need be, port 0: any free one; with an account the preset "
     "is every address and any port, by the transport of its registrar",
     .fits = key_form_listen, AT(listen)},
    {GROUP_SIP, "early", "early", 0, KEY_CHOICE, "off|183", "off",
     "183: ring with 183 and our answer in it instead of 180, so that ICE and DTLS are done before "
     "the user answers; off, because many callers stop their ring-back then and hear nothing",
     AT(early)},
    {GROUP_SIP, "early_media", "early-media", 0, KEY_CHOICE, "none|ring-back", "none",
     "with early = 183: whether such callers hear a ring-back tone of ours", AT(early_media)},

    {GROUP_AUDIO, "audio", "audio", 'a', KEY_TEXT,
     "tone:HZ|file:PATH|echo|none|device|device:SINK,SOURCE", "tone:440",
     "what is sent, and where it is played; device: a sound server's", .fits = key_form_listed,
     AT(audio)},
    {GROUP_AUDIO, "server", "server", 0, KEY_TEXT, "ADDRESS", NULL,
     "the sound server, as PULSE_SERVER has it", .example = "unix:/run/user/1000/pulse/native",
     AT(server)},
    {GROUP_AUDIO, "ring_device", "ring-device", 0, KEY_TEXT, "SINK", NULL,
     "where it rings, if not where it talks", .example = "speakers", AT(ring_device)},
    {GROUP_AUDIO, "processing", "processing", 0, KEY_SWITCH, SWITCH, "yes",
     "of what a device captures: echo cancellation, noise suppression, gain control",
     AT(processing)},
    {GROUP_AUDIO, "codecs", "codecs", 0, KEY_TEXT, "opus|pcma|pcmu,...", "opus,pcma,pcmu",
     "codecs in order of preference", .fits = key_form_codecs, AT(codecs)},
    {GROUP_AUDIO, "rtp_ports", "rtp-ports", 0, KEY_TEXT, "MIN-MAX", NULL,
     "the ports that RTP and RTCP may use (any that is free)", .example = "40000-40999",
     .fits = key_form_ports, AT(rtp_ports)},

    {GROUP_MEDIA, "media_security", "media-security", 0, KEY_CHOICE, "prefer|require|off", "prefer",
     "prefer takes the best that the peer offers; require refuses plain RTP, and SDES without TLS "
     "(488), and does not offer them; off takes plain RTP only",
     AT(media_security)},
    {GROUP_MEDIA, "offer", "offer", 0, KEY_CHOICE, "auto|rtp|sdes|webrtc", "auto",
     "what our own calls offer, for a peer takes that or nothing; auto: rtp, but if media_security "
     "is require, sdes by TLS and else webrtc; what media_security refuses is not to be offered: "
     "rtp with require, sdes and webrtc with off, and with require a call with sdes that does not "
     "go by TLS fails before anything leaves",
     AT(media_offer)},
    {GROUP_MEDIA, "ice", "ice", 0, KEY_TEXT, "ADDRESS,...", NULL,
     "webrtc: which addresses of ours the peer may try (that of SIP)", .example = "127.0.0.1",
     AT(ice_addresses)},
    {GROUP_MEDIA, "stun", "stun", 0, KEY_TEXT, "HOST:PORT", NULL,
     "webrtc: a STUN server, which tells how a router shows us to others",
     .example = "127.0.0.1:3478", AT(stun)},

    {GROUP_MEDIA, "turn", "turn", 0, KEY_TEXT, "USER@HOST:PORT", NULL,
     "webrtc: a TURN server, which carries what finds no other way",
     .example = "alice@127.0.0.1:3478",
     .secret = "its password goes into a file of its own; name that with turn_password_file",
     AT(turn)},
    {GROUP_MEDIA, "turn_password_file", "turn-password-file", 0, KEY_PATH, "FILE", NULL,
     "a file with the TURN password and nothing else, of mode 0600", .example = "turn-password",
     AT(turn_password_file)},

    {GROUP_CALLS, "max", "calls", 0, KEY_NUMBER, "N", "8", "calls at once; more get 486", .min = 1,
     .max = 255, AT(calls_max)},
    {GROUP_CALLS, "accept", "accept", 0, KEY_CHOICE, "after-audio|gated", "after-audio",
     "when the 200 OK leaves: once audio is on, or at once with closed gates", AT(accept)},
    {GROUP_CALLS, "fulfil", NULL, 0, KEY_CHOICE, "at-once|when-connected", "at-once",
     "when the call UI is told that the answer was carried out", AT(fulfil)},
    {GROUP_CALLS, "decline", "decline", 0, KEY_CHOICE, "603|486", "603", "what `decline` sends",
     AT(decline)},
    {GROUP_CALLS, "focus", "focus", 0, KEY_CHOICE, "one|all", "one",
     "who talks: the call that the user turned to last, the others are held; or all at once",
     AT(focus)},
    {GROUP_CALLS, "call_waiting", "call-waiting", 0, KEY_CHOICE, "on|off", "on",
     "a call that comes while the user talks rings, or gets 486", AT(call_waiting)},
    {GROUP_CALLS, "dnd", "dnd", 0, KEY_SWITCH, SWITCH, "no",
     "do not disturb: who calls gets 486, until `dnd off`", AT(dnd)},
    {GROUP_CALLS, "auto_answer", "auto-answer", 0, KEY_CHOICE, "never|asked|always", "never",
     "answer without the user: never, where the caller asks for it, or always", AT(auto_answer)},
    {GROUP_CALLS, "transfer", "transfer", 0, KEY_CHOICE, "refuse|follow", "follow",
     "what becomes of a peer's wish that we call somebody else; who follows it pays", AT(transfer)},

    {GROUP_CALLS, "redirect", "redirect", 0, KEY_CHOICE, "refuse|follow", "refuse",
     "what becomes of a callee's wish that we call somebody else instead (302); who follows it "
     "pays",
     AT(redirect)},

    {GROUP_DEADLINES, "ring", NULL, 0, KEY_NUMBER, "SECONDS", NULL,
     "nobody answers (120; with fake-ios 55)", .example = "120", .min = 1, .max = 3600, AT(ring_s)},
    {GROUP_DEADLINES, "setup", NULL, 0, KEY_NUMBER, "SECONDS", NULL,
     "from the answer to the 200 OK (10)", .example = "10", .min = 1, .max = 3600, AT(setup_s)},
    {GROUP_DEADLINES, "connecting", NULL, 0, KEY_NUMBER, "SECONDS", NULL,
     "a call of ours that nobody answers (180)", .example = "180", .min = 1, .max = 3600,
     AT(connecting_s)},
    {GROUP_DEADLINES, "lost", NULL, 0, KEY_NUMBER, "SECONDS", NULL,
     "a connected call whose audio does not come back (30)", .example = "30", .min = 1, .max = 3600,
     AT(lost_s)},

    {GROUP_DEADLINES, "silent", NULL, 0, KEY_NUMBER, "SECONDS", NULL,
     "nothing captured, sent or played though it should be: the device is opened anew (2)",
     .example = "2", .min = 1, .max = 3600, AT(silent_s)},
    {GROUP_DEADLINES, "deaf", NULL, 0, KEY_NUMBER, "SECONDS", NULL,
     "no sign of life from the peer: it is told, and the media asked anew (8)", .example = "8",
     .min = 1, .max = 3600, AT(deaf_s)},

    {GROUP_DEADLINES, "way", NULL, 0, KEY_NUMBER, "SECONDS", "15",
     "webrtc: from the answer until ICE and DTLS have got through to the peer", .min = 1,
     .max = 3600, AT(way_s)},

    {GROUP_EXPERIMENTS, "measure", "measure", 0, KEY_SWITCH, SWITCH, "no",
     "with --json: measure frequency and level ten times a second", AT(measure)},
    {GROUP_EXPERIMENTS, "grab", "grab", 0, KEY_CHOICE, "none|silent|notified", "none",
     "fake iOS: the engine takes the audio session when the INVITE comes", AT(grab)},
    {GROUP_EXPERIMENTS, "activation", "activation", 0, KEY_NUMBER, "MS", "0",
     "fake iOS: how long the system takes to activate the audio session; 0: 60", .min = 0,
     .max = 60000, AT(activation_ms)},
    {GROUP_EXPERIMENTS, "strategy", "strategy", 0, KEY_CHOICE, "offhook|eager", "offhook",
     "fake iOS: eager accepts before audio is active, to show what then fails", AT(eager)},
};
const unsigned key_count = G_N_ELEMENTS(keys);

/* ---- Groups ---- */

static const struct {
    const char *name, *about;
} groups[GROUPS] = {
    [GROUP_PHONE] = {"phone", "The program:"},
    [GROUP_ACCOUNT] = {"account", "The account at a registrar:"},
    [GROUP_SIP] = {"sip", "SIP:"},
    [GROUP_AUDIO] = {"audio", "Audio:"},
    [GROUP_MEDIA] = {"media", "What protects media, and the way it takes:"},
    [GROUP_CALLS] = {"calls", "What happens to calls:"},
    [GROUP_DEADLINES] = {"deadlines", "How long is waited:"},
    [GROUP_EXPERIMENTS] = {"experiments", "Experiments, to be looked at and not to be used:"},
};

const char *key_group_name(enum key_group group)
{
    return groups[group].name;
}

const char *key_group_about(enum key_group group)
{
    return groups[group].about;
}

bool key_group_in_file(enum key_group group)
{
    if (group == GROUP_EXPERIMENTS)
        return false;
    for (unsigned i = 0; i < key_count; i++)
        if (keys[i].group == group)
            return true;
    return false;
}

/* ---- Finding ---- */

static bool has_option(const struct key *key, const char *option)
{
    if (g_str_has_prefix(option, "--"))
        return g_strcmp0(option + 2, key->option) == 0;
    return option[1] == key->letter;
}

const struct key *key_by_option(const char *option)
{
    for (unsigned i = 0; i < key_count; i++)
        if (has_option(&keys[i], option))
            return &keys[i];
    return NULL;
}

const struct key *key_by_name(enum key_group group, const char *name)
{
    for (unsigned i = 0; i < key_count; i++)
        if (keys[i].group == group && strcmp(keys[i].name, name) == 0)
            return &keys[i];
    return NULL;
}
