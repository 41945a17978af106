/* A way through the world as a ladder in words, and a search's result. */
#ifndef CHECK_PRINT_H
#define CHECK_PRINT_H

#include "search.h"

/* Play it; a line of its words and of the commands that it made the mind give. */
void print_move(struct scene *scene, const struct move *move, unsigned number, FILE *out);

/* The way to a finding: numbered events, the commands beside each, the last state. */
void print_path(const struct search *search, const struct finding *finding, FILE *out);
void print_findings(const struct search *search, FILE *out);
void print_result(const struct search *search, FILE *out);
void print_result_json(const struct search *search, const char *adversaries, FILE *out);

#endif
