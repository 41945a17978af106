/*
 * Escaping, and how times are written.
 */
#include "markup.h"

#include <string.h>

const char *const lane_class[LANE_COUNT] = {"u", "n", "a", "e"};

/* How many bytes the UTF-8 character at `text` has; 0 if it is none, or none that XML has. */
static int length_of(const unsigned char *text)
{
    int more = text[0] < 0x80   ? 0
               : text[0] < 0xc2 ? -1
               : text[0] < 0xe0 ? 1
               : text[0] < 0xf0 ? 2
               : text[0] < 0xf5 ? 3
                                : -1;
    uint32_t value = more == 1 ? text[0] & 0x1f : more == 2 ? text[0] & 0x0f : text[0] & 0x07;
    for (int i = 1; i <= more; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        value = value << 6 | (text[i] & 0x3f);
    }
    if (more == 0)
        return text[0] >= ' ' && text[0] != 127;
    bool overlong = (more == 2 && value < 0x800) || (more == 3 && value < 0x10000);
    bool other = (value >= 0xd800 && value < 0xe000) || value > 0x10ffff || value < 0xa0 ||
                 (value & 0xfffe) == 0xfffe;
    return more < 0 || overlong || other ? 0 : more + 1;
}

void put_escaped(FILE *out, const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at;) {
        int length = length_of(at);
        switch (*at) {
        case '&': fputs("&amp;", out); break;
        case '<': fputs("&lt;", out); break;
        case '>': fputs("&gt;", out); break;
        case '"': fputs("&quot;", out); break;
        case '\'': fputs("&#39;", out); break;
        default:
            if (length)
                fwrite(at, 1, (size_t)length, out);
            else
                fputs("\xef\xbf\xbd", out);
        }
        at += length ? length : 1;
    }
}

void put_seconds(FILE *out, uint64_t ms)
{
    fprintf(out, "%llu.%03llu", (unsigned long long)(ms / 1000), (unsigned long long)(ms % 1000));
}

void span_words(uint64_t ms, char text[32])
{
    unsigned long long seconds = ms / 1000;
    if (ms < 1000)
        snprintf(text, 32, "+%u ms", (unsigned)ms);
    else if (ms < 60000)
        snprintf(text, 32, "+%llu.%u s", seconds, (unsigned)(ms % 1000 / 100));
    else if (seconds < 3600)
        snprintf(text, 32, "+%llu min %llu s", seconds / 60, seconds % 60);
    else
        snprintf(text, 32, "+%llu h %llu min", seconds / 3600, seconds % 3600 / 60);
}

const char *trouble_class(enum trouble trouble)
{
    switch (trouble) {
    case TROUBLE_WARNING: return " warn";
    case TROUBLE_FAILURE: return " bad";
    case TROUBLE_NONE: break;
    }
    return "";
}
