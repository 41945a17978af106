/*
 * Drives the SIP engine's module from a pipe, with a FAKE media stack: its SDP is canned and no
 * packet of media exists. Commands come as lines on standard input, what the engine says goes out
 * as lines on standard output. It decides nothing; the Python tests do.
 *
 *   harness MODULE [media=now|late] [session=no] [events=yes] [network=MODULE] OPTION...
 *
 * OPTIONs go to the engine; events=yes: the media takes digits; network: that module tells the
 * engine of changes of the network.
 */
#include <glib-unix.h>
#include <gmodule.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "offhook/adapter.h"

static GMainLoop *loop;
static GModule *module;
static const struct oh_sip_adapter *adapter;
static const struct oh_network_adapter *network;
static void *network_watch;
static void *engine;
static struct oh_engine_port port;
static struct oh_media_events media_events;
static bool media_late;         /* descriptions come when told: "describe LEG" */
static bool media_takes_digits; /* else they go by INFO */
static bool refuse_next_answer; /* the next agree() fails */
static GHashTable *peer_sdp;    /* leg to the peer's last description */

static void say(const char *format, ...) G_GNUC_PRINTF(1, 2);

static void say(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    putchar('\n');
    fflush(stdout);
}

/* ---- Events ---- */

static const char *event_name(enum oh_event_type type)
{
    static const struct {
        enum oh_event_type type;
        const char *name;
    } names[] = {
        {OH_EV_ENGINE_INVITED, "invited"},
        {OH_EV_ENGINE_PREPARED, "prepared"},
        {OH_EV_ENGINE_PREPARE_FAILED, "prepare-failed"},
        {OH_EV_ENGINE_PROGRESSED, "progressed"},
        {OH_EV_ENGINE_ACCEPTED, "accepted"},
        {OH_EV_ENGINE_CONNECTED, "connected"},
        {OH_EV_ENGINE_ENDED, "ended"},
        {OH_EV_ENGINE_HELD, "held"},
        {OH_EV_ENGINE_RESUMED, "resumed"},
        {OH_EV_ENGINE_CHANGE_FAILED, "change-failed"},
        {OH_EV_ENGINE_REMOTE_HELD, "remote-held"},
        {OH_EV_ENGINE_REMOTE_RESUMED, "remote-resumed"},
        {OH_EV_ENGINE_REPLACED, "replaced"},
        {OH_EV_ENGINE_REDIRECTED, "redirected"},
        {OH_EV_ENGINE_FLOWED, "flowed"},
        {OH_EV_ENGINE_DIGITS_RECEIVED, "digits"},
        {OH_EV_ENGINE_TRANSFER_ASKED, "transfer-asked"},
        {OH_EV_ENGINE_TRANSFERRED, "transferred"},
        {OH_EV_ENGINE_TRANSFER_FAILED, "transfer-failed"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (names[i].type == type)
            return names[i].name;
    return "other";
}

static int post(void *ctx, const struct oh_event *event)
{
    (void)ctx;
    say("event %s leg=%u flags=%u reason=%u key=%016" G_GINT64_MODIFIER
        "x sent=%u other=%u code=%u digits=%s",
        event_name(event->type), event->leg, event->flags, event->reason, event->match_key,
        event->frames.sent, event->other_leg, event->code, event->digits);
    return 0;
}

static void log_line(void *ctx, enum oh_log_level level, const char *area, const char *text)
{
    static const char *const names[] = {"error", "warning", "info", "debug"};
    (void)ctx;
    say("log %s %s %s", names[level], area, text);
}

static void registered(void *ctx, const struct oh_registration *registration)
{
    static const char *const names[] = {"unregistered", "registering", "registered", "failed"};
    (void)ctx;
    say("registration %s code=%u expires=%u retry=%u why=%s", names[registration->state],
        registration->code, registration->expires_s, registration->retry_s,
        registration->why ? registration->why : "");
}

/* ---- The fake media stack ---- */

static void describe(oh_leg leg, bool held)
{
    char sdp[400];
    snprintf(sdp, sizeof sdp,
             "v=0\r\no=fake 1 1 IN IP4 127.0.0.1\r\ns=fake media\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
             "m=audio 40000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=%s\r\n",
             held ? "sendonly" : "sendrecv");
    media_events.described(media_events.ctx, leg, sdp, 0, NULL);
}

static void fake_answer(void *ctx, oh_leg leg, const char *offer, bool held)
{
    (void)ctx;
    say("media answer leg=%u held=%d", leg, held);
    if (!g_str_has_prefix(offer, "v=0") || strstr(offer, "no-such-codec")) {
        media_events.described(media_events.ctx, leg, NULL, 488, "fake: no codec in common");
        return;
    }
    g_hash_table_replace(peer_sdp, GUINT_TO_POINTER(leg), g_strdup(offer));
    if (!media_late)
        describe(leg, held);
}

static void fake_offer(void *ctx, oh_leg leg, bool held)
{
    (void)ctx;
    say("media offer leg=%u held=%d", leg, held);
    if (!media_late)
        describe(leg, held);
}

static bool fake_agree(void *ctx, oh_leg leg, const char *answer, char *why, size_t why_size)
{
    (void)ctx;
    bool usable = !refuse_next_answer && !strstr(answer, "no-such-codec");
    refuse_next_answer = false;
    say("media agree leg=%u usable=%d", leg, usable);
    if (usable)
        g_hash_table_replace(peer_sdp, GUINT_TO_POINTER(leg), g_strdup(answer));
    else
        g_strlcpy(why, "fake: no codec in common", why_size);
    return usable;
}

static void fake_withdraw(void *ctx, oh_leg leg)
{
    (void)ctx;
    say("media withdraw leg=%u", leg);
}

static bool fake_remote_holds(void *ctx, oh_leg leg)
{
    (void)ctx;
    const char *sdp = g_hash_table_lookup(peer_sdp, GUINT_TO_POINTER(leg));
    return sdp && (strstr(sdp, "a=sendonly") || strstr(sdp, "a=inactive") ||
                   strstr(sdp, "IN IP4 0.0.0.0"));
}

static void fake_connect(void *ctx, oh_leg leg)
{
    (void)ctx;
    say("media connect leg=%u", leg);
}

static void fake_open(void *ctx, oh_leg leg, enum oh_direction direction)
{
    (void)ctx;
    say("media open leg=%u direction=%d", leg, direction);
}

static void fake_close(void *ctx, oh_leg leg)
{
    (void)ctx;
    say("media close leg=%u", leg);
}

static void fake_mute(void *ctx, oh_leg leg, bool on)
{
    (void)ctx;
    say("media mute leg=%u on=%d", leg, on);
}

static bool fake_send_digits(void *ctx, oh_leg leg, const char *digits)
{
    (void)ctx;
    if (media_takes_digits)
        say("media digits leg=%u digits=%s", leg, digits);
    return media_takes_digits;
}

static void fake_end(void *ctx, oh_leg leg)
{
    (void)ctx;
    g_hash_table_remove(peer_sdp, GUINT_TO_POINTER(leg));
    say("media end leg=%u", leg);
}

static struct oh_media_port fake_media = {
    .size = sizeof fake_media,
    .uses_session = true,
    .answer = fake_answer,
    .offer = fake_offer,
    .agree = fake_agree,
    .withdraw = fake_withdraw,
    .remote_holds = fake_remote_holds,
    .open = fake_open,
    .close = fake_close,
    .mute = fake_mute,
    .send_digits = fake_send_digits,
    .end = fake_end,
    .connect = fake_connect,
};

/* ---- Commands ---- */

static void place_call(const char *uri)
{
    char text[256] = "";
    oh_leg leg = adapter->describe_call(engine, (struct oh_call_id){{0}}, uri, text, sizeof text);
    if (!leg) {
        say("refused %s", text);
        return;
    }
    say("placed leg=%u remote=%s", leg, port.remote(port.ctx, leg));
    port.invite(port.ctx, leg, (struct oh_call_id){{0}});
}

/* "refuse 1 488", or "refuse 1 488 :WHY" with C's escapes. */
static void refuse(oh_leg leg, uint16_t code, const char *why)
{
    char *text = g_strcompress(why ? why + 1 : "fake: told to");
    media_events.described(media_events.ctx, leg, NULL, code, text);
    g_free(text);
}

/* "refer 1 sip:carol@127.0.0.1:5060" */
static void describe_transfer(const char *line)
{
    char text[256] = "";
    char *uri = NULL;
    oh_leg leg = (oh_leg)strtoul(line, &uri, 10);
    if (adapter->describe_transfer(engine, leg, *uri ? uri + 1 : uri, text, sizeof text))
        port.transfer(port.ctx, leg);
    else
        say("refused %s", text);
}

/* "account uri=sip:alice@127.0.0.1 password=secret", or "account" for none. */
static void set_account(const char *line)
{
    struct oh_sip_account account = {.size = sizeof account};
    char **words = g_strsplit(line, " ", -1);
    char text[512] = "";
    for (char **word = words; *word; word++) {
        char *value = strchr(*word, '=');
        if (!value)
            continue;
        *value++ = '\0';
        if (strcmp(*word, "uri") == 0)
            account.uri = value;
        else if (strcmp(*word, "user") == 0)
            account.user = value;
        else if (strcmp(*word, "password") == 0)
            account.password = value;
        else if (strcmp(*word, "registrar") == 0)
            account.registrar = value;
        else if (strcmp(*word, "proxy") == 0)
            account.proxy = value;
        else if (strcmp(*word, "contact-params") == 0)
            account.contact_params = value;
        else if (strcmp(*word, "expires") == 0)
            account.expires_s = (uint32_t)atoi(value);
        else if (strcmp(*word, "accept") == 0)
            account.accept_any = strcmp(value, "any") == 0;
    }
    if (!adapter->set_account(engine, account.uri ? &account : NULL, text, sizeof text))
        say("refused %s", text);
    g_strfreev(words);
}

/* "accept 1", "reject 1 486 6": the word, the leg, and what else it takes. */
static void obey(char *line)
{
    char word[32] = "";
    unsigned leg = 0, a = 0, b = 0;
    if (g_str_has_prefix(line, "call ")) {
        place_call(line + strlen("call "));
        return;
    }
    if (g_str_has_prefix(line, "account")) {
        set_account(line + strlen("account"));
        return;
    }
    if (g_str_has_prefix(line, "refer ")) {
        describe_transfer(line + strlen("refer "));
        return;
    }
    if (sscanf(line, "digits %u %31s", &leg, word) == 2) {
        port.send_digits(port.ctx, leg, word);
        return;
    }
    if (sscanf(line, "refuse %u %u %31s", &leg, &a, word) >= 2) {
        refuse(leg, (uint16_t)a, strchr(line, ':'));
        return;
    }
    sscanf(line, "%31s %u %u %u", word, &leg, &a, &b);
    if (strcmp(word, "ring") == 0)
        port.ring(port.ctx, leg);
    else if (strcmp(word, "accept") == 0)
        port.accept(port.ctx, leg);
    else if (strcmp(word, "reject") == 0)
        port.reject(port.ctx, leg, (uint16_t)a, (enum oh_reason)b);
    else if (strcmp(word, "end") == 0)
        port.end(port.ctx, leg, (enum oh_reason)a);
    else if (strcmp(word, "hold") == 0)
        port.hold(port.ctx, leg);
    else if (strcmp(word, "resume") == 0)
        port.resume(port.ctx, leg);
    else if (strcmp(word, "open") == 0)
        port.open(port.ctx, leg, (enum oh_direction)a);
    else if (strcmp(word, "close") == 0)
        port.close(port.ctx, leg);
    else if (strcmp(word, "mute") == 0)
        port.mute(port.ctx, leg, a != 0);
    else if (strcmp(word, "restart") == 0)
        port.restart_media(port.ctx, leg);
    else if (strcmp(word, "transfer") == 0) /* again, to the same */
        port.transfer(port.ctx, leg);
    else if (strcmp(word, "follow") == 0)
        port.answer_transfer(port.ctx, leg, a != 0);
    else if (strcmp(word, "invite") == 0)
        port.invite(port.ctx, leg, (struct oh_call_id){{0}});
    else if (strcmp(word, "remote") == 0)
        say("remote %s", port.remote(port.ctx, leg) ? port.remote(port.ctx, leg) : "unknown");
    else if (strcmp(word, "describe") == 0)
        describe(leg, a != 0);
    else if (strcmp(word, "refuse-answer") == 0)
        refuse_next_answer = true;
    else if (strcmp(word, "flow") == 0)
        media_events.flowed(media_events.ctx, leg, &(struct oh_frames){.sent = a}, 1000);
    else if (strcmp(word, "fail") == 0)
        media_events.failed(media_events.ctx, leg, "fake: told to");
    else if (strcmp(word, "sync") == 0)
        say("synced %u", leg);
    else if (strcmp(word, "quit") == 0)
        g_main_loop_quit(loop);
    else
        say("what? %s", line);
}

static gboolean read_commands(gint fd, GIOCondition condition, gpointer data)
{
    static char line[512];
    static size_t length;
    (void)condition;
    (void)data;
    char buffer[256];
    ssize_t n = read(fd, buffer, sizeof buffer);
    if (n <= 0) {
        g_main_loop_quit(loop);
        return G_SOURCE_REMOVE;
    }
    for (ssize_t i = 0; i < n; i++) {
        if (buffer[i] != '\n' && length + 1 < sizeof line) {
            line[length++] = buffer[i];
            continue;
        }
        line[length] = '\0';
        length = 0;
        obey(line);
    }
    return G_SOURCE_CONTINUE;
}

/* ---- */

static const struct oh_adapter *load(const char *path, enum oh_adapter_kind kind, GModule **opened)
{
    *opened = g_module_open(path, G_MODULE_BIND_LOCAL);
    gpointer function = NULL;
    if (!*opened || !g_module_symbol(*opened, OH_ADAPTER_SYMBOL, &function)) {
        say("error %s", g_module_error());
        return NULL;
    }
    const struct oh_adapter *found = ((oh_adapter_function)function)();
    if (found->abi != OH_ADAPTER_ABI || found->kind != kind) {
        say("error %s is no such adapter of this version", path);
        return NULL;
    }
    return found;
}

static void network_changed(void *ctx)
{
    (void)ctx;
    adapter->network_changed(engine);
}

static bool watch_network(const char *path)
{
    GModule *opened; /* for good: GIO comes with it */
    const struct oh_adapter *found = load(path, OH_ADAPTER_NETWORK, &opened);
    if (!found)
        return false;
    struct oh_adapter_config config = {.size = sizeof config,
                                       .main_context = g_main_context_default()};
    char text[512] = "";
    network = found->network;
    network_watch = network->create(&config, network_changed, NULL, text, sizeof text);
    if (!network_watch)
        say("error %s", text);
    return network_watch != NULL;
}

static bool start(int count, char **options)
{
    GPtrArray *passed = g_ptr_array_new();
    const char *watch = NULL;
    for (int i = 0; i < count; i++) {
        if (strcmp(options[i], "media=late") == 0)
            media_late = true;
        else if (strcmp(options[i], "events=yes") == 0)
            media_takes_digits = true;
        else if (strcmp(options[i], "session=no") == 0)
            fake_media.uses_session = false;
        else if (g_str_has_prefix(options[i], "network="))
            watch = options[i] + strlen("network=");
        else
            g_ptr_array_add(passed, options[i]);
    }
    g_ptr_array_add(passed, NULL);
    char text[512] = "";
    struct oh_adapter_config config = {
        .size = sizeof config,
        .main_context = g_main_context_default(),
        .log = {.size = sizeof config.log, .log = log_line},
        .options = (const char *const *)passed->pdata,
    };
    struct oh_post sink = {.post = post};
    engine = adapter->create(&config, &sink, &fake_media, &port, text, sizeof text);
    g_ptr_array_free(passed, TRUE);
    if (!engine) {
        say("error %s", text);
        return false;
    }
    media_events = adapter->media_events(engine);
    adapter->set_events(engine, &(struct oh_sip_events){.size = sizeof(struct oh_sip_events),
                                                        .registered = registered});
    if (watch && !watch_network(watch))
        return false;
    say("bound %s", adapter->bound(engine));
    return true;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    peer_sdp = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    loop = g_main_loop_new(NULL, FALSE);
    const struct oh_adapter *found = load(argv[1], OH_ADAPTER_SIP, &module);
    if (!found)
        return 1;
    adapter = found->sip;
    if (!start(argc - 2, argv + 2))
        return 1;
    g_unix_fd_add(0, G_IO_IN | G_IO_HUP, read_commands, NULL);
    g_main_loop_run(loop);
    if (network)
        network->destroy(network_watch);
    adapter->destroy(engine);
    g_module_close(module);
    say("gone");
    g_main_loop_unref(loop);
    g_hash_table_destroy(peer_sdp);
    return 0;
}
