/*
 * Line by line: a delimiter, the part's headers, an empty line, its content up to the line break
 * before the next delimiter.
 */
#include "multipart.h"

#include <glib.h>
#include <string.h>

#define BOUNDARY_MAX 70 /* RFC 2046 5.1.1 */

struct line {
    const char *text;
    size_t length; /* without its line break */
    const char *next;
};

static bool next_line(const char *from, const char *end, struct line *line)
{
    if (from == end)
        return false;
    const char *feed = memchr(from, '\n', (size_t)(end - from));
    line->text = from;
    line->length = (size_t)((feed ? feed : end) - from);
    line->next = feed ? feed + 1 : end;
    if (line->length > 0 && from[line->length - 1] == '\r')
        line->length--;
    return true;
}

static bool begins(const struct line *line, const char *text)
{
    size_t length = strlen(text);
    return line->length >= length && g_ascii_strncasecmp(line->text, text, length) == 0;
}

/* "--boundary", and blanks; `last`: "--" behind it, after which anything goes. */
static bool is_delimiter(const struct line *line, const char *boundary, bool *last)
{
    size_t at = 2 + strlen(boundary);
    if (line->length < at || memcmp(line->text, "--", 2) != 0 ||
        memcmp(line->text + 2, boundary, at - 2) != 0)
        return false;
    *last = line->length >= at + 2 && memcmp(line->text + at, "--", 2) == 0;
    for (; !*last && at < line->length; at++)
        if (line->text[at] != ' ' && line->text[at] != '\t')
            return false;
    return true;
}

/* "Content-Type: TYPE", with parameters or without. */
static bool is_type(const struct line *line, const char *type)
{
    if (!begins(line, "Content-Type"))
        return false;
    struct line rest = *line;
    size_t skip = strlen("Content-Type");
    while (skip < rest.length && strchr(": \t", rest.text[skip]))
        skip++;
    rest.text += skip;
    rest.length -= skip;
    size_t length = strlen(type);
    return begins(&rest, type) && (rest.length == length || strchr("; \t", rest.text[length]));
}

bool multipart_find(const char *body, size_t size, const char *boundary, const char *type,
                    struct part *part)
{
    enum { OUTSIDE, HEADERS, CONTENT } where = OUTSIDE;
    const char *end = body + size, *content = NULL, *before = body;
    bool wanted = false, last = false;
    struct line line;

    if (*boundary == '\0' || strlen(boundary) > BOUNDARY_MAX)
        return false;
    for (const char *at = body; !last && next_line(at, end, &line); at = line.next) {
        if (is_delimiter(&line, boundary, &last)) {
            if (where == CONTENT && wanted) {
                *part = (struct part){content, (size_t)(MAX(before, content) - content)};
                return true;
            }
            where = HEADERS;
            wanted = false;
        } else if (where == HEADERS && line.length == 0) {
            where = CONTENT;
            content = line.next;
        } else if (where == HEADERS) {
            wanted = wanted || is_type(&line, type);
        }
        before = line.text + line.length; /* the break behind it belongs to a delimiter */
    }
    return false;
}
