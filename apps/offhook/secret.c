/*
 * Reads a password with plain system calls, so that no library's buffer keeps a copy.
 */
#include "secret.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define PASSWORD_BYTES_MAX 256

struct secret {
    size_t length;
    char text[PASSWORD_BYTES_MAX + 2]; /* one more than allowed, and the end */
};

static struct secret *secret_new(void)
{
    struct secret *secret =
        mmap(NULL, sizeof(*secret), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (secret == MAP_FAILED)
        return NULL;
    /* Each is a refinement; a system that refuses it has its reasons. */
    (void)mlock(secret, sizeof(*secret));
    (void)madvise(secret, sizeof(*secret), MADV_DONTDUMP);
    return secret;
}

void secret_free(struct secret *secret)
{
    if (!secret)
        return;
    explicit_bzero(secret, sizeof(*secret));
    munmap(secret, sizeof(*secret));
}

const char *secret_text(const struct secret *secret)
{
    return secret->text;
}

/* Reads until the end, or what is too much. Of a terminal, a line is all there is. */
static bool fill(struct secret *secret, int fd, bool line)
{
    ssize_t count = 1;
    while (count > 0 && secret->length <= PASSWORD_BYTES_MAX) {
        count = read(fd, secret->text + secret->length, PASSWORD_BYTES_MAX + 1 - secret->length);
        secret->length += count > 0 ? (size_t)count : 0;
        if (line && secret->length && secret->text[secret->length - 1] == '\n')
            break;
    }
    return count >= 0;
}

/* What is wrong with it as a password; NULL: nothing. Its end of line is taken away. */
static const char *fault(struct secret *secret)
{
    size_t length = secret->length;
    if (length && secret->text[length - 1] == '\n')
        length--;
    if (length && secret->text[length - 1] == '\r')
        length--;
    secret->text[length] = '\0';
    secret->length = length;
    if (length == 0)
        return "is empty";
    if (length > PASSWORD_BYTES_MAX)
        return "is longer than " G_STRINGIFY(PASSWORD_BYTES_MAX) " bytes";
    for (size_t i = 0; i < length; i++)
        if (g_ascii_iscntrl(secret->text[i]))
            return secret->text[i] == '\n' ? "has more than one line"
                                           : "has a character that no password has";
    return NULL;
}

/* ---- From a file ---- */

/* Says so if others could have read or written the file. */
static bool is_private(int fd, const char *path, char *text, size_t text_size)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        g_snprintf(text, (gulong)text_size, "the password file %s: %s", path, g_strerror(errno));
    else if (!S_ISREG(status.st_mode))
        g_snprintf(text, (gulong)text_size, "the password file %s is no regular file", path);
    else if (status.st_uid != geteuid())
        g_snprintf(text, (gulong)text_size,
                   "the password file %s belongs to another user; make one of your own", path);
    else if (status.st_mode & 077)
        g_snprintf(text, (gulong)text_size,
                   "the password file %s is open to others (mode %04o); say chmod 600 %s, and "
                   "think about a new password",
                   path, status.st_mode & 07777, path);
    else
        return true;
    return false;
}

struct secret *secret_from_file(const char *path, char *text, size_t text_size)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct secret *secret = secret_new();
    const char *why = NULL;
    bool good = false;
    if (fd < 0)
        g_snprintf(text, (gulong)text_size, "the password file %s cannot be read: %s", path,
                   g_strerror(errno));
    else if (!secret || (is_private(fd, path, text, text_size) && !fill(secret, fd, false)))
        g_snprintf(text, (gulong)text_size, "the password file %s: %s", path, g_strerror(errno));
    else if (!*text && (why = fault(secret)))
        g_snprintf(text, (gulong)text_size, "the password in %s %s", path, why);
    else
        good = !*text;
    if (fd >= 0)
        close(fd);
    if (!good)
        g_clear_pointer(&secret, secret_free);
    return secret;
}

/* ---- From the terminal ---- */

static volatile sig_atomic_t caught;

static void note_signal(int number)
{
    caught = number;
}

static void say(const char *text)
{
    /* To standard error: standard output may be read by a program. */
    if (write(STDERR_FILENO, text, strlen(text)) < 0)
        return; /* the question is not seen; the answer is waited for all the same */
}

/* One line without echo. A signal takes its course when the terminal is in order again; it can only
 * come while a line is waited for, so that it is not missed. */
static bool read_quietly(struct secret *secret, const char *question)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    struct sigaction before[G_N_ELEMENTS(signals)];
    struct sigaction note = {.sa_handler = note_signal};
    sigset_t blocked, mask;
    struct termios shown, quiet;
    if (tcgetattr(STDIN_FILENO, &shown) != 0)
        return false;
    sigemptyset(&blocked);
    for (size_t i = 0; i < G_N_ELEMENTS(signals); i++) {
        sigaddset(&blocked, signals[i]);
        sigaction(signals[i], &note, &before[i]);
    }
    pthread_sigmask(SIG_BLOCK, &blocked, &mask);

    quiet = shown;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    quiet.c_cc[VSUSP] = _POSIX_VDISABLE; /* stopped, it would leave the terminal without echo */
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet); /* who sees the question may type */
    say(question);
    fd_set input;
    FD_ZERO(&input);
    FD_SET(STDIN_FILENO, &input);
    bool good = pselect(STDIN_FILENO + 1, &input, NULL, NULL, NULL, &mask) > 0 &&
                fill(secret, STDIN_FILENO, true);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);

    for (size_t i = 0; i < G_N_ELEMENTS(signals); i++)
        sigaction(signals[i], &before[i], NULL);
    if (caught)
        raise((int)caught);
    pthread_sigmask(SIG_SETMASK, &mask, NULL); /* here it comes */
    return good;
}

struct secret *secret_from_terminal(const char *question, char *text, size_t text_size)
{
    if (!isatty(STDIN_FILENO)) {
        g_strlcpy(text,
                  "the password is to be asked for, but standard input is no terminal; put it into "
                  "a file of its own, and name that with password_file",
                  text_size);
        return NULL;
    }
    struct secret *secret = secret_new();
    bool good = secret && read_quietly(secret, question);
    int error = errno;
    say("\n");
    const char *why = good ? fault(secret) : g_strerror(error);
    if (!why)
        return secret;
    g_snprintf(text, (gulong)text_size, good ? "the password %s" : "the password: %s", why);
    secret_free(secret);
    return NULL;
}
