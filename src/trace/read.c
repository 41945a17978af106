/*
 * Reading a trace back. Strict: a trace is evidence, and a damaged one is refused with line and
 * reason.
 */
#include "fields.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Where a double still counts every millisecond. */
#define MS_MAX (UINT64_C(1) << 53)

struct reader {
    FILE *file;
    unsigned long line_number;
    char line[TRACE_LINE_MAX + 2];
    char reason[256];
    struct oh_trace *trace;
    size_t room; /* for so many steps */
};

static bool damaged(struct reader *reader, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reader->reason, sizeof(reader->reason), format, arguments);
    va_end(arguments);
    return false;
}

enum line { LINE_READ, LINE_END, LINE_BAD };

/* The next line, without its end, into reader->line. */
static enum line next_line(struct reader *reader)
{
    size_t length = 0;
    int c;

    while ((c = getc(reader->file)) != EOF && c != '\n') {
        if (length == TRACE_LINE_MAX) {
            reader->line_number++;
            damaged(reader, "longer than %d bytes: not a trace of offhook", TRACE_LINE_MAX);
            return LINE_BAD;
        }
        reader->line[length++] = (char)c;
    }
    if (c == EOF && length == 0)
        return LINE_END;
    reader->line_number++;
    reader->line[length] = '\0';
    if (strlen(reader->line) != length) {
        damaged(reader, "not JSON: it has a zero byte");
        return LINE_BAD;
    }
    return LINE_READ;
}

/* The line as a JSON object, or NULL with the reason. */
static cJSON *parse(struct reader *reader)
{
    const char *end = NULL;
    cJSON *json = cJSON_ParseWithOpts(reader->line, &end, 1);
    if (!json) {
        damaged(reader, "not JSON, from column %ld on (cut off?)",
                end ? (long)(end - reader->line) + 1 : 1L);
        return NULL;
    }
    if (!cJSON_IsObject(json)) {
        damaged(reader, "JSON, but no object");
        cJSON_Delete(json);
        return NULL;
    }
    return json;
}

/* ---- The head ---- */

static bool read_text(struct reader *reader, const cJSON *json, const char *name, char *to,
                      size_t size)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, name);
    if (!cJSON_IsString(item) || strlen(item->valuestring) >= size)
        return damaged(reader, "\"%s\" is missing, no string, or longer than %zu bytes", name,
                       size - 1);
    strcpy(to, item->valuestring);
    return true;
}

static bool read_head(struct reader *reader, const cJSON *json)
{
    struct oh_trace *trace = reader->trace;
    const cJSON *mark = cJSON_GetObjectItemCaseSensitive(json, "trace");
    uint64_t number;

    if (!cJSON_IsString(mark) || strcmp(mark->valuestring, "offhook"))
        return damaged(reader, "no head of an offhook trace ({\"trace\":\"offhook\",...})");
    if (!number_read(json, "schema", UINT32_MAX, &number, reader->reason, sizeof(reader->reason)))
        return false;
    if (number != TRACE_SCHEMA)
        return damaged(reader,
                       "schema %lu, this offhook reads schema %d: use the offhook that "
                       "wrote it, or a newer one",
                       (unsigned long)number, TRACE_SCHEMA);
    if (!read_text(reader, json, "version", trace->version, sizeof(trace->version)) ||
        !read_text(reader, json, "commit", trace->commit, sizeof(trace->commit)) ||
        !policy_from_json(cJSON_GetObjectItemCaseSensitive(json, "policy"), &trace->policy,
                          reader->reason, sizeof(reader->reason)) ||
        !number_read(json, "calls_max", UINT8_MAX, &number, reader->reason, sizeof(reader->reason)))
        return false;
    if (number == 0)
        return damaged(reader, "\"calls_max\" is 0: a core holds one call at least");
    trace->calls_max = (uint8_t)number;
    return true;
}

/* ---- A step ---- */

static bool read_commands(struct reader *reader, const cJSON *json, struct oh_trace_step *step)
{
    const cJSON *array = cJSON_GetObjectItemCaseSensitive(json, "commands");
    if (!cJSON_IsArray(array))
        return damaged(reader, "\"commands\" is missing or no array");
    size_t count = (size_t)cJSON_GetArraySize(array);
    if (count == 0)
        return true;
    step->commands = calloc(count, sizeof(*step->commands));
    if (!step->commands)
        return damaged(reader, "out of memory");
    const cJSON *item;
    cJSON_ArrayForEach(item, array)
    {
        if (!command_from_json(item, &step->commands[step->command_count], reader->reason,
                               sizeof(reader->reason)))
            return false;
        step->command_count++;
    }
    return true;
}

static bool read_step(struct reader *reader, const cJSON *json, struct oh_trace_step *step)
{
    uint64_t ms;
    if (!number_read(json, "ms", MS_MAX, &ms, reader->reason, sizeof(reader->reason)) ||
        !event_from_json(cJSON_GetObjectItemCaseSensitive(json, "event"), &step->event,
                         reader->reason, sizeof(reader->reason)) ||
        !read_commands(reader, json, step))
        return false;
    step->event.now_ms = ms;

    const cJSON *digest = cJSON_GetObjectItemCaseSensitive(json, "digest");
    if (!cJSON_IsString(digest) || !hex_read(digest->valuestring, &step->digest))
        return damaged(reader, "\"digest\" is missing or not 16 hexadecimal digits");
    const cJSON *ignored = cJSON_GetObjectItemCaseSensitive(json, "ignored");
    if (ignored && !cJSON_IsBool(ignored))
        return damaged(reader, "\"ignored\" is neither true nor false");
    step->ignored = cJSON_IsTrue(ignored);
    return true;
}

/* A fresh, empty step at the end of the trace. */
static struct oh_trace_step *add_step(struct reader *reader)
{
    struct oh_trace *trace = reader->trace;
    if (trace->step_count == reader->room) {
        size_t room = reader->room ? reader->room * 2 : 64;
        void *steps = realloc(trace->steps, room * sizeof(*trace->steps));
        if (!steps)
            return NULL;
        trace->steps = steps;
        reader->room = room;
    }
    struct oh_trace_step *step = &trace->steps[trace->step_count++];
    memset(step, 0, sizeof(*step));
    return step;
}

static bool read_line(struct reader *reader)
{
    cJSON *json = parse(reader);
    if (!json)
        return false;
    bool good;
    if (reader->line_number == 1) {
        good = read_head(reader, json);
    } else {
        struct oh_trace_step *step = add_step(reader);
        good = step ? read_step(reader, json, step) : damaged(reader, "out of memory");
    }
    cJSON_Delete(json);
    return good;
}

static bool read_all(struct reader *reader)
{
    for (;;) {
        switch (next_line(reader)) {
        case LINE_BAD: return false;
        case LINE_READ:
            if (!read_line(reader))
                return false;
            break;
        case LINE_END:
            reader->line_number++;
            if (ferror(reader->file))
                return damaged(reader, "cannot be read");
            return reader->trace->calls_max ? true : damaged(reader, "no head: the file is empty");
        }
    }
}

struct oh_trace *oh_trace_read(FILE *file, char *text, size_t text_size)
{
    struct reader *reader = calloc(1, sizeof(*reader));
    struct oh_trace *trace = calloc(1, sizeof(*trace));
    bool good = false;

    if (reader && trace) {
        reader->file = file;
        reader->trace = trace;
        good = read_all(reader);
        if (!good)
            snprintf(text, text_size, "line %lu: %s", reader->line_number, reader->reason);
    } else {
        snprintf(text, text_size, "line 0: out of memory");
    }
    free(reader);
    if (good)
        return trace;
    oh_trace_free(trace);
    return NULL;
}

void oh_trace_free(struct oh_trace *trace)
{
    if (!trace)
        return;
    for (size_t i = 0; i < trace->step_count; i++)
        free(trace->steps[i].commands);
    free(trace->steps);
    free(trace);
}
