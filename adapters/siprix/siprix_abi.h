/*
 * What we use of Siprix's published C interface, in declarations of our own: nothing of the SDK is
 * needed to build this adapter. Facts are those of version 1.0.40; tests/siprix compares them.
 *
 * Names are the SDK's. Its enumerations have fixed underlying types, which C11 cannot say: each is
 * a typedef of that type, with its values beside it.
 */
#ifndef SIPRIX_ABI_H
#define SIPRIX_ABI_H

#include <stdbool.h>
#include <stdint.h>

/* The version whose facts these are. Others of the same major and minor number are tried. */
#define SIPRIX_ABI_VERSION "1.0.40"

/* Opaque. Nothing in the interface frees what the ..._GetDefault functions return: it is the SDK's.
 */
struct ISiprixModule;
struct IniData;
struct AccData;
struct DestData;

typedef uint32_t siprix_account;
typedef uint32_t siprix_call;

typedef int32_t siprix_error;
#define SIPRIX_ERRORS(X)            \
    X(EOK, 0)                       \
    X(EAlreadyInitialized, -1000)   \
    X(ENotInitialized, -1001)       \
    X(EInitializeFailure, -1002)    \
    X(EObjectNull, -1003)           \
    X(EArgumentNull, -1004)         \
    X(ENotImplemented, -1005)       \
    X(EBadSipServer, -1010)         \
    X(EBadSipExtension, -1011)      \
    X(EBadSecureMediaMode, -1012)   \
    X(EBadTranspProtocol, -1013)    \
    X(EBadTranspPort, -1014)        \
    X(EDuplicateAccount, -1021)     \
    X(EAccountNotFound, -1022)      \
    X(EAccountHasCalls, -1023)      \
    X(EAccountDoenstMatch, -1024)   \
    X(ESingleAccountMode, -1025)    \
    X(EAccountHasSubscr, -1026)     \
    X(EDestNumberEmpty, -1030)      \
    X(EDestNumberSpaces, -1031)     \
    X(EDestNumberScheme, -1032)     \
    X(EDestBadFormat, -1033)        \
    X(EDestSchemeMismatch, -1034)   \
    X(EOnlyOneCallAllowed, -1035)   \
    X(ECallNotFound, -1040)         \
    X(ECallNotIncoming, -1041)      \
    X(ECallAlreadyAnswered, -1042)  \
    X(ECallNotConnected, -1043)     \
    X(EBadDtmfStr, -1044)           \
    X(EFileDoesntExists, -1045)     \
    X(EFileExtMp3Expected, -1046)   \
    X(ECallAlreadySwitched, -1047)  \
    X(ECallAlredyMuted, -1048)      \
    X(ECallRecAlredyStarted, -1049) \
    X(ECallRecNotStarted, -1050)    \
    X(ECallCantReferBlind, -1051)   \
    X(ECallReferInProgress, -1052)  \
    X(ECallCantReferAtt, -1053)     \
    X(ECallReferAttSameId, -1054)   \
    X(EConfRequires2Calls, -1055)   \
    X(ECallIsHolding, -1056)        \
    X(ERndrAlreadyAssigned, -1057)  \
    X(ESipHeaderNotFound, -1058)    \
    X(EToneNameInvalid, -1059)      \
    X(ECallAlreadyHasVideo, -1060)  \
    X(EBadDeviceIndex, -1070)       \
    X(EEventTypeCantBeEmpty, -1080) \
    X(ESubTypeCantBeEmpty, -1081)   \
    X(ESubscrDoesntExist, -1082)    \
    X(ESubscrAlreadyExist, -1083)   \
    X(EMsgBodyCantBeEmpty, -1085)   \
    X(EMicPermRequired, -1111)
enum {
#define SIPRIX_ERROR_VALUE(name, value) SIPRIX_##name = (value),
    SIPRIX_ERRORS(SIPRIX_ERROR_VALUE)
#undef SIPRIX_ERROR_VALUE
};

typedef uint8_t siprix_log_level;
enum { SIPRIX_LOG_DEBUG = 1, SIPRIX_LOG_WARNING = 3, SIPRIX_LOG_NONE = 5 };

typedef uint8_t siprix_reg_state;
enum {
    SIPRIX_REG_SUCCESS = 0,
    SIPRIX_REG_FAILED = 1,
    SIPRIX_REG_REMOVED = 2,
    SIPRIX_REG_IN_PROGRESS = 3
};

typedef uint8_t siprix_transport;
enum { SIPRIX_UDP = 0, SIPRIX_TCP = 1, SIPRIX_TLS = 2 };

typedef uint8_t siprix_dtmf_method;
enum { SIPRIX_DTMF_RTP = 0, SIPRIX_DTMF_INFO = 1 };

/* Two bits: we hold, the peer holds. */
typedef uint8_t siprix_hold_state;
enum { SIPRIX_HOLD_NONE = 0, SIPRIX_HOLD_LOCAL = 1, SIPRIX_HOLD_REMOTE = 2, SIPRIX_HOLD_BOTH = 3 };

/* Callbacks have no context, and come on threads of the SDK's. */
typedef void (*siprix_on_trial)(void);
typedef void (*siprix_on_account)(siprix_account account, siprix_reg_state state,
                                  const char *response);
typedef void (*siprix_on_incoming)(siprix_call call, siprix_account account, bool with_video,
                                   const char *from, const char *to);
typedef void (*siprix_on_connected)(siprix_call call, const char *from, const char *to,
                                    bool with_video);
typedef void (*siprix_on_status)(siprix_call call, uint32_t status); /* terminated, transferred */
typedef void (*siprix_on_proceeding)(siprix_call call, const char *response);
typedef void (*siprix_on_redirected)(siprix_call call, siprix_call related, const char *refer_to);
typedef void (*siprix_on_dtmf)(siprix_call call, uint16_t tone);
typedef void (*siprix_on_held)(siprix_call call, siprix_hold_state state);

/* Every function that we call: what it returns, its name, its parameters. A library that lacks one
 * is refused. */
#define SIPRIX_FUNCTIONS(X)                                                                        \
    X(const char *, GetErrorText, (siprix_error))                                                  \
    X(struct ISiprixModule *, Module_Create, (void))                                               \
    X(siprix_error, Module_Initialize, (struct ISiprixModule *, struct IniData *))                 \
    X(siprix_error, Module_UnInitialize, (struct ISiprixModule *))                                 \
    X(const char *, Module_Version, (struct ISiprixModule *))                                      \
    X(struct IniData *, Ini_GetDefault, (void))                                                    \
    X(void, Ini_SetLicense, (struct IniData *, const char *))                                      \
    X(void, Ini_SetHomeFolder, (struct IniData *, const char *))                                   \
    X(void, Ini_SetLogLevelFile, (struct IniData *, siprix_log_level))                             \
    X(void, Ini_SetLogLevelIde, (struct IniData *, siprix_log_level))                              \
    X(void, Ini_SetUseExternalRinger, (struct IniData *, bool))                                    \
    X(void, Ini_SetUnregOnDestroy, (struct IniData *, bool))                                       \
    X(void, Ini_SetVideoCallEnabled, (struct IniData *, bool))                                     \
    X(void, Ini_SetTlsVerifyServer, (struct IniData *, bool))                                      \
    X(struct AccData *, Acc_GetDefault, (void))                                                    \
    X(void, Acc_SetSipServer, (struct AccData *, const char *))                                    \
    X(void, Acc_SetSipExtension, (struct AccData *, const char *))                                 \
    X(void, Acc_SetSipAuthId, (struct AccData *, const char *))                                    \
    X(void, Acc_SetSipPassword, (struct AccData *, const char *))                                  \
    X(void, Acc_SetExpireTime, (struct AccData *, uint32_t))                                       \
    X(void, Acc_SetSipProxyServer, (struct AccData *, const char *))                               \
    X(void, Acc_SetTranspProtocol, (struct AccData *, siprix_transport))                           \
    X(void, Acc_SetTranspPort, (struct AccData *, uint16_t))                                       \
    X(void, Acc_SetTranspBindAddr, (struct AccData *, const char *))                               \
    X(void, Acc_AddXContactUriParam, (struct AccData *, const char *, const char *))               \
    X(siprix_error, Account_Add, (struct ISiprixModule *, struct AccData *, siprix_account *))     \
    X(siprix_error, Account_Unregister, (struct ISiprixModule *, siprix_account))                  \
    X(siprix_error, Account_Delete, (struct ISiprixModule *, siprix_account))                      \
    X(struct DestData *, Dest_GetDefault, (void))                                                  \
    X(void, Dest_SetExtension, (struct DestData *, const char *))                                  \
    X(void, Dest_SetAccountId, (struct DestData *, siprix_account))                                \
    X(void, Dest_SetVideoCall, (struct DestData *, bool))                                          \
    X(siprix_error, Call_Invite, (struct ISiprixModule *, struct DestData *, siprix_call *))       \
    X(siprix_error, Call_Reject, (struct ISiprixModule *, siprix_call, uint16_t))                  \
    X(siprix_error, Call_Accept, (struct ISiprixModule *, siprix_call, bool))                      \
    X(siprix_error, Call_Bye, (struct ISiprixModule *, siprix_call))                               \
    X(siprix_error, Call_Hold, (struct ISiprixModule *, siprix_call))                              \
    X(siprix_error, Call_GetHoldState, (struct ISiprixModule *, siprix_call, siprix_hold_state *)) \
    X(siprix_error, Call_MuteMic, (struct ISiprixModule *, siprix_call, bool))                     \
    X(siprix_error, Call_SendDtmf,                                                                 \
      (struct ISiprixModule *, siprix_call, const char *, uint16_t, uint16_t, siprix_dtmf_method)) \
    X(siprix_error, Call_TransferBlind, (struct ISiprixModule *, siprix_call, const char *))       \
    X(siprix_error, Call_Renegotiate, (struct ISiprixModule *, siprix_call))                       \
    X(siprix_error, Call_GetSipHeader,                                                             \
      (struct ISiprixModule *, siprix_call, const char *, char *, uint32_t *))                     \
    X(siprix_error, Mixer_SwitchToCall, (struct ISiprixModule *, siprix_call))                     \
    X(siprix_error, Callback_SetTrialModeNotified, (struct ISiprixModule *, siprix_on_trial))      \
    X(siprix_error, Callback_SetAccountRegState, (struct ISiprixModule *, siprix_on_account))      \
    X(siprix_error, Callback_SetCallIncoming, (struct ISiprixModule *, siprix_on_incoming))        \
    X(siprix_error, Callback_SetCallConnected, (struct ISiprixModule *, siprix_on_connected))      \
    X(siprix_error, Callback_SetCallTerminated, (struct ISiprixModule *, siprix_on_status))        \
    X(siprix_error, Callback_SetCallProceeding, (struct ISiprixModule *, siprix_on_proceeding))    \
    X(siprix_error, Callback_SetCallTransferred, (struct ISiprixModule *, siprix_on_status))       \
    X(siprix_error, Callback_SetCallRedirected, (struct ISiprixModule *, siprix_on_redirected))    \
    X(siprix_error, Callback_SetCallDtmfReceived, (struct ISiprixModule *, siprix_on_dtmf))        \
    X(siprix_error, Callback_SetCallHeld, (struct ISiprixModule *, siprix_on_held))

struct siprix_api {
#define SIPRIX_MEMBER(returns, name, parameters) returns(*name) parameters;
    SIPRIX_FUNCTIONS(SIPRIX_MEMBER)
#undef SIPRIX_MEMBER
};

#endif
