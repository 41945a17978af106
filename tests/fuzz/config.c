/*
 * Any file as a configuration, any words as a command line. What must hold of the file is in
 * tests/config/torment.c. A command line is taken, or refused with a sentence; its words stand
 * behind a first byte of 1, with NULs between them.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "bytes.h"
#include "options.h"

#define WORDS_MAX 20

int config_torment(const uint8_t *bytes, size_t size); /* torment.c */

/* No file of whoever runs this, and no output. */
static void keep_quiet(void)
{
    static bool done;
    int nowhere;

    if (done)
        return;
    done = true;
    setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    setenv("HOME", "/nonexistent", 1);
    nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDOUT_FILENO);
    close(nowhere);
}

/* Help is printed, what is wrong is told: into nothing, for libFuzzer needs standard error itself.
 */
static int silently(struct phone_options *options, int count, char **words, bool *goes_on)
{
    int status = -1, kept = dup(STDERR_FILENO);

    fflush(stderr);
    dup2(STDOUT_FILENO, STDERR_FILENO);
    *goes_on = phone_options_read(options, count, words, &status);
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    close(kept);
    return status;
}

/* It names a file, which would be read. */
static bool reads_a_file(char **words, int count)
{
    for (int i = 0; i < count; i++)
        if (strncmp(words[i], "--c", 3) == 0 || strncmp(words[i], "-c", 2) == 0)
            return true;
    return false;
}

static void command_line(const uint8_t *data, size_t size)
{
    struct phone_options options = {0};
    char *text = calloc(1, size + 1), *words[WORDS_MAX + 1] = {"phone"};
    int count = 1;
    bool goes_on;

    memcpy(text, data, size);
    for (size_t at = 0; at < size && count < WORDS_MAX; at += strlen(text + at) + 1)
        words[count++] = text + at;
    if (!reads_a_file(words, count)) {
        int status = silently(&options, count, words, &goes_on);
        insist(goes_on || status == 0 || status == 2, "a command line is taken, done, or refused");
        insist(!goes_on || (options.listen && options.audio), "what has a preset has a value");
    }
    phone_options_clear(&options);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    keep_quiet();
    if (size > 0 && data[0] == 1)
        command_line(data + 1, size - 1);
    else
        config_torment(data, size);
    return 0;
}
