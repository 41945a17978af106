"""Callers that offer WebRTC as a browser does, or keys in the description (SDES), and are otherwise the one with plain RTP:
what a call costs the phone can be held against that. Nobody is behind the candidate, or has the key, so no media comes of it."""
from phones import Caller

WEBRTC = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0", "m=audio 9 UDP/TLS/RTP/SAVPF 111 0 8 126",
          "c=IN IP4 0.0.0.0", "a=rtcp:9 IN IP4 0.0.0.0", "a=candidate:1 1 udp 2122260223 127.0.0.1 9 typ host",
          "a=ice-ufrag:EsAw", "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1", "a=fingerprint:sha-256 " + ":".join(["A7"] * 32),
          "a=setup:actpass", "a=mid:0", "a=sendrecv", "a=rtcp-mux", "a=rtpmap:111 opus/48000/2", "a=rtpmap:0 PCMU/8000",
          "a=rtpmap:8 PCMA/8000", "a=rtpmap:126 telephone-event/8000", ""]


class BrowserLike(Caller):
    def offer(self):
        return "\r\n".join(WEBRTC)

    def send_tone(self, call, due_ns):
        """There are no keys to send it with."""


class WithKeys(Caller):
    def offer(self):
        return super().offer().replace("RTP/AVP", "RTP/SAVP") + \
            "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + "A" * 40 + "\r\n"

    def send_tone(self, call, due_ns):
        """The phone would take it for noise."""
