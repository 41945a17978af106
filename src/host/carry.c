/*
 * From command to port function. Translates and decides nothing.
 */
#include "carry.h"

#include <string.h>

/* A function that the party does not have is NULL, and passed over. */
#define CALL(port, function, ...)                     \
    do {                                              \
        if ((port).function)                          \
            (port).function((port).ctx, __VA_ARGS__); \
    } while (0)
#define CALL_BARE(port, function)        \
    do {                                 \
        if ((port).function)             \
            (port).function((port).ctx); \
    } while (0)

void carry_out(const struct ports *ports, const struct oh_command *command)
{
    const struct oh_engine_port *engine = &ports->engine;
    const struct oh_ui_port *ui = &ports->ui;
    const struct oh_audio_port *audio = &ports->audio;
    oh_leg leg = command->leg;
    enum oh_reason reason = (enum oh_reason)command->reason;

    switch ((enum oh_command_type)command->type) {
    case OH_CMD_ENGINE_RING: CALL(*engine, ring, leg); break;
    case OH_CMD_ENGINE_ACCEPT: CALL(*engine, accept, leg); break;
    case OH_CMD_ENGINE_REJECT: CALL(*engine, reject, leg, command->code, reason); break;
    case OH_CMD_ENGINE_END: CALL(*engine, end, leg, reason); break;
    case OH_CMD_ENGINE_INVITE: CALL(*engine, invite, leg, command->call); break;
    case OH_CMD_ENGINE_HOLD: CALL(*engine, hold, leg); break;
    case OH_CMD_ENGINE_RESUME: CALL(*engine, resume, leg); break;
    case OH_CMD_ENGINE_OPEN: CALL(*engine, open, leg, (enum oh_direction)command->direction); break;
    case OH_CMD_ENGINE_CLOSE: CALL(*engine, close, leg); break;
    case OH_CMD_ENGINE_MUTE: CALL(*engine, mute, leg, command->on != 0); break;
    case OH_CMD_ENGINE_RESTART_MEDIA: CALL(*engine, restart_media, leg); break;

    case OH_CMD_UI_REPORT: CALL(*ui, report, command->call); break;
    case OH_CMD_UI_REPORT_AGAIN: CALL(*ui, report_again, command->call); break;
    case OH_CMD_UI_REPORT_ENDED: CALL(*ui, report_ended, command->call, reason); break;
    case OH_CMD_UI_REPORT_CONNECTING: CALL(*ui, report_connecting, command->call); break;
    case OH_CMD_UI_REPORT_CONNECTED: CALL(*ui, report_connected, command->call); break;
    case OH_CMD_UI_FULFIL: CALL(*ui, fulfil, command->call, command->action); break;
    case OH_CMD_UI_FAIL: CALL(*ui, fail, command->call, command->action); break;
    case OH_CMD_UI_REQUEST: CALL(*ui, request, command); break;
    case OH_CMD_UI_UPDATE: CALL(*ui, update, command->call); break;
    case OH_CMD_UI_REFRESH: CALL_BARE(*ui, refresh); break;
    case OH_CMD_UI_REBUILD: CALL_BARE(*ui, rebuild); break;

    case OH_CMD_AUDIO_PREPARE: CALL(*audio, prepare, (enum oh_prepare)command->how); break;
    case OH_CMD_AUDIO_RELEASE: CALL_BARE(*audio, release); break;
    case OH_CMD_AUDIO_ENABLE: CALL_BARE(*audio, enable); break;
    case OH_CMD_AUDIO_DISABLE: CALL_BARE(*audio, disable); break;

    case OH_CMD_ENGINE_TRANSFER: CALL(*engine, transfer, leg); break;
    case OH_CMD_ENGINE_ANSWER_TRANSFER:
        CALL(*engine, answer_transfer, leg, command->on != 0);
        break;
    case OH_CMD_ENGINE_SEND_DIGITS: {
        char digits[OH_COMMAND_DIGITS_MAX + 1] = "";
        memcpy(digits, command->digits, OH_COMMAND_DIGITS_MAX);
        CALL(*engine, send_digits, leg, digits);
        break;
    }

    case OH_CMD_ENGINE_GROUP: CALL(*engine, group, leg, command->other_leg); break;
    case OH_CMD_APP_TELL: CALL(ports->app, tell, command); break;

    case OH_CMD_NONE:
    case OH_COMMAND_TYPES: break;
    }
}
