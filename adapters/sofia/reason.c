/*
 * The tables between SIP's causes and enum oh_reason. What a cause means depends on the message
 * that carries it: cause 200 in a CANCEL says that another device answered, in a BYE it says
 * nothing.
 */
#include "reason.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

struct cause {
    const char *protocol; /* of the Reason header: "SIP" or "Q.850" */
    int cause;
    enum oh_reason reason;
};

/* RFC 3326 for SIP; ITU-T Q.850 for what gateways send. What is not here is a plain CANCEL. */
static const struct cause cancel_causes[] = {
    {"SIP", 200, OH_REASON_ANSWERED_ELSEWHERE},  {"SIP", 600, OH_REASON_DECLINED_ELSEWHERE},
    {"SIP", 603, OH_REASON_DECLINED_ELSEWHERE},  {"SIP", 607, OH_REASON_DECLINED_ELSEWHERE},
    {"SIP", 408, OH_REASON_UNANSWERED},          {"SIP", 480, OH_REASON_UNANSWERED},
    {"Q.850", 18, OH_REASON_UNANSWERED},         {"Q.850", 19, OH_REASON_UNANSWERED},
    {"Q.850", 21, OH_REASON_DECLINED_ELSEWHERE}, /* call rejected */
    {"Q.850", 26, OH_REASON_ANSWERED_ELSEWHERE}, /* non-selected user clearing */
};

static const struct cause bye_causes[] = {
    {"SIP", 488, OH_REASON_MEDIA},   {"SIP", 606, OH_REASON_MEDIA},  {"SIP", 408, OH_REASON_FAILED},
    {"SIP", 500, OH_REASON_FAILED},  {"SIP", 503, OH_REASON_FAILED}, {"SIP", 504, OH_REASON_FAILED},
    {"Q.850", 27, OH_REASON_FAILED}, /* destination out of order */
    {"Q.850", 38, OH_REASON_FAILED}, /* network out of order */
    {"Q.850", 41, OH_REASON_FAILED}, /* temporary failure */
    {"Q.850", 58, OH_REASON_MEDIA},  /* bearer capability not available */
    {"Q.850", 65, OH_REASON_MEDIA},  /* bearer capability not implemented */
    {"Q.850", 88, OH_REASON_MEDIA},  /* incompatible destination */
};

static enum oh_reason look_up(const struct cause *table, size_t count, const char *protocol,
                              int cause)
{
    for (size_t i = 0; protocol && i < count; i++)
        if (table[i].cause == cause && strcasecmp(table[i].protocol, protocol) == 0)
            return table[i].reason;
    return OH_REASON_REMOTE;
}

enum oh_reason reason_from_cancel(const char *protocol, int cause)
{
    return look_up(cancel_causes, sizeof cancel_causes / sizeof *cancel_causes, protocol, cause);
}

enum oh_reason reason_from_bye(const char *protocol, int cause)
{
    return look_up(bye_causes, sizeof bye_causes / sizeof *bye_causes, protocol, cause);
}

enum oh_reason reason_from_status(int status)
{
    switch (status) {
    case 486:
    case 600: return OH_REASON_BUSY;
    case 603:
    case 607:
    case 608: return OH_REASON_DECLINED;
    case 408: /* also nua's own, when nobody replied to the INVITE */
    case 487: return OH_REASON_UNANSWERED;
    case 406:
    case 415:
    case 488:
    case 606: return OH_REASON_MEDIA;
    case 482: return OH_REASON_MERGED;
    case 401: /* not registered, as far as the far end is concerned */
    case 403:
    case 404:
    case 407:
    case 410:
    case 416:
    case 480:
    case 484:
    case 485:
    case 502:
    case 503: /* also nua's own, when no connection could be made */
    case 604: return OH_REASON_UNREACHABLE;
    }
    /* A redirection that we do not follow leads nowhere; anything else is broken. */
    return status >= 300 && status < 400 ? OH_REASON_UNREACHABLE : OH_REASON_FAILED;
}

int reason_to_status(enum oh_reason reason)
{
    switch (reason) {
    case OH_REASON_USER:
    case OH_REASON_DECLINED:
    case OH_REASON_DECLINED_ELSEWHERE: return 603;
    case OH_REASON_BUSY:
    case OH_REASON_REFUSED: return 486;
    case OH_REASON_MERGED: return 482;
    case OH_REASON_INSECURE:
    case OH_REASON_MEDIA: return 488;
    case OH_REASON_FAILED:
    case OH_REASON_NO_AUDIO: return 500;
    case OH_REASON_NONE:
    case OH_REASON_REMOTE:
    case OH_REASON_UNANSWERED:
    case OH_REASON_ANSWERED_ELSEWHERE:
    case OH_REASON_NO_INVITE:
    case OH_REASON_NO_ACK:
    case OH_REASON_UI_RESET:
    case OH_REASON_UNREACHABLE:
    case OH_REASON_STOPPED:
    case OH_REASON_TRANSFERRED:
    case OH_REASON_REPLACED:
    case OH_REASONS: break;
    }
    return 480;
}

const char *reason_to_header(enum oh_reason reason)
{
    switch (reason) {
    case OH_REASON_ANSWERED_ELSEWHERE: return "SIP;cause=200;text=\"Call completed elsewhere\"";
    case OH_REASON_DECLINED_ELSEWHERE: return "SIP;cause=603;text=\"Declined elsewhere\"";
    case OH_REASON_UNANSWERED: return "SIP;cause=408;text=\"Not answered in time\"";
    case OH_REASON_NO_ACK: return "SIP;cause=408;text=\"ACK did not come\"";
    case OH_REASON_MEDIA: return "SIP;cause=488;text=\"Media failed\"";
    case OH_REASON_INSECURE: return "SIP;cause=488;text=\"Media not secure\"";
    case OH_REASON_NO_AUDIO: return "SIP;cause=500;text=\"No audio device\"";
    case OH_REASON_FAILED: return "SIP;cause=500;text=\"Internal error\"";
    case OH_REASON_NONE: /* the user hung up, or the cause is no concern of the peer's */
    case OH_REASON_REMOTE:
    case OH_REASON_USER:
    case OH_REASON_REFUSED:
    case OH_REASON_BUSY:
    case OH_REASON_NO_INVITE:
    case OH_REASON_UI_RESET:
    case OH_REASON_MERGED:
    case OH_REASON_DECLINED:
    case OH_REASON_UNREACHABLE:
    case OH_REASON_STOPPED:
    case OH_REASON_TRANSFERRED:
    case OH_REASON_REPLACED:
    case OH_REASONS: break;
    }
    return NULL;
}
