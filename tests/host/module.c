/*
 * A tiny adapter module, good or bad as MODULE_* says, for test_module.c. It shares the symbol
 * `clashing` with the other modules: with global binding one would see another's.
 */
#include <stddef.h>

#include "offhook/adapter.h"

#ifndef MODULE_ABI
#define MODULE_ABI OH_ADAPTER_ABI
#endif
#ifndef MODULE_KIND
#define MODULE_KIND OH_ADAPTER_SIP
#endif
#ifndef MODULE_SIZE
#define MODULE_SIZE sizeof(struct oh_adapter)
#endif
#ifndef MODULE_NAME
#define MODULE_NAME "good"
#endif

const char *clashing(void);
const struct oh_adapter *oh_adapter(void);

const char *clashing(void)
{
    return MODULE_NAME;
}

#ifdef MODULE_WITHOUT_ADAPTER
#elif defined(MODULE_RETURNS_NOTHING)
const struct oh_adapter *oh_adapter(void)
{
    return NULL;
}
#else
const struct oh_adapter *oh_adapter(void)
{
    static const struct oh_sip_adapter sip = {.size = sizeof(sip)};
    static struct oh_adapter adapter;
    adapter = (struct oh_adapter){
        .size = MODULE_SIZE, .abi = MODULE_ABI, .name = clashing(), .kind = MODULE_KIND};
#ifndef MODULE_EMPTY
    adapter.sip = &sip;
#endif
    return &adapter;
}
#endif
