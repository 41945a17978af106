/*
 * Values: from text to the field of a key, or a sentence about what the key takes.
 */
#include "keys.h"

#include <string.h>

#include "text.h"

static void *field(const struct key *key, struct phone_options *options)
{
    return (char *)options + key->offset;
}

/* What is wrong with `text`, and nothing of it that might be a secret. */
static char *refusal(const struct key *key, const char *text)
{
    char *range =
        key->type == KEY_NUMBER ? g_strdup_printf(", %d to %d", key->min, key->max) : NULL;
    char *shown = text_shown(text);
    char *sentence = key->secret ? g_strdup_printf("takes %s; %s", key->takes, key->secret)
                                 : g_strdup_printf("takes %s%s, not \"%s\"", key->takes,
                                                   range ? range : "", shown);
    g_free(shown);
    g_free(range);
    return sentence;
}

/* The index of the word in "one|two"; -1: it is none of them. */
static int word_index(const char *words, const char *text)
{
    char **list = g_strsplit(words, "|", -1);
    int found = -1;
    for (int i = 0; list[i] && found < 0; i++)
        if (strcmp(list[i], text) == 0)
            found = i;
    g_strfreev(list);
    return found;
}

static bool set_index(int *value, int index)
{
    if (index >= 0)
        *value = index;
    return index >= 0;
}

static bool set_number(const struct key *key, int *value, const char *text)
{
    guint64 number;
    if (!g_ascii_string_to_unsigned(text, 10, (guint64)key->min, (guint64)key->max, &number, NULL))
        return false;
    *value = (int)number;
    return true;
}

static bool set_text(char **value, const char *text)
{
    g_free(*value);
    *value = g_strdup(text);
    return *text != '\0';
}

static bool add_text(GStrv *value, const char *text)
{
    guint count = *value ? g_strv_length(*value) : 0;
    *value = g_renew(char *, *value, count + 2);
    (*value)[count] = g_strdup(text);
    (*value)[count + 1] = NULL;
    return *text != '\0';
}

static bool set(const struct key *key, void *value, const char *text)
{
    if (key->type != KEY_PATH && !g_utf8_validate(text, -1, NULL))
        return false;
    if (key->fits && !key->fits(key, text))
        return false;
    switch (key->type) {
    case KEY_TEXT:
    case KEY_PATH: return set_text(value, text);
    case KEY_LIST: return add_text(value, text);
    case KEY_NUMBER: return set_number(key, value, text);
    case KEY_CHOICE: return set_index(value, word_index(key->takes, text));
    case KEY_SWITCH: return set_index(value, word_index("no|yes", text));
    }
    return false;
}

char *key_set(const struct key *key, struct phone_options *options, const char *text)
{
    return set(key, field(key, options), text) ? NULL : refusal(key, text);
}

void key_unset(const struct key *key, struct phone_options *options)
{
    void *value = field(key, options);
    switch (key->type) {
    case KEY_TEXT:
    case KEY_PATH: g_clear_pointer((char **)value, g_free); break;
    case KEY_LIST: g_clear_pointer((GStrv *)value, g_strfreev); break;
    case KEY_NUMBER:
    case KEY_CHOICE:
    case KEY_SWITCH: *(int *)value = 0; break;
    }
}
