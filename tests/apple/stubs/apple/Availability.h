#ifndef OH_STUB_AVAILABILITY_H
#define OH_STUB_AVAILABILITY_H

/* API_AVAILABLE(ios(26.4)), with one platform. */
#define API_AVAILABLE(platform)        __attribute__((OH_STUB_AVAILABLE_##platform))
#define OH_STUB_AVAILABLE_ios(version) availability(ios, introduced = version)

#endif
