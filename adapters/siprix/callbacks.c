/*
 * From callbacks to notices.
 */
#include "callbacks.h"

#include "hop.h"

/* The texts are borrowed until hop_tell() copied them; it changes none of them. */
#define BORROW(text) ((char *)(text))

static void on_trial(void)
{
    hop_tell(&(struct notice){.kind = NOTICE_TRIAL});
}

static void on_account(siprix_account account, siprix_reg_state state, const char *response)
{
    hop_tell(&(struct notice){
        .kind = NOTICE_ACCOUNT, .account = account, .number = state, .text = BORROW(response)});
}

static void on_incoming(siprix_call call, siprix_account account, bool with_video, const char *from,
                        const char *to)
{
    hop_tell(&(struct notice){.kind = NOTICE_INCOMING,
                              .call = call,
                              .account = account,
                              .flag = with_video,
                              .text = BORROW(from),
                              .more = BORROW(to)});
}

static void on_proceeding(siprix_call call, const char *response)
{
    hop_tell(&(struct notice){.kind = NOTICE_PROCEEDING, .call = call, .text = BORROW(response)});
}

static void on_connected(siprix_call call, const char *from, const char *to, bool with_video)
{
    hop_tell(&(struct notice){.kind = NOTICE_CONNECTED,
                              .call = call,
                              .flag = with_video,
                              .text = BORROW(from),
                              .more = BORROW(to)});
}

static void on_terminated(siprix_call call, uint32_t status)
{
    hop_tell(&(struct notice){.kind = NOTICE_TERMINATED, .call = call, .number = status});
}

static void on_held(siprix_call call, siprix_hold_state state)
{
    hop_tell(&(struct notice){.kind = NOTICE_HELD, .call = call, .number = state});
}

static void on_transferred(siprix_call call, uint32_t status)
{
    hop_tell(&(struct notice){.kind = NOTICE_TRANSFERRED, .call = call, .number = status});
}

static void on_redirected(siprix_call call, siprix_call related, const char *refer_to)
{
    hop_tell(&(struct notice){
        .kind = NOTICE_REDIRECTED, .call = call, .related = related, .text = BORROW(refer_to)});
}

static void on_dtmf(siprix_call call, uint16_t tone)
{
    hop_tell(&(struct notice){.kind = NOTICE_DTMF, .call = call, .number = tone});
}

siprix_error callbacks_set(const struct siprix_api *api, struct ISiprixModule *module,
                           const char **failed)
{
#define SET(name, function)                                             \
    do {                                                                \
        siprix_error error = api->Callback_Set##name(module, function); \
        if (error != SIPRIX_EOK) {                                      \
            *failed = "Callback_Set" #name;                             \
            return error;                                               \
        }                                                               \
    } while (0)

    SET(TrialModeNotified, on_trial);
    SET(AccountRegState, on_account);
    SET(CallIncoming, on_incoming);
    SET(CallProceeding, on_proceeding);
    SET(CallConnected, on_connected);
    SET(CallTerminated, on_terminated);
    SET(CallHeld, on_held);
    SET(CallTransferred, on_transferred);
    SET(CallRedirected, on_redirected);
    SET(CallDtmfReceived, on_dtmf);
#undef SET
    return SIPRIX_EOK;
}
