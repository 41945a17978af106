/*
 * What the headers made by api/generate lean on. The double's classes have a slot for their state,
 * because the old Objective-C runtime wants every instance variable in the interface.
 */
#ifndef OH_STUB_H
#define OH_STUB_H

#ifdef OH_DOUBLE
#define OH_STUB_IVARS \
    {                 \
      @public         \
        id _double;   \
    }
#define OH_STUB_WEAK assign
#define OH_STUB_SINCE(version)
#else
#define OH_STUB_IVARS
#define OH_STUB_WEAK           weak
#define OH_STUB_NO_INIT        __attribute__((unavailable))
#define OH_STUB_SINCE(version) __attribute__((availability(ios, introduced = version)))
#endif

#endif
