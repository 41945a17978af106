/*
 * The table of what can be set.
 */
#include "keys.h"

#include <string.h>

#define AT(field) .offset = offsetof(struct phone_options, field)

const struct key keys[] = {
    {GROUP_PHONE, "ui", 0, KEY_CHOICE, "terminal|fake-ios", "terminal",
     "what rings; fake-ios plays a system that activates audio itself", AT(fake_ios)},
    {GROUP_PHONE, "json", 0, KEY_SWITCH, "yes|no", "no", "print JSON Lines, for programs",
     AT(json)},
    {GROUP_PHONE, "trace", 0, KEY_PATH, "FILE", NULL, "write a trace of every step", AT(trace)},
    {GROUP_PHONE, "verbose", 'v', KEY_SWITCH, "yes|no", "no", "log to standard error", AT(verbose)},

    {GROUP_SIP, "listen", 'l', KEY_LIST, "udp|tcp:ADDRESS:PORT", "udp:127.0.0.1:5070",
     "listen there; more than once if need be; port 0: any free one", AT(listen)},
    {GROUP_SIP, "early", 0, KEY_SWITCH, "yes|no", "no",
     "ring with 183 and our answer in it instead of 180", AT(early)},

    {GROUP_AUDIO, "audio", 'a', KEY_TEXT, "tone:HZ|file:PATH|echo|none", "tone:440", "what is sent",
     AT(audio)},
    {GROUP_AUDIO, "codecs", 0, KEY_TEXT, "LIST", "opus,pcma,pcmu",
     "codecs in order of preference, separated by commas", AT(codecs)},

    {GROUP_CALLS, "calls", 0, KEY_NUMBER, "N", "8", "calls at once; more get 486", .min = 1,
     .max = 255, AT(calls_max)},
    {GROUP_CALLS, "accept", 0, KEY_CHOICE, "after-audio|gated", "after-audio",
     "when the 200 OK leaves: once audio is on, or at once with closed gates", AT(gated)},
    {GROUP_CALLS, "decline", 0, KEY_CHOICE, "603|486", "603", "what `decline` sends", AT(decline)},

    {GROUP_EXPERIMENTS, "measure", 0, KEY_SWITCH, "yes|no", "no",
     "with --json: measure frequency and level ten times a second", AT(measure)},
    {GROUP_EXPERIMENTS, "grab", 0, KEY_CHOICE, "none|silent|notified", "none",
     "fake iOS: the engine takes the audio session when the INVITE comes", AT(grab)},
    {GROUP_EXPERIMENTS, "activation", 0, KEY_NUMBER, "MS", "0",
     "fake iOS: how long the system takes to activate the audio session; 0: 60", .min = 0,
     .max = 60000, AT(activation_ms)},
    {GROUP_EXPERIMENTS, "strategy", 0, KEY_CHOICE, "offhook|eager", "offhook",
     "fake iOS: eager accepts before audio is active, to show what then fails", AT(eager)},
};
const unsigned key_count = G_N_ELEMENTS(keys);

/* ---- Groups ---- */

static const struct {
    const char *name, *about;
} groups[GROUPS] = {
    [GROUP_PHONE] = {"phone", "The program:"},
    [GROUP_SIP] = {"sip", "SIP:"},
    [GROUP_AUDIO] = {"audio", "Audio:"},
    [GROUP_CALLS] = {"calls", "What happens to calls:"},
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

/* ---- Finding ---- */

const struct key *key_by_option(const char *option)
{
    for (unsigned i = 0; i < key_count; i++) {
        bool found = g_str_has_prefix(option, "--") ? strcmp(option + 2, keys[i].name) == 0
                                                    : option[1] == keys[i].letter;
        if (found)
            return &keys[i];
    }
    return NULL;
}
