/*
 * Writing a trace while it happens: a head, then a line a step, each flushed, so that a crash loses
 * nothing that was before it.
 */
#include "fields.h"

#include <errno.h>
#include <stdlib.h>

#include "commit.h" /* made by commit.cmake */

struct oh_trace_writer {
    FILE *file;
    int error; /* errno of the first write that failed */
};

static void write_line(struct oh_trace_writer *writer, cJSON *json)
{
    char *line = cJSON_PrintUnformatted(json);
    cJSON_Delete(json);
    if (writer->error) {
        /* A trace with a hole would lie: it ends where it broke. */
    } else if (!line) {
        writer->error = ENOMEM;
    } else {
        errno = 0;
        if (fputs(line, writer->file) == EOF || fputc('\n', writer->file) == EOF ||
            fflush(writer->file) == EOF)
            writer->error = errno ? errno : EIO;
    }
    cJSON_free(line);
}

static void write_head(struct oh_trace_writer *writer, const struct oh_policy *policy,
                       uint8_t calls_max)
{
    cJSON *head = cJSON_CreateObject();
    cJSON_AddStringToObject(head, "trace", "offhook");
    cJSON_AddNumberToObject(head, "schema", TRACE_SCHEMA);
    cJSON_AddStringToObject(head, "version", oh_version());
    cJSON_AddStringToObject(head, "commit", OFFHOOK_COMMIT);
    cJSON_AddItemToObject(head, "policy", policy_to_json(policy));
    cJSON_AddNumberToObject(head, "calls_max", calls_max);
    write_line(writer, head);
}

static void sink_step(void *ctx, const struct oh_core *core, const struct oh_event *event,
                      const struct oh_commands *commands)
{
    oh_trace_write(ctx, core, event, commands);
}

struct oh_trace_writer *oh_trace_writer_new(FILE *file, const struct oh_policy *policy,
                                            uint8_t calls_max, struct oh_trace_sink *sink)
{
    struct oh_trace_writer *writer = calloc(1, sizeof(*writer));
    if (!writer)
        return NULL;
    writer->file = file;
    write_head(writer, policy, calls_max);
    if (sink)
        *sink = (struct oh_trace_sink){.size = sizeof(*sink), .ctx = writer, .step = sink_step};
    return writer;
}

void oh_trace_write(struct oh_trace_writer *writer, const struct oh_core *core,
                    const struct oh_event *event, const struct oh_commands *commands)
{
    cJSON *line = cJSON_CreateObject();
    cJSON_AddNumberToObject(line, "ms", (double)event->now_ms);
    cJSON_AddItemToObject(line, "event", event_to_json(event));
    cJSON *array = cJSON_AddArrayToObject(line, "commands");
    for (uint16_t i = 0; i < commands->count; i++)
        cJSON_AddItemToArray(array, command_to_json(&commands->items[i]));
    char digest[17];
    hex_write(oh_core_digest(core), digest);
    cJSON_AddStringToObject(line, "digest", digest);
    if (commands->ignored)
        cJSON_AddTrueToObject(line, "ignored");
    write_line(writer, line);
}

int oh_trace_writer_free(struct oh_trace_writer *writer)
{
    int error = writer ? writer->error : 0;
    free(writer);
    return error;
}
