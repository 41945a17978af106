/* What commands do to the environment's record, and the properties of single commands. */
#ifndef CHECK_OBEY_H
#define CHECK_OBEY_H

#include "world.h"

void obey(struct scene *scene);

/* A request to the call UI, and the word that one is given up: environment_wish.c. */
void wish_requested(struct scene *scene, const struct oh_command *command, uint8_t key, uint8_t id);
void wish_given_up(struct scene *scene, const struct oh_command *command, uint8_t key, uint8_t id);

/* The same of groups: environment_group.c. */
void regrouping_requested(struct scene *scene, const struct oh_command *command, uint8_t key);
void regrouping_given_up(struct scene *scene, uint8_t key);

/* For which reasons something may end in a step, as bits: asked before the core makes it; and
 * whether a command gives one of them: reasons.c. */
uint32_t reasons_of_event(const struct scene *scene, const struct oh_event *event);
uint32_t reasons_of_deadline(const struct scene *scene, uint8_t who);
void expect_reason(struct scene *scene, const struct oh_command *command);

/* What is to be said once, in the step of this event: once.c. Asked after it was obeyed. */
void expect_once(struct scene *scene, const struct oh_event *event);

#endif
