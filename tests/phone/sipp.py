"""SIPp as the other end. A scenario is a list of steps; the builders write its XML."""
import os
import re
import socket
import subprocess
import tempfile
import threading
import time

SIPP = os.environ.get("SIPP", "sipp")
BOUND_S = 15

SDP = """v=0
      o=alice 1 {version} IN IP[media_ip_type] [media_ip]
      s=-
      c=IN IP[media_ip_type] [media_ip]
      t=0 0
      m=audio {port} RTP/AVP 8
      a=rtpmap:8 PCMA/8000
      a={way}
"""


def sdp(way="sendrecv", port=41000, version=1):
    return SDP.format(way=way, port=port, version=version)


# ---- Steps ----

def send(method, cseq=1, branch="first", body="", to="[peer_tag_param]", headers=(), retrans=False,
         kind="application/sdp"):
    """A request in the dialog. `branch` names the transaction: the same name is the same branch. `kind`: the
    body's type."""
    lines = [
        f"{method} sip:phone@[remote_ip]:[remote_port] SIP/2.0",
        "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=z9hG4bK-[pid]-[call_number]-" + branch,
        'From: "Alice" <sip:alice@[local_ip]:[local_port]>;tag=[pid]t[call_number]',
        f"To: <sip:phone@[remote_ip]:[remote_port]>{to}",
        "Call-ID: [call_id]",
        f"CSeq: {cseq} {method}",
        "Contact: <sip:alice@[local_ip]:[local_port];transport=[transport]>",
        "Max-Forwards: 70",
        *headers,
        *([f"Content-Type: {kind}"] if body else []),
        "Content-Length: [len]",
    ]
    text = "\n      ".join(lines) + "\n\n      " + body
    again = ' retrans="500"' if retrans else ""
    return f"  <send{again}>\n    <![CDATA[\n      {text}\n    ]]>\n  </send>\n"


def reply(status, body="", headers=(), contact="<sip:bob@[local_ip]:[local_port]>"):
    """A response to the request received last. `contact`: None for none."""
    lines = [f"SIP/2.0 {status}", "[last_Via:]", "[last_From:]", "[last_To:];tag=[pid]s[call_number]",
             "[last_Call-ID:]", "[last_CSeq:]", *([f"Contact: {contact}"] if contact else []), *headers,
             *(["Content-Type: application/sdp"] if body else []), "Content-Length: [len]"]
    text = "\n      ".join(lines) + "\n\n      " + body
    return f"  <send>\n    <![CDATA[\n      {text}\n    ]]>\n  </send>\n"


def invite(way="sendrecv", cseq=1, branch="first", port=41000, **more):
    more.setdefault("body", sdp(way, port, cseq))
    return send("INVITE", cseq, branch, retrans=True, **more)


def ack(cseq=1, branch="ack", **more):
    """To a 2xx; to a refusal give it the INVITE's branch."""
    return send("ACK", cseq, branch, **more)


def bye(cseq=9):
    return send("BYE", cseq, f"bye{cseq}", retrans=True) + recv(200)


def recv(code, has=None, body=None, optional=False):
    """A response; `has`: a regular expression that its head must match, `body`: its body."""
    checks = "".join(
        f'<action><ereg regexp="{pattern}" search_in="{where}" check_it="true" assign_to="seen"/></action>'
        for pattern, where in ((has, "msg"), (body, "body")) if pattern)
    mark = ' optional="true"' if optional else ""
    return f'  <recv response="{code}"{mark}>{checks}</recv>\n'


def ringing(code=180, **more):
    return recv(100, optional=True) + recv(code, **more)


def request(method, has=None):
    """A request; `has`: a regular expression that stands in it."""
    check = f'<action><ereg regexp="{has}" search_in="msg" check_it="true" assign_to="seen"/></action>' if has else ""
    return f'  <recv request="{method}">{check}</recv>\n'


def refer(to, cseq=2, headers=(), retrans=True):
    """The peer asks for a transfer; `to` stands in Refer-To. With `retrans` a response must follow."""
    return send("REFER", cseq, f"refer{cseq}", headers=[f"Refer-To: {to}", *headers], retrans=retrans)


def notify(fragment, state="active", cseq=2, event="refer", kind="message/sipfrag", code=200):
    """The peer tells what came of our REFER."""
    return send("NOTIFY", cseq, f"notify{cseq}", headers=[f"Event: {event}", f"Subscription-State: {state}"],
                body=fragment, kind=kind, retrans=True) + recv(code)


def info(body, kind="application/dtmf-relay", cseq=2, code=200, **more):
    return send("INFO", cseq, f"info{cseq}", body=body, kind=kind, retrans=True) + recv(code, **more)


def cancelled():
    """An INVITE that rings and is then cancelled: 180, CANCEL, its 200, the INVITE's 487, ACK."""
    headers = ("Via", "From", "To", "CSeq")
    keep = "".join(f'<ereg regexp=".*" search_in="hdr" header="{name}:" assign_to="{name.lower()}"/>'
                   for name in headers)
    terminated = reply("487 Request Terminated")
    for name in headers:
        terminated = terminated.replace(f"[last_{name}:]", f"{name}:[${name.lower()}]")
    return (f'  <recv request="INVITE"><action>{keep}</action></recv>\n' + reply("180 Ringing")
            + request("CANCEL") + reply("200 OK") + terminated + request("ACK"))


RELIABLE = """  <recv response="{code}">
    <action><ereg regexp="[0-9]+" search_in="hdr" header="RSeq:" check_it="true" assign_to="rseq"/></action>
  </recv>
"""


def ringing_reliably(code=180):
    return recv(100, optional=True) + RELIABLE.format(code=code)


def prack(cseq=2):
    return send("PRACK", cseq, "prack", headers=[f"RAck: [$rseq] 1 INVITE"], retrans=True) + recv(200)


def scenario(*steps):
    body = "".join(steps)
    used = sorted(set(re.findall(r'assign_to="(\w+)"', body)))
    reference = f'  <Reference variables="{",".join(used)}"/>\n' if used else ""
    return ('<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="test">\n'
            + body + reference + "</scenario>\n")


# ---- Running ----

def free_port(kind=socket.SOCK_DGRAM, family=socket.AF_INET):
    with socket.socket(family, kind) as probe:
        probe.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
        return probe.getsockname()[1]


class Sipp:
    """One run of a scenario; leaving the block waits for its success. Without a phone it is a callee."""

    def __init__(self, *steps, phone=None, index=0, calls=1, extra=(), bound_s=2 * BOUND_S):
        target = phone.addresses[index] if phone else "udp:127.0.0.1:0"
        transport, where = target.split(":", 1)
        ipv6 = "[" in where
        self.local = free_port(socket.SOCK_STREAM if transport == "tcp" else socket.SOCK_DGRAM,
                               socket.AF_INET6 if ipv6 else socket.AF_INET)
        self.folder = tempfile.TemporaryDirectory()
        file = os.path.join(self.folder.name, "scenario.xml")
        with open(file, "w", encoding="latin-1") as out:
            out.write(scenario(*steps))
        self.bound_s = bound_s
        self.process = subprocess.Popen(
            [SIPP, *([where] if phone else []), "-sf", file, "-i", "[::1]" if ipv6 else "127.0.0.1",
             "-mi", "::1" if ipv6 else "127.0.0.1",
             "-p", str(self.local), "-m", str(calls), "-t", "t1" if transport == "tcp" else "u1",
             "-nostdin", "-timeout", str(bound_s), "-timeout_error",
             "-trace_err", "-error_file", "errors", "-trace_msg", "-message_file", "messages", *extra],
            cwd=self.folder.name, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if not phone:
            self._wait_until_bound()

    def _wait_until_bound(self):
        mark = f":{self.local:04X} "
        until = time.monotonic() + BOUND_S
        while time.monotonic() < until:
            with open("/proc/net/udp", encoding="ascii") as table:
                if any(mark in line for line in table):
                    return
            give_way()
        raise AssertionError("SIPp does not listen")

    @property
    def uri(self):
        return f"sip:bob@127.0.0.1:{self.local}"

    def story(self):
        text = ""
        for name in ("errors", "messages"):
            path = os.path.join(self.folder.name, name)
            if os.path.exists(path):
                with open(path, errors="replace", encoding="utf-8") as file:
                    text += file.read()
        return text

    def saw(self, text):
        """Wait until this stands in a message that it sent or got."""
        until = time.monotonic() + BOUND_S
        while time.monotonic() < until:
            if text in self.story():
                return
            give_way()
        raise AssertionError(f"SIPp saw no {text}")

    def finish(self):
        code = self.process.wait(self.bound_s + 5)
        if code != 0:
            raise AssertionError(f"SIPp exited with {code}\n{self.story()[-6000:]}")

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is None:
            self.finish()
        else:
            self.process.kill()
            self.process.wait()
            print(self.story()[-6000:])
        self.folder.cleanup()


def give_way():
    """Between two looks at the same fact."""
    threading.Event().wait(0.01)
