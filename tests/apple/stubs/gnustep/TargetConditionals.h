/* The bridge is built as for iOS: the double stands for its frameworks. */
#define TARGET_OS_IOS 1
