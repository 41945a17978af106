/*
 * Calls have no order: two worlds that differ only by which call is called A and which B, and by
 * the slots of the mind in which they are, go on alike (tests/check/test_symmetry.c). One of them
 * stands for all.
 */
#ifndef CHECK_SYMMETRY_H
#define CHECK_SYMMETRY_H

#include "world.h"

/* Whether that holds in this setting: not where the mind or the environment takes calls in turn. */
bool symmetric(const struct setting *setting);

/* Make the scene the one that stands for it; `record` gets its record. `spare` is overwritten. */
void make_canonical(struct scene *scene, struct scene *spare, uint64_t *record);

/* Rename calls: what was of key k is of key to[k]. The mind's slots and memory come in order. */
void scene_rename(struct scene *scene, const uint8_t *to);

#endif
