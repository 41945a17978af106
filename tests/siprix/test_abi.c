/*
 * The adapter's own declarations against those that are made from the published facts: whatever
 * differs does not compile.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "error.h"
#include "library.h"
#include "sdk.h"

/* Each function: what it returns, and its parameters. */
#define SAME_TYPE(returns, name, parameters)                                                 \
    _Static_assert(__builtin_types_compatible_p(__typeof__(&name),                           \
                                                __typeof__(((struct siprix_api *)0)->name)), \
                   #name);
SIPRIX_FUNCTIONS(SAME_TYPE)

/* Each error code of the facts is one of ours, with the same number ... */
#define SAME_CODE(name, value) \
    _Static_assert(SIPRIX_##name == (value) && ErrorCode_##name == (value), #name);
SDK_ErrorCode(SAME_CODE)
    /* ... and the other way round. */
    SIPRIX_ERRORS(SAME_CODE)

#define SAME_VALUE(ours, theirs) _Static_assert((int)(ours) == (int)(theirs), #theirs);
        SAME_VALUE(SIPRIX_LOG_DEBUG, LogLevel_Debug) SAME_VALUE(
            SIPRIX_LOG_WARNING, LogLevel_Warning) SAME_VALUE(SIPRIX_LOG_NONE, LogLevel_NoLog)
            SAME_VALUE(SIPRIX_REG_SUCCESS, RegState_Success) SAME_VALUE(
                SIPRIX_REG_FAILED, RegState_Failed) SAME_VALUE(SIPRIX_REG_REMOVED, RegState_Removed)
                SAME_VALUE(SIPRIX_REG_IN_PROGRESS, RegState_InProgress) SAME_VALUE(
                    SIPRIX_UDP,
                    SipTransport_UDP) SAME_VALUE(SIPRIX_TCP,
                                                 SipTransport_TCP) SAME_VALUE(SIPRIX_TLS,
                                                                              SipTransport_TLS)
                    SAME_VALUE(SIPRIX_DTMF_RTP, DtmfMethod_DTMF_RTP) SAME_VALUE(
                        SIPRIX_DTMF_INFO, DtmfMethod_DTMF_INFO) SAME_VALUE(SIPRIX_HOLD_NONE,
                                                                           HoldState_None)
                        SAME_VALUE(SIPRIX_HOLD_LOCAL, HoldState_Local) SAME_VALUE(
                            SIPRIX_HOLD_REMOTE,
                            HoldState_Remote) SAME_VALUE(SIPRIX_HOLD_BOTH, HoldState_LocalAndRemote)

#define SAME_SIZE(ours, theirs)                                                                  \
    _Static_assert(__builtin_types_compatible_p(ours, theirs) && sizeof(ours) == sizeof(theirs), \
                   #theirs);
                            SAME_SIZE(siprix_account, AccountId) SAME_SIZE(siprix_call, CallId)
                                SAME_SIZE(siprix_error,
                                          ErrorCode) SAME_SIZE(siprix_log_level,
                                                               LogLevel) SAME_SIZE(siprix_reg_state,
                                                                                   RegState)
                                    SAME_SIZE(siprix_transport, SipTransport) SAME_SIZE(
                                        siprix_dtmf_method, DtmfMethod) SAME_SIZE(siprix_hold_state,
                                                                                  HoldState)
                                        SAME_SIZE(siprix_on_trial,
                                                  OnTrialModeNotified) SAME_SIZE(siprix_on_account,
                                                                                 OnAccountRegState)
                                            SAME_SIZE(siprix_on_incoming, OnCallIncoming)
                                                SAME_SIZE(siprix_on_connected, OnCallConnected)
                                                    SAME_SIZE(siprix_on_status, OnCallTerminated)
                                                        SAME_SIZE(siprix_on_status,
                                                                  OnCallTransferred)
                                                            SAME_SIZE(siprix_on_proceeding,
                                                                      OnCallProceeding)
                                                                SAME_SIZE(siprix_on_redirected,
                                                                          OnCallRedirected)
                                                                    SAME_SIZE(siprix_on_dtmf,
                                                                              OnCallDtmfReceived)
                                                                        SAME_SIZE(siprix_on_held,
                                                                                  OnCallHeld)

    /* What the publisher's own static asserts say, and everything relies on. */
    _Static_assert(sizeof(AccountId) == 4 && sizeof(CallId) == 4, "ids are uint32");
_Static_assert(sizeof(ErrorCode) == 4, "ErrorCode is int32");
_Static_assert(sizeof(HoldState) == 1 && sizeof(RegState) == 1, "enumerations are uint8");
_Static_assert(sizeof(bool) == 1, "bool is one byte");

static void every_code_has_a_name_and_a_sentence(void **state)
{
    (void)state;
#define HAS_WORDS(name, value)                     \
    assert_string_equal(error_name(value), #name); \
    assert_non_null(error_text(value));            \
    assert_null(strchr(error_text(value), '\n'));
    SDK_ErrorCode(HAS_WORDS) assert_null(error_name(-4711));
    assert_null(error_text(-4711));
    assert_null(error_name(1));
}

static void a_version_is_compared_by_its_first_two_numbers(void **state)
{
    (void)state;
    assert_true(library_version_fits("1.0.40"));
    assert_true(library_version_fits("1.0.39"));
    assert_true(library_version_fits("1.0"));
    assert_false(library_version_fits("1.1.40"));
    assert_false(library_version_fits("1.00"));
    assert_false(library_version_fits("11.0.40"));
    assert_false(library_version_fits("2.0.0"));
    assert_false(library_version_fits(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_a_name_and_a_sentence),
        cmocka_unit_test(a_version_is_compared_by_its_first_two_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
