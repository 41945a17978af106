/*
 * A list and a lock. It is held while a block goes through the legs' encoders: a leg that ends
 * waits for that, some ten microseconds a leg.
 */
#include "lines.h"

#include <string.h>

void oh_lines_begin(struct oh_lines *lines)
{
    *lines = (struct oh_lines){.list = g_ptr_array_new()};
    g_mutex_init(&lines->lock);
}

void oh_lines_end(struct oh_lines *lines)
{
    g_ptr_array_unref(lines->list);
    g_mutex_clear(&lines->lock);
}

void oh_lines_add(struct oh_lines *lines, struct oh_line *line)
{
    g_mutex_lock(&lines->lock);
    g_ptr_array_add(lines->list, line);
    g_mutex_unlock(&lines->lock);
}

void oh_lines_remove(struct oh_lines *lines, struct oh_line *line)
{
    g_mutex_lock(&lines->lock);
    g_ptr_array_remove_fast(lines->list, line);
    g_mutex_unlock(&lines->lock);
}

void oh_lines_set_feed(struct oh_lines *lines, struct oh_line *line, struct oh_feed *feed)
{
    g_mutex_lock(&lines->lock);
    line->feed = feed;
    g_mutex_unlock(&lines->lock);
}

void oh_lines_enable(struct oh_lines *lines, bool on)
{
    g_mutex_lock(&lines->lock);
    lines->enabled = on;
    g_mutex_unlock(&lines->lock);
}

void oh_lines_captured(struct oh_lines *lines, const int16_t block[OH_BLOCK_SAMPLES])
{
    g_mutex_lock(&lines->lock);
    for (guint i = 0; lines->enabled && i < lines->list->len; i++) {
        struct oh_line *line = g_ptr_array_index(lines->list, i);
        if (line->feed)
            oh_feed_captured(line->feed, block);
    }
    g_mutex_unlock(&lines->lock);
}

void oh_lines_mix(struct oh_lines *lines, int16_t mix[OH_BLOCK_SAMPLES])
{
    memset(mix, 0, OH_BLOCK_BYTES);
    g_mutex_lock(&lines->lock);
    for (guint i = 0; lines->enabled && i < lines->list->len; i++) {
        struct oh_line *line = g_ptr_array_index(lines->list, i);
        if (line->playout)
            oh_playout_mix(line->playout, mix);
    }
    g_mutex_unlock(&lines->lock);
}
