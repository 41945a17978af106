/*
 * The user's hands: from words to gestures at the call UI. A command without a number means the one
 * call it can mean; where there are several, it asks which.
 */
#include "gestures.h"

#include <string.h>

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

static bool may_mute(const struct oh_call_info *info)
{
    return info->wanted && !info->held && !info->muted;
}

static bool may_unmute(const struct oh_call_info *info)
{
    return info->muted;
}

static bool may_dial(const struct oh_call_info *info)
{
    return info->wanted && !info->held;
}

static bool may_transfer(const struct oh_call_info *info)
{
    return info->wanted && info->sip == OH_SIP_UP;
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
            commands_complain(commands, "%s: there is no call %s; `calls` lists them", command,
                              text);
        return call;
    }
    struct roll_call *found = NULL;
    struct roll_call *call;
    for (unsigned i = 0; (call = roll_at(roll, i)); i++) {
        struct oh_call_info info;
        if (!roll_info(oh_host_core(*commands->host), call->id, &info) || !fits(&info))
            continue;
        if (found) {
            commands_complain(commands, "%s which? There are calls %u and %u: %s %u", command,
                              found->number, call->number, command, call->number);
            return NULL;
        }
        found = call;
    }
    if (!found)
        commands_complain(commands, "%s: there is no such call now; `calls` lists them", command);
    return found;
}

/* ---- The commands ---- */

static void gone_if_zero(struct commands *commands, const char *command, oh_action action)
{
    if (action == 0)
        commands_complain(commands, "%s: the screen shows no such call", command);
}

void gesture_answer(struct commands *commands, const char *rest)
{
    struct roll_call *call = pick(commands, "answer", rest, may_answer);
    if (call)
        gone_if_zero(commands, "answer", commands->ui->answer(commands->ui->ctx, call->id));
}

void gesture_decline(struct commands *commands, const char *rest)
{
    struct roll_call *call = pick(commands, "decline", rest, may_answer);
    if (call)
        gone_if_zero(commands, "decline", commands->ui->end(commands->ui->ctx, call->id));
}

void gesture_hang_up(struct commands *commands, const char *rest)
{
    struct roll_call *call = pick(commands, "hangup", rest, may_hang_up);
    if (call)
        gone_if_zero(commands, "hangup", commands->ui->end(commands->ui->ctx, call->id));
}

void gesture_hold(struct commands *commands, const char *rest)
{
    struct roll_call *call = pick(commands, "hold", rest, may_hold);
    if (call)
        gone_if_zero(commands, "hold", commands->ui->hold(commands->ui->ctx, call->id, true));
}

void gesture_resume(struct commands *commands, const char *rest)
{
    struct roll_call *call = pick(commands, "resume", rest, may_resume);
    if (call)
        gone_if_zero(commands, "resume", commands->ui->hold(commands->ui->ctx, call->id, false));
}

void gesture_mute(struct commands *commands, const char *rest)
{
    struct roll_call *call = pick(commands, "mute", rest, may_mute);
    if (call)
        gone_if_zero(commands, "mute", commands->ui->mute(commands->ui->ctx, call->id, true));
}

void gesture_unmute(struct commands *commands, const char *rest)
{
    struct roll_call *call = pick(commands, "unmute", rest, may_unmute);
    if (call)
        gone_if_zero(commands, "unmute", commands->ui->mute(commands->ui->ctx, call->id, false));
}

/* Each call that the user talks on, but this one. NULL after the last. */
static struct roll_call *talking(struct commands *commands, const struct roll_call *but)
{
    struct roll_call *call;
    for (unsigned i = 0; (call = roll_at(watch_roll(commands->watch), i)); i++) {
        struct oh_call_info info;
        if (call != but && roll_info(oh_host_core(*commands->host), call->id, &info) &&
            may_hold(&info))
            return call;
    }
    return NULL;
}

void gesture_end_and_answer(struct commands *commands, const char *rest)
{
    struct roll_call *call = pick(commands, "end-and-answer", rest, may_answer);
    struct roll_call *other;
    if (!call)
        return;
    struct oh_call_id id = call->id;
    while ((other = talking(commands, call)) && commands->ui->end(commands->ui->ctx, other->id))
        ;
    if (roll_by_id(watch_roll(commands->watch), id) == call)
        gone_if_zero(commands, "end-and-answer", commands->ui->answer(commands->ui->ctx, id));
}

/* The one that is resumed takes the focus; where nobody holds the other one, we do. */
void gesture_swap(struct commands *commands, const char *rest)
{
    struct roll_call *held = *rest ? NULL : pick(commands, "swap", "", may_resume);
    struct roll_call *active = held ? pick(commands, "swap", "", may_hold) : NULL;
    if (*rest)
        commands_complain(commands, "swap takes nothing; it swaps the held call and the other");
    if (!active)
        return;
    gone_if_zero(commands, "swap", commands->ui->hold(commands->ui->ctx, held->id, false));
    struct oh_call_info info;
    if (roll_info(oh_host_core(*commands->host), active->id, &info) && may_hold(&info))
        commands->ui->hold(commands->ui->ctx, active->id, true);
}

/* "[ID] WHAT": the words, WHAT last. False after saying what is missing. */
static bool split(struct commands *commands, const char *command, const char *example,
                  const char *rest, char ***words, const char **what)
{
    *words = g_strsplit(rest, " ", 2);
    char **word = *words;
    if (word[0] && word[1])
        g_strstrip(word[1]);
    *what = word[0] && word[1] ? word[1] : word[0] ? word[0] : "";
    if (**what)
        return true;
    commands_complain(commands, "%s what? For example: %s %s", command, command, example);
    g_strfreev(*words);
    return false;
}

/* ID of "[ID] WHAT", "" if there is none. */
static const char *id_of(char **words)
{
    return words[1] ? words[0] : "";
}

void gesture_dial(struct commands *commands, const char *rest)
{
    char **words;
    const char *digits;
    if (!split(commands, "dtmf", "1234#", rest, &words, &digits))
        return;
    size_t good = strspn(digits, "0123456789*#ABCDabcd");
    struct roll_call *call = NULL;
    if (digits[good])
        commands_complain(commands, "dtmf: there are 0 to 9, *, #, and A to D, no \"%.*s\"",
                          (int)(g_utf8_next_char(digits + good) - (digits + good)), digits + good);
    else
        call = pick(commands, "dtmf", id_of(words), may_dial);
    for (size_t done = 0; call && done < good; done += OH_DIGITS_MAX) {
        char *some = g_ascii_strup(digits + done, (gssize)MIN(good - done, OH_DIGITS_MAX));
        gone_if_zero(commands, "dtmf", commands->ui->dial(commands->ui->ctx, call->id, some));
        g_free(some);
    }
    g_strfreev(words);
}

void gesture_transfer(struct commands *commands, const char *rest)
{
    char **words, text[300] = "";
    const char *uri;
    if (!split(commands, "transfer", "sip:carol@127.0.0.1:5060", rest, &words, &uri))
        return;
    struct roll_call *call = pick(commands, "transfer", id_of(words), may_transfer);
    struct oh_call_info info;
    if (call && !(roll_info(oh_host_core(*commands->host), call->id, &info) && may_transfer(&info)))
        commands_complain(commands, "transfer: call %u is not connected", call->number);
    else if (call &&
             !commands->sip->describe_transfer(commands->engine, info.leg, uri, text, sizeof(text)))
        commands_complain(commands, "transfer: %s", text);
    else if (call)
        oh_host_post(*commands->host, &OH_EVENT(OH_EV_APP_TRANSFERRED, .call = call->id));
    g_strfreev(words);
}

void gesture_place(struct commands *commands, const char *uri)
{
    if (!*uri) {
        commands_complain(commands, "call whom? For example: call sip:bob@127.0.0.1:5060");
        return;
    }
    /* A call without a place in the core would leave a leg that nobody ends. */
    const struct oh_core *core = oh_host_core(*commands->host);
    if (oh_call_count(core) >= oh_calls_max(core)) {
        commands_complain(commands,
                          "call: there are %u calls, and no more are allowed; end one first",
                          oh_call_count(core));
        return;
    }
    char text[300] = "";
    struct oh_call_id id = oh_call_id_fresh();
    oh_leg leg = commands->sip->describe_call(commands->engine, id, uri, text, sizeof(text));
    if (leg == 0) {
        commands_complain(commands, "call: %s", text);
        return;
    }
    struct roll_call *call = roll_enter(watch_roll(commands->watch), id);
    call->leg = leg;
    call->remote = g_strdup(uri);
    commands->ui->start(commands->ui->ctx, id, leg,
                        commands->uses_session ? 0 : OH_START_NO_SESSION);
}
