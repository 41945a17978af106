/*
 * Bytes that nobody would write, given to the reader of the configuration file: whatever they are,
 * they become settings and mistakes. Here they are mutations of the example, from a seed; with
 * clang, libFuzzer finds better ones:
 *
 *     clang -g -fsanitize=fuzzer,address,undefined -DLIBFUZZER -Iapps/offhook -Iinclude \
 *         $(pkg-config --cflags --libs gio-2.0) -o /tmp/torment tests/config/torment.c \
 *         apps/offhook/{config,config_doc,keys,key_value,key_forms,settings,text}.c
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "config_doc.h"

#define PATH "/home/alice/phone.conf"

static void insist(bool fact, const char *words)
{
    if (fact)
        return;
    fprintf(stderr, "torment: this did not hold: %s\n", words);
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct settings settings;
    struct phone_options options = {0};
    settings_init(&settings);
    config_read(PATH, (const char *)bytes, size, &settings);
    settings_apply(&settings, &options);
    if (settings.mistakes->len == 0) {
        insist(options.listen && options.audio, "what has a preset has a value");
        insist(options.calls_max >= 1 && options.calls_max <= 255, "a number is in its range");
    }
    for (guint i = 0; i < settings.mistakes->len; i++) {
        const char *mistake = g_ptr_array_index(settings.mistakes, i);
        insist(g_str_has_prefix(mistake, PATH ":"), "a mistake begins with the file");
        insist(g_utf8_validate(mistake, -1, NULL), "a mistake is UTF-8");
        for (const char *at = mistake; *at; at++)
            insist(!g_ascii_iscntrl(*at), "a mistake moves no cursor");
    }
    for (unsigned i = 0; i < key_count; i++)
        key_unset(&keys[i], &options);
    settings_clear(&settings);
    return 0;
}

#ifndef LIBFUZZER

#define ROUNDS 20000

static char *example(size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    config_example_print(out);
    fclose(out);
    for (char *at = text; (at = strstr(at, "\n#")); at++)
        if (at[2] != ' ')
            memmove(at + 1, at + 2, strlen(at + 1));
    *size = strlen(text);
    return text;
}

/* A byte is changed, a piece repeated or cut away. */
static size_t mutate(GRand *random, char *bytes, size_t size, size_t max)
{
    static const char alphabet[] = "[]=#;\\\n\r\t \"'\0\x80\xff:|.0a\xc3\xa9";
    size_t at = (size_t)g_rand_int_range(random, 0, (gint32)size);
    size_t length = (size_t)g_rand_int_range(random, 1, 40);
    length = MIN(length, size - at);
    switch (g_rand_int_range(random, 0, 3)) {
    case 0: bytes[at] = alphabet[g_rand_int_range(random, 0, sizeof(alphabet))]; return size;
    case 1:
        memmove(bytes + at, bytes + at + length, size - at - length);
        return MAX(size - length, 1);
    default:
        if (size + length > max)
            return size;
        memmove(bytes + at + length, bytes + at, size - at);
        return size + length;
    }
}

int main(void)
{
    size_t size;
    char *seed = example(&size), *bytes = g_malloc(2 * size);
    GRand *random = g_rand_new_with_seed(20261122);
    for (int round = 0; round < ROUNDS; round++) {
        size_t length = size;
        memcpy(bytes, seed, size);
        for (int i = g_rand_int_range(random, 0, 30); i > 0; i--)
            length = mutate(random, bytes, length, 2 * size);
        LLVMFuzzerTestOneInput((const uint8_t *)bytes, length);
    }
    g_rand_free(random);
    g_free(bytes);
    free(seed);
    return 0;
}

#endif
