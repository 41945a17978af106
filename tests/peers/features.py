"""What is tried with each peer: a feature is a function that returns when it was seen, or raises.

`case.phone(...)` starts a phone of ours, `case.peer` is the other end, already running.
"""
import contextlib
import random

from phone import BOUND_S, Phone
from sipp import Sipp, reply, request, sdp

OURS_HZ, THEIRS_HZ, CAROLS_HZ = 620, 440, 800
CAROL = (request("INVITE"), reply("180 Ringing"), reply("200 OK", sdp()), request("ACK"), request("BYE"),
         reply("200 OK"))
FEATURES = []


def feature(name):
    def add(function):
        FEATURES.append((name, function))
        return function
    return add


class Case(contextlib.ExitStack):
    """One feature with one peer; `other_peer` is the same program once more. For digits by INFO that one is set to
    send them so."""

    def __init__(self, peer, other_peer):
        super().__init__()
        self.peer, self.other_peer = peer, other_peer

    def phone(self, *options, transport="udp", address="127.0.0.1:0"):
        return self.enter_context(Phone("--audio", f"tone:{OURS_HZ}", "--measure", *options,
                                        listen=(f"{transport}:{address}",)))

    def called(self, *options, transport="udp", peer=None):
        """The peer calls us, and we answer."""
        phone = self.phone(*options, transport=transport)
        self.rings(phone, transport, peer)
        phone.do("answer")
        phone.expect("connected", call=1)
        return phone

    def rings(self, phone, transport="udp", peer=None):
        peer = peer or self.peer
        peer.begin()
        peer.call(phone.uri() + (";transport=tcp" if transport == "tcp" else ""))
        phone.expect("ringing", call=1)

    def calls(self, *options, transport="udp"):
        """We call the peer, and it answers."""
        phone = self.phone(*options, transport=transport)
        self.rings_there(phone, transport)
        self.peer.answer()
        phone.expect("connected", call=1)
        return phone

    def rings_there(self, phone, transport="udp"):
        self.peer.begin()
        phone.do("call " + self.peer.uri(transport))
        phone.expect("progress", call=1)

    def both_hear(self, phone, after_change=False):
        """Each end hears the other's tone in what it decodes."""
        self.hears(phone)
        if self.peer.records_on or not after_change:
            self.peer.hears_hz(OURS_HZ)

    def hears(self, phone, hz=THEIRS_HZ):
        for _ in range(BOUND_S * 10):
            heard = phone.expect("measured", incoming=True)
            if abs(heard["hz"] - hz) <= 10 and heard["level_db"] > -30:
                return
        raise AssertionError(f"{hz} Hz was not heard; the last was {heard}")

    def ended(self, phone, *reasons):
        reason = phone.expect("ended", call=1)["reason"]
        assert reason in reasons, reason

    def hang_up(self, phone):
        phone.do("hangup")
        self.ended(phone, "user")


# ---- Calls ----

@feature("call in, UDP")
def call_in(case):
    phone = case.called()
    case.both_hear(phone)
    case.hang_up(phone)


@feature("call in, TCP")
def call_in_tcp(case):
    phone = case.called(transport="tcp")
    case.both_hear(phone)
    case.hang_up(phone)


@feature("call out, UDP")
def call_out(case):
    phone = case.calls()
    case.both_hear(phone)
    case.hang_up(phone)


@feature("call out, TCP")
def call_out_tcp(case):
    phone = case.calls(transport="tcp")
    case.both_hear(phone)
    case.hang_up(phone)


@feature("PCMA")
def pcma(case):
    phone = case.calls("--codecs", "pcma")
    case.both_hear(phone)
    case.hang_up(phone)


@feature("PCMU")
def pcmu(case):
    phone = case.calls("--codecs", "pcmu")
    case.both_hear(phone)
    case.hang_up(phone)


@feature("Opus")
def opus(case):
    phone = case.calls("--codecs", "opus")
    case.both_hear(phone)
    case.hang_up(phone)


# ---- Calls that come to nothing ----

@feature("declined by us")
def declined_by_us(case):
    phone = case.phone()
    case.rings(phone)
    phone.do("decline")
    case.ended(phone, "user")
    case.peer.wait("[Dd]ecline")


@feature("declined by the peer")
def declined_by_peer(case):
    phone = case.phone()
    case.rings_there(phone)
    case.peer.decline()
    case.ended(phone, "declined", "busy")


@feature("busy here")
def busy_here(case):
    """Our only place for a call is taken."""
    phone = case.phone("--calls", "1")
    other = case.enter_context(Phone())
    other.do("call " + phone.uri())
    phone.expect("ringing", call=1)
    case.peer.begin()
    case.peer.call(phone.uri())
    phone.expect("refused", code=486)
    case.peer.wait("[Bb]usy|error|486")


@feature("cancelled by us")
def cancelled_by_us(case):
    phone = case.phone()
    case.rings_there(phone)
    case.hang_up(phone)


@feature("cancelled by the peer")
def cancelled_by_peer(case):
    phone = case.phone()
    case.rings(phone)
    case.peer.cancel()
    case.ended(phone, "remote")


# ---- Within a call ----

@feature("hold by us, and resume")
def hold_by_us(case):
    phone = case.called()
    phone.do("hold")
    phone.expect("held", call=1)
    phone.do("resume")
    phone.expect("resumed", call=1)
    case.both_hear(phone, after_change=True)
    case.hang_up(phone)


@feature("hold by the peer, and resume")
def hold_by_peer(case):
    phone = case.calls()
    case.peer.hold()
    phone.expect("remote_held", call=1)
    case.peer.resume()
    phone.expect("remote_resumed", call=1)
    case.both_hear(phone, after_change=True)
    case.hang_up(phone)


@feature("mute")
def mute(case):
    """The peer hears silence, and us again later; the other way is as it was."""
    phone = case.called()
    case.both_hear(phone)
    phone.do("mute")
    phone.expect("muted", call=1)
    case.peer.hears_hz(0)
    case.hears(phone)
    phone.do("unmute")
    case.both_hear(phone)
    case.hang_up(phone)


@feature("digits by RTP, to the peer")
def digits_rtp_to_peer(case):
    phone = case.called()
    case.peer.begin()
    phone.do("dtmf 159*#")
    assert case.peer.digits(5) == "159*#", case.peer.digits(5)
    case.hang_up(phone)


@feature("digits by RTP, from the peer")
def digits_rtp_from_peer(case):
    phone = case.called()
    case.peer.dial("1")
    case.peer.dial("#")
    assert "".join(phone.expect("digits", call=1)["text"] for _ in range(2)) == "1#"
    case.hang_up(phone)


@feature("digits by INFO, to the peer")
def digits_info_to_peer(case):
    """We send no RTP that could carry them."""
    phone = case.called("--audio", "none")
    case.peer.begin()
    phone.do("dtmf 27#")
    assert case.peer.digits(3) == "27#", case.peer.digits(3)
    case.hang_up(phone)


@feature("digits by INFO, from the peer")
def digits_info_from_peer(case):
    phone = case.called(peer=case.other_peer)
    case.other_peer.dial("2")
    case.other_peer.dial("*")
    assert "".join(phone.expect("digits", call=1)["text"] for _ in range(2)) == "2*"
    case.hang_up(phone)


@feature("hang-up by us")
def hang_up_by_us(case):
    phone = case.called()
    case.hang_up(phone)
    case.peer.wait("[Tt]erminated|ended|[Cc]losed")


@feature("hang-up by the peer")
def hang_up_by_peer(case):
    phone = case.called()
    case.peer.hang_up()
    case.ended(phone, "remote")


# ---- Transfer ----

@feature("transfer by us")
def transfer_by_us(case):
    """The peer calls Carol as we ask, tells us so, and we are out of it."""
    phone = case.called()
    carol = case.enter_context(Sipp(*CAROL))
    phone.do("transfer " + carol.uri)
    phone.expect("transferred", call=1)
    case.ended(phone, "transferred", "remote")
    case.peer.hang_up()


@feature("transfer by the peer")
def transfer_by_peer(case):
    """We call Carol as the peer asks, and tell it so."""
    phone = case.called("--transfer", "follow")
    carol = case.enter_context(Sipp(*CAROL))
    case.peer.transfer(carol.uri)
    phone.expect("transfer_asked", call=1)
    phone.expect("connected", call=2)
    phone.do("hangup 2")
    phone.expect("ended", call=2)


ASSIGNED = r"assigned id (\d+)"  # linphonec's number for a call


def usual_port():
    """linphonec forgets the port of whom it joins, so that is SIP's own, at an address that nobody else has."""
    return f"127.{random.randrange(1, 255)}.{random.randrange(1, 255)}.1:5060"


@feature("attended transfer by the peer")
def attended_transfer_by_peer(case):
    """The peer talks to another one, calls us, and joins us two (Replaces): our call goes on without a ring."""
    phone = case.phone(address=usual_port())
    case.peer.begin()
    case.other_peer.begin()
    case.peer.call(case.other_peer.uri())
    one = case.peer.wait(ASSIGNED)[1]
    case.other_peer.wait("incoming call")
    case.other_peer.answer()
    case.peer.wait("connected")
    case.peer.hold()
    case.peer.call(phone.uri())
    other = case.peer.wait(ASSIGNED)[1]
    phone.expect("ringing", call=1)
    phone.do("answer")
    phone.expect("connected", call=1)
    case.peer.join(one, other)
    phone.expect("replaced", call=1)
    phone.expect("connected", call=1)
    case.hears(phone)
    case.other_peer.hears_hz(OURS_HZ)
    assert len(phone.all("ringing")) == 1
    case.hang_up(phone)
    case.peer.hang_up()


@feature("attended transfer of us, by the peer")
def attended_transfer_of_us(case):
    """The peer talks to us, calls another phone of ours, and joins the two: we call that one in the peer's place
    (REFER with Replaces)."""
    phone = case.called("--transfer", "follow")
    one = case.peer.wait(ASSIGNED)[1]
    case.peer.hold()
    carol = case.enter_context(Phone("--audio", f"tone:{CAROLS_HZ}", "--measure", listen=("udp:" + usual_port(),)))
    case.peer.call(carol.uri())
    other = case.peer.wait(ASSIGNED)[1]
    carol.expect("ringing", call=1)
    carol.do("answer")
    carol.expect("connected", call=1)
    case.peer.join(one, other)
    phone.expect("transfer_asked", call=1)
    phone.expect("connected", call=2)
    carol.expect("replaced", call=1)
    case.hears(phone, CAROLS_HZ)
    case.hears(carol, OURS_HZ)
    assert len(carol.all("ringing")) == 1
    phone.do("hangup 2")
    phone.expect("ended", call=2)
    case.peer.hang_up()
