"""The pages and pictures of traces: well-formed, whole without a script, nothing from elsewhere, readable in both colours.

usage: check_html.py TRACE_TEST_DRAW OFFHOOK
"""

import os
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

OFFHOOK = sys.argv.pop(2)
PROGRAM = sys.argv.pop(1)
HERE = os.path.dirname(os.path.abspath(__file__))
PICTURE = os.path.join(HERE, "..", "..", "docs", "demo-ladder.svg")
SVG = "{http://www.w3.org/2000/svg}"
AA = 4.5  # WCAG 2.1, 1.4.3: contrast of text


def classes(element):
    return element.get("class", "").split()


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[i:i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def colour_sets(style):
    """The custom properties of each block that has colours."""
    blocks = re.findall(r"\{([^{}]*--card:[^{}]*)\}", style)
    return [dict(re.findall(r"--([a-z]+):(#[0-9a-f]{3,6})", block)) for block in blocks]


class Drawn(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.text, cls.page, cls.picture, cls.shown = {}, {}, {}, {}
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([PROGRAM, folder], check=True)
            for name in ("answered", "two", "failing"):
                with open(f"{folder}/{name}.html", encoding="utf-8") as file:
                    cls.text[name] = file.read()
                with open(f"{folder}/{name}.svg", encoding="utf-8") as file:
                    cls.picture[name] = file.read()
                with open(f"{folder}/{name}.text", encoding="utf-8") as file:
                    cls.shown[name] = file.read()
                assert cls.text[name].startswith("<!DOCTYPE html>\n")
                cls.page[name] = xml.fromstring(cls.text[name].split("\n", 1)[1])

    def steps(self, name):
        return [li for li in self.page[name].iter("li") if "step" in classes(li)]


class Page(Drawn):
    def test_title(self):
        for page in self.page.values():
            self.assertEqual(page.find("head/title").text, "Two <calls> & a 'push'")

    def test_each_arrow_has_a_label_its_words_and_a_lane(self):
        for name in self.page:
            arrows = [p for step in self.steps(name) for p in step.iter("p")]
            self.assertGreater(len(arrows), 5)
            for arrow in arrows:
                self.assertTrue(arrow.get("title"))
                self.assertTrue("".join(arrow.find("i").itertext()))
                self.assertEqual(len({"f", "o"} & set(classes(arrow))), 1)
                self.assertEqual(len({"u", "n", "a", "e"} & set(classes(arrow))), 1)

    def test_each_step_begins_with_a_fact_and_has_a_time_and_a_state(self):
        for name in self.page:
            for step in self.steps(name):
                kinds = ["f" if "f" in classes(p) else "o" for p in step.iter("p")]
                self.assertEqual(kinds, ["f"] + ["o"] * (len(kinds) - 1))
                self.assertRegex(step.find(".//time").text, r"^\d+\.\d\d\d$")
                states = [span.text for span in step.find("div[@class='s']").iter("span")]
                self.assertRegex(states[0], "^audio (off|waiting|preparing|on)$")

    def test_the_steps_are_those_of_the_terminal(self):
        for name in self.page:
            times = [step.find(".//time").text for step in self.steps(name)]
            shown = re.findall(r"^ +(\d+\.\d\d\d) ", self.shown[name], re.MULTILINE)
            self.assertEqual(times, shown)

    def test_the_text_to_be_copied_is_the_terminals(self):
        for name, page in self.page.items():
            self.assertEqual(page.find(".//pre").text, self.shown[name])

    def test_everything_stands_there_without_the_script(self):
        for name, page in self.page.items():
            hidden = {element.tag for element in page.iter() if element.get("hidden")}
            self.assertEqual(hidden, {"nav", "aside"}, name)
            self.assertEqual(page.find("body/nav").get("hidden"), "hidden")
            style = page.find("head/style").text
            self.assertIn(".tools[hidden]{display:none}", style)
            self.assertIn("#panel[hidden]{display:none}", style)

    def test_steps_of_several_calls_can_be_told_apart(self):
        of_second = [step for step in self.steps("two") if "k2" in classes(step)]
        self.assertEqual(len(of_second), 1)
        self.assertIn("engine invited leg 2", of_second[0].find(".//p").get("title"))
        self.assertFalse([step for step in self.steps("answered") if "k" in classes(step)])

    def test_nothing_comes_from_elsewhere(self):
        for text in self.text.values():
            self.assertIn("default-src 'none'", text)
            for outside in ("http:", "https:", " src=", "href=", "url(", "@import", "<link", "<iframe", "fetch(",
                            "XMLHttpRequest", "innerHTML", "eval("):
                self.assertNotIn(outside, text)

    def test_what_the_script_looks_for_is_there(self):
        page = self.page["two"]
        script = page.find("body/script").text
        ids = {element.get("id") for element in page.iter() if element.get("id")}
        for name in re.findall(r"(?:getElementById|byId)\('([a-z]+)'\)", script):
            self.assertIn(name, ids)
        actions = script[script.index("const actions = {"):].split("};")[0]
        keys = re.findall(r": '([a-z]+)'", script[script.index("const keys = {"):].split("};")[0])
        buttons = [element.get("data-do") for element in page.iter() if element.get("data-do")]
        self.assertGreater(len(buttons), 5)
        for name in keys + buttons:
            self.assertRegex(actions, rf"\b{name}\b")

    @unittest.skipUnless(os.path.exists("/usr/bin/node"), "no node to parse the script with")
    def test_the_script_is_javascript(self):
        with tempfile.NamedTemporaryFile("w", suffix=".js", encoding="utf-8") as file:
            file.write(self.page["two"].find("body/script").text)
            file.flush()
            subprocess.run(["/usr/bin/node", "--check", file.name], check=True)


class Colours(Drawn):
    def assert_readable(self, colours):
        papers = [colours[name] for name in ("card", "paper", "hover", "sel", "badbg", "warnbg") if name in colours]
        for paper in papers:
            for ink in ("ink", "soft", "u", "a", "e", "n"):
                self.assertGreaterEqual(contrast(colours[ink], paper), AA, (ink, paper, colours))
        for ink in ("bad", "warn"):
            for paper in (colours["card"], colours.get(ink + "bg", colours["card"]), colours.get("sel", colours["card"])):
                self.assertGreaterEqual(contrast(colours[ink], paper), AA, (ink, paper))

    def test_the_page_in_light_and_dark(self):
        style = self.page["two"].find("head/style").text
        sets = colour_sets(style)
        self.assertEqual(len(sets), 3)  # light; dark by the system, and by the reader's choice
        self.assertEqual(sets[1], sets[2])
        self.assertGreater(luminance(sets[0]["card"]), 0.9)
        self.assertLess(luminance(sets[1]["card"]), 0.05)
        for colours in sets:
            self.assertEqual(set(colours), set(sets[0]))
            self.assert_readable(colours)
        self.assertIn("prefers-color-scheme:dark", style)

    def test_the_picture_in_light_and_dark(self):
        sets = colour_sets(self.picture["two"])
        self.assertEqual(len(sets), 2)
        for colours in sets:
            self.assert_readable(colours)

    def test_the_numbers_of_calls(self):
        for style in (self.page["two"].find("head/style").text, self.picture["two"]):
            badges = re.findall(r"\.[in]\d\{(?:background|fill):(#[0-9a-f]{6})\}", style)
            self.assertEqual(len(badges), 6)
            for colour in badges:
                self.assertGreaterEqual(contrast("#ffffff", colour), AA, colour)


class Picture(Drawn):
    def rows(self, name):
        root = xml.fromstring(self.picture[name])
        return [g for g in root.iter(SVG + "g") if {"f", "o"} & set(classes(g))]

    def test_as_many_arrows_as_on_the_page(self):
        for name in self.picture:
            words = [row.find(SVG + "title").text for row in self.rows(name)]
            titles = [p.get("title").replace(" (ignored)", "") for step in self.steps(name) for p in step.iter("p")]
            self.assertEqual(words, titles)

    def test_facts_point_to_offhook_and_orders_away_from_it(self):
        for row in self.rows("two"):
            move = row.find(SVG + "path[@class='arrow']").get("d")
            start, end = (float(x) for x in (move[1:].split(" ")[0], move.split("H")[1]))
            offhook = 440
            if "o" in classes(row):
                self.assertLess(abs(start - offhook), abs(end - offhook))
            else:
                self.assertLess(abs(end - offhook), abs(start - offhook))

    def test_each_row_is_below_the_one_before_and_in_the_picture(self):
        for name, text in self.picture.items():
            heights = [float(row.find(SVG + "text").get("y")) for row in self.rows(name)]
            self.assertEqual(heights, sorted(set(heights)))
            self.assertLess(heights[-1], float(xml.fromstring(text).get("height")))

    def test_nothing_comes_from_elsewhere(self):
        for text in self.picture.values():
            self.assertEqual(text.count("http"), 1)  # the name space
            for outside in ("href", "url(", "@import", "<script", "<image", "foreignObject"):
                self.assertNotIn(outside, text)


class ReadmesPicture(unittest.TestCase):
    def test_the_demos_ladder_is_what_its_trace_gives(self):
        """If a change of the drawing is meant, draw it again: docs/trace.md says how."""
        drawn = subprocess.run([OFFHOOK, "trace", "svg", os.path.join(HERE, "demo.jsonl"), "-o", "-",
                                "-t", "offhook demo: one call, answered"], check=True, stdout=subprocess.PIPE)
        with open(PICTURE, "rb") as file:
            self.assertEqual(drawn.stdout.decode(), file.read().decode())


if __name__ == "__main__":
    unittest.main()
