"""RFC 6455 over real sockets: framing, control frames, fragments, UTF-8, closing, limits (F-04).

The rows follow the sections of the Autobahn test suite, which runs on Python 2 only: `nox -s autobahn` where there is one.
"""

from __future__ import annotations

import base64
import contextlib
import itertools
import os
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Union

import pytest
from serving import Served, serving

CONT, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
MAX = 64 * 1024

#: What the server says: (opcode, payload), and at its end the code that it closes with.
Said = list[Union[tuple[int, bytes], int, None]]


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, rsv: int = 0, masked: bool = True) -> bytes:
    head = bytes([fin << 7 | rsv << 4 | opcode])
    size, mask = len(payload), 0x80 if masked else 0
    if size < 126:
        head += bytes([mask | size])
    elif size < 65536:
        head += bytes([mask | 126]) + struct.pack("!H", size)
    else:
        head += bytes([mask | 127]) + struct.pack("!Q", size)
    if not masked:
        return head + payload
    key = os.urandom(4)
    return head + key + bytes(byte ^ key[at % 4] for at, byte in enumerate(payload))


def fragments(opcode: int, *payloads: bytes) -> bytes:
    last = len(payloads) - 1
    return b"".join(frame(CONT if at else opcode, data, fin=at == last) for at, data in enumerate(payloads))


def closing(code: int, reason: bytes = b"") -> bytes:
    return frame(CLOSE, struct.pack("!H", code) + reason)


BYE = closing(1000)


@dataclass
class Row:
    sent: bytes
    said: Said
    #: How many bytes at a time; 0: all at once.
    cut: int = 0
    #: Sent when all but the last of `said` was heard.
    then: bytes = b""


def echoed(opcode: int, payload: bytes, cut: int = 0) -> Row:
    return Row(frame(opcode, payload), [(opcode, payload), 1000], cut, BYE)


ROWS: dict[str, Row] = {}

# 1: messages of every length that is written in another way
for opcode, kind in ((TEXT, "text"), (BINARY, "binary")):
    for size in (0, 1, 125, 126, 127, 128, 65535, MAX):
        ROWS[f"1 {kind} of {size}"] = echoed(opcode, b"*" * size)
    ROWS[f"1 {kind} of {MAX} in pieces of 997"] = echoed(opcode, b"*" * MAX, cut=997)
    ROWS[f"1 {kind} of {MAX + 1} is too large"] = Row(frame(opcode, b"*" * (MAX + 1)), [1009])
    ROWS[f"1 {kind} too large in fragments"] = Row(fragments(opcode, b"*" * MAX, b"*"), [1009])

# 2: pings
for name, payload in {
    "empty": b"",
    "text": b"Hello",
    "binary": b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff",
    "125": b"\xfe" * 125,
}.items():
    ROWS[f"2 ping {name}"] = Row(frame(PING, payload), [(PONG, payload), 1000], then=BYE)
ROWS["2 ping of 126"] = Row(frame(PING, b"x" * 126), [1002])
ROWS["2 ping of 125, byte by byte"] = Row(
    frame(PING, b"x" * 125), [(PONG, b"x" * 125), 1000], then=BYE, cut=1
)
ROWS["2 pong nobody asked for"] = Row(frame(PONG, b"x") + frame(PING, b"y"), [(PONG, b"y"), 1000], then=BYE)
ROWS["2 empty pong nobody asked for"] = Row(frame(PONG), [1000], then=BYE)
ROWS["2 ten pings"] = Row(
    b"".join(frame(PING, b"%d" % n) for n in range(10)),
    [*[(PONG, b"%d" % n) for n in range(10)], 1000],
    then=BYE,
)
ROWS["2 ten pings, byte by byte"] = Row(ROWS["2 ten pings"].sent, ROWS["2 ten pings"].said, 1, BYE)

# 3: reserved bits, which no extension was agreed for
for rsv, opcode in itertools.product(range(1, 8), (TEXT, BINARY, PING, CLOSE)):
    ROWS[f"3 reserved bits {rsv} on opcode {opcode}"] = Row(
        frame(TEXT, b"a"), [(TEXT, b"a"), 1002], then=frame(opcode, b"", rsv=rsv)
    )

# 4: opcodes that do not exist
for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15):
    ROWS[f"4 opcode {opcode}"] = Row(frame(TEXT, b"a"), [(TEXT, b"a"), 1002], then=frame(opcode, b"x"))

# 5: fragments, and control frames between them
ROWS.update(
    {
        "5 ping in fragments": Row(fragments(PING, b"a", b"b"), [1002]),
        "5 pong in fragments": Row(fragments(PONG, b"a", b"b"), [1002]),
        "5 close in fragments": Row(fragments(CLOSE, struct.pack("!H", 1000), b""), [1002]),
        "5 text in two": Row(fragments(TEXT, b"a", b"b"), [(TEXT, b"ab"), 1000], then=BYE),
        "5 text in two, byte by byte": Row(
            fragments(TEXT, b"a", b"b"), [(TEXT, b"ab"), 1000], then=BYE, cut=1
        ),
        "5 binary in five": Row(fragments(BINARY, *[b"x"] * 5), [(BINARY, b"xxxxx"), 1000], then=BYE),
        "5 empty fragments": Row(fragments(TEXT, b"", b"", b""), [(TEXT, b""), 1000], then=BYE),
        "5 empty fragments around one": Row(fragments(TEXT, b"", b"a", b""), [(TEXT, b"a"), 1000], then=BYE),
        "5 two messages in fragments": Row(
            fragments(TEXT, b"a", b"b") + fragments(BINARY, b"c", b"d"),
            [(TEXT, b"ab"), (BINARY, b"cd"), 1000],
            then=BYE,
        ),
        "5 ping between": Row(
            frame(TEXT, b"a", fin=False) + frame(PING, b"p") + frame(CONT, b"b"),
            [(PONG, b"p"), (TEXT, b"ab"), 1000],
            then=BYE,
        ),
        "5 pings between, byte by byte": Row(
            frame(TEXT, b"a", fin=False)
            + frame(PING, b"p")
            + frame(CONT, b"b", fin=False)
            + frame(PING, b"q")
            + frame(CONT, b"c"),
            [(PONG, b"p"), (PONG, b"q"), (TEXT, b"abc"), 1000],
            then=BYE,
            cut=1,
        ),
        "5 a continuation of nothing": Row(frame(CONT, b"a"), [1002]),
        "5 an unfinished continuation of nothing": Row(frame(CONT, b"a", fin=False), [1002]),
        "5 a continuation after the end": Row(
            fragments(TEXT, b"a", b"b"), [(TEXT, b"ab"), 1002], then=frame(CONT, b"c")
        ),
        "5 a message in a message": Row(frame(TEXT, b"a", fin=False) + frame(TEXT, b"b"), [1002]),
        "5 binary in a text": Row(frame(TEXT, b"a", fin=False) + frame(BINARY, b"b"), [1002]),
        "5 fragments in fragments": Row(frame(TEXT, b"a", fin=False) * 2, [1002]),
        "5 reserved bits in a continuation": Row(
            frame(TEXT, b"a", fin=False) + frame(CONT, b"b", rsv=1), [1002]
        ),
        "5 close between": Row(frame(TEXT, b"a", fin=False), [1000], then=BYE),
    }
)

# 6: UTF-8
VALID = {
    "kosme": "κόσμε",
    "first of each length": "\0\x80\u0800\U00010000",
    "last of each length": "\x7f\u07ff\uffff\U0010ffff",
    "around the surrogates": "\ud7ff\ue000",
    "replacement": "\ufffd",
    "noncharacters": "\ufdd0\ufffe\uffff\U0001fffe\U0001ffff\U0010fffe",
    "hello": "Hello-µ@ßöäüàá-UTF-8!!",
}
INVALID = {
    "a continuation byte": b"\x80",
    "the last continuation byte": b"\xbf",
    "two continuation bytes": b"\x80\xbf",
    "all continuation bytes": bytes(range(0x80, 0xC0)),
    "lonely starts of two": b" ".join(bytes([start]) for start in range(0xC0, 0xE0)),
    "lonely starts of three": b" ".join(bytes([start]) for start in range(0xE0, 0xF0)),
    "lonely starts of four": b" ".join(bytes([start]) for start in range(0xF0, 0xF8)),
    "a start of five": b"\xf8\x88\x80\x80\x80",
    "a start of six": b"\xfc\x84\x80\x80\x80\x80",
    "two without its end": b"\xc3",
    "three without its end": b"\xe1\x80",
    "four without its end": b"\xf1\x80\x80",
    "two unfinished and more": b"\xc3\x28",
    "three unfinished and more": b"\xe1\x80\x41",
    "four unfinished and more": b"\xf1\x80\x80\x41",
    "FE": b"\xfe",
    "FF": b"\xff",
    "FE FE FF FF": b"\xfe\xfe\xff\xff",
    "overlong slash in two": b"\xc0\xaf",
    "overlong slash in three": b"\xe0\x80\xaf",
    "overlong slash in four": b"\xf0\x80\x80\xaf",
    "overlong NUL in two": b"\xc0\x80",
    "overlong NUL in three": b"\xe0\x80\x80",
    "overlong NUL in four": b"\xf0\x80\x80\x80",
    "largest overlong in two": b"\xc1\xbf",
    "largest overlong in three": b"\xe0\x9f\xbf",
    "largest overlong in four": b"\xf0\x8f\xbf\xbf",
    "the first surrogate": b"\xed\xa0\x80",
    "the last high surrogate": b"\xed\xaf\xbf",
    "the first low surrogate": b"\xed\xb0\x80",
    "the last surrogate": b"\xed\xbf\xbf",
    "a pair of surrogates": b"\xed\xa0\x80\xed\xb0\x80",
    "beyond the last character": b"\xf4\x90\x80\x80",
    "far beyond": b"\xf7\xbf\xbf\xbf",
    "kosme and a surrogate": b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited",
}
for name, text in VALID.items():
    data = text.encode("utf-8", "surrogatepass")
    ROWS[f"6 {name}"] = echoed(TEXT, data)
    ROWS[f"6 {name}, byte by byte"] = echoed(TEXT, data, cut=1)
    ROWS[f"6 {name}, a fragment for every byte"] = Row(
        fragments(TEXT, *[bytes([byte]) for byte in data]), [(TEXT, data), 1000], then=BYE
    )
    for at in range(len(data)):
        ROWS[f"6 {name}, cut at {at}"] = Row(
            fragments(TEXT, data[:at], data[at:]), [(TEXT, data), 1000], then=BYE
        )
for name, data in INVALID.items():
    ROWS[f"6 {name}"] = Row(frame(TEXT, data), [1007])
    ROWS[f"6 {name}, a fragment for every byte"] = Row(
        fragments(TEXT, *[bytes([byte]) for byte in data]), [1007]
    )
    ROWS[f"6 {name}, in the reason of a close"] = Row(closing(1000, data), [1007])
    ROWS[f"6 {name}, as binary"] = echoed(BINARY, data)

# The connection is over before there is an answer.
ROWS["6 an invalid text, and a close behind it"] = Row(frame(TEXT, b"\xff") + BYE, [])

# 7: closing
for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999):
    ROWS[f"7 code {code}"] = Row(closing(code), [code])
for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535):
    ROWS[f"7 code {code} does not exist"] = Row(closing(code), [1002])
ROWS.update(
    {
        "7 no code": Row(frame(CLOSE), [None]),
        "7 half a code": Row(frame(CLOSE, b"\x03"), [1002]),
        "7 a reason": Row(closing(1000, b"Hello"), [1000]),
        "7 the longest reason": Row(closing(1000, b"*" * 123), [1000]),
        "7 a reason too long": Row(closing(1000, b"*" * 124), [1002]),
        "7 a reason beyond ASCII": Row(closing(1000, "Grüße 😀".encode()), [1000]),
        "7 twice": Row(BYE, [1000], then=BYE),
        "7 a text after it": Row(BYE + frame(TEXT, b"a"), [1000]),
        "7 a ping after it": Row(BYE + frame(PING, b"a"), [1000]),
        "7 byte by byte": Row(BYE, [1000], cut=1),
        "7 after a message": echoed(TEXT, b"a"),
    }
)

# Beside the suite's sections: what a browser never sends
ROWS.update(
    {
        "a frame that is not masked": Row(frame(TEXT, b"a", masked=False), [1002]),
        "an empty frame that is not masked": Row(frame(TEXT, masked=False), [1002]),
        "a length of 2**63": Row(b"\x81\xff" + b"\x80" + b"\0" * 7 + b"\0" * 4, [1009]),
        "a length that is not the shortest": Row(
            b"\x81\xfe\x00\x01" + b"\0\0\0\0a", [(TEXT, b"a"), 1000], then=BYE
        ),
        "noise": Row(b"\x47\x45\x54\x20/ HTTP/1.1\r\n\r\n", [1002]),
    }
)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving("site_app.py") as found:
        yield found


class Peer:
    """A client that sends whatever it is told to, and hears frames."""

    def __init__(self, served: Served) -> None:
        self.socket = served.connect()
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = base64.b64encode(os.urandom(16))
        self.socket.sendall(
            b"GET /echo HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\n"
            b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %b\r\n\r\n"
            % (served.port, served.port, key)
        )
        self.data = b""
        while b"\r\n\r\n" not in self.data:
            self.data += self.socket.recv(65536)
        head, _, self.data = self.data.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101")

    def send(self, data: bytes, cut: int) -> None:
        with contextlib.suppress(OSError):  # it has heard enough
            for start in range(0, len(data), cut or len(data)):
                self.socket.sendall(data[start : start + (cut or len(data))])

    def hear(self) -> tuple[int, bytes] | int | None:
        """The next frame, or the code of a close; EOFError when the server says nothing more."""
        first, second = self._take(2)
        assert first & 0x70 == 0, "a reserved bit"
        assert second & 0x80 == 0, "a masked frame"
        size = second & 0x7F
        if size == 126:
            (size,) = struct.unpack("!H", self._take(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", self._take(8))
        opcode, payload = first & 15, self._take(size)
        if opcode == CLOSE:
            return int.from_bytes(payload[:2], "big") if payload else None
        return opcode, payload

    def _take(self, size: int) -> bytes:
        while len(self.data) < size:
            try:
                piece = self.socket.recv(65536)
            except ConnectionResetError:
                raise EOFError from None
            if not piece:
                raise EOFError
            self.data += piece
        taken, self.data = self.data[:size], self.data[size:]
        return taken


def outcome(served: Served, row: Row) -> Said:
    peer = Peer(served)
    said: Said = []
    with peer.socket, contextlib.suppress(EOFError):
        peer.send(row.sent, row.cut)
        if row.then:
            said += [peer.hear() for _ in row.said[:-1]]
            peer.send(row.then, row.cut)
        while True:
            said.append(peer.hear())
    return said


def test_every_row_is_answered_as_the_standard_says(served: Served) -> None:
    found = {name: outcome(served, row) for name, row in ROWS.items()}
    assert {name: said for name, said in found.items() if said != ROWS[name].said} == {}
    assert len(ROWS) >= 247
