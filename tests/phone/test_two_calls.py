"""A second call while the user talks: held and answered, ended and answered, declined, swapped."""
import unittest

from phone import Phone
from sipp import Sipp, ack, bye, invite, recv, reply, request, ringing, sdp, send

UP = (invite(), ringing(), recv(200), ack())
WE_END = (request("BYE"), reply("200 OK"))


def held(version):
    return (request("INVITE", "a=sendonly"), reply("200 OK", sdp("recvonly", version=version)), request("ACK"))


def resumed(version):
    return (request("INVITE", "a=sendrecv"), reply("200 OK", sdp("sendrecv", version=version)), request("ACK"))


def state(phone, call):
    phone.do("calls")
    return phone.expect("call", call=call)


class TwoCalls(unittest.TestCase):
    def first(self, phone):
        self.assertFalse(phone.expect("ringing", call=1)["waiting"])
        phone.do("answer")
        phone.expect("connected", call=1)

    def hang_up(self, phone, call):
        phone.do(f"hangup {call}")
        self.assertEqual(phone.expect("ended", call=call)["reason"], "user")

    def test_hold_and_answer(self):
        with Phone() as phone, Sipp(*UP, *held(2), *resumed(3), *WE_END, phone=phone):
            self.first(phone)
            with Sipp(*UP, *WE_END, phone=phone):
                self.assertTrue(phone.expect("ringing", call=2)["waiting"])
                phone.do("answer")
                phone.together(("held", 1), ("connected", 2))
                self.assertEqual(state(phone, 1)["text"], "held")
                self.assertEqual(state(phone, 2)["text"], "up")
                self.hang_up(phone, 2)
            phone.do("resume")
            phone.expect("resumed", call=1)
            self.hang_up(phone, 1)

    def test_swap(self):
        with Phone() as phone, Sipp(*UP, *held(2), *resumed(3), *held(4), *WE_END, phone=phone):
            self.first(phone)
            with Sipp(*UP, *held(2), *resumed(3), *WE_END, phone=phone):
                phone.expect("ringing", call=2)
                phone.do("answer")
                phone.together(("held", 1), ("connected", 2))
                phone.do("swap")
                phone.together(("resumed", 1), ("held", 2))
                self.assertEqual([state(phone, call)["text"] for call in (1, 2)], ["up", "held"])
                phone.do("swap")
                phone.together(("resumed", 2), ("held", 1))
                self.hang_up(phone, 2)
            self.hang_up(phone, 1)

    def test_all_talk_on_a_test_bench(self):
        with Phone("--focus", "all") as phone, Sipp(*UP, *held(2), *WE_END, phone=phone):
            self.first(phone)
            with Sipp(*UP, *held(2), *resumed(3), *WE_END, phone=phone):
                phone.expect("ringing", call=2)
                phone.do("answer")
                phone.expect("connected", call=2)
                self.assertEqual([state(phone, call)["text"] for call in (1, 2)], ["up", "up"])
                phone.do("hold 2")
                phone.expect("held", call=2)
                phone.do("swap")  # nobody holds the other one for us here
                phone.together(("resumed", 2), ("held", 1))
                self.hang_up(phone, 2)
            self.hang_up(phone, 1)

    def test_end_and_answer(self):
        with Phone() as phone, Sipp(*UP, *WE_END, phone=phone):
            self.first(phone)
            with Sipp(*UP, *WE_END, phone=phone):
                phone.expect("ringing", call=2, waiting=True)
                phone.do("end-and-answer")
                phone.together(("ended", 1), ("connected", 2))
                self.assertTrue(phone.all("ended", call=1, reason="user"))
                self.hang_up(phone, 2)

    def test_end_and_answer_with_nothing_to_end(self):
        with Phone() as phone, Sipp(*UP, *WE_END, phone=phone):
            phone.expect("ringing", call=1)
            phone.do("end-and-answer 1")
            phone.expect("connected", call=1)
            self.hang_up(phone, 1)

    def test_the_held_one_outlives_end_and_answer(self):
        with Phone() as phone, Sipp(*UP, *held(2), *WE_END, phone=phone):
            self.first(phone)
            phone.do("hold")
            phone.expect("held", call=1)
            with Sipp(*UP, *WE_END, phone=phone):
                self.assertFalse(phone.expect("ringing", call=2)["waiting"])
                phone.do("end-and-answer")
                phone.expect("connected", call=2)
                self.hang_up(phone, 2)
            self.hang_up(phone, 1)

    def test_the_second_is_declined(self):
        with Phone("--decline", "486") as phone, Sipp(*UP, *WE_END, phone=phone):
            self.first(phone)
            with Sipp(invite(), ringing(), recv(486), ack(branch="first"), phone=phone):
                phone.expect("ringing", call=2, waiting=True)
                phone.do("decline")
                self.assertEqual(phone.expect("ended", call=2)["reason"], "user")
            self.assertEqual(state(phone, 1)["text"], "up")
            self.hang_up(phone, 1)

    def test_the_second_gives_up(self):
        with Phone() as phone, Sipp(*UP, *WE_END, phone=phone):
            self.first(phone)
            cancel = (invite(), ringing(), self.cancel(), recv(200), recv(487), ack(branch="first"))
            with Sipp(*cancel, phone=phone):
                phone.expect("ringing", call=2, waiting=True)
                self.assertEqual(phone.expect("ended", call=2)["reason"], "remote")
            self.hang_up(phone, 1)

    def test_a_call_is_placed_while_another_is_up(self):
        callee = (request("INVITE"), reply("180 Ringing"), reply("200 OK", sdp()), request("ACK"), *WE_END)
        with Phone() as phone, Sipp(*UP, *held(2), bye(9), phone=phone), Sipp(*callee) as bob:
            self.first(phone)
            phone.do("call " + bob.uri)
            phone.together(("connected", 2), ("ended", 1))
            self.hang_up(phone, 2)

    def test_one_peer_holds_while_the_other_is_talked_to(self):
        peer_holds = (invite("sendonly", 2, "hold"), recv(100, optional=True), recv(200), ack(2, "ackhold"))
        with Phone() as phone, Sipp(*UP, *peer_holds, *held(2), *WE_END, phone=phone):
            self.first(phone)
            phone.expect("remote_held", call=1)
            self.assertTrue(state(phone, 1)["remote_held"])
            with Sipp(*UP, *WE_END, phone=phone):
                phone.expect("ringing", call=2)
                phone.do("answer")
                phone.expect("connected", call=2)
                self.hang_up(phone, 2)
            self.hang_up(phone, 1)

    def test_hold_and_answer_and_swap_on_the_fake_ios_platform(self):
        """The system holds the other one itself."""
        with Phone("--ui", "fake-ios") as phone, Sipp(*UP, *held(2), *resumed(3), *WE_END, phone=phone):
            self.first(phone)
            with Sipp(*UP, *held(2), *WE_END, phone=phone):
                phone.expect("ringing", call=2, waiting=True)
                phone.do("answer")
                phone.together(("held", 1), ("connected", 2))
                phone.do("swap")
                phone.together(("resumed", 1), ("held", 2))
                self.hang_up(phone, 2)
            self.hang_up(phone, 1)

    def cancel(self):
        return send("CANCEL", 1, "first", to="")


class BadInput(unittest.TestCase):
    def test_commands_without_a_call(self):
        lines = ("answer", "end-and-answer", "end-and-answer 1", "decline", "swap", "mute", "unmute", "mute 3", "dtmf",
                 "dtmf 1", "dtmf 1 2", "transfer", "transfer sip:a@b", "transfer 1 sip:a@b", "hold", "resume")
        with Phone() as phone:
            for line in lines:
                phone.do(line)
                self.assertIn(line.split()[0], phone.expect("error")["text"], line)

    def test_commands_with_a_call(self):
        lines = {"swap": "no such call", "swap 1": "takes nothing", "end-and-answer": "no such call",
                 "mute 2": "no call 2", "mute 1 2": "no call 1 2", "mute x": "no call x", "unmute": "no such call",
                 "dtmf": "dtmf what?", "dtmf 12e": '"e"', "dtmf 1 ä": '"ä"', "dtmf 1 1 1": '" "', "dtmf 7 1": "no call 7",
                 "dtmf +": '"+"', "transfer": "transfer what?", "transfer bob": "not a SIP address",
                 "transfer 1 tel:+1": "not a SIP address", "transfer 9 sip:a@127.0.0.1": "no call 9",
                 "transfer x sip:a@127.0.0.1": "no call x",
                 "transfer 1  ": "not a SIP address"}
        with Phone() as phone, Sipp(*UP, *WE_END, phone=phone):
            phone.expect("ringing", call=1)
            phone.do("transfer 1 sip:a@127.0.0.1")
            self.assertIn("not connected", phone.expect("error")["text"])
            phone.do("answer")
            phone.expect("connected", call=1)
            for line, answer in lines.items():
                phone.do(line)
                self.assertIn(answer, phone.expect("error")["text"], line)
            self.assertEqual(state(phone, 1)["text"], "up")
            phone.do("hangup")
            phone.expect("ended", call=1, reason="user")


if __name__ == "__main__":
    unittest.main()
