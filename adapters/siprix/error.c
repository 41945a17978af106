/*
 * The table of error codes.
 */
#include "error.h"

#include <stddef.h>

const char *error_name(siprix_error error)
{
    switch (error) {
#define NAME(name, value) \
    case value: return #name;
        SIPRIX_ERRORS(NAME)
#undef NAME
    }
    return NULL;
}

const char *error_text(siprix_error error)
{
    switch (error) {
    case SIPRIX_EOK: return "no error";
    case SIPRIX_EAlreadyInitialized: return "the SDK is already in use in this process";
    case SIPRIX_ENotInitialized: return "the SDK is not initialised";
    case SIPRIX_EInitializeFailure:
        return "the SDK could not start; its log in the home folder says why";
    case SIPRIX_EObjectNull: return "the SDK was given no module";
    case SIPRIX_EArgumentNull: return "the SDK was given no value";
    case SIPRIX_ENotImplemented: return "this build of the SDK cannot do that";
    case SIPRIX_EBadSipServer: return "the server of the account is no host; check the registrar";
    case SIPRIX_EBadSipExtension: return "the user part of the account's address is not valid";
    case SIPRIX_EBadSecureMediaMode: return "there is no such mode of secure media";
    case SIPRIX_EBadTranspProtocol: return "there is no such transport; udp, tcp and tls are known";
    case SIPRIX_EBadTranspPort: return "the port to listen on is not valid or in use";
    case SIPRIX_EDuplicateAccount: return "there is an account with this address already";
    case SIPRIX_EAccountNotFound: return "there is no such account";
    case SIPRIX_EAccountHasCalls: return "the account has calls; end them first";
    case SIPRIX_EAccountDoenstMatch: return "the account does not match";
    case SIPRIX_ESingleAccountMode: return "this licence allows one account only";
    case SIPRIX_EAccountHasSubscr: return "the account has subscriptions; end them first";
    case SIPRIX_EDestNumberEmpty: return "the address to call is empty";
    case SIPRIX_EDestNumberSpaces: return "the address to call has spaces in it";
    case SIPRIX_EDestNumberScheme: return "the address to call has no sip: or sips: scheme";
    case SIPRIX_EDestBadFormat: return "the address to call has no valid form";
    case SIPRIX_EDestSchemeMismatch:
        return "the scheme of the address (sip, sips) does not fit the account's transport";
    case SIPRIX_EOnlyOneCallAllowed: return "the SDK allows one call only; end the other first";
    case SIPRIX_ECallNotFound: return "the SDK does not know this call any more";
    case SIPRIX_ECallNotIncoming: return "the call is not an incoming one";
    case SIPRIX_ECallAlreadyAnswered: return "the call is answered already";
    case SIPRIX_ECallNotConnected: return "the call is not connected yet";
    case SIPRIX_EBadDtmfStr: return "the digits are not valid";
    case SIPRIX_EFileDoesntExists: return "the file does not exist";
    case SIPRIX_EFileExtMp3Expected: return "the file is no .mp3";
    case SIPRIX_ECallAlreadySwitched: return "this call is being heard already";
    case SIPRIX_ECallAlredyMuted: return "the call is muted, or not muted, already";
    case SIPRIX_ECallRecAlredyStarted: return "the call is being recorded already";
    case SIPRIX_ECallRecNotStarted: return "the call is not being recorded";
    case SIPRIX_ECallCantReferBlind: return "the call cannot be transferred now";
    case SIPRIX_ECallReferInProgress: return "a transfer of this call is under way";
    case SIPRIX_ECallCantReferAtt: return "the call cannot be joined with another one now";
    case SIPRIX_ECallReferAttSameId: return "a call cannot be transferred to itself";
    case SIPRIX_EConfRequires2Calls: return "a conference takes two calls at least";
    case SIPRIX_ECallIsHolding: return "a change of hold is under way";
    case SIPRIX_ERndrAlreadyAssigned: return "the renderer is in use";
    case SIPRIX_ESipHeaderNotFound: return "there is no such header";
    case SIPRIX_EToneNameInvalid: return "there is no such tone";
    case SIPRIX_ECallAlreadyHasVideo: return "the call has video already";
    case SIPRIX_EBadDeviceIndex: return "there is no such device";
    case SIPRIX_EEventTypeCantBeEmpty: return "the event's type is empty";
    case SIPRIX_ESubTypeCantBeEmpty: return "the subscription's type is empty";
    case SIPRIX_ESubscrDoesntExist: return "there is no such subscription";
    case SIPRIX_ESubscrAlreadyExist: return "there is such a subscription already";
    case SIPRIX_EMsgBodyCantBeEmpty: return "the message is empty";
    case SIPRIX_EMicPermRequired: return "the microphone may not be used; grant the permission";
    }
    return NULL;
}

enum oh_reason error_reason(siprix_error error)
{
    switch (error) {
    case SIPRIX_EDestNumberEmpty:
    case SIPRIX_EDestNumberSpaces:
    case SIPRIX_EDestNumberScheme:
    case SIPRIX_EDestBadFormat:
    case SIPRIX_EDestSchemeMismatch:
    case SIPRIX_EAccountNotFound: return OH_REASON_UNREACHABLE;
    case SIPRIX_EOnlyOneCallAllowed: return OH_REASON_BUSY;
    case SIPRIX_EMicPermRequired: return OH_REASON_MEDIA;
    }
    return OH_REASON_FAILED;
}
