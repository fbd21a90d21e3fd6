"""Large uploads: how fast a file comes in, and what refused ones cost.

    python benchmarks/actions/uploads.py [--quick]

Bars: 1 GiB in chunks at >= 0.7 of the disk's own write speed; 100 uploads of 1 GiB at a time, each refused: <= 5 MiB of
memory each.

The disk's own speed is what a plain loop reaches that writes the same pieces to a file in the same folder, one after
the other. It is printed with the file synced to the disk at the end, on both sides, which is what the bar is about, and
without. Beside them stands what this machine can do at most: a loop that takes the same bytes from the same client by
`recv_into`, and writes them, without HTTP. Client and server have two cores between them.
"""

from __future__ import annotations

import http.client
import io
import json
import multiprocessing
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

from load import Server, cpu_seconds, here, median, running

MIB = 1024 * 1024
CHUNK = 2 * MIB
BOUNDARY = "----WebKitFormBoundaryabcdefghijklmnop"
#: As the browser runtime sends them.
AT_A_TIME = 3
REFUSED = 100


def main() -> None:
    quick = "--quick" in sys.argv
    size = (128 if quick else 1024) * MIB
    server = Server("specter", [*here(__file__, "servers.py"), "specter"])
    for sync in (True, False):
        print(f"{size // MIB} MiB, {'synced to the disk' if sync else 'not synced'}")
        compare(server, size, sync, 3 if quick else 5)
    for name, begin in (("that say their length", with_length), ("that do not", without_length)):
        with running([server]):
            grown = refused(server, begin)
        print(f"{REFUSED} uploads of 1 GiB {name}, refused: {grown / MIB / REFUSED:.2f} MiB each")


def compare(server: Server, size: int, sync: bool, rounds: int) -> None:
    found = []
    with tempfile.TemporaryDirectory() as folder, running([server]):
        assert server.process is not None
        watched = psutil.Process(server.process.pid)
        written(folder, CHUNK, sync)
        uploaded(server.port, CHUNK, sync)
        for _ in range(rounds):
            disk, bare = written(folder, size, sync), taken(folder, size, sync)
            before = cpu_seconds(watched)
            upload = uploaded(server.port, size, sync)
            cpu = cpu_seconds(watched) - before
            found.append((disk, bare, upload))
            print(
                f"  disk {size / disk / MIB:5.0f} MiB/s   bare loop {size / bare / MIB:5.0f}"
                f"   upload {size / upload / MIB:5.0f}   CPU of the server {cpu / (size / CHUNK) * 1000:.2f} ms a chunk"
            )
    print(
        f"  upload / disk: {median([disk / upload for disk, _, upload in found]):.2f}"
        f"   bare loop / disk: {median([disk / bare for disk, bare, _ in found]):.2f}"
    )


# --- what there is to compare with


def written(folder: str, size: int, sync: bool) -> float:
    """Seconds to write a file of `size` bytes."""
    piece = os.urandom(CHUNK)
    with new_file(folder) as file:
        began = time.perf_counter()
        for _ in range(size // CHUNK):
            file.write(piece)
        if sync:
            os.fsync(file.fileno())
        return time.perf_counter() - began


def taken(folder: str, size: int, sync: bool) -> float:
    """Seconds for a loop without HTTP to write what the client sends."""

    def take(connection: socket.socket) -> None:
        view = memoryview(bytearray(CHUNK))
        with connection:
            while head := connection.recv(8, socket.MSG_WAITALL):
                done = 0
                while done < CHUNK:
                    done += connection.recv_into(view[done:])
                os.pwrite(file.fileno(), view, int.from_bytes(head, "big") * CHUNK)
                connection.sendall(b"kept")

    with socket.create_server(("127.0.0.1", 0)) as listener, new_file(folder) as file, one_chunk() as data:
        port = listener.getsockname()[1]

        def chunk(connection: socket.socket, number: int) -> None:
            send_chunk(connection, number.to_bytes(8, "big"), data, b"")
            connection.recv(4, socket.MSG_WAITALL)

        client = multiprocessing.Process(target=send_chunks, args=(port, size // CHUNK, chunk))
        began = time.perf_counter()
        client.start()
        takers = [threading.Thread(target=take, args=(listener.accept()[0],)) for _ in range(AT_A_TIME)]
        for taker in takers:
            taker.start()
        for taker in takers:
            taker.join()
        if sync:
            os.fsync(file.fileno())
        took = time.perf_counter() - began
        client.join()
        return took


@contextmanager
def new_file(folder: str) -> Iterator[io.FileIO]:
    path = os.path.join(folder, "disk")
    with open(path, "wb", buffering=0) as file:
        yield file
    os.unlink(path)


# --- an upload


def uploaded(port: int, size: int, sync: bool) -> float:
    """Seconds for an upload in chunks, until its action has answered. The client is a process of its own."""
    began = time.perf_counter()
    files = [{"name": "asset", "filename": "a.bin", "size": size}]
    call = {"route": "/counter", "action": "keep", "payload": {"sync": sync}, "files": files}
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as first:
        first.request(
            "POST", "/__sprag__/uploads/init", json.dumps(call), {"Content-Type": "application/json"}
        )
        answer = first.getresponse()
        upload = json.loads(answer.read())
        assert upload["chunk_size"] == CHUNK
        cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
    final, found = multiprocessing.Pipe(duplex=False)

    def chunk(connection: socket.socket, number: int) -> None:
        fields = {"upload_id": upload["upload_id"], "file_index": 0, "chunk_index": number}
        begin, end = around(fields)
        length = len(begin) + CHUNK + len(end)
        head = (
            f"POST /__sprag__/uploads/chunk HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {length}\r\n\r\n"
        )
        send_chunk(connection, head.encode() + begin, data, end)
        head, _, answer = connection.recv(65536).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head + answer
        if b'"finalized":true' in answer:
            found.send_bytes(answer)

    with one_chunk() as data:
        client = multiprocessing.Process(target=send_chunks, args=(port, size // CHUNK, chunk))
        client.start()
        client.join()
    took = time.perf_counter() - began
    assert json.loads(final.recv_bytes())["value"] == size
    return took


def send_chunks(port: int, count: int, chunk: Callable[[socket.socket, int], None]) -> None:
    """Send that many chunks, a few at a time."""
    numbers = iter(range(count))

    def send() -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            for number in numbers:
                chunk(connection, number)

    senders = [threading.Thread(target=send) for _ in range(AT_A_TIME)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()


@contextmanager
def one_chunk() -> Iterator[int]:
    """A file with the bytes of a chunk, from which the kernel sends them without a copy."""
    with tempfile.TemporaryFile() as file:
        file.write(os.urandom(CHUNK))
        file.flush()
        yield file.fileno()


def send_chunk(connection: socket.socket, head: bytes, data: int, tail: bytes) -> None:
    connection.sendall(head, socket.MSG_MORE)
    sent = 0
    while sent < CHUNK:
        sent += os.sendfile(connection.fileno(), data, sent, CHUNK - sent)
    connection.sendall(tail)


def around(fields: dict[str, object]) -> tuple[bytes, bytes]:
    """A form with a file, before and after the file's bytes."""
    head = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="chunk"; filename="b"\r\n\r\n'
    return head.encode(), f"\r\n--{BOUNDARY}--\r\n".encode()


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
    begun, _ = around({"__sprag_route": "/counter", "__sprag_action": "keep"})
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
    uploaded(server.port, 2 * CHUNK, True)
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
    multiprocessing.set_start_method("fork")
    main()
