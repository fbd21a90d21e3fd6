"""Large uploads: how fast a file comes in, and what refused ones cost.

    python benchmarks/actions/uploads.py [--quick]

Bars: 1 GiB in chunks at >= 0.7 of the disk's own write speed (both synced to the disk);
100 uploads of 1 GiB at a time, each refused: <= 5 MiB of memory each.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "hub"))

from load import Server, here, median, running

MIB = 1024 * 1024
BOUNDARY = "frontier"
#: As the browser runtime sends them.
AT_A_TIME = 3
REFUSED = 100


def main() -> None:
    size = (128 if "--quick" in sys.argv else 1024) * MIB
    server = Server("specter", [*here(__file__, "servers.py"), "specter"])
    with tempfile.TemporaryDirectory() as folder, running([server]):
        rounds = [(written(folder, size), uploaded(server.port, size)) for _ in range(5)]
    for disk, upload in rounds:
        print(f"disk {size / disk / MIB:6.0f} MiB/s   upload {size / upload / MIB:6.0f} MiB/s")
    print(f"upload / disk: {median([disk / upload for disk, upload in rounds]):.2f}")
    for name, begin in (("that say their length", with_length), ("that do not", without_length)):
        with running([server]):
            grown = refused(server, begin)
        print(f"{REFUSED} uploads of 1 GiB {name}, refused: {grown / MIB / REFUSED:.2f} MiB each")


def written(folder: str, size: int) -> float:
    """Seconds to write a file of `size` bytes and to sync it."""
    piece = os.urandom(2 * MIB)
    began = time.perf_counter()
    with open(os.path.join(folder, "disk"), "wb", buffering=0) as file:
        for _ in range(size // len(piece)):
            file.write(piece)
        os.fsync(file.fileno())
    took = time.perf_counter() - began
    os.unlink(file.name)
    return took


def uploaded(port: int, size: int) -> float:
    """Seconds for an upload in chunks, until its action has synced the file and answered."""
    began = time.perf_counter()
    files = [{"name": "asset", "filename": "a.bin", "size": size}]
    init = json.dumps({"route": "/counter", "action": "keep", "files": files}).encode()
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as first:
        first.request("POST", "/__sprag__/uploads/init", init, {"Content-Type": "application/json"})
        answer = first.getresponse()
        upload = json.loads(answer.read())
        cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
    data = os.urandom(upload["chunk_size"])
    waiting = iter(range(size // len(data)))
    results = []

    def send() -> None:
        headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Cookie": cookie}
        with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
            for number in waiting:
                fields = {"upload_id": upload["upload_id"], "file_index": 0, "chunk_index": number}
                connection.request("POST", "/__sprag__/uploads/chunk", form(fields, data), headers)
                found = json.loads(connection.getresponse().read())
                assert found["ok"], found
                if found.get("finalized"):
                    results.append(found["value"])

    senders = [threading.Thread(target=send) for _ in range(AT_A_TIME)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert results == [size]
    return time.perf_counter() - began


def form(fields: dict[str, object], data: bytes) -> bytes:
    head = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="chunk"; filename="b"\r\n\r\n'
    return b"".join((head.encode(), data, f"\r\n--{BOUNDARY}--\r\n".encode()))


# --- refused ones

HEAD = (
    "POST /__sprag__/uploads HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
)


def with_length(connection: socket.socket) -> Iterator[None]:
    connection.sendall(f"{HEAD}Content-Length: {1024 * MIB}\r\n\r\n".encode())
    yield from sending(connection, os.urandom(64 * 1024))


def without_length(connection: socket.socket) -> Iterator[None]:
    connection.sendall(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode())
    begun = form({}, b"").partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    connection.sendall(b"%x\r\n%b\r\n" % (len(begun), begun))
    piece = b"x" * 64 * 1024
    yield from sending(connection, b"%x\r\n%b\r\n" % (len(piece), piece))


def sending(connection: socket.socket, piece: bytes) -> Iterator[None]:
    """Send 1 GiB piece by piece, as far as the server takes it."""
    try:
        for _ in range(1024 * MIB // len(piece)):
            connection.sendall(piece)
            yield
    except OSError:
        return


def refused(server: Server, begin: Callable[[socket.socket], Iterator[None]]) -> int:
    """By how many bytes the server has grown at most while it refuses that many uploads at a time."""
    assert server.process is not None
    process = psutil.Process(server.process.pid)
    uploaded(server.port, 4 * MIB)
    before = most = process.memory_info().rss
    with ExitStack() as open_ones:
        senders = [begin(open_ones.enter_context(connected(server.port))) for _ in range(REFUSED)]
        while senders:
            senders = [sender for sender in senders if next(sender, senders) is None]
            most = max(most, process.memory_info().rss)
    return most - before


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        yield connection


if __name__ == "__main__":
    main()
