/* Stories are searched, not written: another world, another strategy, another text. */
#include "walk.h"

#include <stdio.h>

#include "check.h"

static int story(const char *strategy, const char *adversaries, char *text, size_t size)
{
    FILE *file = tmpfile();
    int status;

    assert_non_null(file);
    status = check_story(strategy, adversaries, file);
    rewind(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    fclose(file);
    return status;
}

static void a_broken_strategy_shows_its_counterexample(void **state)
{
    char text[8000];

    (void)state;
    assert_int_equal(story("pr61", "grab", text, sizeof text), 1);
    assert_non_null(strstr(text, "pr61 breaks"));
    assert_non_null(strstr(text, "the engine grabs the audio session"));
    assert_non_null(strstr(text, "taken by the engine"));
}

static void offhook_shows_the_way_to_a_call(void **state)
{
    char text[8000];

    (void)state;
    assert_int_equal(story("offhook", "grab", text, sizeof text), 0);
    assert_non_null(strstr(text, "offhook holds in all"));
    assert_non_null(strstr(text, "engine accept A"));
    assert_non_null(strstr(text, "up, open"));
}

static void another_adversary_gives_another_story(void **state)
{
    char grab[8000];
    char lose[8000];

    (void)state;
    story("pr61", "grab", grab, sizeof grab);
    story("pr61", "lose", lose, sizeof lose);
    assert_string_not_equal(grab, lose);
    assert_int_equal(story("pr61", "none", lose, sizeof lose), 0);
}

static void unknown_names_are_refused(void **state)
{
    char text[100];

    (void)state;
    assert_int_equal(story("nobody", "grab", text, sizeof text), 2);
    assert_int_equal(story("pr61", "nothing", text, sizeof text), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broken_strategy_shows_its_counterexample),
        cmocka_unit_test(offhook_shows_the_way_to_a_call),
        cmocka_unit_test(another_adversary_gives_another_story),
        cmocka_unit_test(unknown_names_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
