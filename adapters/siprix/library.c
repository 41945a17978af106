/*
 * Opening the SDK. Its media half, libsiprixMedia.so, lies beside it in the vendor's package; how
 * the two find each other is not known for sure (README), so both ways are prepared.
 */
#include "library.h"

#include <dlfcn.h>
#include <glib.h>
#include <string.h>

#include "text.h"

#define MEDIA_LIBRARY "libsiprixMedia.so"

static char *media_path(const char *path)
{
    char *folder = g_path_get_dirname(path);
    char *media = g_build_filename(folder, MEDIA_LIBRARY, NULL);
    g_free(folder);
    if (!g_file_test(media, G_FILE_TEST_EXISTS))
        g_clear_pointer(&media, g_free);
    return media;
}

/* It stays: threads that it started may run in it, even if it is not what it should be. Local, so
 * that a WebRTC inside cannot clash with ours. If the library needs symbols of its media half
 * without saying so, that half must be seen by all: the vendor's own program does so. */
static void *open_both(const char *path, char **why)
{
    char *media = media_path(path);
    if (media)
        dlopen(media, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!library && media && dlopen(media, RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE))
        library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!library)
        *why = g_strdup(dlerror());
    g_free(media);
    return library;
}

/* dlsym() finds functions as objects; the bytes are copied because C has no cast for that. */
static bool find(void *library, const char *name, void *member)
{
    void *symbol = dlsym(library, name);
    memcpy(member, &symbol, sizeof symbol);
    return symbol != NULL;
}

/* The names that are missing, separated by commas; empty: none. */
static GString *find_all(void *library, struct siprix_api *api)
{
    GString *missing = g_string_new(NULL);
#define FIND(returns, name, parameters)    \
    if (!find(library, #name, &api->name)) \
        g_string_append_printf(missing, "%s%s", missing->len ? ", " : "", #name);
    SIPRIX_FUNCTIONS(FIND)
#undef FIND
    return missing;
}

static bool refuse(char *text, size_t text_size, char *sentence)
{
    char *clean = text_clean(sentence); /* a path may hold any bytes */
    g_strlcpy(text, clean, text_size);
    g_free(clean);
    g_free(sentence);
    return false;
}

bool library_open(const char *path, struct siprix_api *api, char *text, size_t text_size)
{
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return refuse(text, text_size,
                      g_strdup_printf("siprix: there is no file %s; name the SDK's libsiprix.so "
                                      "(--siprix-lib PATH)",
                                      path));
    char *why = NULL;
    void *library = open_both(path, &why);
    char *sentence = NULL;
    if (!library) {
        sentence = g_strdup_printf("siprix: %s cannot be loaded (%s); name the SDK's libsiprix.so "
                                   "for this machine",
                                   path, why);
        g_free(why);
        return refuse(text, text_size, sentence);
    }
    GString *missing = find_all(library, api);
    if (!api->Module_Create && !api->Module_Initialize)
        sentence = g_strdup_printf("siprix: %s is not Siprix's library (it has no function "
                                   "Module_Create); name the SDK's libsiprix.so",
                                   path);
    else if (missing->len > 0)
        sentence = g_strdup_printf("siprix: %s lacks %s; this adapter knows version " //
                                   SIPRIX_ABI_VERSION " of the SDK: install that one",
                                   path, missing->str);
    g_string_free(missing, TRUE);
    return !sentence || refuse(text, text_size, sentence);
}

bool library_version_fits(const char *version)
{
    const char *patch = strrchr(SIPRIX_ABI_VERSION, '.');
    size_t length = (size_t)(patch - SIPRIX_ABI_VERSION);
    return strncmp(version, SIPRIX_ABI_VERSION, length) == 0 &&
           (version[length] == '.' || version[length] == '\0');
}
