/*
 * Escaping, and how times are written.
 */
#include "markup.h"

#include <string.h>

const char *const lane_class[LANE_COUNT] = {"u", "n", "a", "e"};

/* How many bytes follow one that begins a UTF-8 character; -1 if none begins with it. */
static int more_after(unsigned char first)
{
    if (first < 0x80)
        return 0;
    if (first < 0xc2 || first > 0xf4)
        return -1;
    return first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
}

/* Characters that XML has, less those that control how text is shown: a title must not be able to
 * turn round what stands behind it. */
static bool is_shown(uint32_t value)
{
    bool control = value < ' ' || (value >= 0x7f && value < 0xa0);
    bool surrogate = value >= 0xd800 && value < 0xe000;
    bool turns = value == 0x200e || value == 0x200f || (value >= 0x2028 && value <= 0x202e) ||
                 (value >= 0x2066 && value <= 0x2069);
    return !control && !surrogate && !turns && value <= 0x10ffff && (value & 0xfffe) != 0xfffe;
}

/* How many bytes the character at `text` has; 1 and false if it is no UTF-8. */
static int length_of(const unsigned char *text, bool *shown)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000}; /* less would be written shorter */
    static const unsigned char bits[] = {0x7f, 0x1f, 0x0f, 0x07};
    int more = more_after(text[0]);
    uint32_t value = more < 0 ? 0 : text[0] & bits[more];

    *shown = false;
    for (int i = 1; i <= more; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 1;
        value = value << 6 | (text[i] & 0x3f);
    }
    if (more < 0 || value < least[more])
        return 1;
    *shown = is_shown(value);
    return more + 1;
}

void put_escaped(FILE *out, const char *text)
{
    bool shown;
    for (const unsigned char *at = (const unsigned char *)text; *at;) {
        int length = length_of(at, &shown);
        switch (*at) {
        case '&': fputs("&amp;", out); break;
        case '<': fputs("&lt;", out); break;
        case '>': fputs("&gt;", out); break;
        case '"': fputs("&quot;", out); break;
        case '\'': fputs("&#39;", out); break;
        default:
            if (shown)
                fwrite(at, 1, (size_t)length, out);
            else
                fputs("\xef\xbf\xbd", out);
        }
        at += length;
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
