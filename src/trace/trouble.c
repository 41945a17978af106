/*
 * What is trouble. A user who declines, a peer who hangs up: none of it.
 */
#include "trouble.h"

enum trouble trouble_of_reason(enum oh_reason reason)
{
    switch (reason) {
    case OH_REASON_FAILED:
    case OH_REASON_NO_INVITE:
    case OH_REASON_NO_AUDIO:
    case OH_REASON_NO_ACK:
    case OH_REASON_UI_RESET:
    case OH_REASON_MEDIA: return TROUBLE_FAILURE;
    case OH_REASON_REFUSED:
    case OH_REASON_INSECURE:
    case OH_REASON_UNREACHABLE: return TROUBLE_WARNING;
    case OH_REASON_NONE:
    case OH_REASON_REMOTE:
    case OH_REASON_UNANSWERED:
    case OH_REASON_ANSWERED_ELSEWHERE:
    case OH_REASON_DECLINED_ELSEWHERE:
    case OH_REASON_USER:
    case OH_REASON_BUSY:
    case OH_REASON_MERGED:
    case OH_REASON_DECLINED:
    case OH_REASON_STOPPED:
    case OH_REASON_TRANSFERRED:
    case OH_REASON_REPLACED:
    case OH_REASONS: break;
    }
    return TROUBLE_NONE;
}

enum trouble trouble_of_event(const struct oh_event *event)
{
    switch (event->type) {
    case OH_EV_ENGINE_ENDED: return trouble_of_reason((enum oh_reason)event->reason);
    case OH_EV_ENGINE_PREPARE_FAILED:
    case OH_EV_AUDIO_PREPARE_FAILED:
    case OH_EV_AUDIO_SERVICES_LOST:
    case OH_EV_UI_ACTION_TIMED_OUT:
    case OH_EV_UI_RESET: return TROUBLE_FAILURE;
    case OH_EV_AUDIO_ACTIVATED:
        return event->found == OH_FOUND_USABLE ? TROUBLE_NONE : TROUBLE_WARNING;
    case OH_EV_ENGINE_CHANGE_FAILED:
    case OH_EV_ENGINE_TRANSFER_FAILED:
    case OH_EV_ENGINE_GROUP_FAILED:
    case OH_EV_ENGINE_AUDIO_GRABBED:
    case OH_EV_UI_REPORT_REFUSED:
    case OH_EV_UI_REQUEST_REFUSED:
    case OH_EV_AUDIO_INTERRUPTED: return TROUBLE_WARNING;
    case OH_EV_ENGINE_INVITED:
    case OH_EV_ENGINE_PREPARED:
    case OH_EV_ENGINE_PROGRESSED:
    case OH_EV_ENGINE_ACCEPTED:
    case OH_EV_ENGINE_CONNECTED:
    case OH_EV_ENGINE_MEDIA_AGREED:
    case OH_EV_ENGINE_HELD:
    case OH_EV_ENGINE_RESUMED:
    case OH_EV_ENGINE_REMOTE_HELD:
    case OH_EV_ENGINE_REMOTE_RESUMED:
    case OH_EV_ENGINE_REPLACED:
    case OH_EV_ENGINE_REDIRECTED:
    case OH_EV_ENGINE_TRANSFER_ASKED:
    case OH_EV_ENGINE_TRANSFERRED:
    case OH_EV_ENGINE_FLOWED:
    case OH_EV_ENGINE_DIGITS_RECEIVED:
    case OH_EV_ENGINE_VIDEO_ASKED:
    case OH_EV_ENGINE_CALLER_CHANGED:
    case OH_EV_UI_REPORTED:
    case OH_EV_UI_ANSWERED:
    case OH_EV_UI_ENDED:
    case OH_EV_UI_STARTED:
    case OH_EV_UI_HELD:
    case OH_EV_UI_MUTED:
    case OH_EV_UI_DIGITS:
    case OH_EV_UI_GROUPED:
    case OH_EV_UI_BEGAN:
    case OH_EV_UI_FOREIGN_CALL:
    case OH_EV_AUDIO_DEACTIVATED:
    case OH_EV_AUDIO_INTERRUPTION_ENDED:
    case OH_EV_AUDIO_SERVICES_RESET:
    case OH_EV_AUDIO_PREPARED:
    case OH_EV_AUDIO_RELEASED:
    case OH_EV_AUDIO_ROUTE_CHANGED:
    case OH_EV_PUSHED:
    case OH_EV_APP_PLACED:
    case OH_EV_APP_ANSWERED:
    case OH_EV_APP_ENDED:
    case OH_EV_APP_HELD:
    case OH_EV_APP_MUTED:
    case OH_EV_APP_DIGITS:
    case OH_EV_APP_GROUPED:
    case OH_EV_APP_SWAPPED:
    case OH_EV_APP_TRANSFERRED:
    case OH_EV_APP_UNDISTURBED:
    case OH_EV_TIME:
    case OH_EV_NONE:
    case OH_EVENT_TYPES: break;
    }
    return TROUBLE_NONE;
}

static enum trouble trouble_of_word(enum oh_told what)
{
    switch (what) {
    case OH_TOLD_SILENT: return TROUBLE_FAILURE;
    case OH_TOLD_DEAF:
    case OH_TOLD_TRANSFER_FAILED:
    case OH_TOLD_REFUSED:
    case OH_TOLD_GROUP_FAILED: return TROUBLE_WARNING;
    case OH_TOLD_NOTHING:
    case OH_TOLD_HEARS_AGAIN:
    case OH_TOLD_STILL_HELD:
    case OH_TOLD_KINDS: break;
    }
    return TROUBLE_NONE;
}

enum trouble trouble_of_command(const struct oh_command *command)
{
    switch ((enum oh_command_type)command->type) {
    case OH_CMD_ENGINE_REJECT:
    case OH_CMD_ENGINE_END:
    case OH_CMD_UI_REPORT_ENDED: return trouble_of_reason((enum oh_reason)command->reason);
    case OH_CMD_APP_TELL: return trouble_of_word((enum oh_told)command->what);
    case OH_CMD_UI_FAIL:
    case OH_CMD_UI_REFRESH:
    case OH_CMD_UI_REBUILD:
    case OH_CMD_ENGINE_RESTART_MEDIA: return TROUBLE_WARNING;
    case OH_CMD_AUDIO_PREPARE:
        return command->how == OH_PREPARE_PLAIN ? TROUBLE_NONE : TROUBLE_WARNING;
    case OH_CMD_ENGINE_RING:
    case OH_CMD_ENGINE_ACCEPT:
    case OH_CMD_ENGINE_INVITE:
    case OH_CMD_ENGINE_HOLD:
    case OH_CMD_ENGINE_RESUME:
    case OH_CMD_ENGINE_OPEN:
    case OH_CMD_ENGINE_CLOSE:
    case OH_CMD_ENGINE_MUTE:
    case OH_CMD_ENGINE_SEND_DIGITS:
    case OH_CMD_ENGINE_GROUP:
    case OH_CMD_ENGINE_TRANSFER:
    case OH_CMD_ENGINE_ANSWER_TRANSFER:
    case OH_CMD_UI_REPORT:
    case OH_CMD_UI_REPORT_AGAIN:
    case OH_CMD_UI_REPORT_CONNECTING:
    case OH_CMD_UI_REPORT_CONNECTED:
    case OH_CMD_UI_UPDATE:
    case OH_CMD_UI_FULFIL:
    case OH_CMD_UI_REQUEST:
    case OH_CMD_AUDIO_RELEASE:
    case OH_CMD_AUDIO_ENABLE:
    case OH_CMD_AUDIO_DISABLE:
    case OH_CMD_NONE:
    case OH_COMMAND_TYPES: break;
    }
    return TROUBLE_NONE;
}
