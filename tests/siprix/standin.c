/*
 * The behaviour of the stand-in: calls in a table, a thread that calls back, a record of what it
 * was told.
 */
#include "standin.h"

#include <glib.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sdk.h"

#define CALLS_MAX 4096

#ifndef STANDIN_VERSION
#define STANDIN_VERSION "1.0.40"
#endif

enum state { NONE = 0, RINGING, ACCEPTING, INVITING, UP, OVER };

struct call {
    enum state state;
    bool incoming;
    bool changing; /* a Call_Hold is on its way */
    bool mic;
    HoldState held;
    char *remote;
};

struct failure {
    char *function;
    int32_t code;
    int times;
};

static GRecMutex lock; /* guards everything here */
static struct standin_manners manners;
static struct call calls[CALLS_MAX]; /* call n at index n */
static CallId last_call;
static GString *record;
static GArray *failures;
static GHashTable *headers;
static char *version;
static AccountId account;
static bool initialized;

/* ---- The SDK's thread ---- */

struct saying {
    void (*say)(const struct saying *saying);
    CallId call, related;
    uint32_t number;
    bool flag;
    char *text;
};

static GAsyncQueue *sayings;
static gint unsaid; /* under `said_lock` */
static GMutex said_lock;
static GCond said;

static gpointer talk(gpointer data)
{
    (void)data;
    for (;;) {
        struct saying *saying = g_async_queue_pop(sayings);
        saying->say(saying);
        g_free(saying->text);
        g_free(saying);
        g_mutex_lock(&said_lock);
        if (--unsaid == 0)
            g_cond_broadcast(&said);
        g_mutex_unlock(&said_lock);
    }
    return NULL;
}

static void say(struct saying saying)
{
    saying.text = g_strdup(saying.text);
    g_mutex_lock(&said_lock);
    unsaid++;
    g_mutex_unlock(&said_lock);
    g_async_queue_push(sayings, g_memdup2(&saying, sizeof saying));
}

static void flush(void)
{
    g_mutex_lock(&said_lock);
    while (unsaid > 0)
        g_cond_wait(&said, &said_lock);
    g_mutex_unlock(&said_lock);
}

/* Callbacks are kept by the generated defaults; the SDK calls whatever was set last. */
#define TELL(callback, ...)                 \
    do {                                    \
        g_rec_mutex_lock(&lock);            \
        callback function = sdk_##callback; \
        g_rec_mutex_unlock(&lock);          \
        if (function)                       \
            function(__VA_ARGS__);          \
    } while (0)

static void say_incoming(const struct saying *saying)
{
    TELL(OnCallIncoming, saying->call, account, saying->flag, saying->text, "<sip:us@here>");
}

static void say_proceeding(const struct saying *saying)
{
    TELL(OnCallProceeding, saying->call, saying->text);
}

static void say_connected(const struct saying *saying)
{
    TELL(OnCallConnected, saying->call, saying->text, saying->text, false);
}

static void say_terminated(const struct saying *saying)
{
    TELL(OnCallTerminated, saying->call, saying->number);
}

static void say_held(const struct saying *saying)
{
    TELL(OnCallHeld, saying->call, (HoldState)saying->number);
}

static void say_redirected(const struct saying *saying)
{
    TELL(OnCallRedirected, saying->call, saying->related, saying->text);
}

static void say_transferred(const struct saying *saying)
{
    TELL(OnCallTransferred, saying->call, saying->number);
}

static void say_dtmf(const struct saying *saying)
{
    TELL(OnCallDtmfReceived, saying->call, (uint16_t)saying->number);
}

static void say_account(const struct saying *saying)
{
    TELL(OnAccountRegState, account, (RegState)saying->number, saying->text);
}

static void say_trial(const struct saying *saying)
{
    (void)saying;
    TELL(OnTrialModeNotified);
}

/* ---- Record and failures ---- */

void standin_note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *line = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_rec_mutex_lock(&lock);
    g_string_append_printf(record, "%s\n", line);
    g_rec_mutex_unlock(&lock);
    const char *path = g_getenv("STANDIN_RECORD"); /* for a process that cannot be asked */
    FILE *file = path ? fopen(path, "a") : NULL;
    if (file) {
        fprintf(file, "%s\n", line);
        fclose(file);
    }
    g_free(line);
}

int32_t standin_result(const char *function)
{
    int32_t code = ErrorCode_EOK;
    g_rec_mutex_lock(&lock);
    for (guint i = 0; i < failures->len && code == ErrorCode_EOK; i++) {
        struct failure *failure = &g_array_index(failures, struct failure, i);
        if (failure->times > 0 && strcmp(failure->function, function) == 0) {
            failure->times--;
            code = failure->code;
        }
    }
    g_rec_mutex_unlock(&lock);
    return code;
}

void *standin_object(const char *function)
{
    static char object[1];
    return standin_result(function) == ErrorCode_EOK ? object : NULL;
}

/* ---- The interface: what has a behaviour ---- */

#define BEGIN(function)                          \
    ErrorCode result = standin_result(function); \
    if (result != ErrorCode_EOK)                 \
        return result;                           \
    g_rec_mutex_lock(&lock)
#define END                    \
    g_rec_mutex_unlock(&lock); \
    return result

static struct call *living(CallId id)
{
    struct call *call = id < CALLS_MAX ? &calls[id] : NULL;
    return call && call->state != NONE && call->state != OVER ? call : NULL;
}

static void connect(CallId id)
{
    struct call *call = living(id);
    if (!call || call->state == UP)
        return;
    call->state = UP;
    for (int i = 0; i < (manners.connects_twice ? 2 : 1); i++)
        say((struct saying){.say = say_connected, .call = id, .text = call->remote});
}

static void terminate(CallId id, uint32_t status)
{
    struct call *call = living(id);
    if (!call)
        return;
    call->state = OVER;
    call->mic = false;
    for (int i = 0; i < (manners.terminates_twice ? 2 : 1); i++)
        say((struct saying){.say = say_terminated, .call = id, .number = status});
}

static CallId make(bool incoming, const char *remote)
{
    if (last_call + 1 == CALLS_MAX)
        abort(); /* the tests reset before */
    CallId id = ++last_call;
    calls[id] = (struct call){.state = incoming ? RINGING : INVITING,
                              .incoming = incoming,
                              .mic = true,
                              .remote = g_strdup(remote)};
    return id;
}

const char *GetErrorText(ErrorCode code)
{
    return code == -4711 ? "words of the SDK\x80" : NULL;
}

const char *Module_Version(ISiprixModule *module)
{
    (void)module;
    return version;
}

ErrorCode Module_Initialize(ISiprixModule *module, IniData *ini)
{
    standin_note("Module_Initialize");
    (void)module;
    (void)ini;
    BEGIN("Module_Initialize");
    result = initialized ? ErrorCode_EAlreadyInitialized : ErrorCode_EOK;
    initialized = true;
    END;
}

ErrorCode Module_UnInitialize(ISiprixModule *module)
{
    standin_note("Module_UnInitialize");
    (void)module;
    BEGIN("Module_UnInitialize");
    initialized = false;
    END;
}

ErrorCode Account_Add(ISiprixModule *module, AccData *acc, AccountId *accId)
{
    standin_note("Account_Add");
    (void)module;
    (void)acc;
    BEGIN("Account_Add");
    *accId = ++account;
    if (g_getenv("STANDIN_TRIAL"))
        say((struct saying){.say = say_trial});
    if (g_getenv("STANDIN_INCOMING"))
        say((struct saying){.say = say_incoming,
                            .call = make(true, g_getenv("STANDIN_INCOMING")),
                            .text = (char *)g_getenv("STANDIN_INCOMING")});
    END;
}

ErrorCode Call_Invite(ISiprixModule *module, DestData *destination, CallId *callId)
{
    standin_note("Call_Invite");
    (void)module;
    (void)destination;
    BEGIN("Call_Invite");
    *callId = make(false, "<sip:callee@there>");
    say((struct saying){.say = say_proceeding, .call = *callId, .text = "100 Trying"});
    say((struct saying){.say = say_proceeding, .call = *callId, .text = "180 Ringing"});
    if (!manners.never_connects)
        connect(*callId);
    END;
}

ErrorCode Call_Accept(ISiprixModule *module, CallId callId, bool withVideo)
{
    standin_note("Call_Accept %u %d", callId, withVideo);
    (void)module;
    BEGIN("Call_Accept");
    struct call *call = living(callId);
    if (!call)
        result = ErrorCode_ECallNotFound;
    else if (!call->incoming)
        result = ErrorCode_ECallNotIncoming;
    else if (call->state != RINGING)
        result = ErrorCode_ECallAlreadyAnswered;
    else
        call->state = ACCEPTING;
    if (result == ErrorCode_EOK && !manners.never_connects)
        connect(callId);
    END;
}

ErrorCode Call_Reject(ISiprixModule *module, CallId callId, uint16_t statusCode)
{
    standin_note("Call_Reject %u %u", callId, statusCode);
    (void)module;
    BEGIN("Call_Reject");
    struct call *call = living(callId);
    if (!call)
        result = ErrorCode_ECallNotFound;
    else if (!call->incoming)
        result = ErrorCode_ECallNotIncoming;
    else if (call->state != RINGING)
        result = ErrorCode_ECallAlreadyAnswered;
    else if (!manners.never_terminates)
        terminate(callId, statusCode);
    END;
}

ErrorCode Call_Bye(ISiprixModule *module, CallId callId)
{
    standin_note("Call_Bye %u", callId);
    (void)module;
    BEGIN("Call_Bye");
    struct call *call = living(callId);
    if (!call)
        result = ErrorCode_ECallNotFound;
    else if (call->incoming && call->state != UP)
        result = ErrorCode_ECallNotConnected;
    else if (!manners.never_terminates)
        terminate(callId, call->state == UP ? 200 : 487);
    END;
}

ErrorCode Call_Hold(ISiprixModule *module, CallId callId)
{
    standin_note("Call_Hold %u", callId);
    (void)module;
    BEGIN("Call_Hold");
    struct call *call = living(callId);
    if (!call) {
        result = ErrorCode_ECallNotFound;
    } else if (call->state != UP) {
        result = ErrorCode_ECallNotConnected;
    } else if (call->changing) {
        result = ErrorCode_ECallIsHolding;
    } else if (manners.hold_is_silent) {
        call->changing = true;
    } else {
        if (!manners.hold_is_refused)
            call->held ^= HoldState_Local;
        say((struct saying){.say = say_held, .call = callId, .number = call->held});
    }
    END;
}

ErrorCode Call_GetHoldState(ISiprixModule *module, CallId callId, HoldState *state)
{
    (void)module;
    BEGIN("Call_GetHoldState");
    struct call *call = living(callId);
    if (call)
        *state = call->held;
    else
        result = ErrorCode_ECallNotFound;
    END;
}

ErrorCode Call_MuteMic(ISiprixModule *module, CallId callId, bool mute)
{
    standin_note("Call_MuteMic %u %s", callId, mute ? "on" : "off");
    (void)module;
    BEGIN("Call_MuteMic");
    struct call *call = living(callId);
    if (!call)
        result = ErrorCode_ECallNotFound;
    else if (manners.mutes_only_connected && call->state != UP)
        result = ErrorCode_ECallNotConnected;
    else if (call->mic == !mute)
        result = ErrorCode_ECallAlredyMuted;
    else
        call->mic = !mute;
    END;
}

ErrorCode Call_GetSipHeader(ISiprixModule *module, CallId callId, const char *hdrName, char *hdrVal,
                            uint32_t *hdrValLen)
{
    (void)module;
    (void)callId;
    BEGIN("Call_GetSipHeader");
    const char *value = g_hash_table_lookup(headers, hdrName);
    if (value)
        *hdrValLen = (uint32_t)g_strlcpy(hdrVal, value, *hdrValLen);
    else
        result = ErrorCode_ESipHeaderNotFound;
    END;
}

/* ---- What the tests reach ---- */

static void locked_reset(void)
{
    flush();
    g_rec_mutex_lock(&lock);
    for (CallId id = 0; id <= last_call; id++) {
        g_free(calls[id].remote);
        calls[id] = (struct call){0};
    }
    last_call = 0;
    account = 0;
    manners = (struct standin_manners){0};
    g_string_truncate(record, 0);
    for (guint i = 0; i < failures->len; i++)
        g_free(g_array_index(failures, struct failure, i).function);
    g_array_set_size(failures, 0);
    g_hash_table_remove_all(headers);
    g_free(version);
    version = g_strdup(STANDIN_VERSION);
    initialized = false;
    g_rec_mutex_unlock(&lock);
}

static struct standin_manners *get_manners(void)
{
    return &manners;
}

static void refuse(const char *function, int32_t code, int times)
{
    struct failure failure = {g_strdup(function), code, times};
    g_rec_mutex_lock(&lock);
    g_array_append_val(failures, failure);
    g_rec_mutex_unlock(&lock);
}

static const char *get_record(void)
{
    return record->str;
}

static void forget(void)
{
    g_rec_mutex_lock(&lock);
    g_string_truncate(record, 0);
    g_rec_mutex_unlock(&lock);
}

static void set_header(const char *name, const char *value)
{
    g_rec_mutex_lock(&lock);
    g_hash_table_replace(headers, g_strdup(name), g_strdup(value));
    g_rec_mutex_unlock(&lock);
}

static void set_version(const char *text)
{
    g_rec_mutex_lock(&lock);
    g_free(version);
    version = g_strdup(text);
    g_rec_mutex_unlock(&lock);
}

static bool up(uint32_t id);

static uint32_t incoming(const char *from, bool video)
{
    g_rec_mutex_lock(&lock);
    CallId id = make(true, from);
    g_rec_mutex_unlock(&lock);
    say((struct saying){.say = say_incoming, .call = id, .flag = video, .text = (char *)from});
    return id;
}

static void incoming_again(uint32_t call)
{
    say((struct saying){.say = say_incoming, .call = call, .text = (char *)"<sip:again@there>"});
}

static void proceeding(uint32_t call, const char *response)
{
    say((struct saying){.say = say_proceeding, .call = call, .text = (char *)response});
}

static void connected(uint32_t call)
{
    g_rec_mutex_lock(&lock);
    if (living(call) && !up(call))
        connect(call);
    else
        say((struct saying){.say = say_connected, .call = call});
    g_rec_mutex_unlock(&lock);
}

static void terminated(uint32_t call, uint32_t status)
{
    g_rec_mutex_lock(&lock);
    if (living(call))
        terminate(call, status);
    else
        say((struct saying){.say = say_terminated, .call = call, .number = status});
    g_rec_mutex_unlock(&lock);
}

static void held(uint32_t id, uint8_t state)
{
    g_rec_mutex_lock(&lock);
    struct call *call = living(id);
    if (call) {
        call->held = state;
        call->changing = false;
    }
    g_rec_mutex_unlock(&lock);
    say((struct saying){.say = say_held, .call = id, .number = state});
}

static uint32_t placed(const char *to)
{
    g_rec_mutex_lock(&lock);
    CallId id = make(false, to);
    g_rec_mutex_unlock(&lock);
    return id;
}

static void redirected(uint32_t call, uint32_t related, const char *to)
{
    say((struct saying){
        .say = say_redirected, .call = call, .related = related, .text = (char *)to});
}

static void transferred(uint32_t call, uint32_t status)
{
    say((struct saying){.say = say_transferred, .call = call, .number = status});
}

static void dtmf(uint32_t call, uint16_t tone)
{
    say((struct saying){.say = say_dtmf, .call = call, .number = tone});
}

static void account_state(uint8_t state, const char *response)
{
    say((struct saying){.say = say_account, .number = state, .text = (char *)response});
}

static void trial(void)
{
    say((struct saying){.say = say_trial});
}

static uint32_t last(void)
{
    return last_call;
}

static bool lives(uint32_t id)
{
    g_rec_mutex_lock(&lock);
    bool result = living(id) != NULL;
    g_rec_mutex_unlock(&lock);
    return result;
}

static bool up(uint32_t id)
{
    g_rec_mutex_lock(&lock);
    bool result = living(id) && living(id)->state == UP;
    g_rec_mutex_unlock(&lock);
    return result;
}

static bool mic(uint32_t id)
{
    g_rec_mutex_lock(&lock);
    bool result = living(id) && living(id)->mic;
    g_rec_mutex_unlock(&lock);
    return result;
}

static uint8_t hold_state(uint32_t id)
{
    g_rec_mutex_lock(&lock);
    uint8_t result = living(id) ? living(id)->held : 0;
    g_rec_mutex_unlock(&lock);
    return result;
}

static unsigned count(void)
{
    unsigned result = 0;
    g_rec_mutex_lock(&lock);
    for (CallId id = 1; id <= last_call; id++)
        result += living(id) != NULL;
    g_rec_mutex_unlock(&lock);
    return result;
}

#ifdef STANDIN_NEEDS_MEDIA
int standin_media(void); /* in the library beside this one */
#else
static int standin_media(void)
{
    return 1;
}
#endif

__attribute__((constructor)) static void begin(void)
{
    if (!standin_media())
        abort();
    record = g_string_new(NULL);
    failures = g_array_new(FALSE, FALSE, sizeof(struct failure));
    headers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    sayings = g_async_queue_new();
    version = g_strdup(STANDIN_VERSION);
    g_thread_unref(g_thread_new("siprix", talk, NULL));
}

__attribute__((visibility("default"))) const struct standin *standin(void)
{
    static const struct standin functions = {
        .reset = locked_reset,
        .manners = get_manners,
        .refuse = refuse,
        .record = get_record,
        .forget = forget,
        .header = set_header,
        .version = set_version,
        .incoming = incoming,
        .incoming_again = incoming_again,
        .proceeding = proceeding,
        .connected = connected,
        .terminated = terminated,
        .held = held,
        .redirected = redirected,
        .placed = placed,
        .transferred = transferred,
        .dtmf = dtmf,
        .account = account_state,
        .trial = trial,
        .flush = flush,
        .last = last,
        .lives = lives,
        .up = up,
        .mic = mic,
        .hold_state = hold_state,
        .living = count,
    };
    return &functions;
}
