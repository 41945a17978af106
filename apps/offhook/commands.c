/*
 * From lines to commands, and the commands that are no gesture.
 */
#include "commands.h"

#include <stdarg.h>
#include <string.h>

#include "gestures.h"

#define LINE_MAX_CHARS 512

void commands_complain(struct commands *commands, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    watch_say(commands->watch, (struct happening){.kind = HAPPENING_ERROR, .text = text});
    g_free(text);
}

static void say_stats(struct commands *commands, const struct roll_call *call)
{
    struct oh_media_stats stats;
    if (commands->stats(commands->ctx, call->leg, &stats))
        watch_say(
            commands->watch,
            (struct happening){.kind = HAPPENING_STATS, .call = call->number, .stats = &stats});
}

static void list(struct commands *commands, const char *rest)
{
    bool with_stats = strcmp(rest, "--stats") == 0;
    struct roll_call *call;
    if (*rest && !with_stats) {
        commands_complain(commands, "calls: \"%s\" is unknown; `calls --stats` tells how they are",
                          rest);
        return;
    }
    if (!roll_at(watch_roll(commands->watch), 0))
        watch_say(commands->watch, (struct happening){.kind = HAPPENING_CALL, .text = "none"});
    for (unsigned i = 0; (call = roll_at(watch_roll(commands->watch), i)); i++) {
        struct oh_call_info info;
        if (!roll_info(oh_host_core(*commands->host), call->id, &info))
            continue;
        const char *state = oh_sip_state_name((enum oh_sip_state)info.sip);
        watch_say(commands->watch, (struct happening){.kind = HAPPENING_CALL,
                                                      .call = call->number,
                                                      .remote = call->remote,
                                                      .text = info.held ? "held" : state,
                                                      .muted = info.muted,
                                                      .remote_held = info.remote_held});
        if (with_stats)
            say_stats(commands, call);
    }
}

/* ---- The account ---- */

static void register_account(struct commands *commands, const char *rest)
{
    (void)rest;
    char text[500] = "";
    if (!account_register(commands->account, text, sizeof(text)))
        commands_complain(commands, "register: %s", text);
}

static void unregister_account(struct commands *commands, const char *rest)
{
    (void)rest;
    char text[500] = "";
    if (!account_unregister(commands->account, text, sizeof(text)))
        commands_complain(commands, "unregister: %s", text);
}

static void show_account(struct commands *commands, const char *rest)
{
    (void)rest;
    if (account_wanted(commands->account->options))
        account_say(commands->account, HAPPENING_ACCOUNT);
    else
        commands_complain(commands,
                          "account: there is none; name one with --account, or in the file");
}

/* ---- The rest ---- */

static void disturb_not(struct commands *commands, const char *rest)
{
    bool on = strcmp(rest, "on") == 0;
    if (on || strcmp(rest, "off") == 0)
        oh_host_post(*commands->host, &OH_EVENT(OH_EV_APP_UNDISTURBED, .on = on));
    else
        commands_complain(commands, "dnd: say on or off");
}

static void help(struct commands *commands, const char *rest)
{
    (void)rest;
    watch_say(
        commands->watch,
        (struct happening){
            .kind = HAPPENING_HELP,
            .text =
                "answer [ID], end-and-answer [ID], decline [ID], hangup [ID], hold [ID], "
                "resume [ID], swap, mute [ID], unmute [ID], dtmf [ID] DIGITS, transfer "
                "[ID] URI, call URI, calls [--stats], dnd on|off, account, register, unregister, "
                "help, quit. No "
                "emergency calls: use the phone's own "
                "dialler."});
}

static void quit(struct commands *commands, const char *rest)
{
    (void)rest;
    commands->quit(commands->ctx);
}

static const struct {
    const char *name;
    void (*carry_out)(struct commands *commands, const char *rest);
} table[] = {
    {"answer", gesture_answer},
    {"end-and-answer", gesture_end_and_answer},
    {"decline", gesture_decline},
    {"hangup", gesture_hang_up},
    {"hold", gesture_hold},
    {"resume", gesture_resume},
    {"swap", gesture_swap},
    {"mute", gesture_mute},
    {"unmute", gesture_unmute},
    {"dtmf", gesture_dial},
    {"transfer", gesture_transfer},
    {"call", gesture_place},
    {"calls", list},
    {"dnd", disturb_not},
    {"account", show_account},
    {"register", register_account},
    {"unregister", unregister_account},
    {"help", help},
    {"quit", quit},
};

void commands_take(struct commands *commands, const char *line)
{
    if (strlen(line) > LINE_MAX_CHARS) {
        commands_complain(commands, "a command has at most %d characters", LINE_MAX_CHARS);
        return;
    }
    char *valid = g_utf8_make_valid(line, -1);
    char **words = g_strsplit(g_strstrip(valid), " ", 2);
    const char *name = words[0] ? words[0] : "";
    const char *rest = words[0] && words[1] ? g_strstrip(words[1]) : "";
    size_t i = 0;
    while (i < G_N_ELEMENTS(table) && strcmp(table[i].name, name) != 0)
        i++;
    if (i < G_N_ELEMENTS(table))
        table[i].carry_out(commands, rest);
    else if (*name)
        commands_complain(commands, "\"%s\" is no command; `help` lists them", name);
    g_strfreev(words);
    g_free(valid);
}
