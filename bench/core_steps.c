/*
 * Steps of the core for callgrind to count: every transition of the one-call world, or an even
 * sample of them. bench/core_steps.py runs it; counted_step is what is counted, with time passing
 * between two events (1) or not (0).
 *
 * usage: core_steps ADVERSARIES SAMPLES TIME_PASSES
 */
#include <stdio.h>
#include <stdlib.h>

#include "options.h"
#include "search.h"
#include "strategy.h"

static uint64_t now_ms;

__attribute__((noinline)) static void
counted_step(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    oh_step(core, event, out);
}

static void step(void *mind, const struct oh_event *event, struct oh_commands *out)
{
    struct oh_event now = *event;

    now.now_ms = now_ms;
    counted_step(mind, &now, out);
}

static bool tells_an_event(const struct move *move)
{
    for (const struct move_kind *kind = clock_moves; kind->words != NULL; kind++)
        if (kind == move->kind)
            return false; /* a deadline fires without an event of its own */
    return true;
}

int main(int argc, char **argv)
{
    struct strategy counted = strategy_offhook;
    struct options options;
    struct search search;
    struct scene here, next;
    unsigned long samples, seen = 0, every, played = 0;

    options_default(&options);
    if (argc != 4 || !adversaries_from(argv[1], &options.setting.adversaries)) {
        fprintf(stderr, "usage: core_steps ADVERSARIES SAMPLES TIME_PASSES\n");
        return 2;
    }
    samples = strtoul(argv[2], NULL, 10);
    setting_complete(&options.setting);
    options.search.no_progress_check = true;
    options.search.no_covering = true;
    if (!search_run(&search, &options.setting, &options.search)) {
        fprintf(stderr, "core_steps: out of memory\n");
        return 1;
    }
    every = search.transitions / samples + 1;
    counted.step = step;
    options.setting.strategy = &counted;
    now_ms = argv[3][0] == '1';
    scene_init(&here, &options.setting);
    scene_init(&next, &options.setting);
    for (uint32_t state = 0; state < search_count(&search); state++) {
        uint64_t record[WORDS_MAX];
        search_open(&search, state, record);
        record_open(&here, record);
        for (unsigned i = 0; i < search.moves.count; i++) {
            const struct move *move = &search.moves.all[i];
            if (move_can(&here, move) == 0 || !tells_an_event(move) || seen++ % every != 0)
                continue;
            scene_copy(&next, &here);
            move_play(&next, move);
            played++;
        }
    }
    printf("%lu of %lu transitions\n", played, (unsigned long)search.transitions);
    search_free(&search);
    return 0;
}
