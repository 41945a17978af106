"""The phone with an account. Whatever it says is searched for what must not be in it."""
import hashlib
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sip"))
from peers import BOUND_S, Phone  # noqa: E402

PASSWORD = "sesame-7f3a"


class AccountPhone(Phone):
    """Each secret of the test, and each response of a digest, is looked for in all lines at the end."""

    def __init__(self, *options, **keywords):
        self.secrets = {PASSWORD, "-wrong-"}
        super().__init__(*options, **keywords)

    def account(self, uri, password=PASSWORD, **more):
        words = [f"uri={uri}"] + ([f"password={password}"] if password else [])
        if password:
            self.secrets.add(password)
        self.do(" ".join(["account", *words, *(f"{k.replace('_', '-')}={v}" for k, v in more.items())]))

    def no_account(self):
        self.do("account")

    def registration(self, state, **fields):
        rest = "".join(f".* {k}={v}\\b" for k, v in fields.items())
        return self.expect(f"^registration {state}\\b{rest}")

    def registered(self, **fields):
        self.registration("registering")
        return self.registration("registered", **fields)

    def sync_quietly(self):
        """As sync(), from another thread than the one that expects."""
        with self.changed:
            before = self.echoes()
        self.do("sync 5")
        with self.changed:
            assert self.changed.wait_for(lambda: self.echoes() > before, BOUND_S), "it is stuck"

    def echoes(self):
        return sum(line == "synced 5" for line in self.lines)

    def saw(self, request, password=PASSWORD):
        """The credentials of this request are secrets, too."""
        for header in ("Authorization", "Proxy-Authorization"):
            c = request.credentials(header)
            if c:
                ha1 = f"{c['username']}:{c['realm']}:{password}".encode()
                self.secrets |= {c["response"], hashlib.md5(ha1).hexdigest(),
                                 hashlib.sha256(ha1).hexdigest()}

    def close(self):
        super().close()
        story = "\n".join(self.lines)
        for secret in self.secrets:
            assert secret not in story, f"a secret is told: {secret}\n{story}"
        assert not re.search(r'response="(?!\.\.)', story), story
