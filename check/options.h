/* The command line, and the names in it. */
#ifndef CHECK_OPTIONS_H
#define CHECK_OPTIONS_H

#include "search.h"

#define OPTION_CHOICES 9

struct options {
    struct setting setting;
    struct search_options search;
    int8_t choices[OPTION_CHOICES]; /* of the policy, by option; -1: the profile's own */
    const char *adversaries;        /* as given */
    bool pairs;
    bool singles;
    bool json;
    bool protocol;
    bool help;
};

/* Returns NULL, or what is wrong (static, or in `text`). */
const char *options_read(int argc, char **argv, struct options *options, char *text, size_t size);
void options_help(FILE *out);

/* One call of offhook, kind world, as many states as memory allows. */
void options_default(struct options *options);

/* "all", "none", or names; returns false for one that does not exist. */
bool adversaries_from(const char *list, uint64_t *adversaries);
/* NULL after the last; the eleven come first. */
const char *adversary_name(unsigned number);

/* The policy without what means nothing among these adversaries: the length of T_DEAF, the rung of
 * the hold-bounce. */
void setting_fit_policy(struct setting *setting);

/* After a change of adversaries or calls: which ids can occur. */
void setting_complete(struct setting *setting);

#endif
