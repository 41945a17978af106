/*
 * Opens adapter modules with local binding and checks that they are what they are taken for.
 * What a module does is its own affair; which one to open is the program's.
 */
#include <gmodule.h>
#include <stdlib.h>
#include <string.h>

#include "offhook/adapter.h"

struct oh_module {
    GModule *library;
    const struct oh_adapter *adapter;
};

static const char *kind_name(enum oh_adapter_kind kind)
{
    switch (kind) {
    case OH_ADAPTER_SIP: return "a SIP engine";
    case OH_ADAPTER_MEDIA: return "a media stack";
    case OH_ADAPTER_NETWORK: return "a watch over the network";
    }
    return "of a kind that this offhook does not know";
}

static bool has_functions(const struct oh_adapter *adapter)
{
    switch (adapter->kind) {
    case OH_ADAPTER_SIP: return adapter->sip != NULL;
    case OH_ADAPTER_MEDIA: return adapter->media != NULL;
    case OH_ADAPTER_NETWORK: return adapter->size >= sizeof(*adapter) && adapter->network != NULL;
    }
    return false;
}

/* What is wrong with the adapter, as a sentence's end, to be freed; NULL if all is well. */
static char *fault_of(const struct oh_adapter *adapter, enum oh_adapter_kind kind)
{
    if (!adapter)
        return g_strdup("its oh_adapter() returned nothing: rebuild it");
    if (adapter->abi != OH_ADAPTER_ABI)
        return g_strdup_printf("it speaks adapter ABI %u, this offhook speaks %d: rebuild it "
                               "against this version's headers",
                               adapter->abi, OH_ADAPTER_ABI);
    if (adapter->size < G_STRUCT_OFFSET(struct oh_adapter, network)) /* which came later */
        return g_strdup("its description is shorter than its ABI says: rebuild it");
    if (adapter->kind != kind)
        return g_strdup_printf("it is %s, but %s is needed: name another module",
                               kind_name(adapter->kind), kind_name(kind));
    if (!has_functions(adapter))
        return g_strdup("it has no functions of its kind: rebuild it");
    return NULL;
}

static char *file_of(const char *name, const char *folder)
{
    if (!folder)
        folder = g_getenv("OFFHOOK_MODULES");
    if (!folder || !*folder)
        folder = OFFHOOK_MODULE_FOLDER;
    char *base = g_strdup_printf("offhook-%s.so", name);
    char *file = g_build_filename(folder, base, NULL);
    g_free(base);
    return file;
}

static struct oh_module *refuse(char *file, GModule *library, char *sentence, char *text,
                                size_t text_size)
{
    if (text && text_size)
        g_strlcpy(text, sentence, text_size);
    if (library)
        g_module_close(library);
    g_free(sentence);
    g_free(file);
    return NULL;
}

struct oh_module *oh_module_open(const char *name, enum oh_adapter_kind kind, const char *folder,
                                 char *text, size_t text_size)
{
    if (!*name || strchr(name, G_DIR_SEPARATOR))
        return refuse(NULL, NULL,
                      g_strdup_printf("\"%s\" is no name of a module: say, for example, \"sofia\"; "
                                      "the folder goes into OFFHOOK_MODULES",
                                      name),
                      text, text_size);

    char *file = file_of(name, folder);
    if (!g_file_test(file, G_FILE_TEST_EXISTS))
        return refuse(file, NULL,
                      g_strdup_printf("there is no module %s: build or install it, or set "
                                      "OFFHOOK_MODULES to the folder it is in",
                                      file),
                      text, text_size);

    /* Local: Sofia-SIP and libnice export the same symbol, and with global binding ICE fails. */
    GModule *library = g_module_open(file, G_MODULE_BIND_LOCAL);
    if (!library)
        return refuse(file, NULL,
                      g_strdup_printf("%s cannot be loaded (%s): install what it needs, or rebuild "
                                      "it",
                                      file, g_module_error()),
                      text, text_size);

    gpointer symbol = NULL;
    if (!g_module_symbol(library, OH_ADAPTER_SYMBOL, &symbol) || !symbol)
        return refuse(file, library,
                      g_strdup_printf("%s is no offhook adapter (it has no function %s): name "
                                      "another file",
                                      file, OH_ADAPTER_SYMBOL),
                      text, text_size);

    const struct oh_adapter *adapter = ((oh_adapter_function)symbol)();
    char *fault = fault_of(adapter, kind);
    if (fault) {
        char *sentence = g_strdup_printf("%s cannot be used: %s", file, fault);
        g_free(fault);
        return refuse(file, library, sentence, text, text_size);
    }

    /* What GLib, GStreamer and Sofia-SIP register for good (types, threads' data) must not be
     * unmapped under them. */
    g_module_make_resident(library);
    struct oh_module *module = g_new0(struct oh_module, 1);
    module->library = library;
    module->adapter = adapter;
    g_free(file);
    return module;
}

const struct oh_adapter *oh_module_adapter(const struct oh_module *module)
{
    return module->adapter;
}

void oh_module_close(struct oh_module *module)
{
    if (!module)
        return;
    g_module_close(module->library);
    g_free(module);
}
