/* What Apple's Foundation defines and GNUstep's does not; put before everything. */
#ifndef OH_STUB_MISSING_H
#define OH_STUB_MISSING_H

#define NS_SWIFT_NAME(name)
#define NS_UNAVAILABLE __attribute__((unavailable))
#define API_AVAILABLE(...)

#endif
