/*
 * From lines to gestures. A command without a number means the one call it can mean; where there
 * are several, it asks which.
 */
#include "commands.h"

#include <stdarg.h>
#include <string.h>

#define LINE_MAX_CHARS 512

G_GNUC_PRINTF(2, 3)
static void complain(struct commands *commands, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    watch_say(commands->watch, (struct happening){.kind = HAPPENING_ERROR, .text = text});
    g_free(text);
}

/* ---- Which call ---- */

static bool may_answer(const struct oh_call_info *info)
{
    return !info->outgoing && !info->wanted && info->shown;
}

static bool may_hang_up(const struct oh_call_info *info)
{
    return info->wanted;
}

static bool may_hold(const struct oh_call_info *info)
{
    return info->wanted && !info->held;
}

static bool may_resume(const struct oh_call_info *info)
{
    return info->held;
}

/* The call with the number in `text`, whatever its state; without a number the only one that fits.
 * NULL after saying why. */
static struct roll_call *pick(struct commands *commands, const char *command, const char *text,
                              bool (*fits)(const struct oh_call_info *info))
{
    struct roll *roll = watch_roll(commands->watch);
    if (*text) {
        guint64 number = 0;
        struct roll_call *call = NULL;
        if (g_ascii_string_to_unsigned(text, 10, 1, G_MAXUINT, &number, NULL))
            call = roll_by_number(roll, (unsigned)number);
        if (!call)
            complain(commands, "%s: there is no call %s; `calls` lists them", command, text);
        return call;
    }
    struct roll_call *found = NULL;
    struct roll_call *call;
    for (unsigned i = 0; (call = roll_at(roll, i)); i++) {
        struct oh_call_info info;
        if (!roll_info(oh_host_core(*commands->host), call->id, &info) || !fits(&info))
            continue;
        if (found) {
            complain(commands, "%s which? There are calls %u and %u: %s %u", command, found->number,
                     call->number, command, call->number);
            return NULL;
        }
        found = call;
    }
    if (!found)
        complain(commands, "%s: there is no such call now; `calls` lists them", command);
    return found;
}

/* ---- The commands ---- */

static void gone_if_zero(struct commands *commands, const char *command, oh_action action)
{
    if (action == 0)
        complain(commands, "%s: the screen shows no such call", command);
}

static void answer(struct commands *commands, const char *rest)
{
    struct roll_call *call = pick(commands, "answer", rest, may_answer);
    if (call)
        gone_if_zero(commands, "answer", commands->ui->answer(commands->ui->ctx, call->id));
}

static void decline(struct commands *commands, const char *rest)
{
    struct roll_call *call = pick(commands, "decline", rest, may_answer);
    if (call)
        gone_if_zero(commands, "decline", commands->ui->end(commands->ui->ctx, call->id));
}

static void hang_up(struct commands *commands, const char *rest)
{
    struct roll_call *call = pick(commands, "hangup", rest, may_hang_up);
    if (call)
        gone_if_zero(commands, "hangup", commands->ui->end(commands->ui->ctx, call->id));
}

static void hold(struct commands *commands, const char *rest)
{
    struct roll_call *call = pick(commands, "hold", rest, may_hold);
    if (call)
        gone_if_zero(commands, "hold", commands->ui->hold(commands->ui->ctx, call->id, true));
}

static void resume(struct commands *commands, const char *rest)
{
    struct roll_call *call = pick(commands, "resume", rest, may_resume);
    if (call)
        gone_if_zero(commands, "resume", commands->ui->hold(commands->ui->ctx, call->id, false));
}

static void place(struct commands *commands, const char *uri)
{
    if (!*uri) {
        complain(commands, "call whom? For example: call sip:bob@127.0.0.1:5060");
        return;
    }
    /* A call without a place in the core would leave a leg that nobody ends. */
    const struct oh_core *core = oh_host_core(*commands->host);
    if (oh_call_count(core) >= oh_calls_max(core)) {
        complain(commands, "call: there are %u calls, and no more are allowed; end one first",
                 oh_call_count(core));
        return;
    }
    char text[300] = "";
    struct oh_call_id id = oh_call_id_fresh();
    oh_leg leg = commands->sip->describe_call(commands->engine, id, uri, text, sizeof(text));
    if (leg == 0) {
        complain(commands, "call: %s", text);
        return;
    }
    struct roll_call *call = roll_enter(watch_roll(commands->watch), id);
    call->leg = leg;
    call->remote = g_strdup(uri);
    commands->ui->start(commands->ui->ctx, id, leg,
                        commands->uses_session ? 0 : OH_START_NO_SESSION);
}

static void list(struct commands *commands, const char *rest)
{
    (void)rest;
    struct roll_call *call;
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
                                                      .text = info.held ? "held" : state});
    }
}

/* ---- The account ---- */

static void register_account(struct commands *commands, const char *rest)
{
    (void)rest;
    char text[500] = "";
    if (!account_register(commands->account, text, sizeof(text)))
        complain(commands, "register: %s", text);
}

static void unregister_account(struct commands *commands, const char *rest)
{
    (void)rest;
    char text[500] = "";
    if (!account_unregister(commands->account, text, sizeof(text)))
        complain(commands, "unregister: %s", text);
}

static void show_account(struct commands *commands, const char *rest)
{
    (void)rest;
    if (account_wanted(commands->account->options))
        account_say(commands->account, HAPPENING_ACCOUNT);
    else
        complain(commands, "account: there is none; name one with --account, or in the file");
}

/* ---- The rest ---- */

static void help(struct commands *commands, const char *rest)
{
    (void)rest;
    watch_say(commands->watch,
              (struct happening){
                  .kind = HAPPENING_HELP,
                  .text = "answer [ID], decline [ID], hangup [ID], hold [ID], resume [ID], "
                          "call URI, calls, account, register, unregister, help, quit. No "
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
    {"answer", answer},
    {"decline", decline},
    {"hangup", hang_up},
    {"hold", hold},
    {"resume", resume},
    {"call", place},
    {"calls", list},
    {"account", show_account},
    {"register", register_account},
    {"unregister", unregister_account},
    {"help", help},
    {"quit", quit},
};

void commands_take(struct commands *commands, const char *line)
{
    if (strlen(line) > LINE_MAX_CHARS) {
        complain(commands, "a command has at most %d characters", LINE_MAX_CHARS);
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
        complain(commands, "\"%s\" is no command; `help` lists them", name);
    g_strfreev(words);
    g_free(valid);
}
