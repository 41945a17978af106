"""The ring, ring-back and call waiting: heard when they are due, over as soon as they are not."""
import os
import signal
import sys
import unittest

from call import PEER_HZ, SPOKEN_HZ, TONE_DB, Call
from server import Ear, Server, environment, wait_for

from phone import Phone

RING_HZ, WAITING_HZ = 480, 425  # 480 is one half of the ring, as loud as the whole of the others
RING_DB = WAITING_DB = -23
BELL = "module-null-sink sink_name=bell rate=48000"


def tones(server):
    return [stream for stream in server.ours("sink-inputs") if stream["properties"]["media.name"] == "tone"]


class Ring(unittest.TestCase):
    def test_it_rings_where_it_should_until_the_answer(self):
        with Server(BELL) as server, environment(**server.environment), Ear(server, "bell.monitor") as bell:
            server.keep("bell")
            with Call("--ring-device", "bell") as call:
                call.ring()
                bell.hears(RING_HZ, RING_DB, within_db=3)
                call.answer()
                wait_for(lambda: tones(server) == [], "the ring's end")
                bell.hears_nothing(RING_HZ)

    def test_it_stops_when_the_caller_gives_up(self):
        with Server() as server, environment(**server.environment), Ear(server) as ear, Call() as call:
            call.ring()
            ear.hears(RING_HZ, RING_DB, within_db=3)
            call.peer.do("hangup")
            call.phone.expect("ended")
            wait_for(lambda: tones(server) == [], "the ring's end")

    def test_ring_back_until_the_callee_answers(self):
        with Server() as server, environment(**server.environment), Ear(server) as ear, Call() as call:
            server.speak(SPOKEN_HZ)
            call.phone.do("call " + call.peer.uri())
            call.peer.expect("ringing")
            ear.hears(WAITING_HZ, WAITING_DB)
            call.peer.do("answer")
            call.phone.expect("connected")
            wait_for(lambda: tones(server) == [], "ring-back's end")
            call.is_heard()
            ear.hears(PEER_HZ, TONE_DB)

    def test_call_waiting_while_one_talks(self):
        with Server() as server, environment(**server.environment), Ear(server) as ear, Call() as call:
            server.speak(SPOKEN_HZ)
            call.ring()
            call.answer()
            with Phone() as other:
                other.do("call " + call.phone.uri())
                call.phone.expect("ringing", call=2)
                ear.hears(WAITING_HZ, WAITING_DB, within_db=3)
                call.is_heard()
                call.phone.do("decline 2")
                call.phone.expect("ended", call=2)
                wait_for(lambda: tones(server) == [], "call waiting's end")


class Blocking(unittest.TestCase):
    def test_a_ring_that_does_not_end_holds_nothing_up(self):
        """The server of the ring stands still: the call is still taken, held and ended in order."""
        with Server() as server, environment(**server.environment), Call() as call:
            call.ring()
            wait_for(lambda: tones(server), "the ring")
            os.kill(server.process.pid, signal.SIGSTOP)
            try:
                call.phone.do("decline")
                self.assertEqual(call.phone.expect("ended")["reason"], "user")
                call.peer.expect("ended")
            finally:
                os.kill(server.process.pid, signal.SIGCONT)
            wait_for(lambda: tones(server) == [], "the ring's end")


if __name__ == "__main__":
    sys.exit(unittest.main())
