"""The HTML page of a trace is well-formed, and each arrow has a tooltip and a label."""

import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

PROGRAM = sys.argv.pop(1)


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.NamedTemporaryFile(suffix=".html") as page:
            subprocess.run([PROGRAM, page.name], check=True)
            text = page.read().decode("utf-8")
        assert text.startswith("<!DOCTYPE html>\n")
        cls.root = xml.fromstring(text.split("\n", 1)[1])

    def rows(self):
        return [g for g in self.root.iter("g") if "row" in g.get("class", "").split()]

    def test_title(self):
        self.assertEqual(self.root.find("head/title").text, "Two <calls> & a 'push'")

    def test_each_arrow_has_a_tooltip_and_a_label(self):
        self.assertGreater(len(self.rows()), 5)
        for row in self.rows():
            self.assertIn(" s: ", row.find("title").text)
            self.assertTrue(any("label" in t.get("class", "") for t in row.iter("text")))

    def test_facts_point_to_offhook_and_orders_away_from_it(self):
        for row in self.rows():
            move = row.find("path[@class='arrow']").get("d")
            start, end = (float(x) for x in (move[1:].split(" ")[0], move.split("H")[1]))
            offhook = 470
            if "order" in row.get("class"):
                self.assertLess(abs(start - offhook), abs(end - offhook))
            else:
                self.assertLess(abs(end - offhook), abs(start - offhook))

    def test_each_row_is_below_the_one_before(self):
        heights = [float(row.find("path[@class='arrow']").get("d")[1:].split("H")[0].split(" ")[1])
                   for row in self.rows()]
        self.assertEqual(heights, sorted(set(heights)))


if __name__ == "__main__":
    unittest.main()
