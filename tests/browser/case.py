"""A test with a browser and a proxy of its own."""
import os
import unittest

from chromium import Chromium, key_pin
from proxy import PASSWORD, Proxy

SKIPPED = 77


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.proxy = cls.enterClassContext(Proxy())
        cls.browser = cls.enterClassContext(Chromium([key_pin(cls.proxy.certificate)]))

    def page(self, user=None, way="wss"):
        """A page, registered as this user by `way`."""
        page = self.enterContext(self.browser.page())
        if user:
            page.register(getattr(self.proxy, way), self.proxy.uri(user), PASSWORD)
        return page


def main():
    """As unittest.main, but skipped where there is no page to load (`packages` said why)."""
    if not os.path.exists(os.path.join(os.environ["BROWSER_PAGE"], "page.js")):
        print("skipped: there is no JsSIP here")
        raise SystemExit(SKIPPED)
    unittest.main()
