"""The promise itself, seen from outside: the order of SIP, call UI, audio session and RTP on one clock."""
import socket
import time
import unittest

from phone import BOUND_S, Phone
from sipp import Sipp, ack, give_way, invite, recv, reply, request, ringing
from wire import Wire, is_audible

CALL = (recv(200), ack(), request("BYE"), reply("200 OK"))


class Call:
    """What one call looked like: the times of its facts in microseconds, None for what did not happen."""

    def __init__(self, *options, expect_audio=True):
        with Wire() as wire, Ear() as ear, \
                Phone("--ui", "fake-ios", "--codecs", "pcma", "--audio", "tone:620", *options) as phone, \
                Sipp(invite(port=ear.port), ringing(), *CALL, phone=phone):
            phone.expect("ringing")
            phone.do("answer")
            phone.expect("fulfilled")
            if expect_audio:
                ear.hears()
            else:
                wait_for(lambda: wire.answer(phone.port()))
                phone.process.terminate()  # nobody hears anybody: the user gives up
            if phone.alive() and expect_audio:
                phone.do("hangup")
            phone.expect("ended")
            port = phone.port()
        first = lambda packets: packets[0].at_us if packets else None
        event = lambda name: next((e["at_us"] for e in phone.events if e["event"] == name), None)
        from_phone = wire.rtp(target=ear.port)
        self.rang = first(wire.sip(port, "SIP/2.0 180"))
        self.answered, self.fulfilled = event("answered"), event("fulfilled")
        self.activated, self.audio_on = event("activated"), event("audio_on")
        self.accepted = wire.answer(port).at_us if wire.answer(port) else None
        self.rtp = first(from_phone)
        self.audible = first([packet for packet in from_phone if is_audible(packet.data)])

    def faults(self):
        """The steps of the promised order that do not hold."""
        order = ["rang", "answered", "fulfilled", "activated", "accepted", "audible"]
        times = [getattr(self, name) for name in order]
        wrong = [name for name, at_us in zip(order, times) if at_us is None]
        wrong += [f"{earlier} before {later}"
                  for (earlier, a), (later, b) in zip(zip(order, times), list(zip(order, times))[1:])
                  if a is not None and b is not None and a > b]
        if self.rtp is not None and (self.accepted is None or self.rtp < self.accepted):
            wrong.append("no RTP before the 200")
        return wrong


class Ear:
    """Where the phone is to send its RTP."""

    def __enter__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(BOUND_S)
        self.port = self.socket.getsockname()[1]
        return self

    def __exit__(self, *_):
        self.socket.close()

    def hears(self):
        """Wait for ten audible packets."""
        heard = 0
        while heard < 10:
            heard += is_audible(self.socket.recv(2048))


def wait_for(fact):
    until = time.monotonic() + BOUND_S
    while not fact():
        if time.monotonic() > until:
            raise AssertionError("it did not happen in time")
        give_way()


class Order(unittest.TestCase):
    def test_offhook(self):
        self.assertEqual(Call().faults(), [])

    def test_offhook_when_the_engine_grabs_the_session(self):
        self.assertEqual(Call("--grab", "silent").faults(), [])
        self.assertEqual(Call("--grab", "notified").faults(), [])

    def test_offhook_when_the_activation_takes_long(self):
        self.assertEqual(Call("--activation", "1500").faults(), [])

    def test_this_test_sees_that_eager_accepts_too_early(self):
        self.assertEqual(Call("--strategy", "eager", "--activation", "500").faults(), ["activated before accepted"])

    def test_this_test_sees_that_eager_is_silent_when_the_engine_grabs_the_session(self):
        call = Call("--strategy", "eager", "--grab", "silent", expect_audio=False)
        self.assertEqual(call.faults(), ["activated", "audible"])

    def test_this_test_sees_a_200_that_leaves_before_the_activation(self):
        """Accepted at once with closed gates is allowed by policy; the order on the wire then differs."""
        call = Call("--accept", "gated", "--activation", "500")
        self.assertEqual(call.faults(), ["activated before accepted"])
        self.assertGreater(call.rtp, call.activated)


if __name__ == "__main__":
    unittest.main()
