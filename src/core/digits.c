/* Digits in a call: queued by the user's action, sent when the call is up. */
#include "digits.h"
#include "emit.h"

/* Four bits are enough for one. */
static const char symbols[] = "0123456789*#ABCD";

/* The number of a symbol, or -1. */
static int number_of(char symbol)
{
    for (int number = 0; symbols[number] != '\0'; number++)
        if (symbols[number] == symbol)
            return number;
    return -1;
}

bool digits_queue(struct call *call, const char *digits)
{
    uint64_t queue = call->digits;
    uint8_t count = call->digit_count;

    for (; *digits != '\0'; digits++, count++) {
        int number = number_of(*digits);
        if (number < 0 || count == OH_DIGITS_MAX)
            return false;
        queue |= (uint64_t)number << (4 * count);
    }
    bool any = count > call->digit_count;
    call->digits = queue;
    call->digit_count = count;
    return any;
}

void digits_settle(struct call *call, struct oh_commands *out)
{
    if (call->sip != OH_SIP_UP || !(call->direction & OH_DIRECTION_SEND))
        return;
    for (uint8_t sent = 0; sent < call->digit_count; sent += OH_COMMAND_DIGITS_MAX) {
        struct oh_command *command = emit_leg(out, OH_CMD_ENGINE_SEND_DIGITS, call->leg);
        for (uint8_t i = 0; i < OH_COMMAND_DIGITS_MAX && sent + i < call->digit_count; i++)
            command->digits[i] = symbols[call->digits >> (4 * (sent + i)) & 15];
    }
    call->digits = 0;
    call->digit_count = 0;
}
