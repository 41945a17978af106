/* The hold-bounce as the environment sees it: who can be bounced, and what is to become of it. */
#ifndef CHECK_BOUNCES_H
#define CHECK_BOUNCES_H

#include "world.h"

/* Somebody is up and without audio whom the core may hold and resume. Until that was tried, nothing
 * else helps: the system refuses the session to everybody (CK-109). */
bool somebody_can_be_bounced(const struct scene *scene);

/* The core asks for a hold, or a resume, of its own accord. */
bool bounce_requested(struct scene *scene, uint8_t key, uint8_t id, uint8_t wish);

/* What it asked for was done, or will not be. */
void bounce_held(struct scene *scene, unsigned key, unsigned id);
void bounce_given_up(struct scene *scene, unsigned key, unsigned id);

/* Nobody is to be resumed after the hold that is asked for. */
void bounce_is_over(struct scene *scene, unsigned key);

#endif
