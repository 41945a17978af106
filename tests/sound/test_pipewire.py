"""The same on PipeWire's pulse server, once."""
import os
import subprocess
import unittest

from call import PEER_HZ, SPOKEN_HZ, TONE_DB, Call
from server import Ear, Server, end, environment, wait_for


class PipeWire(Server):
    """Three processes on a private bus instead of one."""

    def start(self):
        self.environment |= {"PIPEWIRE_RUNTIME_DIR": self.folder.name, "XDG_CONFIG_HOME": self.folder.name,
                             "XDG_STATE_HOME": self.folder.name}
        self.socket = os.path.join(self.folder.name, "pulse", "native")
        self.environment["PULSE_SERVER"] = "unix:" + self.socket
        bus = self.run("dbus-daemon", "--session", "--nofork", "--print-address", stdout=subprocess.PIPE, text=True)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        self.process = self.run("pipewire", stdout=subprocess.DEVNULL)
        wait_for(lambda: os.path.exists(os.path.join(self.folder.name, "pipewire-0")), "PipeWire")
        self.others = [self.run(name, stdout=subprocess.DEVNULL) for name in ("wireplumber", "pipewire-pulse")]
        self.others.append(bus)
        wait_for(lambda: self.pactl("info"), "PipeWire's pulse server")
        for name in ("spk", "mic"):
            # Of one channel: two equal ones mixed into one are 3 dB more, or not, as PipeWire happens to link them.
            self.pactl("load-module", "module-null-sink", f"sink_name={name}", "media.class=Audio/Sink", "channels=1",
                       "channel_map=mono")
        wait_for(lambda: {"spk", "mic"} <= {sink["name"] for sink in self.list("sinks")}, "the sinks")
        wait_for(lambda: {"spk.monitor", "mic.monitor"} <= {source["name"] for source in self.list("sources")},
                 "their monitors")
        self.pactl("set-default-sink", "spk")
        self.keep("spk")

    microphone = "mic.monitor"

    def close(self):
        self.drop_kept()
        for process in [*self.others[:2], self.process, self.others[2]]:
            end(process)
        self.others[2].stdout.close()
        self.folder.cleanup()


class Talk(unittest.TestCase):
    def test_both_ways(self):
        with PipeWire() as server, environment(**server.environment):
            server.speak(SPOKEN_HZ)
            with Call(device="device:spk,mic.monitor") as call:
                call.ring()
                wait_for(lambda: server.ours("source-outputs"), "the microphone's stream")
                self.assertTrue(all(stream["corked"] for stream in server.ours("source-outputs")))
                call.answer()
                call.is_heard()
                with Ear(server) as ear:
                    ear.hears(PEER_HZ, TONE_DB)
                call.flows()
                self.assertFalse(any(stream["corked"] for stream in server.ours("source-outputs")))
                call.phone.do("hangup")
                call.phone.expect("ended")
                wait_for(lambda: server.ours("source-outputs") == [], "the streams' end")


if __name__ == "__main__":
    unittest.main()
