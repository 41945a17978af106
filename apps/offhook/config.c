/*
 * Reads the configuration file. GKeyFile knows the format but not the lines, tells the first
 * mistake only, and lets a second value replace the first in silence. So it is given one line at a
 * time, under the group that holds there.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text.h"

struct reader {
    const char *path;
    unsigned line;
    struct settings *settings;
    int source;
    GHashTable *seen; /* struct key to the line that set it */
    enum { BEFORE_GROUPS, IN_GROUP, IN_UNKNOWN_GROUP } place;
    enum key_group group;
};

#define COMPLAIN(reader, format, ...)                                                       \
    settings_complain((reader)->settings, "%s:%u: " format, (reader)->path, (reader)->line, \
                      __VA_ARGS__)

/* ---- Groups ---- */

static char *group_names(void)
{
    GString *names = g_string_new(NULL);
    for (enum key_group group = 0; group < GROUPS; group++)
        if (key_group_in_file(group))
            g_string_append_printf(names, "%s[%s]", names->len ? ", " : "", key_group_name(group));
    return g_string_free(names, FALSE);
}

static void take_group(struct reader *reader, const char *name)
{
    for (enum key_group group = 0; group < GROUPS; group++) {
        if (!key_group_in_file(group) || strcmp(key_group_name(group), name) != 0)
            continue;
        reader->place = IN_GROUP;
        reader->group = group;
        return;
    }
    reader->place = IN_UNKNOWN_GROUP;
    char *names = group_names(), *shown = text_shown(name);
    COMPLAIN(reader, "there is no group [%s]; there are %s", shown, names);
    g_free(shown);
    g_free(names);
}

/* ---- Keys ---- */

static char *key_names(enum key_group group)
{
    GString *names = g_string_new(NULL);
    for (unsigned i = 0; i < key_count; i++)
        if (keys[i].group == group)
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", keys[i].name);
    return g_string_free(names, FALSE);
}

/* The key, if it may stand here; else NULL after saying why. */
static const struct key *find_key(struct reader *reader, const char *name)
{
    const char *group = key_group_name(reader->group);
    const struct key *key = key_by_name(reader->group, name);
    if (!key) {
        char *names = key_names(reader->group), *shown = text_shown(name);
        COMPLAIN(reader, "[%s] has no key \"%s\"; it has %s", group, shown, names);
        g_free(shown);
        g_free(names);
        return NULL;
    }
    unsigned earlier = GPOINTER_TO_UINT(g_hash_table_lookup(reader->seen, key));
    if (earlier) {
        COMPLAIN(reader, "[%s] %s is set on line %u already; keep one%s", group, name, earlier,
                 key->type == KEY_LIST ? ", and separate several values with ;" : "");
        return NULL;
    }
    g_hash_table_insert(reader->seen, (gpointer)key, GUINT_TO_POINTER(reader->line));
    return key;
}

/* A file name in the file is relative to the file, not to where the phone was started. */
static char *resolve(const struct reader *reader, const char *text)
{
    if (g_str_has_prefix(text, "~/"))
        return g_build_filename(g_get_home_dir(), text + 2, NULL);
    char *folder = g_path_get_dirname(reader->path);
    char *path = *text ? g_canonicalize_filename(text, folder) : g_strdup(text);
    g_free(folder);
    return path;
}

static void add(struct reader *reader, const struct key *key, const char *text)
{
    char *where = g_strdup_printf("%s:%u: [%s] %s", reader->path, reader->line,
                                  key_group_name(reader->group), key->name);
    char *path = key->type == KEY_PATH ? resolve(reader, text) : NULL;
    settings_add(reader->settings, key, path ? path : text, where, reader->source);
    g_free(path);
}

static void take_value(struct reader *reader, GKeyFile *file, const struct key *key)
{
    char *one = NULL, **many = NULL;
    GError *error = NULL;
    if (key->type == KEY_LIST)
        many = g_key_file_get_string_list(file, "_", key->name, NULL, &error);
    else
        one = g_key_file_get_string(file, "_", key->name, &error);

    if (error)
        COMPLAIN(reader,
                 "[%s] %s has a \\ that means nothing; there are \\s, \\n, \\t, \\r and \\\\",
                 key_group_name(reader->group), key->name);
    else if (one || !many[0])
        add(reader, key, one ? one : "");
    else
        for (char **text = many; *text; text++)
            add(reader, key, g_strstrip(*text));
    g_clear_error(&error);
    g_free(one);
    g_strfreev(many);
}

/* ---- Lines ---- */

/* The line by itself. NULL: GKeyFile cannot read it. */
static GKeyFile *parse(const char *group, const char *line)
{
    char *text = g_strconcat(group, line, NULL);
    GKeyFile *file = g_key_file_new();
    if (!g_key_file_load_from_data(file, text, strlen(text), G_KEY_FILE_KEEP_TRANSLATIONS, NULL))
        g_clear_pointer(&file, g_key_file_unref);
    g_free(text);
    return file;
}

static void take_key(struct reader *reader, const char *line)
{
    GKeyFile *file = parse("[_]\n", line);
    char **names = file ? g_key_file_get_keys(file, "_", NULL, NULL) : NULL;
    if (!names) { /* what stands there is not shown: it might be a secret */
        COMPLAIN(reader, "%s", "this is neither [group] nor key = value nor a # comment");
    } else if (names[0] && reader->place == BEFORE_GROUPS) {
        char *shown = text_shown(names[0]);
        COMPLAIN(reader, "\"%s\" stands before any [group]", shown);
        g_free(shown);
    } else if (names[0] && reader->place == IN_GROUP) {
        const struct key *key = find_key(reader, names[0]);
        if (key)
            take_value(reader, file, key);
    }
    g_strfreev(names);
    g_clear_pointer(&file, g_key_file_unref);
}

static void take_line(struct reader *reader, char *line)
{
    reader->line++;
    if (!g_utf8_validate(line, -1, NULL)) {
        COMPLAIN(reader, "%s", "this is not UTF-8; save the file in that encoding");
        return;
    }
    g_strstrip(line); /* GKeyFile would keep a blank at the end, and nobody means it */
    GKeyFile *file = *line == '[' ? parse("", line) : NULL;
    char *group = file ? g_key_file_get_start_group(file) : NULL;
    if (group)
        take_group(reader, group);
    else
        take_key(reader, line);
    g_free(group);
    g_clear_pointer(&file, g_key_file_unref);
}

void config_read(const char *path, const char *bytes, size_t size, struct settings *settings)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    struct reader reader = {.path = path, .settings = settings, .source = 1};
    if (size > CONFIG_BYTES_MAX) {
        settings_complain(settings, "%s: is longer than %d KiB; is it a configuration?", path,
                          CONFIG_BYTES_MAX / 1024);
        return;
    }
    if (memchr(bytes, '\0', size)) {
        settings_complain(settings, "%s: is no text; write it as UTF-8", path);
        return;
    }
    reader.seen = g_hash_table_new(NULL, NULL);
    char *text = g_strndup(bytes, size);
    char **lines = g_strsplit(
        text + (g_str_has_prefix(text, byte_order_mark) ? strlen(byte_order_mark) : 0), "\n", -1);
    for (char **line = lines; *line; line++)
        take_line(&reader, *line);
    g_strfreev(lines);
    g_free(text);
    g_hash_table_unref(reader.seen);
}

/* ---- The file ---- */

char *config_default_path(void)
{
    return g_build_filename(g_get_user_config_dir(), "offhook", "phone.conf", NULL);
}

/* Why this is not to be read; NULL: it may be. A pipe may never end. */
static const char *no_file(int fd)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return g_strerror(errno);
    if (S_ISREG(status.st_mode) || S_ISCHR(status.st_mode)) /* /dev/null is one */
        return NULL;
    return S_ISDIR(status.st_mode) ? "it is a folder" : "it is no file";
}

/* At most one byte more than is allowed. Returns their number, or -1 and errno. */
static gssize read_bytes(int fd, char *bytes)
{
    gssize size = 0, count = 1;
    while (size <= CONFIG_BYTES_MAX && count != 0) {
        count = read(fd, bytes + size, (size_t)(CONFIG_BYTES_MAX + 1 - size));
        if (count < 0 && errno != EINTR)
            return -1;
        size += MAX(count, 0);
    }
    return size;
}

bool config_load(const char *path, struct settings *settings)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return false;
    const char *why = fd < 0 ? g_strerror(errno) : no_file(fd);
    char *bytes = g_malloc(CONFIG_BYTES_MAX + 1);
    gssize size = why ? -1 : read_bytes(fd, bytes);
    if (!why && size < 0)
        why = g_strerror(errno);
    if (why)
        settings_complain(settings, "%s: cannot be read: %s", path, why);
    else
        config_read(path, bytes, (size_t)size, settings);
    g_free(bytes);
    if (fd >= 0)
        close(fd);
    return true;
}
