/*
 * Prints the table of keys as a page and as an example.
 */
#include "config_doc.h"

#include <string.h>

#include "keys.h"

static const char introduction[] =
    "# The configuration of `offhook phone`\n"
    "\n"
    "<!-- Printed by `offhook phone --help-config`; a test compares it. Change apps/offhook/keys.c "
    "or config_doc.c instead. -->\n"
    "\n"
    "`offhook phone` reads `$XDG_CONFIG_HOME/offhook/phone.conf` (`~/.config/offhook/phone.conf`), "
    "if it exists, or the file that\n"
    "`--config FILE` names (`--config /dev/null`: none). `offhook phone --example-config` prints "
    "one to begin with. The command line\n"
    "wins over the file.\n"
    "\n"
    "The file is UTF-8 text: groups in brackets, one `key = value` a line, comments on lines of "
    "their own that begin with `#`. Several values of one\n"
    "key are separated by `;`. A backslash is written `\\\\`. A file name that is not absolute is "
    "relative to the configuration file; `~/` is\n"
    "the home directory. All mistakes are told at once, with file and line, and the phone then "
    "exits with 2.\n";

/* ---- The page ---- */

/* In a table | would begin a new column. */
static void print_cell(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '|')
            fputc('\\', out);
        fputc(*text, out);
    }
}

static void print_row(FILE *out, const struct key *key)
{
    fprintf(out, "| `%s` | ", key->name);
    print_cell(out, key->takes);
    if (key->type == KEY_NUMBER)
        fprintf(out, ", %d to %d", key->min, key->max);
    fprintf(out, " | %s | ", key->preset ? key->preset : "");
    print_cell(out, key->help);
    if (key->option)
        fprintf(out, " | `--%s` |\n", key->option);
    else
        fputs(" | |\n", out);
}

void config_doc_print(FILE *out)
{
    fputs(introduction, out);
    for (enum key_group group = 0; group < GROUPS; group++) {
        if (!key_group_in_file(group))
            continue;
        fprintf(out, "\n## [%s]\n\n%s\n", key_group_name(group), key_group_about(group));
        fputs("\n| key | takes | preset | what it is for | option |\n|---|---|---|---|---|\n", out);
        for (unsigned i = 0; i < key_count; i++)
            if (keys[i].group == group)
                print_row(out, &keys[i]);
    }
}

/* ---- The example ---- */

void config_example_print(FILE *out)
{
    fputs("# A configuration of offhook phone. Take the # away from what you want to change.\n"
          "# What each key is for: offhook phone --help-config\n",
          out);
    for (enum key_group group = 0; group < GROUPS; group++) {
        if (!key_group_in_file(group))
            continue;
        fprintf(out, "\n[%s]\n", key_group_name(group));
        for (unsigned i = 0; i < key_count; i++) {
            if (keys[i].group != group)
                continue;
            const char *value = keys[i].example ? keys[i].example : keys[i].preset;
            fprintf(out, "# %s\n# takes %s\n#%s = %s\n", keys[i].help, keys[i].takes, keys[i].name,
                    value);
        }
    }
}
