/*
 * A fuzzer without libFuzzer: what was kept of its findings and its corpus, once each. So every
 * build has the fuzzers' code, and every finding is tried again under whatever sanitizer there is.
 *
 * usage: replay FOLDER
 */
#include <dirent.h>
#include <string.h>

#include "bytes.h"

static void feed(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(1 << 20);

    insist(file != NULL && data != NULL, "a file of the corpus can be read");
    size_t size = fread(data, 1, 1 << 20, file);
    fclose(file);
    /* In a block of its own size, so that a sanitizer sees what is read behind it. */
    uint8_t *exact = malloc(size);
    memcpy(exact, data, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    free(data);
}

int main(int argc, char **argv)
{
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    struct dirent *entry;
    unsigned count = 0;

    if (folder == NULL) {
        fprintf(stderr, "replay: it takes a folder\n");
        return 2;
    }
    while ((entry = readdir(folder)) != NULL) {
        char path[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        feed(path);
        count++;
    }
    closedir(folder);
    printf("%u files\n", count);
    return count == 0;
}
