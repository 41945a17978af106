/*
 * The record of what the fakes were told and did.
 */
#include <glib.h>
#include <stdarg.h>
#include <string.h>

#include "fake.h"

struct fake_record {
    GString *text;
};

struct fake_record *fake_record_new(void)
{
    struct fake_record *record = g_new0(struct fake_record, 1);
    record->text = g_string_new(NULL);
    return record;
}

void fake_record_free(struct fake_record *record)
{
    if (!record)
        return;
    g_string_free(record->text, TRUE);
    g_free(record);
}

void fake_record_add(struct fake_record *record, const char *format, ...)
{
    if (!record)
        return;
    va_list arguments;
    va_start(arguments, format);
    g_string_append_vprintf(record->text, format, arguments);
    va_end(arguments);
    g_string_append_c(record->text, '\n');
}

const char *fake_record_text(const struct fake_record *record)
{
    return record->text->str;
}

bool fake_record_has(const struct fake_record *record, const char *line)
{
    size_t length = strlen(line);
    for (const char *at = record->text->str; *at; at = strchr(at, '\n') + 1)
        if (!strncmp(at, line, length) && at[length] == '\n')
            return true;
    return false;
}

void fake_record_clear(struct fake_record *record)
{
    g_string_truncate(record->text, 0);
}
