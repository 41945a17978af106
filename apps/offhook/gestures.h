/*
 * Commands about calls. `rest` is what follows the command's word: a call's number, or nothing;
 * digits and addresses behind it. What is wrong is said as a happening, and costs no call.
 */
#ifndef OFFHOOK_APP_GESTURES_H
#define OFFHOOK_APP_GESTURES_H

#include "commands.h"

void gesture_answer(struct commands *commands, const char *rest);
void gesture_decline(struct commands *commands, const char *rest);
void gesture_hang_up(struct commands *commands, const char *rest);
void gesture_hold(struct commands *commands, const char *rest);
void gesture_resume(struct commands *commands, const char *rest);
void gesture_mute(struct commands *commands, const char *rest);
void gesture_unmute(struct commands *commands, const char *rest);
void gesture_end_and_answer(struct commands *commands, const char *rest);
void gesture_swap(struct commands *commands, const char *rest);
void gesture_dial(struct commands *commands, const char *rest);
void gesture_transfer(struct commands *commands, const char *rest);
void gesture_place(struct commands *commands, const char *rest);

#endif
