"""`offhook demo`: one command, and its word can be trusted."""
import os
import re
import tempfile
import unittest

from phone import run


def story(output):
    """What the other strategies give, without the name of the adversary that was asked for."""
    text = output.partition(" world with the strategy")[2].rpartition("\ndemo: ")[0]
    return re.sub(r"\(adversary: \S+\)", "", text)


class Demo(unittest.TestCase):
    def demo(self, *options):
        with tempfile.TemporaryDirectory() as folder:
            page = os.path.join(folder, "page.html")
            result = run("demo", "-o", page, *options)
            if os.path.exists(page):
                with open(page, encoding="utf-8") as file:
                    self.assertIn('<main class="ladder">', file.read())
            return result, page

    def test_a_call_answered(self):
        result, page = self.demo()
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertEqual(result.stdout.splitlines()[-1], f"demo: answered; audio both ways; ladder in {page}")
        self.assertIn("activated", result.stdout)
        self.assertIn("strategy eager", result.stdout)
        self.assertIn("strategy pr61", result.stdout)

    def test_another_adversary_makes_another_story(self):
        first, second = self.demo()[0], self.demo("--adversary", "hold")[0]
        self.assertEqual(second.returncode, 0, second.stdout + second.stderr)
        for result in (first, second):
            self.assertGreater(len(story(result.stdout).splitlines()), 10)
        self.assertNotEqual(story(first.stdout), story(second.stdout))

    def test_the_eager_strategy_fails_without_sound(self):
        result = self.demo("--strategy", "eager")[0]
        self.assertEqual(result.returncode, 1)
        self.assertTrue(result.stdout.splitlines()[-1].startswith("demo: failed"), result.stdout)
        self.assertIn("nothing was heard", result.stdout)

    def test_the_eager_strategy_fails_by_the_order_alone(self):
        result = self.demo("--strategy", "eager", "--adversary", "none")[0]
        self.assertEqual(result.returncode, 1)
        self.assertIn("the 200 OK left after the activation", result.stdout.splitlines()[-1])

    def test_a_picture_that_cannot_be_written_is_a_failure(self):
        result = run("demo", "-o", "/dev/null/page.html")
        self.assertEqual(result.returncode, 1)
        self.assertIn("/dev/null/page.html", result.stderr)

    def test_an_unknown_adversary_is_refused(self):
        result = run("demo", "-o", "/dev/null", "--adversary", "gremlins")
        self.assertEqual(result.returncode, 2)


if __name__ == "__main__":
    unittest.main()
