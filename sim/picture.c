/*
 * The report's head as a picture for a page of text: how many calls were bad, and in which of four
 * ways. One file, light or dark as its reader is.
 */
#include <inttypes.h>

#include "report.h"

#define WIDTH  940
#define HEIGHT 318

static const char style[] =
    "text{font:14px system-ui,-apple-system,'Segoe UI',Roboto,Cantarell,sans-serif;fill:#1c2430}"
    ".title{font-size:20px;font-weight:650}.big{font-size:30px;font-weight:650}"
    ".head{font-weight:650}.soft{fill:#596474}.paper{fill:#fff;stroke:#d8dde6}"
    ".eager{fill:#c2570c}.pr61{fill:#5b4bd6}.offhook{fill:#0b7a6f}.zero{fill:#0b7a3e}"
    "@media(prefers-color-scheme:dark){text{fill:#e7ebf1}.soft{fill:#9aa6b8}"
    ".paper{fill:#161c25;stroke:#2b3442}.eager{fill:#f5a855}.pr61{fill:#aca4ff}"
    ".offhook{fill:#4fd1c5}.zero{fill:#5fd68b}}";

static const char *name_of(const struct run_result *result)
{
    return result->world->setting.strategy->name;
}

static void put_total(const struct run_result *result, unsigned which, FILE *out)
{
    const struct sums *sums = &result->sums;
    unsigned y = 106 + 74 * which;

    fprintf(out, "<text x=\"28\" y=\"%u\" class=\"head %s\">%s</text>\n", y, name_of(result),
            name_of(result));
    if (sums->bad_calls == 0)
        fprintf(out, "<text x=\"28\" y=\"%u\" class=\"big zero\">none</text>\n", y + 32);
    else
        fprintf(out, "<text x=\"28\" y=\"%u\" class=\"big\">%.1f %%</text>\n", y + 32,
                percent(sums->bad_calls, sums->calls));
    fprintf(out, "<text x=\"160\" y=\"%u\" class=\"soft\">of calls bad</text>\n", y + 31);
}

static void put_bar(const struct run_result *result, enum bad bad, uint64_t most, unsigned x,
                    unsigned y, FILE *out)
{
    enum { LONGEST = 150 };
    uint64_t calls = result->sums.bad[bad];
    unsigned length = most == 0 ? 0 : (unsigned)(calls * LONGEST / most);

    fprintf(out, "<text x=\"%u\" y=\"%u\" class=\"%s\" text-anchor=\"end\">%s</text>\n", x + 58,
            y + 12, name_of(result), name_of(result));
    if (calls == 0) {
        fprintf(out, "<text x=\"%u\" y=\"%u\" class=\"zero\">none</text>\n", x + 68, y + 12);
        return;
    }
    fprintf(out,
            "<rect x=\"%u\" y=\"%u\" width=\"%u\" height=\"15\" rx=\"3\" class=\"%s\"/>"
            "<text x=\"%u\" y=\"%u\">%.2f %%</text>\n",
            x + 68, y, length + 2, name_of(result), x + 78 + length, y + 12,
            percent(calls, result->sums.calls));
}

void report_picture(const struct sim_options *options, const struct run_result *results, FILE *out)
{
    uint64_t most = 0;

    for (unsigned i = 0; i < options->strategy_count; i++)
        for (unsigned bad = 0; bad < BADS; bad++)
            if (results[i].sums.bad[bad] > most)
                most = results[i].sums.bad[bad];
    fprintf(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" "
        "viewBox=\"0 0 %u %u\" role=\"img\">\n<title>Calls with bad luck</title>\n"
        "<style>%s</style>\n<rect x=\".5\" y=\".5\" width=\"%u\" height=\"%u\" rx=\"12\" "
        "class=\"paper\"/>\n<text x=\"28\" y=\"40\" class=\"title\">Calls with bad luck</text>\n"
        "<text x=\"28\" y=\"64\" class=\"soft\">%" PRIu64 " schedules of %u calls, the same "
        "for every strategy; shares of all calls</text>\n",
        WIDTH, HEIGHT, WIDTH, HEIGHT, style, WIDTH - 1, HEIGHT - 1, options->run.schedules,
        options->run.calls);
    for (unsigned i = 0; i < options->strategy_count; i++)
        put_total(&results[i], i, out);
    for (unsigned bad = 0; bad < BADS; bad++) {
        unsigned x = 270 + bad % 2 * 335, y = 106 + bad / 2 * 106;
        fprintf(out, "<text x=\"%u\" y=\"%u\" class=\"head\">%s</text>\n", x, y,
                bad_name((enum bad)bad));
        for (unsigned i = 0; i < options->strategy_count; i++)
            put_bar(&results[i], (enum bad)bad, most, x, y + 11 + 22 * i, out);
    }
    fputs("</svg>\n", out);
}
