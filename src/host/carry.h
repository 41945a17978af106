/*
 * Carry a command out: the one place that knows which command is which port's function.
 */
#ifndef OFFHOOK_HOST_CARRY_H
#define OFFHOOK_HOST_CARRY_H

#include "offhook/ports.h"

/* The parties of one host. */
struct ports {
    struct oh_engine_port engine;
    struct oh_ui_port ui;
    struct oh_audio_port audio;
    struct oh_app_port app;
};

/* Call the port's function; one that the party does not have is passed over. */
void carry_out(const struct ports *ports, const struct oh_command *command);

#endif
