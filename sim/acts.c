/* Which words of check/'s tables are which act. A move there without an act here is never made;
 * tests/sim/test_times.c finds it. */
#include "acts.h"

#include <stddef.h>
#include <string.h>

#include "world.h"

static const char *const words[ACTS] = {
    [ACT_NONE] = "",
    [ACT_INVITE] = "INVITE of call @",
    [ACT_INVITE_GRAB] = "INVITE of call @, and the engine grabs the audio session",
    [ACT_INVITE_GRAB_TOLD] =
        "INVITE of call @, and the engine grabs the audio session (it will say so)",
    [ACT_TELL_GRAB] = "the engine says that it grabbed the audio session",
    [ACT_INVITE_PREPARING] = "INVITE of call @, our answer still being prepared",
    [ACT_INVITE_NO_SESSION] = "INVITE of call @, whose media does not use the audio session",
    [ACT_INVITE_ASKING] = "INVITE of call @, which asks to be answered at once",
    [ACT_FORK] = "a forked INVITE of call @",
    [ACT_RETRY] = "the caller of @ tries again",
    [ACT_CANCEL] = "the caller of @ gives up (CANCEL, leg #)",
    [ACT_ELSEWHERE] = "call @ was answered elsewhere (CANCEL, leg #)",
    [ACT_BYE] = "the peer of @ hangs up (BYE, leg #)",
    [ACT_ACCEPTED] = "the 200 of @ left (leg #)",
    [ACT_ACK] = "the ACK of @ came (leg #)",
    [ACT_CONFIRM] = "the engine confirms the end of @ (leg #)",
    [ACT_CHANGE_TAKEN] = "the peer of @ agrees to the re-INVITE (leg #)",
    [ACT_CHANGE_REFUSED] = "the peer of @ refuses the re-INVITE (leg #)",
    [ACT_LEG_READY] = "our answer to @ is ready (leg #)",
    [ACT_LEG_FAILED] = "our answer to @ cannot be made (leg #)",
    [ACT_TRANSFER_DONE] = "the transfer of @ is done (leg #)",
    [ACT_TRANSFER_FAILED] = "the transfer of @ fails (leg #)",
    [ACT_TRANSFER_ASKED] = "another call's peer asks for call @ (REFER)",
    [ACT_REPLACE] = "an INVITE takes the place of the leg of @ (Replaces)",
    [ACT_REDIRECT] = "the callee of @ points elsewhere (3xx)",
    [ACT_REDIRECT_LATE] = "the callee of @ points elsewhere (3xx), too late",
    [ACT_UPDATE] = "who calls @ is known better (leg #)",
    [ACT_PROGRESS] = "the callee of @ is rung",
    [ACT_BE_ANSWERED] = "the callee of @ answers",
    [ACT_BE_DECLINED] = "the callee of @ declines",
    [ACT_BE_LOST] = "nothing comes from the peer of @ any more (leg #)",
    [ACT_BE_FOUND] = "the peer of @ is back (leg #)",
    [ACT_BE_HELD] = "the peer of @ holds (leg #)",
    [ACT_BE_RESUMED] = "the peer of @ resumes (leg #)",
    [ACT_FLOW] = "sound flows on @, both ways (leg #)",
    [ACT_FLOW_ALIVE] = "sound flows on @, and the peer is silent, but alive (leg #)",
    [ACT_CAPTURE_NOTHING] = "nothing is captured on @ (leg #)",
    [ACT_PLAY_NOTHING] = "nothing is played on @ (leg #)",
    [ACT_HEAR_NOTHING] = "no sign of life from the peer of @ (leg #)",
    [ACT_REPORTED] = "the report of @ completes",
    [ACT_REPORT_REFUSED] = "the report of @ is refused (Do Not Disturb)",
    [ACT_ANSWER] = "the user answers @",
    [ACT_END] = "the user ends @",
    [ACT_HOLD] = "the user holds @",
    [ACT_RESUME] = "the user resumes @",
    [ACT_MUTE] = "the user mutes himself on @",
    [ACT_UNMUTE] = "the user is to be heard again on @",
    [ACT_DIAL] = "the user dials " DIALLED " on @",
    [ACT_TIME_OUT] = "the answer action of @ times out",
    [ACT_LATE_END] = "an end action of @ comes late",
    [ACT_LATE_ANSWER] = "an answer action of @ comes late",
    [ACT_RESET] = "the system's call service dies (provider reset)",
    [ACT_PUSH] = "push of call @",
    [ACT_PUSH_CANCEL] = "push: call @ is cancelled",
    [ACT_PUSH_OLD] = "push of call @, stored for long",
    [ACT_UNDISTURBED] = "the user is not to be disturbed",
    [ACT_DISTURBED] = "the user may be disturbed again",
    [ACT_LEFTOVER] = "the call UI shows a call of a former process",
    [ACT_START] = "the user places call @",
    [ACT_WISH_ANSWER] = "the application wishes to answer @",
    [ACT_WISH_END] = "the application wishes to end @",
    [ACT_WISH_HOLD] = "the application wishes to hold @",
    [ACT_WISH_RESUME] = "the application wishes to resume @",
    [ACT_WISH_MUTE] = "the application wishes to mute @",
    [ACT_WISH_UNMUTE] = "the application wishes @ not to be muted",
    [ACT_WISH_DIAL] = "the application wishes " DIALLED " to be dialled on @",
    [ACT_WISH_SWAP] = "the application wishes to talk on @ now",
    [ACT_PLACE] = "the application places call @",
    [ACT_APP_TRANSFER] = "the application transfers @",
    [ACT_APP_END] = "the application ends @, for it is closing",
    [ACT_ASKED_ANSWER] = "the call UI answers @, as it was asked to",
    [ACT_ASKED_END] = "the call UI ends @, as it was asked to",
    [ACT_ASKED_HOLD] = "the call UI holds @, as it was asked to",
    [ACT_ASKED_RESUME] = "the call UI resumes @, as it was asked to",
    [ACT_ASKED_MUTE] = "the call UI mutes @, as it was asked to",
    [ACT_ASKED_UNMUTE] = "the call UI unmutes @, as it was asked to",
    [ACT_ASKED_DIAL] = "the call UI dials on @, as it was asked to",
    [ACT_ASKED_START] = "the call UI starts @, as it was asked to",
    [ACT_ASKED_REFUSED] = "the call UI does not do with @ what it was asked for",
    [ACT_HOLD_TIMES_OUT] = "a hold of @ times out",
    [ACT_END_TIMES_OUT] = "an end of @ times out",
    [ACT_ACTIVATE] = "the system activates the audio session",
    [ACT_ACTIVATE_UNASKED] = "the system activates the audio session unasked",
    [ACT_LOSE] = "the activation is lost",
    [ACT_DEACTIVATE] = "the system deactivates the audio session",
    [ACT_DEACTIVATE_UNASKED] = "the system deactivates the audio session unasked",
    [ACT_INTERRUPT] = "an interruption begins",
    [ACT_INTERRUPT_END] = "the interruption ends",
    [ACT_INTERRUPT_END_UNTOLD] = "the interruption ends, and nobody says so",
    [ACT_SERVICES_LOST] = "the audio services are lost",
    [ACT_SERVICES_RESET] = "the audio services are reset",
    [ACT_SERVICES_BACK] = "the audio services are back, and nobody says so",
    [ACT_ROUTE] = "the audio route changes",
    [ACT_ROUTE_BAD] = "the audio route changes, and there is no input",
    [ACT_PREPARED] = "the audio session is prepared",
    [ACT_DIE] = "the devices die, and nobody says so",
    [ACT_STAY_DEAD] = "the audio session is prepared, and its devices stay dead",
    [ACT_HEAL] = "the audio session is looked at again, and is well",
    [ACT_PREPARED_LATE] = "the audio session was prepared before it was lost",
    [ACT_PREPARE_REFUSED] = "preparing the audio session fails",
    [ACT_CLOCK] = "a deadline of offhook's",
};

const char *act_words(enum act act)
{
    return words[act];
}

enum act act_of(const char *text)
{
    for (unsigned act = ACT_NONE + 1; act < ACTS; act++)
        if (strcmp(words[act], text) == 0)
            return (enum act)act;
    return ACT_NONE;
}
