"""A client that costs little: answers to the same request are equally long, so it counts bytes and parses nothing."""

from __future__ import annotations

import selectors
import socket
import time

ROWS = 100


def measure(port: int, path: str, seconds: float, connections: int) -> list[float]:
    """Seconds that each request took, from its first byte out to its last byte in, for as long as `seconds`."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    length = answer_length(port, request)
    waiting = selectors.DefaultSelector()
    for _ in range(connections):
        waiting.register(socket.create_connection(("127.0.0.1", port)), selectors.EVENT_READ, [0, 0.0])
    times: list[float] = []
    end = time.perf_counter() + seconds
    for key in list(waiting.get_map().values()):
        send(key, request)
    while time.perf_counter() < end:
        for key, _ in waiting.select(1.0):
            received = key.fileobj.recv(262144)  # type: ignore[union-attr]
            if key.data[0] == 0 and not received.startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"port {port} answered {received[:200]!r}")
            key.data[0] += len(received)
            if key.data[0] >= length:
                times.append(time.perf_counter() - key.data[1])
                send(key, request)
    for key in list(waiting.get_map().values()):
        key.fileobj.close()  # type: ignore[union-attr]
    waiting.close()
    return times


def send(key: selectors.SelectorKey, request: bytes) -> None:
    key.data[:] = 0, time.perf_counter()
    key.fileobj.sendall(request)  # type: ignore[union-attr]


def answer_length(port: int, request: bytes) -> int:
    """The bytes of a whole answer, which must hold all rows."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.settimeout(0.5)
        connection.sendall(request)
        answer = b""
        try:
            while chunk := connection.recv(262144):
                answer += chunk
        except socket.timeout:
            pass
    if answer.count(b"<tr>") != ROWS + 1 or b"User &amp; &lt;7" not in answer:
        raise SystemExit(f"port {port} does not show the page: {answer[:300]!r}")
    return len(answer)
