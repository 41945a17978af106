/*
 * Facts are learned, then orders follow from them (settle), in the manner of the core.
 */
#include "session.h"
#include "log.h"
#include "mailbox.h"
#include "pulse.h"

enum server { SERVER_AWAY, SERVER_COMING, SERVER_HERE };
enum pair { PAIR_NONE, PAIR_COMING, PAIR_CORKED, PAIR_STARTING, PAIR_RUNNING };

/* A server that takes longer than this to let two streams run will not. The core tries again. */
enum { PREPARE_MS = 3000 };
/* How often a server that died in a call is looked for. Only connecting tells: where the service
 * manager listens in its stead, it is the connection that starts it. */
enum { RETRY_MS = 500 };

struct oh_session {
    GMainContext *context;
    const struct oh_media_options *options;
    struct oh_log_sink log;
    struct oh_post post;
    struct oh_mailbox *mailbox;
    struct oh_pulse *pulse; /* NULL: the libraries are not there yet */
    struct oh_lines lines;
    struct oh_cleaner *cleaner; /* NULL: not loaded, or not wanted; atomic */

    enum server server;
    enum pair pair;
    unsigned connection, number; /* the server's and the pair's: facts of earlier ones are void */
    unsigned legs;
    enum oh_tone tone, told_tone; /* what is to be heard, and what the server's side was told */
    bool wanted;                  /* prepared for, and not released */
    bool owed;                    /* a PREPARE is unanswered */
    bool broken;                  /* what was tried last failed: wait for the next reason to try */
    bool lost;                    /* the server died in use, and is not back */
    bool claimed;                 /* another program was given precedence */
    GSource *deadline, *retry, *tone_due;
};

static void settle(struct oh_session *session);

static void post(struct oh_session *session, enum oh_event_type type)
{
    session->post.post(session->post.ctx, &OH_EVENT(type, ));
}

static void stop_timer(GSource **timer)
{
    if (*timer)
        g_source_destroy(*timer);
    g_clear_pointer(timer, g_source_unref);
}

static void start_timer(struct oh_session *session, GSource **timer, guint ms, GSourceFunc due)
{
    if (*timer)
        return;
    *timer = g_timeout_source_new(ms);
    g_source_set_callback(*timer, due, session, NULL);
    g_source_attach(*timer, session->context);
}

/* Somebody talks, or is about to. */
static bool needed(const struct oh_session *session)
{
    return session->wanted || session->legs > 0;
}

static void close_pair(struct oh_session *session)
{
    if (session->pair == PAIR_NONE)
        return;
    session->pair = PAIR_NONE;
    session->claimed = false;
    session->number++;
    if (session->server == SERVER_HERE)
        oh_pulse_close(session->pulse);
}

static gboolean on_tone_due(gpointer ctx)
{
    struct oh_session *session = ctx;
    stop_timer(&session->tone_due);
    session->told_tone = session->tone;
    oh_pulse_play(session->pulse, session->tone);
    return G_SOURCE_REMOVE;
}

/* Tones come after everything else: stopping the ring takes the server's lock, which the answer
 * must not wait for. */
static void settle_tone(struct oh_session *session)
{
    if (!session->pulse || session->tone == session->told_tone || session->owed ||
        session->tone_due)
        return;
    session->tone_due = g_idle_source_new();
    g_source_set_callback(session->tone_due, on_tone_due, session, NULL);
    g_source_attach(session->tone_due, session->context);
}

/* The owed answer. */
static void answer(struct oh_session *session, enum oh_event_type type)
{
    if (!session->owed)
        return;
    session->owed = false;
    stop_timer(&session->deadline);
    post(session, type);
}

static void fail(struct oh_session *session)
{
    session->broken = true;
    answer(session, OH_EV_AUDIO_PREPARE_FAILED);
}

/* ---- Orders that follow from the facts ---- */

static gboolean on_retry(gpointer ctx)
{
    struct oh_session *session = ctx;
    stop_timer(&session->retry);
    session->broken = false;
    settle(session);
    return G_SOURCE_REMOVE;
}

static void connect_to_server(struct oh_session *session)
{
    session->server = SERVER_COMING;
    oh_pulse_connect(session->pulse, ++session->connection);
}

static void settle_server(struct oh_session *session)
{
    if (session->server != SERVER_AWAY || (!needed(session) && session->tone == OH_TONE_NONE))
        return;
    if (session->broken) {
        if (session->lost)
            start_timer(session, &session->retry, RETRY_MS, on_retry);
        return;
    }
    connect_to_server(session);
}

static void settle_pair(struct oh_session *session)
{
    if (session->server != SERVER_HERE)
        return;
    switch (session->pair) {
    case PAIR_NONE:
        if (needed(session) && !session->broken) {
            session->pair = PAIR_COMING;
            oh_pulse_open(session->pulse, ++session->number);
        }
        break;
    case PAIR_COMING:
        if (!needed(session))
            close_pair(session);
        break;
    case PAIR_CORKED:
        if (!needed(session)) {
            close_pair(session);
        } else if (session->owed) {
            session->pair = PAIR_STARTING;
            oh_pulse_start(session->pulse);
        }
        break;
    case PAIR_STARTING:
    case PAIR_RUNNING:
        if (!session->wanted || session->claimed) {
            session->pair = PAIR_CORKED;
            oh_pulse_stop(session->pulse);
            settle_pair(session);
        } else if (session->pair == PAIR_RUNNING) {
            answer(session, OH_EV_AUDIO_PREPARED);
        }
        break;
    }
}

static void settle(struct oh_session *session)
{
    if (!session->pulse)
        return;
    if (!needed(session)) {
        session->lost = session->broken = false;
        stop_timer(&session->retry);
    }
    if (session->claimed && session->owed)
        answer(session, OH_EV_AUDIO_PREPARE_FAILED);
    settle_server(session);
    settle_pair(session);
    settle_tone(session);
}

/* ---- What the server says ---- */

static void server_here(struct oh_session *session)
{
    bool reset = session->lost;
    session->server = SERVER_HERE;
    session->lost = session->broken = false;
    if (reset)
        post(session, OH_EV_AUDIO_SERVICES_RESET);
}

static void server_gone(struct oh_session *session)
{
    bool died = session->server == SERVER_HERE;
    session->server = SERVER_AWAY;
    session->pair = PAIR_NONE;
    session->claimed = false;
    session->number++;
    if (died && needed(session)) {
        session->lost = true;
        post(session, OH_EV_AUDIO_SERVICES_LOST);
    }
    fail(session);
}

static void learn_of_server(struct oh_session *session, bool here)
{
    if (here)
        server_here(session);
    else
        server_gone(session);
}

static void pair_over(struct oh_session *session)
{
    bool ran = session->pair == PAIR_RUNNING;
    close_pair(session);
    fail(session);
    if (ran)
        post(session, OH_EV_AUDIO_DEACTIVATED);
}

static void claimed(struct oh_session *session)
{
    session->claimed = true;
    oh_media_log(&session->log, OH_LOG_WARNING,
                 "another program has the sound device, or precedence; the call waits for it");
    if (session->wanted)
        post(session, OH_EV_AUDIO_INTERRUPTED);
}

static void returned(struct oh_session *session)
{
    session->claimed = false;
    if (session->wanted)
        post(session, OH_EV_AUDIO_INTERRUPTION_ENDED);
}

static void learn_of_pair(struct oh_session *session, enum oh_pulse_fact fact)
{
    switch (fact) {
    case OH_PAIR_CORKED:
        if (session->pair == PAIR_COMING)
            session->pair = PAIR_CORKED;
        break;
    case OH_PAIR_RUNNING:
        if (session->pair == PAIR_STARTING)
            session->pair = PAIR_RUNNING;
        break;
    case OH_PAIR_FAILED:
    case OH_PAIR_TAKEN: pair_over(session); break;
    case OH_PAIR_MOVED: post(session, OH_EV_AUDIO_ROUTE_CHANGED); break;
    case OH_PAIR_CLAIMED: claimed(session); break;
    case OH_PAIR_RETURNED: returned(session); break;
    case OH_PULSE_HERE:
    case OH_PULSE_GONE: break;
    }
}

static void on_fact(void *ctx, unsigned fact, unsigned about)
{
    struct oh_session *session = ctx;
    if (fact == OH_PULSE_HERE || fact == OH_PULSE_GONE) {
        if (about == session->connection && session->server != SERVER_AWAY)
            learn_of_server(session, fact == OH_PULSE_HERE);
    } else if (about == session->number && session->pair != PAIR_NONE) {
        learn_of_pair(session, (enum oh_pulse_fact)fact);
    }
    settle(session);
}

/* ---- On the server's thread ---- */

static void put_fact(void *ctx, enum oh_pulse_fact fact, unsigned about)
{
    oh_mailbox_put(((struct oh_session *)ctx)->mailbox, fact, about);
}

static void on_captured(void *ctx, int16_t block[OH_BLOCK_SAMPLES])
{
    struct oh_session *session = ctx;
    struct oh_cleaner *cleaner = g_atomic_pointer_get(&session->cleaner);
    if (cleaner)
        oh_cleaner_captured(cleaner, block);
    oh_lines_captured(&session->lines, block);
}

static void on_mix(void *ctx, int16_t block[OH_BLOCK_SAMPLES])
{
    struct oh_session *session = ctx;
    oh_lines_mix(&session->lines, block);
    struct oh_cleaner *cleaner = g_atomic_pointer_get(&session->cleaner);
    if (cleaner)
        oh_cleaner_played(cleaner, block);
}

/* ---- The port ---- */

static gboolean on_deadline(gpointer ctx)
{
    struct oh_session *session = ctx;
    stop_timer(&session->deadline);
    oh_media_log(&session->log, OH_LOG_WARNING,
                 "the sound server did not let the streams run within %d ms", PREPARE_MS);
    close_pair(session);
    oh_pulse_disconnect(session->pulse);
    session->server = SERVER_AWAY;
    fail(session);
    return G_SOURCE_REMOVE;
}

static void prepare(void *ctx, enum oh_prepare how)
{
    struct oh_session *session = ctx;
    session->wanted = session->owed = true;
    session->broken = false;
    if ((how == OH_PREPARE_REOPEN || how == OH_PREPARE_FORCE) && !session->claimed)
        close_pair(session);
    if (session->pulse)
        start_timer(session, &session->deadline, PREPARE_MS, on_deadline);
    settle(session);
}

static void release(void *ctx)
{
    struct oh_session *session = ctx;
    session->wanted = session->owed = false;
    stop_timer(&session->deadline);
    settle(session);
    post(session, OH_EV_AUDIO_RELEASED);
}

static void enable(void *ctx)
{
    oh_lines_enable(&((struct oh_session *)ctx)->lines, true);
}

static void disable(void *ctx)
{
    oh_lines_enable(&((struct oh_session *)ctx)->lines, false);
}

struct oh_audio_port oh_session_port(struct oh_session *session)
{
    return (struct oh_audio_port){.size = sizeof(struct oh_audio_port),
                                  .ctx = session,
                                  .prepare = prepare,
                                  .release = release,
                                  .enable = enable,
                                  .disable = disable};
}

/* ---- For the module ---- */

struct oh_session *oh_session_new(GMainContext *context, const struct oh_media_options *options,
                                  struct oh_log_sink log, const struct oh_post *to)
{
    struct oh_session *session = g_new0(struct oh_session, 1);
    session->context = context;
    session->options = options;
    session->log = log;
    session->post = *to;
    session->mailbox = oh_mailbox_new(context, on_fact, session);
    oh_lines_begin(&session->lines);
    return session;
}

void oh_session_free(struct oh_session *session)
{
    stop_timer(&session->deadline);
    stop_timer(&session->retry);
    stop_timer(&session->tone_due);
    if (session->pulse)
        oh_pulse_free(session->pulse);
    oh_cleaner_free(session->cleaner);
    oh_mailbox_free(session->mailbox);
    oh_lines_end(&session->lines);
    g_free(session);
}

void oh_session_load(struct oh_session *session)
{
    char why[200];
    if (!session->options->processing)
        return;
    struct oh_cleaner *cleaner = oh_cleaner_new(why, sizeof why);
    if (!cleaner)
        oh_media_log(&session->log, OH_LOG_WARNING, "no echo cancellation: %s", why);
    g_atomic_pointer_set(&session->cleaner, cleaner);
}

void oh_session_begin(struct oh_session *session)
{
    const struct oh_pulse_owner owner = {.ctx = session,
                                         .log = session->log,
                                         .fact = put_fact,
                                         .captured = on_captured,
                                         .mix = on_mix};
    session->pulse = oh_pulse_new(session->options, &owner);
    if (!session->pulse) {
        oh_media_log(&session->log, OH_LOG_ERROR, "no thread for the sound server");
        fail(session);
        return;
    }
    /* Now rather than with the first call: it is faster then, and who has no sound hears of it. */
    connect_to_server(session);
    settle_tone(session);
    if (session->owed)
        start_timer(session, &session->deadline, PREPARE_MS, on_deadline);
}

void oh_session_expect(struct oh_session *session, unsigned legs)
{
    if (legs > session->legs)
        session->broken = false;
    session->legs = legs;
    settle(session);
}

void oh_session_play(struct oh_session *session, enum oh_tone tone)
{
    session->tone = tone;
    settle(session);
}

struct oh_lines *oh_session_lines(struct oh_session *session)
{
    return &session->lines;
}
